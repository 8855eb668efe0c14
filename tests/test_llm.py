"""The tools of language models, on each version of Home Assistant."""

from dataclasses import asdict
from datetime import time
from typing import Any

from homeassistant.components.time import SERVICE_SET_VALUE
from homeassistant.const import ATTR_TIME, Platform
from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import llm
import probatio
import pytest
from pytest_homeassistant_custom_component.common import async_mock_service

from custom_components.v2c_cloud.const import DOMAIN
from custom_components.v2c_cloud.llm import async_get_tools
from custom_components.v2c_cloud.voice.capabilities import CAPABILITIES
from scripts.simulator import SimulatedCharger

from .conftest import entity_id
from .voice.conftest import ASSIST, add_entity, assist, charged, expose_all, garage, two

__all__ = ["assist", "charged", "garage", "two"]

READING = {"get_status", "get_reason", "get_ready_time", "get_month_cost"}


def context() -> llm.LLMContext:
    """A model that somebody talks to in Spanish."""
    return llm.LLMContext(
        platform="test",
        context=Context(),
        language="es",
        assistant=ASSIST,
        device_id=None,
    )


async def tools(hass: HomeAssistant) -> dict[str, llm.Tool]:
    """The tools of ours that a model has, by the end of their names."""
    api = await llm.async_get_api(hass, llm.LLM_API_ASSIST, context())
    prefix = f"{DOMAIN}__"
    return {
        tool.name.removeprefix(prefix): tool
        for tool in api.tools
        if tool.name.startswith(prefix)
    }


async def call(hass: HomeAssistant, tool: str, **arguments: object) -> dict[str, Any]:
    """Let a model call one, and return what it gets."""
    api = await llm.async_get_api(hass, llm.LLM_API_ASSIST, context())
    result: Any = await api.async_call_tool(
        llm.ToolInput(tool_name=f"{DOMAIN}__{tool}", tool_args=arguments)
    )
    # Home Assistant 2026.9 hands on the bare answer.
    return result if isinstance(result, dict) else asdict(result)["data"]


async def test_tools(hass: HomeAssistant, garage: SimulatedCharger) -> None:
    """All that a charger can do."""
    add_entity(hass, Platform.TIME, "ready_by", "06:00:00")
    found = await tools(hass)
    assert set(found) == {capability.key for capability in CAPABILITIES}
    assert {tool.integration for tool in found.values()} == {DOMAIN}
    assert all(tool.title and tool.description for tool in found.values())


async def test_models_can_read_what_tools_take(
    hass: HomeAssistant, garage: SimulatedCharger
) -> None:
    """Home Assistant's integrations of models translate it so."""
    add_entity(hass, Platform.TIME, "ready_by", "06:00:00")
    api = await llm.async_get_api(hass, llm.LLM_API_ASSIST, context())
    taken = {
        key: probatio.to_openapi(
            tool.parameters, custom_serializer=api.custom_serializer
        )["properties"]
        for key, tool in (await tools(hass)).items()
    }
    assert {key: sorted(fields) for key, fields in taken.items()} == {
        capability.key: sorted(
            ["charger", *(str(key) for key in capability.parameters)]
        )
        for capability in CAPABILITIES
    }
    assert taken["pause_charging"]["charger"]["enum"] == ["Garage"]
    assert taken["set_current"]["current"]["type"] == "number"
    assert taken["set_ready_by"]["time"]["type"] == "string"
    assert taken["lock"]["confirmed"]["type"] == "boolean"


@pytest.mark.skipif(
    not hasattr(llm, "ToolAnnotations"), reason="Home Assistant knows no annotations"
)
async def test_what_tools_may_do_is_said(
    hass: HomeAssistant, garage: SimulatedCharger
) -> None:
    """Reading changes nothing; the lock is what to be careful with."""
    found = await tools(hass)
    reading = {key for key, tool in found.items() if tool.annotations.read_only}
    harmful = {key for key, tool in found.items() if tool.annotations.destructive}
    assert reading == READING
    assert harmful == {"lock", "unlock"}
    assert not any(tool.annotations.open_world for tool in found.values())


async def test_a_tool_commands_the_charger(
    hass: HomeAssistant, charged: SimulatedCharger
) -> None:
    """And the answer is a sentence in the language of whoever asked."""
    assert await call(hass, "pause_charging", charger="Garage") == {
        "answer": "Garage: la carga está en pausa."
    }
    assert charged.values.paused is True
    assert await call(hass, "set_current", current=12) == {
        "answer": "Garage está ajustado a 12 amperios."
    }
    assert charged.values.intensity == 12


async def test_a_tool_asks_first(
    hass: HomeAssistant, charged: SimulatedCharger
) -> None:
    """A model has to bring the person's yes."""
    answer = await call(hass, "lock")
    assert "di: sí" in answer["answer"]
    assert charged.values.locked is False
    await call(hass, "lock", confirmed=True)
    assert charged.values.locked is True


async def test_a_tool_sets_the_time(
    hass: HomeAssistant, garage: SimulatedCharger
) -> None:
    """As a model writes it; what is no time is refused before anything is done."""
    add_entity(hass, Platform.TIME, "ready_by", "06:00:00")
    calls = async_mock_service(hass, Platform.TIME, SERVICE_SET_VALUE)
    with pytest.raises(HomeAssistantError):
        await call(hass, "set_ready_by", time="breakfast")
    assert calls == []
    assert await call(hass, "set_ready_by", time="07:30") == {
        "answer": "Garage: el coche debe estar listo para las 07:30, pero EcoCharging "
        "está apagado y no planifica nada."
    }
    assert [call.data[ATTR_TIME] for call in calls] == [time(7, 30)]


async def test_a_tool_fails(hass: HomeAssistant, garage: SimulatedCharger) -> None:
    """The model gets the sentence, to tell it or to do better."""
    assert await call(hass, "set_current", current=99) == {
        "error": "Garage admite de 6 a 32 amperios."
    }
    with pytest.raises(probatio.Invalid):
        await call(hass, "pause_charging", charger="Somebody else's")


async def test_tools_know_the_chargers(
    hass: HomeAssistant, two: tuple[SimulatedCharger, SimulatedCharger]
) -> None:
    """One is to be named for a command, and may be for a question."""
    answer = await call(hass, "pause_charging")
    assert answer["error"].startswith("¿Qué cargador?")
    assert await call(hass, "get_status") == {
        "answer": "Left: no está cargando. No hay ningún coche enchufado. "
        "Right: no está cargando. No hay ningún coche enchufado."
    }


async def test_only_for_what_is_exposed(
    hass: HomeAssistant, two: tuple[SimulatedCharger, SimulatedCharger]
) -> None:
    """A tool is there for the chargers that a model may use with it."""
    expose_all(hass, shown=False)
    assert await tools(hass) == {}
    switch = entity_id(hass, Platform.SWITCH, "charging_pause", "BBB222")
    expose_all(hass, only=switch)
    assert set(await tools(hass)) == {"start_charging", "pause_charging"}
    with pytest.raises(probatio.Invalid):
        await call(hass, "pause_charging", charger="Left")


async def test_only_for_assist(hass: HomeAssistant, garage: SimulatedCharger) -> None:
    """No other interface knows what people have exposed."""
    assert async_get_tools(hass, context(), "homeassistant") is None
