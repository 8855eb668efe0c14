"""Addresses that people type, the neighbours of Home Assistant, and who they are."""

import asyncio
from collections.abc import Iterator
from contextlib import suppress
from ipaddress import ip_address
import socket
from unittest.mock import AsyncMock, patch

from homeassistant.components.dhcp.models import DATA_DHCP, DHCPData, DhcpMatchers
from homeassistant.components.network import Adapter
from homeassistant.core import HomeAssistant
from hypothesis import given, strategies as st
import pytest

from custom_components.v2c_cloud.discovery import (
    Address,
    async_find_at,
    async_mac_of,
    async_resolve,
    async_scan,
    async_scan_targets,
    is_own_network,
    parse_address,
)
from custom_components.v2c_cloud.flow_forms import FormError
from scripts.simulator import LanFault, SimulatedCharger, Simulator

from .flows import PACKAGE


def adapter(
    *addresses: tuple[str, int], enabled: bool = True, name: str = "eth0"
) -> Adapter:
    """A network adapter with IPv4 addresses and the lengths of their prefixes."""
    return Adapter(
        name=name,
        index=0,
        enabled=enabled,
        auto=enabled,
        default=enabled,
        ipv6=[],
        ipv4=[
            {"address": address, "network_prefix": prefix}
            for address, prefix in addresses
        ],
    )


def answer(*addresses: str) -> AsyncMock:
    """A name server that knows these addresses of any name."""
    return AsyncMock(
        return_value=[
            (socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 0))
            for address in addresses
        ]
    )


@pytest.fixture
def dhcp_cache(hass: HomeAssistant) -> Iterator[DHCPData]:
    """What Home Assistant's DHCP integration has seen."""
    data = DHCPData(
        DhcpMatchers(
            registered_devices_domains=set(), no_oui_matchers={}, oui_matchers={}
        )
    )
    hass.data[DATA_DHCP] = data
    hass.config.components.add("dhcp")
    yield data
    hass.config.components.remove("dhcp")


@pytest.mark.parametrize(
    ("text", "address", "written"),
    [
        ("192.168.1.50", Address("192.168.1.50", 80), "192.168.1.50"),
        ("192.168.1.50:80", Address("192.168.1.50", 80), "192.168.1.50"),
        ("192.168.1.50:8765", Address("192.168.1.50", 8765), "192.168.1.50:8765"),
        ("charger", Address("charger", 80), "charger"),
        ("v2c-trydan.local", Address("v2c-trydan.local", 80), "v2c-trydan.local"),
        ("my_box.lan:81", Address("my_box.lan", 81), "my_box.lan:81"),
        ("fd00::1", Address("fd00::1", 80), "fd00::1"),
        ("[fd00::1]", Address("fd00::1", 80), "fd00::1"),
        ("[fd00::1]:8080", Address("fd00::1", 8080), "[fd00::1]:8080"),
        ("fe80::1%eth0", Address("fe80::1%eth0", 80), "fe80::1%eth0"),
    ],
)
def test_addresses(text: str, address: Address, written: str) -> None:
    """A host, and a port if it has one of its own."""
    assert parse_address(text) == address
    assert str(address) == written
    assert parse_address(written) == address


@pytest.mark.parametrize(
    "text",
    [
        "",
        ":80",
        "http://192.168.1.50",
        "192.168.1.50/RealTimeData",
        "192.168.1.50:",
        "192.168.1.50:0",
        "192.168.1.50:65536",
        "192.168.1.50:http",
        "192.168.1",
        "192.168.1.500",
        "3232235826",
        "user@charger",
        "two words",
        "-charger",
        "charger-",
        "charger..lan",
        "ladegerät",
        "a" * 64,
        ".".join(["a" * 60] * 5),
        "[fd00::1",
        "[charger]",
        "fe80::1%]/x",
        "[charger.example/x]",
    ],
)
def test_no_addresses(text: str) -> None:
    """All else is refused before anything is asked."""
    with pytest.raises(FormError) as raised:
        parse_address(text)

    assert raised.value.key == "invalid_address"
    assert raised.value.field == "host"


@given(st.text(alphabet="ab1.:[]/@-_%? é", max_size=30))
def test_any_text(text: str) -> None:
    """Whatever is typed, it becomes an address or the one sentence."""
    with suppress(FormError):
        address = parse_address(text)
        assert 0 < address.port < 65536
        assert not set(address.host) & set("/@?[] é")


@pytest.mark.parametrize(
    ("ip", "own"),
    [
        ("10.0.0.1", True),
        ("172.16.0.1", True),
        ("172.32.0.1", False),
        ("192.168.178.20", True),
        ("169.254.1.1", True),
        ("127.0.0.1", True),
        ("::1", True),
        ("fd12::1", True),
        ("fe80::1", True),
        ("::ffff:192.168.1.1", True),
        ("::ffff:8.8.8.8", False),
        ("2001:4860:4860::8888", False),
        ("8.8.8.8", False),
        ("0.0.0.1", False),
        ("224.0.0.1", False),
        ("255.255.255.255", False),
    ],
)
def test_own_networks(ip: str, own: bool) -> None:
    """What no stranger can be behind."""
    assert is_own_network(ip_address(ip)) is own


async def test_names() -> None:
    """A name of the house is as good as an address."""
    assert {ip.is_loopback for ip in await async_resolve(Address("localhost"))} == {
        True
    }


async def test_multicast_names() -> None:
    """Only neighbours answer for these, and not by a name server."""
    with patch.object(asyncio.get_running_loop(), "getaddrinfo") as getaddrinfo:
        assert await async_resolve(Address("V2C.local")) == []

    getaddrinfo.assert_not_called()


@pytest.mark.parametrize(
    "addresses", [("8.8.8.8",), ("192.168.1.50", "8.8.8.8"), ("2001:db8::1",)]
)
async def test_names_that_lead_out(addresses: tuple[str, ...]) -> None:
    """A name is worth what it stands for: all of it."""
    with (
        patch.object(asyncio.get_running_loop(), "getaddrinfo", answer(*addresses)),
        pytest.raises(FormError) as raised,
    ):
        await async_resolve(Address("charger.example"))

    assert raised.value.key == "public_address"


async def test_unknown_names() -> None:
    """The sentence says which name nobody knows."""
    with (
        patch.object(
            asyncio.get_running_loop(), "getaddrinfo", side_effect=socket.gaierror
        ),
        pytest.raises(FormError) as raised,
    ):
        await async_resolve(Address("charger"))

    assert raised.value.key == "unknown_host"
    assert raised.value.placeholders == {"host": "charger"}


async def test_mac_from_the_dhcp_cache(
    hass: HomeAssistant, charger: SimulatedCharger, dhcp_cache: DHCPData
) -> None:
    """Home Assistant often knows already who has the address."""
    dhcp_cache.address_data["28562f000002"] = {"ip": "192.168.1.9", "hostname": "tv"}
    assert async_mac_of(hass, {"127.0.0.1"}) is None

    dhcp_cache.address_data["28562f000001"] = {"ip": "127.0.0.1", "hostname": "trydan"}
    found = await async_find_at(hass, Address(charger.lan.host, charger.lan.port))
    assert found.mac == "28:56:2f:00:00:01"


async def test_mac_without_dhcp(hass: HomeAssistant) -> None:
    """Not everybody runs that integration."""
    assert async_mac_of(hass, {"127.0.0.1"}) is None


@pytest.mark.parametrize(
    ("adapters", "count", "first", "last"),
    [
        ([adapter(("192.168.1.7", 24))], 254, "192.168.1.1", "192.168.1.254"),
        ([adapter(("10.1.2.3", 16))], 254, "10.1.2.1", "10.1.2.254"),
        ([adapter(("192.168.1.7", 29))], 6, "192.168.1.1", "192.168.1.6"),
        (
            [adapter(("192.168.1.7", 24), ("192.168.1.8", 24))],
            254,
            "192.168.1.1",
            "192.168.1.254",
        ),
        (
            [adapter((f"192.168.{number}.7", 24)) for number in range(4)],
            512,
            "192.168.0.1",
            "192.168.2.4",
        ),
    ],
)
async def test_scan_targets(
    hass: HomeAssistant, adapters: list[Adapter], count: int, first: str, last: str
) -> None:
    """At most the last 254 addresses of a network, and 512 in all."""
    with patch(f"{PACKAGE}.discovery.async_get_adapters", return_value=adapters):
        targets = await async_scan_targets(hass)

    assert len(targets) == count
    assert targets[0] == Address(first, 80)
    assert targets[-1] == Address(last, 80)


@pytest.mark.parametrize(
    "unfit",
    [
        adapter(("127.0.0.1", 8), name="lo"),
        adapter(("8.8.8.8", 24), name="wan"),
        adapter(("192.168.1.7", 24), enabled=False, name="guests"),
        adapter(name="down"),
    ],
    ids=lambda unfit: unfit["name"],
)
async def test_no_scan_targets(hass: HomeAssistant, unfit: Adapter) -> None:
    """Nobody else's network is scanned."""
    with patch(f"{PACKAGE}.discovery.async_get_adapters", return_value=[unfit]):
        assert await async_scan_targets(hass) == []


async def test_scan(
    hass: HomeAssistant, simulator: Simulator, charger: SimulatedCharger
) -> None:
    """Chargers are told from silence and from others; progress is told."""
    silent = await simulator.add_charger("DEF4567")
    silent.lan.fail = LanFault.REFUSE
    other = simulator.control.url.rpartition(":")[2]
    told: list[float] = []

    found = await async_scan(
        hass,
        [
            Address(charger.lan.host, charger.lan.port),
            Address(silent.lan.host, silent.lan.port),
            Address("127.0.0.1", int(other)),
        ],
        told.append,
    )

    assert [item.charger_id for item in found] == ["ABC123"]
    assert told == pytest.approx([1 / 3, 2 / 3, 1])


async def test_scan_is_patient_for_a_while_only(
    hass: HomeAssistant, charger: SimulatedCharger, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A host that accepts connections and says nothing does not stop the scan."""
    monkeypatch.setattr(f"{PACKAGE}.discovery._PATIENCE", 0.05)
    charger.lan.fail = LanFault.HANG

    found = await async_scan(
        hass, [Address(charger.lan.host, charger.lan.port)], lambda _: None
    )

    assert found == []
    assert len(charger.lan.requests) == 1


async def test_scan_asks_32_at_once(hass: HomeAssistant) -> None:
    """A router for homes does not bear hundreds of connections at a time."""
    now = most = 0

    async def connect(host: str, port: int) -> None:
        nonlocal now, most
        now += 1
        most = max(most, now)
        await asyncio.sleep(0)
        now -= 1
        raise ConnectionRefusedError

    targets = [Address(f"192.168.1.{number}") for number in range(1, 101)]
    with patch("asyncio.open_connection", connect):
        found = await async_scan(hass, targets, lambda _: None)

    assert found == []
    assert most == 32
