"""Keys for tests: trackers, and phones with a private address heard by proxies.

A proxy is a remote scanner of Home Assistant's real Bluetooth integration, as an ESPHome
device is one: what it hears goes the way that real advertisements go.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bluetooth_data_tools import parse_advertisement_data_bytes
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from habluetooth import BaseHaRemoteScanner
from homeassistant.components import bluetooth
from homeassistant.const import STATE_HOME, STATE_NOT_HOME
from homeassistant.core import CALLBACK_TYPE, HomeAssistant
from homeassistant.helpers import device_registry as dr, entity_registry as er
from pytest_homeassistant_custom_component.common import MockConfigEntry

from scripts.simulator.radio import Sighting

GARAGE = "C0:00:00:00:00:01"
LIVING_ROOM = "C0:00:00:00:00:02"
IRK = bytes(range(16))

PHONE = "device_tracker.phone"
WATCH = "device_tracker.watch"
ANA = "person.ana"


def private_address(irk: bytes, number: int) -> str:
    """A resolvable private address, as a phone takes a new one every quarter of an hour.

    ``number`` stands for the 22 random bits of it.
    """
    prand = (0x400000 | number).to_bytes(3)
    cipher = Cipher(algorithms.AES(irk), modes.ECB()).encryptor()  # noqa: S305
    tag = cipher.update(bytes(13) + prand)[13:]
    return ":".join(f"{byte:02X}" for byte in prand + tag)


class Proxy(BaseHaRemoteScanner):
    """Hears what a test says."""

    def hear(
        self, address: str, rssi: int, *, ago: float = 0.0, data: bytes = b"\x01"
    ) -> None:
        """Let an advertisement come in."""
        self._async_on_advertisement(
            address,
            rssi,
            None,
            [],
            {},
            {0x1234: data},
            None,
            {},
            bluetooth.MONOTONIC_TIME() - ago,
        )

    def pass_on(self, sighting: Sighting) -> None:
        """Let in what a virtual radio has heard."""
        self._async_on_advertisement(
            sighting.address,
            sighting.rssi,
            *parse_advertisement_data_bytes(sighting.data),
            {},
            bluetooth.MONOTONIC_TIME(),
        )


@dataclass(slots=True)
class Air:
    """The proxies of a house."""

    hass: HomeAssistant
    proxies: dict[str, Proxy] = field(default_factory=dict)
    stops: dict[str, tuple[CALLBACK_TYPE, CALLBACK_TYPE]] = field(default_factory=dict)

    def add(self, source: str = GARAGE, name: str = "Garage proxy") -> Proxy:
        """Add a proxy."""
        proxy = Proxy(source, name, None, False)
        self.stops[source] = (
            proxy.async_setup(),
            bluetooth.async_register_scanner(self.hass, proxy),
        )
        self.proxies[source] = proxy
        return proxy

    def remove(self, source: str = GARAGE) -> None:
        """Take a proxy out of its socket."""
        for stop in self.stops.pop(source):
            stop()

    def stop(self) -> None:
        """Remove all of them."""
        for source in list(self.stops):
            self.remove(source)


async def add_private_device(hass: HomeAssistant, irk: bytes = IRK) -> MockConfigEntry:
    """Let Home Assistant know a phone by its identity key."""
    entry = MockConfigEntry(
        domain="private_ble_device", data={"irk": irk.hex()}, unique_id=irk.hex()
    )
    entry.add_to_hass(hass)
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    return entry


def tracker_of(hass: HomeAssistant, irk: bytes = IRK) -> str:
    """The tracker of such a phone."""
    found = er.async_get(hass).async_get_entity_id(
        "device_tracker", "private_ble_device", f"{irk.hex()}_device_tracker"
    )
    assert found is not None
    return found


def say(hass: HomeAssistant, entity: str, *, home: bool, **attributes: object) -> None:
    """Let a tracker say where it is, by GPS if nothing else is told."""
    hass.states.async_set(
        entity,
        STATE_HOME if home else STATE_NOT_HOME,
        {"source_type": "gps", "friendly_name": "Phone"} | attributes,
    )


def add_device(
    hass: HomeAssistant, platform: str, sensors: Mapping[str, str]
) -> er.RegistryEntry:
    """Register a tracker with sensors of these device classes, by translation key."""
    entry = MockConfigEntry(domain=platform)
    entry.add_to_hass(hass)
    device = dr.async_get(hass).async_get_or_create(
        config_entry_id=entry.entry_id, identifiers={(platform, "device")}
    )
    registry = er.async_get(hass)
    for key, device_class in sensors.items():
        registry.async_get_or_create(
            "sensor",
            platform,
            f"device_{key}",
            suggested_object_id=f"beacon_{key}",
            config_entry=entry,
            device_id=device.id,
            original_device_class=device_class,
            translation_key=key if key != "rssi" else None,
        )
    return registry.async_get_or_create(
        "device_tracker",
        platform,
        "device",
        suggested_object_id="beacon",
        config_entry=entry,
        device_id=device.id,
    )
