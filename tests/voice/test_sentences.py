"""The sentence files, as Home Assistant's own agent understands them."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.typing import WebSocketGenerator
import yaml

from custom_components.v2c_cloud.voice.capabilities import CAPABILITIES

from .conftest import LANGUAGES
from .phrases import ENGLISH, ITALIAN, SPANISH, Understood

ROOT = Path(__file__).parent.parent.parent
FILES = ROOT / "custom_components/v2c_cloud/custom_sentences"
PHRASES = {"en": ENGLISH, "es": SPANISH, "it": ITALIAN}
# What is said to other things, which must go where it went before.
OTHERS = {
    "en": [
        "lock the front door",
        "unlock the front door",
        "is the phone charging",
        "charge the phone",
        "stop the music",
        "set the kitchen to 20",
        "turn on the light",
        "set a timer for five minutes",
        "pause",
        "yes",
    ],
    "es": [
        "bloquea la puerta",
        "desbloquea la puerta",
        "para la música",
        "enciende la luz",
        "pon la luz a 20",
        "sí",
    ],
    "it": [
        "blocca la porta",
        "sblocca la porta",
        "ferma la musica",
        "accendi la luce",
        "imposta la luce a 20",
        "sì",
    ],
}

pytestmark = [
    pytest.mark.usefixtures("assist"),
    # Home Assistant's own web server.
    pytest.mark.filterwarnings("ignore:It is recommended to use web.RequestKey"),
]


async def recognized(
    hass: HomeAssistant,
    hass_ws_client: WebSocketGenerator,
    sentences: list[str],
    language: str,
) -> list[Mapping[str, Any] | None]:
    """What the agent makes of sentences, as its page for developers shows it."""
    client = await hass_ws_client(hass)
    await client.send_json_auto_id(
        {
            "type": "conversation/agent/homeassistant/debug",
            "sentences": sentences,
            "language": language,
        }
    )
    answer = await client.receive_json()
    results: list[Mapping[str, Any] | None] = answer["result"]["results"]
    return results


def understood(result: Mapping[str, Any] | None) -> Understood | None:
    """The intent and its slots' values, if the sentence was understood whole."""
    if result is None or not result["match"]:
        return None
    return (
        result["intent"]["name"],
        {name: it["value"] for name, it in result["details"].items()},
    )


@pytest.mark.parametrize("language", LANGUAGES)
async def test_phrases(
    hass: HomeAssistant, hass_ws_client: WebSocketGenerator, language: str
) -> None:
    """Many ways to say each thing."""
    phrases = PHRASES[language]
    results = await recognized(hass, hass_ws_client, list(phrases), language)
    assert dict(zip(phrases, map(understood, results), strict=True)) == phrases


def documented(language: str) -> list[str]:
    """What people are told to say: a column of the table in docs/voice.md."""
    page = (ROOT / "docs" / "voice.md").read_text("utf-8")
    table = page.partition("| | English | Español | Italiano |")[2].partition("\n\n")[0]
    column = 2 + LANGUAGES.index(language)
    cells = [row.split("|")[column] for row in table.splitlines() if row]
    return [phrase.strip() for cell in cells[1:] for phrase in cell.split("·")]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_what_people_are_told_to_say(
    hass: HomeAssistant, hass_ws_client: WebSocketGenerator, language: str
) -> None:
    """Each example of the docs is understood."""
    phrases = documented(language)
    results = await recognized(hass, hass_ws_client, phrases, language)
    found = dict(zip(phrases, map(understood, results), strict=True))
    assert len(phrases) > 10
    assert [phrase for phrase, result in found.items() if result is None] == []


@pytest.mark.parametrize("language", LANGUAGES)
async def test_what_is_said_to_others(
    hass: HomeAssistant, hass_ws_client: WebSocketGenerator, language: str
) -> None:
    """Sentences of ours come before all others, so they take no more than they must."""
    sentences = OTHERS[language]
    results = await recognized(hass, hass_ws_client, sentences, language)
    taken = [
        sentence
        for sentence, result in zip(sentences, map(understood, results), strict=True)
        if result is not None and result[0].startswith("V2C")
    ]
    assert taken == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_can_be_said(language: str) -> None:
    """Each language has sentences, and a test of them, for all that can be asked."""
    intents = {capability.intent_type for capability in CAPABILITIES}
    content = yaml.safe_load((FILES / language / "v2c_cloud.yaml").read_text("utf-8"))
    assert content["language"] == language
    assert set(content["intents"]) == intents
    assert {intent for intent, _ in PHRASES[language].values()} == intents


@pytest.mark.parametrize("language", LANGUAGES)
def test_names_are_ours(language: str) -> None:
    """Lists and rules of all files share their names with Home Assistant's own."""
    content = yaml.safe_load((FILES / language / "v2c_cloud.yaml").read_text("utf-8"))
    names = [*content["lists"], *content["expansion_rules"]]
    assert [name for name in names if not name.startswith("v2c_")] == []
