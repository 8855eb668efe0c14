"""The LAN link, over real sockets."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
import socket
import time
from typing import override

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
import pytest

from custom_components.v2c_cloud.api.datamanager import READ_SINGLY, parse_realtime
from custom_components.v2c_cloud.api.exceptions import (
    V2CConnectionError,
    V2CError,
    V2CRejectedError,
    V2CResponseError,
    V2CTimeoutError,
    V2CUnsupportedError,
)
from custom_components.v2c_cloud.api.lan import LanLink, LanTimings, probe
from custom_components.v2c_cloud.api.models import ChargeMode, FieldValue
from custom_components.v2c_cloud.api.queue import Priority
from scripts.simulator import FIRMWARES, LanFault, SimulatedCharger, Simulator

from .conftest import (
    HASTY,
    QUICK,
    Answer,
    Clock,
    add_charger,
    for_ever,
    http,
    saying,
    serving,
    until,
)

REAL_TIME_DATA = "/RealTimeData"


def paths(charger: SimulatedCharger) -> list[str]:
    """What was asked, in order."""
    return [request.path for request in charger.lan.requests]


def link_to(
    charger: SimulatedCharger,
    session: aiohttp.ClientSession,
    clock: Clock,
    timings: LanTimings = QUICK,
) -> LanLink:
    """The LAN link to a charger."""
    return LanLink(session, charger.lan.host, charger.lan.port, timings, clock)


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


async def test_manners(
    simulator: Simulator, session: aiohttp.ClientSession, clock: Clock
) -> None:
    """Twenty at once: one request at a time, 150 ms apart, and no passing 404."""
    charger = await simulator.add_charger("ABC123")
    charger.lan.rush_404 = 1.0
    lan = link_to(charger, session, clock, LanTimings())

    readings = await asyncio.gather(*(lan.read() for _ in range(20)))

    requests = charger.lan.requests
    gaps = [after.started - (before.ended or 0) for before, after in pairwise(requests)]
    assert {reading.state.charger_id for reading in readings} == {"ABC123"}
    assert charger.lan.max_concurrent == 1
    assert {request.status for request in requests} == {200}
    assert len(gaps) == 19
    assert min(gaps) >= 0.149


async def test_each_request_has_its_own_connection(
    session: aiohttp.ClientSession, clock: Clock
) -> None:
    """An idle connection would keep one of the charger's seven sockets."""
    heads: list[bytes] = []
    document = b'{"ChargeState":1}'

    async def answer(
        reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        heads.append(await reader.readuntil(b"\r\n\r\n"))
        writer.write(http(document))
        await writer.drain()
        # A second request on this connection would be read here.
        heads.append(await reader.read())

    async with serving(answer) as (host, port):
        lan = LanLink(session, host, port, QUICK, clock)
        await lan.identify()
        await lan.identify()
        await until(lambda: len(heads) == 4)

    requests = [head for head in heads if head]
    assert len(requests) == 2
    assert all(b"\r\nconnection: close\r\n" in head.lower() for head in requests)


@pytest.fixture
def patient_lan(
    session: aiohttp.ClientSession, charger: SimulatedCharger, clock: Clock
) -> LanLink:
    """A link with the timings that users have."""
    return link_to(charger, session, clock, LanTimings())


async def test_a_reduce_reaches_the_wire_past_a_hung_poll(
    charger: SimulatedCharger, patient_lan: LanLink
) -> None:
    """Within a second; the poll comes again afterwards."""
    charger.lan.set_fault(LanFault.HANG, path=REAL_TIME_DATA, times=1)
    poll = asyncio.create_task(patient_lan.read())
    await until(lambda: charger.lan.counted == 1)
    decided = time.monotonic()

    await patient_lan.write("intensity", 6, Priority.REDUCE)

    on_wire = charger.lan.requests[1]
    assert on_wire.path == "/write/Intensity=6"
    assert on_wire.started - decided < 0.5
    assert (await poll).state.intensity == 6
    assert paths(charger) == [REAL_TIME_DATA, "/write/Intensity=6", REAL_TIME_DATA]


async def test_a_reduce_reaches_the_wire_past_a_hung_write(
    charger: SimulatedCharger, patient_lan: LanLink
) -> None:
    """Nobody knows whether the other field was written."""
    charger.lan.set_fault(LanFault.HANG, path="/write/LogoLED", times=1)
    light = asyncio.create_task(patient_lan.write("logo_led", False, Priority.COMMAND))
    await until(lambda: charger.lan.counted == 1)
    decided = time.monotonic()

    await patient_lan.write("paused", True, Priority.REDUCE)

    assert charger.values.paused
    assert charger.lan.requests[1].started - decided < 0.5
    with pytest.raises(V2CTimeoutError):
        await light


async def test_a_reduce_reaches_the_wire_past_a_queue(
    charger: SimulatedCharger, patient_lan: LanLink
) -> None:
    """Whoever else waits."""
    polls = [asyncio.create_task(patient_lan.read()) for _ in range(10)]
    await until(lambda: charger.lan.counted == 1)
    decided = time.monotonic()

    await patient_lan.write("paused", True, Priority.REDUCE)
    for poll in polls:
        poll.cancel()
    await asyncio.gather(*polls, return_exceptions=True)

    write = next(item for item in charger.lan.requests if "/write/" in item.path)
    assert write.started - decided < 0.5


@pytest.mark.parametrize(
    ("field", "value", "path"),
    [
        ("paused", True, "/write/Paused=1"),
        ("intensity", 10, "/write/Intensity=10"),
        ("contracted_power", -500, "/write/ContractedPower=-500"),
        ("charge_mode", ChargeMode.MIXED, "/write/ChargeMode=2"),
    ],
)
async def test_writes(
    charger: SimulatedCharger, lan: LanLink, field: str, value: FieldValue, path: str
) -> None:
    """As the sheet says, and what is read back is what was written."""
    assert lan.can_write(field)

    await lan.write(field, value, Priority.COMMAND)

    assert paths(charger) == [path]
    assert getattr(await lan.read_back(field), field) == value


async def test_cannot_write_what_has_no_keyword(lan: LanLink) -> None:
    """The language is the cloud's."""
    assert not lan.can_write("language")

    with pytest.raises(V2CUnsupportedError):
        await lan.write("language", "it", Priority.COMMAND)


async def test_reads_back_singly_what_comes_singly(
    simulator: Simulator, session: aiohttp.ClientSession, clock: Clock
) -> None:
    """And says so when that fails, rather than repeat what it knew."""
    charger = await add_charger(simulator, "2.4.6")
    lan = link_to(charger, session, clock)
    await lan.read()
    charger.lan.requests.clear()

    assert (await lan.read_back("light_led")).light_led == 50
    assert paths(charger) == ["/read/LightLED"]

    charger.lan.fail = LanFault.DROP
    with pytest.raises(V2CTimeoutError):
        await lan.read_back("light_led")


@pytest.mark.parametrize("path", [REAL_TIME_DATA, "/write/"])
async def test_a_passing_404_is_survived(
    charger: SimulatedCharger, lan: LanLink, path: str
) -> None:
    """Twice in a row it is asked again."""
    charger.lan.set_fault(LanFault.NOT_FOUND, path=path, times=2)

    await lan.write("intensity", 8, Priority.COMMAND)

    assert (await lan.read()).state.intensity == 8
    assert charger.lan.counted == 4


async def test_a_lasting_404_is_no_charger(
    charger: SimulatedCharger, lan: LanLink
) -> None:
    """Three in a row are believed."""
    charger.lan.fail = LanFault.NOT_FOUND

    with pytest.raises(V2CResponseError):
        await lan.read()

    assert paths(charger) == [REAL_TIME_DATA] * 3


async def test_a_keyword_that_is_not_there(
    simulator: Simulator, session: aiohttp.ClientSession, clock: Clock
) -> None:
    """Firmware 2.1.7 has no lights: certainly nothing was written."""
    charger = await add_charger(simulator, "2.1.7")
    lan = link_to(charger, session, clock)

    with pytest.raises(V2CUnsupportedError, match="LightLED"):
        await lan.write("light_led", 50, Priority.COMMAND)

    assert paths(charger) == ["/write/LightLED=50"] * 3


@pytest.mark.parametrize(
    ("field", "value"), [("contracted_power", 99_999), ("light_led", 101)]
)
async def test_a_refusal_has_status_200(
    charger: SimulatedCharger, lan: LanLink, field: str, value: int
) -> None:
    """Only the body says ERROR."""
    with pytest.raises(V2CRejectedError):
        await lan.write(field, value, Priority.COMMAND)

    assert [request.status for request in charger.lan.requests] == [200]


@pytest.mark.parametrize("body", [b"ERROR", b" error\r\n"])
async def test_refusals(
    session: aiohttp.ClientSession, clock: Clock, body: bytes
) -> None:
    """However it is spelled."""
    async with serving(saying(http(body))) as (host, port):
        lan = LanLink(session, host, port, QUICK, clock)
        with pytest.raises(V2CRejectedError):
            await lan.write("paused", True, Priority.COMMAND)


@pytest.mark.parametrize("body", [b"", b"O", b"KO", b"<html></html>", b"\xff\x00"])
async def test_an_answer_that_says_nothing(
    session: aiohttp.ClientSession, clock: Clock, body: bytes
) -> None:
    """It is neither OK nor ERROR: the write may have been carried out."""
    async with serving(saying(http(body))) as (host, port):
        lan = LanLink(session, host, port, QUICK, clock)
        with pytest.raises(V2CResponseError):
            await lan.write("paused", True, Priority.COMMAND)


@pytest.mark.parametrize("fault", [LanFault.DROP, LanFault.HANG])
@pytest.mark.parametrize("path", ["RealTimeData", "write/Paused=1"])
async def test_what_breaks_off_is_sent_once(
    charger: SimulatedCharger,
    session: aiohttp.ClientSession,
    clock: Clock,
    fault: LanFault,
    path: str,
) -> None:
    """Aiohttp would repeat a GET by itself, and a write is one."""
    charger.lan.fail = fault
    lan = link_to(charger, session, clock, HASTY)

    with pytest.raises(V2CTimeoutError):
        await {
            "RealTimeData": lambda: lan.identify(),
            "write/Paused=1": lambda: lan.write("paused", True, Priority.REDUCE),
        }[path]()

    assert paths(charger) == [f"/{path}"]


async def test_nobody_listens(charger: SimulatedCharger, lan: LanLink) -> None:
    """Certainly nothing was written."""
    charger.lan.fail = LanFault.REFUSE

    with pytest.raises(V2CConnectionError) as error:
        await lan.write("paused", False, Priority.COMMAND)

    assert not isinstance(error.value, V2CTimeoutError)


@pytest.fixture
def full_listener() -> Iterator[tuple[str, int]]:
    """A port that takes no more connections: an attempt hangs."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        address: tuple[str, int] = listener.getsockname()
        waiting = [socket.socket() for _ in range(4)]
        for item in waiting:
            item.setblocking(False)
            item.connect_ex(address)
        yield address
        for item in waiting:
            item.close()


async def test_a_connection_that_never_comes(
    session: aiohttp.ClientSession, full_listener: tuple[str, int]
) -> None:
    """Nothing has gone out, so nothing was carried out."""
    timings = replace(QUICK, connect_timeout=0.2, read_timeout=5.0, write_timeout=5.0)
    lan = LanLink(session, *full_listener, timings)

    with pytest.raises(V2CConnectionError) as error:
        await lan.write("paused", True, Priority.REDUCE)

    assert not isinstance(error.value, V2CTimeoutError)


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
