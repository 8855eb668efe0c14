"""The page on Home Assistant's own health."""

from typing import Any

from homeassistant.components import system_health
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
import pytest

from custom_components.v2c_cloud.const import DOMAIN
from scripts.simulator import LanFault, SimulatedCharger, Simulator

from .conftest import AddHouse

# Home Assistant's own web server, which that page needs.
pytestmark = pytest.mark.filterwarnings(
    "ignore::aiohttp.web_exceptions.NotAppKeyWarning"
)


async def _health(hass: HomeAssistant) -> dict[str, Any]:
    assert await async_setup_component(hass, system_health.DOMAIN, {})
    await hass.async_block_till_done()
    return (await system_health.get_info(hass))[DOMAIN]


async def test_without_an_account(
    hass: HomeAssistant, charger: SimulatedCharger, add_house: AddHouse
) -> None:
    """Nothing is asked of a cloud that nobody uses."""
    await add_house(charger)
    assert await _health(hass) == {"chargers_reached": "1/1"}


async def test_with_an_account(
    hass: HomeAssistant,
    simulator: Simulator,
    charger: SimulatedCharger,
    add_house: AddHouse,
) -> None:
    """The cloud, its calls, and the chargers of all houses."""
    lost = await simulator.add_charger("SECOND")
    lost.lan.fail = LanFault.REFUSE
    remote = await simulator.add_charger("THIRD1", lan=False)
    await add_house(charger, lost)
    await add_house(remote, simulator=simulator, lan=False, cloud=True)
    assert await _health(hass) == {
        "chargers_reached": "2/3",
        "cloud_reached": "ok",
        "cloud_calls_left": 999,
    }


async def test_with_a_cloud_that_is_gone(
    hass: HomeAssistant,
    simulator: Simulator,
    charger: SimulatedCharger,
    add_house: AddHouse,
) -> None:
    """The chargers on the LAN do not mind; nobody knows what is left."""
    await add_house(charger, simulator=simulator, cloud=True)
    await simulator.cloud.stop()
    health = await _health(hass)
    assert health["chargers_reached"] == "1/1"
    assert health["cloud_reached"] == "Failed: unreachable"
    assert "cloud_calls_left" not in health
