"""Each charger's long-term statistics, from the session log.

They reach back to before the installation, which an entity's own cannot: the recorder
makes those of what it saw itself.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from homeassistant.components.recorder import get_instance
from homeassistant.components.recorder.models import (
    StatisticData,
    StatisticMeanType,
    StatisticMetaData,
)
from homeassistant.components.recorder.statistics import (
    async_add_external_statistics,
    statistics_during_period,
)
from homeassistant.const import UnitOfEnergy
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers.event import async_call_later, async_track_utc_time_change
from homeassistant.util import dt as dt_util

from .const import DOMAIN
from .logged_sessions import LoggedSessions
from .sessions.model import Session
from .statistics_rows import HourRow, cost_by_hour, energy_by_hour, rows_to_write
from .with_recorder import async_with_recorder

if TYPE_CHECKING:
    from .house import V2CConfigEntry

_ENERGY_CLASS = "energy"
_BEGINNING = datetime.fromtimestamp(0, UTC)

_SETTLE_SECONDS = 30
"""History comes in pieces, and a charge is told of many times."""
_CORRECTED_FOR = timedelta(days=400)
"""An hour that leaves the log when older was not corrected but forgotten."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kind:
    """One of the statistics of each charger."""

    suffix: str
    amounts: Callable[[Iterable[Session]], dict[datetime, float]]
    unit_class: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Seen:
    """What decides whether there may be anything new to write.

    A session that goes on is not in it: once an hour is enough for that.
    """

    finished: tuple[Session, ...]
    this_hour: datetime


_ENERGY = _Kind(suffix="energy", amounts=energy_by_hour, unit_class=_ENERGY_CLASS)
_COST = _Kind(suffix="cost", amounts=cost_by_hour, unit_class=None)


@callback
def async_keep_statistics(hass: HomeAssistant, entry: V2CConfigEntry) -> None:
    """Keep the statistics of a house's chargers while it is loaded.

    Without the recorder nothing is kept; the log has it all when it comes back.
    """
    house = entry.runtime_data
    keepers = [
        ChargerStatistics(
            hass,
            log,
            charger_id=house.chargers[subentry_id].charger.charger_id,
            name=house.chargers[subentry_id].subentry.title,
        )
        for subentry_id, log in house.sessions.items()
    ]

    @callback
    def start() -> None:
        for keeper in keepers:
            keeper.async_start()
            entry.async_on_unload(keeper.async_stop)

    entry.async_on_unload(async_with_recorder(hass, start))


def energy_statistic(charger_id: str) -> str:
    """The ID of the statistic that has the energy of a charger."""
    return _statistic_id(charger_id, _ENERGY)


def _statistic_id(charger_id: str, kind: _Kind) -> str:
    return f"{DOMAIN}:{charger_id.lower()}_{kind.suffix}"


class ChargerStatistics:
    """Writes what the session log of a charger says and the recorder does not."""

    def __init__(
        self, hass: HomeAssistant, log: LoggedSessions, *, charger_id: str, name: str
    ) -> None:
        """Prepare; nothing is written before the start."""
        self._hass = hass
        self._log = log
        self._charger_id = charger_id
        self._name = name
        self._written: dict[str, Mapping[datetime, float]] = {}
        """By suffix: what was written last, by hour."""
        self._seen: _Seen | None = None
        self._unsubscribe: list[CALLBACK_TYPE] = []
        self._cancel_wait: CALLBACK_TYPE | None = None
        self._busy = False
        self._again = False

    @callback
    def async_start(self) -> None:
        """Write what is missing, and what will be."""
        self._unsubscribe = [
            self._log.async_subscribe(self._async_changed),
            async_track_utc_time_change(
                self._hass, self._async_full_hour, minute=0, second=10
            ),
        ]
        self._async_changed()

    @callback
    def async_stop(self) -> None:
        """Write no more."""
        for unsubscribe in self._unsubscribe:
            unsubscribe()
        self._unsubscribe = []
        if self._cancel_wait is not None:
            self._cancel_wait()
            self._cancel_wait = None

    @callback
    def _async_full_hour(self, _now: datetime) -> None:
        self._async_changed()

    @callback
    def _async_changed(self) -> None:
        if self._cancel_wait is None:
            self._cancel_wait = async_call_later(
                self._hass, _SETTLE_SECONDS, self._async_settled
            )

    async def _async_settled(self, _now: datetime) -> None:
        self._cancel_wait = None
        await self.async_write()

    async def async_write(self) -> None:
        """Write what differs; an hour is written when it is over."""
        if self._busy:
            self._again = True
            return
        sessions = tuple(self._log.sessions)
        this_hour = dt_util.utcnow().replace(minute=0, second=0, microsecond=0)
        seen = _Seen(
            finished=tuple(item for item in sessions if item.end is not None),
            this_hour=this_hour,
        )
        if seen == self._seen:
            return
        self._busy = True
        try:
            for kind in (_ENERGY, _COST):
                await self._async_write(kind, sessions, this_hour)
            self._seen = seen
        finally:
            self._busy = False
        if self._again:
            self._again = False
            self._async_changed()

    async def _async_write(
        self, kind: _Kind, sessions: tuple[Session, ...], this_hour: datetime
    ) -> None:
        metadata = self._metadata(kind)
        before = self._written.get(kind.suffix, {})

        def prepare() -> tuple[Mapping[datetime, float], list[HourRow]]:
            """Add up years and read as many: nothing for the event loop."""
            amounts = {
                start: amount
                for start, amount in kind.amounts(sessions).items()
                if start < this_hour
            }
            if amounts == before:
                return before, []
            stored = _stored_rows(self._hass, metadata["statistic_id"])
            since = _since(amounts, before, this_hour)
            return amounts, rows_to_write(amounts, stored, since)

        amounts, rows = await get_instance(self._hass).async_add_executor_job(prepare)
        if rows:
            async_add_external_statistics(
                self._hass, metadata, [_statistic(row) for row in rows]
            )
        self._written[kind.suffix] = amounts

    def _metadata(self, kind: _Kind) -> StatisticMetaData:
        unit = (
            UnitOfEnergy.KILO_WATT_HOUR
            if kind.unit_class == _ENERGY_CLASS
            else self._hass.config.currency
        )
        return StatisticMetaData(
            mean_type=StatisticMeanType.NONE,
            has_sum=True,
            # The unit tells the two apart in every language.
            name=f"{self._name} ({unit})",
            source=DOMAIN,
            statistic_id=_statistic_id(self._charger_id, kind),
            unit_class=kind.unit_class,
            unit_of_measurement=unit,
        )


def _since(
    amounts: Mapping[datetime, float],
    before: Mapping[datetime, float],
    this_hour: datetime,
) -> datetime:
    """Return the hour from which on the log says all.

    What the recorder has from earlier is of a log that is no more: of before the house
    was deleted and added anew, or of years that the log has forgotten.
    """
    first = min(amounts, default=this_hour)
    corrected = max(min(before, default=first), this_hour - _CORRECTED_FOR)
    return min(first, corrected)


def _stored_rows(hass: HomeAssistant, statistic_id: str) -> list[HourRow]:
    """Return what the recorder has, in order."""
    rows = statistics_during_period(
        hass,
        _BEGINNING,
        None,
        {statistic_id},
        "hour",
        {_ENERGY_CLASS: UnitOfEnergy.KILO_WATT_HOUR},
        {"state", "sum"},
    )
    return [
        HourRow(
            start=datetime.fromtimestamp(row["start"], UTC),
            amount=row.get("state") or 0.0,
            total=row.get("sum") or 0.0,
        )
        for row in rows.get(statistic_id, ())
    ]


def _statistic(row: HourRow) -> StatisticData:
    return StatisticData(start=row.start, state=row.amount, sum=row.total)
