"""Energy that costs nothing, and is taken whatever the car needs."""

from typing import Any

import pytest

from custom_components.v2c_cloud.control.eco import make_plan
from custom_components.v2c_cloud.control.needs import KnownNeed
from custom_components.v2c_cloud.control.plan import (
    NeedSource,
    Plan,
    PlanState,
    SlotLimits,
)

from .eco_requests import EVENING, HABIT, plan, request, slots
from .habits import HOUR

GIFTS = slots(EVENING, [0.2, 0.0, 0.1, -0.05, 0.2, 0.2])
"""The second and the fourth hour cost nothing."""
DEAR = slots(EVENING, [0.2] * 6)
FREE = [1, 3]


def met(**changes: Any) -> Plan:
    """A car that has all that it needs."""
    return plan(GIFTS, **{"taken": 8.0, "take_free": True, **changes})


def hours(planned: Plan) -> list[int]:
    """The hours that are free, counted from the evening."""
    return [round((each.start - EVENING) / HOUR) for each in planned.slots if each.free]


def test_a_car_that_has_enough_gets_what_is_free() -> None:
    """At full, and nothing else."""
    planned = met()
    assert hours(planned) == FREE
    assert [slot.energy for slot in planned.planned] == [3.7, 3.7]
    assert [slot.chance for slot in planned.planned] == [1.0, 1.0]
    assert (planned.state, planned.need) == (PlanState.MET, 0)
    assert planned.likely == planned.planned
    assert planned.planned_end is None


@pytest.mark.parametrize(
    "changes",
    [
        {"take_free": False},
        # A price that nobody has published is none.
        {"slots": slots(EVENING, [0.0] * 6, expected=True)},
        {"slots": DEAR},
        {"slots": [], "limits": []},
        # Too little for any car, or somebody wants no charging.
        {"limits": [SlotLimits(most=1.0)] * 6},
        {"limits": [SlotLimits(most=0.0)] * 6, "least": 0.0},
    ],
)
def test_nothing_is_free(changes: dict[str, Any]) -> None:
    """Then a plan without charges has no slots."""
    assert met(**changes).slots == ()


def test_a_full_car_may_take_it_but_nothing_is_planned() -> None:
    """It might warm its cabin."""
    full = met(need_source=NeedSource.FULL)
    assert hours(full) == FREE
    assert full.planned == ()


def test_a_cap_below_zero_holds() -> None:
    """Whoever wants to be paid for charging gets that."""
    assert hours(met(price_cap=-0.01)) == [3]
    assert hours(met(price_cap=0.1)) == FREE


def test_what_is_needed_is_charged_in_as_well() -> None:
    """The free hours come first, and are used to the full; they are part of the need."""
    planned = plan(GIFTS, take_free=True, need=KnownNeed(9.0))
    assert hours(planned) == FREE
    assert [round(slot.energy, 2) for slot in planned.planned] == [3.7, 1.6, 3.7]
    assert planned.planned_end == EVENING + 4 * HOUR
    little = plan(GIFTS, take_free=True, need=KnownNeed(2.0))
    assert [round(slot.energy, 2) for slot in little.planned] == [3.7, 3.7]
    assert little.likely == little.planned


def test_not_after_the_car_has_left() -> None:
    """A free hour that it leaves in counts in part; one that comes later does not."""
    planned = met(deadline=EVENING + 1.5 * HOUR)
    assert [slot.energy for slot in planned.planned] == [pytest.approx(1.85)]


def test_a_car_that_is_still_there() -> None:
    """Nobody knows until when: a late car gets all at once, and what is free."""
    late = plan(GIFTS, deadline=EVENING, take_free=True, need=KnownNeed(3.0))
    assert late.state is PlanState.LATE
    assert [round(slot.energy, 2) for slot in late.planned] == [3.0, 3.7, 3.7]


def test_the_rest_of_a_slot() -> None:
    """What is left of the hour that has begun."""
    asked = request(
        GIFTS, at=EVENING + 1.5 * HOUR, taken=8.0, take_free=True, deadline=None
    )
    planned = make_plan(asked, HABIT)
    assert planned.planned[0].energy == pytest.approx(1.85)
    assert planned.planned[0].chance == 1.0


def test_a_learned_departure() -> None:
    """What is free tomorrow at noon is of no use to a car that leaves at eight."""
    tomorrow = slots(EVENING, [0.2, -0.1, *[0.2] * 16, 0.0, 0.2])
    planned = plan(tomorrow, taken=8.0, take_free=True, deadline=None)
    assert hours(planned) == [1, 18]
    tonight, noon = planned.planned
    assert tonight.chance > 0.9
    assert noon.chance < 0.2
    assert planned.likely == (tonight,)
