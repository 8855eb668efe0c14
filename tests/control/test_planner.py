"""What the planner chooses is the best there is, or as good as that."""

from dataclasses import replace

from hypothesis import given, settings, strategies as st
import numpy as np
import pytest

from custom_components.v2c_cloud.control.needs import KnownNeed, LearnedNeed, Need
from custom_components.v2c_cloud.control.planner import solve
from custom_components.v2c_cloud.control.problem import Problem, starts
from custom_components.v2c_cloud.control.stays import Array

from .habits import daily, table
from .planning import (
    HABIT,
    Chance,
    cheapest_first,
    cost,
    exhaustive,
    expected_cost,
    problem,
    runs,
)

PATIENT = settings(max_examples=60, deadline=None)
NEEDS: st.SearchStrategy[Need] = st.one_of(
    st.builds(KnownNeed, st.floats(0.0, 30.0)), st.just(HABIT)
)
KW = st.sampled_from([0.0, 1.0, 1.4, 3.7, 7.4])


@st.composite
def problems(draw: st.DrawFn) -> Problem:
    """Draw anything that may be asked."""
    prices = draw(st.lists(st.floats(-0.1, 0.5), min_size=1, max_size=24))
    count = len(prices)
    stays = draw(st.lists(st.floats(0.5, 1.0), min_size=count, max_size=count))

    def slots(each: st.SearchStrategy[float]) -> Array:
        return np.array(draw(st.lists(each, min_size=count, max_size=count)))

    return problem(
        prices,
        hours=slots(st.sampled_from([0.1, 0.25, 1.0])),
        most=slots(KW),
        solar=slots(st.sampled_from([0.0, 0.0, 1.0, 5.0])),
        solar_price=draw(st.floats(0.0, 0.1)),
        still_here=np.cumprod([1.0, *stays]),
        need=draw(NEEDS),
        taken=draw(st.floats(0.0, 5.0)),
        charging=draw(st.booleans()),
        start_cost=draw(st.sampled_from([0.0, 0.02, 0.5])),
        least_run=draw(st.integers(1, 4)),
        contiguous=draw(st.booleans()),
        at_once=draw(st.sampled_from([0.0, 0.0, 3.0])),
        later=draw(st.floats(-0.1, 1.0)),
    )


def shortfalls(asked: list[Problem], best: list[float]) -> Array:
    """Return by how much plans cost more than the best, as a share of it."""
    least = np.array(best)
    reached = np.array([cost(each, solve(each).energy) for each in asked])
    gaps: Array = (reached - least) / np.maximum(np.abs(least), 0.05)
    return gaps


def test_nothing_is_better() -> None:
    """All there is to choose from was tried for each of these."""
    chance = Chance(np.random.default_rng(7))
    asked = [chance.small() for _ in range(1_500)]
    gaps = shortfalls(asked, [exhaustive(each) for each in asked])
    assert gaps.min() > -1e-9
    assert np.mean(gaps <= 0.001) >= 0.995
    assert gaps.max() <= 0.05


def test_the_cheapest_slots_of_two_days() -> None:
    """Without a cost of starts the cheapest first is exact."""
    chance = Chance(np.random.default_rng(8))
    asked = [chance.large() for _ in range(40)]
    best = [
        cost(each, cheapest_first(each.price, each.energy, each.need.most))
        for each in asked
    ]
    gaps = shortfalls(asked, best)
    assert gaps.min() > -1e-9
    assert gaps.max() <= 0.001


@PATIENT
@given(asked=problems())
def test_within_what_is_possible(asked: Problem) -> None:
    """No slot gives more than it can, nor all more than is needed."""
    solution = solve(asked)
    left = max(asked.need.most - asked.taken, 0.0)
    assert np.all(solution.energy >= 0)
    assert np.all(solution.energy <= asked.energy + 1e-9)
    assert solution.energy.sum() <= left + 1e-6
    assert np.all(solution.energy[asked.most < asked.least] == 0)
    assert np.all((solution.chance >= 0) & (solution.chance <= 1 + 1e-9))


@PATIENT
@given(asked=problems())
def test_in_one_piece(asked: Problem) -> None:
    """What shall not stop and begin again does not."""
    whole = replace(asked, contiguous=True, most=np.full(len(asked.price), 3.7))
    energy = solve(whole).energy
    assert len(runs(np.array([whole.charging, *energy]))) <= 1


@PATIENT
@given(asked=problems())
def test_no_charge_is_too_short(asked: Problem) -> None:
    """But for the last, after which the car is full."""
    long = replace(asked, most=np.full(len(asked.price), 3.7), at_once=0.0)
    charges = runs(np.array([*[long.charging] * 4, *solve(long).energy]))
    assert min([long.least_run, *charges[:-1]]) >= long.least_run


@PATIENT
@given(asked=problems())
def test_the_reserve_is_not_waited_for(asked: Problem) -> None:
    """Whatever it costs."""
    soon = replace(asked, at_once=4.0, contiguous=False)
    wanted = min(4.0, soon.need.most) - soon.taken
    before = np.cumsum(soon.energy) - soon.energy
    at_once = np.clip(wanted - before, 0.0, soon.energy)
    assert np.all(solve(soon).energy >= at_once - 1e-6)


@pytest.mark.parametrize(
    ("changes", "charged"),
    [
        ({}, [0, 3.7, 0, 3.7]),
        # One start less is worth more than to wait in between.
        ({"start_cost": 0.3}, [0, 3.7, 1.4, 2.3]),
        ({"contiguous": True}, [0, 3.7, 1.4, 2.3]),
        ({"least_run": 2}, [0, 3.7, 1.4, 2.3]),
        # To go on is no start.
        ({"start_cost": 0.3, "charging": True}, [1.4, 3.7, 1.4, 0.9]),
        ({"most": np.array([3.7, 1.3, 3.7, 3.7])}, [0, 0, 3.7, 3.7]),
        ({"at_once": 2.0}, [2.0, 3.7, 0, 1.7]),
        ({"at_once": 2.0, "taken": 3.0}, [0, 3.7, 0, 0.7]),
        ({"need": KnownNeed(30.0)}, [3.7, 3.7, 3.7, 3.7]),
        ({"need": KnownNeed(0.0)}, [0, 0, 0, 0]),
        ({"taken": 9.0}, [0, 0, 0, 0]),
        # What is missing costs less than it.
        ({"harm": 0.15, "later": 0.15}, [0, 3.7, 0, 3.7]),
        ({"harm": 0.07, "later": 0.07}, [0, 3.7, 0, 0]),
        # It may be charged later at that price, for the car stays.
        ({"later": 0.07}, [0, 3.7, 0, 0]),
        # The roof's is the cheapest of all.
        ({"solar": np.array([3.7, 0, 0, 0])}, [3.7, 3.7, 0, 0]),
        ({"solar": np.array([3.7, 0, 0, 0]), "solar_price": 0.25}, [0, 3.7, 0, 3.7]),
    ],
)
def test_four_hours(changes: dict[str, object], charged: list[float]) -> None:
    """What is done in hours for 30, 5, 20 and 10 cents."""
    solution = solve(problem([0.30, 0.05, 0.20, 0.10], **changes))
    assert solution.energy == pytest.approx(charged, abs=1e-6)
    assert solution.chance[solution.energy > 0] == pytest.approx(1.0)


def test_no_slots() -> None:
    """Where nothing can be chosen nothing is."""
    assert len(solve(problem([])).energy) == 0


def test_as_much_as_the_roof_gives() -> None:
    """What the grid would have to add is charged when it is cheap."""
    solar = np.array([2.0, 2.0, 0.0, 0.0])
    energy = solve(problem([0.3, 0.3, 0.1, 0.3], solar=solar)).energy
    assert energy == pytest.approx([2.0, 2.0, 3.4, 0.0], abs=0.35)
    assert energy.sum() == pytest.approx(7.4)


def test_below_zero() -> None:
    """Who is paid for it takes it all, whatever else there is."""
    energy = solve(problem([0.1, -0.05, 0.02, -0.01], need=HABIT)).energy
    assert energy[1] == pytest.approx(3.7)
    assert energy[3] > energy[0]


LEAVES_AT_THE_END = {"still_here": np.ones(7), "later": 1.0}
MAY_LEAVE = {"still_here": np.linspace(1.0, 0.1, 7), "later": 0.1}
PRICES = [0.25, 0.24, 0.23, 0.20, 0.10, 0.10]


def test_who_may_leave_is_charged_earlier() -> None:
    """A known departure lets wait for the cheapest; one that is not does not."""
    patient = solve(problem(PRICES, **LEAVES_AT_THE_END)).energy
    assert patient == pytest.approx([0, 0, 0, 0, 3.7, 3.7])
    hasty = solve(problem(PRICES, **MAY_LEAVE)).energy
    assert hasty[:2] == pytest.approx([3.7, 3.7])


@PATIENT
@given(asked=problems())
def test_more_harm_is_less_patience(asked: Problem) -> None:
    """Who fears an empty car more does not charge less on average."""
    free = replace(
        asked, least_run=1, contiguous=False, at_once=0.0, start_cost=0.0, need=HABIT
    )
    lazy, afraid = (solve(replace(free, harm=harm, later=harm)) for harm in (0.6, 6.0))

    def lacks(energy: Array) -> float:
        free_of_charge = replace(free, harm=1.0, later=1.0, price=0 * free.price)
        return expected_cost(free_of_charge, energy)

    assert lacks(afraid.energy) <= lacks(lazy.energy) + 0.3


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), start_cost=st.sampled_from([0.0, 0.02]))
def test_no_plan_is_broken_by_time(seed: int, start_cost: float) -> None:
    """What is planned later, if all goes as planned, is what is planned now."""
    pick = np.random.default_rng(seed)
    count = int(pick.integers(4, 40))
    stays = [
        replace(each, energy=float(pick.uniform(3, 25)))
        for each in daily("2026-01-01", 30)
    ]
    now = problem(
        pick.uniform(0.0, 0.3, count).tolist(),
        hours=np.full(count, 0.25),
        most=np.full(count, 7.4),
        still_here=np.cumprod([1.0, *pick.uniform(0.9, 1.0, count)]),
        need=LearnedNeed(table=table(stays)),
        harm=0.5,
        later=0.15,
        start_cost=start_cost,
    )
    planned = solve(now).energy
    later = [
        replace(
            now,
            hours=now.hours[number:],
            price=now.price[number:],
            most=now.most[number:],
            still_here=now.still_here[number:] / now.still_here[number],
            taken=float(planned[:number].sum()),
            charging=bool(planned[number - 1] > 0),
        )
        for number in range(1, count)
    ]
    anew = [solve(each).energy for each in later]
    assert [list(each > 0) for each in anew] == [
        list(planned[number:] > 0) for number in range(1, count)
    ]


def test_expected_cost() -> None:
    """Paid for what is taken, suffered for what is not."""
    asked = problem(
        [0.1, 0.2], still_here=np.array([1.0, 0.5, 0.5]), later=0.4, harm=2.0
    )
    # The half that leaves in the first hour lacks half of what that gives, and more.
    paid = 0.75 * 0.37 + 0.5 * 0.74
    suffered = 0.5 * 2.0 * (7.4 + 3.7) / 2
    assert expected_cost(asked, np.array([3.7, 3.7])) == pytest.approx(
        paid + suffered, rel=1e-2
    )
    nothing = expected_cost(asked, np.zeros(2))
    assert nothing == pytest.approx(7.4 * (0.5 * 2.0 + 0.5 * 0.4), rel=1e-2)


def test_cheaper_than_the_obvious() -> None:
    """On average it is never dearer than to charge at once, or only where it is cheap."""
    pick = np.random.default_rng(5)
    for_all = [
        problem(
            pick.uniform(0.0, 0.3, 48).tolist(),
            hours=np.full(48, 0.25),
            most=np.full(48, 7.4),
            still_here=np.cumprod([1.0, *pick.uniform(0.93, 1.0, 48)]),
            need=HABIT,
            harm=0.45,
            later=0.15,
            least=0.0,
        )
        for _ in range(30)
    ]
    gains = [
        expected_cost(asked, other) - expected_cost(asked, solve(asked).energy)
        for asked in for_all
        for other in (
            cheapest_first(np.arange(48, dtype=np.float64), asked.energy, 8.0),
            cheapest_first(asked.price, asked.energy, 8.0),
            np.zeros(48),
        )
    ]
    assert min(gains) > -1e-3
    assert starts(solve(for_all[0]).energy, charging=False) >= 1
