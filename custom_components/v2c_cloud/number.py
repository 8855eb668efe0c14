"""Numbers of a charger."""

from dataclasses import dataclass
from typing import override

from homeassistant.components.number import (
    NumberDeviceClass,
    NumberEntity,
    NumberEntityDescription,
    NumberMode,
)
from homeassistant.const import (
    PERCENTAGE,
    EntityCategory,
    UnitOfElectricCurrent,
    UnitOfElectricPotential,
    UnitOfPower,
)
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .api.settings import RANGES
from .car_entities import TARGET_LEVEL, TARGET_RANGE, TargetLevelNumber
from .const import CONF_MODEL, DOMAIN
from .coordinator import ChargerCoordinator
from .eco_wishes import PRICE_CAP, RESERVE_ENERGY, PriceCapNumber, ReserveNumber
from .entity import ChargerEntity, V2CDescription, async_add_charger_entities
from .house import V2CConfigEntry
from .power_wishes import POWER_NUMBERS, PowerNumber
from .target_numbers import TARGET_ENERGY, TargetEnergyNumber, TargetRangeNumber

# The charger's own queue serialises, and a reduction must not wait for a light.
PARALLEL_UPDATES = 0

_NOT_SET = -1
"""What a charger says of a contracted power that nobody told it."""


@dataclass(frozen=True, kw_only=True)
class V2CNumberDescription(NumberEntityDescription, V2CDescription):
    """A number writes the field that it shows."""

    field: str
    writes: bool = True
    scale: int = 1
    """How many of the charger's units make one of the entity's."""
    model: str | None = None
    """The only model that has this, in lower case."""

    @override
    def exists(self, coordinator: ChargerCoordinator) -> bool:
        model = str(coordinator.subentry.data.get(CONF_MODEL) or "").lower()
        return super().exists(coordinator) and (self.model or "") in model


def _current(key: str, *, config: bool = True) -> V2CNumberDescription:
    return V2CNumberDescription(
        key=key,
        field=key,
        suffix=f"{key}_number",
        device_class=NumberDeviceClass.CURRENT,
        native_unit_of_measurement=UnitOfElectricCurrent.AMPERE,
        native_step=1,
        entity_category=EntityCategory.CONFIG if config else None,
    )


NUMBERS: tuple[V2CNumberDescription, ...] = (
    _current("intensity", config=False),
    _current("min_intensity"),
    _current("max_intensity"),
    V2CNumberDescription(
        key="contracted_power",
        field="contracted_power",
        suffix="contracted_power_number",
        device_class=NumberDeviceClass.POWER,
        native_unit_of_measurement=UnitOfPower.KILO_WATT,
        native_step=0.1,
        scale=1000,
        mode=NumberMode.BOX,
        entity_category=EntityCategory.CONFIG,
    ),
    V2CNumberDescription(
        key="voltage_installation",
        field="voltage_installation",
        device_class=NumberDeviceClass.VOLTAGE,
        native_unit_of_measurement=UnitOfElectricPotential.VOLT,
        native_step=1,
        mode=NumberMode.BOX,
        entity_category=EntityCategory.CONFIG,
        entity_registry_enabled_default=False,
    ),
    V2CNumberDescription(
        key="light_led",
        field="light_led",
        suffix="light_led_number",
        native_unit_of_measurement=PERCENTAGE,
        native_step=1,
        entity_category=EntityCategory.CONFIG,
    ),
    V2CNumberDescription(
        key="denka_max_power",
        field="denka_max_power",
        device_class=NumberDeviceClass.POWER,
        native_unit_of_measurement=UnitOfPower.WATT,
        native_step=10,
        mode=NumberMode.BOX,
        model="denka",
        entity_category=EntityCategory.CONFIG,
    ),
)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: V2CConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add the numbers."""
    async_add_charger_entities(entry, async_add_entities, NUMBERS, ChargerNumber)
    async_add_charger_entities(entry, async_add_entities, POWER_NUMBERS, PowerNumber)
    async_add_charger_entities(
        entry, async_add_entities, (TARGET_LEVEL,), TargetLevelNumber
    )
    async_add_charger_entities(
        entry, async_add_entities, (TARGET_ENERGY,), TargetEnergyNumber
    )
    async_add_charger_entities(
        entry, async_add_entities, (TARGET_RANGE,), TargetRangeNumber
    )
    async_add_charger_entities(
        entry, async_add_entities, (RESERVE_ENERGY,), ReserveNumber
    )
    async_add_charger_entities(entry, async_add_entities, (PRICE_CAP,), PriceCapNumber)


class ChargerNumber(ChargerEntity, NumberEntity):
    """A setting of a charger that is a number."""

    entity_description: V2CNumberDescription

    def __init__(
        self, coordinator: ChargerCoordinator, description: V2CNumberDescription
    ) -> None:
        """Control one setting within the range that the charger accepts."""
        super().__init__(coordinator, description)
        limits = RANGES[description.field]
        self._attr_native_min_value = limits.minimum / description.scale
        self._attr_native_max_value = limits.maximum / description.scale

    @property
    @override
    def native_value(self) -> float | None:
        """The value, in the entity's unit."""
        description = self.entity_description
        value: int | None = getattr(self.state_of_charger, description.field)
        if value is None or description.scale == 1:
            return value
        return None if value == _NOT_SET else value / description.scale

    @override
    async def async_set_native_value(self, value: float) -> None:
        description = self.entity_description
        if description.field == "intensity" and self.state_of_charger.modulating:
            raise ServiceValidationError(
                translation_domain=DOMAIN,
                translation_key="charger_chooses_current",
                translation_placeholders={"charger": self.coordinator.name},
            )
        await self.coordinator.async_set(
            description.field, round(value * description.scale)
        )
