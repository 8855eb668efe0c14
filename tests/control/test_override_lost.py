"""Chargers that lose by themselves what control wrote, and whatever else comes in."""

from dataclasses import replace

from hypothesis import given, strategies as st
import pytest

from custom_components.v2c_cloud.api.models import ChargerState, ChargeState
from custom_components.v2c_cloud.control.override import (
    Expected,
    Override,
    OverrideMemory,
    watch,
)

from .watched import (
    AT_16,
    CHARGING,
    HIGHER,
    LOWER,
    PAUSED,
    PAUSED_BY_HAND,
    Watched,
    overridden,
)


def test_the_firmware_takes_back_a_pause() -> None:
    """Firmware 2.4.6 does; control pauses again at once, and nobody is to blame."""
    watched = overridden(LOWER)
    watched.write(replace(PAUSED, current=10))

    assert watched.poll(LOWER).again
    assert watched.held == (False, 10)
    assert watched.poll(LOWER, times=10).again
    assert watched.held == (False, 10)
    watched.write(replace(PAUSED, current=10))

    assert not watched.poll(replace(LOWER, paused=True), times=3).again
    assert watched.held == (False, 10)


@pytest.mark.parametrize(
    ("state", "seconds"), [(LOWER, 600), (replace(LOWER, locked=True), 0)]
)
def test_somebody_takes_back_a_pause(state: ChargerState, seconds: float) -> None:
    """Later, or with the lock still set."""
    watched = overridden(LOWER)
    watched.write(replace(PAUSED, current=10))
    watched.now += seconds

    assert not watched.poll(state).again
    assert watched.poll(state).again
    assert watched.held is None


@pytest.mark.parametrize(
    "defaults",
    [
        LOWER,
        HIGHER,
        PAUSED_BY_HAND,
        replace(CHARGING, intensity=6, dynamic=None),
        replace(CHARGING, intensity=None),
    ],
)
def test_defaults_after_a_power_cut(defaults: ChargerState) -> None:
    """Nobody has set them; control does, and then people can again."""
    watched = Watched()
    cut_at = watched.now

    assert watched.poll(defaults, cut_at=cut_at).again
    watched.poll(defaults, times=5, cut_at=cut_at)
    assert watched.held is None
    assert watched.memory.again
    watched.write(AT_16)
    assert watched.poll(CHARGING, cut_at=cut_at) == OverrideMemory()

    watched.poll(LOWER, times=2, cut_at=cut_at)
    assert watched.held == (False, 10)


@pytest.mark.parametrize(
    ("before", "kept"), [(PAUSED_BY_HAND, PAUSED_BY_HAND), (LOWER, LOWER)]
)
def test_a_power_cut_ends_nothing(before: ChargerState, kept: ChargerState) -> None:
    """Who paused still wants that; the charger has only forgotten it."""
    watched = overridden(before)
    held, cut_at = watched.held, watched.now

    assert watched.poll(CHARGING, times=3, cut_at=cut_at).again
    assert watched.held == held
    assert not watched.poll(kept, cut_at=cut_at).again
    assert watched.held == held


def test_a_charger_that_kept_its_values() -> None:
    """A power cut is nothing then."""
    watched = Watched()

    assert watched.poll(CHARGING, cut_at=watched.now) == OverrideMemory()


EXPECTED = st.builds(
    Expected,
    field=st.sampled_from(["intensity", "max_intensity"]),
    current=st.none() | st.integers(-5, 40),
    paused=st.none() | st.booleans(),
    at=st.floats(),
)
STATES = st.builds(
    ChargerState,
    charge_state=st.none() | st.sampled_from(ChargeState),
    paused=st.none() | st.booleans(),
    locked=st.none() | st.booleans(),
    dynamic=st.none() | st.booleans(),
    pause_dynamic=st.none() | st.booleans(),
    intensity=st.none() | st.integers(-5, 40),
    max_intensity=st.none() | st.integers(-5, 40),
)
MEMORIES = st.builds(
    OverrideMemory,
    override=st.none()
    | st.builds(
        Override,
        pause=st.booleans(),
        ceiling=st.none() | st.integers(6, 32),
        since=st.floats(0, 1e9),
    ),
    again=st.booleans(),
    void=st.none() | EXPECTED,
)


@given(
    MEMORIES,
    st.lists(
        st.tuples(
            st.floats(),
            STATES,
            st.none() | EXPECTED,
            st.integers(-2, 2),
            st.booleans(),
            st.none() | st.floats(),
        )
    ),
)
def test_garbage_is_survived(
    memory: OverrideMemory,
    looks: list[tuple[float, ChargerState, Expected | None, int, bool, float | None]],
) -> None:
    """And an unplugged charger has no override after any look."""
    for now, state, expected, polls, busy, cut_at in looks:
        memory = watch(
            memory, now, state, expected, polls=polls, busy=busy, cut_at=cut_at
        )
        assert memory.override is None or state.connected is not False


@given(MEMORIES, STATES, EXPECTED, st.lists(st.floats(), min_size=1))
def test_one_poll_is_never_enough(
    memory: OverrideMemory, state: ChargerState, expected: Expected, looks: list[float]
) -> None:
    """However often it is looked at; only unplugging is."""
    before = memory.override
    for now in looks:
        memory = watch(memory, now, state, expected, polls=1, busy=False)

    assert memory.override == (None if state.connected is False else before)


@given(MEMORIES, STATES, EXPECTED, st.integers(1, 5))
def test_what_is_not_known_never_counts(
    memory: OverrideMemory, state: ChargerState, expected: Expected, polls: int
) -> None:
    """It makes no override and ends none."""
    before = memory.override
    unknown = replace(
        state,
        charge_state=None,
        paused=None,
        intensity=None,
        max_intensity=None,
    )
    for number in range(polls):
        memory = watch(memory, 0.0, unknown, expected, polls=number, busy=False)

    assert memory.override == before
