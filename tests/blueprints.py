"""Automations and scripts that are made from our blueprints, as people make them."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

from homeassistant.components.blueprint.models import DomainBlueprints
from homeassistant.components.persistent_notification import (
    DOMAIN as NOTIFICATIONS,
    Notification,
)
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
from homeassistant.util.yaml import load_yaml_dict

BLUEPRINTS = Path(__file__).parent.parent / "blueprints"
AUTOMATION = "automation.under_test"


def names(domain: str) -> list[str]:
    """The blueprints that there are."""
    return sorted(path.stem for path in (BLUEPRINTS / domain).glob("v2c_cloud/*.yaml"))


def read(domain: str, name: str) -> dict[str, Any]:
    """What a blueprint says, with its inputs left open."""
    return load_yaml_dict(str(BLUEPRINTS / domain / "v2c_cloud" / f"{name}.yaml"))


@contextmanager
def installed() -> Iterator[None]:
    """Let Home Assistant find our blueprints where imported ones are."""
    with patch.object(
        DomainBlueprints,
        "blueprint_folder",
        property(lambda self: BLUEPRINTS / self.domain),
    ):
        yield


def _instance(name: str, inputs: dict[str, Any]) -> dict[str, Any]:
    return {"use_blueprint": {"path": f"v2c_cloud/{name}.yaml", "input": inputs}}


async def automate_with(hass: HomeAssistant, blueprint: str, **inputs: Any) -> None:
    """Run an automation of a blueprint from now on."""
    assert await async_setup_component(hass, NOTIFICATIONS, {})
    config = {"alias": "Under test", **_instance(blueprint, inputs)}
    with installed():
        assert await async_setup_component(hass, "automation", {"automation": config})
    await hass.async_block_till_done()
    state = hass.states.get(AUTOMATION)
    assert state is not None
    assert state.state == "on"


async def end_automation(hass: HomeAssistant) -> None:
    """Let an automation no longer wait for its time."""
    await hass.services.async_call(
        "automation", "turn_off", {"entity_id": AUTOMATION}, blocking=True
    )


async def run_script_of(
    hass: HomeAssistant, blueprint: str, inputs: dict[str, Any], **fields: Any
) -> None:
    """Run a script of a blueprint once."""
    config = {"script": {"under_test": _instance(blueprint, inputs)}}
    with installed():
        assert await async_setup_component(hass, "script", config)
    await hass.services.async_call("script", "under_test", fields, blocking=True)
    await hass.async_block_till_done()


def notifications(hass: HomeAssistant) -> list[tuple[str | None, str]]:
    """Title and text of each notification that waits in Home Assistant."""
    found: dict[str, Notification] = hass.data.get(NOTIFICATIONS, {})
    return [(item["title"], item["message"]) for item in found.values()]
