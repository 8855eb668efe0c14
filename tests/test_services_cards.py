"""The actions about the cards that a charger knows."""

from collections.abc import Callable, Iterator
from unittest.mock import patch

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
import pytest

from custom_components.v2c_cloud import service_cards
from custom_components.v2c_cloud.const import DOMAIN
from scripts.simulator import CloudFault, SimulatedCharger, Simulator
from scripts.simulator.cards import Card

from .actions import act, ask
from .conftest import AddHouse

type OnLook = list[Callable[[], object]]

WORDS = {
    "component.v2c_cloud.common.hold_card_title": "Hold the card",
    "component.v2c_cloud.common.hold_card_message": "{charger} {name} {seconds}",
}


@pytest.fixture(autouse=True)
async def _house(
    simulator: Simulator, charger: SimulatedCharger, add_house: AddHouse
) -> None:
    """A house whose charger knows one card."""
    charger.reader.register("aa23b601", "Anna")
    await add_house(charger, simulator=simulator, lan=False, cloud=True)


@pytest.fixture
def looks(simulator: Simulator, freezer: FrozenDateTimeFactory) -> Iterator[OnLook]:
    """What happens before each look at the list; waiting takes simulated time only."""
    events: OnLook = []

    async def sleep(seconds: float) -> None:
        freezer.tick(seconds)
        await simulator.advance(seconds)
        events.pop(0)()

    with patch.object(service_cards, "sleep", sleep):
        yield events


def calls(simulator: Simulator) -> list[str]:
    """What was asked of the reader; polling goes on beside it."""
    return [
        call.method for call in simulator.cloud.requests if call.path == "/device/rfid"
    ]


def requests_to_hold_a_card(hass: HomeAssistant) -> list[str]:
    """The notifications that are shown now."""
    return [
        item["message"]
        for key, item in hass.data["persistent_notification"].items()
        if key.startswith(DOMAIN)
    ]


def nothing() -> None:
    """Nobody comes."""


async def test_get_cards(hass: HomeAssistant) -> None:
    """The list, with what is needed to rename or delete one."""
    assert await ask(hass, "get_cards") == {
        "cards": [{"code": "aa23b601", "name": "Anna"}]
    }


@pytest.mark.parametrize("code", ["04A1B2C3D4E5F6", "04:a1:b2:c3:d4:e5:f6"])
async def test_add_card(
    hass: HomeAssistant, charger: SimulatedCharger, code: str
) -> None:
    """A number as it is printed on cards."""
    await act(hass, "add_card", code=code, name="Berta")
    assert charger.reader.cards["04a1b2c3d4e5f6"].tag == "Berta"


async def test_rename_card(hass: HomeAssistant, charger: SimulatedCharger) -> None:
    """The card stays, its name changes."""
    await act(hass, "rename_card", code="aa23b601", name="Anna's card")
    assert charger.reader.cards == {
        "aa23b601": Card(code="aa23b601", tag="Anna's card")
    }


async def test_delete_card(hass: HomeAssistant, charger: SimulatedCharger) -> None:
    """The charger forgets it."""
    await act(hass, "delete_card", code="aa23b601")
    assert charger.reader.cards == {}


@pytest.mark.parametrize("action", ["delete_card", "rename_card"])
async def test_a_card_that_is_not_known(hass: HomeAssistant, action: str) -> None:
    """The cloud refuses it."""
    names = {"rename_card": {"name": "Berta"}}
    with pytest.raises(HomeAssistantError) as caught:
        await act(hass, action, code="ffffffff", **names.get(action, {}))
    assert caught.value.translation_key == "command_rejected"


@pytest.mark.parametrize(
    ("code", "name", "key"),
    [
        ("no number", "Anna", "invalid_card_code"),
        ("aa23b6", "Anna", "invalid_card_code"),
        ("aa23b601", " ", "invalid_name"),
    ],
)
async def test_no_card(
    hass: HomeAssistant, simulator: Simulator, code: str, name: str, key: str
) -> None:
    """Nothing is sent for what is no card."""
    before = len(simulator.cloud.requests)
    with pytest.raises(ServiceValidationError) as caught:
        await act(hass, "add_card", code=code, name=name)
    assert caught.value.translation_key == key
    assert len(simulator.cloud.requests) == before


@pytest.fixture
def _words() -> Iterator[None]:
    async def translations(*args: object) -> dict[str, str]:
        return WORDS

    with patch.object(service_cards, "async_get_translations", translations):
        yield


@pytest.mark.usefixtures("_words")
async def test_learn_card(
    hass: HomeAssistant, simulator: Simulator, charger: SimulatedCharger, looks: OnLook
) -> None:
    """The second look finds the card that was held to the reader in between."""
    looks += [nothing, lambda: charger.swipe("b0b0b0b0")]
    assert await ask(hass, "learn_card", name="Berta") == {
        "learned": True,
        "card": {"code": "b0b0b0b0", "name": "Berta"},
    }
    assert calls(simulator) == ["GET", "POST", "GET", "GET"]


@pytest.mark.usefixtures("_words")
async def test_learn_a_card_again(
    hass: HomeAssistant, charger: SimulatedCharger, looks: OnLook
) -> None:
    """A card that is known gets the new name."""
    looks += [lambda: charger.swipe("aa23b601")]
    answer = await ask(hass, "learn_card", name="Berta")
    assert answer["card"] == {"code": "aa23b601", "name": "Berta"}


@pytest.mark.usefixtures("_words")
async def test_nobody_holds_a_card(
    hass: HomeAssistant, simulator: Simulator, looks: OnLook
) -> None:
    """After the time that was given the answer is no, at a known price."""
    looks += [nothing] * 3
    assert await ask(hass, "learn_card", name="Berta", timeout=30) == {
        "learned": False,
        "card": None,
    }
    assert calls(simulator) == ["GET", "POST", "GET", "GET", "GET"]


@pytest.mark.usefixtures("_words")
async def test_people_are_told_to_hold_the_card(
    hass: HomeAssistant, charger: SimulatedCharger, looks: OnLook
) -> None:
    """The request is there while the charger waits, and gone afterwards."""
    seen: list[str] = []

    def look() -> None:
        seen.extend(requests_to_hold_a_card(hass))
        charger.swipe("b0b0b0b0")

    looks += [look]
    await act(hass, "learn_card", name="Berta")
    assert seen == ["Garage Berta 60"]
    assert requests_to_hold_a_card(hass) == []


@pytest.mark.usefixtures("_words")
async def test_the_quota_ends_while_a_card_is_waited_for(
    hass: HomeAssistant, simulator: Simulator, looks: OnLook
) -> None:
    """The error is told, and the request to hold a card is gone."""
    looks += [lambda: setattr(simulator.cloud, "fault", CloudFault.RATE_LIMITED)]
    with pytest.raises(HomeAssistantError) as caught:
        await act(hass, "learn_card", name="Berta")
    assert caught.value.translation_key == "quota_spent"
    assert requests_to_hold_a_card(hass) == []
