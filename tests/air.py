"""What the tests of Home Assistant's own Bluetooth share."""

from collections.abc import AsyncIterator, Callable
from datetime import timedelta

from homeassistant.components import bluetooth
from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
)

from custom_components.v2c_cloud.const import CONF_BLE_ADDRESS
from custom_components.v2c_cloud.nearby import Nearby
from scripts.simulator import SimulatedCharger, Simulator
from scripts.simulator.ble import Ble
from scripts.simulator.radio import Radio
from scripts.simulator.scanner import plug_in

from .api.helpers import until
from .conftest import charger_subentry, house_entry

type PullOut = Callable[[], None]


@pytest.fixture(name="adapter")
async def adapter_fixture(
    hass: HomeAssistant, enable_bluetooth: None, radio: Radio
) -> AsyncIterator[PullOut]:
    """Home Assistant with the radio's adapter; call it to pull that out."""
    pull_out = plug_in(hass, radio)
    yield pull_out
    pull_out()


async def heard(hass: HomeAssistant, ble: Ble, signal: int = -55) -> None:
    """Wait until Home Assistant has heard of a charger, that strong in dBm."""
    address = ble.peripheral.address

    def is_heard() -> bool:
        info = bluetooth.async_last_service_info(hass, address, True)
        return info is not None and info.rssi == signal

    await until(is_heard)


async def settle(hass: HomeAssistant) -> None:
    """Let polls and reloads end."""
    await hass.async_block_till_done(wait_background_tasks=True)


async def add_nearby_house(
    hass: HomeAssistant,
    charger: SimulatedCharger,
    ble: Ble,
    *,
    lan: bool = False,
    simulator: Simulator | None = None,
    **data: object,
) -> MockConfigEntry:
    """Set up a house whose charger has a Bluetooth link, and let it be read."""
    await heard(hass, ble)
    links = {CONF_BLE_ADDRESS: ble.peripheral.address} | data
    entry = house_entry(
        charger_subentry(charger, lan=lan, cloud=simulator is not None, **links),
        simulator=simulator,
    )
    entry.add_to_hass(hass)
    await hass.config_entries.async_setup(entry.entry_id)
    await settle(hass)
    return entry


def nearby_of(entry: MockConfigEntry) -> Nearby:
    """What polls the house's charger over Bluetooth."""
    (nearby,) = entry.runtime_data.nearby.values()
    assert isinstance(nearby, Nearby)
    return nearby


async def poll(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """Let a poll over Bluetooth come due."""
    nearby_of(entry)._errand.last = float("-inf")  # noqa: SLF001
    async_fire_time_changed(hass, dt_util.utcnow() + timedelta(seconds=6))
    await settle(hass)
