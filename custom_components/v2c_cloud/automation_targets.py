"""Which entities the triggers and conditions of ours look at."""

from collections.abc import Set as AbstractSet

from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er

from .const import DOMAIN


def of_ours(
    hass: HomeAssistant, entity_ids: AbstractSet[str], keys: AbstractSet[str]
) -> set[str]:
    """Return which of the entities are ours and have one of the translation keys.

    A device, an area or a label stands for many more, and people rename entities.
    """
    registry = er.async_get(hass)
    return {
        entity_id
        for entity_id in entity_ids
        if (entry := registry.async_get(entity_id)) is not None
        and entry.platform == DOMAIN
        and entry.translation_key in keys
    }
