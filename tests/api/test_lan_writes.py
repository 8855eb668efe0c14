"""Writing over the LAN, over real sockets."""

from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace
import socket

import aiohttp
import pytest

from custom_components.v2c_cloud.api.exceptions import (
    V2CConnectionError,
    V2CRejectedError,
    V2CResponseError,
    V2CTimeoutError,
    V2CUnsupportedError,
)
from custom_components.v2c_cloud.api.lan import LanLink
from custom_components.v2c_cloud.api.models import ChargeMode, FieldValue
from custom_components.v2c_cloud.api.queue import Priority
from scripts.simulator import LanFault, SimulatedCharger, Simulator

from .helpers import (
    HASTY,
    QUICK,
    REAL_TIME_DATA,
    Clock,
    add_charger,
    http,
    link_to,
    paths,
    saying,
    serving,
)


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
@pytest.mark.parametrize(
    ("ask", "path"),
    [
        (LanLink.identify, REAL_TIME_DATA),
        (
            lambda lan: lan.write("paused", True, Priority.REDUCE),
            "/write/Paused=1",
        ),
    ],
    ids=["read", "write"],
)
async def test_what_breaks_off_is_sent_once(
    charger: SimulatedCharger,
    session: aiohttp.ClientSession,
    clock: Clock,
    fault: LanFault,
    ask: Callable[[LanLink], Awaitable[object]],
    path: str,
) -> None:
    """Aiohttp would repeat a GET by itself, and a write is one."""
    charger.lan.fail = fault

    with pytest.raises(V2CTimeoutError):
        await ask(link_to(charger, session, clock, HASTY))

    assert paths(charger) == [path]


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
