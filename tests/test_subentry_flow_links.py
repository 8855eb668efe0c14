"""Other links for a charger that is set up."""

from unittest.mock import AsyncMock, patch

from homeassistant.config_entries import (
    SOURCE_RECONFIGURE,
    ConfigSubentry,
    SubentryFlowResult,
)
from homeassistant.const import CONF_HOST, CONF_MAC, CONF_PORT, STATE_ON, Platform
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers import entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.v2c_cloud.const import (
    CONF_CAPABILITIES,
    CONF_CLOUD,
    SUBENTRY_CHARGER,
)
from scripts.simulator import CloudFault, LanFault, SimulatedCharger, Simulator

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


async def reconfigure(
    hass: HomeAssistant, entry: MockConfigEntry, subentry: ConfigSubentry
) -> SubentryFlowResult:
    """Ask to change how a charger is reached."""
    return await hass.config_entries.subentries.async_init(
        (entry.entry_id, SUBENTRY_CHARGER),
        context={
            "source": SOURCE_RECONFIGURE,
            "subentry_id": subentry.subentry_id,
        },
    )


async def test_another_address(
    hass: HomeAssistant, charger: SimulatedCharger, add_house: AddHouse
) -> None:
    """The charger answers again, and no entity has another id."""
    entry = await add_house(charger)
    before = set(er.async_get(hass).entities)
    await charger.lan.move()

    result = await reconfigure(hass, entry, only_charger(entry))
    assert result["step_id"] == "reconfigure"
    assert result["description_placeholders"] == {"charger": "Garage"}
    result = await subentry_go_on(hass, result, host=address_of(charger))
    await settle(hass)

    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "reconfigure_successful"
    assert only_charger(entry).data[CONF_PORT] == charger.lan.port
    assert state_of(hass, Platform.BINARY_SENSOR, "lan_connectivity") == STATE_ON
    assert set(er.async_get(hass).entities) == before


async def test_lan_link_added(
    hass: HomeAssistant,
    simulator: Simulator,
    charger: SimulatedCharger,
    set_up: AsyncMock,
) -> None:
    """A charger of the account gets the fast link; what it shows is remembered."""
    entry = house_entry(
        charger_subentry(charger, lan=False, cloud=True, capabilities=["language"]),
        simulator=simulator,
    )
    entry.add_to_hass(hass)
    subentry = only_charger(entry)

    result = await reconfigure(hass, entry, subentry)
    result = await subentry_go_on(hass, result, host=address_of(charger), cloud=True)
    await settle(hass)

    assert result["reason"] == "reconfigure_successful"
    assert subentry.data[CONF_HOST] == charger.lan.host
    assert subentry.data[CONF_CLOUD] is True
    assert {"language", "charge_state"} <= set(subentry.data[CONF_CAPABILITIES])
    assert set_up.call_count == 1


@pytest.mark.usefixtures("set_up")
async def test_lan_link_removed(
    hass: HomeAssistant, simulator: Simulator, charger: SimulatedCharger
) -> None:
    """One link has to stay; the charger itself is not asked."""
    entry = house_entry(charger_subentry(charger, cloud=True), simulator=simulator)
    entry.add_to_hass(hass)
    subentry = only_charger(entry)

    result = await reconfigure(hass, entry, subentry)
    result = await subentry_go_on(hass, result, cloud=False)
    assert result["errors"] == {"base": "no_link"}

    result = await subentry_go_on(hass, result, cloud=True)
    assert result["reason"] == "reconfigure_successful"
    assert CONF_HOST not in subentry.data
    assert CONF_PORT not in subentry.data
    assert charger.lan.requests == []


@pytest.mark.usefixtures("set_up")
@pytest.mark.parametrize("before", [True, False])
async def test_cloud_link_removed_or_added(
    hass: HomeAssistant, simulator: Simulator, charger: SimulatedCharger, before: bool
) -> None:
    """The address stays as it is, so it matters not whether the charger answers."""
    entry = house_entry(charger_subentry(charger, cloud=before), simulator=simulator)
    entry.add_to_hass(hass)
    subentry = only_charger(entry)
    charger.lan.fail = LanFault.REFUSE

    result = await reconfigure(hass, entry, subentry)
    result = await subentry_go_on(
        hass, result, host=address_of(charger), cloud=not before
    )

    assert result["reason"] == "reconfigure_successful"
    assert subentry.data[CONF_CLOUD] is not before
    assert subentry.data[CONF_HOST] == charger.lan.host
    assert len(simulator.cloud.requests) == int(not before)


@pytest.mark.usefixtures("set_up")
async def test_cloud_link_that_is_none(
    hass: HomeAssistant, simulator: Simulator, street: SimulatedCharger
) -> None:
    """An account reaches its own chargers only."""
    guest = await simulator.add_charger("GUEST12", cloud=False)
    entry = house_entry(charger_subentry(guest), simulator=simulator)
    entry.add_to_hass(hass)
    subentry = only_charger(entry)

    result = await reconfigure(hass, entry, subentry)
    result = await subentry_go_on(hass, result, host=address_of(guest), cloud=True)
    assert result["errors"] == {"cloud": "not_in_account"}

    simulator.cloud.fault = CloudFault.UNAUTHORIZED
    result = await subentry_go_on(hass, result, host=address_of(guest), cloud=True)
    assert result["errors"] == {"base": "invalid_auth"}

    result = await subentry_go_on(hass, result, host=address_of(guest), cloud=False)
    assert result["reason"] == "reconfigure_successful"


@pytest.mark.usefixtures("set_up")
@pytest.mark.parametrize("host", ["http://192.168.1.50", "8.8.8.8", "127.0.0.1:9"])
async def test_wrong_address(
    hass: HomeAssistant, charger: SimulatedCharger, host: str
) -> None:
    """What was typed stays in the form, and nothing is stored."""
    entry = house_entry(charger_subentry(charger))
    entry.add_to_hass(hass)
    subentry = only_charger(entry)
    before = subentry.data

    result = await reconfigure(hass, entry, subentry)
    result = await subentry_go_on(hass, result, host=host)
    assert result["type"] is FlowResultType.FORM
    assert list(result["errors"] or ()) == ["host"]
    assert result["data_schema"] is not None
    (field,) = result["data_schema"].schema
    assert field.description == {"suggested_value": host}
    assert subentry.data == before

    result = await subentry_go_on(hass, result, host=address_of(charger))
    assert result["reason"] == "reconfigure_successful"


@pytest.mark.usefixtures("set_up")
async def test_another_charger_answers(
    hass: HomeAssistant, charger: SimulatedCharger, street: SimulatedCharger
) -> None:
    """A charger does not become another one."""
    entry = house_entry(charger_subentry(charger))
    entry.add_to_hass(hass)

    result = await reconfigure(hass, entry, only_charger(entry))
    result = await subentry_go_on(hass, result, host=address_of(street))
    assert result["errors"] == {"host": "wrong_charger"}
    assert result["description_placeholders"] == {
        "charger": "Garage",
        "found": "DEF4567",
    }

    await charger.lan.move()
    result = await subentry_go_on(hass, result, host=address_of(charger))
    assert result["reason"] == "reconfigure_successful"


@pytest.mark.usefixtures("set_up")
async def test_old_firmware_at_another_address(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """Who does not say its name is taken at the owner's word, unless it is known."""
    old = await simulator.add_charger("OLD1234", firmware="1.6.18", name="Old")
    older = await simulator.add_charger("OLD5678", firmware="1.6.13", name="Older")
    entry = house_entry(charger_subentry(old), charger_subentry(older))
    entry.add_to_hass(hass)
    subentry = next(iter(entry.subentries.values()))
    await old.lan.move()

    result = await reconfigure(hass, entry, subentry)
    result = await subentry_go_on(hass, result, host=address_of(older))
    assert result["errors"] == {"host": "already_configured"}
    assert result["description_placeholders"] == {"charger": "Older", "house": "Home"}

    with patch(f"{PACKAGE}.discovery.async_mac_of", return_value="28:56:2f:00:00:01"):
        result = await subentry_go_on(hass, result, host=address_of(old))
    assert result["reason"] == "reconfigure_successful"
    assert subentry.data[CONF_PORT] == old.lan.port
    assert subentry.data[CONF_MAC] == "28:56:2f:00:00:01"
