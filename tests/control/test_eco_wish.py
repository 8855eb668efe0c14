"""What a plan means for now."""

from dataclasses import replace
from datetime import timedelta

import pytest

from custom_components.v2c_cloud.control.eco_wish import wish_of
from custom_components.v2c_cloud.control.model import EcoWish, Reason
from custom_components.v2c_cloud.control.plan import NeedSource, Objective, Plan

from .eco_requests import EVENING, LEARNED, NIGHT_RATE, plan, slots
from .habits import HOUR


def wish(planned: Plan | None, after: timedelta, **changes: bool) -> EcoWish:
    """Return what is wanted so long after the evening."""
    return wish_of(
        planned, EVENING + after, waits=changes.get("waits", False), phases=1
    )


@pytest.mark.parametrize(
    ("waits", "reason"), [(True, Reason.WAITING_PRICE), (False, Reason.PLANNED)]
)
def test_what_is_so_stays_so_without_a_plan(waits: bool, reason: Reason) -> None:
    """It is a moment away."""
    found = wish(None, timedelta(), waits=waits)
    assert (found.charge, found.reason) == (not waits, reason)


def test_waits_and_charges_as_planned() -> None:
    """At full: the most that there is."""
    waits, charges = wish(plan(), HOUR), wish(plan(), 6 * HOUR)
    assert waits == EcoWish(charge=False, reason=Reason.WAITING_PRICE)
    assert charges == EcoWish(charge=True, reason=Reason.PLANNED)


def test_a_slot_that_gets_less_is_charged_in_with_less() -> None:
    """So that the charge does not break off, but never with less than a car takes."""
    planned = plan()
    parts = zip(planned.slots, (1.85, 0.1), strict=False)
    half = replace(
        planned, slots=tuple(replace(slot, energy=part) for slot, part in parts)
    )
    assert [wish(half, hours * HOUR).most for hours in (0, 1)] == [9, 6]


def test_a_late_car_gets_all() -> None:
    """Also beyond where the plan reaches."""
    late = plan(deadline=EVENING)
    assert wish(late, HOUR / 2) == EcoWish(charge=True, reason=Reason.LATE)
    assert wish(late, 100 * HOUR) == EcoWish(charge=True, reason=Reason.LATE)


def test_an_hour_without_a_price() -> None:
    """What is planned for later is waited for; what it costs now, nobody knows."""
    later = plan(NIGHT_RATE[1:])
    assert wish(later, HOUR / 2) == EcoWish(charge=False, reason=Reason.WAITING_PRICE)
    assert wish(plan(NIGHT_RATE[:10]), 100 * HOUR).charge


def test_waits_for_what_it_goes_by() -> None:
    """Whoever wants clean hours does not wait for cheap ones."""
    clean = [replace(slot, co2=100 * (slot.price or 0.0)) for slot in NIGHT_RATE]
    waits = wish(plan(clean, objective=Objective.CO2), HOUR)
    assert waits == EcoWish(charge=False, reason=Reason.WAITING_CO2)
    assert waits.waits_for_hours


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (NeedSource.FULL, EcoWish(charge=True, reason=Reason.FULL)),
        (NeedSource.CAR, EcoWish(charge=False, reason=Reason.NEED_MET)),
        # Whoever watches the target pauses there.
        (NeedSource.TARGET, EcoWish(charge=True, reason=Reason.NEED_MET)),
    ],
)
def test_a_need_that_is_met(source: NeedSource, expected: EcoWish) -> None:
    """A full car may still warm its cabin; one that has enough gets no more."""
    assert wish(plan(taken=8.0, need_source=source), HOUR) == expected


def test_what_costs_nothing_is_taken() -> None:
    """Also by a car that has enough, and by one that is late."""
    gift = slots(EVENING, [0.2, 0.0, 0.2])
    free = EcoWish(charge=True, reason=Reason.FREE_ENERGY)
    enough = plan(gift, taken=8.0, take_free=True, need_source=NeedSource.CAR)
    late = plan(gift, deadline=EVENING, take_free=True)
    assert wish(enough, HOUR) == wish(late, HOUR) == free
    assert wish(enough, 2 * HOUR).reason is Reason.NEED_MET
    assert wish(late, HOUR / 2).reason is Reason.LATE


@pytest.mark.parametrize("waits", [True, False])
def test_what_is_so_stays_so_when_the_time_has_come(waits: bool) -> None:
    """The next plan is a moment away, and a car that is late is not to stop."""
    made = plan(deadline=EVENING + 2 * HOUR)
    assert wish(made, 2 * HOUR, waits=waits).charge is not waits
    assert wish(made, 1.9 * HOUR, waits=waits).charge


def test_a_departure_that_is_learned_may_be_late() -> None:
    """The car is still there, and the plan goes on."""
    made = plan(**LEARNED)
    assert made.departure is not None
    after = made.departure - EVENING + 2 * HOUR
    assert not wish(made, after).charge
