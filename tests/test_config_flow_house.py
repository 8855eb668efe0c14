"""Where a charger belongs: a new house with its contract, or one that exists."""

from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import CONF_API_KEY, CONF_HOST
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
import pytest

from custom_components.v2c_cloud.const import (
    CONF_CLOUD,
    CONF_CLOUD_URL,
    CONF_CONTRACTED_POWER,
    CONF_PHASES,
    DOMAIN,
)
from scripts.simulator import CloudFault, SimulatedCharger, Simulator

from .conftest import API_KEY, AddHouse, charger_subentry, house_entry
from .flows import (
    address_of,
    cloud_fixture,  # noqa: F401 - a fixture
    go_on,
    only_charger,
    set_up_fixture,  # noqa: F401 - a fixture
    settle,
    start,
)


async def test_second_charger_of_an_account(
    hass: HomeAssistant,
    cloud: Simulator,
    charger: SimulatedCharger,
    add_house: AddHouse,
) -> None:
    """The key of a house is allowed for what is new; it may join that house."""
    entry = await add_house(charger, simulator=cloud, cloud=True)
    await cloud.add_charger("FOURG12", lan=False, name="Street")

    result = await go_on(hass, await start(hass, "cloud"), api_key=API_KEY)
    result = await go_on(hass, result, chargers=["FOURG12"])
    assert result["type"] is FlowResultType.MENU
    assert result["step_id"] == "house"

    result = await go_on(hass, result, next_step_id="add_to_house")
    await settle(hass)
    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "charger_added"
    assert result["description_placeholders"] == {"chargers": "Street", "house": "Home"}
    assert [item.unique_id for item in entry.subentries.values()] == [
        "ABC123",
        "FOURG12",
    ]
    assert entry.state is ConfigEntryState.LOADED
    assert len(entry.runtime_data.chargers) == 2


async def test_second_house_of_an_account(
    hass: HomeAssistant,
    cloud: Simulator,
    charger: SimulatedCharger,
    add_house: AddHouse,
) -> None:
    """Two homes, one account: each is a house."""
    await add_house(charger, simulator=cloud, cloud=True)
    await cloud.add_charger("FOURG12", lan=False, name="Street")

    result = await go_on(hass, await start(hass, "cloud"), api_key=API_KEY)
    result = await go_on(hass, result, chargers=["FOURG12"])
    result = await go_on(hass, result, next_step_id="new_house")
    result = await go_on(hass, result)
    await settle(hass)

    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert only_charger(result["result"]).unique_id == "FOURG12"
    assert len(hass.config_entries.async_loaded_entries(DOMAIN)) == 2


@pytest.mark.usefixtures("set_up")
async def test_account_for_a_house_without(
    hass: HomeAssistant, cloud: Simulator, charger: SimulatedCharger
) -> None:
    """A house that joins the account reaches its old chargers by it, too."""
    guest = await cloud.add_charger("GUEST12", cloud=False)
    await cloud.add_charger("FOURG12", lan=False)
    entry = house_entry(charger_subentry(charger), charger_subentry(guest))
    entry.add_to_hass(hass)
    cloud.cloud.add_key(API_KEY)

    result = await go_on(hass, await start(hass, "cloud"), api_key=API_KEY)
    result = await go_on(hass, result, chargers=["FOURG12"])
    result = await go_on(hass, result, next_step_id="add_to_house")
    await settle(hass)

    assert result["reason"] == "charger_added"
    assert entry.data == {CONF_API_KEY: API_KEY, CONF_CLOUD_URL: cloud.cloud.url}
    assert {
        item.unique_id: item.data[CONF_CLOUD] for item in entry.subentries.values()
    } == {"ABC123": True, "GUEST12": False, "FOURG12": True}
    assert entry.state is ConfigEntryState.LOADED


@pytest.mark.usefixtures("set_up")
async def test_house_with_another_account(
    hass: HomeAssistant, cloud: Simulator, charger: SimulatedCharger
) -> None:
    """A house has one account, so that a neighbour's charger needs its own house."""
    house_entry(simulator=cloud).add_to_hass(hass)
    cloud.cloud.add_key("neighbour", user="neighbour")

    result = await go_on(hass, await start(hass, "cloud"), api_key="neighbour")
    result = await go_on(hass, result, chargers=["ABC123"])

    assert result["step_id"] == "limits"


@pytest.mark.usefixtures("set_up")
async def test_choice_among_houses(
    hass: HomeAssistant, simulator: Simulator, charger: SimulatedCharger
) -> None:
    """With two houses the form asks which; the charger's account link comes along."""
    plain, account = house_entry(), house_entry(simulator=simulator)
    plain.add_to_hass(hass)
    account.add_to_hass(hass)

    result = await go_on(hass, await start(hass, "lan"), host=address_of(charger))
    result = await go_on(hass, result, next_step_id="add_to_house")
    assert result["type"] is FlowResultType.FORM
    assert result["step_id"] == "add_to_house"

    result = await go_on(hass, result, house=account.entry_id)
    assert result["reason"] == "charger_added"
    subentry = only_charger(account)
    assert subentry.title == "Garage"
    assert subentry.data[CONF_CLOUD] is True
    assert subentry.data[CONF_HOST] == charger.lan.host
    assert plain.subentries == {}


@pytest.mark.usefixtures("set_up")
async def test_outage_does_not_keep_a_charger_out(
    hass: HomeAssistant, simulator: Simulator, charger: SimulatedCharger
) -> None:
    """A charger on the LAN joins a house whose account is refused for now."""
    entry = house_entry(simulator=simulator)
    entry.add_to_hass(hass)
    simulator.cloud.fault = CloudFault.UNAUTHORIZED

    result = await go_on(hass, await start(hass, "lan"), host=address_of(charger))
    result = await go_on(hass, result, next_step_id="add_to_house")

    assert result["reason"] == "charger_added"
    assert only_charger(entry).data[CONF_CLOUD] is False


@pytest.mark.usefixtures("set_up")
async def test_house_removed_while_choosing(
    hass: HomeAssistant, simulator: Simulator, charger: SimulatedCharger
) -> None:
    """The form comes again with the houses that are left."""
    entries = [house_entry(), house_entry(), house_entry()]
    for entry in entries:
        entry.add_to_hass(hass)
    result = await go_on(hass, await start(hass, "lan"), host=address_of(charger))
    result = await go_on(hass, result, next_step_id="add_to_house")
    await hass.config_entries.async_remove(entries[0].entry_id)

    result = await go_on(hass, result, house=entries[0].entry_id)
    assert result["step_id"] == "add_to_house"

    result = await go_on(hass, result, house=entries[1].entry_id)
    assert result["reason"] == "charger_added"
    assert only_charger(entries[1]).unique_id == "ABC123"


@pytest.mark.usefixtures("set_up")
async def test_two_flows_for_one_charger(
    hass: HomeAssistant, charger: SimulatedCharger
) -> None:
    """Whoever is second finds the charger set up."""
    first = await go_on(hass, await start(hass, "lan"), host=address_of(charger))
    await charger.lan.move()
    second = await go_on(hass, await start(hass, "lan"), host=address_of(charger))

    first = await go_on(hass, first)
    second = await go_on(hass, second)

    assert first["type"] is FlowResultType.CREATE_ENTRY
    assert second["type"] is FlowResultType.ABORT
    assert second["reason"] == "already_configured"
    assert len(hass.config_entries.async_entries(DOMAIN)) == 1


@pytest.mark.usefixtures("set_up")
async def test_contract(hass: HomeAssistant, charger: SimulatedCharger) -> None:
    """The last step shows the current that the contract carries."""
    charger.values.max_intensity = 25
    result = await go_on(hass, await start(hass, "lan"), host=address_of(charger))

    result = await go_on(hass, result, contracted_power=5.75, phases="1")
    assert result["step_id"] == "maximum_current"
    assert result["description_placeholders"] == {"current": "25"}

    result = await go_on(hass, result)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["options"] == {CONF_CONTRACTED_POWER: 5.75, CONF_PHASES: 1}


@pytest.mark.usefixtures("set_up")
async def test_charger_above_the_contract(
    hass: HomeAssistant, charger: SimulatedCharger
) -> None:
    """A charger that is set to more than the contract carries is named."""
    charger.values.max_intensity = 32
    result = await go_on(hass, await start(hass, "lan"), host=address_of(charger))

    result = await go_on(hass, result, contracted_power=11, phases="3")
    assert result["step_id"] == "current_too_high"
    assert result["description_placeholders"] == {
        "current": "15",
        "chargers": "V2C ABC123 (32 A)",
    }

    result = await go_on(hass, result)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["options"] == {CONF_CONTRACTED_POWER: 11, CONF_PHASES: 3}
