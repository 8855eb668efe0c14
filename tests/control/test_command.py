"""What is written to a charger, one command at a time."""

from dataclasses import replace

import pytest

from custom_components.v2c_cloud.api.models import ChargerState
from custom_components.v2c_cloud.control.command import (
    Command,
    current_field,
    next_command,
    reduces,
)
from custom_components.v2c_cloud.control.model import TimerPart

PLAIN = ChargerState(
    paused=False,
    timer=False,
    dynamic=False,
    intensity=16,
    min_intensity=6,
    max_intensity=32,
)
PAUSED = replace(PLAIN, paused=True)
TIMED = replace(PLAIN, timer=True)
MODULATING = replace(PLAIN, dynamic=True, pause_dynamic=False, max_intensity=20)

WAITS = TimerPart(waits=True)
WAITS_AT_REST = TimerPart(waits=True, rest=10)
CLEARS = TimerPart(waits=False)

PAUSE = Command(field="paused", value=True)
RESUME = Command(field="paused", value=False)
TIMERS_ON = Command(field="timer", value=True)
TIMERS_OFF = Command(field="timer", value=False)


@pytest.mark.parametrize(
    ("state", "wanted", "command"),
    [
        (PLAIN, 16, None),
        (PLAIN, 10, Command(field="intensity", value=10)),
        (PLAIN, 0, PAUSE),
        (PAUSED, 0, None),
        (PAUSED, 16, RESUME),
        (PAUSED, 10, Command(field="intensity", value=10)),
        # Timers that are the owner's are left alone.
        (TIMED, 16, None),
        (MODULATING, 20, None),
        (MODULATING, 24, None),
        (MODULATING, 12, Command(field="max_intensity", value=12)),
    ],
)
def test_without_timers(
    state: ChargerState, wanted: int, command: Command | None
) -> None:
    """The current first, then the end of a pause."""
    assert next_command(state, wanted) == command


@pytest.mark.parametrize(
    ("state", "timer", "command"),
    [
        (PLAIN, WAITS, TIMERS_ON),
        (TIMED, WAITS, None),
        # The pause goes last: nothing may be charged in between.
        (PAUSED, WAITS, TIMERS_ON),
        (replace(TIMED, paused=True), WAITS, RESUME),
        (TIMED, WAITS_AT_REST, Command(field="intensity", value=10)),
        (
            replace(TIMED, intensity=None),
            WAITS_AT_REST,
            Command(field="intensity", value=10),
        ),
        (replace(TIMED, intensity=10), WAITS_AT_REST, None),
        (replace(TIMED, intensity=8), WAITS_AT_REST, None),
        (TIMED, CLEARS, PAUSE),
        (replace(TIMED, paused=True), CLEARS, None),
    ],
)
def test_waiting_by_timers(
    state: ChargerState, timer: TimerPart, command: Command | None
) -> None:
    """The timers are on before anything else."""
    assert next_command(state, 0, timer) == command


@pytest.mark.parametrize(
    ("state", "command"),
    [
        (TIMED, TIMERS_OFF),
        (replace(TIMED, paused=True), TIMERS_OFF),
        (replace(TIMED, intensity=10), Command(field="intensity", value=16)),
        (PAUSED, RESUME),
        (PLAIN, None),
    ],
)
@pytest.mark.parametrize("timer", [WAITS, CLEARS])
def test_charging_with_timers(
    timer: TimerPart, state: ChargerState, command: Command | None
) -> None:
    """They are off before the pause ends."""
    assert next_command(state, 16, timer) == command


@pytest.mark.parametrize(
    ("state", "wanted", "less"),
    [(PLAIN, 10, True), (PLAIN, 0, True), (PLAIN, 16, False), (PAUSED, 6, False)],
)
def test_reduces(state: ChargerState, wanted: int, less: bool) -> None:
    """Whether the charger would offer less than it does."""
    assert reduces(state, wanted) is less


def test_current_field() -> None:
    """A charger that modulates has only its bounds."""
    assert current_field(PLAIN) == "intensity"
    assert current_field(MODULATING) == "max_intensity"
