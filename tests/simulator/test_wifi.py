"""The charger in another Wi-Fi."""

import json

from aiohttp import ClientError, ClientSession
import pytest
import pytest_socket

from scripts.simulator import SimulatedCharger, Simulator

from .conftest import Call, Get


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (
            False,
            [
                {"ssid": "Casa", "rssi": -52},
                {"ssid": "Taller", "rssi": -67},
                {"ssid": "Vecinos", "rssi": -84},
            ],
        ),
        (True, ["Casa", "Taller", "Vecinos"]),
    ],
)
async def test_scan(
    simulator: Simulator, call: Call, names: bool, expected: list[object]
) -> None:
    """Objects or names: V2C documents neither."""
    simulator.cloud.wifilist_as_names = names

    _, body = await call("GET", "/device/wifilist")

    assert json.loads(body) == expected


async def test_another_network(
    simulator: Simulator, charger: SimulatedCharger, call: Call, get: Get
) -> None:
    """It answers under another address, which the cloud shows later."""
    pytest_socket.socket_allow_hosts(["127.0.0.1", "127.0.0.2"])

    status, _ = await call(
        "POST", "/device/wifi", ssid="Taller", password="workshop-password"
    )
    await simulator.advance(120)

    answer, _ = await get(charger, "/RealTimeData")
    _, body = await call("GET", "/device/reported")
    wifi = json.loads(json.loads(body)["wifi_info"])
    assert (status, answer) == (200, 200)
    assert charger.lan.host == "127.0.0.2"
    assert (wifi["ssid"], wifi["ip"]) == ("Taller", "127.0.0.2")


@pytest.mark.parametrize(
    ("ssid", "password", "online"),
    [
        ("Vecinos", "neighbours-password", True),
        ("Taller", "wrong", False),
        ("Nowhere", "", False),
    ],
)
async def test_out_of_reach(
    simulator: Simulator,
    charger: SimulatedCharger,
    call: Call,
    client: ClientSession,
    ssid: str,
    password: str,
    online: bool,
) -> None:
    """In a foreign network it is gone from the LAN, without one from the cloud too."""
    address = f"http://{charger.lan.host}:{charger.lan.port}/RealTimeData"

    status, _ = await call("POST", "/device/wifi", ssid=ssid, password=password)

    with pytest.raises(ClientError):
        await client.get(address)
    assert status == 200
    assert charger.online is online
    charger.join_network("Casa", "home-password")
    async with client.get(address) as response:
        assert response.status == 200
    assert charger.online


async def test_a_4g_charger_needs_no_wifi(simulator: Simulator, call: Call) -> None:
    """The cloud still reaches it."""
    charger = await simulator.add_charger("DEF456", lan=False)

    await call("POST", "/device/wifi", device="DEF456", ssid="Nowhere", password="x")

    assert charger.online


async def test_a_network_needs_a_name(charger: SimulatedCharger, call: Call) -> None:
    """And nothing changes without."""
    answer = await call("POST", "/device/wifi", ssid="", password="x")

    assert answer[0] == 400
    assert charger.values.ssid == "Casa"
