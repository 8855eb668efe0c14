"""Which keys cannot be seen any more."""

from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er, issue_registry as ir

from custom_components.v2c_cloud.const import DOMAIN
from scripts.simulator import SimulatedCharger

from .conftest import AddHouse
from .flows import only_charger
from .garage import (
    KEYS,
    Garage,
    MakeGarage,
    clock_fixture,  # noqa: F401 - a fixture
    make_garage_fixture,  # noqa: F401 - a fixture
)
from .keys import PHONE, WATCH, add_device, say


def issue_of(
    hass: HomeAssistant, garage: Garage, kind: str
) -> dict[str, str] | bool | None:
    """What an issue leaves open; False where there is none."""
    subject = only_charger(garage.entry).subentry_id
    issue = ir.async_get(hass).async_get_issue(
        DOMAIN, f"smart_lock_key_{kind}_{subject}"
    )
    return issue.translation_placeholders if issue is not None else False


async def test_a_key_that_is_gone(hass: HomeAssistant, make_garage: MakeGarage) -> None:
    """It is named after five minutes, the charger stays as it is, and it may return."""
    garage = await make_garage()
    hass.states.async_remove(PHONE)
    hass.states.async_set(WATCH, "unavailable")
    await garage.live(240)
    assert issue_of(hass, garage, "missing") is False
    await garage.live(120)
    assert issue_of(hass, garage, "missing") == {
        "charger": "Garage",
        "keys": f"{PHONE}, {WATCH}",
    }
    assert garage.writes == []

    say(hass, PHONE, home=True)
    say(hass, WATCH, home=True)
    await garage.live(10)
    assert issue_of(hass, garage, "missing") is False


async def test_a_key_that_comes_back_in_time(
    hass: HomeAssistant, make_garage: MakeGarage
) -> None:
    """Integrations are reloaded."""
    garage = await make_garage()
    hass.states.async_remove(PHONE)
    await garage.live(240)
    say(hass, PHONE, home=True)
    await garage.live(10)
    hass.states.async_remove(PHONE)
    await garage.live(240)
    assert issue_of(hass, garage, "missing") is False


async def test_a_key_that_is_not_measured_any_more(
    hass: HomeAssistant, make_garage: MakeGarage
) -> None:
    """Somebody has disabled its sensor."""
    beacon = add_device(hass, "ibeacon", {"rssi": "signal_strength"}).entity_id
    say(hass, beacon, home=True)
    key = {"entity": beacon, "measure": "signal", "near": -65, "far": -80}
    garage = await make_garage(keys=[key])
    await garage.live(360)
    assert issue_of(hass, garage, "unmeasured") is False
    er.async_get(hass).async_update_entity(
        "sensor.beacon_rssi", disabled_by=er.RegistryEntryDisabler.USER
    )
    await garage.live(360)
    assert issue_of(hass, garage, "unmeasured") == {
        "charger": "Garage",
        "keys": beacon,
    }


async def test_an_issue_outlives_a_reload(
    hass: HomeAssistant, make_garage: MakeGarage
) -> None:
    """And ends with the lock."""
    garage = await make_garage()
    hass.states.async_remove(PHONE)
    await garage.live(360)
    assert await hass.config_entries.async_reload(garage.entry.entry_id)
    assert issue_of(hass, garage, "missing")
    hass.config_entries.async_update_entry(garage.entry, options={})
    assert await hass.config_entries.async_reload(garage.entry.entry_id)
    assert issue_of(hass, garage, "missing") is False


async def test_a_house_without_trouble(
    hass: HomeAssistant, charger: SimulatedCharger, add_house: AddHouse
) -> None:
    """There is no issue."""
    say(hass, PHONE, home=True)
    say(hass, WATCH, home=True)
    await add_house(charger, smart_lock={charger.id: {"keys": KEYS}})
    assert not [
        key for key in ir.async_get(hass).issues if key[1].startswith("smart_lock")
    ]
