"""Setting up, unloading and removing a house."""

from types import MappingProxyType

from homeassistant.config_entries import ConfigEntryState, ConfigSubentry
from homeassistant.const import STATE_ON, STATE_UNAVAILABLE, Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr, entity_registry as er
import pytest

from custom_components.v2c_cloud.const import DOMAIN
from custom_components.v2c_cloud.eco_sensors import (
    ECO_SENSORS,
    SAVED_THIS_MONTH,
    WILL_BE_READY,
)
from custom_components.v2c_cloud.event import FAULT
from custom_components.v2c_cloud.power_sensors import POWER_SENSORS
from custom_components.v2c_cloud.power_wishes import END_OVERRIDE
from custom_components.v2c_cloud.price_sensor import PRICE_NOW
from custom_components.v2c_cloud.session_sensors import (
    HOUSE_SUM_SENSORS,
    LAST_SESSION_SENSORS,
    SUM_SENSORS,
)
from custom_components.v2c_cloud.target_numbers import TARGET_ENERGY
from custom_components.v2c_cloud.target_sensors import TARGET_SENSORS
from scripts.simulator import (
    FIRMWARES,
    Car,
    CloudFault,
    LanFault,
    SimulatedCharger,
    Simulator,
)

from .conftest import AddHouse, charger_subentry, entity_id, house_entry, state_of


@pytest.mark.parametrize("firmware", sorted(FIRMWARES))
async def test_every_firmware_sets_up_with_values(
    hass: HomeAssistant, simulator: Simulator, add_house: AddHouse, firmware: str
) -> None:
    """No firmware keeps its house from loading, and none shows gaps.

    Only of past sessions nothing is known yet, nobody has set a target, nobody
    controls its power, there has been no fault, nobody has told a price, and nothing is
    planned.
    """
    charger = await simulator.add_charger("ABC123", firmware=firmware)
    charger.plug(Car())
    await simulator.advance(60)
    entry = await add_house(charger)

    assert entry.state is ConfigEntryState.LOADED
    assert state_of(hass, Platform.SENSOR, "charge_state") == "charging"
    assert len(hass.states.async_all()) >= 20
    registry = er.async_get(hass)
    gaps = {
        registry.entities[state.entity_id].translation_key
        for state in hass.states.async_all()
        if state.state in ("unknown", "unavailable")
    }
    of_sessions = (*LAST_SESSION_SENSORS, *SUM_SENSORS, *HOUSE_SUM_SENSORS)
    of_plans = (*ECO_SENSORS, SAVED_THIS_MONTH, WILL_BE_READY)
    of_targets = (*TARGET_SENSORS, TARGET_ENERGY)
    others = (*of_targets, *POWER_SENSORS, END_OVERRIDE, FAULT, PRICE_NOW)
    assert gaps <= {item.key for item in (*of_sessions, *of_plans, *others)}


async def test_the_charger_is_a_device_of_its_house(
    hass: HomeAssistant, charger: SimulatedCharger, add_house: AddHouse
) -> None:
    """The device says what a person needs to recognise the charger."""
    entry = await add_house(charger)
    devices = dr.async_get(hass)
    house = devices.async_get_device_by_identifier(
        (DOMAIN, f"house_{entry.entry_id}"), entry.entry_id
    )
    device = devices.async_get_device_by_identifier((DOMAIN, "ABC123"), entry.entry_id)
    assert house is not None
    assert device is not None
    assert device.via_device_id == house.id
    assert device.name == "Garage"
    assert device.manufacturer == "V2C"
    assert device.serial_number == "ABC123"
    assert device.sw_version == "2.5.0"


async def test_unload_and_set_up_again(
    hass: HomeAssistant, charger: SimulatedCharger, add_house: AddHouse
) -> None:
    """A house can be taken down and set up again."""
    entry = await add_house(charger)
    assert await hass.config_entries.async_unload(entry.entry_id)
    await hass.async_block_till_done()
    assert entry.state is ConfigEntryState.NOT_LOADED
    assert state_of(hass, Platform.SENSOR, "charge_state") == STATE_UNAVAILABLE

    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    assert state_of(hass, Platform.SENSOR, "charge_state") == "disconnected"


async def test_total_energy_survives_a_reload(
    hass: HomeAssistant,
    simulator: Simulator,
    charger: SimulatedCharger,
    add_house: AddHouse,
) -> None:
    """What was charged while Home Assistant was down counts when it is back."""
    charger.plug(Car())
    entry = await add_house(charger)
    before = float(state_of(hass, Platform.SENSOR, "total_energy"))
    await simulator.advance(3600)
    await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done()
    after = float(state_of(hass, Platform.SENSOR, "total_energy"))
    assert after - before == pytest.approx(charger.values.charge_energy, abs=0.02)
    assert after > 1


async def test_one_charger_out_of_reach_keeps_nobody_from_working(
    hass: HomeAssistant, simulator: Simulator, add_house: AddHouse
) -> None:
    """The entities of a charger that is away exist, unavailable."""
    lost = await simulator.add_charger("LOST01")
    there = await simulator.add_charger("ABC123")
    entry = await add_house(lost, there)
    await hass.config_entries.async_unload(entry.entry_id)
    lost.lan.fail = LanFault.REFUSE

    await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    assert entry.state is ConfigEntryState.LOADED
    assert state_of(hass, Platform.SENSOR, "charge_state") == "disconnected"
    assert (
        state_of(hass, Platform.SENSOR, "charge_state", "LOST01") == STATE_UNAVAILABLE
    )
    assert state_of(hass, Platform.SENSOR, "active_transport", "LOST01") == "offline"


async def test_a_charger_that_only_the_cloud_reaches(
    hass: HomeAssistant, simulator: Simulator, add_house: AddHouse
) -> None:
    """A 4G charger shows what the cloud knows, and spends one call for it."""
    charger = await simulator.add_charger("ABC123", lan=False)
    await add_house(charger, simulator=simulator, lan=False, cloud=True)
    assert state_of(hass, Platform.SENSOR, "charge_state") == "disconnected"
    assert state_of(hass, Platform.SENSOR, "active_transport") == "cloud"
    assert state_of(hass, Platform.BINARY_SENSOR, "connected_status") == STATE_ON
    assert len(simulator.cloud.requests) == 1


async def test_a_dead_cloud_leaves_the_lan_alone(
    hass: HomeAssistant,
    simulator: Simulator,
    charger: SimulatedCharger,
    add_house: AddHouse,
) -> None:
    """V2C's outage of September 2026 must not be felt on the LAN."""
    simulator.cloud.fault = CloudFault.UNAUTHORIZED
    entry = await add_house(charger, simulator=simulator, cloud=True)
    assert entry.state is ConfigEntryState.LOADED
    assert state_of(hass, Platform.SENSOR, "charge_state") == "disconnected"
    assert state_of(hass, Platform.SENSOR, "active_transport") == "lan"


async def test_a_house_without_a_charger_is_not_ready(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """A key alone is nothing to work with."""
    entry = house_entry(simulator=simulator)
    entry.add_to_hass(hass)
    await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    assert entry.state is ConfigEntryState.SETUP_RETRY
    assert entry.error_reason_translation_key == "no_charger"


async def test_a_charger_added_later_joins(
    hass: HomeAssistant, simulator: Simulator, add_house: AddHouse
) -> None:
    """A new subentry needs no restart, and takes nothing from the first charger."""
    first = await simulator.add_charger("ABC123")
    second = await simulator.add_charger("DEF456")
    entry = await add_house(first)
    before = entity_id(hass, Platform.SENSOR, "charge_state")
    data = charger_subentry(second)
    hass.config_entries.async_add_subentry(
        entry,
        ConfigSubentry(
            data=MappingProxyType(data["data"]),
            subentry_type=data["subentry_type"],
            title=data["title"],
            unique_id=data["unique_id"],
        ),
    )
    await hass.async_block_till_done()
    assert entity_id(hass, Platform.SENSOR, "charge_state") == before
    assert state_of(hass, Platform.SENSOR, "charge_state", "DEF456") == "disconnected"


async def test_a_removed_house_is_forgotten(
    hass: HomeAssistant,
    charger: SimulatedCharger,
    add_house: AddHouse,
    hass_storage: dict[str, object],
) -> None:
    """Removing the house removes its file."""
    entry = await add_house(charger)
    await hass.config_entries.async_remove(entry.entry_id)
    await hass.async_block_till_done()
    assert f"{DOMAIN}.{entry.entry_id}" not in hass_storage
