"""Finding a charger: by its address, by its label, by a scan."""

from collections.abc import Iterator
from unittest.mock import patch

from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import CONF_HOST, CONF_PORT, STATE_ON, Platform
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType, UnknownFlow
import pytest

from custom_components.v2c_cloud.const import (
    CONF_CAPABILITIES,
    CONF_CLOUD,
    CONF_FIRMWARE,
    DOMAIN,
)
from custom_components.v2c_cloud.discovery import Address
from scripts.simulator import FIRMWARES, LanFault, SimulatedCharger, Simulator

from .conftest import AddHouse, charger_subentry, house_entry, state_of
from .flows import (
    PACKAGE,
    address_of,
    go_on,
    only_charger,
    set_up_fixture,  # noqa: F401 - a fixture
    settle,
    start,
)

OLD = ["1.6.13", "1.6.18"]
"""Firmware that sends no ID."""


@pytest.fixture
def neighbours(simulator: Simulator) -> Iterator[list[Address]]:
    """The addresses that a scan asks: fill the list."""
    addresses: list[Address] = []
    with patch(f"{PACKAGE}.add_charger_flow.async_scan_targets") as targets:
        targets.side_effect = lambda _: list(addresses)
        yield addresses


def lan_address(charger: SimulatedCharger) -> Address:
    """Where a charger's server is."""
    return Address(charger.lan.host, charger.lan.port)


async def test_by_address(hass: HomeAssistant, charger: SimulatedCharger) -> None:
    """An owner without an account types an address and has a house."""
    result = await start(hass, "lan")
    assert result["type"] is FlowResultType.FORM
    assert result["step_id"] == "lan"

    result = await go_on(hass, result, host=f" {address_of(charger)} ")
    assert result["step_id"] == "limits"

    result = await go_on(hass, result)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["title"] == "test home"
    assert result["data"] == {}
    assert result["options"] == {}
    assert result["version"] == 4
    await settle(hass)
    (entry,) = hass.config_entries.async_entries(DOMAIN)
    assert entry.unique_id is None
    assert entry.state is ConfigEntryState.LOADED
    subentry = only_charger(entry)
    assert subentry.unique_id == "ABC123"
    assert subentry.title == "V2C ABC123"
    assert subentry.data[CONF_HOST] == "127.0.0.1"
    assert subentry.data[CONF_PORT] == charger.lan.port
    assert subentry.data[CONF_CLOUD] is False
    assert subentry.data[CONF_FIRMWARE] == "2.5.0"
    assert "voltage_installation" in subentry.data[CONF_CAPABILITIES]


@pytest.mark.usefixtures("set_up")
@pytest.mark.parametrize("firmware", sorted(FIRMWARES.keys() - set(OLD)))
async def test_each_firmware_is_found(
    hass: HomeAssistant, simulator: Simulator, firmware: str
) -> None:
    """Neither broken JSON nor unknown numbers keep a charger out."""
    charger = await simulator.add_charger("ABC123", firmware=firmware)

    result = await go_on(hass, await start(hass, "lan"), host=address_of(charger))
    result = await go_on(hass, result)

    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert only_charger(result["result"]).unique_id == "ABC123"


@pytest.mark.usefixtures("set_up")
@pytest.mark.parametrize("firmware", OLD)
async def test_old_firmware_asks_for_the_label(
    hass: HomeAssistant, simulator: Simulator, firmware: str
) -> None:
    """Before 1.7.20 a charger does not say who it is."""
    charger = await simulator.add_charger("ABC123", firmware=firmware)

    result = await go_on(hass, await start(hass, "lan"), host=address_of(charger))
    assert result["step_id"] == "charger_id"
    assert result["description_placeholders"] == {"address": address_of(charger)}

    result = await go_on(hass, result, charger_id="not an ID")
    assert result["errors"] == {"charger_id": "invalid_charger_id"}

    result = await go_on(hass, result, charger_id=" abc123 ")
    result = await go_on(hass, result)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert only_charger(result["result"]).unique_id == "ABC123"


@pytest.mark.usefixtures("set_up")
@pytest.mark.parametrize(
    ("host", "error"),
    [
        ("http://192.168.1.50", "invalid_address"),
        ("192.168.1.50/RealTimeData", "invalid_address"),
        ("192.168.1.500", "invalid_address"),
        ("8.8.8.8", "public_address"),
    ],
)
async def test_wrong_addresses(
    hass: HomeAssistant, charger: SimulatedCharger, host: str, error: str
) -> None:
    """The form says what is wrong, keeps what was typed, and goes on afterwards."""
    result = await go_on(hass, await start(hass, "lan"), host=host)

    assert result["type"] is FlowResultType.FORM
    assert result["errors"] == {"host": error}
    assert result["data_schema"] is not None
    (field,) = result["data_schema"].schema
    assert field.description == {"suggested_value": host}

    result = await go_on(hass, result, host=address_of(charger))
    result = await go_on(hass, result)
    assert result["type"] is FlowResultType.CREATE_ENTRY


@pytest.mark.usefixtures("set_up")
@pytest.mark.parametrize("fault", [LanFault.REFUSE, LanFault.DROP])
async def test_unreachable(
    hass: HomeAssistant, charger: SimulatedCharger, fault: LanFault
) -> None:
    """A charger that does not answer can be tried again."""
    charger.lan.fail = fault
    result = await go_on(hass, await start(hass, "lan"), host=address_of(charger))
    assert result["errors"] == {"host": "cannot_connect"}

    charger.lan.fail = LanFault.NONE
    result = await go_on(hass, result, host=address_of(charger))
    result = await go_on(hass, result)
    assert result["type"] is FlowResultType.CREATE_ENTRY


@pytest.mark.usefixtures("set_up")
async def test_something_else_answers(
    hass: HomeAssistant, simulator: Simulator, charger: SimulatedCharger
) -> None:
    """Many things in a house have a web server."""
    other = simulator.control.url.removeprefix("http://")
    result = await go_on(hass, await start(hass, "lan"), host=other)
    assert result["errors"] == {"host": "not_v2c"}

    result = await go_on(hass, result, host=address_of(charger))
    result = await go_on(hass, result)
    assert result["type"] is FlowResultType.CREATE_ENTRY


@pytest.mark.usefixtures("set_up")
async def test_set_up_already(
    hass: HomeAssistant, simulator: Simulator, charger: SimulatedCharger
) -> None:
    """The sentence names the charger and its house."""
    house_entry(charger_subentry(charger)).add_to_hass(hass)

    result = await go_on(hass, await start(hass, "lan"), host=address_of(charger))

    assert result["errors"] == {"host": "already_configured"}
    assert result["description_placeholders"] == {"charger": "Garage", "house": "Home"}
    other = await simulator.add_charger("DEF4567")
    result = await go_on(hass, result, host=address_of(other))
    result = await go_on(hass, result, next_step_id="new_house")
    result = await go_on(hass, result)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert only_charger(result["result"]).unique_id == "DEF4567"


async def test_set_up_already_at_another_address(
    hass: HomeAssistant, charger: SimulatedCharger, add_house: AddHouse
) -> None:
    """Whoever types a charger's new address wants it to be used."""
    entry = await add_house(charger)
    await charger.lan.move()

    result = await go_on(hass, await start(hass, "lan"), host=address_of(charger))
    await settle(hass)

    assert result["errors"] == {"host": "address_updated"}
    assert result["description_placeholders"] == {
        "charger": "Garage",
        "address": address_of(charger),
    }
    assert only_charger(entry).data[CONF_PORT] == charger.lan.port
    assert state_of(hass, Platform.BINARY_SENSOR, "lan_connectivity") == STATE_ON


@pytest.mark.usefixtures("set_up")
async def test_old_firmware_set_up_already(
    hass: HomeAssistant, simulator: Simulator, charger: SimulatedCharger
) -> None:
    """Without an ID the address tells, and then the label."""
    old = await simulator.add_charger("OLD1234", firmware="1.6.18", name="Old one")
    house_entry(charger_subentry(old), charger_subentry(charger)).add_to_hass(hass)

    result = await go_on(hass, await start(hass, "lan"), host=address_of(old))
    assert result["errors"] == {"host": "already_configured"}
    assert result["description_placeholders"] == {"charger": "Old one", "house": "Home"}

    await old.lan.move()
    result = await go_on(hass, result, host=address_of(old))
    result = await go_on(hass, result, charger_id="OLD1234")
    assert result["errors"] == {"charger_id": "address_updated"}


@pytest.mark.usefixtures("set_up")
async def test_by_scan(
    hass: HomeAssistant,
    simulator: Simulator,
    charger: SimulatedCharger,
    neighbours: list[Address],
) -> None:
    """All chargers nearby are shown, those of old firmware with their address."""
    old = await simulator.add_charger("OLD1234", firmware="1.6.18")
    silent = await simulator.add_charger("DEF4567")
    silent.lan.fail = LanFault.REFUSE
    neighbours += [lan_address(item) for item in (charger, old, silent)]

    result = await start(hass, "scan")
    assert result["type"] is FlowResultType.SHOW_PROGRESS
    assert result["progress_action"] == "scan"
    await settle(hass)
    result = await hass.config_entries.flow.async_configure(result["flow_id"])
    assert result["step_id"] == "choose"

    result = await go_on(hass, result, chargers=[])
    assert result["errors"] == {"chargers": "nothing_chosen"}

    result = await go_on(hass, result, chargers=["ABC123", address_of(old)])
    assert result["step_id"] == "charger_id"
    result = await go_on(hass, result, charger_id="ABC123")
    assert result["errors"] == {"charger_id": "same_charger_id"}
    result = await go_on(hass, result, charger_id="OLD1234")
    result = await go_on(hass, result)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert {
        item.unique_id: item.data[CONF_PORT]
        for item in result["result"].subentries.values()
    } == {"ABC123": charger.lan.port, "OLD1234": old.lan.port}


@pytest.mark.usefixtures("set_up")
async def test_scan_without_result(
    hass: HomeAssistant, charger: SimulatedCharger, neighbours: list[Address]
) -> None:
    """A sentence says what may help, and every way is open again."""
    neighbours.append(lan_address(charger))
    charger.lan.fail = LanFault.REFUSE

    result = await start(hass, "scan")
    await settle(hass)
    result = await hass.config_entries.flow.async_configure(result["flow_id"])
    assert result["type"] is FlowResultType.MENU
    assert result["step_id"] == "nothing_found"

    charger.lan.fail = LanFault.NONE
    result = await go_on(hass, result, next_step_id="scan")
    await settle(hass)
    result = await hass.config_entries.flow.async_configure(result["flow_id"])
    result = await go_on(hass, result, chargers=["ABC123"])
    result = await go_on(hass, result)
    assert result["type"] is FlowResultType.CREATE_ENTRY


async def test_scan_without_neighbours(
    hass: HomeAssistant, neighbours: list[Address]
) -> None:
    """Where Home Assistant knows of no network there is nothing to wait for."""
    assert neighbours == []

    result = await start(hass, "scan")

    assert result["step_id"] == "nothing_found"


@pytest.mark.usefixtures("set_up")
async def test_scan_finds_only_known_chargers(
    hass: HomeAssistant, charger: SimulatedCharger, neighbours: list[Address]
) -> None:
    """Those are followed to where they are now."""
    entry = house_entry(charger_subentry(charger))
    entry.add_to_hass(hass)
    await charger.lan.move()
    neighbours.append(lan_address(charger))

    result = await start(hass, "scan")
    await settle(hass)
    result = await hass.config_entries.flow.async_configure(result["flow_id"])

    assert result["type"] is FlowResultType.MENU
    assert result["step_id"] == "nothing_new"
    assert result["description_placeholders"] == {"chargers": "Garage"}
    assert only_charger(entry).data[CONF_PORT] == charger.lan.port


async def test_scan_can_be_cancelled(
    hass: HomeAssistant, charger: SimulatedCharger, neighbours: list[Address]
) -> None:
    """Closing the dialog ends the scan."""
    neighbours.append(lan_address(charger))
    charger.lan.fail = LanFault.HANG

    result = await start(hass, "scan")
    hass.config_entries.flow.async_abort(result["flow_id"])
    await settle(hass)

    with pytest.raises(UnknownFlow):
        hass.config_entries.flow.async_get(result["flow_id"])
    assert hass.config_entries.async_entries(DOMAIN) == []
