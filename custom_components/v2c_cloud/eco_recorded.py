"""The charges that Home Assistant's statistics remember from before the session log."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from homeassistant.components.recorder import get_instance
from homeassistant.components.recorder.statistics import (
    StatisticsRow,
    get_metadata,
    statistics_during_period,
)
from homeassistant.components.sensor import DOMAIN as SENSOR
from homeassistant.const import CONF_HOST, UnitOfEnergy
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers import entity_registry as er
from homeassistant.util import dt as dt_util

from .const import DOMAIN
from .control.charged_hours import HOUR, stays_of_hours
from .control.stays import Stay
from .coordinator import ChargerCoordinator
from .statistics import energy_statistic
from .with_recorder import async_with_recorder

if TYPE_CHECKING:
    from .house import V2CConfigEntry

CONF_ECO_STATISTICS: Final = "eco_statistics"
"""Options: by the charger's ID, the statistic that counted its energy before."""

ENERGY_CLASS: Final = "energy"
_YEAR: Final = timedelta(days=365)
_CORE: Final = "v2c"
"""Home Assistant's own integration of V2C's chargers."""
_COUNTER: Final = "charge_energy"


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a statistic tells."""

    statistic_id: str | None = None
    """None where none tells anything."""
    stays: tuple[Stay, ...] = ()
    """The oldest first."""


class RecordedCharges:
    """What the statistics tell of one charger; read once, since they are of the past."""

    def __init__(
        self,
        hass: HomeAssistant,
        entry: V2CConfigEntry,
        coordinator: ChargerCoordinator,
    ) -> None:
        """Know the charger; nothing is read before ``async_start``."""
        self._hass = hass
        self._entry = entry
        self._coordinator = coordinator
        self._charger_id = coordinator.charger.charger_id
        self.told = Told()

    @callback
    def async_start(
        self, until: Callable[[], datetime], changed: Callable[[], None]
    ) -> CALLBACK_TYPE:
        """Read what there is up to an instant; returns how to stop that.

        ``changed`` is called if that tells anything.
        """

        async def read() -> None:
            self.told = await async_read_charges(self._hass, self._sources, until())
            if self.told.stays:
                changed()

        @callback
        def start() -> None:
            self._entry.async_create_background_task(
                self._hass, read(), f"{self._coordinator.name} statistics"
            )

        return async_with_recorder(self._hass, start)

    @property
    def _sources(self) -> list[str]:
        """The statistic that somebody has chosen, else those that are of this charger."""
        chosen = self._entry.options.get(CONF_ECO_STATISTICS, {}).get(self._charger_id)
        if chosen is not None:
            return [chosen]
        registry = er.async_get(self._hass)
        # What the community integration counted goes on under our entity.
        counters = [(DOMAIN, f"v2c_{self._charger_id}_{_COUNTER}")]
        counters += [
            (_CORE, f"{entry.entry_id}_{_COUNTER}")
            for entry in self._hass.config_entries.async_entries(_CORE)
            if str(entry.unique_id).upper() == self._charger_id
            or entry.data.get(CONF_HOST)
            == self._coordinator.subentry.data.get(CONF_HOST)
        ]
        entities = [
            registry.async_get_entity_id(SENSOR, platform, unique_id)
            for platform, unique_id in counters
        ]
        return [energy_statistic(self._charger_id), *filter(None, entities)]


async def async_read_charges(
    hass: HomeAssistant, statistic_ids: Sequence[str], until: datetime
) -> Told:
    """The charges of the last year, by the statistic that tells the most of them.

    None are told by one that is gone, or counts something else than energy.
    """
    begin = dt_util.utcnow() - _YEAR

    def read() -> list[Told]:
        """Read thousands of rows, which the event loop has no time for."""
        counted = {
            statistic_id
            for statistic_id, (_, meta) in get_metadata(
                hass, statistic_ids=set(statistic_ids)
            ).items()
            if meta["has_sum"] and meta["unit_class"] == ENERGY_CLASS
        }
        if not counted:
            return []
        rows = statistics_during_period(
            hass,
            begin,
            until,
            counted,
            "hour",
            {ENERGY_CLASS: UnitOfEnergy.KILO_WATT_HOUR},
            {"change"},
        )
        return [
            Told(
                statistic_id=statistic_id,
                stays=tuple(stays_of_hours(_hours(statistic_id, rows[statistic_id]))),
            )
            for statistic_id in statistic_ids
            if statistic_id in rows
        ]

    if until <= begin:
        return Told()
    told = await get_instance(hass).async_add_executor_job(read)
    return max(told, key=lambda each: len(each.stays), default=Told())


def _hours(statistic_id: str, rows: Sequence[StatisticsRow]) -> dict[datetime, float]:
    """KWh by the hour. Our own statistic has those hours alone that had any."""
    hours = {
        datetime.fromtimestamp(row["start"], UTC): change
        for row in rows
        if (change := row.get("change")) is not None
    }
    if not hours or not statistic_id.startswith(f"{DOMAIN}:"):
        return hours
    begin, end = min(hours) - 2 * HOUR, max(hours) + HOUR
    every = (begin + number * HOUR for number in range((end - begin) // HOUR + 1))
    return {start: hours.get(start, 0.0) for start in every}
