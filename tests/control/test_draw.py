"""What a car really draws, as far as the meter tells."""

from collections.abc import Iterable
from dataclasses import replace

from hypothesis import given, strategies as st
import pytest

from custom_components.v2c_cloud.control.draw import (
    FOLLOWS_DOWN,
    FOLLOWS_UP,
    NOTICED,
    Draw,
    observe,
)

from .closed_loop import amps


def look(
    draw: Draw,
    now: float,
    offered: int,
    house: float,
    current: float,
    *,
    charging: bool = True,
    age: float = 0.0,
) -> Draw:
    """Look at a house, in W, and at a car that draws so much."""
    return observe(
        draw,
        now=now,
        at=now - age,
        offered=offered,
        charging=charging,
        measured=house + amps(current),
        watts=amps(1),
    )


def looks(
    draw: Draw, offered: int, house: float, points: Iterable[tuple[float, float]]
) -> Draw:
    """Look at it at these seconds, when the car draws so much."""
    for now, current in points:
        draw = look(draw, now, offered, house, current)
    return draw


AT_10 = looks(Draw(), 10, 500, [(0, 10), (5, 10), (40, 10), (90, 10)])
"""A car that follows its offer."""
PAUSED = looks(Draw(), 0, 500, [(0, 0), (5, 0), (40, 0), (90, 0)])


def test_a_car_that_is_first_seen_in_mid_charge() -> None:
    """Takes what it is offered: most cars do."""
    draw = look(Draw(), 1000, 16, 500, 16)

    assert draw.current == 16
    assert draw.rest == 500
    assert not draw.is_moving(1000)


def test_a_charger_that_is_first_seen_without_a_charge() -> None:
    """Draws nothing, whatever it offers."""
    draw = look(Draw(), 1000, 16, 500, 0, charging=False)

    assert draw.current == 0
    assert draw.rest == 500


@pytest.mark.parametrize("offered", [6, 9, 11, 16, 32])
def test_a_car_on_its_way(offered: int) -> None:
    """The meter shows it."""
    halfway = (10 + offered) / 2
    draw = looks(AT_10, offered, 500, [(100, 10)])
    assert draw.current == 10

    draw = looks(draw, offered, 500, [(105, halfway)])
    assert draw.current == pytest.approx(halfway)
    assert draw.rest == pytest.approx(500)

    assert looks(draw, offered, 500, [(130, offered)]).current == offered


@pytest.mark.parametrize(
    ("offered", "seconds"), [(6, FOLLOWS_DOWN), (16, FOLLOWS_UP), (32, FOLLOWS_UP)]
)
def test_how_long_it_may_be_on_its_way(offered: int, seconds: float) -> None:
    """Down is by the norm, up is as cars like it."""
    draw = looks(AT_10, offered, 500, [(100, 10)])

    assert draw.is_moving(100 + seconds - 0.1)
    assert not draw.is_moving(100 + seconds)
    assert not looks(draw, offered, 500, [(100 + seconds, offered)]).is_moving(0)


def test_a_car_that_has_not_obeyed_yet_may_still_draw_what_it_did() -> None:
    """Until the meter shows that it has let go."""
    draw = looks(AT_10, 6, 500, [(100, 10)])
    assert draw.most == 10

    assert looks(draw, 6, 500, [(105, 6)]).most == 6
    assert looks(AT_10, 16, 500, [(100, 10)]).most == 16


def test_a_reading_from_before_the_change() -> None:
    """Tells nothing of how the car took it."""
    draw = look(AT_10, 100, 6, 500, 10)

    draw = look(draw, 120, 6, 500, 10, age=15)

    assert draw.is_moving(105)
    assert draw.current == 10
    assert look(draw, 130, 6, 500, 6).current == 6


@pytest.mark.parametrize(("takes", "current"), [(15.0, 16), (14.9, 14.9), (10, 10)])
def test_a_car_that_takes_less_than_offered(takes: float, current: float) -> None:
    """Is known by what it takes; one ampere is the house's noise."""
    draw = looks(AT_10, 16, 500, [(100, 10), (110, takes), (125, takes)])

    assert draw.current == pytest.approx(current)
    assert looks(draw, 16, 500, [(600, takes)]).current == pytest.approx(current)


def test_a_reduction_that_the_meter_does_not_show() -> None:
    """The house took what the car has let go: no car draws more than its offer."""
    draw = looks(AT_10, 6, 500 + amps(4), [(100, 6), (106, 6)])
    assert draw.current == 10

    draw = looks(draw, 6, 500 + amps(4), [(107, 6)])
    assert draw.current == 6
    assert draw.rest == pytest.approx(500 + amps(4))


def test_what_a_change_does_not_explain_is_the_house() -> None:
    """However much it is, in both directions."""
    assert looks(AT_10, 16, 9_000, [(100, 10)]).current == 16
    assert looks(AT_10, 16, -9_000, [(100, 10)]).current == 10
    assert looks(AT_10, 10, 9_000, [(100, 10)]).current == 10
    assert looks(AT_10, 6, -9_000, [(100, 10)]).current == 6


@pytest.mark.parametrize("late", [0, 5, 10, 20, 30])
def test_a_start_is_noticed_late(late: int) -> None:
    """By then the meter has long seen it; the car is never taken for the house."""
    draw = PAUSED
    for seconds in range(0, late, 5):
        draw = look(draw, 100 + seconds, 16, 500, 16, charging=False)
        assert draw.current == pytest.approx(16)

    draw = look(draw, 100 + late, 16, 500, 16)

    assert draw.current == pytest.approx(16)
    assert looks(draw, 16, 500, [(200, 16)]).current == 16


def test_a_rise_that_is_no_start() -> None:
    """May be one for a minute; then it is the house's."""
    draw = PAUSED
    currents = []
    for now in range(100, 200, 5):
        draw = look(draw, now, 16, 500, 9, charging=False)
        currents.append(draw.current)

    assert currents[0] == pytest.approx(9)
    assert currents[int(2 * NOTICED / 5) :] == [0] * 8


def test_a_start_that_is_guessed_is_no_more_than_the_offer() -> None:
    """Nor is there any without one."""
    assert look(PAUSED, 100, 6, 500, 20, charging=False).current == 6
    assert look(PAUSED, 100, 0, 500, 20, charging=False).current == 0


def test_a_pause_of_which_the_meter_shows_nothing_yet() -> None:
    """The contactor is open, but the reading is older."""
    draw = look(AT_10, 100, 10, 500, 10, charging=False, age=4)
    assert draw.current == 10

    assert look(draw, 105, 10, 500, 0, charging=False).current == 0
    assert look(draw, 110, 10, 500, 0, charging=False).current == 0


CURRENTS = st.integers(6, 32)
STEPS = st.lists(
    st.tuples(
        st.floats(0.0, 60.0),
        st.one_of(st.just(0), CURRENTS),
        st.booleans(),
        st.floats(-1e4, 2e4),
    ),
    max_size=30,
)


@given(STEPS)
def test_no_car_draws_less_than_nothing_or_more_than_it_was_offered(
    steps: list[tuple[float, int, bool, float]],
) -> None:
    """Whatever the meter shows."""
    draw, now = Draw(), 0.0
    offers = [0]
    for gap, offered, charging, watts in steps:
        now += gap
        offers.append(offered)
        draw = look(draw, now, offered, watts, 0.0, charging=charging)
        assert 0 <= draw.current <= max(offers)
        assert draw.rest is not None


@given(CURRENTS, CURRENTS, st.floats(-5e3, 2e4), st.floats(-100, 100))
def test_a_compliant_car_is_known_within_an_ampere(
    before: int, after: int, house: float, noise: float
) -> None:
    """After a change, in any house that keeps still, with noise of 100 W."""
    draw = looks(Draw(), before, house, [(0, before), (5, before)])
    draw = looks(draw, after, house + noise, [(10, before), (20, after), (40, after)])

    assert abs(draw.current - after) <= 1
    assert not replace(draw, changed_at=40).is_moving(40)
