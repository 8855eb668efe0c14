"""The intents, as scripts and satellites send them."""

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import intent
import pytest

from custom_components.v2c_cloud.const import DOMAIN
from custom_components.v2c_cloud.voice.capabilities import CAPABILITIES
from scripts.simulator import SimulatedCharger

from .voice.conftest import assist, garage, heard

__all__ = ["assist", "garage"]


async def send(
    hass: HomeAssistant, intent_type: str, **slots: object
) -> intent.IntentResponse:
    """Send an intent as a script does: without an assistant."""
    return await intent.async_handle(
        hass, "test", intent_type, {key: {"value": it} for key, it in slots.items()}
    )


@pytest.mark.usefixtures("assist")
async def test_intents_are_registered(hass: HomeAssistant) -> None:
    """All of them, each with words for a language model."""
    ours = {
        handler.intent_type: handler.description
        for handler in intent.async_get(hass)
        if handler.intent_type.startswith("V2C")
    }
    assert set(ours) == {capability.intent_type for capability in CAPABILITIES}
    assert all(ours.values())


async def test_without_an_assistant(
    hass: HomeAssistant, garage: SimulatedCharger
) -> None:
    """A script speaks the language of Home Assistant, and may do everything."""
    hass.config.language = "it"
    response = await send(hass, "V2CSetCurrent", current=8, charger="garage")
    assert heard(response) == "La wallbox Garage è impostata a 8 ampere."
    assert garage.values.intensity == 8


async def test_slots_are_checked(hass: HomeAssistant, garage: SimulatedCharger) -> None:
    """What is no number is no current."""
    with pytest.raises(intent.InvalidSlotInfo):
        await send(hass, "V2CSetCurrent", current="much")
    with pytest.raises(HomeAssistantError):
        await send(hass, "V2CSetCurrent")


async def test_no_house(hass: HomeAssistant, assist: None) -> None:
    """The answer is a sentence all the same."""
    assert not hass.config_entries.async_entries(DOMAIN)
    response = await send(hass, "V2CStatus")
    assert response.error_code is intent.IntentResponseErrorCode.NO_VALID_TARGETS
    assert heard(response).startswith("No V2C charger is exposed")
