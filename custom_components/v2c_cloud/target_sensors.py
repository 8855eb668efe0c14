"""Sensors of where the running session shall stop."""

from dataclasses import dataclass
from typing import override

from homeassistant.components.sensor import (
    SensorDeviceClass,
    SensorEntity,
    SensorEntityDescription,
)
from homeassistant.const import UnitOfEnergy, UnitOfTime

from .control.target import TargetKind
from .coordinator import ChargerCoordinator
from .entity import ChargerEntity, V2CDescription


@dataclass(frozen=True, kw_only=True)
class TargetSensorDescription(SensorEntityDescription, V2CDescription):
    """A sensor of one kind of target."""

    kind: TargetKind


TARGET_SENSORS: tuple[TargetSensorDescription, ...] = (
    TargetSensorDescription(
        key="energy_to_target",
        kind=TargetKind.ENERGY,
        device_class=SensorDeviceClass.ENERGY,
        native_unit_of_measurement=UnitOfEnergy.KILO_WATT_HOUR,
        suggested_display_precision=2,
    ),
    TargetSensorDescription(
        key="time_to_target",
        kind=TargetKind.TIME,
        device_class=SensorDeviceClass.DURATION,
        native_unit_of_measurement=UnitOfTime.SECONDS,
        suggested_unit_of_measurement=UnitOfTime.MINUTES,
        suggested_display_precision=0,
    ),
)


class TargetSensor(ChargerEntity, SensorEntity):
    """What the car still gets until the charger pauses; unknown without a target."""

    entity_description: TargetSensorDescription

    def __init__(
        self, coordinator: ChargerCoordinator, description: TargetSensorDescription
    ) -> None:
        """Show one kind of target."""
        super().__init__(coordinator, description)
        house = coordinator.config_entry.runtime_data
        self._watch = house.targets[coordinator.subentry.subentry_id]

    @override
    async def async_added_to_hass(self) -> None:
        await super().async_added_to_hass()
        self.async_on_remove(self._watch.async_subscribe(self.async_write_ha_state))

    @property
    @override
    def native_value(self) -> float | None:
        """What is left, in kWh or s."""
        target = self._watch.target
        if target is None or target.kind is not self.entity_description.kind:
            return None
        return target.left
