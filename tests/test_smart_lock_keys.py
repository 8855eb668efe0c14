"""What Home Assistant sees of a key."""

from homeassistant.const import ATTR_RESTORED, STATE_UNAVAILABLE
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
import pytest

from custom_components.v2c_cloud.control.smart_key import Measure, Sighting
from custom_components.v2c_cloud.smart_lock_keys import (
    async_find_key,
    async_read_key,
    async_read_level,
)
from custom_components.v2c_cloud.smart_lock_options import KeyOptions

from .keys import ANA, PHONE, WATCH, add_device, say

HEARD = {PHONE: 90.0, "sensor.beacon_rssi": 95.0}
NOW = 100.0


def read(
    hass: HomeAssistant,
    entity: str = PHONE,
    measure: Measure = Measure.HOME,
    scanner: str | None = None,
) -> Sighting:
    """Look at a key."""
    return async_read_key(
        hass,
        async_find_key(hass, entity),
        KeyOptions(entity=entity, measure=measure),
        HEARD,
        scanner,
        NOW,
    )


@pytest.mark.parametrize(
    ("source_type", "state", "present"),
    [
        ("gps", "home", True),
        ("gps", "not_home", False),
        # Another zone is not the home.
        ("gps", "work", False),
        ("router", "home", True),
        ("router", "not_home", False),
        # The zone of what hears it, which need not be the home.
        ("bluetooth_le", "garage", True),
        (None, "home", True),
        ("gps", "unavailable", None),
        ("gps", "unknown", None),
    ],
)
def test_the_word_of_a_tracker(
    hass: HomeAssistant, source_type: str | None, state: str, present: bool | None
) -> None:
    """At home, not at home, or nothing."""
    hass.states.async_set(PHONE, state, {"source_type": source_type})
    assert read(hass).present is present


def test_what_is_restored_says_nothing(hass: HomeAssistant) -> None:
    """Its integration is not there."""
    hass.states.async_set(PHONE, "home", {ATTR_RESTORED: True})
    assert read(hass) == Sighting()
    assert read(hass, WATCH) == Sighting()


def test_a_person_names_a_source_that_is_no_adapter(hass: HomeAssistant) -> None:
    """Which adapter hears best matters only to what is heard by adapters."""
    say(hass, PHONE, home=True, source=WATCH)
    assert read(hass, scanner="C0:00:00:00:00:01") == Sighting(present=True, at=90.0)


@pytest.mark.parametrize(
    ("state", "unit", "level"),
    [
        ("-61", "dBm", -61),
        ("nan", "dBm", None),
        ("unavailable", "dBm", None),
    ],
)
def test_a_signal(
    hass: HomeAssistant, state: str, unit: str, level: float | None
) -> None:
    """As old as the last report of its sensor."""
    entry = add_device(hass, "espresense", {"rssi": "signal_strength"})
    say(hass, entry.entity_id, home=True)
    hass.states.async_set("sensor.beacon_rssi", state, {"unit_of_measurement": unit})
    sighting = read(hass, entry.entity_id, Measure.SIGNAL)
    assert sighting == Sighting(present=True, at=95.0, level=level)


@pytest.mark.parametrize(
    ("state", "unit", "level"),
    [("2.5", "m", 2.5), ("250", "cm", 2.5), ("2.5", "V", None), ("2.5", None, None)],
)
def test_a_distance(
    hass: HomeAssistant, state: str, unit: str | None, level: float | None
) -> None:
    """In metres, whatever its sensor counts in."""
    entry = add_device(hass, "espresense", {"distance": "distance"})
    key = async_find_key(hass, entry.entity_id)
    assert key.measures == (Measure.DISTANCE, Measure.HOME)
    assert async_read_level(hass, key, Measure.DISTANCE) is None
    hass.states.async_set(
        "sensor.beacon_distance", state, {"unit_of_measurement": unit}
    )
    assert async_read_level(hass, key, Measure.DISTANCE) == level


def test_only_its_own_sensors_measure_a_key(hass: HomeAssistant) -> None:
    """Neither the power that it sends with, nor a sensor that is disabled."""
    entry = add_device(
        hass, "ibeacon", {"rssi": "signal_strength", "power": "signal_strength"}
    )
    key = async_find_key(hass, entry.entity_id)
    assert key.sensors == {Measure.SIGNAL: "sensor.beacon_rssi"}
    assert key.entities == (entry.entity_id, "sensor.beacon_rssi")

    er.async_get(hass).async_update_entity(
        "sensor.beacon_rssi", disabled_by=er.RegistryEntryDisabler.USER
    )
    assert async_find_key(hass, entry.entity_id).measures == (Measure.HOME,)


@pytest.mark.parametrize("platform", ["ibeacon", "bluetooth_le_tracker", "bermuda"])
def test_what_can_be_copied(hass: HomeAssistant, platform: str) -> None:
    """By its integration, also while it says nothing."""
    entry = add_device(hass, platform, {})
    hass.states.async_set(entry.entity_id, STATE_UNAVAILABLE)
    assert async_find_key(hass, entry.entity_id).copyable


@pytest.mark.parametrize(
    ("source_type", "copyable"),
    [
        ("bluetooth", True),
        ("bluetooth_le", True),
        ("router", False),
        ("gps", False),
    ],
)
def test_what_can_be_copied_by_its_source(
    hass: HomeAssistant, source_type: str, copyable: bool
) -> None:
    """An address in the air is for everyone."""
    say(hass, PHONE, home=True, source_type=source_type)
    assert async_find_key(hass, PHONE).copyable is copyable
    # A person is as easy to copy as the easiest of the person's trackers.
    say(hass, ANA, home=True, device_trackers=[WATCH, PHONE])
    assert async_find_key(hass, ANA).copyable is copyable


def test_a_private_device_without_a_radio(hass: HomeAssistant) -> None:
    """It cannot be copied, and nothing is known of it."""
    entry = add_device(hass, "private_ble_device", {})
    key = async_find_key(hass, entry.entity_id)
    assert not key.copyable
    assert key.measures == (Measure.SIGNAL, Measure.HOME)
    say(hass, entry.entity_id, home=True, source_type="bluetooth_le")
    assert read(hass, entry.entity_id) == Sighting()
    assert async_read_level(hass, key, Measure.SIGNAL) is None
    assert not async_find_key(hass, ANA).copyable
