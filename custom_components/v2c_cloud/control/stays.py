"""How long cars stayed plugged in before, and what they took: what habits are made of."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

import numpy as np
import numpy.typing as npt

type Array = npt.NDArray[np.float64]
type IsHoliday = Callable[[date], bool]

MOST_STAYS = 250
"""What lies further back counts for next to nothing."""
_SATURDAY = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Stay:
    """One session of a car, from plug-in to unplug."""

    plug_in: datetime
    """UTC."""
    plug_out: datetime
    """UTC, later."""
    energy: float
    """kWh that it took."""
    unplug_seen: bool = True
    """Whether ``plug_out`` is when the plug was pulled: the cloud tells charges only,
    and a car stays on after its charge."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """How people see time where the charger stands."""

    zone: tzinfo
    is_holiday: IsHoliday = lambda _: False

    def works(self, day: date) -> bool:
        """Whether it is a working day."""
        return day.weekday() < _SATURDAY and not self.is_holiday(day)

    def moment(self, instant: datetime) -> Moment:
        """What people would call an instant."""
        local = instant.astimezone(self.zone)
        return Moment(
            clock=local.hour + local.minute / 60 + local.second / 3600,
            works=self.works(local.date()),
            works_next=self.works(local.date() + timedelta(days=1)),
        )

    def shift(self, instant: datetime, hours: float) -> float:
        """Hours by which clocks are put forward until so many hours later."""
        later = instant + timedelta(hours=hours)
        before, after = (
            each.astimezone(self.zone).utcoffset() or timedelta()
            for each in (instant, later)
        )
        return (after - before) / timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Moment:
    """An instant as people see it."""

    clock: float
    """Hours since local midnight."""
    works: bool
    """Whether it is on a working day."""
    works_next: bool
    """Whether the day after is one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StayTable:
    """Stays in columns, the oldest first."""

    clock: Array
    """Hours of the local day at which the car was plugged in."""
    works: npt.NDArray[np.bool_]
    works_next: npt.NDArray[np.bool_]
    hours: Array
    """How long it stayed."""
    clock_hours: Array
    """The same by the clocks on the wall, which are put forward and back."""
    energy: Array
    """kWh."""
    unplug_seen: npt.NDArray[np.bool_]
    """Whether it tells of a departure at all."""

    @classmethod
    def of(cls, stays: Sequence[Stay], calendar: Calendar) -> StayTable:
        """Take the last stays; one without energy or length tells nothing."""
        kept = [
            stay for stay in stays if stay.energy > 0 and stay.plug_out > stay.plug_in
        ][-MOST_STAYS:]
        moments = [calendar.moment(stay.plug_in) for stay in kept]
        hours = [(stay.plug_out - stay.plug_in) / timedelta(hours=1) for stay in kept]
        shifts = [
            calendar.shift(stay.plug_in, length)
            for stay, length in zip(kept, hours, strict=True)
        ]
        return cls(
            clock=np.array([moment.clock for moment in moments]),
            works=np.array([moment.works for moment in moments], dtype=np.bool_),
            works_next=np.array(
                [moment.works_next for moment in moments], dtype=np.bool_
            ),
            hours=np.array(hours),
            clock_hours=np.array(hours) + np.array(shifts),
            energy=np.array([stay.energy for stay in kept]),
            unplug_seen=np.array([stay.unplug_seen for stay in kept], dtype=np.bool_),
        )

    def __len__(self) -> int:
        """How many stays there are."""
        return len(self.energy)

    @property
    def age(self) -> Array:
        """How many stays ago each was: 1 for the last."""
        return np.arange(len(self), 0, -1, dtype=np.float64)
