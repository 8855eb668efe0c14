"""A house, its chargers and its account."""

from homeassistant.config_entries import ConfigEntryState, ConfigSubentry
from homeassistant.const import CONF_HOST, CONF_PORT, STATE_OFF, Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.v2c_cloud.const import CONF_CLOUD, CONF_FIRMWARE, DOMAIN
from scripts.simulator import SimulatedCharger, Simulator

from .conftest import AddHouse, charger_subentry, house_entry, state_of


def _subentry(entry: MockConfigEntry) -> ConfigSubentry:
    return next(iter(entry.subentries.values()))


async def _change(
    hass: HomeAssistant, entry: MockConfigEntry, **changes: object
) -> bool:
    """Change the charger's data; tells whether the house was loaded anew."""
    before = entry.runtime_data
    subentry = _subentry(entry)
    hass.config_entries.async_update_subentry(
        entry, subentry, data={**subentry.data, **changes}
    )
    await hass.async_block_till_done()
    return entry.runtime_data is not before


async def test_a_changed_address_takes_effect(
    hass: HomeAssistant, charger: SimulatedCharger, add_house: AddHouse
) -> None:
    """Whoever stores a new address has nothing else to do."""
    entry = await add_house(charger)
    await charger.lan.move()
    assert await _change(hass, entry, **{CONF_PORT: charger.lan.port})
    assert state_of(hass, Platform.SENSOR, "active_transport") == "lan"


@pytest.mark.parametrize("changes", [{CONF_FIRMWARE: "9.9.9"}, {}])
async def test_other_changes_do_not_disturb(
    hass: HomeAssistant,
    charger: SimulatedCharger,
    add_house: AddHouse,
    changes: dict[str, object],
) -> None:
    """What we note about a charger ourselves must not take its house down."""
    entry = await add_house(charger)
    assert not await _change(hass, entry, **changes)


async def test_a_link_that_was_removed(
    hass: HomeAssistant,
    simulator: Simulator,
    charger: SimulatedCharger,
    add_house: AddHouse,
) -> None:
    """Without its LAN link the charger is read over the cloud, with the same ids."""
    entry = await add_house(charger, simulator=simulator, cloud=True)
    assert await _change(hass, entry, **{CONF_HOST: None})
    assert state_of(hass, Platform.SENSOR, "active_transport") == "cloud"
    assert state_of(hass, Platform.SENSOR, "charge_state") == "disconnected"


async def test_the_cloud_is_not_asked_for_a_charger_that_it_does_not_have(
    simulator: Simulator, charger: SimulatedCharger, add_house: AddHouse
) -> None:
    """An account is no reason to use it."""
    entry = await add_house(charger, simulator=simulator, cloud=False)
    assert entry.state is ConfigEntryState.LOADED
    assert simulator.cloud.requests == []


async def test_an_account_that_is_gone(
    hass: HomeAssistant, charger: SimulatedCharger
) -> None:
    """A charger that only the account reached is there, out of reach."""
    entry = house_entry(charger_subentry(charger, lan=False, cloud=True))
    entry.add_to_hass(hass)
    await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    assert entry.state is ConfigEntryState.LOADED
    assert state_of(hass, Platform.SENSOR, "active_transport") == "offline"


async def test_a_removed_charger_leaves_nothing(
    hass: HomeAssistant, simulator: Simulator, add_house: AddHouse
) -> None:
    """The other charger keeps its entities and its connection."""
    kept = await simulator.add_charger("ABC123")
    sold = await simulator.add_charger("SOLD01")
    entry = await add_house(kept, sold)
    subentry_id = next(
        key for key, item in entry.subentries.items() if item.unique_id == "SOLD01"
    )
    hass.config_entries.async_remove_subentry(entry, subentry_id)
    await hass.async_block_till_done()
    devices = dr.async_get(hass)
    assert (
        devices.async_get_device_by_identifier((DOMAIN, "SOLD01"), entry.entry_id)
        is None
    )
    assert state_of(hass, Platform.SENSOR, "charge_state") == "disconnected"


async def test_two_houses_on_one_account(
    hass: HomeAssistant, simulator: Simulator, add_house: AddHouse
) -> None:
    """One that is unloaded takes nothing from the other."""
    first = await simulator.add_charger("ABC123", lan=False)
    second = await simulator.add_charger("DEF456", lan=False)
    one = await add_house(first, simulator=simulator, lan=False, cloud=True)
    two = await add_house(second, simulator=simulator, lan=False, cloud=True)
    assert one.runtime_data.account is two.runtime_data.account
    await hass.config_entries.async_unload(one.entry_id)
    await two.runtime_data.account.async_poll(
        next(iter(two.runtime_data.chargers.values()))
    )
    assert state_of(hass, Platform.SENSOR, "charge_state", "DEF456") == "disconnected"
    assert CONF_CLOUD in _subentry(two).data
    assert state_of(hass, Platform.BINARY_SENSOR, "fault", "DEF456") == STATE_OFF
