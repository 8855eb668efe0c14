"""What was saved against charging at once."""

import pytest

from custom_components.v2c_cloud.control.price_slots import PriceSlot
from custom_components.v2c_cloud.control.savings import Charged, saved

from .eco_requests import EVENING
from .habits import HOUR


def slots(*prices: float, expected: bool = False) -> list[PriceSlot]:
    """Prices from the evening on, an hour each."""
    return [
        PriceSlot(
            start=EVENING + hour * HOUR,
            end=EVENING + (hour + 1) * HOUR,
            price_per_kwh=price,
            currency="EUR",
            expected=expected,
        )
        for hour, price in enumerate(prices)
    ]


PRICES = slots(0.30, 0.20, 0.10, 0.10)


def charged(
    hour: int, energy: float, cost: float | None, hours: float = 1.0
) -> Charged:
    """Return what flowed from an hour after the evening on."""
    return Charged(start=EVENING + hour * HOUR, hours=hours, energy=energy, cost=cost)


def test_later_is_cheaper() -> None:
    """The same energy at the highest power that was seen."""
    pieces = [charged(2, 4.0, 0.4), charged(3, 2.0, 0.2)]
    assert saved(EVENING, pieces, PRICES) == pytest.approx(4 * 0.3 + 2 * 0.2 - 0.6)


def test_at_once_saves_nothing() -> None:
    """Nor does it cost anything."""
    pieces = [charged(0, 4.0, 1.2), charged(1, 4.0, 0.8)]
    assert saved(EVENING, pieces, PRICES) == pytest.approx(0.0)


def test_plugged_in_within_a_slot() -> None:
    """The slots before do not count, and of this one only the rest."""
    pieces = [charged(2, 3.0, 0.3)]
    assert saved(EVENING + 1.5 * HOUR, pieces, PRICES) == pytest.approx(
        1.5 * 0.2 + 1.5 * 0.1 - 0.3
    )


@pytest.mark.parametrize(
    ("pieces", "prices"),
    [
        ([], PRICES),
        ([charged(0, 0.001, 0.0)], PRICES),
        ([charged(0, 4.0, None)], PRICES),
        ([charged(0, 4.0, 1.2)], []),
        # More than all the slots could give.
        ([charged(0, 4.0, 1.2, hours=0.5), charged(2, 30.0, 3.0, hours=12)], PRICES),
        ([charged(2, 4.0, 0.4)], PRICES[1:]),
        ([charged(2, 4.0, 0.4)], slots(0.3, 0.2, expected=True)),
    ],
)
def test_nobody_can_tell(pieces: list[Charged], prices: list[object]) -> None:
    """Nothing flowed, or a price is missing or only expected."""
    assert saved(EVENING, pieces, prices) is None  # type: ignore[arg-type]


def test_a_pause_costs_nothing() -> None:
    """Pieces without energy need no price."""
    pieces = [charged(0, 0.0, None), charged(2, 4.0, 0.4)]
    assert saved(EVENING, pieces, PRICES) == pytest.approx(0.8)
