"""What the tests of the links share; none of them needs Home Assistant."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from datetime import date

import aiohttp
import pytest

from custom_components.v2c_cloud.api.charger import Charger
from custom_components.v2c_cloud.api.cloud import CloudClient, CloudLink
from custom_components.v2c_cloud.api.lan import LanLink, LanTimings
from custom_components.v2c_cloud.api.link import ChargerLink
from scripts.simulator import SimulatedCharger, Simulator
from scripts.simulator.real_time import real_sleep

API_KEY = "a-key-of-the-simulated-cloud"

QUICK = LanTimings(
    gap=0.01,
    connect_timeout=5.0,
    read_timeout=5.0,
    write_timeout=5.0,
    read_back_timeout=5.0,
)
"""For a charger that is never rushed, on a machine that may be busy."""
HASTY = replace(QUICK, read_timeout=0.3, write_timeout=0.2, read_back_timeout=0.3)
"""For a charger that never answers."""


class Clock:
    """Time that moves only when somebody sleeps, in the simulator, too."""

    def __init__(self, simulator: Simulator | None = None) -> None:
        """Start where no number could be taken for another clock's."""
        self.now = 5_000.0
        self.slept: list[float] = []
        self.today = date(2026, 11, 22)
        self._simulator = simulator

    def __call__(self) -> float:
        """The time, as of ``time.monotonic``."""
        return self.now

    async def sleep(self, seconds: float) -> None:
        """Let time pass, and others run."""
        self.slept.append(seconds)
        self.now += seconds
        if self._simulator is not None:
            await self._simulator.advance(seconds)
        await asyncio.sleep(0)


async def until(condition: Callable[[], bool]) -> None:
    """Wait until something is so in real time, 10 s at most."""
    async with asyncio.timeout(10):
        while not condition():
            await real_sleep(0.005)


@pytest.fixture(autouse=True)
def _custom_integrations() -> None:
    """Start no Home Assistant, unlike the other tests."""


@pytest.fixture
async def charger(simulator: Simulator) -> SimulatedCharger:
    """A Trydan of today that answers at once, with nothing plugged in."""
    return await add_charger(simulator)


async def add_charger(
    simulator: Simulator, firmware: str = "2.5.0", charger_id: str = "ABC123"
) -> SimulatedCharger:
    """Install a charger that answers at once."""
    charger = await simulator.add_charger(charger_id, firmware=firmware, name="Garage")
    charger.lan.strict_manners = False
    charger.lan.latency = 0.0
    return charger


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    """An HTTP client like the one that Home Assistant lends."""
    async with aiohttp.ClientSession() as client:
        yield client


@pytest.fixture
def clock(simulator: Simulator) -> Clock:
    """A clock that the simulated house shares."""
    return Clock(simulator)


@pytest.fixture
def lan(
    session: aiohttp.ClientSession, charger: SimulatedCharger, clock: Clock
) -> LanLink:
    """The LAN link to the charger."""
    return LanLink(session, charger.lan.host, charger.lan.port, QUICK, clock)


@pytest.fixture
def client(
    session: aiohttp.ClientSession, simulator: Simulator, clock: Clock
) -> CloudClient:
    """An account in the simulated cloud."""
    simulator.cloud.add_key(API_KEY)
    return CloudClient(session, API_KEY, simulator.cloud.url, clock)


@pytest.fixture
def cloud(client: CloudClient, charger: SimulatedCharger, clock: Clock) -> CloudLink:
    """The cloud link to the charger."""
    return CloudLink(client, charger.id, clock)


def known_as(charger_id: str, clock: Clock, *links: ChargerLink) -> Charger:
    """A charger whose time is the clock's."""
    return Charger(
        charger_id,
        links,
        clock=clock,
        today=lambda: clock.today,
        sleep=clock.sleep,
    )


type Answer = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
type Serve = Callable[[Answer], AbstractAsyncContextManager[tuple[str, int]]]


@asynccontextmanager
async def serving(answer: Answer) -> AsyncIterator[tuple[str, int]]:
    """A server that is no charger: it does with each connection what it likes."""
    tasks: set[asyncio.Task[None]] = set()

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await answer(reader, writer)
        except ConnectionError:
            pass
        finally:
            writer.close()

    def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.create_task(talk(reader, writer))
        tasks.add(task)
        task.add_done_callback(tasks.discard)

    server = await asyncio.start_server(accept, "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def saying(answer: bytes) -> Answer:
    """A server that says one thing to whatever comes, then hangs up."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(answer)
        await writer.drain()

    return talk


def http(body: bytes, *, status: str = "200 OK", length: int | None = None) -> bytes:
    """An HTTP answer; ``length`` may promise more than comes."""
    promised = len(body) if length is None else length
    head = f"HTTP/1.1 {status}\r\nContent-Type: text\r\nContent-Length: {promised}"
    return head.encode() + b"\r\n\r\n" + body


async def for_ever(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Answer without an end."""
    await reader.readuntil(b"\r\n\r\n")
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text\r\n\r\n")
    while True:
        writer.write(b"1" * 4096)
        await writer.drain()


type Call = Callable[[], Coroutine[object, object, object]]
