"""Learns which phases of the house a car loads, from the meter. Pure.

A car is told to draw more or less, and the meter shows on which phases that happens.
The rest of the house moves as well, so a change is believed only if each phase was
steady before it and after it, those that moved did so by about what the offer explains,
and the others hardly moved. Two such proofs that agree make it known, and two that
agree with each other and not with what is known replace it.

A total tells only how many phases there are. A car on three phases that takes a third
of its offer looks there as a car on one, so one phase is believed only below
``_TELLING``: no car charges with less than 6 A, which are 18 A on three phases.

Which of the charger's phases is which is told by cars on one phase alone: theirs is the
charger's L1.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
import math
from statistics import median
from typing import Final

from .draw import FOLLOWS_DOWN, NOTICED
from .limits import PHASE_VOLTAGE
from .model import Phases

LEAST_STEP: Final = 3
"""A; what changes less is not told from the rest of the house."""
_LEAST_TOTAL: Final = 6
"""A; the same where the phases are not told apart: all of the house is in it."""
_SETTLED: Final = 20.0
"""Seconds after a change in which cars may still move."""
_JUDGED: Final = 30.0
"""Seconds after a change until enough was seen."""
_TOO_LATE: Final = 75.0
"""Seconds after a change; by then the house has changed too much."""
_WINDOW: Final = 20.0
"""Seconds before a change that are looked at."""
_OLDEST: Final = 40.0
"""Seconds that a slow meter's last report may have come earlier still."""
_KEPT: Final = NOTICED + FOLLOWS_DOWN + _OLDEST + _WINDOW
_EACH: Final = 0.9
"""Seconds between two readings that are kept."""
_STEADY: Final = 1 / 3
_STILL: Final = 1 / 4
_LEAST: Final = 1 / 2
_MOST: Final = 5 / 4
"""Parts of the expected change: what a steady phase wavers by at most, one without the
car moves by, and one with the car moves by at least and at most."""
_CAPPED: Final = 0.85
"""A car that follows a raise by less has reached the most that it can draw."""
_ALIKE: Final = 3 / 2
"""Three phases of one car differ by no more than this."""
_ONE: Final = (0.7, 1.17)
_THREE: Final = (2.5, 3.3)
"""Changes of the total, in parts of what they are on one phase."""
_TELLING: Final = 15
"""A that are offered at most where a total tells of one phase."""
_ENOUGH: Final = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class PhaseMap:
    """What is known of the phases that a car loads."""

    count: int | None = None
    """How many it draws from, 1 or 3, in this session; None where that is unknown."""
    phases: tuple[int, ...] | None = None
    """Which of the house these are, from 0: ``count`` of them, sorted."""
    proofs: int = 0
    """How often the meter has shown that."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Belief:
    """What was proven of one thing."""

    value: int | None = None
    proofs: int = 0
    doubt: int | None = None
    """What the last proof said, where it was something else."""

    @property
    def known(self) -> int | None:
        """The value, once it is proven often enough."""
        return self.value if self.proofs >= _ENOUGH else None

    def proven(self, value: int) -> Belief:
        """The same after one more proof."""
        if value == self.value:
            return replace(self, proofs=self.proofs + 1, doubt=None)
        if value == self.doubt:
            return Belief(value=value, proofs=_ENOUGH)
        if self.known is None:
            return Belief(value=value, proofs=1)
        return replace(self, doubt=value)

    @property
    def shaken(self) -> Belief:
        """The same after a car did not follow: what seemed to be one may be none."""
        return Belief() if self.known is None else replace(self, doubt=None)


@dataclass(frozen=True, slots=True)
class Seen:
    """What the meter said at one moment, W: of each phase, or the total alone."""

    at: float
    levels: tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """A change of the offer whose effect is awaited."""

    at: float
    old: int
    new: int
    """A per phase that were offered before, and are now."""
    step: float
    """A per phase that the car can be expected to draw more, negative for less."""
    before: tuple[float, ...]
    """W of each level."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PhaseMemory:
    """What is remembered of one charger. Only the beliefs are worth storing."""

    first: Belief = field(default_factory=Belief)
    """The phase of the house that the charger's L1 hangs on, from 0."""
    count: Belief = field(default_factory=Belief)
    """How many phases the car draws from."""
    most: float = math.inf
    """A per phase that the car draws at most, as far as it has shown that."""
    offers: tuple[int, ...] | None = None
    """A that this car and the others were offered at the last look."""
    deaf_until: float = 0.0
    """When all cars have followed."""
    seen: tuple[Seen, ...] = ()
    """What the meter said since then, the oldest first."""
    trial: Trial | None = None

    @property
    def map(self) -> PhaseMap:
        """What is known."""
        count, first, proofs = self.count.known, self.first.known, self.count.proofs
        if count == 3:
            return PhaseMap(count=3, phases=(0, 1, 2), proofs=proofs)
        if count is None or first is None:
            return PhaseMap(count=count, proofs=proofs)
        return PhaseMap(
            count=count, phases=(first,), proofs=min(proofs, self.first.proofs)
        )


def forget_count(memory: PhaseMemory) -> PhaseMemory:
    """The same for another car, or for a charger that offers other phases.

    It may be the same car again, so the next proof that agrees is enough. Where the
    charger's phases hang does not change.
    """
    count = memory.count
    kept = Belief(value=count.value, proofs=min(count.proofs, 1))
    return PhaseMemory(first=memory.first, count=kept)


def learn(
    memory: PhaseMemory,
    now: float,
    *,
    offered: int,
    charging: bool,
    phases: Phases | None,
    power: float,
    others: Sequence[int] = (),
) -> PhaseMemory:
    """Look at the meter again; to be called with each of its readings.

    ``offered`` is in A per phase and counts only while ``charging``: while the charger
    shows that the car draws, not while it only may. ``others`` are the offers to the
    other cars of the house: none of them may change meanwhile. In a house of one phase
    there is nothing to learn but the count.
    """
    levels = phases if phases is not None and len(phases) == 3 else (power,)
    offers = (offered if charging else 0, *others)
    if offers != memory.offers:
        return _changed(memory, now, offers)
    if now < memory.deaf_until:
        return memory
    if memory.seen and len(memory.seen[-1].levels) != len(levels):
        memory = replace(memory, seen=(), trial=None)
    if memory.seen and now - memory.seen[-1].at < _EACH:
        return memory
    kept = tuple(seen for seen in memory.seen if now - seen.at <= _KEPT)
    memory = replace(memory, seen=(*kept, Seen(now, levels)))
    if memory.trial is None or now - memory.trial.at < _JUDGED:
        return memory
    return _judged(memory, now, memory.trial)


def _changed(memory: PhaseMemory, now: float, offers: tuple[int, ...]) -> PhaseMemory:
    """Begin to listen anew, and await what the change does if it is a clear one."""
    trial = None
    if memory.offers is not None and offers[1:] == memory.offers[1:]:
        old, new = memory.offers[0], offers[0]
        # A start is noticed late, and a car may follow before a change is noticed.
        latest = now - FOLLOWS_DOWN - (0.0 if old else NOTICED)
        step = min(new, memory.most) - min(old, memory.most)
        levels = _level(_window(memory.seen, latest), step)
        if levels and abs(step) >= (_LEAST_TOTAL if len(levels) == 1 else LEAST_STEP):
            trial = Trial(at=now, old=old, new=new, step=step, before=levels)
    return replace(
        memory, offers=offers, deaf_until=now + _SETTLED, seen=(), trial=trial
    )


def _window(seen: Sequence[Seen], latest: float) -> list[Seen]:
    """The last that was seen until then."""
    old = [each for each in seen if latest - _OLDEST <= each.at <= latest]
    return [each for each in old if each.at >= old[-1].at - _WINDOW]


def _level(seen: Sequence[Seen], step: float) -> tuple[float, ...] | None:
    """What was usual; None where that is not to be told beside such a change."""
    allowed = _STEADY * abs(step) * PHASE_VOLTAGE
    series = list(zip(*(each.levels for each in seen), strict=True))
    if not series or any(max(each) - min(each) > allowed for each in series):
        return None
    return tuple(median(each) for each in series)


def _judged(memory: PhaseMemory, now: float, trial: Trial) -> PhaseMemory:
    """Take what a change has proven, if anything."""
    memory = replace(memory, trial=None)
    after = _level(memory.seen, trial.step)
    late = now - trial.at > _TOO_LATE
    if after is None or late or len(after) != len(trial.before):
        return memory
    moved = [
        (new - old) / (trial.step * PHASE_VOLTAGE)
        for old, new in zip(trial.before, after, strict=True)
    ]
    still = [number for number, part in enumerate(moved) if abs(part) <= _STILL]
    if len(still) == len(moved):
        return _shaken(memory, trial)
    if len(moved) == 1:
        return _counted(memory, moved[0], trial)
    mine = [number for number, part in enumerate(moved) if _LEAST <= part <= _MOST]
    if mine and max(moved) < _CAPPED and trial.new > trial.old:
        memory = replace(memory, most=trial.old + max(moved) * trial.step)
    if len(mine) == 1 and len(still) == 2:
        return replace(
            memory, first=memory.first.proven(mine[0]), count=memory.count.proven(1)
        )
    if len(mine) == 3 and max(moved) <= _ALIKE * min(moved):
        return replace(memory, count=memory.count.proven(3))
    return memory


def _shaken(memory: PhaseMemory, trial: Trial) -> PhaseMemory:
    """Take that a car did not follow; one that had stopped by itself says nothing."""
    if not trial.new:
        return memory
    most = min(trial.old, trial.new) if trial.old else memory.most
    first, count = memory.first.shaken, memory.count.shaken
    return replace(memory, first=first, count=count, most=min(most, memory.most))


def _counted(memory: PhaseMemory, moved: float, trial: Trial) -> PhaseMemory:
    """Take what a total has proven."""
    if _THREE[0] <= moved <= _THREE[1]:
        return replace(memory, count=memory.count.proven(3))
    if max(trial.old, trial.new) <= _TELLING and _ONE[0] <= moved <= _ONE[1]:
        return replace(memory, count=memory.count.proven(1))
    return memory
