"""Tells when somebody else has set a charger otherwise than control did. Pure.

That may be the app, the keypad, or a person in Home Assistant. Who sets less is obeyed:
a pause stays, a lower current is a ceiling. Who sets more is not, for the limits hold;
but whoever asks for more does not want less any longer.

A charger changes its settings by itself, too, and that is nobody's wish (as V2C's users
have published it; no charger was at hand):

- ``Intensity`` reads 0 while a charger is paused (firmware 2.5.1), and follows the
  charger's own control while that modulates.
- ``Paused`` and ``Locked`` go back to 0 within seconds when they were written together
  (2.4.6).
- A power cut may leave defaults.
- ``ChargeState`` stays 2 while paused (2.5.0), and ``DynamicPowerMode`` 1 becomes 4
  (2.5.1): neither is looked at here.
"""

from dataclasses import dataclass, replace
from typing import Literal

from custom_components.v2c_cloud.api.models import ChargerState

from .limits import LOWEST_CURRENT

REVERTED = 30.0
"""Seconds within which a pause that is gone was taken back by the firmware: it takes
seconds, and the next poll up to 20 s."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What control last wrote to a charger and had confirmed.

    A write that was left out, because the charger had the value, counts as well.
    """

    field: Literal["intensity", "max_intensity"]
    """Of the charger's state: what control sets the current with."""
    current: int | None
    """A; None where control has not set it."""
    paused: bool | None
    """None where control has not set it."""
    at: float
    """Seconds of the clock that ``watch`` is given."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """What somebody wants until the car is unplugged."""

    pause: bool
    ceiling: int | None
    """A; None is no ceiling."""
    since: float
    """When it began, by the clock that ``watch`` was given."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What one poll argues for; it counts when another one argues for the same."""

    pause: bool
    ceiling: int | None
    again: bool
    expected: Expected
    """What it differs from."""
    polls: int
    """The poll that argued for it first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OverrideMemory:
    """What is remembered of one charger."""

    override: Override | None = None
    """What somebody wants now."""
    again: bool = False
    """Whether the charger has lost what control wrote, or is set to more than that:
    control should write again."""
    void: Expected | None = None
    """Until control has written again after this, no difference is anybody's wish."""
    seen: Difference | None = None

    @property
    def pending(self) -> bool:
        """Whether a poll has shown a difference that the next one has to bear out.

        Until then control should write nothing but what the limits demand: it would
        undo what somebody has just set, or the undoing of that.
        """
        return self.seen is not None and not self.again


def without_override(expected: Expected | None) -> OverrideMemory:
    """The memory of a charger on which control starts afresh.

    Nobody's wish holds any longer. What is left of it in the charger is none either.
    """
    return OverrideMemory(again=expected is not None, void=expected)


def watch(
    memory: OverrideMemory,
    now: float,
    state: ChargerState,
    expected: Expected | None,
    *,
    polls: int,
    busy: bool,
    cut_at: float | None = None,
) -> OverrideMemory:
    """Look at a charger once more.

    ``now`` is in seconds, and compared with ``expected.at`` only. ``polls`` grows with
    each new reading of the charger. ``busy`` is whether a command of ours is under way.
    ``cut_at`` is when the charger was last found to have been without power: its link
    was lost, and the session's counters began again.

    Without ``expected`` nothing is judged, but unplugging always ends an override.
    """
    if state.connected is False and memory.override is not None:
        memory = without_override(expected)
    if expected is None or busy:
        return replace(memory, again=memory.again and busy, seen=None)
    was_cut = cut_at is not None and expected.at <= cut_at
    if was_cut or _was_reverted(state, expected, now):
        memory = replace(memory, void=expected)
    if memory.void is not None:
        if memory.void == expected and not _agrees(memory.override, state, expected):
            return replace(memory, again=True, seen=None)
        memory = replace(memory, void=None)
    found = _difference(memory.override, state, expected, polls)
    return _judged(memory, now, found)


def _was_reverted(state: ChargerState, expected: Expected, now: float) -> bool:
    gone = state.paused is False and state.locked is False
    return bool(expected.paused) and gone and 0 <= now - expected.at <= REVERTED


def _agrees(override: Override | None, state: ChargerState, expected: Expected) -> bool:
    """Whether a charger is known to be as control left it, or as somebody wants it."""
    pause = expected.paused or (override is not None and override.pause)
    if (pause or expected.paused is not None) and state.paused is not pause:
        return False
    current = _current(state, expected)
    if current is None:
        return pause or expected.current is None
    if override is not None and override.ceiling is not None:
        return current <= override.ceiling
    return expected.current in {None, current}


def _current(state: ChargerState, expected: Expected) -> int | None:
    """The current that is set, in A; None where the charger does not show it."""
    fixed = state.dynamic is False or state.pause_dynamic is True
    if expected.field == "intensity":
        current = state.intensity if fixed else None
    else:
        current = state.max_intensity
    return None if current is None or current < LOWEST_CURRENT else current


def _difference(
    override: Override | None, state: ChargerState, expected: Expected, polls: int
) -> Difference:
    """What the charger argues for."""
    pause = override is not None and override.pause
    ceiling = None if override is None else override.ceiling
    again = False
    if state.paused and expected.paused is False:
        pause = True
    elif state.paused is False:
        pause, again = False, bool(expected.paused)
        ceiling = None if again else ceiling
    current = _current(state, expected)
    if current is not None and expected.current is not None:
        if current < expected.current:
            ceiling = current
        elif current > expected.current:
            ceiling, again = None, True
    if current is not None and ceiling is not None and current > ceiling:
        ceiling = None
    if state.connected is False:
        pause, ceiling = False, None
    return Difference(
        pause=pause, ceiling=ceiling, again=again, expected=expected, polls=polls
    )


def _judged(memory: OverrideMemory, now: float, found: Difference) -> OverrideMemory:
    before = memory.override
    wanted = (found.pause, found.ceiling)
    held = (False, None) if before is None else (before.pause, before.ceiling)
    if wanted == held and not found.again:
        return replace(memory, again=False, seen=None)
    seen = memory.seen
    if seen is None or replace(seen, polls=found.polls) != found:
        return replace(memory, again=False, seen=found)
    if seen.polls == found.polls:
        return memory
    override = None
    if found.pause or found.ceiling is not None:
        since = now if before is None else before.since
        override = Override(pause=found.pause, ceiling=found.ceiling, since=since)
    return replace(
        memory,
        override=override,
        again=found.again,
        seen=seen if found.again else None,
    )
