"""Takes over what the community integration of the same domain left behind.

Its entries (versions 1 to 3) stand for an account or for one charger on the LAN, and
hold the chargers in device identifiers and in a list of pairings. Ours stand for a
house with a subentry per charger. Nothing here needs the network, so that an outage of
V2C's cloud on the day of the change costs nothing.

docs/migration.md tells owners which entities stay.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from ipaddress import IPv4Address
from types import MappingProxyType

from homeassistant.config_entries import ConfigEntry, ConfigSubentry
from homeassistant.const import CONF_API_KEY, CONF_HOST, Platform
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import device_registry as dr, entity_registry as er
from homeassistant.helpers.typing import UNDEFINED

from .binary_sensor import BINARY_SENSORS
from .button import BUTTONS
from .const import (
    CONF_CAPABILITIES,
    CONF_CLOUD,
    CONF_FIRMWARE,
    CONF_MODEL,
    DOMAIN,
    ENTRY_VERSION,
    LOGGER,
    SUBENTRY_CHARGER,
)
from .number import NUMBERS
from .select import SELECTS
from .sensor import SENSORS
from .switch import SWITCHES

KEPT = frozenset(
    (platform, description.suffix or description.key)
    for platform, descriptions in (
        (Platform.BINARY_SENSOR, BINARY_SENSORS),
        (Platform.BUTTON, BUTTONS),
        (Platform.NUMBER, NUMBERS),
        (Platform.SELECT, SELECTS),
        (Platform.SENSOR, SENSORS),
        (Platform.SWITCH, SWITCHES),
    )
    for description in descriptions
)
"""Platform and end of the unique id of all that a charger can have with us."""

LAN_FIELDS = (
    "charge_energy",
    "charge_power",
    "charge_state",
    "charge_time",
    "contracted_power",
    "dynamic",
    "dynamic_power_mode",
    "firmware",
    "intensity",
    "locked",
    "max_intensity",
    "meter_error",
    "min_intensity",
    "pause_dynamic",
    "paused",
    "ready",
    "timer",
)
"""What every firmware seen so far (1.6.13 to 2.5.1) sends over the LAN.

The old entities say nothing of what a charger has: they were made for all alike.
"""

# What the old entries hold of a charger without an address; nobody listens there.
_NO_LAN = ("", "0.0.0.0")  # noqa: S104
"""How entries of version 1 say that a charger is reached over 4G only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OldEntry:
    """What the data of an old entry says of its account and chargers."""

    api_key: str | None
    names: dict[str, str] = field(default_factory=dict)
    """By charger ID, which is in upper case; empty where the account has no name."""
    hosts: dict[str, str] = field(default_factory=dict)
    """By charger ID: where it was last reached on the LAN."""


def read_entry(data: Mapping[str, object]) -> OldEntry:
    """Understand the data of an entry of version 1, 2 or 3.

    An address that the owner typed goes before one that the cloud told. What cannot
    be an address on the LAN is left out.
    """
    fallback = data.get("fallback_ip")
    cloud_only = data.get("cloud_only", fallback in _NO_LAN)
    names: dict[str, str] = {}
    told: dict[str, object] = {}
    for pairing in _pairings(data):
        charger_id = str(pairing["deviceId"]).upper()
        names[charger_id] = str(pairing.get("tag") or "")
        told[charger_id] = pairing.get("ip")
    typed = data.get("manual_ips")
    addresses = told | {
        str(charger_id).upper(): address
        for charger_id, address in (
            (data.get("fallback_device_id"), fallback),
            *(typed.items() if isinstance(typed, Mapping) else ()),
        )
        if charger_id and address
    }
    return OldEntry(
        api_key=str(data.get(CONF_API_KEY) or "") or None,
        names=dict.fromkeys(addresses, "") | names,
        hosts={
            charger_id: host
            for charger_id, address in addresses.items()
            if not cloud_only and (host := _lan_host(address))
        },
    )


def _pairings(data: Mapping[str, object]) -> Iterator[Mapping[str, object]]:
    for key in ("initial_pairings", "cached_pairings"):
        pairings = data.get(key)
        for pairing in pairings if isinstance(pairings, list) else ():
            if isinstance(pairing, Mapping) and pairing.get("deviceId"):
                yield pairing


def _lan_host(address: object) -> str | None:
    try:
        host = IPv4Address(str(address).strip())
    except ValueError:
        return None
    return str(host) if host.is_private and not host.is_unspecified else None


async def async_migrate(hass: HomeAssistant, entry: ConfigEntry) -> bool:
    """Turn an entry of the community integration into a house with its chargers.

    Can be repeated when it was interrupted. Returns False for an entry that a newer
    version of this integration made.
    """
    if entry.version > ENTRY_VERSION:
        return False
    if entry.version < ENTRY_VERSION:
        _take_over(hass, entry)
    return True


@callback
def _take_over(hass: HomeAssistant, entry: ConfigEntry) -> None:
    old = read_entry(entry.data)
    devices = {
        charger_id.upper(): device
        for device in dr.async_entries_for_config_entry(
            dr.async_get(hass), entry.entry_id
        )
        for domain, charger_id in device.identifiers
        if domain == DOMAIN
    }
    for charger_id in dict.fromkeys((*devices, *old.names)):
        _take_over_charger(hass, entry, old, charger_id, devices.get(charger_id))
    hass.config_entries.async_update_entry(
        entry,
        data={CONF_API_KEY: old.api_key} if old.api_key else {},
        options={},
        unique_id=None,
        version=ENTRY_VERSION,
        minor_version=1,
    )
    LOGGER.info("Took over %s with %s charger(s)", entry.title, len(entry.subentries))


@callback
def _take_over_charger(
    hass: HomeAssistant,
    entry: ConfigEntry,
    old: OldEntry,
    charger_id: str,
    device: dr.DeviceEntry | None,
) -> None:
    if _is_in_another_house(hass, entry, charger_id):
        LOGGER.warning("%s is already in another house", charger_id)
        if device is not None:
            dr.async_get(hass).async_remove_device(device.id)
        return
    if charger_id not in old.hosts and not old.api_key:
        LOGGER.warning(
            "Nothing tells how to reach %s: add it again to get its entities back",
            charger_id,
        )
        return
    subentry_id = _add_subentry(hass, entry, old, charger_id, device)
    # Home Assistant removes the entities that stay behind when a device moves.
    _move_entities(hass, entry, subentry_id, charger_id, device)
    if device is not None:
        dr.async_get(hass).async_update_device(
            device.id,
            entry_type=None,
            new_config_subentry_id=subentry_id,
            new_identifiers={(DOMAIN, charger_id)},
        )


def _is_in_another_house(
    hass: HomeAssistant, entry: ConfigEntry, charger_id: str
) -> bool:
    return any(
        subentry.unique_id == charger_id
        for other in hass.config_entries.async_entries(DOMAIN)
        if other is not entry
        for subentry in other.subentries.values()
    )


@callback
def _add_subentry(
    hass: HomeAssistant,
    entry: ConfigEntry,
    old: OldEntry,
    charger_id: str,
    device: dr.DeviceEntry | None,
) -> str:
    """Add the charger's subentry, unless an interrupted run did; returns its ID."""
    for subentry in entry.subentries.values():
        if subentry.unique_id == charger_id:
            return subentry.subentry_id
    name = old.names.get(charger_id, "")
    data: dict[str, object] = {CONF_CLOUD: old.api_key is not None}
    if host := old.hosts.get(charger_id):
        data |= {CONF_HOST: host, CONF_CAPABILITIES: list(LAN_FIELDS)}
    if device is not None:
        name = device.name_by_user or device.name or name
        known = {CONF_FIRMWARE: device.sw_version, CONF_MODEL: device.model}
        data |= {key: value for key, value in known.items() if value}
    subentry = ConfigSubentry(
        data=MappingProxyType(data),
        subentry_type=SUBENTRY_CHARGER,
        title=f"V2C {charger_id}" if name.upper() in ("", charger_id) else name,
        unique_id=charger_id,
    )
    hass.config_entries.async_add_subentry(entry, subentry)
    return subentry.subentry_id


@callback
def _move_entities(
    hass: HomeAssistant,
    entry: ConfigEntry,
    subentry_id: str,
    charger_id: str,
    device: dr.DeviceEntry | None,
) -> None:
    """Keep the entities that we have too, and remove the others.

    Two old entries may have had the same charger; then its entities belong to the one
    that was loaded last.
    """
    registry = er.async_get(hass)
    for entity in list(registry.entities.values()):
        suffix = _suffix(entity, charger_id)
        if suffix is None:
            continue
        unique_id = f"v2c_{charger_id}_{suffix}"
        holder = registry.async_get_entity_id(entity.domain, DOMAIN, unique_id)
        if (entity.domain, suffix) not in KEPT or holder not in (
            None,
            entity.entity_id,
        ):
            registry.async_remove(entity.entity_id)
            continue
        registry.async_update_entity(
            entity.entity_id,
            config_entry_id=entry.entry_id,
            config_subentry_id=subentry_id,
            device_id=UNDEFINED if device is None else device.id,
            new_unique_id=UNDEFINED if entity.unique_id == unique_id else unique_id,
        )


def _suffix(entity: er.RegistryEntry, charger_id: str) -> str | None:
    """The end of the unique id of an entity of this charger; None for all others."""
    if entity.platform != DOMAIN:
        return None
    # The betas 1 to 10 of version 1.4.0 left the prefix out for one sensor.
    if entity.unique_id.upper() == f"{charger_id}_ACTIVE_TRANSPORT":
        return "active_transport"
    start = f"v2c_{charger_id}_"
    if not entity.unique_id.upper().startswith(start.upper()):
        return None
    return entity.unique_id[len(start) :]
