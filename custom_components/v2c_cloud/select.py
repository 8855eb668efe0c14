"""Selects of a charger."""

from dataclasses import dataclass
from enum import StrEnum
from typing import override

from homeassistant.components.select import SelectEntity, SelectEntityDescription
from homeassistant.const import EntityCategory
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .api.models import ChargeMode, DynamicPowerMode, InstallationType, Language
from .coordinator import ChargerCoordinator
from .entity import ChargerEntity, V2CDescription, async_add_charger_entities
from .house import V2CConfigEntry

# The charger's own queue serialises, and a reduction must not wait for a light.
PARALLEL_UPDATES = 0


@dataclass(frozen=True, kw_only=True)
class V2CSelectDescription(SelectEntityDescription, V2CDescription):
    """A select writes the field that it shows."""

    field: str
    writes: bool = True
    values: type[StrEnum]
    obsolete: StrEnum | None = None
    """A value that chargers may show but ignore when it is written."""


SELECTS: tuple[V2CSelectDescription, ...] = (
    V2CSelectDescription(
        key="charge_mode",
        field="charge_mode",
        values=ChargeMode,
        entity_category=EntityCategory.CONFIG,
    ),
    V2CSelectDescription(
        key="dynamic_power_mode",
        field="dynamic_power_mode",
        values=DynamicPowerMode,
        obsolete=DynamicPowerMode.TIMED_POWER_DISABLED,
        entity_category=EntityCategory.CONFIG,
    ),
    V2CSelectDescription(
        key="installation_type",
        field="installation_type",
        values=InstallationType,
        entity_category=EntityCategory.CONFIG,
        entity_registry_enabled_default=False,
    ),
    V2CSelectDescription(
        key="language",
        field="language",
        values=Language,
        entity_category=EntityCategory.CONFIG,
        entity_registry_enabled_default=False,
    ),
)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: V2CConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add the selects."""
    async_add_charger_entities(entry, async_add_entities, SELECTS, ChargerSelect)


class ChargerSelect(ChargerEntity, SelectEntity):
    """A setting of a charger with a few values."""

    entity_description: V2CSelectDescription

    def __init__(
        self, coordinator: ChargerCoordinator, description: V2CSelectDescription
    ) -> None:
        """Control one setting."""
        super().__init__(coordinator, description)

    @property
    @override
    def options(self) -> list[str]:
        """The values to choose from; an obsolete one only while it is shown."""
        obsolete = self.entity_description.obsolete
        return [
            str(value)
            for value in self.entity_description.values
            if value != obsolete or value == self.current_option
        ]

    @property
    @override
    def current_option(self) -> str | None:
        """The value, if it is one that we know."""
        value: StrEnum | None = getattr(
            self.state_of_charger, self.entity_description.field
        )
        return None if value is None else str(value)

    @override
    async def async_select_option(self, option: str) -> None:
        await self.coordinator.async_set(
            self.entity_description.field, self.entity_description.values(option)
        )
