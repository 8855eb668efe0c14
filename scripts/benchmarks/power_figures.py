"""What a replay counts: time over the limit, energy, writes.

Seconds in which the house alone is over the limit are nobody's fault: they are counted
apart, and neither lengthen nor break a run of seconds over the limit.
"""

from dataclasses import dataclass, field
from math import floor
from typing import Any, Final, Self

from custom_components.v2c_cloud.control.limits import LOWEST_CURRENT
from custom_components.v2c_cloud.control.model import Allowance

from .controllers import HIGHEST_CURRENT
from .report import rounded
from .traces import VOLTS, Sample

MERGE: Final = 1800.0
"""Seconds between two times without room for 6 A that are still one episode."""
SLOW: Final = 60.0
"""Seconds that a command may take where the figures call it fast."""
_FAR_OVER: Final = 1.1
_DAY: Final = 86_400.0
# A tenth of a watt: sums of floating point numbers are not exact.
_EXACT: Final = 0.0005


@dataclass(frozen=True, slots=True)
class Room:
    """What a house leaves for the car on each of its phases, A.

    Attributes:
        current: up to the limit; below 0 the house alone is over it.
        far: up to a tenth above the limit.
    """

    current: float
    far: float

    @classmethod
    def left_by(cls, sample: Sample, limit: Allowance, phases: int) -> Self:
        """Return the room on the first phases, where the car is."""
        return cls(
            _room(sample, limit, phases, 1.0), _room(sample, limit, phases, _FAR_OVER)
        )

    @property
    def ideal(self) -> float:
        """Return what a balancer without delays offers, A, 0 for a pause."""
        current = min(self.current, HIGHEST_CURRENT)
        return current if current >= LOWEST_CURRENT - _EXACT else 0.0

    @property
    def whole(self) -> int:
        """Return the same in whole amps."""
        return floor(self.ideal + _EXACT)


def _room(sample: Sample, limit: Allowance, phases: int, times: float) -> float:
    solar = sample.solar or 0.0
    rooms = []
    if limit.power is not None and len(sample.loads) == phases:
        left = times * limit.power - sum(sample.loads) + solar
        rooms.append(left / (VOLTS * phases))
    if limit.phase is not None:
        share = solar / len(sample.loads)
        rooms += [
            (times * limit.phase - load + share) / VOLTS
            for load in sample.loads[:phases]
        ]
    return min(rooms)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What a controller did to a house. Times in s, energies in Ah per phase.

    Attributes:
        time: how long it was.
        house_over: time in which the house alone was over the limit.
        over: rest of the time in which the limit was exceeded.
        far_over: the same by more than a tenth.
        longest_over: longest run of it.
        longest_fast: longest of the runs without a command that took over a minute.
        drawn: what the car took while the house alone was under the limit.
        ideal: what it would have taken of a balancer without delays.
        ideal_whole: the same in whole amps.
        floor_episodes: how often the house left less than 6 A.
        writes: commands sent, all keywords.
        stops: how often the charge was stopped.
        refused: commands that the link did not take any more that day.
        decisions: how long each took, ms.
    """

    time: float
    house_over: float
    over: float
    far_over: float
    longest_over: float
    longest_fast: float
    drawn: float
    ideal: float
    ideal_whole: float
    floor_episodes: int
    writes: int = 0
    stops: int = 0
    refused: int = 0
    decisions: list[float] = field(default_factory=list)

    @property
    def house_over_share(self) -> float:
        """Return the share of time in which the house alone was over the limit."""
        return self.house_over / self.time

    @property
    def floor_episodes_per_day(self) -> float:
        """Return how often a day the house left less than 6 A."""
        return self.floor_episodes * _DAY / self.time

    @property
    def stops_per_day(self) -> float:
        """Return how often a day the charge was stopped."""
        return self.stops * _DAY / self.time

    def document(self) -> dict[str, Any]:
        """Return the part of the report."""
        ours = self.time - self.house_over
        return {
            "over_share": rounded(_share(self.over, ours), 6),
            "over_110_share": rounded(_share(self.far_over, ours), 6),
            "longest_over_s": rounded(self.longest_over, 1),
            "longest_over_fast_commands_s": rounded(self.longest_fast, 1),
            "energy_vs_ideal": rounded(_share(self.drawn, self.ideal), 4),
            "energy_vs_ideal_whole_amps": rounded(
                _share(self.drawn, self.ideal_whole), 4
            ),
            "writes_per_hour": rounded(self.writes * 3600 / self.time, 3),
            "stops_per_day": rounded(self.stops_per_day, 3),
            "commands_refused": self.refused,
        }


def _share(part: float, whole: float) -> float | None:
    return part / whole if whole else None


class Tally:
    """Counts while time passes."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._time = self._house_over = self._over = self._far_over = 0.0
        self._run = self._longest = self._longest_fast = 0.0
        self._slow = False
        self._drawn = self._ideal = self._whole = 0.0
        self._episodes = 0
        self._floor_until = -2 * MERGE

    def add(self, seconds: float, room: Room, drawn: float, command: float) -> None:
        """Count some seconds in which a car drew a current, A per phase.

        `command` is how long the slowest command takes that is under way, s.
        """
        if room.current < LOWEST_CURRENT - _EXACT:
            self._episodes += self._time - self._floor_until >= MERGE
            self._floor_until = self._time + seconds
        self._time += seconds
        if room.current < -_EXACT:
            self._house_over += seconds
            return
        self._drawn += seconds * drawn
        self._ideal += seconds * room.ideal
        self._whole += seconds * room.whole
        if drawn <= room.current + _EXACT:
            self._run, self._slow = 0.0, False
            return
        self._over += seconds
        if drawn > room.far + _EXACT:
            self._far_over += seconds
        self._run += seconds
        self._slow = self._slow or command > SLOW
        self._longest = max(self._longest, self._run)
        if not self._slow:
            self._longest_fast = max(self._longest_fast, self._run)

    def figures(self) -> Figures:
        """Return what was counted."""
        hours = 1 / 3600
        return Figures(
            time=self._time,
            house_over=self._house_over,
            over=self._over,
            far_over=self._far_over,
            longest_over=self._longest,
            longest_fast=self._longest_fast,
            drawn=self._drawn * hours,
            ideal=self._ideal * hours,
            ideal_whole=self._whole * hours,
            floor_episodes=self._episodes,
        )
