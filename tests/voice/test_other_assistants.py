"""What docs/voice.md says of Google Assistant and Alexa, by Home Assistant's own code."""

from types import SimpleNamespace
from typing import Any

from homeassistant.components.alexa.entities import ENTITY_ADAPTERS
from homeassistant.components.google_assistant.trait import TRAITS
from homeassistant.core import HomeAssistant, State

from scripts.simulator import SimulatedCharger
from tests.conftest import AddHouse


def understood_by_google(state: State) -> set[str]:
    """What Google Assistant can do with an entity."""
    traits: list[Any] = TRAITS
    kind = state.attributes.get("device_class")
    features = state.attributes.get("supported_features", 0)
    return {
        trait.__name__
        for trait in traits
        if trait.supported(state.domain, features, kind, state.attributes)
    }


def understood_by_alexa(hass: HomeAssistant, state: State) -> set[str]:
    """What Alexa can do with an entity."""
    if (adapter := ENTITY_ADAPTERS.get(state.domain)) is None:
        return set()
    config: Any = SimpleNamespace(entity_config={})
    # What every entity has, says nothing.
    return {
        type(interface).__name__
        for interface in adapter(hass, config, state).interfaces()
    } - {"Alexa", "AlexaEndpointHealth", "AlexaContactSensor"}


async def test_what_others_understand(
    hass: HomeAssistant, charger: SimulatedCharger, add_house: AddHouse
) -> None:
    """Switches, choices, numbers and buttons; no sensor of ours."""
    await add_house(charger)
    google: dict[str, set[str]] = {}
    alexa: dict[str, set[str]] = {}
    for state in hass.states.async_all():
        google.setdefault(state.domain, set()).update(understood_by_google(state))
        alexa.setdefault(state.domain, set()).update(understood_by_alexa(hass, state))
    assert {domain: traits for domain, traits in google.items() if traits} == {
        "button": {"SceneTrait"},
        "select": {"ModesTrait"},
        "switch": {"OnOffTrait"},
    }
    assert {domain: it for domain, it in alexa.items() if it} == {
        "button": {"AlexaSceneController", "AlexaEventDetectionSensor"},
        "number": {"AlexaRangeController"},
        "switch": {"AlexaPowerController"},
    }
