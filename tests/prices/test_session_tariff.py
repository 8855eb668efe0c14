"""What sessions pay."""

import pytest

from custom_components.v2c_cloud.prices.session_tariff import SessionTariff

from .bench import TODAY, PriceBench, day

PRICE = "sensor.price"


@pytest.mark.parametrize(("solar", "price"), [("free", 0.0), ("export", 0.05)])
async def test_the_roofs_energy(prices: PriceBench, solar: str, price: float) -> None:
    """It costs nothing, or what it would have brought."""
    await prices.prefer(number_energy_price=0.2, number_energy_price_export=0.05)
    house = await prices.start(prices={"solar": solar})
    tariff = SessionTariff(prices.hass, house)
    assert tariff.price(prices.now) == 0.2
    assert tariff.solar_price(prices.now) == price


async def test_money_of_another_kind(prices: PriceBench) -> None:
    """It is not added to Home Assistant's."""
    await prices.say(PRICE, 2, "SEK/kWh", raw_today=day(TODAY, 2))
    house = await prices.follow(PRICE)
    tariff = SessionTariff(prices.hass, house)
    assert house.price(prices.now) == 2
    assert tariff.price(prices.now) is None
    assert tariff.solar_price(prices.now) is None
