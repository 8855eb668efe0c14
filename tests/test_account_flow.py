"""The account of a house that exists: a new key, another account, none."""

from homeassistant.config_entries import (
    SOURCE_REAUTH,
    ConfigEntryState,
    ConfigFlowResult,
)
from homeassistant.const import CONF_API_KEY, STATE_ON, Platform
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.v2c_cloud.const import CONF_CLOUD, CONF_CLOUD_URL
from scripts.simulator import CloudFault, SimulatedCharger, Simulator

from .conftest import API_KEY, AddHouse, charger_subentry, house_entry, state_of
from .flows import (
    cloud_fixture,  # noqa: F401 - a fixture
    go_on,
    only_charger,
    set_up_fixture,  # noqa: F401 - a fixture
    settle,
)

NEW_KEY = "a-new-key"


@pytest.fixture
async def street(simulator: Simulator) -> SimulatedCharger:
    """A charger that only the cloud reaches."""
    return await simulator.add_charger("FOURG12", lan=False, name="Street")


async def reconfigure(
    hass: HomeAssistant, entry: MockConfigEntry, choice: str
) -> ConfigFlowResult:
    """Open the menu of a house that has an account."""
    result = await entry.start_reconfigure_flow(hass)
    assert result["type"] is FlowResultType.MENU
    assert result["step_id"] == "reconfigure"
    return await go_on(hass, result, next_step_id=choice)


async def test_new_key(
    hass: HomeAssistant,
    simulator: Simulator,
    street: SimulatedCharger,
    add_house: AddHouse,
) -> None:
    """Once the key is renewed the charger is reached again, over the same cloud."""
    entry = await add_house(street, simulator=simulator, lan=False, cloud=True)
    simulator.cloud.remove_key(API_KEY)
    simulator.cloud.add_key(NEW_KEY)

    result = await entry.start_reauth_flow(hass)
    assert result["step_id"] == "reauth_confirm"
    result = await go_on(hass, result, api_key=NEW_KEY)
    await settle(hass)

    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "reauth_successful"
    assert entry.data[CONF_API_KEY] == NEW_KEY
    assert entry.state is ConfigEntryState.LOADED
    assert state_of(hass, Platform.SENSOR, "active_transport", "FOURG12") == "cloud"


@pytest.mark.usefixtures("set_up")
async def test_new_key_for_all_houses_of_the_account(
    hass: HomeAssistant,
    cloud: Simulator,
    charger: SimulatedCharger,
    street: SimulatedCharger,
) -> None:
    """People renew a key once; who has another one keeps it."""
    entry = house_entry(charger_subentry(charger, cloud=True), simulator=cloud)
    second = house_entry(
        charger_subentry(street, lan=False, cloud=True), simulator=cloud
    )
    foreign = MockConfigEntry(
        domain=entry.domain, version=4, data={CONF_API_KEY: "foreign"}
    )
    for item in (entry, second, foreign):
        item.add_to_hass(hass)
    await second.start_reauth_flow(hass)
    cloud.cloud.add_key(NEW_KEY)

    result = await go_on(hass, await entry.start_reauth_flow(hass), api_key=NEW_KEY)
    await settle(hass)

    assert result["reason"] == "reauth_successful"
    assert entry.data[CONF_API_KEY] == NEW_KEY
    assert second.data[CONF_API_KEY] == NEW_KEY
    assert foreign.data[CONF_API_KEY] == "foreign"
    assert (
        hass.config_entries.flow.async_progress_by_handler(
            entry.domain, match_context={"source": SOURCE_REAUTH}
        )
        == []
    )


@pytest.mark.usefixtures("set_up")
@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (CloudFault.UNAUTHORIZED, "invalid_auth"),
        (CloudFault.RATE_LIMITED, "quota_spent"),
        (CloudFault.SERVER_ERROR, "cloud_outage"),
    ],
)
async def test_cloud_faults(
    hass: HomeAssistant,
    cloud: Simulator,
    charger: SimulatedCharger,
    fault: CloudFault,
    error: str,
) -> None:
    """Through an outage the form stays and can be sent again."""
    entry = house_entry(charger_subentry(charger, cloud=True), simulator=cloud)
    entry.add_to_hass(hass)
    cloud.cloud.add_key(NEW_KEY)
    cloud.cloud.fault = fault
    result = await go_on(hass, await entry.start_reauth_flow(hass), api_key=NEW_KEY)
    assert result["type"] is FlowResultType.FORM
    assert result["errors"] == {"base": error}

    cloud.cloud.fault = CloudFault.NONE
    result = await go_on(hass, result, api_key=NEW_KEY)
    assert result["reason"] == "reauth_successful"


@pytest.mark.usefixtures("set_up")
async def test_wrong_account(
    hass: HomeAssistant, cloud: Simulator, charger: SimulatedCharger
) -> None:
    """A neighbour's key does not reach this house."""
    await cloud.add_charger("GUEST12")
    entry = house_entry(charger_subentry(charger, cloud=True), simulator=cloud)
    entry.add_to_hass(hass)
    cloud.cloud.add_key("guest", user="guest", chargers=frozenset({"GUEST12"}))
    cloud.cloud.add_key(NEW_KEY)

    result = await go_on(hass, await entry.start_reauth_flow(hass), api_key="guest")
    assert result["errors"] == {"base": "wrong_account"}
    assert result["description_placeholders"] == {"house": "Home", "name": "Home"}
    result = await go_on(hass, result, api_key=NEW_KEY)
    assert result["reason"] == "reauth_successful"

    result = await go_on(
        hass, await reconfigure(hass, entry, "account"), api_key="guest"
    )
    assert result["errors"] == {"base": "wrong_account"}
    result = await go_on(hass, result, api_key=API_KEY)
    assert result["reason"] == "reconfigure_successful"
    assert entry.data[CONF_API_KEY] == API_KEY


@pytest.mark.usefixtures("set_up", "charger")
async def test_house_without_charger(hass: HomeAssistant, cloud: Simulator) -> None:
    """With nothing to compare any valid key is right."""
    entry = house_entry(simulator=cloud)
    entry.add_to_hass(hass)
    cloud.cloud.add_key(NEW_KEY)

    result = await go_on(hass, await entry.start_reauth_flow(hass), api_key=NEW_KEY)

    assert result["reason"] == "reauth_successful"


async def test_account_for_a_house_without(
    hass: HomeAssistant,
    cloud: Simulator,
    charger: SimulatedCharger,
    add_house: AddHouse,
) -> None:
    """Its chargers get the cloud link that the account gives them."""
    guest = await cloud.add_charger("GUEST12", cloud=False)
    entry = await add_house(charger, guest)
    cloud.cloud.add_key(API_KEY)

    result = await entry.start_reconfigure_flow(hass)
    assert result["step_id"] == "account"
    result = await go_on(hass, result, api_key="wrong")
    assert result["errors"] == {"base": "invalid_auth"}
    result = await go_on(hass, result, api_key=API_KEY)
    await settle(hass)

    assert result["reason"] == "reconfigure_successful"
    assert entry.data == {CONF_API_KEY: API_KEY, CONF_CLOUD_URL: cloud.cloud.url}
    assert [item.data[CONF_CLOUD] for item in entry.subentries.values()] == [
        True,
        False,
    ]
    assert entry.state is ConfigEntryState.LOADED
    assert entry.runtime_data.account is not None


@pytest.mark.usefixtures("set_up")
async def test_account_that_lacks_a_charger(
    hass: HomeAssistant,
    cloud: Simulator,
    charger: SimulatedCharger,
    street: SimulatedCharger,
) -> None:
    """No charger may lose its only link by the way."""
    entry = house_entry(
        charger_subentry(charger, cloud=True),
        charger_subentry(street, lan=False, cloud=True),
        simulator=cloud,
    )
    entry.add_to_hass(hass)
    cloud.cloud.add_key("partner", user="partner", chargers=frozenset({"ABC123"}))
    cloud.cloud.add_key(NEW_KEY)

    result = await reconfigure(hass, entry, "account")
    result = await go_on(hass, result, api_key="partner")
    assert result["errors"] == {"base": "charger_without_link"}
    assert result["description_placeholders"] == {
        "house": "Home",
        "chargers": "Street",
    }
    assert entry.data[CONF_API_KEY] == API_KEY

    result = await go_on(hass, result, api_key=NEW_KEY)
    assert result["reason"] == "reconfigure_successful"
    assert entry.data[CONF_API_KEY] == NEW_KEY


async def test_account_removed(
    hass: HomeAssistant,
    cloud: Simulator,
    charger: SimulatedCharger,
    add_house: AddHouse,
) -> None:
    """What the LAN reaches goes on without the account."""
    entry = await add_house(charger, simulator=cloud, cloud=True)

    result = await reconfigure(hass, entry, "remove_account")
    assert result["type"] is FlowResultType.FORM
    assert entry.data[CONF_API_KEY] == API_KEY
    result = await go_on(hass, result)
    await settle(hass)

    assert result["reason"] == "reconfigure_successful"
    assert entry.data == {}
    assert only_charger(entry).data[CONF_CLOUD] is False
    assert entry.state is ConfigEntryState.LOADED
    assert entry.runtime_data.account is None
    assert state_of(hass, Platform.BINARY_SENSOR, "lan_connectivity") == STATE_ON


@pytest.mark.usefixtures("set_up")
async def test_account_that_is_needed(
    hass: HomeAssistant, cloud: Simulator, street: SimulatedCharger
) -> None:
    """Who has only the cloud keeps it, until there is another link."""
    entry = house_entry(
        charger_subentry(street, lan=False, cloud=True), simulator=cloud
    )
    entry.add_to_hass(hass)

    result = await go_on(hass, await reconfigure(hass, entry, "remove_account"))
    assert result["errors"] == {"base": "charger_without_link"}
    assert result["description_placeholders"] == {
        "house": "Home",
        "chargers": "Street",
    }
    assert entry.data[CONF_API_KEY] == API_KEY

    subentry = only_charger(entry)
    hass.config_entries.async_update_subentry(
        entry, subentry, data={**subentry.data, "host": "192.168.1.40"}
    )
    result = await go_on(hass, result)
    assert result["reason"] == "reconfigure_successful"
    assert entry.data == {}
