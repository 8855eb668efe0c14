"""What energy costs, and whose word counts."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import pytest

from custom_components.v2c_cloud.sessions.cost import (
    FixedTariff,
    lacks_price,
    with_prices,
)
from custom_components.v2c_cloud.sessions.matching import match
from custom_components.v2c_cloud.sessions.model import Charge, Session, Slot

from .helpers import MADRID, seen, told, utc

NOW = utc("2026-11-16T12:00")
NONE = FixedTariff(())
CHANGED = NONE.having(0.2, NOW).having(0.3, NOW + timedelta(hours=1))
SESSION = seen(
    "2026-11-16T12:00", "2026-11-16T14:00", ("2026-11-16T12:00", "2026-11-16T14:00", 4)
)


class Night:
    """Prices that are known in the first hour only."""

    def price(self, instant: datetime) -> float | None:
        """The price per kWh."""
        return 0.1 if instant < NOW + timedelta(hours=1) else None

    def solar_price(self, instant: datetime) -> float | None:
        """The roof's."""
        return self.price(instant)


@dataclass(frozen=True, kw_only=True)
class Prices:
    """Any price for grid and roof."""

    grid: float | None
    roof: float | None

    def price(self, instant: datetime) -> float | None:
        """The price per kWh, which is another in each quarter of an hour."""
        return self.grid and self.grid + instant.minute / 1500

    def solar_price(self, instant: datetime) -> float | None:
        """The roof's."""
        return self.roof


@pytest.mark.parametrize(
    ("tariff", "hours", "price"),
    [
        (NONE, 0, None),
        (CHANGED, -1000, 0.2),
        (CHANGED, 0, 0.2),
        (CHANGED, 1, 0.3),
        (CHANGED.having(None, NOW + timedelta(hours=2)), 3, None),
        (CHANGED.having(0, NOW + timedelta(hours=2)), 3, 0),
    ],
)
def test_price(tariff: FixedTariff, hours: int, price: float | None) -> None:
    """A price counts from when it was set, the first one for the past, too."""
    assert tariff.price(NOW + timedelta(hours=hours)) == price


def test_the_same_price_again() -> None:
    """A restart is no new price."""
    assert CHANGED.having(0.3, NOW + timedelta(days=1)) is CHANGED
    assert NONE.having(None, NOW) is NONE


def test_each_hour_at_its_price() -> None:
    """A changed price counts from its hour on; what has a price keeps it."""
    session = with_prices(SESSION, CHANGED)
    assert [hour.cost for hour in session.energy_by_hour] == [
        pytest.approx(0.4),
        pytest.approx(0.6),
    ]
    assert session.cost == pytest.approx(1.0)
    assert with_prices(session, CHANGED.having(9, NOW)) is session


def from_cloud(cost: float | None) -> Session:
    """The same session with the cloud's cost."""
    charge = told("2026-11-16T13:00", "2026-11-16T15:00", energy=4, cost=cost)
    return match("ABC123", [SESSION], [charge], MADRID).sessions[0]


def test_the_clouds_cost() -> None:
    """It counts where a price is missing, shared out by energy."""
    session = from_cloud(0.9)
    assert session.cost == 0.9
    assert with_prices(session, Night()).cost == 0.9
    assert [hour.cost for hour in session.energy_by_hour] == [0.45, 0.45]
    assert with_prices(session, CHANGED).cost == pytest.approx(1.0)


def test_no_cost() -> None:
    """Nobody knows: that is not zero."""
    assert from_cloud(None).cost is None
    assert [hour.cost for hour in SESSION.energy_by_hour] == [None, None]
    assert with_prices(SESSION, NONE) is SESSION


def one_slot(
    minutes: int = 15, *, energy: float = 4.0, solar: float | None = None
) -> Session:
    """A session with a single slot."""
    slot = Slot(start=NOW, minutes=minutes, energy=energy, solar=solar)
    charge = Charge(start=NOW, end=NOW + timedelta(hours=1), slots=(slot,))
    return replace(SESSION, charges=(charge,))


@pytest.mark.parametrize(
    ("solar", "prices", "cost"),
    [
        (None, Prices(grid=0.2, roof=0.05), 0.8),
        (0.0, Prices(grid=0.2, roof=None), 0.8),
        (1.0, Prices(grid=0.2, roof=0.0), 0.6),
        (1.0, Prices(grid=0.2, roof=0.08), 0.68),
        (1.0, Prices(grid=0.2, roof=None), None),
        (1.0, Prices(grid=None, roof=0.08), None),
        (4.0, Prices(grid=None, roof=0.08), 0.32),
        (4.001, Prices(grid=0.2, roof=-0.01), -0.04),
    ],
)
def test_what_the_roof_gave(
    solar: float | None, prices: Prices, cost: float | None
) -> None:
    """It counts at a price of its own; what is not known to be of it is the grid's."""
    session = with_prices(one_slot(solar=solar), prices)
    assert session.cost == (cost if cost is None else pytest.approx(cost))
    assert lacks_price(session) is (cost is None)
    # Once priced it stays so, whatever comes later.
    again = with_prices(session, Prices(grid=9.0, roof=9.0))
    assert cost is None or again is session


def test_an_hour_of_four_prices() -> None:
    """Where only the hour is known, it costs the mean of its quarters."""
    session = with_prices(one_slot(60), Prices(grid=0.2, roof=0.0))
    assert session.cost == pytest.approx(4 * (0.2 + 0.015))


def test_a_slot_without_energy() -> None:
    """It has the price of the grid, and lacks none."""
    session = one_slot(energy=0.0)
    assert not lacks_price(session)
    [charge] = with_prices(session, Prices(grid=0.2, roof=None)).charges
    assert charge.slots[0].price == pytest.approx(0.2)
