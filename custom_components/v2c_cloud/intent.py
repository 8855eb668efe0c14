"""The intents with which people talk to their chargers."""

from typing import override

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import device_registry as dr, intent
from homeassistant.helpers.typing import VolDictType

from .voice.capabilities import CAPABILITIES, CHARGER_SLOT, Capability
from .voice.request import Request
from .voice.speech import Speaker, SpokenError

_SLOT_AREA = "preferred_area_id"
"""Where the voice satellite stands that somebody speaks to."""


async def async_setup_intents(hass: HomeAssistant) -> None:
    """Register the intents, for sentences and for language models."""
    for capability in CAPABILITIES:
        intent.async_register(hass, ChargerIntent(capability))


class ChargerIntent(intent.IntentHandler):
    """Carries out one capability and answers with a sentence."""

    def __init__(self, capability: Capability) -> None:
        """Serve one capability."""
        self.capability = capability
        self.intent_type = capability.intent_type
        self.description = capability.description

    @property
    @override
    def slot_schema(self) -> VolDictType:
        """What may be said."""
        return {**CHARGER_SLOT, **self.capability.slots}

    @override
    async def async_handle(self, intent_obj: intent.Intent) -> intent.IntentResponse:
        """Answer, in the language of the question."""
        slots = {
            slot: said["value"]
            for slot, said in self.async_validate_slots(intent_obj.slots).items()
        }
        request = Request(
            hass=intent_obj.hass,
            speaker=await Speaker.async_for(intent_obj.hass, intent_obj.language),
            context=intent_obj.context,
            assistant=intent_obj.assistant,
            area_id=slots.get(_SLOT_AREA) or _area_of_speaker(intent_obj),
            slots=slots,
        )
        response = intent_obj.create_response()
        try:
            response.async_set_speech(await self.capability.run(request))
        except SpokenError as err:
            # A sentence that is about something else than a charger goes on to a
            # language model, where there is one.
            response.async_set_error(
                intent.IntentResponseErrorCode.NO_VALID_TARGETS
                if err.unclear
                else intent.IntentResponseErrorCode.FAILED_TO_HANDLE,
                request.speaker.refuse(err),
            )
        except HomeAssistantError as err:
            response.async_set_error(
                intent.IntentResponseErrorCode.FAILED_TO_HANDLE,
                request.speaker.error(err),
            )
        return response


def _area_of_speaker(intent_obj: intent.Intent) -> str | None:
    """The area of the device that somebody speaks to."""
    device = dr.async_get(intent_obj.hass).async_get(intent_obj.device_id or "")
    if device is None:
        return None
    return dr.async_get_effective_area_id(intent_obj.hass, device)
