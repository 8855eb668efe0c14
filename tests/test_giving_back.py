"""What power control changed goes back: when it ends, and when its house does."""

from homeassistant.components.persistent_notification import DOMAIN as NOTIFICATIONS
from homeassistant.config_entries import ConfigEntryDisabler
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
import pytest

from custom_components.v2c_cloud.control.model import PowerControl, Reason
from scripts.simulator import LanFault, SimulatedCharger, Simulator

from .power_house import MakePowerHouse, PowerHouse, big_car


async def charging(house: PowerHouse, charger: SimulatedCharger) -> PowerHouse:
    """The same house, with a car that charges at what control chose."""
    charger.plug(big_car())
    await house.control(charger)
    await house.live(300)
    assert charger.values.intensity == 15
    return house


@pytest.fixture
async def house(
    power_house: MakePowerHouse, simulator: Simulator, charger: SimulatedCharger
) -> PowerHouse:
    """A house that takes 1 kW of its 4.6 kW, with a charger that was set to 16 A."""
    simulator.house.load = 1000.0
    return await charging(await power_house(charger), charger)


async def test_gives_back_when_control_ends(
    house: PowerHouse, charger: SimulatedCharger
) -> None:
    """The current that was set before is set again."""
    await house.control(charger, PowerControl.OFF)
    assert charger.values.intensity == 16
    assert charger.values.paused is False
    assert house.charger(charger).settings.borrowed == {}
    assert house.reason(charger) is Reason.UNCONTROLLED


async def test_gives_back_when_disabled(
    hass: HomeAssistant, house: PowerHouse, charger: SimulatedCharger
) -> None:
    """A disabled house controls nothing."""
    entry_id = house.entry.entry_id
    await hass.config_entries.async_set_disabled_by(entry_id, ConfigEntryDisabler.USER)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert charger.values.intensity == 16


async def test_gives_back_when_deleted(
    hass: HomeAssistant, house: PowerHouse, charger: SimulatedCharger
) -> None:
    """A house that is deleted leaves its chargers as they were."""
    await hass.config_entries.async_remove(house.entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert charger.values.intensity == 16


async def test_gives_back_over_the_cloud_when_deleted(
    hass: HomeAssistant,
    power_house: MakePowerHouse,
    simulator: Simulator,
    charger: SimulatedCharger,
) -> None:
    """A LAN that is gone is no reason to leave a charger as it is."""
    simulator.house.load = 1000.0
    house = await power_house(charger, simulator=simulator, cloud=True)
    await charging(house, charger)
    charger.lan.fail = LanFault.DROP
    await hass.config_entries.async_remove(house.entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert charger.values.intensity == 16


async def test_says_what_could_not_be_given_back(
    hass: HomeAssistant, house: PowerHouse, charger: SimulatedCharger
) -> None:
    """Nobody will try again: one notification names the values."""
    charger.lan.fail = LanFault.DROP
    await hass.config_entries.async_remove(house.entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    (said,) = hass.data[NOTIFICATIONS].values()
    assert "by hand" in said["message"]
    assert "- Garage: intensity = 16" in said["message"]


async def test_a_house_that_borrowed_nothing(
    hass: HomeAssistant, power_house: MakePowerHouse, charger: SimulatedCharger
) -> None:
    """Nothing is written to a charger that was never controlled."""
    house = await power_house(charger, watched=10)
    await hass.config_entries.async_remove(house.entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert not charger.writes
    assert not hass.data.get(NOTIFICATIONS)


async def test_gives_back_when_the_link_is_back(
    house: PowerHouse, charger: SimulatedCharger
) -> None:
    """What could not be given back when control was turned off is, later."""
    charger.lan.fail = LanFault.DROP
    await house.live(30)
    with pytest.raises(HomeAssistantError):
        await house.control(charger, PowerControl.OFF)
    assert house.charger(charger).settings.mode is PowerControl.OFF
    await house.hass.config_entries.async_reload(house.entry.entry_id)
    await house.live(60)
    assert charger.values.intensity == 15

    charger.lan.fail = LanFault.NONE
    await house.live(120)
    assert charger.values.intensity == 16
    assert house.charger(charger).settings.borrowed == {}
    written = len(charger.writes)
    await house.live(300)
    assert len(charger.writes) == written


async def test_gives_back_a_charger_that_is_removed(
    hass: HomeAssistant, house: PowerHouse, charger: SimulatedCharger
) -> None:
    """The house stays, and the charger leaves as it came."""
    (subentry_id,) = house.power.chargers
    hass.config_entries.async_remove_subentry(house.entry, subentry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert charger.values.intensity == 16


async def test_says_what_a_removed_charger_keeps(
    hass: HomeAssistant, house: PowerHouse, charger: SimulatedCharger
) -> None:
    """Nobody will try again here, either."""
    charger.lan.fail = LanFault.DROP
    (subentry_id,) = house.power.chargers
    hass.config_entries.async_remove_subentry(house.entry, subentry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    (said,) = hass.data[NOTIFICATIONS].values()
    assert "- Garage: intensity = 16" in said["message"]
