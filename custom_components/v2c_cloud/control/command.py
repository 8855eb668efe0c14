"""What is written to a charger so that it offers what was decided. Pure."""

from dataclasses import dataclass
from typing import Literal

from custom_components.v2c_cloud.api.models import ChargerState, FieldValue

from .model import TimerPart


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """One field to write."""

    field: str
    value: FieldValue


def next_command(
    state: ChargerState, wanted: int, timer: TimerPart | None = None
) -> Command | None:
    """What to write next so that the charger offers ``wanted`` A; None if it does.

    A charger that chooses its current itself is steered by the most that it may choose.
    It keeps that while it chooses less: what is written wears its memory. Its timers
    are used where there is a ``timer``.
    """
    if not wanted:
        if timer is not None and timer.waits:
            return _next_to_wait(state, timer.rest)
        return None if state.paused else Command(field="paused", value=True)
    field = current_field(state)
    set_to: int | None = getattr(state, field)
    if state.modulating and state.intensity is not None and set_to is not None:
        binding = state.intensity >= set_to
        right = set_to == wanted or (not binding and state.intensity <= wanted)
    else:
        right = set_to == wanted
    if not right:
        return Command(field=field, value=wanted)
    if timer is not None and state.timer:
        return Command(field="timer", value=False)
    return Command(field="paused", value=False) if state.paused else None


def _next_to_wait(state: ChargerState, rest: int | None) -> Command | None:
    """What to write next so that the car waits by the timer."""
    if not state.timer:
        return Command(field="timer", value=True)
    if rest is not None and (state.intensity is None or state.intensity > rest):
        return Command(field="intensity", value=rest)
    return Command(field="paused", value=False) if state.paused else None


def current_field(state: ChargerState) -> Literal["intensity", "max_intensity"]:
    """What the current is set with: a charger that modulates has only its bounds."""
    return "max_intensity" if state.modulating else "intensity"


def reduces(state: ChargerState, wanted: int) -> bool:
    """Whether the charger would offer less than it does."""
    offered = 0 if state.paused else state.intensity
    return not wanted or (offered is not None and wanted < offered)
