"""How often a charger is asked, and what outlives an answer."""

from datetime import timedelta
import logging
from unittest.mock import patch

from homeassistant.const import STATE_OFF, STATE_UNAVAILABLE, Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
)

from custom_components.v2c_cloud.const import CONF_CAPABILITIES, CONF_FIRMWARE, DOMAIN
from custom_components.v2c_cloud.coordinator import ChargerCoordinator
from scripts.simulator import Car, LanFault, SimulatedCharger, Simulator

from .conftest import AddHouse, entity_id, state_of


def _coordinator(entry: MockConfigEntry) -> ChargerCoordinator:
    coordinator: ChargerCoordinator = next(iter(entry.runtime_data.chargers.values()))
    return coordinator


async def _pass(hass: HomeAssistant, seconds: float) -> None:
    """Let Home Assistant's timers of that time come due.

    The clock itself goes on: a frozen one would stop the pause between two requests.
    """
    async_fire_time_changed(hass, dt_util.utcnow() + timedelta(seconds=seconds))
    await hass.async_block_till_done(wait_background_tasks=True)


@pytest.mark.parametrize(
    ("plugged", "paused", "interval"),
    [(False, False, 20), (True, True, 10), (True, False, 5)],
    ids=["idle", "connected", "charging"],
)
async def test_interval(
    simulator: Simulator,
    charger: SimulatedCharger,
    add_house: AddHouse,
    plugged: bool,
    paused: bool,
    interval: int,
) -> None:
    """A charger is asked as often as something may change."""
    charger.values.paused = paused
    charger.car = Car() if plugged else None
    await simulator.advance(60)
    entry = await add_house(charger)
    assert _coordinator(entry).update_interval == timedelta(seconds=interval)


async def test_a_poll_is_one_request(
    hass: HomeAssistant,
    charger: SimulatedCharger,
    add_house: AddHouse,
) -> None:
    """Twenty seconds, one request."""
    await add_house(charger)
    asked = len(charger.lan.requests)
    for _ in range(3):
        await _pass(hass, 21)
    assert len(charger.lan.requests) == asked + 3


async def test_a_lost_charger_is_asked_less_and_less(
    hass: HomeAssistant,
    charger: SimulatedCharger,
    add_house: AddHouse,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """One lost answer changes nothing; three lose the charger, said once."""
    caplog.set_level(logging.INFO)
    entry = await add_house(charger)
    charger.lan.fail = LanFault.REFUSE
    await _pass(hass, 21)
    assert state_of(hass, Platform.SENSOR, "charge_state") == "disconnected"
    for _ in range(8):
        await _pass(hass, 61)
    assert state_of(hass, Platform.SENSOR, "charge_state") == STATE_UNAVAILABLE
    assert state_of(hass, Platform.BINARY_SENSOR, "lan_connectivity") == STATE_OFF
    assert _coordinator(entry).update_interval == timedelta(seconds=60)
    assert caplog.text.count("Garage cannot be reached") == 1

    charger.lan.fail = LanFault.NONE
    await _pass(hass, 61)
    assert state_of(hass, Platform.SENSOR, "charge_state") == "disconnected"
    assert caplog.text.count("Garage can be reached again") == 1


async def test_new_firmware_brings_new_entities(
    hass: HomeAssistant,
    simulator: Simulator,
    add_house: AddHouse,
) -> None:
    """What a charger shows for the first time appears without a reload."""
    charger = await simulator.add_charger("ABC123", firmware="2.1.7", name="Garage")
    newer = await simulator.add_charger("NEWER1", firmware="2.5.0")
    entry = await add_house(charger)
    subentry = next(iter(entry.subentries.values()))
    assert "charge_mode" not in subentry.data[CONF_CAPABILITIES]

    charger.firmware = newer.firmware
    charger.values.firmware_version = "2.5.0"
    await _pass(hass, 21)
    assert state_of(hass, Platform.SELECT, "charge_mode") == "monophasic"
    assert "charge_mode" in subentry.data[CONF_CAPABILITIES]
    assert subentry.data[CONF_FIRMWARE] == "2.5.0"
    device = dr.async_get(hass).async_get_device_by_identifier(
        (DOMAIN, "ABC123"), entry.entry_id
    )
    assert device is not None
    assert device.sw_version == "2.5.0"


async def test_the_day_of_the_writes_ends_at_midnight(
    hass: HomeAssistant, charger: SimulatedCharger, add_house: AddHouse
) -> None:
    """Writes survive a reload on the same day, and are gone on the next."""
    entry = await add_house(charger)
    await _coordinator(entry).async_set("timer", True)
    await hass.config_entries.async_reload(entry.entry_id)
    assert _coordinator(entry).data.snapshot.writes_today == 1
    tomorrow = dt_util.now() + timedelta(days=1)
    with patch("homeassistant.util.dt.now", return_value=tomorrow):
        await _coordinator(entry).async_refresh()
    assert _coordinator(entry).data.snapshot.writes_today == 0


@pytest.mark.parametrize("cloud", [False, True])
async def test_services_of_the_cloud(
    simulator: Simulator,
    charger: SimulatedCharger,
    add_house: AddHouse,
    cloud: bool,
) -> None:
    """There are some where the account has the charger."""
    entry = await add_house(charger, simulator=simulator, cloud=cloud)

    assert (_coordinator(entry).cloud_services is not None) is cloud


async def test_what_did_not_change_is_not_written(
    hass: HomeAssistant,
    simulator: Simulator,
    charger: SimulatedCharger,
    add_house: AddHouse,
) -> None:
    """A poll while charging writes what moved, and leaves the switches alone."""
    charger.plug(Car())
    await simulator.advance(60)
    entry = await add_house(charger)
    before = {state.entity_id: state.last_reported for state in hass.states.async_all()}
    await simulator.advance(60)
    await _coordinator(entry).async_refresh()
    await hass.async_block_till_done()
    moved = ("charge_energy", "charge_time", "total_energy")
    assert {
        state.entity_id
        for state in hass.states.async_all()
        if state.last_reported != before[state.entity_id]
    } == {entity_id(hass, Platform.SENSOR, suffix) for suffix in moved}
