"""The line about this integration on Home Assistant's page on its own health."""

from typing import Any

from homeassistant.components import system_health
from homeassistant.core import HomeAssistant, callback

from .account import account_key
from .const import DOMAIN
from .house import V2CConfigEntry


@callback
def async_register(
    hass: HomeAssistant, register: system_health.SystemHealthRegistration
) -> None:
    """Tell Home Assistant whom to ask."""
    register.async_register_info(
        _async_health, f"/config/integrations/integration/{DOMAIN}"
    )


async def _async_health(hass: HomeAssistant) -> dict[str, Any]:
    entries: list[V2CConfigEntry] = hass.config_entries.async_loaded_entries(DOMAIN)
    chargers = [
        coordinator
        for entry in entries
        for coordinator in entry.runtime_data.chargers.values()
    ]
    reached = [item for item in chargers if item.data.snapshot.active_link]
    return {
        "chargers_reached": f"{len(reached)}/{len(chargers)}",
        **_cloud(hass, entries),
    }


def _cloud(hass: HomeAssistant, entries: list[V2CConfigEntry]) -> dict[str, Any]:
    """How the cloud is doing, where a house uses it."""
    health: dict[str, Any] = {}
    keys = [key for entry in entries if (key := account_key(entry.data))]
    if keys:
        health["cloud_reached"] = system_health.async_check_can_reach_url(
            hass, keys[0].base_url
        )
    left = {
        account.calls_left
        for entry in entries
        if (account := entry.runtime_data.account) and account.calls_left is not None
    }
    if left:
        health["cloud_calls_left"] = min(left)
    return health
