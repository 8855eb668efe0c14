"""The two ways of moving here: replacing the files, or deleting and adding again."""

from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import CONF_HOST, CONF_PORT
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr, entity_registry as er
import pytest

from custom_components.v2c_cloud.migration import LAN_FIELDS, async_migrate
from scripts.simulator import FIRMWARES, SimulatedCharger, Simulator

from .community_integration import STAYING, expected_ids, ids_of, old_device, old_entry
from .conftest import AddHouse, charger_subentry, house_entry


async def test_set_up_without_a_network(hass: HomeAssistant) -> None:
    """Home Assistant migrates by itself; no entity vanishes if nothing answers."""
    entry = old_entry(
        hass,
        3,
        api_key="",
        lan_only=True,
        cloud_only=False,
        cached_pairings=[],
        manual_ips={"ABC123": "127.0.0.1"},
    )
    old_device(hass, entry, "ABC123", "Left")

    await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()

    assert entry.state is ConfigEntryState.LOADED
    for entity_id in (
        "sensor.old_v2c_abc123_charge_state",
        "switch.old_v2c_abc123_charging_pause",
        "number.old_v2c_abc123_intensity_number",
    ):
        state = hass.states.get(entity_id)
        assert state is not None
        assert state.state == "unavailable"


async def test_taken_over_charger_comes_alive(
    hass: HomeAssistant, charger: SimulatedCharger
) -> None:
    """The old entity IDs show the charger's values, on the old device."""
    entry = old_entry(
        hass,
        3,
        api_key="",
        lan_only=True,
        cloud_only=False,
        cached_pairings=[],
        manual_ips={charger.id: "127.0.0.1"},
    )
    device = old_device(hass, entry, charger.id, "Left")
    assert await async_migrate(hass, entry)
    (subentry,) = entry.subentries.values()
    # Chargers listen on port 80 only, which the simulator may not.
    hass.config_entries.async_update_subentry(
        entry,
        subentry,
        data=dict(subentry.data)
        | {CONF_HOST: charger.lan.host, CONF_PORT: charger.lan.port},
    )

    await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()

    state = hass.states.get("sensor.old_v2c_abc123_charge_state")
    assert state is not None
    assert state.state == "disconnected"
    registry = er.async_get(hass)
    entities = er.async_entries_for_config_entry(registry, entry.entry_id)
    found = ids_of(entities, charger.id)
    assert found.items() >= expected_ids(charger.id).items()
    assert {
        entity.device_id for entity in entities if "ABC123" in entity.unique_id
    } == {device.id}


async def test_deleted_uninstalled_and_installed(
    hass: HomeAssistant,
    simulator: Simulator,
    add_house: AddHouse,
) -> None:
    """Home Assistant gives deleted entities back to whoever has their unique IDs."""
    # With three phases, its meter read and its cloud, it has all that there is.
    simulator.house.phases = 3
    charger = await simulator.add_charger("ABC123", firmware="2.5.0", phases=3)
    charger.write("Dynamic", "1")
    await simulator.advance(10)
    entry = old_entry(hass, 2, api_key="key", cached_pairings=[], cloud_only=False)
    device = old_device(hass, entry, charger.id, "Left")
    dr.async_get(hass).async_update_device(device.id, name_by_user="Wallbox")
    registry = er.async_get(hass)
    registry.async_update_entity(
        "switch.old_v2c_abc123_charging_pause",
        new_entity_id="switch.stop_the_car",
        name="Stop the car",
    )
    await hass.config_entries.async_remove(entry.entry_id)
    await hass.async_block_till_done()
    assert not registry.entities

    entry = await add_house(charger, simulator=simulator, cloud=True)
    house = entry.runtime_data
    (coordinator,) = house.chargers.values()
    await house.account.async_poll(coordinator)
    await hass.async_block_till_done()

    pause = registry.async_get("switch.stop_the_car")
    assert pause is not None
    assert pause.name == "Stop the car"
    found = ids_of(registry.entities.values(), charger.id)
    came_back = {key: found[key] for key in STAYING & found.keys()}
    assert came_back == expected_ids(charger.id) | {
        ("switch", "charging_pause"): "switch.stop_the_car"
    }
    restored = dr.async_get(hass).async_get(device.id)
    assert restored is not None
    assert restored.name_by_user == "Wallbox"


async def test_registries_of_before_the_takeover(
    hass: HomeAssistant, charger: SimulatedCharger
) -> None:
    """A power cut can lose the registries and keep the entry: all IDs come back.

    Home Assistant writes entries within a second and registries minutes later.
    """
    entry = house_entry(charger_subentry(charger))
    entry.add_to_hass(hass)
    device = old_device(hass, entry, charger.id, "Left")

    await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()

    state = hass.states.get("sensor.old_v2c_abc123_charge_state")
    assert state is not None
    assert state.state == "disconnected"
    assert dr.async_get(hass).async_get(device.id) is not None
    assert er.async_get(hass).async_get("switch.old_v2c_abc123_rfid_reader") is None


@pytest.mark.parametrize("firmware", sorted(FIRMWARES))
async def test_every_firmware_has_the_assumed_fields(
    simulator: Simulator, add_house: AddHouse, firmware: str
) -> None:
    """What a charger on the LAN is assumed to have at the first start is there."""
    charger = await simulator.add_charger("ABC123", firmware=firmware)
    entry = await add_house(charger)
    (coordinator,) = entry.runtime_data.chargers.values()
    assert coordinator.capabilities >= set(LAN_FIELDS)
