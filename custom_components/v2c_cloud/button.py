"""Buttons of a charger."""

from dataclasses import dataclass
from typing import override

from homeassistant.components.button import (
    ButtonDeviceClass,
    ButtonEntity,
    ButtonEntityDescription,
)
from homeassistant.const import EntityCategory
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .api.models import Action, Link
from .coordinator import ChargerCoordinator
from .entity import ChargerEntity, V2CDescription, async_add_charger_entities
from .house import V2CConfigEntry
from .power_wishes import END_OVERRIDE, EndOverrideButton

PARALLEL_UPDATES = 1


@dataclass(frozen=True, kw_only=True)
class V2CButtonDescription(ButtonEntityDescription, V2CDescription):
    """A button asks the charger to do something once."""

    action: Action

    @override
    def exists(self, coordinator: ChargerCoordinator) -> bool:
        return coordinator.charger.can_act(self.action)


BUTTONS: tuple[V2CButtonDescription, ...] = (
    V2CButtonDescription(
        key="reboot",
        action=Action.REBOOT,
        device_class=ButtonDeviceClass.RESTART,
        entity_category=EntityCategory.CONFIG,
    ),
    V2CButtonDescription(
        key="update_firmware",
        suffix="trigger_update",
        action=Action.UPDATE_FIRMWARE,
        device_class=ButtonDeviceClass.UPDATE,
        entity_category=EntityCategory.CONFIG,
        entity_registry_enabled_default=False,
    ),
)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: V2CConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add the buttons."""
    async_add_charger_entities(entry, async_add_entities, BUTTONS, ChargerButton)
    async_add_charger_entities(
        entry, async_add_entities, (END_OVERRIDE,), EndOverrideButton
    )


class ChargerButton(ChargerEntity, ButtonEntity):
    """Something that a charger does once."""

    entity_description: V2CButtonDescription

    def __init__(
        self, coordinator: ChargerCoordinator, description: V2CButtonDescription
    ) -> None:
        """Ask for one action."""
        super().__init__(coordinator, description)

    @property
    @override
    def available(self) -> bool:
        """Whether the cloud, the only link with these commands, works."""
        return self.coordinator.data.snapshot.links[Link.CLOUD].up

    @override
    async def async_press(self) -> None:
        await self.coordinator.async_act(self.entity_description.action)
