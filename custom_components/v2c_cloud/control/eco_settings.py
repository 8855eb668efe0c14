"""What people want of EcoCharging for one charger."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, tzinfo

from .plan import Caution, Objective

_DAY = timedelta(days=1)
_WEEK = 7
_NOON = time(12)
_STAYS = timedelta(hours=3)
"""After the time by which it was to be ready, when a car has not left."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EcoSettings:
    """Kept over restarts; times are local, as ``HH:MM``."""

    enabled: bool = False
    ready_by_on: bool = False
    """Whether the car must be ready by a time that somebody has set."""
    ready_by: str = "07:00"
    week: Mapping[str, str] = field(default_factory=dict)
    """Days that differ, by ISO weekday: another time, or "" for none."""
    reserve: float = 0.0
    """kWh that are charged at once, whatever they cost."""
    caution: Caution = Caution.BALANCED
    objective: Objective = Objective.PRICE
    price_cap: float | None = None
    """Nothing but the reserve is charged where a kWh costs more."""
    price_cap_on: bool = False
    """Whether that counts."""
    contiguous: bool = False
    """Whether a charge must not stop and begin again."""
    take_free: bool = False
    """Whether energy that costs nothing is taken, whatever the car needs."""
    car: str | None = None
    """The car that somebody chose, by the ID of its subentry; None to find out."""
    target_level: float = 100.0
    """% up to which a car is charged that tells the level of its battery."""
    skip_until: str | None = None
    """The instant, in ISO format, until which nothing is charged."""
    habits_since: str | None = None
    """The instant, in ISO format, before which sessions tell nothing of habits."""

    @property
    def cap(self) -> float | None:
        """The price above which nothing is charged; None where any price will do."""
        return self.price_cap if self.price_cap_on else None

    def ready_on(self, day: date) -> time | None:
        """The time by which the car must be ready on a day."""
        said = self.week.get(str(day.isoweekday()), self.ready_by)
        return time.fromisoformat(said) if said else None

    def deadline(
        self, plug_in: datetime, zone: tzinfo, *, met_at: datetime | None = None
    ) -> datetime | None:
        """The first time by which a car that was plugged in then must be ready.

        A time of a night that was skipped does not count. Nor does one after which the
        car had what it needs for hours, ``met_at`` being the last instant at which it
        had: who has not left by then stays, and leaves another day.
        """
        first = self._ready_after(plug_in, zone)
        if first is None or met_at is None or met_at < first + _STAYS:
            return first
        return self._ready_after(met_at, zone)

    def _ready_after(self, begin: datetime, zone: tzinfo) -> datetime | None:
        if not self.ready_by_on:
            return None
        utc = begin.tzinfo
        if self.skip_until is not None:
            begin = max(begin, datetime.fromisoformat(self.skip_until))
        local = begin.astimezone(zone)
        for days in range(_WEEK + 1):
            day = local.date() + days * _DAY
            clock = self.ready_on(day)
            if clock is None:
                continue
            ready = datetime.combine(day, clock, zone)
            if ready > begin:
                return ready.astimezone(utc)
        return None

    def skips(self, now: datetime) -> bool:
        """Whether somebody wants no charging now."""
        until = self.skip_until
        return until is not None and now < datetime.fromisoformat(until)


def end_of_night(now: datetime, zone: tzinfo) -> datetime:
    """Noon of the day on which tonight ends."""
    local = now.astimezone(zone)
    day = local.date() + (_DAY if local.time() >= _NOON else timedelta())
    return datetime.combine(day, _NOON, zone).astimezone(now.tzinfo)
