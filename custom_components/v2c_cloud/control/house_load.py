"""What a house usually takes at each hour of the day, without its cars. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

_REMEMBERED = 5_000
"""Readings after which an older one counts a third: about a week of an hour."""


@dataclass(frozen=True, slots=True)
class Load:
    """The mean of an hour in W, and of how many readings, up to those remembered."""

    watts: float
    readings: int


@dataclass(frozen=True, slots=True)
class HourLoads:
    """The mean by local hour; None where nobody has looked."""

    hours: tuple[Load | None, ...] = (None,) * 24

    def having(self, hour: int, watts: float) -> HourLoads:
        """With a reading more."""
        before = self.hours[hour] or Load(watts, 0)
        readings = min(before.readings + 1, _REMEMBERED)
        mean = before.watts + (watts - before.watts) / readings
        after = Load(mean, readings)
        return replace(self, hours=(*self.hours[:hour], after, *self.hours[hour + 1 :]))

    def at(self, hour: int) -> float | None:
        """W in an hour; where that is not known, the mean of the hours that are."""
        if (here := self.hours[hour]) is not None:
            return here.watts
        known = [each.watts for each in self.hours if each is not None]
        return sum(known) / len(known) if known else None

    def as_list(self) -> list[list[float] | None]:
        """As it is stored."""
        return [
            None if each is None else [round(each.watts, 1), each.readings]
            for each in self.hours
        ]

    @classmethod
    def from_list(cls, stored: Sequence[Sequence[float] | None]) -> HourLoads:
        """What ``as_list`` made; nothing of anything else."""
        if len(stored) != 24:
            return cls()
        return cls(
            tuple(Load(item[0], int(item[1])) if item else None for item in stored)
        )
