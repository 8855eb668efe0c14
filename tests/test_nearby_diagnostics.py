"""What an owner can contribute about a charger's Bluetooth, and what is private."""

import json

from homeassistant.components.diagnostics import REDACTED
from homeassistant.core import HomeAssistant
from homeassistant.helpers.json import ExtendedJSONEncoder
import pytest

from custom_components.v2c_cloud.api.ble_profiles import DATAMANAGER
from custom_components.v2c_cloud.diagnostics import async_get_config_entry_diagnostics
from custom_components.v2c_cloud.nearby_diagnostics import without_addresses
from scripts.simulator import SimulatedCharger
from scripts.simulator.ble import Ble, add_bluetooth
from scripts.simulator.radio import ADAPTER_ADDRESS, Radio

from .air import (
    PullOut,
    adapter_fixture,  # noqa: F401 - a fixture
    add_nearby_house,
)
from .conftest import charger_subentry, house_entry

PIN = "246810"


@pytest.mark.usefixtures("adapter")
async def test_a_charger_that_is_understood(
    hass: HomeAssistant, charger: SimulatedCharger, ble: Ble
) -> None:
    """The profile, the table, the traffic; neither address nor ID nor PIN."""
    ble.pin = PIN
    entry = await add_nearby_house(hass, charger, ble, ble_pin=PIN)
    report = await async_get_config_entry_diagnostics(hass, entry)
    text = json.dumps(report, cls=ExtendedJSONEncoder)
    (facts,) = report["chargers"].values()
    assert facts["stored"]["ble_address"] is True
    assert facts["stored"]["ble_pin"] is True
    bluetooth = facts["bluetooth"]
    assert bluetooth["profile"] == DATAMANAGER.name
    assert bluetooth["signal"] == -55
    assert bluetooth["heard_seconds_ago"] < 60
    assert bluetooth["information"] == {
        "manufacturer": "V2C",
        "model": "Trydan",
        "serial": REDACTED,
        "firmware": "2.5.0",
    }
    assert bluetooth["advertisement"]["name"] == f"Trydan {REDACTED}"
    assert bluetooth["traffic"]["connections"] == 1
    for secret in (ble.peripheral.address, PIN, "ABC123", "Garage"):
        assert secret not in text


@pytest.mark.usefixtures("adapter")
async def test_a_charger_that_nobody_understands(
    hass: HomeAssistant, radio: Radio, charger: SimulatedCharger
) -> None:
    """Its table and its advertisement, in which a maker may hide an address."""
    ble = await add_bluetooth(
        radio,
        charger,
        known_language=False,
        manufacturer=bytes.fromhex("f5f4f3f2f1f0 01") + b"abc123",
    )
    entry = await add_nearby_house(hass, charger, ble)
    report = await async_get_config_entry_diagnostics(hass, entry)
    (facts,) = report["chargers"].values()
    bluetooth = facts["bluetooth"]
    assert bluetooth["profile"] is None
    assert bluetooth["advertisement"]["manufacturer_data"] == {
        "4660": f"{REDACTED}01{REDACTED}"
    }
    assert {"read"} <= {
        ability
        for service in bluetooth["table"]
        for abilities in service["characteristics"].values()
        for ability in abilities
    }
    assert "5d0b1c00-7f31-4c8a-9a55-31f0c4a7e201" in [
        service["service"] for service in bluetooth["table"]
    ]


async def test_a_charger_that_is_gone(
    hass: HomeAssistant, adapter: PullOut, charger: SimulatedCharger
) -> None:
    """The reason names no adapter."""
    entry = house_entry(charger_subentry(charger, ble_address="F0:F1:F2:F3:F4:F5"))
    entry.add_to_hass(hass)
    await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    report = await async_get_config_entry_diagnostics(hass, entry)
    (facts,) = report["chargers"].values()
    assert facts["bluetooth"]["advertisement"] is None
    assert facts["bluetooth"]["signal"] is None
    assert "scanner" in facts["links"]["ble"]["reason"]


def test_texts_without_addresses() -> None:
    """Home Assistant names its adapters by theirs."""
    assert without_addresses(f"hci0 ({ADAPTER_ADDRESS})") == f"hci0 ({REDACTED})"
    assert without_addresses(None) is None
