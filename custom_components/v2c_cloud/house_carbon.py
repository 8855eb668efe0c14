"""How much CO2 the grid of a house emits: now, as far as it is told, and beyond."""

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from homeassistant.components.recorder import get_instance
from homeassistant.components.recorder.statistics import (
    get_metadata,
    statistics_during_period,
)
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.event import async_track_utc_time_change
from homeassistant.util import dt as dt_util

from .const import DOMAIN
from .control.price_slots import PriceSlot
from .prices.adapter import Provider
from .prices.carbon import PROVIDER, carbon_unit, says_carbon
from .prices.entity_source import EntitySource, Quantity
from .prices.foresight import Foresight
from .prices.options import CONF_ENTITY
from .prices.points import quarters_between
from .prices.store import PriceStore
from .with_recorder import RECORDER

if TYPE_CHECKING:
    from .house import V2CConfigEntry

CONF_CARBON: Final = "carbon"
"""Options: where it is read. Without it, in the one entity that tells nothing else."""

_BOOK: Final = "carbon"
_HOUR: Final = timedelta(hours=1)
_PATIENCE: Final = timedelta(hours=6)
"""For how long a source may say nothing before what is expected of it counts no more."""
_LEARNED_AGAIN: Final = timedelta(days=1)
_LEARNED_FROM: Final = timedelta(days=28)
"""What is looked at of the past, as with prices."""

_CARBON: Final = Quantity(
    unit=carbon_unit,
    provider=lambda _: PROVIDER,
    fallback=Provider(),
    # Grids are told by the hour.
    holds=_HOUR,
)


def carbon_entity(hass: HomeAssistant, options: Mapping[str, Any]) -> str | None:
    """The entity that somebody chose, else the one that is evident; None without any."""
    if CONF_CARBON in options:
        chosen: str | None = options[CONF_CARBON].get(CONF_ENTITY)
        return chosen
    found = [
        entry.entity_id
        for entry in er.async_get(hass).entities.values()
        if entry.platform != DOMAIN
        and entry.disabled_by is None
        and says_carbon(entry.unit_of_measurement)
    ]
    return found[0] if len(found) == 1 else None


class HouseCarbon:
    """What the grid of one house emits, in g of CO2 per kWh.

    It is read, kept and expected as prices are. What an entity that tells only the
    present has told before, the recorder knows.
    """

    def __init__(
        self, hass: HomeAssistant, entry: V2CConfigEntry, store: PriceStore
    ) -> None:
        """Follow nothing yet.

        Args:
            hass: Home Assistant.
            entry: The house's.
            store: What was told before.

        """
        self._hass = hass
        self._entry = entry
        self._store = store
        self._foresight = Foresight(hass)
        self._listeners: list[Callable[[], None]] = []
        self._stop_ticks: CALLBACK_TYPE | None = None
        self._learned_at: datetime | None = None
        self.source: EntitySource | None = None
        """The entity that tells it; None where there is none."""

    @callback
    def async_start(self) -> None:
        """Find the source and follow it."""
        self._stop_ticks = async_track_utc_time_change(
            self._hass, self._tick, minute=(0, 15, 30, 45), second=0
        )
        self._follow()

    @callback
    def async_stop(self) -> None:
        """Follow nothing."""
        if self._stop_ticks is not None:
            self._stop_ticks()
            self._stop_ticks = None
        if self.source is not None:
            self.source.async_stop()

    @callback
    def async_listen(self, listener: Callable[[], None]) -> CALLBACK_TYPE:
        """Call ``listener`` when more is known, and when a source is found or lost."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    @property
    def learned_days(self) -> int:
        """How many days what is expected is made of."""
        return len(self._foresight)

    def slots(self, start: datetime, end: datetime) -> tuple[PriceSlot, ...]:
        """The quarters of an hour that have a part in a span, with g for money.

        Nothing at all while the source has been silent for hours: what is expected is
        made of what it said lately.
        """
        if self.source is None:
            return ()
        book = self.source.book
        if book.until(dt_util.utcnow() - _PATIENCE) is None:
            return ()
        return self._foresight.slots(book, start, end)

    @callback
    def _tick(self, now: datetime) -> None:
        """Look for a source where there is none, and at its past once a day."""
        self._follow()
        if self._learned_at is not None and now - self._learned_at >= _LEARNED_AGAIN:
            self._learn_soon()

    @callback
    def _follow(self) -> None:
        entity_id = carbon_entity(self._hass, self._entry.options)
        if entity_id == (None if self.source is None else self.source.entity_id):
            return
        if self.source is not None:
            self.source.async_stop()
            self.source = None
        if entity_id is not None:
            self.source = EntitySource(
                self._hass,
                self._entry,
                self._store,
                _BOOK,
                entity_id,
                self._changed,
                _CARBON,
            )
            self._foresight.begin(self.source.book)
            self.source.async_start()
            self._learn_soon()
        self._tell()

    def _learn_soon(self) -> None:
        self._learned_at = dt_util.utcnow()
        self._entry.async_create_background_task(
            self._hass, self._async_learn(), "carbon intensity of the past"
        )

    async def _async_learn(self) -> None:
        """Take from the recorder what the source has told while nobody listened."""
        source = self.source
        if source is None or RECORDER not in self._hass.config.components:
            return
        since = dt_util.utcnow() - _LEARNED_FROM
        past = await get_instance(self._hass).async_add_executor_job(
            _hourly_means, self._hass, source.entity_id, since
        )
        lacking = {
            quarter: value
            for quarter, value in past.items()
            if source.book.price(quarter) is None
        }
        if source.book.publish(lacking, dt_util.utcnow()):
            self._store.save_soon()
            self._foresight.begin(source.book)
            self._tell()

    @callback
    def _changed(self) -> None:
        if self.source is not None:
            self._foresight.look(self.source.book)
        self._tell()

    @callback
    def _tell(self) -> None:
        for listener in tuple(self._listeners):
            listener()


def _hourly_means(
    hass: HomeAssistant, entity_id: str, since: datetime
) -> dict[datetime, float]:
    """What an entity told on average in each hour, by quarter, in g per kWh.

    In the unit that it was recorded in, which may not be the present one.
    """
    known = get_metadata(hass, statistic_ids={entity_id})
    if entity_id not in known:
        return {}
    unit = carbon_unit(known[entity_id][1]["unit_of_measurement"])
    if unit is None:
        return {}
    rows = statistics_during_period(
        hass, since, None, {entity_id}, "hour", None, {"mean"}
    )
    means: Iterable[tuple[datetime, float | None]] = (
        (datetime.fromtimestamp(row["start"], UTC), row.get("mean"))
        for row in rows.get(entity_id, ())
    )
    return {
        quarter: mean * unit.factor
        for start, mean in means
        if mean is not None
        for quarter in quarters_between(start, start + _HOUR)
    }
