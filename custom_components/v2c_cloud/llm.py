"""Tools with which language models see and control the chargers."""

from typing import Any, override

from homeassistant.components.llm import LLMTools
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import intent, llm
from homeassistant.util.json import JsonObjectType
import probatio

from .const import DOMAIN
from .voice.capabilities import CAPABILITIES, Capability, Harm
from .voice.chargers import async_chargers
from .voice.request import SLOT_CHARGER


class ChargerTool(llm.Tool):
    """Lets a model use one capability, through the same intent as a voice."""

    integration = DOMAIN

    def __init__(self, capability: Capability, chargers: list[str]) -> None:
        """Offer one capability of the chargers that have it."""
        self.name = f"{DOMAIN}__{capability.key}"
        self.title = capability.title
        self.description = capability.description
        self.parameters = probatio.Schema(
            {
                probatio.Optional(
                    SLOT_CHARGER,
                    description="Needed for a command if there are several",
                ): probatio.In(chargers),
                **capability.parameters,
            }
        )
        self._intent_type = capability.intent_type
        if (annotations := getattr(llm, "ToolAnnotations", None)) is not None:
            self.annotations = annotations(
                read_only=capability.harm is Harm.NONE,
                destructive=capability.harm is Harm.SOME,
                idempotent=True,
                open_world=False,
            )

    @override
    async def async_call(
        self,
        hass: HomeAssistant,
        tool_input: llm.ToolInput,
        llm_context: llm.LLMContext,
    ) -> Any:
        """Ask, and hand on the answer's sentence."""
        said = self.parameters(tool_input.tool_args)
        response = await intent.async_handle(
            hass,
            llm_context.platform,
            self._intent_type,
            {slot: {"value": value} for slot, value in said.items()},
            context=llm_context.context,
            language=llm_context.language,
            assistant=llm_context.assistant,
            device_id=llm_context.device_id,
        )
        failed = response.response_type is intent.IntentResponseType.ERROR
        answer = response.speech["plain"]["speech"]
        data: JsonObjectType = {"error" if failed else "answer": answer}
        # Home Assistant 2026.9 knows no results with a mark.
        result = getattr(llm, "ToolResult", None)
        return data if result is None else result(data=data, error=failed)


@callback
def async_get_tools(
    hass: HomeAssistant, llm_context: llm.LLMContext, api_id: str
) -> LLMTools | None:
    """The tools for what the assistant may know of the chargers; None for nothing."""
    if api_id != llm.LLM_API_ASSIST:
        return None
    chargers = async_chargers(hass, llm_context.assistant)
    tools: list[llm.Tool] = []
    for capability in CAPABILITIES:
        names = [
            charger.name
            for charger in chargers
            if any(charger.has(entity) for entity in capability.needs)
        ]
        if names:
            tools.append(ChargerTool(capability, names))
    return LLMTools(tools=tools) if tools else None
