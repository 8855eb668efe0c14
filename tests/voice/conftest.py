"""Houses with Assist in them, to which tests can talk."""

from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

from homeassistant.components.conversation import async_converse
from homeassistant.components.homeassistant.exposed_entities import async_expose_entity
from homeassistant.config_entries import ConfigEntry
from homeassistant.const import Platform
from homeassistant.core import Context, HomeAssistant
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.intent import IntentResponse
from homeassistant.setup import async_setup_component
import pytest

from custom_components.v2c_cloud.const import DOMAIN
from scripts.simulator import Car, SimulatedCharger, Simulator
from tests.actions import device_of
from tests.conftest import AddHouse

ASSIST = "conversation"
LANGUAGES = ("en", "es", "it")

type Say = Callable[..., Coroutine[Any, Any, IntentResponse]]


@pytest.fixture
async def assist(hass: HomeAssistant, tmp_path: Path) -> None:
    """Home Assistant's own agent, which has read our sentences."""
    hass.config.config_dir = str(tmp_path)
    # Assist reads it when it is told to read its sentences anew.
    (tmp_path / "configuration.yaml").touch()
    assert await async_setup_component(hass, "homeassistant", {})
    assert await async_setup_component(hass, ASSIST, {})
    assert await async_setup_component(hass, DOMAIN, {})
    await hass.services.async_call(DOMAIN, "install_sentences", blocking=True)


def expose_all(
    hass: HomeAssistant, *, only: str | None = None, shown: bool = True
) -> None:
    """Show all entities to Assist, or one of them; or hide them."""
    for entity_id in [only] if only else list(er.async_get(hass).entities):
        async_expose_entity(hass, ASSIST, entity_id, shown)


@pytest.fixture
async def garage(
    hass: HomeAssistant,
    assist: None,
    charger: SimulatedCharger,
    add_house: AddHouse,
) -> SimulatedCharger:
    """One charger, all of which Assist may know."""
    await add_house(charger)
    expose_all(hass)
    return charger


@pytest.fixture
async def charged(
    hass: HomeAssistant,
    assist: None,
    simulator: Simulator,
    charger: SimulatedCharger,
    add_house: AddHouse,
) -> SimulatedCharger:
    """The same with a car that charges."""
    charger.plug(Car())
    await simulator.advance(60)
    await add_house(charger)
    expose_all(hass)
    return charger


@pytest.fixture
async def two(
    hass: HomeAssistant, assist: None, simulator: Simulator, add_house: AddHouse
) -> tuple[SimulatedCharger, SimulatedCharger]:
    """Two chargers of a house, Left and Right."""
    left = await simulator.add_charger("AAA111", name="Left")
    right = await simulator.add_charger("BBB222", name="Right")
    await add_house(left, right)
    expose_all(hass)
    return left, right


@pytest.fixture
def say(hass: HomeAssistant) -> Say:
    """Say something to Assist, and hear the answer."""

    async def converse(
        text: str, language: str = "en", device_id: str | None = None
    ) -> IntentResponse:
        result = await async_converse(
            hass, text, None, Context(), language=language, device_id=device_id
        )
        return result.response

    return converse


def add_entity(hass: HomeAssistant, platform: Platform, key: str, state: str) -> str:
    """An entity of the charger that another part of the integration may add."""
    entry: ConfigEntry = hass.config_entries.async_entries(DOMAIN)[0]
    entity = er.async_get(hass).async_get_or_create(
        platform,
        DOMAIN,
        f"v2c_ABC123_{key}",
        config_entry=entry,
        config_subentry_id=next(iter(entry.subentries)),
        device_id=device_of(hass),
        translation_key=key,
    )
    hass.states.async_set(entity.entity_id, state)
    expose_all(hass)
    return entity.entity_id


def heard(response: IntentResponse) -> str:
    """The sentence of an answer."""
    speech: str = response.speech["plain"]["speech"]
    return speech
