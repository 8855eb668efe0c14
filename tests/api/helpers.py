"""What the tests of the links do again and again."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import fields, replace
from datetime import date
from typing import Any

import aiohttp

from custom_components.v2c_cloud.api.charger import Charger
from custom_components.v2c_cloud.api.lan import LanLink, LanTimings
from custom_components.v2c_cloud.api.link import ChargerLink
from custom_components.v2c_cloud.api.models import ChargerState
from scripts.simulator import Car, SimulatedCharger, Simulator
from scripts.simulator.real_time import real_sleep

API_KEY = "a-key-of-the-simulated-cloud"
REAL_TIME_DATA = "/RealTimeData"

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

    def __init__(self, simulator: Simulator) -> None:
        """Start where no number could be taken for another clock's."""
        self.now = 5_000.0
        self.today = date(2026, 11, 22)
        self._simulator = simulator

    def __call__(self) -> float:
        """The time, as of ``time.monotonic``."""
        return self.now

    async def sleep(self, seconds: float) -> None:
        """Let time pass, and others run."""
        self.now += seconds
        await self._simulator.advance(seconds)
        await asyncio.sleep(0)


async def until(condition: Callable[[], bool]) -> None:
    """Wait until something is so in real time, 10 s at most."""
    async with asyncio.timeout(10):
        while not condition():
            await real_sleep(0.005)


async def add_charger(
    simulator: Simulator, firmware: str = "2.5.0", charger_id: str = "ABC123"
) -> SimulatedCharger:
    """Install a charger that answers at once, with nothing plugged in."""
    charger = await simulator.add_charger(charger_id, firmware=firmware, name="Garage")
    charger.lan.strict_manners = False
    charger.lan.latency = 0.0
    return charger


async def start_charging(simulator: Simulator, charger: SimulatedCharger) -> None:
    """Plug a car in and let it charge."""
    charger.plug(Car())
    await simulator.advance(60)
    assert charger.charging


def link_to(
    charger: SimulatedCharger,
    session: aiohttp.ClientSession,
    clock: Clock,
    timings: LanTimings = QUICK,
) -> LanLink:
    """The LAN link to a charger."""
    return LanLink(session, charger.lan.host, charger.lan.port, timings, clock)


def known_as(charger_id: str, clock: Clock, *links: ChargerLink) -> Charger:
    """A charger whose time is the clock's."""
    return Charger(
        charger_id,
        links,
        clock=clock,
        today=lambda: clock.today,
        sleep=clock.sleep,
    )


def over_lan(
    charger: SimulatedCharger,
    session: aiohttp.ClientSession,
    clock: Clock,
    timings: LanTimings = QUICK,
) -> Charger:
    """A charger over the LAN alone."""
    return known_as(charger.id, clock, link_to(charger, session, clock, timings))


def paths(charger: SimulatedCharger) -> list[str]:
    """What was asked over the LAN, in order."""
    return [request.path for request in charger.lan.requests]


def written(charger: SimulatedCharger) -> list[str]:
    """What reached the charger, over whatever link."""
    return [f"{item.keyword}={item.value}" for item in charger.writes]


def commanded(simulator: Simulator) -> list[str]:
    """The commands that the cloud was sent."""
    return [
        request.path.removeprefix("/device/")
        for request in simulator.cloud.requests
        if request.path not in {"/device/reported", "/device/currentstatecharge"}
    ]


_TYPES: dict[str, Any] = {item.name: item.type for item in fields(ChargerState)}


def of_wrong_type(state: ChargerState | None) -> list[str]:
    """Fields with a value that their type does not allow."""
    return [
        name
        for name in (state.known if state else ())
        if not isinstance(getattr(state, name), _TYPES[name])
    ]


type Answer = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def serving(answer: Answer) -> AsyncIterator[tuple[str, int]]:
    """A server that is no charger: it does with each connection what it likes."""
    tasks: set[asyncio.Task[None]] = set()

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            with suppress(ConnectionError):
                await answer(reader, writer)
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


def http(body: bytes, *, status: str = "200 OK", length: int | None = None) -> bytes:
    """An HTTP answer; ``length`` may promise more than comes."""
    promised = len(body) if length is None else length
    head = f"HTTP/1.1 {status}\r\nContent-Type: text\r\nContent-Length: {promised}"
    return head.encode() + b"\r\n\r\n" + body


def saying(answer: bytes) -> Answer:
    """A server that says one thing to whatever comes, then hangs up."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(answer)
        await writer.drain()

    return talk


async def for_ever(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Answer without an end."""
    await reader.readuntil(b"\r\n\r\n")
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text\r\n\r\n")
    while True:
        writer.write(b"1" * 4096)
        await writer.drain()
