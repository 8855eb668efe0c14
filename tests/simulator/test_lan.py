"""The LAN server: manners, faults and moves, over real sockets."""

import asyncio
from itertools import pairwise
import socket

from aiohttp import (
    ClientConnectorError,
    ClientError,
    ClientSession,
    ClientTimeout,
    ServerDisconnectedError,
)
import pytest
import pytest_socket

from scripts.simulator import FIRMWARES, LanFault, SimulatedCharger, Simulator
from scripts.simulator.lan import NOT_FOUND_TEXT
from scripts.simulator.real_time import real_sleep

from .conftest import Get, until

SHORT = ClientTimeout(total=0.2)
REAL_TIME_DATA = "/RealTimeData"


def url(charger: SimulatedCharger, path: str = REAL_TIME_DATA) -> str:
    """Return the address of a path."""
    return f"http://{charger.lan.host}:{charger.lan.port}{path}"


@pytest.mark.parametrize("firmware", FIRMWARES)
async def test_every_firmware_answers(
    simulator: Simulator, get: Get, firmware: str
) -> None:
    """All nine send their payload."""
    charger = await simulator.add_charger("ABC123", firmware=firmware)

    assert await get(charger, REAL_TIME_DATA) == (200, charger.real_time_data())


async def test_content_type_is_text(
    charger: SimulatedCharger, client: ClientSession
) -> None:
    """Not JSON, not even a whole MIME type."""
    async with client.get(url(charger)) as response:
        assert response.headers["Content-Type"] == "text"


@pytest.mark.parametrize(
    ("path", "answer"),
    [
        ("/write/Intensity=10", (200, "OK")),
        ("/write/Intensity=40", (200, "ERROR")),
        ("/write/Nonsense=1", (404, NOT_FOUND_TEXT)),
        ("/write/Intensity", (404, NOT_FOUND_TEXT)),
        ("/write/Intensity/10", (404, NOT_FOUND_TEXT)),
        ("/read/Intensity", (200, "16")),
        ("/read/Nonsense", (404, NOT_FOUND_TEXT)),
        ("/", (404, NOT_FOUND_TEXT)),
    ],
)
async def test_answers(
    charger: SimulatedCharger, get: Get, path: str, answer: tuple[int, str]
) -> None:
    """OK and ERROR with status 200, 404 for what does not exist."""
    assert await get(charger, path) == answer


async def test_only_get(charger: SimulatedCharger, client: ClientSession) -> None:
    """Other methods are not handled."""
    async with client.post(url(charger, "/write/Paused=1")) as response:
        assert response.status == 405

    assert not charger.values.paused


async def test_records_what_was_asked(charger: SimulatedCharger, get: Get) -> None:
    """Path, status and real times, in order."""
    await get(charger, REAL_TIME_DATA)
    await get(charger, "/read/Nonsense")

    requests = charger.lan.requests
    times = [time for request in requests for time in (request.started, request.ended)]
    assert [(request.path, request.status) for request in requests] == [
        (REAL_TIME_DATA, 200),
        ("/read/Nonsense", 404),
    ]
    assert None not in times
    assert all(
        before <= after
        for before, after in pairwise(time for time in times if time is not None)
    )
    assert charger.lan.counted == 2


async def test_serves_one_request_at_a_time(
    charger: SimulatedCharger, get: Get
) -> None:
    """Overlapping requests wait for each other, and are counted as overlapping."""
    charger.lan.latency = 0.1

    await asyncio.gather(*(get(charger, REAL_TIME_DATA) for _ in range(3)))

    requests = charger.lan.requests
    ends = sorted(request.ended or 0.0 for request in requests)
    assert sorted(request.concurrent for request in requests) == [1, 2, 3]
    assert charger.lan.max_concurrent == 3
    assert ends[2] - ends[0] >= 0.2


async def test_one_after_the_other_never_overlaps(
    charger: SimulatedCharger, get: Get
) -> None:
    """A client that waits for its answer is seen alone."""
    await get(charger, REAL_TIME_DATA)
    await get(charger, REAL_TIME_DATA)

    assert charger.lan.max_concurrent == 1


async def test_rushing_meets_a_passing_404(charger: SimulatedCharger, get: Get) -> None:
    """Without a pause some requests are answered as if the path did not exist."""
    charger.lan.strict_manners = True

    answers = [await get(charger, REAL_TIME_DATA) for _ in range(40)]

    assert (404, NOT_FOUND_TEXT) in answers
    assert (200, charger.real_time_data()) in answers


async def test_a_pause_meets_none(charger: SimulatedCharger, get: Get) -> None:
    """Whoever keeps 150 ms is always answered."""
    charger.lan.strict_manners = True
    charger.lan.rush_404 = 1.0

    first = await get(charger, REAL_TIME_DATA)
    await real_sleep(0.15)
    second = await get(charger, REAL_TIME_DATA)

    assert (first[0], second[0]) == (200, 200)


async def test_manners_can_be_strict_without_chance(
    charger: SimulatedCharger, get: Get
) -> None:
    """Each request within the gap gets the 404."""
    charger.lan.strict_manners = True
    charger.lan.rush_404 = 1.0
    charger.lan.rush_gap = 60.0

    statuses = [(await get(charger, REAL_TIME_DATA))[0] for _ in range(3)]

    assert statuses == [200, 404, 404]


async def test_the_same_seed_is_rude_at_the_same_requests(get: Get) -> None:
    """Manners repeat under a seed."""
    runs = []
    for _ in range(2):
        async with Simulator(seed=7) as simulator:
            charger = await simulator.add_charger("ABC123")
            charger.lan.rush_gap = 10.0
            runs.append([await get(charger, REAL_TIME_DATA) for _ in range(20)])

    assert runs[0] == runs[1]
    assert (404, NOT_FOUND_TEXT) in runs[0]


async def test_drop(charger: SimulatedCharger, client: ClientSession) -> None:
    """The connection is accepted and aborted."""
    charger.lan.fail = LanFault.DROP

    with pytest.raises((ServerDisconnectedError, ConnectionResetError, ClientError)):
        await client.get(url(charger))
    assert charger.lan.requests[-1].status == 0


async def test_hang(charger: SimulatedCharger, client: ClientSession, get: Get) -> None:
    """No answer ever comes; a client that goes away frees the charger."""
    charger.lan.set_fault(LanFault.HANG, path=REAL_TIME_DATA)

    with pytest.raises(TimeoutError):
        await client.get(url(charger), timeout=SHORT)
    charger.lan.max_concurrent = 0

    assert await get(charger, "/write/Paused=1") == (200, "OK")
    assert charger.lan.max_concurrent == 1


async def test_a_hung_request_blocks_the_next(
    charger: SimulatedCharger, client: ClientSession, get: Get
) -> None:
    """One task serves all: a write waits until the hung poll is given up."""
    charger.lan.set_fault(LanFault.HANG, path=REAL_TIME_DATA)
    poll = asyncio.ensure_future(client.get(url(charger)))
    await until(lambda: charger.lan.counted == 1)
    write = asyncio.ensure_future(get(charger, "/write/Paused=1"))
    await until(lambda: charger.lan.counted == 2)
    await real_sleep(0.05)
    waiting = charger.values.paused

    poll.cancel()
    answer = await write

    assert not waiting
    assert answer == (200, "OK")
    assert charger.values.paused


async def test_refuse_and_come_back(
    charger: SimulatedCharger, client: ClientSession, get: Get
) -> None:
    """Nobody listens; the port stays the same."""
    port = charger.lan.port
    charger.lan.fail = LanFault.REFUSE

    with pytest.raises(ClientConnectorError):
        await client.get(url(charger))
    charger.lan.fail = LanFault.NONE

    assert charger.lan.port == port
    assert (await get(charger, REAL_TIME_DATA))[0] == 200


async def test_not_found_for_the_next_two(charger: SimulatedCharger, get: Get) -> None:
    """A fault can pass by itself."""
    charger.lan.set_fault(LanFault.NOT_FOUND, times=2)

    answers = [(await get(charger, REAL_TIME_DATA))[0] for _ in range(4)]

    assert answers == [404, 404, 200, 200]
    assert charger.lan.fail is LanFault.NONE


async def test_faults_of_some_paths(charger: SimulatedCharger, get: Get) -> None:
    """Reads may work while writes do not."""
    charger.lan.set_fault(LanFault.ERROR, path="/write/")

    assert (await get(charger, REAL_TIME_DATA))[0] == 200
    assert await get(charger, "/write/Paused=1") == (200, "ERROR")
    assert not charger.values.paused


async def test_slow(charger: SimulatedCharger, get: Get) -> None:
    """The answer takes its time, in real seconds."""
    charger.lan.set_fault(LanFault.SLOW, delay=0.1)

    await get(charger, REAL_TIME_DATA)

    request = charger.lan.requests[0]
    assert request.ended is not None
    assert request.ended - request.started >= 0.1


async def test_slow_write_still_takes_effect(
    charger: SimulatedCharger, client: ClientSession
) -> None:
    """A client that gave up too early is not asked."""
    charger.lan.set_fault(LanFault.SLOW, delay=0.1)
    write = asyncio.ensure_future(client.get(url(charger, "/write/Paused=1")))
    await until(lambda: charger.lan.counted == 1)

    write.cancel()
    await until(lambda: charger.lan.requests[0].ended is not None)

    assert charger.values.paused


async def test_moves_to_another_port(charger: SimulatedCharger, get: Get) -> None:
    """The old address is dead, the new one works."""
    old = (charger.lan.host, charger.lan.port)

    await charger.lan.move()

    with pytest.raises(OSError, match="refused"), socket.socket() as probe:
        probe.connect(old)
    assert charger.lan.port != old[1]
    assert (await get(charger, REAL_TIME_DATA))[0] == 200


async def test_moves_to_another_host(charger: SimulatedCharger, get: Get) -> None:
    """Same port, another loopback address, which the payload names."""
    pytest_socket.socket_allow_hosts(["127.0.0.1", "127.0.0.2"])
    port = charger.lan.port

    await charger.lan.move(port, "127.0.0.2")

    status, body = await get(charger, REAL_TIME_DATA)
    assert (charger.lan.host, charger.lan.port) == ("127.0.0.2", port)
    assert status == 200
    assert '"IP":"127.0.0.2"' in body


async def test_power_cut_takes_the_lan_with_it(
    simulator: Simulator, charger: SimulatedCharger, client: ClientSession, get: Get
) -> None:
    """Refused in the dark, back at the same address after the boot."""
    charger.power_cut(10)
    with pytest.raises(ClientConnectorError):
        await client.get(url(charger))

    await simulator.advance(10)

    assert (await get(charger, REAL_TIME_DATA))[0] == 200


async def test_sockets_are_bounded(charger: SimulatedCharger, get: Get) -> None:
    """Seven idle connections use up the charger, as ESP-IDF's server has it."""
    idle = [
        await asyncio.open_connection(charger.lan.host, charger.lan.port)
        for _ in range(7)
    ]
    waiting = asyncio.ensure_future(get(charger, REAL_TIME_DATA))
    await real_sleep(0.1)
    starved = waiting.done()

    for _, writer in idle:
        writer.close()
        await writer.wait_closed()

    assert not starved
    assert (await waiting)[0] == 200


async def test_too_many_connections_are_closed(charger: SimulatedCharger) -> None:
    """Behind seven sockets and a backlog of five there is nothing."""
    connections = [
        await asyncio.open_connection(charger.lan.host, charger.lan.port)
        for _ in range(13)
    ]

    end = await connections[12][0].read()

    for _, writer in connections:
        writer.close()
        await writer.wait_closed()
    assert end == b""


@pytest.mark.parametrize(
    "garbage", [b"\r\n\r\n", b"GET\r\n\r\n", b"\xff\xfe \xfd\r\n\r\n", b"x" * 9000]
)
async def test_survives_garbage(
    charger: SimulatedCharger, get: Get, garbage: bytes
) -> None:
    """Nonsense on one connection harms no other."""
    _, writer = await asyncio.open_connection(charger.lan.host, charger.lan.port)
    writer.write(garbage)
    await writer.drain()
    await real_sleep(0.02)
    writer.close()

    assert (await get(charger, REAL_TIME_DATA))[0] == 200


async def test_answers_while_time_is_frozen(
    charger: SimulatedCharger, get: Get, freezer: object
) -> None:
    """Tests that freeze the clock still reach the charger."""
    charger.lan.latency = 0.01

    assert (await get(charger, REAL_TIME_DATA))[0] == 200


async def test_a_4g_charger_has_no_lan(simulator: Simulator) -> None:
    """Only the cloud reaches it."""
    charger = await simulator.add_charger("ABC123", lan=False)

    assert not charger.has_lan
    with pytest.raises(LookupError, match="not on the LAN"):
        _ = charger.lan
