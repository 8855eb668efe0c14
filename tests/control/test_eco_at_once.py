"""Plans that charge at once: too late, or because somebody is in a hurry."""

from typing import Any

import pytest

from custom_components.v2c_cloud.control.needs import KnownNeed
from custom_components.v2c_cloud.control.plan import PlanState, SlotLimits
from custom_components.v2c_cloud.control.plan_runs import energy_until, expected_cost

from .eco_requests import EVENING, LEARNED, hours, plan, total
from .habits import HOUR


def test_late_is_at_once() -> None:
    """From now on, in the middle of a slot, and not where there is too little."""
    limits = [SlotLimits(most=3.7), SlotLimits(most=1.0)] * 18
    made = plan(at=EVENING + HOUR / 2, deadline=EVENING, limits=limits)
    assert [slot.energy for slot in made.slots[:4]] == pytest.approx(
        [1.85, 0.0, 3.7, 0.0]
    )
    assert [slot.chance for slot in made.slots[:4]] == [1.0, 0.0, 1.0, 0.0]
    assert made.next_start == EVENING + HOUR / 2


def test_too_late_goes_on_until_all_is_there() -> None:
    """Its end is told, and what it costs, beyond the time that cannot be met."""
    made = plan(deadline=EVENING + HOUR, need=KnownNeed(9.25))
    assert hours(made) == [0, 1, 2]
    assert made.planned_end == EVENING + 3 * HOUR
    assert energy_until(made, EVENING + HOUR) == pytest.approx(3.7)
    assert expected_cost(made) == pytest.approx(9.25 * 0.24)


def test_at_once_costs_what_the_car_probably_takes() -> None:
    """And not what one car in two hundred does."""
    made = plan(**LEARNED | {"deadline": EVENING - HOUR})
    assert made.state is PlanState.LATE
    assert total(made) > 20
    assert expected_cost(made) == pytest.approx(9.0 * 0.24, rel=0.2)


@pytest.mark.parametrize(
    ("changes", "ready"),
    [
        ({}, 1.0),
        ({"price_cap": 0.1}, 1.0),
        ({"deadline": EVENING + HOUR}, 0.0),
        (LEARNED, pytest.approx(0.99, abs=0.02)),
    ],
)
def test_boost(changes: dict[str, Any], ready: float) -> None:
    """At once, whatever it costs; what is told is that, and not the cheap hours."""
    made = plan(**changes, boost=True)
    assert made.state is PlanState.BOOST
    assert hours(made)[:2] == [0, 1]
    assert made.next_start == EVENING
    assert made.readiness == ready


def test_boost_without_prices() -> None:
    """It is a boost all the same."""
    assert plan([], boost=True).state is PlanState.BOOST
