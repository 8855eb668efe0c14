"""Finds chargers on the network: at one address, or by asking all of them."""

import asyncio
from collections.abc import Callable, Container, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv4Interface, IPv6Address, ip_address, ip_network
import re
import socket
from typing import Final, override

from homeassistant.components.network import async_get_adapters
from homeassistant.const import CONF_HOST, CONF_MAC, CONF_PORT
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.aiohttp_client import async_get_clientsession
from homeassistant.helpers.device_registry import format_mac

from .api.lan import LanTimings, probe
from .api.models import ChargerState, Link
from .const import (
    CONF_BLE_ADDRESS,
    CONF_BLE_PIN,
    CONF_CAPABILITIES,
    CONF_CLOUD,
    CONF_FIRMWARE,
    CONF_MODEL,
)
from .flow_forms import FormError, form_errors

HTTP_PORT: Final = 80
DISCOVERY_PORT = HTTP_PORT
"""Where a charger is looked for whose port nobody told."""

_HOSTS_AT_MOST: Final = 512
_HOSTS_AT_ONCE: Final = 32
_PATIENCE: Final = 2.0
"""Seconds for a host to accept a connection, and again for it to answer."""

_SUBNET_PREFIX: Final = 24
_IP = re.compile(r"[0-9a-f.:]+(?:%[\w.-]+)?", re.ASCII | re.IGNORECASE)
_HOST_AND_PORT = re.compile(
    r"(?:\[(?P<v6>[^\]]+)\]|(?P<name>[^:\[\]]+))(?::(?P<port>\d{1,5}))?"
)
_NAME = re.compile(
    r"(?=.{1,253}$)(?:[a-z0-9_](?:[\w-]{0,61}\w)?\.)*"
    r"(?!\d+$)[a-z0-9_](?:[\w-]{0,61}\w)?",
    re.ASCII | re.IGNORECASE,
)
_OWN_NETWORKS = tuple(
    ip_network(network)
    for network in (
        "10.0.0.0/8",
        "172.16.0.0/12",
        "192.168.0.0/16",
        "169.254.0.0/16",
        "127.0.0.0/8",
        "fc00::/7",
        "fe80::/10",
        "::1/128",
    )
)


@dataclass(frozen=True, slots=True)
class Address:
    """Where a charger's web server is."""

    host: str
    port: int = HTTP_PORT

    @override
    def __str__(self) -> str:
        """Write it as a person would type it."""
        if self.port == HTTP_PORT:
            return self.host
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{host}:{self.port}"

    @property
    def ip(self) -> IPv4Address | IPv6Address | None:
        """The host as an IP address, unless it is a name."""
        # After a % Python takes anything for the name of an interface.
        if not _IP.fullmatch(self.host):
            return None
        try:
            return ip_address(self.host)
        except ValueError:
            return None


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundCharger:
    """A charger that answered, or that an account lists."""

    charger_id: str | None
    """Not known of firmware before 1.7.20 until somebody reads the label."""
    name: str | None = None
    address: Address | None = None
    mac: str | None = None
    ble_address: str | None = None
    ble_pin: str | None = field(default=None, repr=False)
    cloud: bool = False
    state: ChargerState = field(default_factory=ChargerState)

    @property
    def title(self) -> str:
        """What people call it."""
        return self.name or f"V2C {self.charger_id or self.address}"

    @property
    def label(self) -> str:
        """The title with all that tells it from its neighbours."""
        marks = [mark for mark in (self.charger_id, self.address) if mark is not None]
        return f"{self.name or 'V2C'} ({', '.join(map(str, marks))})"

    @property
    def data(self) -> dict[str, object]:
        """What is stored of it: see the names of a subentry's data in ``const``."""
        told = {
            CONF_MAC: self.mac,
            CONF_BLE_ADDRESS: self.ble_address,
            CONF_BLE_PIN: self.ble_pin,
            CONF_FIRMWARE: self.state.firmware,
            CONF_MODEL: self.state.model,
        }
        return {
            **address_data(self.address),
            CONF_CLOUD: self.cloud,
            CONF_CAPABILITIES: sorted(self.state.known),
            **{key: value for key, value in told.items() if value},
        }


def discovery_address(host: str) -> Address:
    """Where a charger answers at a host, as far as nobody knows better."""
    return Address(host, DISCOVERY_PORT)


def address_data(address: Address | None) -> dict[str, object]:
    """An address as it is stored; nothing for none."""
    if address is None:
        return {}
    port = {} if address.port == HTTP_PORT else {CONF_PORT: address.port}
    return {CONF_HOST: address.host, **port}


def parse_address(text: str) -> Address:
    """Read ``host`` or ``host:port``; an IPv6 address with a port is in brackets.

    Raises ``FormError`` for anything else, such as a scheme or a path.
    """
    if (address := Address(text)).ip is not None:
        return address
    match = _HOST_AND_PORT.fullmatch(text)
    if match is None:
        raise FormError("invalid_address", CONF_HOST)
    address = Address(match["v6"] or match["name"], int(match["port"] or HTTP_PORT))
    is_name = match["name"] is not None and _NAME.fullmatch(address.host)
    if not 0 < address.port < 65536 or (address.ip is None and not is_name):
        raise FormError("invalid_address", CONF_HOST)
    return address


async def async_resolve(address: Address) -> list[IPv4Address | IPv6Address]:
    """The IP addresses behind an address; none for a multicast DNS name.

    Raises ``FormError`` when there is no such name, and when it leads out of the
    house: a charger has no password, so nobody should have it on the internet, and
    this form should not make Home Assistant ask strangers.
    """
    if address.ip is not None:
        ips = [address.ip]
    elif address.host.lower().endswith(".local"):
        # Only neighbours on the same link answer for these (RFC 6762).
        return []
    else:
        loop = asyncio.get_running_loop()
        try:
            infos = await loop.getaddrinfo(address.host, None, type=socket.SOCK_STREAM)
        except OSError as err:
            raise FormError("unknown_host", CONF_HOST, host=address.host) from err
        ips = [ip_address(info[4][0]) for info in infos]
    if not all(is_own_network(ip) for ip in ips):
        raise FormError("public_address", CONF_HOST)
    return ips


def is_own_network(ip: IPv4Address | IPv6Address) -> bool:
    """Whether an address can only be reached from inside the house."""
    if isinstance(ip, IPv6Address) and ip.ipv4_mapped is not None:
        ip = ip.ipv4_mapped
    return any(ip in network for network in _OWN_NETWORKS)


@callback
def async_mac_of(hass: HomeAssistant, ips: Container[str]) -> str | None:
    """The MAC address that Home Assistant last saw at one of some IP addresses."""
    if "dhcp" not in hass.config.components:
        return None
    # Its requirements are only there where it is set up.
    from homeassistant.components.dhcp import async_discovered_service_info  # noqa: PLC0415

    return next(
        (
            format_mac(info.macaddress)
            for info in async_discovered_service_info(hass)
            if info.ip in ips
        ),
        None,
    )


async def async_find_at(
    hass: HomeAssistant, address: Address, timings: LanTimings | None = None
) -> FoundCharger:
    """Ask an address which charger it is. Raises ``FormError``."""
    ips = await async_resolve(address)
    with form_errors(Link.LAN):
        state = await probe(
            async_get_clientsession(hass), address.host, address.port, timings
        )
    return FoundCharger(
        charger_id=state.charger_id,
        address=address,
        mac=async_mac_of(hass, {*map(str, ips), state.ip_address or ""}),
        state=state,
    )


async def async_scan_targets(hass: HomeAssistant) -> list[Address]:
    """The neighbours of Home Assistant's own addresses, as many as a scan may ask."""
    networks = {
        IPv4Interface(
            f"{ip['address']}/{max(ip['network_prefix'], _SUBNET_PREFIX)}"
        ).network
        for adapter in await async_get_adapters(hass)
        if adapter["enabled"]
        for ip in adapter["ipv4"]
        if _worth_scanning(IPv4Address(ip["address"]))
    }
    hosts = [str(host) for network in sorted(networks) for host in network.hosts()]
    return [discovery_address(host) for host in hosts[:_HOSTS_AT_MOST]]


def _worth_scanning(ip: IPv4Address) -> bool:
    return is_own_network(ip) and not ip.is_loopback


async def async_scan(
    hass: HomeAssistant,
    targets: Sequence[Address],
    progress: Callable[[float], None],
) -> list[FoundCharger]:
    """Ask all targets which charger they are, some at a time.

    ``progress`` is told how much is done, from 0 to 1.
    """
    turns = asyncio.Semaphore(_HOSTS_AT_ONCE)
    done = 0

    async def ask(target: Address) -> FoundCharger | None:
        nonlocal done
        async with turns:
            found = await _async_look_at(hass, target)
        done += 1
        progress(done / len(targets))
        return found

    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(ask(target)) for target in targets]
    return [found for task in tasks if (found := task.result()) is not None]


async def _async_look_at(hass: HomeAssistant, target: Address) -> FoundCharger | None:
    """Find a charger, if there is one; most addresses are silent."""
    try:
        async with asyncio.timeout(_PATIENCE):
            _, writer = await asyncio.open_connection(target.host, target.port)
    except OSError:
        return None
    writer.close()
    with suppress(OSError):
        await writer.wait_closed()
    try:
        return await async_find_at(hass, target, LanTimings(read_timeout=_PATIENCE))
    except FormError:
        return None
