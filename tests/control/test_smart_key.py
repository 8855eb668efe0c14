"""Where a key is, judged by what is seen of it."""

from collections.abc import Iterable
from dataclasses import replace
import math

from hypothesis import given, strategies as st
import pytest

from custom_components.v2c_cloud.control.smart_key import (
    FRESH,
    Delays,
    KeyMemory,
    KeyRule,
    Measure,
    Sighting,
    Zone,
    observe,
)

HOME = KeyRule()
SIGNAL = KeyRule(measure=Measure.SIGNAL, near=-65, far=-80)
DISTANCE = KeyRule(measure=Measure.DISTANCE, near=4, far=10)
DELAYS = Delays(enter=5, leave=60)


def seen(level: float | None, at: float) -> Sighting:
    """A sighting with a level."""
    return Sighting(present=True, at=at, level=level)


def follow(
    rule: KeyRule,
    levels: Iterable[float | None],
    start: KeyMemory | None = None,
    every: float = 2.0,
    first: float = 100.0,
) -> KeyMemory:
    """Look at a key again and again; it is seen with these levels at each look."""
    memory = start or KeyMemory()
    for number, level in enumerate(levels):
        now = first + every * number
        memory = observe(memory, rule, seen(level, now), now, DELAYS)
    return memory


NEAR = follow(SIGNAL, [-50] * 5)
AWAY = follow(SIGNAL, [-95] * 40)


def test_nothing_is_known_of_a_new_key() -> None:
    """It is nowhere."""
    assert KeyMemory().zone is Zone.UNKNOWN
    assert not KeyMemory().here


@pytest.mark.parametrize(
    ("rule", "levels", "zone"),
    [
        (SIGNAL, [-50] * 5, Zone.NEAR),
        (SIGNAL, [-50] * 3, Zone.UNKNOWN),
        (SIGNAL, [-95] * 40, Zone.AWAY),
        (SIGNAL, [-95] * 29, Zone.UNKNOWN),
        (SIGNAL, [-72] * 100, Zone.UNKNOWN),
        (DISTANCE, [3.0] * 5, Zone.NEAR),
        (DISTANCE, [20.0] * 40, Zone.AWAY),
        (DISTANCE, [7.0] * 100, Zone.UNKNOWN),
    ],
)
def test_a_key_has_to_stay_beyond_a_threshold(
    rule: KeyRule, levels: list[float], zone: Zone
) -> None:
    """Five seconds to come near, sixty to leave; between the thresholds for ever."""
    assert follow(rule, levels).zone is zone


@pytest.mark.parametrize(
    ("start", "zone"), [(NEAR, Zone.NEAR), (AWAY, Zone.AWAY), (None, Zone.UNKNOWN)]
)
def test_between_the_thresholds_it_is_where_it_was(
    start: KeyMemory | None, zone: Zone
) -> None:
    """A key that lies still neither comes nor goes."""
    memory = follow(SIGNAL, [-70, -75, -72] * 50, start, first=200)
    assert memory.zone is zone


def test_one_strong_signal_is_no_key() -> None:
    """Time alone does not prove that the first sighting was no fluke."""
    memory = observe(KeyMemory(), SIGNAL, seen(-40, 100), 100, DELAYS)
    for now in range(101, 160):
        memory = observe(memory, SIGNAL, seen(-40, 100), now, DELAYS)
    assert memory.zone is Zone.UNKNOWN


def test_one_strong_signal_among_weak_ones_is_smoothed_away() -> None:
    """Signals jump about."""
    memory = follow(SIGNAL, [-95, -95, -55, -95, -55, -95] * 20, AWAY, first=200)
    assert memory.zone is Zone.AWAY


def test_a_lost_signal_is_no_reason_to_leave() -> None:
    """Only the word of the tracker is: phones sleep."""
    memory = NEAR
    for now in range(110, 1000, 2):
        memory = observe(memory, SIGNAL, seen(-50, 108), now, DELAYS)
    assert memory.zone is Zone.NEAR
    assert not memory.here

    for now in range(1000, 1070, 2):
        memory = observe(memory, SIGNAL, Sighting(present=False), now, DELAYS)
    assert memory.zone is Zone.AWAY


@pytest.mark.parametrize(
    ("rule", "level"),
    [
        (SIGNAL, None),
        (SIGNAL, math.nan),
        (SIGNAL, math.inf),
        (SIGNAL, 0),
        (SIGNAL, 20),
        (SIGNAL, -127),
        (DISTANCE, 0),
        (DISTANCE, -1),
        (DISTANCE, None),
    ],
)
def test_what_cannot_be_is_not_known(rule: KeyRule, level: float | None) -> None:
    """Home Assistant says 0 m of what tells no power, radios -127 dBm."""
    memory = follow(rule, [level] * 100)
    assert memory.zone is Zone.UNKNOWN
    assert memory.side is Zone.UNKNOWN


def test_the_future_is_now() -> None:
    """A clock that was set back makes nothing fresh for longer."""
    memory = observe(KeyMemory(), SIGNAL, seen(-40, 500), 100, DELAYS)
    assert memory.at == 100


def test_a_tracker_has_to_keep_its_word_for_a_while() -> None:
    """A phone that is home for a moment is not."""
    home = Sighting(present=True, at=100)
    memory = observe(KeyMemory(), HOME, home, 100, DELAYS)
    assert memory.zone is Zone.UNKNOWN
    assert observe(memory, HOME, Sighting(), 103, DELAYS).since is None
    assert observe(memory, HOME, home, 105, DELAYS).here


def test_a_tracker_that_said_home_long_ago_is_not_fresh() -> None:
    """The key is still home, as far as anybody knows; it opens nothing."""
    home = Sighting(present=True, at=100)
    memory = KeyMemory(zone=Zone.NEAR)
    memory = observe(memory, HOME, home, 100 + FRESH[Measure.HOME] + 1, DELAYS)
    assert memory.here
    assert not memory.may_open


@given(
    zone=st.sampled_from(Zone),
    rule=st.sampled_from([HOME, SIGNAL, DISTANCE]),
    age=st.floats(min_value=901, max_value=1e6) | st.none(),
    level=st.floats(allow_nan=True) | st.none(),
    looks=st.integers(min_value=1, max_value=20),
    present=st.sampled_from([True, None]),
)
def test_what_is_not_known_now_is_never_fresh(
    zone: Zone,
    rule: KeyRule,
    age: float | None,
    level: float | None,
    looks: int,
    present: bool | None,
) -> None:
    """However often one looks: old sightings and missing trackers open nothing."""
    memory = KeyMemory(zone=zone, level=-40, at=1e6, side=zone, fresh=True)
    for number in range(looks):
        now = 2e6 + number
        sighting = Sighting(
            present=present, at=None if age is None else now - age, level=level
        )
        memory = observe(memory, rule, sighting, now, DELAYS)
        assert not memory.fresh


@given(
    levels=st.lists(st.floats(min_value=-79.9, max_value=-65.1), max_size=60),
    zone=st.sampled_from(Zone),
)
def test_hysteresis(levels: list[float], zone: Zone) -> None:
    """Whatever happens between the thresholds moves no key."""
    assert follow(SIGNAL, levels, KeyMemory(zone=zone)).zone is zone


@given(st.lists(st.floats(min_value=-119, max_value=-1), min_size=1, max_size=60))
def test_a_smoothed_level_is_never_beyond_all_levels(levels: list[float]) -> None:
    """It is made of them."""
    level = follow(SIGNAL, levels).level
    assert level is not None
    assert min(levels) - 1e-6 <= level <= max(levels) + 1e-6


def test_after_a_long_silence_the_past_weighs_nothing() -> None:
    """The key has been elsewhere."""
    memory = replace(NEAR, level=-30)
    memory = observe(memory, SIGNAL, seen(-90, 1000), 1000, DELAYS)
    assert memory.level == -90
