"""The most that a house takes at each hour of the day. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

KEPT_DAYS = 14
"""A peak older than this is forgotten: houses change with the season."""


@dataclass(frozen=True, slots=True)
class Peak:
    """The most that was seen in one hour of the day, and on which day (ordinal)."""

    watts: float
    day: int


@dataclass(frozen=True, slots=True)
class HourPeaks:
    """The peaks of the house without its cars, by local hour; None before any."""

    hours: tuple[Peak | None, ...] = (None,) * 24

    def having(self, hour: int, day: int, watts: float) -> HourPeaks:
        """With what was seen now."""
        before = self.hours[hour]
        if before and day - before.day <= KEPT_DAYS and before.watts >= watts:
            return self
        return replace(
            self,
            hours=(*self.hours[:hour], Peak(watts, day), *self.hours[hour + 1 :]),
        )

    def at(self, hour: int, day: int) -> float | None:
        """The most in this hour and those beside it, in W; None where nobody looked.

        Nobody cooks by the clock.
        """
        near = (self.hours[(hour + beside) % 24] for beside in (-1, 0, 1))
        return max(
            (peak.watts for peak in near if peak and day - peak.day <= KEPT_DAYS),
            default=None,
        )

    def as_list(self) -> list[list[float] | None]:
        """As it is stored."""
        return [[peak.watts, peak.day] if peak else None for peak in self.hours]

    @classmethod
    def from_list(cls, stored: Sequence[Sequence[float] | None]) -> HourPeaks:
        """What ``as_list`` made; nothing of anything else."""
        if len(stored) != 24:
            return cls()
        return cls(
            tuple(Peak(item[0], int(item[1])) if item else None for item in stored)
        )
