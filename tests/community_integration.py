"""What the community integration of the same domain leaves in Home Assistant.

Built by hand, as its versions 1.1 to 1.4.0 store it.
"""

from collections.abc import Iterable
from typing import Any

from homeassistant.config_entries import ConfigSubentry
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr, entity_registry as er
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.v2c_cloud.const import DOMAIN
from custom_components.v2c_cloud.migration import KEPT

HASH = "9f" * 32
"""Their entries have a hash of the API key as unique ID."""

OLD_ENTITIES: dict[str, tuple[str, ...]] = {
    "binary_sensor": ("connected_status",),
    "sensor": (
        "device_identifier",
        "firmware_version",
        "charge_state",
        "ready_state",
        "charge_power",
        "charge_energy",
        "slave_error",
        "charge_time",
        "house_power",
        "fv_power",
        "battery_power",
        "timer_state",
        "contracted_power",
        "grid_voltage",
        "wifi_ssid",
        "wifi_ip",
        "signal_status",
        "intensity_l1",
        "intensity_l2",
        "intensity_l3",
        "voltage_l1",
        "voltage_l2",
        "voltage_l3",
        "active_transport",
    ),
    "switch": (
        "dynamic",
        "pause_dynamic",
        "locked",
        "charging_pause",
        "timer",
        "logo_led",
        "rfid_reader",
        "ocpp_enabled",
    ),
    "select": (
        "installation_type",
        "slave_type",
        "language",
        "dynamic_power_mode",
        "charge_mode",
    ),
    "number": (
        "intensity_number",
        "min_intensity_number",
        "max_intensity_number",
        "contracted_power_number",
        "light_led_number",
    ),
    "button": ("reboot", "trigger_update"),
}
OLD = frozenset(
    (platform, suffix)
    for platform, suffixes in OLD_ENTITIES.items()
    for suffix in suffixes
)
STAYING = OLD & KEPT


def old_entry(hass: HomeAssistant, version: int, **data: Any) -> MockConfigEntry:
    """An entry as the community integration made it."""
    entry = MockConfigEntry(
        domain=DOMAIN,
        title="V2C Cloud",
        version=version,
        unique_id=HASH,
        data=data,
        options={"local_update_interval": 45},
    )
    entry.add_to_hass(hass)
    return entry


def old_device(
    hass: HomeAssistant, entry: MockConfigEntry, charger_id: str, name: str
) -> dr.DeviceEntry:
    """A charger in the device registry, with all of its entities."""
    device = dr.async_get(hass).async_get_or_create(
        config_entry_id=entry.entry_id,
        identifiers={(DOMAIN, charger_id)},
        entry_type=dr.DeviceEntryType.SERVICE,
        manufacturer="V2C",
        model="Trydan",
        name=name,
        sw_version="2.4.6",
    )
    for platform, suffix in OLD:
        old_entity(hass, entry, device, platform, f"v2c_{charger_id}_{suffix}")
    return device


def old_entity(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    device: dr.DeviceEntry,
    platform: str,
    unique_id: str,
) -> er.RegistryEntry:
    """An entity whose ID shows that nobody but the old integration chose it."""
    return er.async_get(hass).async_get_or_create(
        platform,
        DOMAIN,
        unique_id,
        config_entry=entry,
        device_id=device.id,
        has_entity_name=True,
        suggested_object_id=f"old_{unique_id}",
    )


def subentries(entry: MockConfigEntry) -> dict[str | None, ConfigSubentry]:
    """The subentries of an entry by charger ID."""
    return {subentry.unique_id: subentry for subentry in entry.subentries.values()}


def ids_of(
    entities: Iterable[er.RegistryEntry], charger_id: str
) -> dict[tuple[str, str], str]:
    """Entity IDs by platform and end of the unique ID."""
    prefix = f"v2c_{charger_id}_"
    return {
        (entity.domain, entity.unique_id.removeprefix(prefix)): entity.entity_id
        for entity in entities
        if entity.unique_id.startswith(prefix)
    }


def expected_ids(charger_id: str) -> dict[tuple[str, str], str]:
    """The entity IDs that must survive."""
    return {
        (platform, suffix): f"{platform}.old_v2c_{charger_id}_{suffix}".lower()
        for platform, suffix in STAYING
    }
