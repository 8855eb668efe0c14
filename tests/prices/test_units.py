"""What prices are told in."""

import pytest

from custom_components.v2c_cloud.prices.units import PriceUnit, price_unit


@pytest.mark.parametrize(
    ("text", "currency", "factor"),
    [
        ("EUR/kWh", "EUR", 1),
        ("€/kWh", "EUR", 1),
        ("€ / kWh", "EUR", 1),
        ("EUR/MWh", "EUR", 0.001),
        ("GBP/Wh", "GBP", 1000),
        ("PLN/GWh", "PLN", 0.000001),
        ("ct/kWh", "SEK", 0.01),
        ("c€/kWh", "EUR", 0.01),
        ("p/kWh", "GBP", 0.01),
        ("öre/kWh", "SEK", 0.01),
        ("Øre/MWh", "SEK", 0.00001),
        ("kr/kWh", "SEK", 1),
        ("$/kWh", "SEK", 1),
        ("£/kWh", "GBP", 1),
        ("Kč/kWh", "CZK", 1),
        ("", "SEK", 1),
        (None, "SEK", 1),
    ],
)
def test_understood(text: str | None, currency: str, factor: float) -> None:
    """What several currencies share is the home's."""
    assert price_unit(text, "SEK") == PriceUnit(currency=currency, factor=factor)


def test_a_currency_beside_the_unit() -> None:
    """It says which crowns are meant."""
    assert price_unit("Øre/kWh", "EUR", "NOK") == PriceUnit(currency="NOK", factor=0.01)
    assert price_unit("kr/kWh", "EUR", "??") == PriceUnit(currency="EUR", factor=1)


@pytest.mark.parametrize("text", ["kWh", "W", "%", "EUR", "apples/kWh", "EUR/m³", 5])
def test_no_price(text: object) -> None:
    """What is no price of energy is not guessed at."""
    assert price_unit(text, "EUR") is None
