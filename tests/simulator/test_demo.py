"""The demonstration's roof and household."""

from datetime import UTC, datetime
from itertools import pairwise

from scripts.simulator.demo import household, roof

MIDNIGHT = datetime(2026, 11, 15, 23, 0, tzinfo=UTC)
HOUR = 3600.0


def test_the_sun_rises_and_sets() -> None:
    """Nothing at night, the peak at half past one."""
    produce = roof(MIDNIGHT, 4000)
    day = [produce(hour * HOUR) for hour in range(24)]

    assert day[:8] == [0.0] * 8
    assert day[20:] == [0.0] * 4
    assert produce(13.5 * HOUR) == 4000
    assert all(before < after for before, after in pairwise(day[8:14]))


def test_the_household_eats_at_noon_and_in_the_evening() -> None:
    """A base load, and more at meals."""
    consume = household(MIDNIGHT, scale=0.5)
    day = [consume(hour * HOUR + 1000) for hour in range(24)]

    assert min(day) == 125
    assert day[14] == 0.5 * (250 + 1900)
    assert max(day) == day[21] > day[14]
