"""Where a key is, judged by what is seen of it.

A key is a phone, a watch or a person. What is seen of it is the word of a tracker, and
for a key that is measured also the strength of its signal or its distance. A measured
value jumps about, so it is smoothed, has to be beyond one threshold to come near and
beyond another to leave, and has to stay there for a while.

What is too old, implausible or missing is *unknown*. Unknown is no place: it moves a
key neither near nor away, and a key whose whereabouts are unknown opens nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
import math
from typing import Final


class Zone(StrEnum):
    """Where a key is."""

    NEAR = "near"
    AWAY = "away"
    UNKNOWN = "unknown"


class Measure(StrEnum):
    """What tells whether a key is near."""

    HOME = "home"
    """The word of its tracker alone."""
    SIGNAL = "signal"
    """dBm."""
    DISTANCE = "distance"
    """m, estimated."""


FRESH: Final[Mapping[Measure, float]] = {
    Measure.HOME: 900.0,
    Measure.SIGNAL: 60.0,
    Measure.DISTANCE: 60.0,
}
"""Seconds after which a sighting opens nothing any more."""

_SMOOTHING: Final = 4.0
"""Seconds in which a new value gains about two thirds of the weight."""
_WEAKEST: Final = -120.0
"""dBm; -127 is what radios say for "not measured"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyRule:
    """What counts as near for one key."""

    measure: Measure = Measure.HOME
    near: float = 0.0
    """dBm or m within which it comes near."""
    far: float = 0.0
    """dBm or m beyond which it leaves."""
    opens: bool = True
    """Whether it is enough to unlock."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delays:
    """Seconds for which a key has to be on one side."""

    enter: float = 5.0
    leave: float = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """What is known of a key at one look."""

    present: bool | None = None
    """Whether its tracker says that it is there; None where it says nothing."""
    at: float | None = None
    """When it was last seen there."""
    level: float | None = None
    """dBm or m, as measured then."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyMemory:
    """What the looks at a key have come to."""

    zone: Zone = Zone.UNKNOWN
    """Where it was when that was last known."""
    side: Zone = Zone.UNKNOWN
    """Where this look puts it."""
    since: float | None = None
    """Since when, for a side that is not known to be its zone."""
    fresh: bool = False
    """Whether it has been seen lately."""
    level: float | None = None
    """dBm or m, smoothed."""
    at: float | None = None
    """When it was last seen."""

    @property
    def here(self) -> bool:
        """Whether it is near, and may at most be leaving."""
        return self.zone is Zone.NEAR and self.side is not Zone.UNKNOWN

    @property
    def may_open(self) -> bool:
        """Whether it is near, seen lately, and not leaving."""
        return self.here and self.side is Zone.NEAR and self.fresh


def observe(
    memory: KeyMemory, rule: KeyRule, sighting: Sighting, now: float, delays: Delays
) -> KeyMemory:
    """Look at a key."""
    at = None if sighting.at is None else min(sighting.at, now)
    if sighting.present is None:
        return replace(memory, side=Zone.UNKNOWN, since=None, fresh=False)
    if not sighting.present:
        gone = replace(memory, level=None, fresh=True)
        return _settle(gone, Zone.AWAY, now, delays.leave)
    fresh = at is not None and now - at <= FRESH[rule.measure]
    if rule.measure is Measure.HOME:
        there = replace(memory, fresh=fresh, at=at)
        return _settle(there, Zone.NEAR, now, delays.enter)
    if at is None or not fresh or not _is_plausible(rule.measure, sighting.level):
        return replace(memory, side=Zone.UNKNOWN, since=None, fresh=False)
    level = _smooth(memory, sighting.level or 0.0, at, FRESH[rule.measure])
    side = _side(level, rule, memory.zone)
    seen = replace(memory, level=level, at=at, fresh=True)
    if side is Zone.NEAR:
        # Only another sighting proves that the first was no fluke: time alone does not.
        return _settle(seen, side, at, delays.enter)
    return _settle(seen, side, now, delays.leave)


def _settle(memory: KeyMemory, side: Zone, now: float, delay: float) -> KeyMemory:
    """Put a key on a side, where it belongs once it has stayed there long enough."""
    since = memory.since
    if since is None or side is not memory.side:
        since = now
    zone = memory.zone
    if side is not Zone.UNKNOWN and now - since >= delay:
        zone = side
    return replace(memory, zone=zone, side=side, since=since)


def _side(level: float, rule: KeyRule, zone: Zone) -> Zone:
    """Where a level puts a key: between the thresholds it is where it was."""
    sign = -1.0 if rule.measure is Measure.DISTANCE else 1.0
    if sign * level >= sign * rule.near:
        return Zone.NEAR
    return Zone.AWAY if sign * level <= sign * rule.far else zone


def _is_plausible(measure: Measure, level: float | None) -> bool:
    """Whether a level can be one.

    Home Assistant says 0 m of a device that does not tell how strongly it sends.
    """
    if level is None or not math.isfinite(level):
        return False
    return level > 0 if measure is Measure.DISTANCE else _WEAKEST < level < 0


def _smooth(memory: KeyMemory, level: float, at: float, fresh: float) -> float:
    before = memory.level
    if before is None or memory.at is None or at - memory.at > fresh:
        return level
    weight = 1.0 - math.exp(-max(at - memory.at, 0.0) / _SMOOTHING)
    return before + weight * (level - before)
