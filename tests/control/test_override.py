"""Who has set a charger otherwise than control did."""

from dataclasses import replace

import pytest

from custom_components.v2c_cloud.api.models import ChargerState, ChargeState
from custom_components.v2c_cloud.control.override import (
    Expected,
    Override,
    OverrideMemory,
    without_override,
)

from .watched import (
    AT_16,
    CHARGING,
    HIGHER,
    LOWER,
    MODULATING,
    PAUSED,
    PAUSED_BY_HAND,
    STEERED,
    UNPLUGGED,
    Watched,
    overridden,
)


@pytest.mark.parametrize(
    ("expected", "state", "held"),
    [
        (AT_16, LOWER, (False, 10)),
        (AT_16, PAUSED_BY_HAND, (True, None)),
        (AT_16, replace(LOWER, paused=True), (True, 10)),
        (STEERED, replace(MODULATING, max_intensity=9), (False, 9)),
        # It would charge as little after the pause.
        (PAUSED, replace(LOWER, paused=True), (False, 10)),
        # Its own control is there, and holds still.
        (AT_16, replace(LOWER, dynamic=True, pause_dynamic=True), (False, 10)),
    ],
)
def test_less_is_respected(
    expected: Expected, state: ChargerState, held: tuple[bool, int | None]
) -> None:
    """When two polls have shown it, and not before."""
    watched = Watched(expected)

    first = watched.poll(state)
    assert first.override is None
    assert first.pending
    assert not first.again
    watched.poll(state)

    assert watched.held == held
    assert watched.memory.override == Override(
        pause=held[0], ceiling=held[1], since=watched.now
    )
    assert not watched.memory.pending
    assert not watched.memory.again
    assert watched.poll(state, times=100).override == watched.memory.override


@pytest.mark.parametrize(
    ("expected", "state"),
    [
        (AT_16, CHARGING),
        # What the firmware does by itself.
        (PAUSED, replace(CHARGING, paused=True)),
        (PAUSED, replace(CHARGING, paused=True, intensity=0)),
        (AT_16, replace(CHARGING, intensity=0)),
        (AT_16, replace(MODULATING, intensity=7)),
        (STEERED, replace(MODULATING, intensity=7)),
        # What is not known.
        (AT_16, replace(CHARGING, paused=None)),
        (AT_16, replace(CHARGING, intensity=None)),
        (AT_16, replace(LOWER, dynamic=None)),
        (AT_16, ChargerState()),
        (PAUSED, ChargerState(charge_state=ChargeState.CHARGING)),
        (replace(AT_16, current=None), LOWER),
        (replace(AT_16, paused=None), PAUSED_BY_HAND),
        (replace(AT_16, paused=None), CHARGING),
        (None, PAUSED_BY_HAND),
        # Another field than control writes.
        (AT_16, replace(CHARGING, max_intensity=6)),
        (STEERED, replace(CHARGING, intensity=6)),
    ],
)
def test_no_difference(expected: Expected | None, state: ChargerState) -> None:
    """However long it lasts."""
    watched = Watched(expected)

    watched.poll(state, times=5)

    assert watched.memory == OverrideMemory()


@pytest.mark.parametrize(
    ("expected", "state"),
    [
        (AT_16, HIGHER),
        (PAUSED, CHARGING),
        (PAUSED, replace(CHARGING, intensity=20)),
        (STEERED, replace(MODULATING, max_intensity=32)),
    ],
)
def test_more_is_written_over(expected: Expected, state: ChargerState) -> None:
    """The limits hold: nothing is to be respected, but control writes again."""
    watched = Watched(expected)

    polls = [watched.poll(state) for _ in range(5)]

    assert [memory.pending for memory in polls] == [True] + [False] * 4
    assert [memory.again for memory in polls] == [False] + [True] * 4
    assert watched.held is None


def test_after_control_wrote_again() -> None:
    """A reading that is late is not written over once more."""
    watched = Watched()
    watched.poll(HIGHER, times=2)

    assert watched.poll(HIGHER, busy=True).again
    watched.write(AT_16)

    assert not watched.poll(HIGHER).again
    assert watched.poll(CHARGING) == OverrideMemory()


def test_two_polls_that_differ_from_each_other() -> None:
    """Somebody is still turning the wheel."""
    watched = Watched()

    watched.poll(replace(CHARGING, intensity=12))
    watched.poll(replace(CHARGING, intensity=10))
    assert watched.held is None
    watched.poll(replace(CHARGING, intensity=10))
    assert watched.held == (False, 10)


def test_a_flicker_is_none() -> None:
    """Each difference was seen once only."""
    watched = Watched()

    for _ in range(10):
        watched.poll(LOWER)
        watched.poll(CHARGING)

    assert watched.memory == OverrideMemory()


def test_nothing_is_judged_while_a_command_is_under_way() -> None:
    """Not by what was seen before it either."""
    watched = Watched()

    watched.poll(LOWER)
    watched.poll(LOWER, times=5, busy=True)
    assert watched.memory == OverrideMemory()
    watched.poll(LOWER)
    assert watched.held is None


def test_what_was_seen_before_a_write_does_not_count_after_it() -> None:
    """It differed from something else."""
    watched = Watched()

    watched.poll(LOWER)
    watched.write(AT_16)
    watched.poll(LOWER)

    assert watched.held is None
    assert watched.memory.pending


@pytest.mark.parametrize("before", [LOWER, PAUSED_BY_HAND])
@pytest.mark.parametrize("busy", [False, True])
@pytest.mark.parametrize("expected", [AT_16, None])
def test_unplugging_ends_it(
    before: ChargerState, busy: bool, expected: Expected | None
) -> None:
    """At once, always; and what is left of it in the charger holds no more."""
    watched = overridden(before)
    watched.expected = expected
    left = replace(before, charge_state=ChargeState.DISCONNECTED)

    assert watched.poll(left, busy=busy).override is None
    watched.poll(before, times=5)

    assert watched.held is None
    assert watched.memory.again is (expected is not None)


def test_the_next_car_is_free() -> None:
    """As soon as control has written its own again."""
    watched = overridden(PAUSED_BY_HAND)
    watched.poll(UNPLUGGED)
    watched.write(AT_16)

    watched.poll(CHARGING, times=5)
    assert watched.memory == OverrideMemory()
    watched.poll(PAUSED_BY_HAND, times=2)
    assert watched.held == (True, None)


def test_what_is_set_before_the_car_comes() -> None:
    """It is for that car, and begins when it is plugged in."""
    watched = Watched()

    watched.poll(replace(LOWER, charge_state=ChargeState.DISCONNECTED), times=5)
    assert watched.memory == OverrideMemory()
    watched.poll(LOWER, times=2)
    assert watched.held == (False, 10)


def test_a_faulty_charger_is_not_unplugged() -> None:
    """It does not know."""
    watched = overridden(LOWER)

    watched.poll(replace(LOWER, charge_state=ChargeState.PILOT_FAULT), times=3)

    assert watched.held == (False, 10)


@pytest.mark.parametrize(
    ("before", "after", "held"),
    [
        (PAUSED_BY_HAND, CHARGING, None),
        (LOWER, CHARGING, None),
        # What is still less than control wants is a ceiling, too.
        (LOWER, replace(CHARGING, intensity=12), (False, 12)),
        (LOWER, replace(CHARGING, intensity=8), (False, 8)),
        (LOWER, replace(LOWER, paused=True), (True, 10)),
        (replace(LOWER, paused=True), LOWER, (False, 10)),
        (replace(LOWER, paused=True), PAUSED_BY_HAND, (True, None)),
        (PAUSED_BY_HAND, replace(PAUSED_BY_HAND, intensity=0), (True, None)),
    ],
)
def test_somebody_thinks_again(
    before: ChargerState, after: ChargerState, held: tuple[bool, int | None] | None
) -> None:
    """Two polls show it, and it began when it began."""
    watched = overridden(before)
    first = watched.memory.override
    assert first is not None

    assert watched.poll(after).override == first
    watched.poll(after)

    assert watched.held == held
    assert not watched.memory.again
    assert getattr(watched.memory.override, "since", first.since) == first.since


@pytest.mark.parametrize(
    ("expected", "after"),
    [
        # Control is below the ceiling of 10 A, for the house.
        (replace(AT_16, current=8), replace(CHARGING, intensity=9)),
        (replace(AT_16, current=8), HIGHER),
        (replace(AT_16, current=10), HIGHER),
        # Control pauses, for the house.
        (replace(PAUSED, current=10), LOWER),
    ],
)
def test_who_asks_for_more_wants_no_less(
    expected: Expected, after: ChargerState
) -> None:
    """It is not given to them, but their ceiling ends."""
    watched = overridden(LOWER)
    watched.write(expected)
    watched.now += 600

    assert watched.poll(after).override is not None
    assert watched.poll(after).again
    assert watched.held is None


def test_control_works_below_a_ceiling() -> None:
    """Nothing that it writes there ends the ceiling."""
    watched = overridden(LOWER)

    for current in (8, 6, 9, 10):
        watched.write(replace(AT_16, current=current))
        watched.poll(replace(CHARGING, intensity=current), times=3)
        assert watched.held == (False, 10)
    watched.write(replace(PAUSED, current=10))
    watched.poll(replace(PAUSED_BY_HAND, intensity=0), times=3)

    assert watched.held == (False, 10)


def test_control_starts_afresh() -> None:
    """What is left in the charger is not found once more."""
    watched = overridden(PAUSED_BY_HAND)

    watched.memory = without_override(watched.expected)
    assert watched.memory.again
    watched.poll(PAUSED_BY_HAND, times=5)
    assert watched.held is None
    assert watched.memory.again
    watched.write(AT_16)

    assert watched.poll(CHARGING) == OverrideMemory()
