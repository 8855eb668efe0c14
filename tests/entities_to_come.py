"""Entities that a charger will have: registered by hand, with states set by hand."""

from homeassistant.const import STATE_UNKNOWN, Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er

from custom_components.v2c_cloud.const import DOMAIN

from .actions import device_of


def entity_to_come(
    hass: HomeAssistant, platform: Platform, key: str, charger_id: str = "ABC123"
) -> str:
    """Register an entity of a charger; it is unknown until a test sets its state."""
    [entry] = hass.config_entries.async_entries(DOMAIN)
    registered = er.async_get(hass).async_get_or_create(
        platform,
        DOMAIN,
        f"v2c_{charger_id}_{key}",
        config_entry=entry,
        device_id=device_of(hass, charger_id),
        translation_key=key,
        object_id_base=f"garage {key}",
    )
    hass.states.async_set(registered.entity_id, STATE_UNKNOWN)
    return registered.entity_id
