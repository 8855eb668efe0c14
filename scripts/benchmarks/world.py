"""Simulated chargers in a process of their own, so that their work is not counted."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
import multiprocessing
from multiprocessing.connection import Connection
import signal
import time
from typing import Any, Concatenate, Final, Self

from scripts.simulator import Car, LanFault, LanRequest, SimulatedCharger, Simulator

REALTIME: Final = "/RealTimeData"
_LATENCY: Final = 0.03
"""Seconds that a charger takes for an answer; owners report 20 to 50 ms."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a charger is."""

    charger_id: str
    host: str
    port: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Traffic:
    """What reached all chargers together.

    Attributes:
        requests: how many requests.
        polls: how many of them asked for everything.
    """

    requests: int
    polls: int


class Chargers:
    """What `World.call` can ask of the other process.

    Times are of the monotonic clock, which all processes of a machine share.
    """

    def __init__(self, simulator: Simulator) -> None:
        """Live in a simulated world."""
        self._simulator = simulator

    async def add(self, count: int, firmware: str) -> list[Place]:
        """Install chargers, and tell where they are."""
        chargers = [
            await self._simulator.add_charger(f"BENCH{number:03}", firmware=firmware)
            for number in range(count)
        ]
        for charger in chargers:
            charger.lan.latency = _LATENCY
        return [
            Place(charger_id=item.id, host=item.lan.host, port=item.lan.port)
            for item in chargers
        ]

    async def plug(self, charger_id: str) -> float:
        """Plug in a car that charges; tell when."""
        self._charger(charger_id).plug(Car(soc=0.2))
        return time.monotonic()

    async def unplug(self, charger_id: str) -> None:
        """Take the car away."""
        self._charger(charger_id).unplug()

    async def write(self, charger_id: str, keyword: str, value: str) -> float:
        """Change a setting behind Home Assistant's back, as the app would; tell when."""
        self._charger(charger_id).write(keyword, value)
        return time.monotonic()

    async def hang_next_poll(self, charger_id: str) -> None:
        """Never answer the next poll."""
        self._charger(charger_id).lan.set_fault(LanFault.HANG, path=REALTIME, times=1)

    async def has_hung_poll(self, charger_id: str) -> bool:
        """Tell whether a poll waits in vain at this moment."""
        newest = self._requests(charger_id)[-1]
        hung = newest.path == REALTIME and newest.ended is None
        return hung and time.monotonic() - newest.started > 10 * _LATENCY

    async def first_write(self, charger_id: str, since: float) -> float:
        """Tell when the first write since some time reached the charger."""
        return next(
            request.started
            for request in self._requests(charger_id)
            if request.path.startswith("/write/") and request.started >= since
        )

    async def traffic(self, since: float, until: float) -> Traffic:
        """Count what began to arrive between two times."""
        paths = [
            request.path
            for charger in self._simulator.chargers.values()
            for request in charger.lan.requests
            if since <= request.started < until
        ]
        return Traffic(requests=len(paths), polls=paths.count(REALTIME))

    async def at_once(self) -> int:
        """Tell how many requests one charger had at the same time, at most."""
        chargers = self._simulator.chargers.values()
        return max(charger.lan.max_concurrent for charger in chargers)

    def _charger(self, charger_id: str) -> SimulatedCharger:
        return self._simulator.chargers[charger_id]

    def _requests(self, charger_id: str) -> list[LanRequest]:
        return self._charger(charger_id).lan.requests


async def _serve(connection: Connection) -> None:
    asked = asyncio.Event()
    asyncio.get_running_loop().add_reader(connection.fileno(), asked.set)
    async with Simulator(seed=1, speed=1.0) as simulator:
        chargers = Chargers(simulator)
        while True:
            await asked.wait()
            asked.clear()
            while connection.poll():
                try:
                    method, arguments = connection.recv()
                except EOFError:
                    return
                connection.send(await method(chargers, *arguments))


def _main(connection: Connection) -> None:
    # Ctrl-C reaches every process of the terminal; the first one closes the pipe.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    asyncio.run(_serve(connection))


class World:
    """The simulated chargers, seen from the process that measures."""

    def __init__(self, connection: Connection) -> None:
        """Speak over a connection."""
        self._connection = connection
        self._turn = asyncio.Lock()
        self.places: list[Place] = []

    @classmethod
    @asynccontextmanager
    async def open(cls, count: int, firmware: str) -> AsyncIterator[Self]:
        """Have some chargers of one firmware until the end of the block."""
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        process = context.Process(target=_main, args=(theirs,))
        process.start()
        theirs.close()
        world = cls(ours)
        try:
            world.places = await world.call(Chargers.add, count, firmware)
            yield world
        finally:
            ours.close()
            await asyncio.to_thread(process.join)

    async def call[**P, T](
        self,
        method: Callable[Concatenate[Chargers, P], Awaitable[T]],
        *arguments: P.args,
        **no_names: P.kwargs,
    ) -> T:
        """Have a method of `Chargers` carried out; its arguments go by position."""
        if no_names:
            raise TypeError("arguments go by position")
        async with self._turn:
            answer: T = await asyncio.to_thread(self._ask, method, arguments)
            return answer

    def _ask(self, method: object, arguments: tuple[object, ...]) -> Any:
        self._connection.send((method, arguments))
        return self._connection.recv()
