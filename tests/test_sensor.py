"""The sensor platform."""

from homeassistant.const import Platform
from homeassistant.core import HomeAssistant
import pytest
from syrupy.assertion import SnapshotAssertion

from scripts.simulator import FIRMWARES, Car, Simulator

from .conftest import AddHouse, platform_shape


@pytest.mark.usefixtures("all_enabled")
@pytest.mark.parametrize("firmware", sorted(FIRMWARES))
async def test_entities(
    hass: HomeAssistant,
    simulator: Simulator,
    add_house: AddHouse,
    snapshot: SnapshotAssertion,
    firmware: str,
) -> None:
    """What a charger of each firmware shows while it charges."""
    charger = await simulator.add_charger("ABC123", firmware=firmware, name="Garage")
    charger.plug(Car())
    await simulator.advance(60)
    await add_house(charger)
    assert platform_shape(hass, Platform.SENSOR) == snapshot
