"""A charger is found by Bluetooth: from the air to a house with entities."""

import asyncio
from unittest.mock import patch

from homeassistant.config_entries import (
    SOURCE_RECONFIGURE,
    ConfigFlowResult,
    SubentryFlowResult,
)
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.v2c_cloud.const import (
    CONF_BLE_ADDRESS,
    CONF_BLE_PERSISTENT,
    CONF_BLE_PIN,
    CONF_CAPABILITIES,
    CONF_MODEL,
    DOMAIN,
    SUBENTRY_CHARGER,
)
from scripts.simulator import LanFault, SimulatedCharger, Simulator
from scripts.simulator.ble import Ble, BleFault, add_bluetooth
from scripts.simulator.radio import Radio

from .air import PullOut, adapter_fixture, heard  # noqa: F401 - a fixture
from .api.helpers import until
from .conftest import charger_subentry, state_of
from .flows import (
    PACKAGE,
    go_on,
    only_charger,
    quiet_house,
    set_up_fixture,  # noqa: F401 - a fixture
    settle,
    start,
    subentry_go_on,
)
from .radios import HASTY

PIN = "246810"


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Do without the seconds that a search takes, and that a busy charger costs."""
    monkeypatch.setattr(f"{PACKAGE}.nearby.TIMINGS", HASTY)
    monkeypatch.setattr(f"{PACKAGE}.nearby_search.TIMINGS", HASTY)

    async def scan(hass: HomeAssistant) -> None:
        await asyncio.sleep(0)

    monkeypatch.setattr(
        "homeassistant.components.bluetooth.async_request_active_scan", scan
    )


async def discovered(hass: HomeAssistant) -> ConfigFlowResult:
    """The flow that Home Assistant has started by itself."""
    await until(lambda: bool(hass.config_entries.flow.async_progress()))
    (flow,) = hass.config_entries.flow.async_progress()
    return flow


async def search(hass: HomeAssistant, ble: Ble) -> ConfigFlowResult:
    """Look around by the menu, and see what there is."""
    await heard(hass, ble)
    result = await start(hass, "nearby")
    assert result["type"] is FlowResultType.SHOW_PROGRESS
    await settle(hass)
    return await hass.config_entries.flow.async_configure(result["flow_id"])


@pytest.mark.usefixtures("adapter")
async def test_discovered(
    hass: HomeAssistant, charger: SimulatedCharger, ble: Ble
) -> None:
    """From the air to entities; nothing is connected to before somebody agrees."""
    charger.lan.fail = LanFault.REFUSE
    flow = await discovered(hass)
    assert flow["context"]["title_placeholders"] == {"name": "Trydan ABC123"}
    assert flow["step_id"] == "bluetooth_confirm"
    assert ble.requests == []

    result = await go_on(hass, flow)
    assert result["step_id"] == "nearby_id"
    assert ble.peripheral.clients == 0
    result = await go_on(hass, result, charger_id="abc124")
    assert result["errors"] == {"charger_id": "another_charger"}
    result = await go_on(hass, result, charger_id="no label")
    assert result["errors"] == {"charger_id": "invalid_charger_id"}
    result = await go_on(hass, result, charger_id=" abc123 ")
    assert result["step_id"] == "limits"
    result = await go_on(hass, result)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    await settle(hass)
    subentry = only_charger(result["result"])
    assert subentry.unique_id == "ABC123"
    assert subentry.data[CONF_BLE_ADDRESS] == ble.peripheral.address
    assert subentry.data[CONF_MODEL] == "Trydan"
    assert state_of(hass, Platform.SENSOR, "charge_state") == "disconnected"
    assert state_of(hass, Platform.SENSOR, "active_transport") == "ble"

    assert await hass.config_entries.async_remove(result["result"].entry_id)
    assert (await discovered(hass))["step_id"] == "bluetooth_confirm"


@pytest.mark.usefixtures("adapter", "set_up")
async def test_what_is_set_up_is_not_offered(
    hass: HomeAssistant, charger: SimulatedCharger, ble: Ble, radio: Radio
) -> None:
    """Nor is what calls itself otherwise."""
    await add_bluetooth(radio, charger, name="Polestar", address="F0:00:00:00:00:20")
    (flow,) = [await discovered(hass)]
    hass.config_entries.flow.async_abort(flow["flow_id"])
    quiet_house(hass, charger_subentry(charger, ble_address=ble.peripheral.address))
    result = await hass.config_entries.flow.async_init(
        DOMAIN,
        context={"source": "bluetooth"},
        data=(await _info(hass, ble)),
    )
    assert result["reason"] == "already_configured"
    assert hass.config_entries.flow.async_progress() == []


async def _info(hass: HomeAssistant, ble: Ble) -> object:
    """What Home Assistant hands to a flow."""
    from homeassistant.components import bluetooth  # noqa: PLC0415

    await heard(hass, ble)
    return bluetooth.async_last_service_info(hass, ble.peripheral.address, True)


@pytest.mark.usefixtures("adapter")
async def test_a_discovered_charger_that_is_busy(
    hass: HomeAssistant, radio: Radio, ble: Ble
) -> None:
    """The form says what may help, and can be sent again."""
    flow = await discovered(hass)
    await radio.take_by_phone(ble.peripheral)
    result = await go_on(hass, flow)
    assert result["errors"] == {"base": "nearby_unreachable"}
    await radio.release_by_phone()
    result = await go_on(hass, result)
    assert result["step_id"] == "nearby_id"


@pytest.mark.usefixtures("adapter", "set_up")
async def test_by_search(
    hass: HomeAssistant, radio: Radio, charger: SimulatedCharger, ble: Ble
) -> None:
    """Likely ones come first, then the strongest; the user chooses."""
    near = await add_bluetooth(
        radio, charger, name="Headphones", address="F0:00:00:00:00:20"
    )
    near.peripheral.rssi = -30
    await heard(hass, near, signal=-30)
    result = await search(hass, ble)
    assert result["step_id"] == "choose_nearby"
    assert result["data_schema"] is not None
    (field,) = result["data_schema"].schema
    assert field.default() == ble.peripheral.address
    options = result["data_schema"].schema[field].config["options"]
    assert [option["label"] for option in options] == [
        "Trydan ABC123 (F0:F1:F2:F3:F4:F5, -55 dBm)",
        "Headphones (F0:00:00:00:00:20, -30 dBm)",
    ]

    ble.fault = BleFault.SILENT
    result = await go_on(hass, result, address=ble.peripheral.address)
    assert result["errors"] == {"base": "nearby_unreachable"}
    ble.fault = BleFault.NONE
    result = await go_on(hass, result, address=ble.peripheral.address)
    result = await go_on(hass, result, charger_id="ABC123")
    result = await go_on(hass, result)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert hass.config_entries.flow.async_progress() == []


@pytest.mark.usefixtures("adapter", "set_up")
async def test_a_name_that_nobody_expects(
    hass: HomeAssistant, radio: Radio, charger: SimulatedCharger
) -> None:
    """It can be chosen, and is not proposed."""
    ble = await add_bluetooth(radio, charger, name="ESP32")
    result = await search(hass, ble)
    assert result["data_schema"] is not None
    (field,) = result["data_schema"].schema
    assert field.default is not ble.peripheral.address
    result = await go_on(hass, result, address=ble.peripheral.address)
    assert result["step_id"] == "nearby_id"


@pytest.mark.usefixtures("adapter", "set_up")
async def test_a_pin(hass: HomeAssistant, ble: Ble) -> None:
    """It is asked for when the charger wants it, and stored."""
    ble.pin = PIN
    result = await search(hass, ble)
    result = await go_on(hass, result, address=ble.peripheral.address)
    assert result["step_id"] == "nearby_pin"
    result = await go_on(hass, result, pin="000000")
    assert result["errors"] == {"pin": "wrong_pin"}
    result = await go_on(hass, result, pin=PIN)
    result = await go_on(hass, result, charger_id="ABC123")
    result = await go_on(hass, result)
    assert only_charger(result["result"]).data[CONF_BLE_PIN] == PIN


@pytest.mark.usefixtures("adapter", "set_up")
async def test_a_language_that_nobody_knows(
    hass: HomeAssistant, radio: Radio, charger: SimulatedCharger
) -> None:
    """It may be added, with the ID that its owner reads off the label."""
    ble = await add_bluetooth(radio, charger, known_language=False)
    result = await search(hass, ble)
    result = await go_on(hass, result, address=ble.peripheral.address)
    assert result["step_id"] == "nearby_unknown"
    result = await go_on(hass, result, charger_id="ABC123")
    result = await go_on(hass, result)
    subentry = only_charger(result["result"])
    assert subentry.unique_id == "ABC123"
    assert subentry.data[CONF_CAPABILITIES] == ["model"]


@pytest.mark.usefixtures("adapter", "set_up")
async def test_a_charger_that_is_set_up_gets_the_link(
    hass: HomeAssistant, charger: SimulatedCharger, ble: Ble
) -> None:
    """It is not added twice."""
    entry = quiet_house(hass, charger_subentry(charger))
    result = await search(hass, ble)
    result = await go_on(hass, result, address=ble.peripheral.address)
    result = await go_on(hass, result, charger_id="ABC123")
    assert result["reason"] == "bluetooth_added"
    assert result["description_placeholders"] == {"charger": "Garage"}
    assert only_charger(entry).data[CONF_BLE_ADDRESS] == ble.peripheral.address


async def test_no_adapter(hass: HomeAssistant, adapter: PullOut) -> None:
    """The abort says what to buy."""
    adapter()
    with patch(
        "homeassistant.components.bluetooth.async_scanner_count", return_value=0
    ):
        result = await start(hass, "nearby")
    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "no_bluetooth"


@pytest.mark.usefixtures("adapter")
async def test_nothing_is_heard(hass: HomeAssistant) -> None:
    """The abort says what may help."""
    result = await start(hass, "nearby")
    await settle(hass)
    result = await hass.config_entries.flow.async_configure(result["flow_id"])
    assert result["reason"] == "nothing_nearby"


async def test_without_bluetooth_it_is_not_offered(hass: HomeAssistant) -> None:
    """A menu has what can be done."""
    result = await hass.config_entries.flow.async_init(
        DOMAIN, context={"source": "user"}
    )
    assert result["menu_options"] == ["cloud", "lan", "scan"]


async def reconfigure(
    hass: HomeAssistant, entry: MockConfigEntry, **answers: object
) -> SubentryFlowResult:
    """Change the links of the charger of a house."""
    (subentry_id,) = entry.subentries
    result = await hass.config_entries.subentries.async_init(
        (entry.entry_id, SUBENTRY_CHARGER),
        context={"source": SOURCE_RECONFIGURE, "subentry_id": subentry_id},
    )
    return await subentry_go_on(hass, result, **answers)


@pytest.mark.usefixtures("adapter", "set_up")
async def test_reconfigure_adds_the_link(
    hass: HomeAssistant, charger: SimulatedCharger, ble: Ble
) -> None:
    """The charger that is met must be this one."""
    entry = quiet_house(hass, charger_subentry(charger))
    host = f"{charger.lan.host}:{charger.lan.port}"
    await heard(hass, ble)
    result = await reconfigure(hass, entry, host=host, bluetooth=True)
    await settle(hass)
    result = await hass.config_entries.subentries.async_configure(result["flow_id"])
    result = await subentry_go_on(hass, result, address=ble.peripheral.address)
    assert result["step_id"] == "nearby_id"
    result = await subentry_go_on(hass, result, charger_id="ABC123")
    assert result["reason"] == "reconfigure_successful"
    assert only_charger(entry).data[CONF_BLE_ADDRESS] == ble.peripheral.address


@pytest.mark.usefixtures("adapter", "set_up")
async def test_reconfigure_refuses_another_charger(
    hass: HomeAssistant, simulator: Simulator, charger: SimulatedCharger, radio: Radio
) -> None:
    """Even if its label is read rightly."""
    other = await simulator.add_charger("OTHER1")
    ble = await add_bluetooth(radio, other)
    entry = quiet_house(hass, charger_subentry(charger))
    await heard(hass, ble)
    result = await reconfigure(hass, entry, host="", bluetooth=True)
    await settle(hass)
    result = await hass.config_entries.subentries.async_configure(result["flow_id"])
    result = await subentry_go_on(hass, result, address=ble.peripheral.address)
    result = await subentry_go_on(hass, result, charger_id="OTHER1")
    assert result["errors"] == {"charger_id": "another_charger"}
    assert CONF_BLE_ADDRESS not in only_charger(entry).data


@pytest.mark.usefixtures("set_up")
async def test_reconfigure_keeps_and_removes_the_link(
    hass: HomeAssistant, charger: SimulatedCharger
) -> None:
    """Also where there is no Bluetooth any more."""
    entry = quiet_house(
        hass, charger_subentry(charger, ble_address="F0:F1:F2:F3:F4:F5", ble_pin=PIN)
    )
    host = f"{charger.lan.host}:{charger.lan.port}"
    result = await reconfigure(
        hass, entry, host="", bluetooth=True, ble_persistent=True
    )
    assert result["reason"] == "reconfigure_successful"
    data = only_charger(entry).data
    assert data[CONF_BLE_PERSISTENT] is True
    assert data[CONF_BLE_PIN] == PIN

    result = await reconfigure(
        hass, entry, host=host, bluetooth=False, ble_persistent=True
    )
    assert result["reason"] == "reconfigure_successful"
    assert not {CONF_BLE_ADDRESS, CONF_BLE_PERSISTENT, CONF_BLE_PIN} & set(
        only_charger(entry).data
    )


@pytest.mark.usefixtures("adapter", "set_up")
async def test_a_subentry_by_bluetooth(
    hass: HomeAssistant, charger: SimulatedCharger, ble: Ble
) -> None:
    """One more charger for a house."""
    entry = quiet_house(hass)
    await heard(hass, ble)
    result = await hass.config_entries.subentries.async_init(
        (entry.entry_id, SUBENTRY_CHARGER), context={"source": "user"}
    )
    result = await subentry_go_on(hass, result, next_step_id="nearby")
    await settle(hass)
    result = await hass.config_entries.subentries.async_configure(result["flow_id"])
    result = await subentry_go_on(hass, result, address=ble.peripheral.address)
    result = await subentry_go_on(hass, result, charger_id="ABC123")
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert only_charger(entry).data[CONF_BLE_ADDRESS] == ble.peripheral.address
