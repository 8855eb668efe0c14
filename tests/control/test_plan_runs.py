"""A plan as charges with a beginning and an end."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from custom_components.v2c_cloud.control.plan import Plan, PlannedSlot, PlanState
from custom_components.v2c_cloud.control.plan_runs import (
    Run,
    energy_until,
    expected_cost,
    free_until,
    going_on,
    next_run,
    power_of,
    runs_at,
    runs_of,
)

START = datetime(2026, 11, 24, 18, tzinfo=UTC)
QUARTER = timedelta(minutes=15)


def slot(number: int, energy: float = 0.0, price: float = 0.1) -> PlannedSlot:
    """A quarter of an hour, counted from the start."""
    return PlannedSlot(
        start=START + number * QUARTER,
        end=START + (number + 1) * QUARTER,
        price=price,
        expected=False,
        most=7.4,
        solar=0.0,
        energy=energy,
        chance=0.5,
    )


def plan(*energies: float, made_at: datetime = START, **changes: object) -> Plan:
    """A plan with so many kWh in each slot."""
    slots = tuple(slot(number, energy) for number, energy in enumerate(energies))
    return Plan(
        state=PlanState.PLANNED,
        made_at=made_at,
        slots=slots,
        **changes,  # type: ignore[arg-type]
    )


def test_slots_that_follow_each_other_are_one_charge() -> None:
    """A gap ends it."""
    runs = runs_of([slot(1, 1.0), slot(2, 2.0, price=0.2), slot(4, 1.0)])
    assert runs == (
        Run(
            start=START + QUARTER,
            end=START + 3 * QUARTER,
            energy=3.0,
            cost=0.5,
        ),
        Run(start=START + 4 * QUARTER, end=START + 5 * QUARTER, energy=1.0, cost=0.1),
    )


def test_nothing_planned() -> None:
    """No charge, and none that is next."""
    nothing = plan(0.0, 0.0)
    assert runs_of(nothing.planned) == ()
    assert next_run(nothing) is None
    assert going_on(nothing) is None
    assert expected_cost(nothing) == 0


def test_the_charge_that_goes_on_is_not_the_next() -> None:
    """It has begun."""
    charging = plan(1.0, 1.0, 0.0, 1.0, made_at=START + timedelta(minutes=5))
    current, following = going_on(charging), next_run(charging)
    assert current is not None
    assert current.end == START + 2 * QUARTER
    assert following is not None
    assert following.start == START + 3 * QUARTER


def test_what_is_probably_not_needed_is_no_charge() -> None:
    """It is planned in case that the car takes more."""
    waiting = plan(0.0, 1.0, 0.0, 1.0, need=1.0)
    following = next_run(waiting)
    assert following is not None
    assert following.energy == 1.0
    assert len(runs_of(waiting.likely)) == 1


@pytest.mark.parametrize(
    ("after", "until"), [(0, None), (1, 3), (2.5, 3), (3, None), (4, 5), (9, None)]
)
def test_free_until(after: float, until: int | None) -> None:
    """Slots that follow each other are one while."""
    free = {1, 2, 4}
    slots = tuple(replace(slot(each), free=each in free) for each in range(6))
    made = replace(plan(), slots=slots)
    expected = None if until is None else START + until * QUARTER
    assert free_until(made, START + after * QUARTER) == expected


def test_expected_cost() -> None:
    """What each slot costs, by the chance that it is used."""
    assert expected_cost(plan(1.0, 2.0)) == pytest.approx(0.15)


@pytest.mark.parametrize(
    ("made_at", "departure", "expected"),
    [
        (START, None, 4.0),
        (START + timedelta(minutes=5), None, 6.0),
        (START, START + timedelta(minutes=10), 6.0),
        # Some of it comes too late.
        (START, START + timedelta(minutes=5), 7.4),
        # Nothing is left of it.
        (START + QUARTER, None, 7.4),
    ],
)
def test_power(made_at: datetime, departure: datetime | None, expected: float) -> None:
    """Of what is left of a slot until the car leaves."""
    made = plan(1.0, made_at=made_at, departure=departure)
    assert power_of(made, made.slots[0]) == pytest.approx(expected)


def charged(number: float, energy: float, cost: float | None = 0.4) -> Run:
    """What has been charged from a quarter of an hour on until the next slot."""
    start = START + number * QUARTER
    return Run(start=start, end=START, energy=energy, cost=cost)


def test_a_charge_that_goes_on() -> None:
    """It began when it began, and has what it got and what is still to come."""
    made = plan(1.0, 1.0, 0.0, 2.0)
    now = START + QUARTER / 2
    going, later = runs_at(made, now, charged(-2, 3.0))
    assert (going.start, going.end) == (START - 2 * QUARTER, START + 2 * QUARTER)
    assert going.energy == pytest.approx(3.0 + 0.5 + 1.0)
    assert going.cost == pytest.approx(0.4 + 0.15)
    assert later == runs_of(made.slots[3:])[0]
    # The next plan is a moment away.
    going, _ = runs_at(made, START + QUARTER * 1.5, charged(-2, 4.0))
    assert going.energy == pytest.approx(4.5)


def test_a_charge_whose_cost_is_not_known() -> None:
    """Then nobody knows what it will come to."""
    [run] = runs_at(plan(1.0), START, charged(-2, 3.0, cost=None))
    assert (run.energy, run.cost) == (4.0, None)


def test_a_charge_that_is_not_planned() -> None:
    """It is none of the plan's; what is planned for now and has not begun is there."""
    made = plan(0.0, 1.0)
    assert runs_at(made, START, charged(-2, 3.0)) == runs_of(made.planned)
    begins = plan(1.0, 1.0)
    assert runs_at(begins, START, None) == runs_of(begins.planned)
    assert runs_at(begins, START + 9 * QUARTER, charged(-2, 3.0)) == ()


@pytest.mark.parametrize(
    ("minutes", "energy"), [(5, 0), (10, 0.5), (30, 1), (40, 1 + 4 / 3), (99, 3)]
)
def test_energy_until_an_instant(minutes: int, energy: float) -> None:
    """Of a slot that has begun, or is not over by then, the part in between."""
    charging = plan(1.0, 0.0, 2.0, made_at=START + timedelta(minutes=5))
    instant = START + timedelta(minutes=minutes)
    assert energy_until(charging, instant) == pytest.approx(energy)


def test_what_a_charge_costs_is_not_known_by_halves() -> None:
    """One price that nobody tells is enough."""
    known = slot(1, 1.0)
    [run] = runs_of([known, replace(slot(2, 1.0), price=None)])
    assert (run.energy, run.cost) == (2.0, None)
