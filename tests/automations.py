"""Automations under test, and what they were told."""

from typing import Any

from homeassistant.core import Event, HomeAssistant
from homeassistant.setup import async_setup_component
from pytest_homeassistant_custom_component.common import async_capture_events

DONE = "an_automation_was_run"


async def automate(
    hass: HomeAssistant,
    *triggers: dict[str, Any],
    conditions: tuple[dict[str, Any], ...] = (),
    **told: str,
) -> list[Event[Any]]:
    """Run an automation from now on; returns the list in which it notes its runs."""
    runs = async_capture_events(hass, DONE)
    assert await async_setup_component(
        hass,
        "automation",
        {
            "automation": {
                "alias": "Under test",
                "triggers": list(triggers),
                "conditions": list(conditions),
                "actions": [{"event": DONE, "event_data": told}],
                "mode": "queued",
            }
        },
    )
    await hass.async_block_till_done()
    state = hass.states.get("automation.under_test")
    assert state is not None
    assert state.state == "on"
    return runs


def on(trigger: str, target: dict[str, Any], **options: Any) -> dict[str, Any]:
    """A trigger of ours."""
    config: dict[str, Any] = {"trigger": f"v2c_cloud.{trigger}", "target": target}
    return config | ({"options": options} if options else {})


def given(condition: str, target: dict[str, Any], **options: Any) -> dict[str, Any]:
    """A condition of ours."""
    return {
        "condition": f"v2c_cloud.{condition}",
        "target": target,
        "options": options,
    }


def described(found: dict[str, Any]) -> dict[str, Any]:
    """What the editor knows of ours: the target of each, by its key."""
    return {
        key.partition(".")[2]: value["target"]
        for key, value in found.items()
        if key.startswith("v2c_cloud.")
    }
