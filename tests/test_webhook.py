"""V2C's webhook: a hint that makes us ask, and nothing more."""

from collections.abc import Iterator
import json
from unittest.mock import patch

from freezegun.api import FrozenDateTimeFactory
from homeassistant.config_entries import ConfigEntryState, ConfigFlowResult
from homeassistant.const import CONF_WEBHOOK_ID
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.v2c_cloud.const import CONF_CONTRACTED_POWER, CONF_PHASES
from scripts.simulator import Car, CloudFault, SimulatedCharger, Simulator

from .clocks import calls_over, one_clock, running_clock
from .conftest import AddHouse
from .flows import settle

# Home Assistant's own server, which this repository cannot mend.
pytestmark = pytest.mark.filterwarnings("ignore:It is recommended to use web")

HOOK = "0123456789abcdef"
PATH = f"/api/webhook/{HOOK}"
LIVE = "/device/currentstatecharge"


@pytest.fixture
def clock(freezer: FrozenDateTimeFactory) -> Iterator[FrozenDateTimeFactory]:
    """A clock that stands still until a test moves it."""
    with one_clock():
        yield freezer


async def _hooked(
    hass: HomeAssistant,
    simulator: Simulator,
    charger: SimulatedCharger,
    add_house: AddHouse,
    *,
    lan: bool = False,
) -> MockConfigEntry:
    """A house with an account and a webhook."""
    entry = await add_house(charger, simulator=simulator, lan=lan, cloud=True)
    hass.config_entries.async_update_entry(
        entry, data={**entry.data, CONF_WEBHOOK_ID: HOOK}
    )
    await hass.config_entries.async_reload(entry.entry_id)
    await settle(hass)
    return entry


@pytest.fixture(name="hooked")
async def _hooked_house(
    hass: HomeAssistant,
    clock: FrozenDateTimeFactory,
    simulator: Simulator,
    charger: SimulatedCharger,
    add_house: AddHouse,
) -> MockConfigEntry:
    """A house that only the cloud reaches, a minute after its last poll."""
    entry = await _hooked(hass, simulator, charger, add_house)
    await calls_over(hass, clock, simulator, 370)
    return entry


async def _start(hass: HomeAssistant, entry: MockConfigEntry) -> ConfigFlowResult:
    """Choose the webhook from the menu."""
    result = await hass.config_entries.options.async_init(entry.entry_id)
    assert result["type"] is FlowResultType.MENU
    return await _go_on(hass, result, next_step_id="webhook")


async def _go_on(
    hass: HomeAssistant, result: ConfigFlowResult, **user_input: object
) -> ConfigFlowResult:
    return await hass.config_entries.options.async_configure(
        result["flow_id"], user_input
    )


async def test_a_charge_that_begins_is_seen_soon(
    hass: HomeAssistant,
    clock: FrozenDateTimeFactory,
    simulator: Simulator,
    charger: SimulatedCharger,
    hooked: MockConfigEntry,
    hass_client_no_auth: ClientSessionGenerator,
) -> None:
    """V2C calls; the poll does not wait for its five minutes."""
    client = await hass_client_no_auth()
    simulator.cloud.webhook = str(client.make_url(PATH))
    charger.plug(Car(soc=0.1))
    await simulator.advance(60)
    assert [post.payload["method"] for post in simulator.cloud.hook.posts] == [
        "startcharge"
    ]
    assert [post.status for post in simulator.cloud.hook.posts] == [200]

    assert (await calls_over(hass, clock, simulator, 60))[0] == (10, LIVE)
    (coordinator,) = hooked.runtime_data.chargers.values()
    assert coordinator.data.snapshot.state.charging is True


async def test_many_calls_are_one_poll_a_minute(
    hass: HomeAssistant,
    clock: FrozenDateTimeFactory,
    simulator: Simulator,
    hooked: MockConfigEntry,
    hass_client_no_auth: ClientSessionGenerator,
) -> None:
    """Whoever finds the URL cannot burn the quota with it."""
    client = await hass_client_no_auth()
    polls = []
    for _ in range(30):
        await client.post(PATH, json={"deviceId": "abc123"})
        await client.post(PATH, json={"deviceId": "ABC123", "method": "endcharge"})
        polls += await calls_over(hass, clock, simulator, 10)
    assert [path for _, path in polls].count(LIVE) == 5


@pytest.mark.usefixtures("hooked")
@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"null",
        b"[1, 2]",
        b'"deviceId"',
        b"\xff\xfe",
        b"{}",
        b'{"deviceId": "OTHER1"}',
        b'{"deviceId": ["ABC123"]}',
        b'{"deviceId": "ABC123", "energyByHour": "' + b"0|" * 5000 + b'"}',
    ],
    ids=[
        "empty",
        "half",
        "nothing",
        "a list",
        "a text",
        "no text",
        "no charger",
        "unknown charger",
        "many chargers",
        "too long",
    ],
)
async def test_what_is_not_understood_changes_nothing(
    hass: HomeAssistant,
    clock: FrozenDateTimeFactory,
    simulator: Simulator,
    hass_client_no_auth: ClientSessionGenerator,
    body: bytes,
) -> None:
    """Anybody may send anything there, and learns nothing from the answer."""
    client = await hass_client_no_auth()
    response = await client.post(PATH, data=body)
    assert response.status == 200
    assert await response.text() == ""
    assert await calls_over(hass, clock, simulator, 120) == []


@pytest.mark.usefixtures("hooked")
async def test_json_in_a_string_is_understood(
    hass: HomeAssistant,
    clock: FrozenDateTimeFactory,
    simulator: Simulator,
    hass_client_no_auth: ClientSessionGenerator,
) -> None:
    """V2C's cloud packs documents like this elsewhere."""
    client = await hass_client_no_auth()
    await client.post(PATH, json=json.dumps({"deviceId": "ABC123"}))
    assert await calls_over(hass, clock, simulator, 60) == [(10, LIVE)]


@pytest.mark.usefixtures("hooked")
async def test_a_refused_charger_is_not_asked_more_often(
    hass: HomeAssistant,
    clock: FrozenDateTimeFactory,
    simulator: Simulator,
    hass_client_no_auth: ClientSessionGenerator,
) -> None:
    """The key does not get better by asking."""
    simulator.cloud.fault = CloudFault.UNAUTHORIZED
    assert len(await calls_over(hass, clock, simulator, 300)) == 1
    client = await hass_client_no_auth()
    await client.post(PATH, json={"deviceId": "ABC123"})
    assert await calls_over(hass, clock, simulator, 600) == []


async def test_a_charger_on_the_lan_needs_no_hint(
    hass: HomeAssistant,
    simulator: Simulator,
    charger: SimulatedCharger,
    add_house: AddHouse,
    hass_client_no_auth: ClientSessionGenerator,
) -> None:
    """The LAN tells it within seconds, for nothing."""
    with running_clock() as clock:
        await _hooked(hass, simulator, charger, add_house, lan=True)
        await calls_over(hass, clock, simulator, 120)
        client = await hass_client_no_auth()
        await client.post(PATH, json={"deviceId": "ABC123"})
        assert await calls_over(hass, clock, simulator, 120) == []


async def test_an_unloaded_house_does_not_listen(
    hass: HomeAssistant,
    clock: FrozenDateTimeFactory,
    simulator: Simulator,
    hooked: MockConfigEntry,
    hass_client_no_auth: ClientSessionGenerator,
) -> None:
    """Nor does it disturb a reload, which listens again."""
    client = await hass_client_no_auth()
    await hass.config_entries.async_unload(hooked.entry_id)
    response = await client.post(PATH, json={"deviceId": "ABC123"})
    assert response.status == 200

    await hass.config_entries.async_setup(hooked.entry_id)
    await client.post(PATH, json={"deviceId": "ABC123"})
    polls = await calls_over(hass, clock, simulator, 70)
    assert [path for _, path in polls].count(LIVE) == 1


async def test_it_is_made_shown_and_removed(
    hass: HomeAssistant,
    simulator: Simulator,
    charger: SimulatedCharger,
    add_house: AddHouse,
) -> None:
    """The URL is random, stays the same while it is wanted, and leaves nothing."""
    hass.config.external_url = "https://home.example.org"
    entry = await add_house(
        charger,
        simulator=simulator,
        cloud=True,
        **{CONF_CONTRACTED_POWER: 4.6, CONF_PHASES: 1},
    )
    result = await _go_on(hass, await _start(hass, entry), webhook=True)
    await settle(hass)
    webhook_id = entry.data[CONF_WEBHOOK_ID]
    assert len(webhook_id) == 64
    url = f"https://home.example.org/api/webhook/{webhook_id}"
    assert result["step_id"] == "webhook_url"
    assert result["description_placeholders"] == {"url": url}
    result = await _go_on(hass, result)
    assert result["type"] is FlowResultType.CREATE_ENTRY

    result = await _go_on(hass, await _start(hass, entry), webhook=True)
    assert result["description_placeholders"] == {"url": url}

    result = await _go_on(hass, await _start(hass, entry), webhook=False)
    await settle(hass)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert CONF_WEBHOOK_ID not in entry.data
    assert entry.options == {CONF_CONTRACTED_POWER: 4.6, CONF_PHASES: 1}
    assert entry.state is ConfigEntryState.LOADED


async def test_a_home_assistant_that_v2c_cannot_reach(
    hass: HomeAssistant,
    simulator: Simulator,
    charger: SimulatedCharger,
    add_house: AddHouse,
) -> None:
    """The form says so, and makes nothing; the next try may be better."""
    entry = await add_house(charger, simulator=simulator, cloud=True)
    result = await _go_on(hass, await _start(hass, entry), webhook=True)
    assert result["errors"] == {"webhook": "no_external_url"}
    assert CONF_WEBHOOK_ID not in entry.data

    hass.config.external_url = "https://home.example.org"
    result = await _go_on(hass, result, webhook=True)
    assert result["step_id"] == "webhook_url"


async def test_without_an_account_there_is_none(
    hass: HomeAssistant, charger: SimulatedCharger, add_house: AddHouse
) -> None:
    """The cloud knows nothing of such a house."""
    entry = await add_house(charger)
    result = await hass.config_entries.options.async_init(entry.entry_id)
    assert "webhook" not in result["menu_options"]

    hass.config_entries.async_update_entry(
        entry, data={**entry.data, CONF_WEBHOOK_ID: HOOK}
    )
    assert await hass.config_entries.async_reload(entry.entry_id)


async def test_a_home_assistant_without_webhooks(
    hass: HomeAssistant,
    simulator: Simulator,
    charger: SimulatedCharger,
    add_house: AddHouse,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """The house works all the same."""
    with patch(
        "custom_components.v2c_cloud.webhook.async_setup_component", return_value=False
    ):
        entry = await _hooked(hass, simulator, charger, add_house)
    assert entry.state is ConfigEntryState.LOADED
    assert "webhook does not work" in caplog.text
