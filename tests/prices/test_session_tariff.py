"""What sessions pay."""

import pytest

from custom_components.v2c_cloud.control.tariff import Tariff
from custom_components.v2c_cloud.control.tariff_codec import encode_tariff
from custom_components.v2c_cloud.control.tariff_presets import (
    TariffPreset,
    preset_schedule,
)
from custom_components.v2c_cloud.prices.session_tariff import SessionTariff

from .bench import HOUR, MADRID, NEXT, QUARTER, TODAY, PriceBench, day

PRICE = "sensor.price"


@pytest.mark.parametrize(("solar", "price"), [("free", 0.0), ("export", 0.05)])
async def test_the_roofs_energy(prices: PriceBench, solar: str, price: float) -> None:
    """It costs nothing, or what it would have brought."""
    await prices.prefer(number_energy_price=0.2, number_energy_price_export=0.05)
    house = await prices.start(prices={"solar": solar})
    tariff = SessionTariff(prices.hass, house)
    assert tariff.price(prices.now) == 0.2
    assert tariff.solar_price(prices.now) == price


async def test_a_price_that_changes_within_a_quarter(prices: PriceBench) -> None:
    """The quarter costs the mean of its minutes, as it was planned."""
    french = Tariff(
        preset=TariffPreset.FRANCE,
        schedule=preset_schedule(
            TariffPreset.FRANCE, MADRID, off_peak=((2 * 60 + 10, 7 * 60 + 10),)
        ),
        prices={"peak": 0.3, "off_peak": 0.15},
        currency="EUR",
    )
    house = await prices.start(tariff=encode_tariff(french))
    tariff = SessionTariff(prices.hass, house)
    quarter = TODAY + 2 * HOUR
    assert tariff.price(quarter - QUARTER) == 0.3
    assert tariff.price(quarter) == pytest.approx(0.25)
    assert tariff.price(quarter) == house.slots(quarter, NEXT)[0].price_per_kwh
    assert house.price(quarter) == 0.3


async def test_money_of_another_kind(prices: PriceBench) -> None:
    """It is not added to Home Assistant's."""
    await prices.say(PRICE, 2, "SEK/kWh", raw_today=day(TODAY, 2))
    house = await prices.follow(PRICE)
    tariff = SessionTariff(prices.hass, house)
    assert house.price(prices.now) == 2
    assert tariff.price(prices.now) is None
    assert tariff.solar_price(prices.now) is None
