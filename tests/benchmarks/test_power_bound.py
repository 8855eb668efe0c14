"""The bound is the best plan where that is easy to see, and never too low."""

import pytest

from scripts.benchmarks.power_bound import bound
from scripts.benchmarks.replay import Conditions
from scripts.benchmarks.traces import HouseTrace

from .traces import phases, trace

MANY = 1e6


def most(house: HouseTrace, writes: float = MANY, stops: float = MANY) -> float | None:
    """Return the bound at 4,600 W, or 17,250 W on three phases."""
    conditions = Conditions(limit=4600 if house.phases == 1 else 17_250)
    return bound(house, conditions, writes=writes, stops=stops)


@pytest.mark.parametrize(
    ("house", "share"),
    [
        (trace(0, 0), 1),
        (trace(115, 115), 19 / 19.5),
        (trace(115, 4000, 5000, 115), 19 / 19.5),
        (phases((0, 5750 - 1495, 0), (0, 5750 - 1495, 0)), 6 / 6.5),
    ],
    ids=["whole", "half an amp", "with a pause", "the fullest phase"],
)
def test_with_any_number_of_writes(house: HouseTrace, share: float) -> None:
    """Only whole amps are lost."""
    assert most(house) == pytest.approx(share)


def test_without_a_stop() -> None:
    """Who begins before a time without room must stop: only later is free."""
    house = trace(0, 4000, 2300)

    assert most(house, stops=0) == pytest.approx(10 / 30)
    assert most(house, stops=96) == pytest.approx(1)


def test_with_few_writes() -> None:
    """The current that is never too much, where a change is worth more elsewhere."""
    house = trace(*10 * (2300, 2530), each=60)

    assert most(house, writes=0) == pytest.approx(9 / 9.5, abs=0.001)


def test_without_room() -> None:
    """There is no share of nothing."""
    assert most(trace(4000, 5000)) is None
