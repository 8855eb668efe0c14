"""Binary sensors of a charger."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
import time
from typing import override

from homeassistant.components.binary_sensor import (
    BinarySensorDeviceClass,
    BinarySensorEntity,
    BinarySensorEntityDescription,
)
from homeassistant.const import EntityCategory
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.util import dt as dt_util

from .api.models import FAULT_STATES, ChargerSnapshot, ChargerState, Link
from .coordinator import ChargerCoordinator
from .eco_sensors import WILL_BE_READY, ReadinessSensor
from .entity import ChargerEntity, V2CDescription, async_add_charger_entities
from .house import V2CConfigEntry
from .nearby_entities import IN_RANGE, InRangeSensor
from .smart_lock_entities import KEY_IN_RANGE, KeyInRange

PARALLEL_UPDATES = 0

ATTR_LAST_ANSWER = "last_answer"


@dataclass(frozen=True, kw_only=True)
class V2CBinarySensorDescription(BinarySensorEntityDescription, V2CDescription):
    """A binary sensor."""

    value_fn: Callable[[ChargerSnapshot], bool | None]
    link: Link | None = None
    """The link that the sensor is about; chargers without it lack the sensor."""

    @override
    def exists(self, coordinator: ChargerCoordinator) -> bool:
        if self.link is not None:
            return self.link in coordinator.charger.links
        return super().exists(coordinator)


def _fault(state: ChargerState) -> bool | None:
    return None if state.charge_state is None else state.charge_state in FAULT_STATES


def _connectivity(link: Link, suffix: str | None = None) -> V2CBinarySensorDescription:
    return V2CBinarySensorDescription(
        key=f"{link}_connectivity",
        suffix=suffix,
        link=link,
        device_class=BinarySensorDeviceClass.CONNECTIVITY,
        entity_category=EntityCategory.DIAGNOSTIC,
        value_fn=lambda snapshot: snapshot.links[link].up,
    )


BINARY_SENSORS: tuple[V2CBinarySensorDescription, ...] = (
    V2CBinarySensorDescription(
        key="connected",
        field="charge_state",
        device_class=BinarySensorDeviceClass.PLUG,
        value_fn=lambda snapshot: snapshot.state.connected,
    ),
    V2CBinarySensorDescription(
        key="charging",
        field="charge_state",
        device_class=BinarySensorDeviceClass.BATTERY_CHARGING,
        value_fn=lambda snapshot: snapshot.state.charging,
    ),
    V2CBinarySensorDescription(
        key="ready",
        field="ready",
        entity_registry_enabled_default=False,
        value_fn=lambda snapshot: snapshot.state.ready,
    ),
    V2CBinarySensorDescription(
        key="fault",
        field="charge_state",
        device_class=BinarySensorDeviceClass.PROBLEM,
        entity_category=EntityCategory.DIAGNOSTIC,
        value_fn=lambda snapshot: _fault(snapshot.state),
    ),
    _connectivity(Link.LAN),
    _connectivity(Link.BLE),
    _connectivity(Link.CLOUD, "connected_status"),
)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: V2CConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add the binary sensors."""
    async_add_charger_entities(
        entry, async_add_entities, BINARY_SENSORS, ChargerBinarySensor
    )
    async_add_charger_entities(entry, async_add_entities, (KEY_IN_RANGE,), KeyInRange)
    async_add_charger_entities(
        entry, async_add_entities, (WILL_BE_READY,), ReadinessSensor
    )
    house = entry.runtime_data
    for subentry_id, nearby in house.nearby.items():
        async_add_entities(
            [InRangeSensor(house.chargers[subentry_id], IN_RANGE, nearby)],
            config_subentry_id=subentry_id,
        )


class ChargerBinarySensor(ChargerEntity, BinarySensorEntity):
    """A yes or no of a charger."""

    entity_description: V2CBinarySensorDescription

    def __init__(
        self, coordinator: ChargerCoordinator, description: V2CBinarySensorDescription
    ) -> None:
        """Show one yes or no."""
        super().__init__(coordinator, description)

    @property
    @override
    def extra_state_attributes(self) -> dict[str, datetime] | None:
        """How old the last values of a lost link are.

        Of a link that works they are as old as its last poll, which would be a new
        state each time.
        """
        if (link := self.entity_description.link) is None:
            return None
        health = self.coordinator.data.snapshot.links[link]
        if health.up or health.answered_at is None:
            return None
        age = timedelta(seconds=time.monotonic() - health.answered_at)
        return {ATTR_LAST_ANSWER: (dt_util.utcnow() - age).replace(microsecond=0)}

    @property
    @override
    def is_on(self) -> bool | None:
        """Yes, no, or not known."""
        return self.entity_description.value_fn(self.coordinator.data.snapshot)
