"""Reading over the LAN, over real sockets."""

import asyncio
import socket
from typing import override

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
import pytest

from custom_components.v2c_cloud.api.datamanager import READ_SINGLY, parse_realtime
from custom_components.v2c_cloud.api.exceptions import (
    V2CConnectionError,
    V2CError,
    V2CResponseError,
    V2CTimeoutError,
)
from custom_components.v2c_cloud.api.lan import LanLink, probe
from custom_components.v2c_cloud.api.models import ChargeMode
from custom_components.v2c_cloud.api.queue import Priority
from scripts.simulator import FIRMWARES, LanFault, SimulatedCharger, Simulator

from .helpers import (
    HASTY,
    QUICK,
    REAL_TIME_DATA,
    Answer,
    Clock,
    add_charger,
    for_ever,
    http,
    link_to,
    paths,
    saying,
    serving,
)


@pytest.mark.parametrize("firmware", FIRMWARES)
async def test_reads_every_firmware(
    simulator: Simulator, session: aiohttp.ClientSession, clock: Clock, firmware: str
) -> None:
    """Whatever its faults, and whatever content type it claims."""
    charger = await add_charger(simulator, firmware)
    charger.values.intensity = 11

    reading = await link_to(charger, session, clock).read()

    state, served = parse_realtime(charger.real_time_data())
    assert state.intensity == 11
    assert reading.at == clock.now
    assert reading.served >= served
    assert reading.state.or_else(state) == reading.state
    assert reading.state.firmware == charger.firmware.version


async def test_what_only_comes_singly(
    simulator: Simulator, session: aiohttp.ClientSession, clock: Clock
) -> None:
    """Firmware 2.4.6 tells these by /read/ only; they are asked for seldom."""
    charger = await add_charger(simulator, "2.4.6")
    charger.values.light_led = 40
    lan = link_to(charger, session, clock)

    first = await lan.read()
    read_at = clock.now
    charger.values.light_led = 70
    clock.now += 899
    second = await lan.read()
    clock.now += 1
    third = await lan.read()

    assert first.state.charge_mode is ChargeMode.MONOPHASIC
    assert first.state.logo_led is True
    assert [item.state.light_led for item in (first, second, third)] == [40, 40, 70]
    assert {"charge_mode", "light_led", "logo_led"} <= second.served
    assert second.time_of("light_led") == read_at
    assert second.time_of("charge_power") == read_at + 899
    singles = ["/read/ChargeMode", "/read/LightLED", "/read/LogoLED"]
    assert paths(charger) == [
        REAL_TIME_DATA,
        *singles,
        REAL_TIME_DATA,
        REAL_TIME_DATA,
        *singles,
    ]


async def test_a_written_single_value_is_read_anew(
    simulator: Simulator, session: aiohttp.ClientSession, clock: Clock
) -> None:
    """Not 15 minutes later."""
    charger = await add_charger(simulator, "2.4.6")
    lan = link_to(charger, session, clock)
    await lan.read()

    await lan.write("light_led", 80, Priority.COMMAND)

    assert (await lan.read()).state.light_led == 80
    assert paths(charger).count("/read/LightLED") == 2
    assert paths(charger).count("/read/LogoLED") == 1


async def test_without_read_three_polls_find_out(
    simulator: Simulator, session: aiohttp.ClientSession, clock: Clock
) -> None:
    """Firmware 2.3.20 has no /read/: after three times in a row it is left alone."""
    charger = await add_charger(simulator, "2.3.20")
    lan = link_to(charger, session, clock)

    readings = []
    for _ in range(5):
        readings.append(await lan.read())
        clock.now += 3600

    assert paths(charger).count(REAL_TIME_DATA) == 5
    assert paths(charger).count("/read/ChargeMode") == 3
    assert paths(charger).count("/read/LightLED") == 3
    assert paths(charger).count("/read/LogoLED") == 3
    assert "/read/VoltageInstallation" not in paths(charger)
    assert "light_led" not in readings[-1].served


async def test_two_missing_answers_prove_nothing(
    simulator: Simulator, session: aiohttp.ClientSession, clock: Clock
) -> None:
    """A hurried charger says 404 to what it knows."""
    charger = await add_charger(simulator, "2.4.6")
    charger.lan.set_fault(LanFault.NOT_FOUND, path="/read/LightLED", times=2)
    lan = link_to(charger, session, clock)

    readings = [await lan.read() for _ in range(3)]

    assert [reading.state.light_led for reading in readings] == [None, None, 50]


async def test_an_update_may_bring_keywords(
    simulator: Simulator, session: aiohttp.ClientSession, clock: Clock
) -> None:
    """What the old firmware lacked is asked for again."""
    charger = await add_charger(simulator, "2.3.20")
    lan = link_to(charger, session, clock)
    for _ in range(4):
        await lan.read()

    charger.firmware = FIRMWARES["2.4.6"]
    charger.values.firmware_version = "2.4.6"

    assert (await lan.read()).state.light_led == 50


@pytest.mark.parametrize("fault", [LanFault.HANG, LanFault.DROP])
async def test_a_broken_read_does_not_break_the_poll(
    simulator: Simulator, session: aiohttp.ClientSession, clock: Clock, fault: LanFault
) -> None:
    """Nor does it hold it up for each keyword again."""
    charger = await add_charger(simulator, "2.4.6")
    charger.lan.set_fault(fault, path="/read/")
    lan = link_to(charger, session, clock, HASTY)

    reading = await lan.read()
    await lan.read()

    assert reading.state.intensity == 16
    assert "light_led" not in reading.served
    assert [path for path in paths(charger) if path == "/read/ChargeMode"] == [
        "/read/ChargeMode"
    ]

    charger.lan.fail = LanFault.NONE
    clock.now += HASTY.retry_single_after

    assert (await lan.read()).state.light_led == 50


@pytest.mark.parametrize("keyword", READ_SINGLY, ids=lambda keyword: keyword.name)
async def test_nonsense_from_read_is_left_out(
    simulator: Simulator,
    session: aiohttp.ClientSession,
    clock: Clock,
    keyword: object,
) -> None:
    """A web page at /read/ is no value."""
    document = b'{"ChargeState":1}'
    seen: list[bytes] = []

    async def answer(
        reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        seen.append(head.split()[1])
        body = {b"/RealTimeData": document}.get(head.split()[1], b"<html></html>")
        writer.write(http(body))
        await writer.drain()

    async with serving(answer) as (host, port):
        reading = await LanLink(session, host, port, QUICK, clock).read()

    assert reading.served == {"charge_state"}
    assert f"/read/{getattr(keyword, 'name', '')}".encode() in seen


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        pytest.param(for_ever, V2CResponseError, id="never ends"),
        pytest.param(
            saying(http(b"x" * 70_000)), V2CResponseError, id="longer than 64 KiB"
        ),
        pytest.param(saying(b"SSH-2.0-OpenSSH\r\n"), V2CResponseError, id="not HTTP"),
        pytest.param(saying(b""), V2CTimeoutError, id="hangs up"),
        pytest.param(
            saying(http(b'{"ChargeState":2', length=400)),
            V2CTimeoutError,
            id="body breaks off",
        ),
        pytest.param(
            saying(http(b'{"ChargeState":2')), V2CResponseError, id="half a document"
        ),
        pytest.param(
            saying(http(b"", status="500 Internal Server Error")),
            V2CResponseError,
            id="500",
        ),
        pytest.param(
            saying(
                b"HTTP/1.1 302 Found\r\nLocation: http://192.0.2.1/\r\n"
                b"Content-Length: 0\r\n\r\n"
            ),
            V2CResponseError,
            id="redirect",
        ),
        pytest.param(
            saying(
                b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n"
                b"Content-Length: 4\r\n\r\nnope"
            ),
            V2CError,
            id="not what it says it is",
        ),
        pytest.param(saying(http(b"\xff\xfe\x00")), V2CResponseError, id="bytes"),
        pytest.param(saying(http(b"")), V2CResponseError, id="nothing"),
    ],
)
async def test_what_is_no_charger(
    session: aiohttp.ClientSession, answer: Answer, error: type[V2CError]
) -> None:
    """Whatever answers, it is a V2CError, and soon."""
    async with serving(answer) as (host, port), asyncio.timeout(5):
        with pytest.raises(error):
            await probe(session, host, port, QUICK)


async def test_probe(charger: SimulatedCharger, session: aiohttp.ClientSession) -> None:
    """One request tells who is there."""
    state = await probe(session, charger.lan.host, charger.lan.port)

    assert state.charger_id == "ABC123"
    assert paths(charger) == [REAL_TIME_DATA]


async def test_a_charger_that_moved(
    charger: SimulatedCharger, session: aiohttp.ClientSession, lan: LanLink
) -> None:
    """The old address is dead, the new one is found by a new link."""
    await charger.lan.move()

    with pytest.raises(V2CConnectionError):
        await lan.read()
    state = await probe(session, charger.lan.host, charger.lan.port, QUICK)

    assert state.charger_id == "ABC123"


async def test_address(session: aiohttp.ClientSession) -> None:
    """Names, addresses of both kinds, and the usual port."""
    assert (LanLink(session, "v2c.local").host, LanLink(session, "v2c.local").port) == (
        "v2c.local",
        80,
    )
    assert LanLink(session, "fe80::1", 8080).host == "fe80::1"
    assert LanLink(session, "192.0.2.7", 8080).port == 8080


@pytest.mark.parametrize("host", ["", "a b", "http://x", "x/y", "[::1]", "a:80"])
async def test_what_is_no_address(session: aiohttp.ClientSession, host: str) -> None:
    """Refused at once."""
    with pytest.raises(ValueError):
        LanLink(session, host)


class BrokenResolver(AbstractResolver):
    """A name service that fails."""

    def __init__(self, error: Exception) -> None:
        """Fail with this error."""
        self._error = error

    @override
    async def resolve(
        self,
        host: str,
        port: int = 0,
        family: socket.AddressFamily = socket.AF_INET,
    ) -> list[ResolveResult]:
        raise self._error

    @override
    async def close(self) -> None:
        """Nothing to close."""


@pytest.mark.parametrize(
    "error", [OSError("no such name"), UnicodeError("label too long")], ids=repr
)
async def test_a_name_that_cannot_be_looked_up(error: Exception) -> None:
    """Nobody knows it, or nobody could be asked for it."""
    connector = aiohttp.TCPConnector(resolver=BrokenResolver(error))
    async with aiohttp.ClientSession(connector=connector) as session:
        with pytest.raises(V2CConnectionError):
            await probe(session, "v2c.example")
