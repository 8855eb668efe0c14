"""One more charger for a house."""

from unittest.mock import patch

from homeassistant.config_entries import (
    SOURCE_DHCP,
    SOURCE_USER,
    ConfigEntryState,
    SubentryFlowResult,
)
from homeassistant.const import CONF_PORT, STATE_ON, Platform
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers.service_info.dhcp import DhcpServiceInfo
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.v2c_cloud.const import CONF_CLOUD, DOMAIN, SUBENTRY_CHARGER
from custom_components.v2c_cloud.discovery import Address
from scripts.simulator import CloudFault, SimulatedCharger, Simulator

from .conftest import AddHouse, charger_subentry, house_entry, state_of
from .flows import (
    PACKAGE,
    address_of,
    only_charger,
    set_up_fixture,  # noqa: F401 - a fixture
    settle,
    subentry_go_on,
)


@pytest.fixture
async def street(simulator: Simulator) -> SimulatedCharger:
    """A second charger, on the LAN and in the cloud."""
    return await simulator.add_charger("DEF4567", name="Street")


async def start(
    hass: HomeAssistant, entry: MockConfigEntry, way: str
) -> SubentryFlowResult:
    """Begin to add a charger to a house and choose how to find it."""
    result = await hass.config_entries.subentries.async_init(
        (entry.entry_id, SUBENTRY_CHARGER), context={"source": SOURCE_USER}
    )
    assert result["type"] is FlowResultType.MENU
    return await subentry_go_on(hass, result, next_step_id=way)


async def test_by_address(
    hass: HomeAssistant,
    charger: SimulatedCharger,
    street: SimulatedCharger,
    add_house: AddHouse,
) -> None:
    """The house has both chargers at once, and no account way without an account."""
    entry = await add_house(charger)
    result = await hass.config_entries.subentries.async_init(
        (entry.entry_id, SUBENTRY_CHARGER), context={"source": SOURCE_USER}
    )
    assert result["menu_options"] == ["lan", "scan"]

    result = await subentry_go_on(hass, result, next_step_id="lan")
    result = await subentry_go_on(hass, result, host=address_of(street))
    await settle(hass)

    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["title"] == "V2C DEF4567"
    assert result["unique_id"] == "DEF4567"
    assert entry.state is ConfigEntryState.LOADED
    assert (
        state_of(hass, Platform.BINARY_SENSOR, "lan_connectivity", "DEF4567")
        == STATE_ON
    )
    assert state_of(hass, Platform.BINARY_SENSOR, "lan_connectivity") == STATE_ON


async def test_first_charger_of_a_house(
    hass: HomeAssistant, simulator: Simulator, charger: SimulatedCharger
) -> None:
    """A house that waits for a charger starts with it."""
    entry = house_entry(simulator=simulator)
    entry.add_to_hass(hass)
    await hass.config_entries.async_setup(entry.entry_id)
    assert hass.config_entries.async_loaded_entries(DOMAIN) == []

    result = await start(hass, entry, "lan")
    result = await subentry_go_on(hass, result, host=address_of(charger))
    await settle(hass)

    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert hass.config_entries.async_loaded_entries(DOMAIN) == [entry]
    assert only_charger(entry).title == "Garage"
    assert only_charger(entry).data[CONF_CLOUD] is True


@pytest.mark.usefixtures("set_up")
async def test_by_account(
    hass: HomeAssistant,
    simulator: Simulator,
    charger: SimulatedCharger,
    street: SimulatedCharger,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The account of the house lists what is not set up; several at once are fine."""
    monkeypatch.setattr(f"{PACKAGE}.discovery.DISCOVERY_PORT", street.lan.port)
    await simulator.add_charger("FOURG12", lan=False)
    entry = house_entry(charger_subentry(charger, cloud=True), simulator=simulator)
    entry.add_to_hass(hass)

    result = await start(hass, entry, "cloud")
    assert result["step_id"] == "choose"
    result = await subentry_go_on(hass, result, chargers=["DEF4567", "FOURG12"])
    await settle(hass)

    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert {
        item.unique_id: (item.data[CONF_CLOUD], item.data.get(CONF_PORT))
        for item in entry.subentries.values()
    } == {
        "ABC123": (True, charger.lan.port),
        "DEF4567": (True, street.lan.port),
        "FOURG12": (True, None),
    }


@pytest.mark.usefixtures("set_up")
async def test_account_fails(
    hass: HomeAssistant, simulator: Simulator, charger: SimulatedCharger
) -> None:
    """A form says why, and sending it tries again."""
    entry = house_entry(simulator=simulator)
    entry.add_to_hass(hass)
    simulator.cloud.fault = CloudFault.RATE_LIMITED
    result = await start(hass, entry, "cloud")
    assert result["type"] is FlowResultType.FORM
    assert result["step_id"] == "cloud"
    assert result["errors"] == {"base": "quota_spent"}

    simulator.cloud.fault = CloudFault.NONE
    result = await subentry_go_on(hass, result)
    result = await subentry_go_on(hass, result, chargers=["ABC123"])
    assert result["type"] is FlowResultType.CREATE_ENTRY


async def test_account_has_nothing_new(
    hass: HomeAssistant, simulator: Simulator, charger: SimulatedCharger
) -> None:
    """There is nothing left to add."""
    entry = house_entry(charger_subentry(charger, cloud=True), simulator=simulator)
    entry.add_to_hass(hass)

    result = await start(hass, entry, "cloud")

    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "all_chargers_added"


@pytest.mark.usefixtures("set_up")
async def test_by_scan(hass: HomeAssistant, charger: SimulatedCharger) -> None:
    """The scan ends in the house that it was started from."""
    entry = house_entry()
    entry.add_to_hass(hass)
    with patch(
        f"{PACKAGE}.add_charger_flow.async_scan_targets",
        return_value=[Address(charger.lan.host, charger.lan.port)],
    ):
        result = await start(hass, entry, "scan")
    await settle(hass)
    result = await hass.config_entries.subentries.async_configure(result["flow_id"])

    result = await subentry_go_on(hass, result, chargers=["ABC123"])

    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert only_charger(entry).unique_id == "ABC123"


@pytest.mark.usefixtures("set_up")
async def test_charger_of_another_house(
    hass: HomeAssistant, charger: SimulatedCharger, street: SimulatedCharger
) -> None:
    """A charger is in one house only."""
    house_entry(charger_subentry(charger)).add_to_hass(hass)
    entry = house_entry(charger_subentry(street))
    entry.add_to_hass(hass)

    result = await start(hass, entry, "lan")
    result = await subentry_go_on(hass, result, host=address_of(charger))

    assert result["errors"] == {"host": "already_configured"}
    assert result["description_placeholders"] == {"charger": "Garage", "house": "Home"}


@pytest.mark.usefixtures("set_up")
async def test_discovery_goes(
    hass: HomeAssistant,
    charger: SimulatedCharger,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What was added by hand is not offered any longer."""
    entry = house_entry()
    entry.add_to_hass(hass)
    monkeypatch.setattr(f"{PACKAGE}.discovery.DISCOVERY_PORT", charger.lan.port)
    await hass.config_entries.flow.async_init(
        DOMAIN,
        context={"source": SOURCE_DHCP},
        data=DhcpServiceInfo(
            ip="127.0.0.1", hostname="trydan", macaddress="28562f000001"
        ),
    )
    assert len(hass.config_entries.flow.async_progress()) == 1
    await charger.lan.move()

    result = await start(hass, entry, "lan")
    result = await subentry_go_on(hass, result, host=address_of(charger))

    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert hass.config_entries.flow.async_progress() == []
