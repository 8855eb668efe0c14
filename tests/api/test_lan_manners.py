"""The LAN link's manners: one request at a time, and what goes first."""

import asyncio
from itertools import pairwise
import time

import aiohttp
import pytest

from custom_components.v2c_cloud.api.exceptions import V2CTimeoutError
from custom_components.v2c_cloud.api.lan import LanLink, LanTimings
from custom_components.v2c_cloud.api.queue import Priority
from scripts.simulator import LanFault, SimulatedCharger, Simulator

from .helpers import QUICK, REAL_TIME_DATA, Clock, http, link_to, paths, serving, until


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
    assert on_wire.started - decided < 1
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
    assert charger.lan.requests[1].started - decided < 1
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
    assert write.started - decided < 1
