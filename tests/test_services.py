"""The actions: which charger is meant, who may, and what is said when it fails."""

from collections.abc import Iterator
from pathlib import Path

from homeassistant.auth.models import User
from homeassistant.const import ATTR_DEVICE_ID
from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import (
    HomeAssistantError,
    ServiceValidationError,
    Unauthorized,
)
from homeassistant.helpers import device_registry as dr
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
import yaml

from custom_components.v2c_cloud.const import DOMAIN
from custom_components.v2c_cloud.service_calls import (
    ChargerAction,
    HomeAssistantAction,
    HouseAction,
)
from custom_components.v2c_cloud.services import ACTIONS
from scripts.simulator import Car, CloudFault, SimulatedCharger, Simulator
from scripts.simulator.cloud_switches import OfflineAnswer

from .actions import (
    EXAMPLES,
    HOUSE_EXAMPLES,
    STORED,
    act,
    device_of,
    quick_chargers,
    run_example,
)
from .conftest import AddHouse

DESCRIBED = yaml.safe_load(
    (
        Path(__file__).parent.parent / "custom_components/v2c_cloud/services.yaml"
    ).read_text(encoding="utf-8")
)
LIVE = sorted(EXAMPLES.keys() - STORED)
ADMINS = sorted(
    action.name
    for action in ACTIONS
    if action.admin and ATTR_DEVICE_ID in action.schema.schema
)
NOT_FIELDS = sorted(EXAMPLES.keys() - {"set_timer", "start_charge_for"})
WITHOUT_TARGETS = sorted(EXAMPLES.keys() - {"charge_until", "start_charge_for"})


@pytest.fixture(autouse=True)
def _waiting_takes_no_time(simulator: Simulator) -> Iterator[None]:
    with quick_chargers(simulator):
        yield


@pytest.fixture
async def clouded(
    simulator: Simulator, charger: SimulatedCharger, add_house: AddHouse
) -> MockConfigEntry:
    """A house whose charger, with a car, only the cloud reaches."""
    charger.plug(Car())
    await simulator.advance(120)
    return await add_house(charger, simulator=simulator, lan=False, cloud=True)


async def test_actions_are_there_before_a_house_is(hass: HomeAssistant) -> None:
    """An automation that uses one must not be broken by a house that is not loaded."""
    assert await async_setup_component(hass, DOMAIN, {})
    assert sorted(hass.services.async_services_for_domain(DOMAIN)) == sorted(
        action.name for action in ACTIONS
    )


@pytest.mark.parametrize("action", ACTIONS, ids=lambda action: action.name)
def test_actions_are_described(
    action: ChargerAction | HouseAction | HomeAssistantAction,
) -> None:
    """The form has the fields that the action takes."""
    assert {str(key) for key in action.schema.schema} == set(
        DESCRIBED[action.name]["fields"]
    )


def test_no_description_is_left_over() -> None:
    """Each form has its action."""
    assert set(DESCRIBED) == {action.name for action in ACTIONS}


@pytest.mark.parametrize("action", sorted(EXAMPLES))
async def test_another_device(
    hass: HomeAssistant, charger: SimulatedCharger, add_house: AddHouse, action: str
) -> None:
    """A house is no charger."""
    entry = await add_house(charger)
    with pytest.raises(ServiceValidationError) as caught:
        await run_example(hass, action, entry.runtime_data.device_id)
    assert caught.value.translation_key == "not_a_charger"


@pytest.mark.usefixtures("clouded")
async def test_no_device(hass: HomeAssistant) -> None:
    """A device that is gone is no charger either."""
    with pytest.raises(ServiceValidationError) as caught:
        await act(hass, "cancel_target", device_id="gone")
    assert caught.value.translation_key == "not_a_charger"


@pytest.mark.parametrize("action", sorted(EXAMPLES))
async def test_a_house_that_is_not_loaded(
    hass: HomeAssistant, clouded: MockConfigEntry, action: str
) -> None:
    """The sentence names the house."""
    device_id = device_of(hass)
    await hass.config_entries.async_unload(clouded.entry_id)
    with pytest.raises(ServiceValidationError) as caught:
        await run_example(hass, action, device_id)
    assert caught.value.translation_key == "house_not_loaded"
    assert caught.value.translation_placeholders == {
        "charger": "Garage",
        "house": "Home",
    }


@pytest.mark.parametrize("action", WITHOUT_TARGETS)
async def test_no_account(
    hass: HomeAssistant, charger: SimulatedCharger, add_house: AddHouse, action: str
) -> None:
    """What only the cloud can do is refused in a sentence."""
    await add_house(charger)
    with pytest.raises(ServiceValidationError) as caught:
        await run_example(hass, action, device_of(hass))
    assert caught.value.translation_key == "no_account"


@pytest.mark.usefixtures("clouded")
@pytest.mark.parametrize("action", sorted(EXAMPLES))
@pytest.mark.parametrize(
    ("fault", "key"),
    [
        (CloudFault.UNAUTHORIZED, "key_refused"),
        (CloudFault.RATE_LIMITED, "quota_spent"),
    ],
)
async def test_a_cloud_that_refuses(
    hass: HomeAssistant,
    simulator: Simulator,
    action: str,
    fault: CloudFault,
    key: str,
) -> None:
    """Each says so, and does not try again."""
    simulator.cloud.fault = fault
    before = len(simulator.cloud.requests)
    with pytest.raises(HomeAssistantError) as caught:
        await run_example(hass, action, device_of(hass))
    assert caught.value.translation_key == key
    assert len(simulator.cloud.requests) - before == 1


@pytest.mark.usefixtures("clouded")
@pytest.mark.parametrize("action", NOT_FIELDS)
async def test_a_cloud_that_is_out_of_order(
    hass: HomeAssistant, simulator: Simulator, action: str
) -> None:
    """Nobody tries again on their own, since it may have been carried out."""
    simulator.cloud.fault = CloudFault.SERVER_ERROR
    before = len(simulator.cloud.requests)
    with pytest.raises(HomeAssistantError) as caught:
        await run_example(hass, action, device_of(hass))
    assert caught.value.translation_key == "command_unanswered"
    assert len(simulator.cloud.requests) - before == 1


@pytest.mark.parametrize("answer", list(OfflineAnswer))
@pytest.mark.parametrize("action", LIVE)
async def test_an_offline_charger(
    hass: HomeAssistant,
    simulator: Simulator,
    charger: SimulatedCharger,
    add_house: AddHouse,
    action: str,
    answer: OfflineAnswer,
) -> None:
    """The cloud would answer "done", and nothing would happen."""
    simulator.cloud.offline_answer = answer
    charger.plug(Car())
    charger.cloud_online = False
    await simulator.advance(120)
    await add_house(charger, simulator=simulator, lan=False, cloud=True)
    with pytest.raises(HomeAssistantError) as caught:
        await run_example(hass, action, device_of(hass))
    assert caught.value.translation_key == "charger_offline"


async def test_a_charger_that_is_back(
    hass: HomeAssistant,
    simulator: Simulator,
    charger: SimulatedCharger,
    add_house: AddHouse,
) -> None:
    """That it was offline may be old: the cloud is asked again."""
    charger.cloud_online = False
    await simulator.advance(120)
    await add_house(charger, simulator=simulator, lan=False, cloud=True)
    charger.cloud_online = True
    await simulator.advance(120)
    await act(hass, "add_card", code="aa23b601", name="Anna")
    assert [card.tag for card in charger.reader.cards.values()] == ["Anna"]


@pytest.mark.usefixtures("clouded")
@pytest.mark.parametrize("action", ADMINS)
async def test_what_is_for_administrators(
    hass: HomeAssistant, hass_read_only_user: User, action: str
) -> None:
    """Cards open the charger, and the installation is not everybody's business."""
    with pytest.raises(Unauthorized):
        await hass.services.async_call(
            DOMAIN,
            action,
            {"device_id": device_of(hass)} | (EXAMPLES | HOUSE_EXAMPLES)[action],
            blocking=True,
            context=Context(user_id=hass_read_only_user.id),
            return_response=action in {"get_cards", "get_wifi_networks"},
        )


async def test_two_houses(
    hass: HomeAssistant,
    simulator: Simulator,
    charger: SimulatedCharger,
    add_house: AddHouse,
) -> None:
    """The device decides which charger gets the command."""
    other = await simulator.add_charger("DEF456", lan=False)
    await add_house(charger, simulator=simulator, lan=False, cloud=True)
    await add_house(other, simulator=simulator, lan=False, cloud=True)
    device_id = device_of(hass, "DEF456")
    await act(hass, "add_card", device_id=device_id, code="aa23b601", name="Anna")
    assert not charger.reader.cards
    assert [card.tag for card in other.reader.cards.values()] == ["Anna"]


@pytest.mark.usefixtures("clouded")
async def test_secrets_stay_secret(
    hass: HomeAssistant, simulator: Simulator, caplog: pytest.LogCaptureFixture
) -> None:
    """No log and no exception of ours has a password or a card's number."""
    caplog.set_level("DEBUG", "custom_components.v2c_cloud")
    caplog.set_level("DEBUG", "aiohttp")
    simulator.cloud.fault = CloudFault.SERVER_ERROR
    said = []
    for action, data in (
        ("set_wifi", {"ssid": "Casa", "password": "top-secret-word"}),
        ("set_wifi", {"ssid": "Casa", "password": "tiny-77"}),
        ("add_card", {"code": "5ec2e700", "name": "Anna"}),
        ("rename_card", {"code": "5ec2e700", "name": "Anna"}),
        ("delete_card", {"code": "5ec2e70"}),
    ):
        with pytest.raises(HomeAssistantError) as caught:
            await act(hass, action, **data)
        error: BaseException | None = caught.value
        while error is not None:
            said.append(f"{error!r} {error} {vars(error)}")
            error = error.__cause__
    texts = "\n".join([*said, caplog.text])
    assert len(said) >= 10
    assert "top-secret-word" not in texts
    assert "tiny-77" not in texts
    assert "5ec2e70" not in texts


async def test_devices_are_found_by_their_charger(
    hass: HomeAssistant, clouded: MockConfigEntry
) -> None:
    """A device of another integration is refused, whatever its identifier."""
    other = MockConfigEntry(domain="other")
    other.add_to_hass(hass)
    device = dr.async_get(hass).async_get_or_create(
        config_entry_id=other.entry_id, identifiers={("other", "ABC123")}
    )
    with pytest.raises(ServiceValidationError) as caught:
        await act(hass, "cancel_target", device_id=device.id)
    assert caught.value.translation_key == "not_a_charger"
