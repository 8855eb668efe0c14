"""Plans in which a start costs more than the hours differ."""

import pytest

from custom_components.v2c_cloud.control.needs import KnownNeed

from .eco_requests import EVENING, LEARNED, plan, slots, total
from .habits import HOUR


@pytest.mark.parametrize("need", [0.5, 2.0, 3.0])
@pytest.mark.parametrize("price", [0.0, 0.08])
def test_little_is_charged_where_all_costs_the_same(need: float, price: float) -> None:
    """Who names a time and so many kWh gets them, though a start costs more."""
    made = plan(slots(EVENING, [price] * 36), need=KnownNeed(need))
    assert total(made) == pytest.approx(need)
    assert made.readiness == 1.0


def test_a_last_half_hour_is_charged_in() -> None:
    """A car that needs more than that gets at least that."""
    made = plan(
        slots(EVENING, [0.08] * 36),
        deadline=EVENING + HOUR / 2,
        need=LEARNED["need"],
    )
    assert total(made) == pytest.approx(1.85)
