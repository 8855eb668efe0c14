"""What slots cost and allow."""

import numpy as np
import pytest

from custom_components.v2c_cloud.control.problem import starts

from .planning import HABIT, problem


def test_what_a_slot_gives() -> None:
    """Nothing below the least; of the roof no more than of all."""
    asked = problem(
        [0.2, 0.2, 0.2],
        hours=np.array([1.0, 0.5, 1.0]),
        most=np.array([3.7, 3.7, 1.0]),
        solar=np.array([2.0, 9.0, 1.0]),
        solar_price=0.05,
    )
    assert asked.energy.tolist() == [3.7, 1.85, 0.0]
    assert asked.solar_energy.tolist() == [2.0, 1.85, 0.0]
    assert asked.windows == [(1.4, 3.7, 2.0), (0.7, 1.85, 1.85), (0.0, 0.0, 0.0)]
    paid = asked.cost(np.array([3.0, 1.0, 0.0]))
    assert paid.tolist() == pytest.approx([0.1 + 0.2, 0.05, 0.0])


def test_without_a_roof() -> None:
    """All comes from the grid; a need that nobody knows takes all of a slot."""
    asked = problem([0.2], need=HABIT)
    assert asked.solar_energy.tolist() == [0.0]
    assert asked.windows == [(3.7, 3.7, 0.0)]
    assert asked.cost(np.array([2.0])).tolist() == pytest.approx([0.4])


def test_the_roof_is_never_dearer() -> None:
    """Nobody sells for more than the grid costs in order to buy."""
    asked = problem([0.02, 0.2], solar_price=0.05)
    assert asked.prices.tolist() == [[0.02, 0.02], [0.2, 0.05]]


def test_the_reserve() -> None:
    """In the first slots, beside what the car has got."""
    asked = problem([0.2] * 4, at_once=6.0, taken=1.0, most=np.array([3.7, 0, 3.7, 9]))
    assert asked.reserve.tolist() == pytest.approx([3.7, 0.0, 1.3, 0.0])


@pytest.mark.parametrize(
    ("energy", "charging", "count"),
    [
        ([], False, 0),
        ([1, 1, 0, 1], False, 2),
        ([1, 1, 0, 1], True, 1),
        ([0, 1], True, 1),
        ([0, 0], True, 0),
    ],
)
def test_starts(energy: list[float], charging: bool, count: int) -> None:
    """A charge that goes on does not begin."""
    assert starts(energy, charging=charging) == count
