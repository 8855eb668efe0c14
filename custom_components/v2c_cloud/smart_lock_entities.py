"""Entities of a charger's lock that keys open."""

from dataclasses import dataclass
from datetime import datetime, timedelta
import time
from typing import Any, Final, override

from homeassistant.components.binary_sensor import (
    BinarySensorEntity,
    BinarySensorEntityDescription,
)
from homeassistant.components.sensor import (
    SensorDeviceClass,
    SensorEntity,
    SensorEntityDescription,
)
from homeassistant.components.switch import SwitchEntity, SwitchEntityDescription
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import entity_registry as er
from homeassistant.util import dt as dt_util

from .control.smart_key import KeyMemory, Measure, Zone
from .control.smart_lock import LockReason
from .coordinator import ChargerCoordinator
from .entity import ChargerEntity, V2CDescription
from .house import V2CConfigEntry

ATTR_KEYS = "keys"


@dataclass(frozen=True, kw_only=True)
class _LockDescription(V2CDescription):
    """Exists on chargers whose keys somebody has chosen."""

    @override
    def exists(self, coordinator: ChargerCoordinator) -> bool:
        house = coordinator.config_entry.runtime_data
        return coordinator.subentry.subentry_id in house.locks


@dataclass(frozen=True, kw_only=True)
class LockSwitchDescription(SwitchEntityDescription, _LockDescription):
    """A switch of the lock."""


@dataclass(frozen=True, kw_only=True)
class LockSensorDescription(SensorEntityDescription, _LockDescription):
    """A sensor of the lock."""


@dataclass(frozen=True, kw_only=True)
class LockBinarySensorDescription(BinarySensorEntityDescription, _LockDescription):
    """A binary sensor of the lock."""


SMART_LOCK = LockSwitchDescription(key="smart_lock")
KEY_IN_RANGE = LockBinarySensorDescription(key="key_in_range")
NEAREST_KEY = LockSensorDescription(key="nearest_key")
LOCK_REASON = LockSensorDescription(
    key="lock_reason",
    device_class=SensorDeviceClass.ENUM,
    options=[str(reason) for reason in LockReason],
)


_KEYS: Final = frozenset(
    item.key for item in (SMART_LOCK, KEY_IN_RANGE, NEAREST_KEY, LOCK_REASON)
)


@callback
def async_forget_lock_entities(hass: HomeAssistant, entry: V2CConfigEntry) -> None:
    """Remove what is left of the locks of chargers that have no keys any more."""
    registry, locks = er.async_get(hass), entry.runtime_data.locks
    for item in er.async_entries_for_config_entry(registry, entry.entry_id):
        if item.translation_key in _KEYS and item.config_subentry_id not in locks:
            registry.async_remove(item.entity_id)


class _LockEntity(ChargerEntity):
    """Shows what the lock knows, which depends on no link."""

    def __init__(
        self, coordinator: ChargerCoordinator, description: V2CDescription
    ) -> None:
        """Belong to a charger."""
        super().__init__(coordinator, description)
        house = coordinator.config_entry.runtime_data
        self._lock = house.locks[coordinator.subentry.subentry_id]

    @override
    async def async_added_to_hass(self) -> None:
        await super().async_added_to_hass()
        self.async_on_remove(
            self._lock.async_subscribe(self._handle_coordinator_update)
        )


class SmartLockSwitch(_LockEntity, SwitchEntity):
    """Whether keys lock and unlock the charger."""

    entity_description: LockSwitchDescription

    @property
    @override
    def is_on(self) -> bool:
        """Whether they do."""
        return self._lock.enabled

    @override
    async def async_turn_on(self, **kwargs: Any) -> None:
        self._lock.async_enable(enabled=True)

    @override
    async def async_turn_off(self, **kwargs: Any) -> None:
        self._lock.async_enable(enabled=False)


class KeyInRange(_LockEntity, BinarySensorEntity):
    """Whether any key is near."""

    entity_description: LockBinarySensorDescription

    @property
    @override
    def is_on(self) -> bool | None:
        """Yes, no as soon as all keys are known to be away, else not known."""
        keys = self._lock.keys.values()
        if any(key.here for key in keys):
            return True
        return False if all(key.zone is Zone.AWAY for key in keys) else None


class NearestKey(_LockEntity, SensorEntity):
    """The name of the key that is nearest, among those that are near."""

    entity_description: LockSensorDescription
    _unrecorded_attributes = frozenset({ATTR_KEYS})

    @property
    @override
    def native_value(self) -> str | None:
        """Its name."""
        here = [name for name, key in self._lock.keys.items() if key.here]
        return self._name(max(here, key=self._inside)) if here else None

    def _inside(self, entity: str) -> float:
        """How far beyond its threshold a key is; one that is not measured comes last.

        dBm and m cannot be compared; whoever mixes them still gets a name.
        """
        rule, level = self._lock.settings.keys[entity], self._lock.keys[entity].level
        if level is None:
            return 0.0
        inside = level - rule.near
        return -inside if rule.measure is Measure.DISTANCE else inside

    @property
    @override
    def extra_state_attributes(self) -> dict[str, object]:
        """All keys, with what is known of each, by entity ID: names may be equal."""
        return {
            ATTR_KEYS: {
                entity: self._facts(entity, key)
                for entity, key in self._lock.keys.items()
            }
        }

    @override
    def _shown(self) -> tuple[object, ...]:
        return (*super()._shown(), self.extra_state_attributes)

    def _facts(self, entity: str, key: KeyMemory) -> dict[str, object]:
        rule = self._lock.settings.keys[entity]
        return {
            "name": self._name(entity),
            "zone": key.zone,
            "known": key.side is not Zone.UNKNOWN,
            "measure": rule.measure,
            "level": None if key.level is None else round(key.level, 1),
            "last_seen": _instant(key.at),
            "can_unlock": rule.opens,
        }

    def _name(self, entity: str) -> str:
        state = self.hass.states.get(entity)
        return entity if state is None else state.name


def _instant(at: float | None) -> datetime | None:
    if at is None:
        return None
    age = timedelta(seconds=time.monotonic() - at)
    return (dt_util.utcnow() - age).replace(microsecond=0)


class LockReasonSensor(_LockEntity, SensorEntity):
    """Why the charger is locked, or not."""

    entity_description: LockSensorDescription

    @property
    @override
    def native_value(self) -> LockReason:
        """The reason."""
        return self._lock.reason
