"""Whether a charger is within reach of Home Assistant's Bluetooth, and how well heard."""

from dataclasses import dataclass
from datetime import datetime
from typing import override

from homeassistant.components.binary_sensor import (
    BinarySensorDeviceClass,
    BinarySensorEntity,
    BinarySensorEntityDescription,
)
from homeassistant.components.sensor import (
    SensorDeviceClass,
    SensorEntity,
    SensorEntityDescription,
    SensorStateClass,
)
from homeassistant.const import SIGNAL_STRENGTH_DECIBELS_MILLIWATT, EntityCategory

from .coordinator import ChargerCoordinator
from .entity import ChargerEntity, V2CDescription
from .nearby import Nearby

ATTR_LAST_SEEN = "last_seen"


@dataclass(frozen=True, kw_only=True)
class InRangeDescription(BinarySensorEntityDescription, V2CDescription):
    """A yes or no about the radio."""


@dataclass(frozen=True, kw_only=True)
class SignalDescription(SensorEntityDescription, V2CDescription):
    """A value of the radio."""


IN_RANGE = InRangeDescription(
    key="ble_in_range",
    device_class=BinarySensorDeviceClass.CONNECTIVITY,
    entity_category=EntityCategory.DIAGNOSTIC,
)
SIGNAL = SignalDescription(
    key="ble_signal",
    device_class=SensorDeviceClass.SIGNAL_STRENGTH,
    native_unit_of_measurement=SIGNAL_STRENGTH_DECIBELS_MILLIWATT,
    state_class=SensorStateClass.MEASUREMENT,
    entity_category=EntityCategory.DIAGNOSTIC,
    entity_registry_enabled_default=False,
)


class _NearbyEntity(ChargerEntity):
    """What the adapters hear, whether the charger can be talked to or not."""

    def __init__(
        self,
        coordinator: ChargerCoordinator,
        description: V2CDescription,
        nearby: Nearby,
    ) -> None:
        """Look at one charger."""
        super().__init__(coordinator, description)
        self._nearby = nearby

    @override
    async def async_added_to_hass(self) -> None:
        await super().async_added_to_hass()
        self.async_on_remove(
            self._nearby.async_subscribe(self._handle_coordinator_update)
        )


class InRangeSensor(_NearbyEntity, BinarySensorEntity):
    """Whether the charger is heard."""

    entity_description: InRangeDescription

    @property
    @override
    def is_on(self) -> bool:
        """Whether an adapter has heard it lately."""
        return self._nearby.sighting is not None

    @property
    @override
    def extra_state_attributes(self) -> dict[str, datetime] | None:
        """When one that is gone was last heard."""
        if self._nearby.sighting is not None or self._nearby.last_seen is None:
            return None
        return {ATTR_LAST_SEEN: self._nearby.last_seen.replace(microsecond=0)}


class SignalSensor(_NearbyEntity, SensorEntity):
    """How strong the charger is heard."""

    entity_description: SignalDescription

    @property
    @override
    def available(self) -> bool:
        """Whether it is heard at all."""
        return self._nearby.sighting is not None

    @property
    @override
    def native_value(self) -> int | None:
        """The signal in dBm."""
        sighting = self._nearby.sighting
        return sighting.signal if sighting else None
