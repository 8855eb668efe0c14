"""Plans that go by what the grid emits instead of by what a kWh costs."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from custom_components.v2c_cloud.control.eco import make_plan
from custom_components.v2c_cloud.control.needs import KnownNeed, LearnedNeed
from custom_components.v2c_cloud.control.plan import (
    EcoSlot,
    NeedSource,
    Objective,
    Plan,
    PlanState,
    SlotLimits,
)
from custom_components.v2c_cloud.control.plan_runs import (
    expected_cost,
    expected_emissions,
)

from .eco_requests import EVENING, HABIT, NIGHT_RATE, QUARTER, plan, request, slots
from .habits import HOUR, daily, table

LEARNED: dict[str, Any] = {
    "need": LearnedNeed(table=table(daily("2026-09-20", 60))),
    "need_source": NeedSource.LEARNED,
    "deadline": None,
}
WINDY = [200.0] * 2 + [60.0] * 3 + [200.0] * 20 + [120.0] * 11
"""g per kWh from 18:00: clean from 20:00 to 23:00, when energy is dear."""


def emitting(
    grams: Sequence[float | None], prices: Sequence[EcoSlot] = NIGHT_RATE
) -> list[EcoSlot]:
    """Slots of which it is known what the grid emits."""
    return [replace(slot, co2=co2) for slot, co2 in zip(prices, grams, strict=True)]


def unpriced(grams: Sequence[float | None]) -> list[EcoSlot]:
    """The same where nobody tells a price."""
    return [replace(slot, price=None) for slot in emitting(grams)]


def by_co2(prices: Sequence[EcoSlot], **changes: Any) -> Plan:
    """The plan with the least emissions."""
    return plan(prices, objective=Objective.CO2, **changes)


def hours(made: Plan) -> list[int]:
    """The hours after the evening in which something is charged."""
    return [(slot.start - EVENING) // HOUR for slot in made.planned]


def test_the_clean_hours() -> None:
    """They are taken though they are dear, and what they cost is told all the same."""
    made = by_co2(emitting(WINDY))
    assert made.objective is Objective.CO2
    assert hours(made) == [2, 3]
    assert expected_cost(made) == pytest.approx(7.4 * 0.24)
    assert expected_emissions(made) == pytest.approx(7.4 * 60)


def test_the_cheap_hours() -> None:
    """Whoever goes by the price is told of the emissions, too."""
    made = plan(emitting(WINDY))
    assert made.objective is Objective.PRICE
    assert hours(made) == hours(plan()) == [6, 7]
    assert expected_emissions(made) == pytest.approx(7.4 * 200)


@pytest.mark.parametrize("needs", [{}, LEARNED], ids=["known", "learned"])
def test_dirtier_everywhere(needs: dict[str, Any]) -> None:
    """Only what one hour emits beside the others counts."""
    grams = np.random.default_rng(1).uniform(40, 400, 36).round(1).tolist()
    clean = by_co2(emitting([each / 10 for each in grams]), **needs)
    dirty = by_co2(emitting(grams), **needs)
    energies = [slot.energy for slot in dirty.slots]
    assert sum(energies) > 7
    assert [slot.energy for slot in clean.slots] == pytest.approx(energies)


def test_a_grid_that_is_always_the_same() -> None:
    """The car is charged, and early, however clean the grid is."""
    assert hours(by_co2(emitting([24.0] * 36))) == [0, 1]


@pytest.mark.parametrize("unknown", [2, 12])
def test_an_hour_of_which_nobody_tells(unknown: int) -> None:
    """It goes by the price, and says so."""
    grams = [*WINDY[:unknown], None, *WINDY[unknown + 1 :]]
    made = by_co2(emitting(grams))
    assert made.objective is Objective.PRICE
    assert hours(made) == [6, 7]


def test_an_hour_that_does_not_matter() -> None:
    """After the car has left nobody has to know."""
    made = by_co2(emitting([*WINDY[:13], *[None] * 23]))
    assert made.objective is Objective.CO2
    assert hours(made) == [2, 3]
    later = replace(request(emitting([None, *WINDY[1:]])), at=EVENING + HOUR)
    gone = make_plan(replace(later, objective=Objective.CO2), HABIT)
    assert gone.objective is Objective.CO2


def test_without_prices() -> None:
    """Emissions are enough to plan by; what it costs is not known."""
    made = by_co2(unpriced(WINDY))
    assert made.state is PlanState.PLANNED
    assert hours(made) == [2, 3]
    assert expected_cost(made) is None


def test_a_price_that_lacks() -> None:
    """That of another hour, as of all of a charge, makes it no cheaper."""
    dear_and_unknown = emitting(WINDY)
    dear_and_unknown[3] = replace(dear_and_unknown[3], price=None)
    assert expected_cost(by_co2(dear_and_unknown)) is None


@pytest.mark.parametrize("objective", Objective)
def test_neither_is_known(objective: Objective) -> None:
    """It is charged at once."""
    nothing = [replace(slot, price=None) for slot in NIGHT_RATE]
    made = plan(nothing, objective=objective)
    assert made.state is PlanState.NO_PRICES
    assert made.slots == ()


def test_emissions_alone_are_no_price() -> None:
    """Whoever goes by the price is charged at once without one, as ever."""
    made = plan(unpriced(WINDY))
    assert made.state is PlanState.NO_PRICES
    assert made.slots == ()


@pytest.mark.parametrize(("cap", "charged"), [(0.3, [2, 3]), (0.1, [6, 7]), (0.05, [])])
def test_the_cap_is_one_of_the_price(cap: float, charged: list[int]) -> None:
    """What is too dear is not charged, however clean it is."""
    assert hours(by_co2(emitting(WINDY), price_cap=cap)) == charged


def test_a_cap_within_an_hour_that_is_alike() -> None:
    """What the grid emits is told by the hour, what it costs by the quarter."""
    prices = slots(EVENING, [0.3, 0.1, 0.1, 0.3] * 4, QUARTER)
    made = by_co2(
        emitting([100.0] * 16, prices),
        price_cap=0.2,
        need=KnownNeed(2 * 0.925),
        deadline=EVENING + 4 * HOUR,
    )
    assert [slot.price for slot in made.planned] == [0.1, 0.1]


def test_an_unknown_price_is_not_beyond_the_cap() -> None:
    """As without any price, nobody can say that it is."""
    assert hours(by_co2(unpriced(WINDY), price_cap=0.1)) == [2, 3]


def test_the_roof_emits_nothing() -> None:
    """It is taken first, whatever the grid pays for it, and then the cleanest hour."""
    limits = [SlotLimits(most=3.7, solar=1.85 * (number < 2)) for number in range(36)]
    grams = [90.0] * 2 + [60.0] * 12 + [90.0] * 22
    made = by_co2(emitting(grams), limits=limits, solar_price=0.5)
    assert hours(made) == [0, 1, 2]
    assert expected_emissions(made) == pytest.approx(3.7 * 60)
