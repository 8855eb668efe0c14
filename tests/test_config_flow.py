"""A new house from an account in V2C's cloud."""

from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import CONF_API_KEY, CONF_HOST, CONF_MAC, CONF_PORT
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
import pytest

from custom_components.v2c_cloud.const import CONF_CLOUD, CONF_CLOUD_URL, CONF_FIRMWARE
from scripts.simulator import CloudFault, LanFault, SimulatedCharger, Simulator

from .conftest import API_KEY, charger_subentry, house_entry
from .flows import (
    PACKAGE,
    address_of,
    cloud_fixture,  # noqa: F401 - a fixture
    go_on,
    only_charger,
    set_up_fixture,  # noqa: F401 - a fixture
    settle,
    start,
)


async def test_by_account(
    hass: HomeAssistant,
    cloud: Simulator,
    charger: SimulatedCharger,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A key is enough: a charger that is also on the LAN gets that link, too."""
    monkeypatch.setattr(f"{PACKAGE}.discovery.DISCOVERY_PORT", charger.lan.port)
    await cloud.add_charger("FOURG12", lan=False, name="Street")
    cloud.cloud.add_key(API_KEY)

    result = await start(hass, "cloud")
    assert result["step_id"] == "cloud"
    result = await go_on(hass, result, api_key=f"{API_KEY} ")
    assert result["step_id"] == "choose"

    result = await go_on(hass, result, chargers=["ABC123", "FOURG12"])
    assert [item.path for item in cloud.cloud.requests] == [
        "/pairings/me",
        "/device/reported",
        "/device/reported",
    ]
    result = await go_on(hass, result)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["data"] == {
        CONF_API_KEY: API_KEY,
        CONF_CLOUD_URL: cloud.cloud.url,
    }
    await settle(hass)
    entry = result["result"]
    assert entry.state is ConfigEntryState.LOADED
    garage, street = entry.subentries.values()
    assert (garage.title, garage.unique_id) == ("Garage", "ABC123")
    assert garage.data[CONF_CLOUD] is True
    assert garage.data[CONF_HOST] == charger.lan.host
    assert garage.data[CONF_PORT] == charger.lan.port
    assert garage.data[CONF_FIRMWARE] == "2.5.0"
    assert garage.data[CONF_MAC].startswith("28:56:2f:")
    assert (street.title, street.unique_id) == ("Street", "FOURG12")
    assert street.data[CONF_CLOUD] is True
    assert CONF_HOST not in street.data


@pytest.mark.usefixtures("set_up")
@pytest.mark.parametrize("firmware", ["1.6.18", "2.5.0"])
async def test_another_charger_at_the_address(
    hass: HomeAssistant,
    cloud: Simulator,
    monkeypatch: pytest.MonkeyPatch,
    firmware: str,
) -> None:
    """The cloud may know an address that has passed to another charger since.

    One that does not say who it is proves nothing either.
    """
    await cloud.add_charger("ABC123")
    other = await cloud.add_charger("DEF4567", firmware=firmware, cloud=False)
    monkeypatch.setattr(f"{PACKAGE}.discovery.DISCOVERY_PORT", other.lan.port)
    cloud.cloud.add_key(API_KEY)

    result = await go_on(hass, await start(hass, "cloud"), api_key=API_KEY)
    result = await go_on(hass, result, chargers=["ABC123"])
    result = await go_on(hass, result)

    assert result["type"] is FlowResultType.CREATE_ENTRY
    subentry = only_charger(result["result"])
    assert CONF_HOST not in subentry.data
    assert subentry.data[CONF_CLOUD] is True


@pytest.mark.usefixtures("set_up")
@pytest.mark.parametrize("calls", [1, 2])
async def test_details_may_be_missing(
    hass: HomeAssistant,
    cloud: Simulator,
    charger: SimulatedCharger,
    monkeypatch: pytest.MonkeyPatch,
    calls: int,
) -> None:
    """With the last call, or with a charger that does not answer, it goes on."""
    monkeypatch.setattr(f"{PACKAGE}.discovery.DISCOVERY_PORT", charger.lan.port)
    cloud.cloud.add_key(API_KEY)
    cloud.cloud.remaining = calls
    charger.lan.fail = LanFault.REFUSE

    result = await go_on(hass, await start(hass, "cloud"), api_key=API_KEY)
    result = await go_on(hass, result, chargers=["ABC123"])
    result = await go_on(hass, result)

    assert result["type"] is FlowResultType.CREATE_ENTRY
    subentry = only_charger(result["result"])
    assert subentry.title == "Garage"
    assert subentry.data[CONF_CLOUD] is True
    assert CONF_HOST not in subentry.data


@pytest.mark.usefixtures("set_up")
@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (CloudFault.UNAUTHORIZED, "invalid_auth"),
        (CloudFault.PAIRINGS_FORBIDDEN, "invalid_auth"),
        (CloudFault.RATE_LIMITED, "quota_spent"),
        (CloudFault.DOWN, "cloud_outage"),
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
    """Each has its sentence, and the key can be sent again."""
    cloud.cloud.add_key(API_KEY)
    cloud.cloud.fault = fault
    result = await go_on(hass, await start(hass, "cloud"), api_key=API_KEY)
    assert result["type"] is FlowResultType.FORM
    assert result["errors"] == {"base": error}

    cloud.cloud.fault = CloudFault.NONE
    result = await go_on(hass, result, api_key=API_KEY)
    result = await go_on(hass, result, chargers=["ABC123"])
    result = await go_on(hass, result)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert only_charger(result["result"]).unique_id == charger.id


@pytest.mark.usefixtures("set_up")
async def test_cloud_unreachable(
    hass: HomeAssistant,
    cloud: Simulator,
    charger: SimulatedCharger,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Without the internet nobody is at the cloud's address."""
    charger.lan.fail = LanFault.REFUSE
    monkeypatch.setenv("V2C_CLOUD_URL", f"http://{address_of(charger)}")
    result = await go_on(hass, await start(hass, "cloud"), api_key=API_KEY)
    assert result["errors"] == {"base": "cloud_unreachable"}

    monkeypatch.setenv("V2C_CLOUD_URL", cloud.cloud.url)
    cloud.cloud.add_key(API_KEY)
    result = await go_on(hass, result, api_key=API_KEY)
    assert result["step_id"] == "choose"


@pytest.mark.usefixtures("charger")
@pytest.mark.parametrize("key", ["wrong", "two\nlines", "clé", "  "])
async def test_wrong_key(hass: HomeAssistant, cloud: Simulator, key: str) -> None:
    """Not only a foreign key, but also what no key can be."""
    cloud.cloud.add_key(API_KEY)
    result = await go_on(hass, await start(hass, "cloud"), api_key=key)
    assert result["errors"] == {"base": "invalid_auth"}

    result = await go_on(hass, result, api_key=API_KEY)
    assert result["step_id"] == "choose"


async def test_account_without_chargers(
    hass: HomeAssistant, cloud: Simulator, charger: SimulatedCharger
) -> None:
    """Another key may be of an account that has some."""
    cloud.cloud.add_key("empty", user="guest", chargers=frozenset())
    cloud.cloud.add_key(API_KEY)
    result = await go_on(hass, await start(hass, "cloud"), api_key="empty")
    assert result["errors"] == {"base": "no_chargers"}

    result = await go_on(hass, result, api_key=API_KEY)
    assert result["step_id"] == "choose"


async def test_account_with_known_chargers_only(
    hass: HomeAssistant, cloud: Simulator, charger: SimulatedCharger
) -> None:
    """There is nothing left to add."""
    house_entry(charger_subentry(charger)).add_to_hass(hass)
    cloud.cloud.add_key(API_KEY)

    result = await go_on(hass, await start(hass, "cloud"), api_key=API_KEY)

    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "all_chargers_added"
