"""A charger over Bluetooth, on a radio that only this process hears."""

from collections.abc import Awaitable, Callable

import pytest

from custom_components.v2c_cloud.api.ble import BleLink
from custom_components.v2c_cloud.api.charger import Charger, Outcome
from custom_components.v2c_cloud.api.datamanager_link import NotFoundError
from custom_components.v2c_cloud.api.exceptions import (
    V2CConnectionError,
    V2CError,
    V2CInvalidTextError,
    V2CPinError,
    V2CRejectedError,
    V2CResponseError,
    V2CTimeoutError,
    V2CUnsupportedError,
)
from custom_components.v2c_cloud.api.models import Link
from custom_components.v2c_cloud.api.queue import Priority
from scripts.simulator import Car, SimulatedCharger, Simulator
from scripts.simulator.ble import Ble, BleFault, add_bluetooth
from scripts.simulator.radio import Radio
from tests.radios import MakeLink, device_of, drop

from .helpers import Clock, known_as, of_wrong_type, start_charging, written


@pytest.fixture
async def near(link: BleLink, clock: Clock) -> Charger:
    """The charger over Bluetooth alone, read once."""
    near = known_as("ABC123", clock, link)
    await near.refresh(Link.BLE)
    return near


async def test_reads_what_the_lan_reads(
    simulator: Simulator, charger: SimulatedCharger, link: BleLink
) -> None:
    """The same keywords, so the same state."""
    await start_charging(simulator, charger)
    reading = await link.read()

    assert reading.state.charger_id == "ABC123"
    assert reading.state.charging
    assert reading.state.intensity == 16
    assert of_wrong_type(reading.state) == []


@pytest.mark.parametrize("mtu", [23, 100, 247])
async def test_any_mtu(
    radio: Radio, charger: SimulatedCharger, make_link: MakeLink, mtu: int
) -> None:
    """From the least that Bluetooth allows to what phones have."""
    small = await add_bluetooth(radio, charger, address="F0:00:00:00:00:17", mtu=mtu)
    link = make_link(find_device=lambda: device_of(small))

    assert (await link.read()).state.charger_id == "ABC123"
    assert (await link.wifi_networks())[0].ssid == "Casa"
    await link.set_wifi("Casa", "home-password-that-is-long")
    assert small.requests == ["RealTimeData", "networks", "wifi"]


async def test_what_only_read_tells(
    simulator: Simulator, radio: Radio, make_link: MakeLink
) -> None:
    """Firmware 2.4.6 keeps some keywords to itself, over Bluetooth, too."""
    old = await simulator.add_charger("OLD123", firmware="2.4.6")
    ble = await add_bluetooth(radio, old, address="F0:00:00:00:00:18")
    reading = await make_link(find_device=lambda: device_of(ble)).read()

    assert reading.state.light_led == 50
    assert "read/LightLED" in ble.requests


async def test_what_it_says_of_itself(link: BleLink) -> None:
    """Bluetooth's own Device Information is read once."""
    await link.read()

    assert link.connection.information == {
        "manufacturer": "V2C",
        "model": "Trydan",
        "serial": "ABC123",
        "firmware": "2.5.0",
    }


@pytest.mark.parametrize(
    ("field", "value", "keyword"),
    [
        ("locked", True, "Locked=1"),
        ("paused", True, "Paused=1"),
        ("intensity", 10, "Intensity=10"),
    ],
)
async def test_a_command_is_confirmed(
    charger: SimulatedCharger, near: Charger, field: str, value: int, keyword: str
) -> None:
    """Written, read back, and only then done."""
    assert await near.set(field, value) is Outcome.CONFIRMED
    assert written(charger) == [keyword]


async def test_a_refusal(near: Charger, ble: Ble, charger: SimulatedCharger) -> None:
    """The charger says ERROR as it does on the LAN."""
    ble.fault = BleFault.ERROR
    with pytest.raises(V2CRejectedError):
        await near.set("intensity", 10)
    assert written(charger) == []


async def test_a_firmware_without_the_keyword(
    simulator: Simulator, radio: Radio, make_link: MakeLink
) -> None:
    """404, as on the LAN."""
    old = await simulator.add_charger("OLD123", firmware="1.6.18")
    ble = await add_bluetooth(radio, old, address="F0:00:00:00:00:18")
    link = make_link(find_device=lambda: device_of(ble))
    with pytest.raises(V2CUnsupportedError):
        await link.write("light_led", 10, Priority.COMMAND)


async def test_a_pin_is_proven_and_not_sent(
    radio: Radio, make_link: MakeLink, ble: Ble
) -> None:
    """Each connection has a question of its own."""
    ble.pin = "246810"
    link = make_link(pin="246810")
    assert (await link.read()).state.charger_id == "ABC123"
    await drop(radio, ble)
    assert (await link.read()).state.charger_id == "ABC123"


@pytest.mark.parametrize("pin", [None, "111111"])
async def test_a_wrong_pin(
    make_link: MakeLink, ble: Ble, charger: SimulatedCharger, pin: str | None
) -> None:
    """Nothing is carried out without it."""
    ble.pin = "246810"
    with pytest.raises(V2CPinError):
        await make_link(pin=pin).write("locked", True, Priority.COMMAND)
    assert written(charger) == []


async def test_a_pin_that_nobody_wants(make_link: MakeLink) -> None:
    """A bridge that lets everybody in knows no nonce."""
    assert (await make_link(pin="246810").read()).state.charger_id == "ABC123"


async def test_charges_that_the_charger_remembers(
    simulator: Simulator, charger: SimulatedCharger, link: BleLink
) -> None:
    """The last five, as the app shows them."""
    charger.plug(Car())
    await simulator.advance(1_800)
    charger.unplug()
    await simulator.advance(60)
    (charge,) = await link.charges("ABC123")

    assert charge.finished
    assert charge.energy == pytest.approx(1.8, abs=0.3)


async def test_wifi(charger: SimulatedCharger, link: BleLink) -> None:
    """The charger goes where it is sent, and the strongest network comes first."""
    assert [item.ssid for item in await link.wifi_networks()] == [
        "Casa",
        "Taller",
        "Vecinos",
    ]
    await link.set_wifi("Taller", "workshop-password")
    assert charger.values.ssid == "Taller"


@pytest.mark.parametrize(("ssid", "password"), [("", "long-enough"), ("Casa", "short")])
async def test_wifi_that_can_be_none(
    link: BleLink, ble: Ble, ssid: str, password: str
) -> None:
    """Nothing is sent."""
    with pytest.raises(V2CInvalidTextError):
        await link.set_wifi(ssid, password)
    assert ble.requests == []


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (404, NotFoundError),
        (418, V2CResponseError),
        (503, V2CConnectionError),
        (504, V2CTimeoutError),
    ],
)
async def test_what_a_bridge_says(
    make_link: MakeLink,
    ble: Ble,
    monkeypatch: pytest.MonkeyPatch,
    status: int,
    error: type[V2CError],
) -> None:
    """A bridge tells whether its charger may have heard of it."""

    async def answer(path: str, content: str) -> tuple[int, str]:
        return status, path + content

    monkeypatch.setattr(ble, "_answer", answer)
    with pytest.raises(V2CError) as caught:
        await make_link().read()
    assert type(caught.value) is error


@pytest.mark.parametrize(
    ("path", "text", "error"),
    [
        ("charges", "nonsense", V2CResponseError),
        ("networks", "{}", V2CResponseError),
        ("wifi", "ERROR", V2CRejectedError),
    ],
)
async def test_answers_that_are_none(
    link: BleLink,
    ble: Ble,
    monkeypatch: pytest.MonkeyPatch,
    path: str,
    text: str,
    error: type[V2CError],
) -> None:
    """What is no list is none, and a refusal is one."""

    async def answer(asked: str, content: str) -> tuple[int, str]:
        return 200, text

    monkeypatch.setattr(ble, "_answer", answer)
    calls: dict[str, Callable[[], Awaitable[object]]] = {
        "charges": lambda: link.charges("ABC123"),
        "networks": link.wifi_networks,
        "wifi": lambda: link.set_wifi("Casa", ""),
    }
    with pytest.raises(error):
        await calls[path]()
