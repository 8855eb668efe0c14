"""Chargers that introduce themselves, or that an account lists."""

from homeassistant.config_entries import (
    SOURCE_DHCP,
    SOURCE_IGNORE,
    SOURCE_INTEGRATION_DISCOVERY,
    ConfigFlowResult,
)
from homeassistant.const import CONF_HOST, CONF_MAC, CONF_PORT, STATE_ON, Platform
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers.service_info.dhcp import DhcpServiceInfo
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.v2c_cloud.const import CONF_CLOUD, DOMAIN
from scripts.simulator import LanFault, SimulatedCharger, Simulator

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

MAC = "28:56:2f:00:00:01"


@pytest.fixture(autouse=True)
def _discovery_port(charger: SimulatedCharger, monkeypatch: pytest.MonkeyPatch) -> None:
    """Look for chargers where the simulated one is; port 80 is not ours."""
    monkeypatch.setattr(f"{PACKAGE}.discovery.DISCOVERY_PORT", charger.lan.port)


async def dhcp(hass: HomeAssistant, ip: str = "127.0.0.1") -> ConfigFlowResult:
    """A device asks for an address."""
    return await hass.config_entries.flow.async_init(
        DOMAIN,
        context={"source": SOURCE_DHCP},
        data=DhcpServiceInfo(ip=ip, hostname="trydan", macaddress=MAC.replace(":", "")),
    )


async def offer(
    hass: HomeAssistant, entry_id: str, charger_id: str = "ABC123"
) -> ConfigFlowResult:
    """The account of a house lists one more charger."""
    return await hass.config_entries.flow.async_init(
        DOMAIN,
        context={"source": SOURCE_INTEGRATION_DISCOVERY},
        data={"charger_id": charger_id, "name": "Garage", "entry_id": entry_id},
    )


@pytest.mark.usefixtures("set_up")
async def test_new_charger(hass: HomeAssistant, charger: SimulatedCharger) -> None:
    """Nothing happens without a confirmation; the card names the charger."""
    result = await dhcp(hass)
    assert result["type"] is FlowResultType.FORM
    assert result["step_id"] == "confirm"
    assert result["description_placeholders"] == {
        "name": f"V2C (ABC123, {address_of(charger)})"
    }
    (flow,) = hass.config_entries.flow.async_progress()
    assert flow["context"]["unique_id"] == "ABC123"
    assert flow["context"]["title_placeholders"] == {"name": "V2C ABC123"}

    result = await go_on(hass, result)
    assert result["step_id"] == "limits"
    result = await go_on(hass, result)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["result"].unique_id is None
    assert only_charger(result["result"]).data[CONF_MAC] == MAC


@pytest.mark.usefixtures("set_up")
async def test_new_charger_for_a_house(
    hass: HomeAssistant, charger: SimulatedCharger
) -> None:
    """It may join a house that exists."""
    entry = house_entry()
    entry.add_to_hass(hass)

    result = await go_on(hass, await dhcp(hass))
    result = await go_on(hass, result, next_step_id="add_to_house")

    assert result["reason"] == "charger_added"
    assert only_charger(entry).unique_id == "ABC123"
    assert hass.config_entries.flow.async_progress() == []


@pytest.mark.usefixtures("set_up")
async def test_new_charger_of_old_firmware(
    hass: HomeAssistant, simulator: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its MAC stands for it until somebody reads the label."""
    old = await simulator.add_charger("OLD1234", firmware="1.6.18")
    monkeypatch.setattr(f"{PACKAGE}.discovery.DISCOVERY_PORT", old.lan.port)

    result = await dhcp(hass)
    (flow,) = hass.config_entries.flow.async_progress()
    assert flow["context"]["unique_id"] == MAC

    result = await go_on(hass, result)
    assert result["step_id"] == "charger_id"
    result = await go_on(hass, result, charger_id="OLD1234")
    result = await go_on(hass, result)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["result"].unique_id is None
    assert only_charger(result["result"]).unique_id == "OLD1234"


@pytest.mark.parametrize(
    ("ip", "fault", "reason"),
    [
        ("127.0.0.1", LanFault.REFUSE, "cannot_connect"),
        ("127.0.0.1", LanFault.NOT_FOUND, "not_v2c"),
        ("8.8.8.8", LanFault.NONE, "public_address"),
    ],
)
async def test_something_else(
    hass: HomeAssistant,
    charger: SimulatedCharger,
    ip: str,
    fault: LanFault,
    reason: str,
) -> None:
    """A name alone proves nothing."""
    charger.lan.fail = fault

    result = await dhcp(hass, ip)

    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == reason


async def test_known_charger_moved(
    hass: HomeAssistant, charger: SimulatedCharger, add_house: AddHouse
) -> None:
    """Its new address is used at once, its MAC remembered."""
    entry = await add_house(charger)
    subentry = only_charger(entry)
    hass.config_entries.async_update_subentry(
        entry, subentry, data={**subentry.data, CONF_HOST: "127.0.0.1", CONF_PORT: 9}
    )
    await settle(hass)

    result = await dhcp(hass)
    await settle(hass)

    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "already_configured"
    assert subentry.data[CONF_PORT] == charger.lan.port
    assert subentry.data[CONF_MAC] == MAC
    assert state_of(hass, Platform.BINARY_SENSOR, "lan_connectivity") == STATE_ON


@pytest.mark.usefixtures("set_up")
@pytest.mark.parametrize("firmware", ["1.6.18", "2.5.0"])
async def test_registered_charger_moved(
    hass: HomeAssistant, simulator: Simulator, firmware: str
) -> None:
    """Whose MAC is known needs neither an ID nor the usual port."""
    other = await simulator.add_charger("DEF4567", firmware=firmware)
    entry = house_entry(charger_subentry(other, host="192.168.1.40", mac=MAC))
    entry.add_to_hass(hass)

    result = await dhcp(hass)

    assert result["reason"] == "already_configured"
    assert only_charger(entry).data[CONF_HOST] == "127.0.0.1"
    assert only_charger(entry).data[CONF_PORT] == other.lan.port


@pytest.mark.usefixtures("set_up")
async def test_registered_charger_stayed(
    hass: HomeAssistant, charger: SimulatedCharger
) -> None:
    """A renewed lease is no reason to ask the charger anything."""
    house_entry(charger_subentry(charger, mac=MAC)).add_to_hass(hass)

    result = await dhcp(hass)

    assert result["reason"] == "already_configured"
    assert charger.lan.requests == []


@pytest.mark.usefixtures("set_up")
async def test_charger_known_by_name(
    hass: HomeAssistant, charger: SimulatedCharger
) -> None:
    """A host name follows the charger by itself, so it stays; the MAC is learned."""
    entry = house_entry(charger_subentry(charger, host="localhost"))
    entry.add_to_hass(hass)

    result = await dhcp(hass)

    assert result["reason"] == "already_configured"
    assert only_charger(entry).data[CONF_HOST] == "localhost"
    assert only_charger(entry).data[CONF_MAC] == MAC


@pytest.mark.usefixtures("set_up")
async def test_charger_known_by_account(
    hass: HomeAssistant, simulator: Simulator, charger: SimulatedCharger
) -> None:
    """Whoever wants no LAN link does not get one by the back door."""
    entry = house_entry(
        charger_subentry(charger, lan=False, cloud=True), simulator=simulator
    )
    entry.add_to_hass(hass)

    result = await dhcp(hass)

    assert result["reason"] == "already_configured"
    assert CONF_HOST not in only_charger(entry).data
    assert only_charger(entry).data[CONF_MAC] == MAC


@pytest.mark.parametrize("identity", ["ABC123", MAC])
async def test_ignored_charger(hass: HomeAssistant, identity: str) -> None:
    """Who said "ignore" is not asked again."""
    MockConfigEntry(
        domain=DOMAIN, unique_id=identity, source=SOURCE_IGNORE
    ).add_to_hass(hass)

    result = await dhcp(hass)

    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "already_configured"


@pytest.mark.usefixtures("set_up")
async def test_ignored_charger_by_hand(
    hass: HomeAssistant, charger: SimulatedCharger
) -> None:
    """An ignored charger can still be added by whoever types its address."""
    MockConfigEntry(
        domain=DOMAIN, unique_id="ABC123", source=SOURCE_IGNORE
    ).add_to_hass(hass)

    result = await go_on(hass, await start(hass, "lan"), host=address_of(charger))
    result = await go_on(hass, result)

    assert result["type"] is FlowResultType.CREATE_ENTRY


@pytest.mark.usefixtures("set_up")
async def test_two_sources_show_one_card(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """The LAN and the account speak of the same charger."""
    entry = house_entry(simulator=simulator)
    entry.add_to_hass(hass)
    first = await offer(hass, entry.entry_id)

    second = await dhcp(hass)
    third = await offer(hass, entry.entry_id)

    assert first["type"] is FlowResultType.FORM
    assert second["reason"] == "already_in_progress"
    assert third["reason"] == "already_in_progress"


@pytest.mark.usefixtures("set_up")
async def test_card_goes_when_added_by_hand(
    hass: HomeAssistant, charger: SimulatedCharger
) -> None:
    """A charger that has a house is not offered any longer."""
    await dhcp(hass)
    assert len(hass.config_entries.flow.async_progress()) == 1
    await charger.lan.move()

    result = await go_on(hass, await start(hass, "lan"), host=address_of(charger))
    result = await go_on(hass, result)

    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert hass.config_entries.flow.async_progress() == []


async def test_offer_of_an_account(
    hass: HomeAssistant,
    simulator: Simulator,
    charger: SimulatedCharger,
    add_house: AddHouse,
) -> None:
    """It joins the house of that account, with all of its links."""
    other = await simulator.add_charger("DEF4567")
    entry = await add_house(other, simulator=simulator, cloud=True)

    result = await offer(hass, entry.entry_id)
    assert result["step_id"] == "confirm"
    assert result["description_placeholders"] == {"name": "Garage (ABC123)"}
    (flow,) = hass.config_entries.flow.async_progress()
    assert flow["context"]["title_placeholders"] == {"name": "Garage"}

    result = await go_on(hass, result)
    await settle(hass)
    assert result["reason"] == "charger_added"
    assert result["description_placeholders"] == {"chargers": "Garage", "house": "Home"}
    added = list(entry.subentries.values())[1]
    assert added.unique_id == "ABC123"
    assert added.data[CONF_CLOUD] is True
    assert added.data[CONF_PORT] == charger.lan.port
    assert len(entry.runtime_data.chargers) == 2


@pytest.mark.usefixtures("set_up")
async def test_offer_of_a_known_charger(
    hass: HomeAssistant, simulator: Simulator, charger: SimulatedCharger
) -> None:
    """It keeps the links that it has."""
    entry = house_entry(charger_subentry(charger), simulator=simulator)
    entry.add_to_hass(hass)

    result = await offer(hass, entry.entry_id)

    assert result["reason"] == "already_configured"
    assert only_charger(entry).data[CONF_HOST] == charger.lan.host


@pytest.mark.usefixtures("set_up")
async def test_offer_of_an_ignored_charger(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """Who said "ignore" is not asked again by the account either."""
    entry = house_entry(simulator=simulator)
    entry.add_to_hass(hass)
    MockConfigEntry(
        domain=DOMAIN, unique_id="ABC123", source=SOURCE_IGNORE
    ).add_to_hass(hass)

    result = await offer(hass, entry.entry_id)

    assert result["reason"] == "already_configured"


@pytest.mark.usefixtures("set_up")
async def test_offer_outlives_its_account(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """The account, or the whole house, may be gone when somebody accepts."""
    entry = house_entry(simulator=simulator)
    entry.add_to_hass(hass)
    result = await offer(hass, entry.entry_id)
    hass.config_entries.async_update_entry(entry, data={})

    result = await go_on(hass, result)
    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "house_gone"

    result = await offer(hass, entry.entry_id)
    await hass.config_entries.async_remove(entry.entry_id)
    result = await go_on(hass, result)
    assert result["reason"] == "house_gone"
