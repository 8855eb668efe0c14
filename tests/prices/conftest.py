"""What the tests of prices share."""

from collections.abc import AsyncIterator

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
import pytest

from .bench import PriceBench, utc


@pytest.fixture
async def prices(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory
) -> AsyncIterator[PriceBench]:
    """A home in Madrid on a Wednesday, at 10:02 UTC."""
    await hass.config.async_set_time_zone("Europe/Madrid")
    hass.config.currency = "EUR"
    freezer.move_to(utc("2026-11-25T10:02"))
    bench = PriceBench(hass=hass, clock=freezer)
    yield bench
    await bench.stop()
