"""Sensors that say how a car is charged, and why."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, override

from homeassistant.components.sensor import (
    SensorDeviceClass,
    SensorEntity,
    SensorEntityDescription,
    SensorStateClass,
)
from homeassistant.const import UnitOfElectricCurrent, UnitOfPower
from homeassistant.helpers.typing import StateType

from .control.model import Reason
from .coordinator import ChargerCoordinator
from .dynamic_power import PowerStatus
from .entity import V2CDescription
from .power_entity import PowerEntity

ATTR_SINCE = "since"


@dataclass(frozen=True, kw_only=True)
class PowerSensorDescription(SensorEntityDescription, V2CDescription):
    """A sensor of what control does."""

    value_fn: Callable[[PowerStatus], StateType]


CHARGING_REASON = PowerSensorDescription(
    key="charging_reason",
    device_class=SensorDeviceClass.ENUM,
    options=list(Reason),
    value_fn=lambda status: status.reason,
)

POWER_SENSORS: tuple[PowerSensorDescription, ...] = (
    PowerSensorDescription(
        key="target_current",
        device_class=SensorDeviceClass.CURRENT,
        native_unit_of_measurement=UnitOfElectricCurrent.AMPERE,
        state_class=SensorStateClass.MEASUREMENT,
        suggested_display_precision=0,
        value_fn=lambda status: status.target,
    ),
    PowerSensorDescription(
        key="headroom",
        device_class=SensorDeviceClass.POWER,
        native_unit_of_measurement=UnitOfPower.WATT,
        state_class=SensorStateClass.MEASUREMENT,
        suggested_display_precision=0,
        value_fn=lambda status: status.headroom,
    ),
)


class PowerSensor(PowerEntity, SensorEntity):
    """What control does with a charger; unknown where it does nothing."""

    entity_description: PowerSensorDescription

    def __init__(
        self, coordinator: ChargerCoordinator, description: PowerSensorDescription
    ) -> None:
        """Show one value."""
        super().__init__(coordinator, description)

    @property
    @override
    def native_value(self) -> StateType:
        """The value, in the unit of the description."""
        status = self.status
        return None if status is None else self.entity_description.value_fn(status)


class ReasonSensor(PowerSensor):
    """Why a car is charged as it is, or why it is not; and since when."""

    @property
    @override
    def extra_state_attributes(self) -> Mapping[str, Any] | None:
        if (status := self.status) is None:
            return None
        return {ATTR_SINCE: status.since.isoformat(timespec="seconds")}
