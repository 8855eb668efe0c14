"""Plans of EcoCharging, from prices as they come to what is done in each slot."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from custom_components.v2c_cloud.control.eco import departure_of, make_plan
from custom_components.v2c_cloud.control.needs import KnownNeed
from custom_components.v2c_cloud.control.plan import (
    Caution,
    DepartureSource,
    EcoSlot,
    NeedSource,
    Plan,
    PlanState,
    SlotLimits,
)
from custom_components.v2c_cloud.control.plan_runs import energy_until, expected_cost

from .eco_requests import (
    EVENING,
    HABIT,
    LEARNED,
    MORNING,
    QUARTER,
    hours,
    plan,
    request,
    slots,
    total,
)
from .habits import DAY, HOUR, daily, departures, madrid


def charges(made: Plan) -> int:
    """Return how often a charge begins."""
    on = [False, *(slot.energy > 0 for slot in made.slots)]
    return sum(after > before for before, after in pairwise(on))


def test_the_cheap_hours() -> None:
    """All that is needed by 7:00, after midnight and in one piece."""
    made = plan()
    assert made.state is PlanState.PLANNED
    assert hours(made) == [6, 7]
    assert total(made) == pytest.approx(7.4)
    assert made.next_start == EVENING + 6 * HOUR
    assert made.departure == MORNING
    assert made.departure_source is DepartureSource.READY_BY
    assert (made.need, made.need_range) == (7.4, None)
    assert made.need_source is NeedSource.TARGET
    assert made.departure_chance is None
    assert made.readiness == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("changes", "state", "energy"),
    [
        ({"need": KnownNeed(0.0)}, PlanState.MET, 0.0),
        ({"taken": 7.4}, PlanState.MET, 0.0),
        ({"deadline": EVENING}, PlanState.LATE, 7.4),
        ({"deadline": EVENING - HOUR}, PlanState.LATE, 7.4),
        ({"slots": [], "limits": []}, PlanState.NO_PRICES, 0.0),
        ({"slots": [], "limits": [], "deadline": None}, PlanState.NO_PRICES, 0.0),
        # 13 hours of 3.7 kW are 48.1 kWh.
        ({"need": KnownNeed(49.0)}, PlanState.PLANNED, 48.1),
        ({"need": KnownNeed(50.0)}, PlanState.LATE, 50.0),
        ({"deadline": EVENING + HOUR}, PlanState.LATE, 7.4),
        # Nobody can tell that of a need that is learned.
        (LEARNED | {"deadline": EVENING + HOUR}, PlanState.PLANNED, 3.7),
        # A house that usually leaves too little may leave the least.
        ({"limits": [SlotLimits(most=1.0)] * 36}, PlanState.PLANNED, 7.4),
        ({"limits": [SlotLimits(most=0.0)] * 36}, PlanState.PLANNED, 7.4),
        (
            {"limits": [SlotLimits(most=1.0)] * 13 + [SlotLimits(most=3.7)] * 23},
            PlanState.PLANNED,
            7.4,
        ),
        (
            {"limits": [SlotLimits(most=0.0, skipped=True)] * 36},
            PlanState.LATE,
            0.0,
        ),
    ],
)
def test_states(changes: dict[str, Any], state: PlanState, energy: float) -> None:
    """Met, late, impossible, or without prices."""
    made = plan(**changes)
    assert made.state is state
    assert total(made) == pytest.approx(energy)


def test_old_slots() -> None:
    """What lies before now is not charged in."""
    made = plan(at=EVENING + 2 * HOUR)
    assert made.slots[0].start == EVENING + 2 * HOUR
    late = plan(at=EVENING + 2 * HOUR, deadline=EVENING + HOUR)
    assert [slot.energy for slot in late.slots[:3]] == pytest.approx([0.0, 0.0, 3.7])


def test_a_deadline_within_a_slot() -> None:
    """Only what comes before it counts."""
    made = plan(deadline=EVENING + 6.5 * HOUR)
    energies = {(slot.start - EVENING) // HOUR: slot.energy for slot in made.planned}
    assert energies[6] == pytest.approx(1.85)
    assert total(made) == pytest.approx(7.4)
    assert max(energies) == 6


def test_plugged_in_within_a_slot() -> None:
    """Only what is left of it counts."""
    at = EVENING + 6.75 * HOUR
    made = plan(at=at, plug_in=at, deadline=EVENING + 8 * HOUR, need=KnownNeed(4.6))
    assert [slot.energy for slot in made.planned] == pytest.approx([0.925, 3.675])
    assert made.next_start == at


@pytest.mark.parametrize("length", [QUARTER, HOUR])
def test_slots_of_any_length(length: timedelta) -> None:
    """The same energy at the same time."""
    per_hour = HOUR // length
    prices = np.repeat([0.24] * 6 + [0.08] * 8, per_hour).tolist()
    made = plan(slots(EVENING, prices, length))
    assert total(made) == pytest.approx(7.4)
    assert made.next_start == EVENING + 6 * HOUR
    assert made.planned_end == EVENING + 8 * HOUR
    assert charges(made) == 1


def test_both_lengths_in_one_plan() -> None:
    """Today by the hour, tomorrow by the quarter."""
    tonight = slots(EVENING, [0.24] * 6)
    tomorrow = slots(EVENING + 6 * HOUR, [0.20, 0.05, 0.05, 0.20] * 7, QUARTER)
    made = plan([*tonight, *tomorrow], need=KnownNeed(3.7), start_cost=0.0)
    assert total(made) == pytest.approx(3.7)
    cost = expected_cost(made)
    assert cost is not None
    assert cost < 3.7 * 0.13


@pytest.mark.parametrize(
    ("need", "expected"),
    [
        # It ends within an hour of quarters at one price, and goes on to the next.
        (KnownNeed(5.55), 1),
        (KnownNeed(9.25), 1),
        (KnownNeed(2.0), 1),
    ],
)
def test_no_charge_is_broken_off(need: KnownNeed, expected: int) -> None:
    """Quarters at one price are shared so that the charge stays in one piece."""
    prices = np.repeat([0.3, 0.2, 0.1, 0.12, 0.3, 0.3], 4).tolist()
    made = plan(slots(EVENING, prices, QUARTER), need=need, deadline=EVENING + 6 * HOUR)
    assert total(made) == pytest.approx(need.energy)
    assert charges(made) == expected
    powers = [4 * slot.energy for slot in made.planned]
    assert max(powers) <= 3.7 + 1e-9


def test_shared_between_two_charges() -> None:
    """An hour in the middle that gives a little gives it all the time."""
    prices = np.repeat([0.1, 0.2, 0.1], 4).tolist()
    made = plan(
        slots(EVENING, prices, QUARTER),
        need=KnownNeed(9.4),
        deadline=EVENING + 3 * HOUR,
        contiguous=True,
        charging=True,
    )
    middle = [slot.energy for slot in made.slots[4:8]]
    assert middle == pytest.approx([0.5] * 4, abs=0.02)
    assert charges(made) == 1


def test_nights_of_23_and_25_hours() -> None:
    """Ready by 7:00 is after 12 hours, or 14."""
    for_all = [
        plan(
            slots(madrid(evening), [0.24] * 6 + [0.08] * 10),
            at=madrid(evening),
            plug_in=madrid(evening),
            deadline=madrid(morning),
            need=KnownNeed(100.0),
        )
        for evening, morning in (
            ("2026-03-28 18:00", "2026-03-29 07:00"),
            ("2026-10-24 18:00", "2026-10-25 07:00"),
        )
    ]
    assert [made.state for made in for_all] == [PlanState.LATE] * 2
    assert [
        energy_until(made, made.departure or EVENING) for made in for_all
    ] == pytest.approx([12 * 3.7, 14 * 3.7])


def test_a_learned_evening() -> None:
    """Habits tell departure and need; when it is met, charging goes on."""
    made = plan(**LEARNED)
    assert made.state is PlanState.PLANNED
    assert made.departure_source is DepartureSource.LEARNED
    assert made.departure is not None
    assert abs(made.departure - madrid("2026-11-25 07:40")) <= QUARTER
    assert made.departure_chance is not None
    assert made.departure_chance > 0.7
    assert made.need is not None
    assert made.need == pytest.approx(8.0, abs=0.5)
    assert made.need_range is not None
    assert made.need_range[0] <= made.need <= made.need_range[1]
    assert made.readiness is not None
    assert made.readiness > 0.85
    assert total(made) > made.need
    assert made.planned_end is not None
    assert made.planned_end < made.planned[-1].end
    assert made.planned[0].chance > made.planned[-1].chance
    assert made.expected_energy < total(made)


def test_more_caution_is_earlier() -> None:
    """Whoever must be surer is ready sooner, and not less likely."""
    prices = slots(EVENING, [0.2] * 12 + [0.01] * 3 + [0.2] * 20)
    made = [plan(prices, **LEARNED, caution=caution) for caution in Caution]
    ready = [each.readiness or 0.0 for each in made]
    assert ready == sorted(ready)
    assert ready[-1] > ready[0]
    assert [each.harm for each in Caution] == sorted(each.harm for each in Caution)


def test_what_noon_costs_makes_no_night_hasty() -> None:
    """A car that leaves in the morning charges alike before a dear day and a cheap."""
    night = [0.24] * 6 + [0.08] * 8
    cheap, dear = (
        plan(slots(EVENING, night + [noon] * 10 + [0.24] * 12), **LEARNED)
        for noon in (0.24, 24.0)
    )
    assert hours(dear)[:8] == hours(cheap)[:8]
    assert hours(dear)[0] == 6


def test_a_peak_that_is_needed() -> None:
    """Who names time and energy gets them at any price."""
    quarters = [0.1] * 20 + [9.0] + [0.1] * 31
    made = plan(
        slots(EVENING, quarters, QUARTER),
        need=KnownNeed(48.1),
        caution=Caution.THRIFTY,
    )
    assert total(made) == pytest.approx(48.1)


def test_the_end_of_the_horizon() -> None:
    """What lies beyond two days, or prices, is waited for only if that is worth it."""
    cheap_later = slots(EVENING, [0.2] * 60 + [0.01] * 10)
    made = plan(cheap_later, deadline=EVENING + 3 * DAY, start_cost=0.0)
    assert max(hours(made)) < 48
    assert len(made.slots) == 70
    expected = slots(EVENING + 4 * HOUR, [0.1] * 20, expected=True)
    mixed = plan([*slots(EVENING, [0.1] * 4), *expected], **LEARNED)
    assert [slot.expected for slot in mixed.slots] == [False] * 4 + [True] * 20


def test_prices_end_before_the_deadline() -> None:
    """Half of the night is known: all is charged in it only if it is cheap."""
    made = plan(slots(EVENING, [0.30, 0.30, 0.30, 0.10]), need=KnownNeed(12.0))
    assert made.slots[3].energy == pytest.approx(3.7)
    assert made.slots[0].energy == 0
    # Enough may come later, and nobody is called late for what is not known.
    assert total(made) < 12.0


def test_a_hole_in_the_prices() -> None:
    """What is not known is not charged in."""
    prices = [*slots(EVENING, [0.1]), *slots(EVENING + 3 * HOUR, [0.1] * 4)]
    made = plan(prices, need=KnownNeed(18.5), start_cost=0.0)
    assert hours(made) == [0, 3, 4, 5, 6]


@pytest.mark.parametrize(
    ("changes", "charged"),
    [
        ({"price_cap": 0.1}, [6, 7]),
        ({"price_cap": 0.05}, []),
        # Too late then, but nobody pays more because of that.
        ({"price_cap": 0.1, "need": KnownNeed(48.0)}, [*range(6, 14), *range(30, 35)]),
        ({"price_cap": 0.1, "deadline": EVENING}, [6, 7]),
        ({"price_cap": 0.1, "deadline": EVENING, "reserve": 3.7}, [0, 6]),
        ({"reserve": 3.7}, [0, 6]),
        # The reserve is charged whatever it costs.
        ({"reserve": 3.7, "price_cap": 0.1}, [0, 6]),
        ({"reserve": 3.7, "price_cap": 0.1, "taken": 3.7}, [6]),
        ({"reserve": 20.0}, [0, 1]),
    ],
)
def test_cap_and_reserve(changes: dict[str, Any], charged: list[int]) -> None:
    """Nothing beyond the cap but the reserve, and that at once."""
    assert hours(plan(**changes, least_run=HOUR)) == charged


def test_solar_first() -> None:
    """What the roof gives for nothing is taken before the night is."""
    limits = [
        SlotLimits(most=3.7, solar=3.7 * (3 <= number < 5)) for number in range(36)
    ]
    made = plan(limits=limits, solar_price=0.05)
    assert hours(made) == [3, 4]
    assert [slot.solar for slot in made.planned] == [3.7, 3.7]
    assert hours(plan(limits=limits, solar_price=0.1)) == [6, 7]


@pytest.mark.parametrize("price", [-0.05, 0.0])
def test_free_energy(price: float) -> None:
    """Whoever is paid for it, or does not pay, takes it."""
    prices = slots(EVENING, [0.1, price, 0.1, 0.1])
    made = plan(prices, deadline=EVENING + 4 * HOUR, need=KnownNeed(3.7))
    assert hours(made) == [1]


def test_all_cost_the_same() -> None:
    """Then it is better to be ready early."""
    made = plan(slots(EVENING, [0.2] * 30), **LEARNED)
    assert hours(made)[:3] == [0, 1, 2]


def kept(made: Plan, prices: Sequence[EcoSlot], **changes: Any) -> list[float]:
    """Return what is charged if everything is planned anew at each quarter."""
    got: list[float] = []
    charging = False
    for number, slot in enumerate(prices):
        asked = replace(
            request(prices, **changes),
            at=slot.start,
            taken=sum(got),
            charging=charging,
        )
        anew = make_plan(asked, HABIT)
        here = anew.at(slot.start)
        got.append(here.energy if here is not None else 0.0)
        charging = got[number] > 0
    return got


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("needs", [{}, LEARNED], ids=["known", "learned"])
def test_it_does_not_flap(seed: int, needs: dict[str, Any]) -> None:
    """Planning anew at each slot starts and stops no more often than the plan."""
    pick = np.random.default_rng(seed)
    prices = slots(EVENING, pick.uniform(0.05, 0.3, 52).round(4).tolist(), QUARTER)
    made = plan(prices, **needs)
    got = kept(made, prices, **needs)
    on = [False, *(energy > 0 for energy in got)]
    begun = sum(after > before for before, after in pairwise(on))
    assert begun <= charges(made)
    assert min(total(made), 7.4) - 1e-6 <= sum(got) <= total(made) + 1.0


@pytest.mark.parametrize(
    ("now", "departure"),
    [
        ("2026-11-24 18:30", "2026-11-25 07:40"),
        ("2026-11-25 03:00", "2026-11-25 07:40"),
        # It is later than ever: soon.
        ("2026-11-25 08:10", "2026-11-25 08:20"),
    ],
)
def test_departures_of_who_is_still_there(now: str, departure: str) -> None:
    """The median, given that the car is still there now."""
    plug_in = madrid("2026-11-24 18:30")
    told, chance = departure_of(plug_in, madrid(now), HABIT)
    assert abs(told - madrid(departure)) <= 2 * QUARTER
    assert 0 < chance <= 1


def test_nobody_ever_leaves() -> None:
    """A week is the longest that is told."""
    weeks = [
        replace(each, plug_out=each.plug_out + 60 * DAY)
        for each in daily("2024-01-01", 60)
    ]
    told, chance = departure_of(EVENING, EVENING, departures(weeks))
    assert told == EVENING + 7 * DAY
    assert 0 <= chance < 0.1


def test_a_slot_of_an_instant() -> None:
    """The one that holds it, and none beyond the plan."""
    made = plan()
    assert made.at(EVENING + HOUR / 2) is made.slots[0]
    assert made.at(EVENING - QUARTER) is None
