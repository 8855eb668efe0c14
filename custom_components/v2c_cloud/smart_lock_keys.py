"""What Home Assistant sees of a key."""

from collections.abc import Mapping
from dataclasses import dataclass
import math
from typing import Final

from homeassistant.components import bluetooth
from homeassistant.components.device_tracker import (
    ATTR_SOURCE_TYPE,
    DOMAIN as DEVICE_TRACKER,
    SourceType,
)
from homeassistant.components.sensor import DOMAIN as SENSOR, SensorDeviceClass
from homeassistant.const import (
    ATTR_RESTORED,
    ATTR_UNIT_OF_MEASUREMENT,
    STATE_HOME,
    STATE_NOT_HOME,
    STATE_UNAVAILABLE,
    STATE_UNKNOWN,
    UnitOfLength,
)
from homeassistant.core import HomeAssistant, State, callback
from homeassistant.helpers import entity_registry as er
from homeassistant.util.unit_conversion import DistanceConverter

from .control.smart_key import Measure, Sighting
from .smart_lock_options import KeyOptions

PERSON: Final = "person"
KEY_DOMAINS: Final = (DEVICE_TRACKER, PERSON)

_PRIVATE: Final = "private_ble_device"
"""Knows a device by its identity key, which it never sends."""
_BLUETOOTH: Final = frozenset({SourceType.BLUETOOTH, SourceType.BLUETOOTH_LE})
_COPYABLE: Final = frozenset(
    {"bermuda", "bluetooth_le_tracker", "bluetooth_tracker", "ibeacon", "mqtt_room"}
)
"""Integrations that know a device by an address or a number that it sends openly."""
_WITH_SOURCE: Final = frozenset({_PRIVATE, "ibeacon"})
"""Integrations whose trackers name the adapter that hears the device best."""
_POWER: Final = "power"
"""The translation key of a sensor that is no signal: how strongly a device sends."""

_CLASSES: Final[Mapping[str | None, Measure]] = {
    SensorDeviceClass.SIGNAL_STRENGTH: Measure.SIGNAL,
    SensorDeviceClass.DISTANCE: Measure.DISTANCE,
}
_NOTHING: Final = frozenset({STATE_UNAVAILABLE, STATE_UNKNOWN})


@dataclass(frozen=True, slots=True, kw_only=True)
class KeySensors:
    """Where one key is read."""

    entity: str
    platform: str | None = None
    """The integration of the entity, as far as it is registered."""
    copyable: bool = False
    """Whether anyone can make a copy of it."""
    sensors: Mapping[Measure, str]
    """Entity IDs of what measures it."""

    @property
    def private(self) -> bool:
        """Whether it is known by its identity key."""
        return self.platform == _PRIVATE

    @property
    def measures(self) -> tuple[Measure, ...]:
        """What it can be judged by, the best first."""
        return tuple(
            measure
            for measure in (Measure.SIGNAL, Measure.DISTANCE, Measure.HOME)
            if measure is Measure.HOME
            or measure in self.sensors
            # Home Assistant's radio tells it, also while the sensor is disabled.
            or (measure is Measure.SIGNAL and self.private)
        )

    @property
    def entities(self) -> tuple[str, ...]:
        """All entity IDs that tell of it."""
        return (self.entity, *self.sensors.values())


@callback
def async_find_key(hass: HomeAssistant, entity_id: str) -> KeySensors:
    """Find out what kind of key an entity is, and what measures it."""
    registry = er.async_get(hass)
    entry = registry.async_get(entity_id)
    sensors: dict[Measure, str] = {}
    if entry is not None and entry.device_id is not None:
        for item in er.async_entries_for_device(registry, entry.device_id):
            measure = _CLASSES.get(item.device_class or item.original_device_class)
            if (
                measure is not None
                and item.domain == SENSOR
                and item.platform == entry.platform
                and item.translation_key != _POWER
            ):
                sensors[measure] = item.entity_id
    return KeySensors(
        entity=entity_id,
        platform=entry.platform if entry else None,
        copyable=_is_copyable(hass, entity_id),
        sensors=sensors,
    )


def _is_copyable(hass: HomeAssistant, entity_id: str) -> bool:
    """Whether anyone can copy a key: what is in the air can be sent again.

    A person is as easy to copy as the easiest of the person's trackers.
    """
    entry = er.async_get(hass).async_get(entity_id)
    state = hass.states.get(entity_id)
    if entity_id.startswith(f"{PERSON}."):
        trackers = () if state is None else state.attributes.get("device_trackers", ())
        return any(_is_copyable(hass, tracker) for tracker in trackers)
    if entry is not None and entry.platform == _PRIVATE:
        return False
    if entry is not None and entry.platform in _COPYABLE:
        return True
    return state is not None and state.attributes.get(ATTR_SOURCE_TYPE) in _BLUETOOTH


@callback
def async_read_key(
    hass: HomeAssistant,
    key: KeySensors,
    options: KeyOptions,
    heard: Mapping[str, float],
    scanner: str | None,
    now: float,
) -> Sighting:
    """What is seen of a key now.

    ``heard`` tells when entities last reported, and ``now`` is of the same clock.
    ``scanner`` is the Bluetooth adapter beside the charger: a key that another one
    hears better is elsewhere.
    """
    tracker = hass.states.get(key.entity)
    present = _is_present(tracker)
    if tracker is None or present is None:
        return Sighting()
    if key.platform in _WITH_SOURCE and not _listens(hass, scanner):
        return Sighting()
    at, level = heard.get(key.entity), None
    source = tracker.attributes.get("source")
    if options.measure is not Measure.HOME:
        sensor = key.sensors.get(options.measure, "")
        at, level = heard.get(sensor), _level(hass.states.get(sensor), options.measure)
    if (info := _radio(hass, key)) is not None:
        source = info.source
        if options.measure is not Measure.DISTANCE:
            at, level = now - (bluetooth.MONOTONIC_TIME() - info.time), info.rssi
    if key.platform in _WITH_SOURCE and scanner is not None:
        present = present and source == scanner
    return Sighting(present=present, at=at, level=level)


@callback
def async_read_level(
    hass: HomeAssistant, key: KeySensors, measure: Measure
) -> float | None:
    """What is measured of a key now, in dBm or m, for a person to see."""
    if measure is Measure.SIGNAL and (info := _radio(hass, key)) is not None:
        return info.rssi
    return _level(hass.states.get(key.sensors.get(measure, "")), measure)


def _radio(
    hass: HomeAssistant, key: KeySensors
) -> bluetooth.BluetoothServiceInfoBleak | None:
    """What Home Assistant's radio last heard of a private key.

    Its entities are told only of what changes in what the device sends.
    """
    tracker = hass.states.get(key.entity)
    if not key.private or tracker is None or "bluetooth" not in hass.config.components:
        return None
    address = tracker.attributes.get("current_address", "")
    return bluetooth.async_last_service_info(hass, address, connectable=False)


def _listens(hass: HomeAssistant, scanner: str | None) -> bool:
    """Whether a key that is near the charger would be heard."""
    if "bluetooth" not in hass.config.components:
        return False
    if scanner is None:
        return bool(bluetooth.async_scanner_count(hass, connectable=False))
    return any(
        item.source == scanner for item in bluetooth.async_current_scanners(hass)
    )


def _is_present(state: State | None) -> bool | None:
    """Whether a tracker says that somebody is there."""
    if state is None or state.state in _NOTHING or ATTR_RESTORED in state.attributes:
        return None
    if state.attributes.get(ATTR_SOURCE_TYPE) in (*_BLUETOOTH, SourceType.ROUTER):
        # It names the zone of what hears the device, which need not be the home.
        return state.state != STATE_NOT_HOME
    return state.state == STATE_HOME


def _level(state: State | None, measure: Measure) -> float | None:
    """A sensor's dBm or m; None where it has none."""
    try:
        value = float("nan" if state is None else state.state)
    except ValueError:
        return None
    if state is None or not math.isfinite(value):
        return None
    unit = state.attributes.get(ATTR_UNIT_OF_MEASUREMENT)
    if measure is Measure.SIGNAL:
        return value
    if unit not in DistanceConverter.VALID_UNITS:
        return None
    return DistanceConverter.convert(value, unit, UnitOfLength.METERS)
