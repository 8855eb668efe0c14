"""The simulated world: a clock, a house, its chargers and their servers."""

import asyncio
from datetime import datetime
import logging
from random import Random
from types import TracebackType
from typing import Final, Self
from zoneinfo import ZoneInfo

from .cloud import Cloud
from .control import Control
from .firmware import FIRMWARES
from .house import House
from .lan import Lan
from .real_time import real_sleep, real_time
from .smart_charger import SmartCharger
from .wall_clock import START, WallClock

__all__ = ["START", "SimulatedCharger", "Simulator"]

_STEP: Final = 1.0
_STEPS_PER_TURN: Final = 500
_BEAT: Final = 0.1
_LOGGER = logging.getLogger(__name__)


class SimulatedCharger(SmartCharger):
    """A charger together with its LAN server, if it has one."""

    _lan: Lan | None = None

    @property
    def has_lan(self) -> bool:
        """Whether it is on the LAN; a 4G charger is not."""
        return self._lan is not None

    @property
    def lan(self) -> Lan:
        """Return its LAN server.

        Raises:
            LookupError: it has none.
        """
        if self._lan is None:
            msg = f"{self.id} is not on the LAN"
            raise LookupError(msg)
        return self._lan

    async def join_lan(self, lan: Lan, host: str, port: int) -> None:
        """Open its LAN server."""
        await lan.start(host, port)
        self._lan = lan
        self.on_power = lan.sync
        self.on_network = self._roam

    def _roam(self) -> None:
        network = self.network
        if network is None:
            self.lan.roam(None, reachable=False)
        else:
            self.lan.roam(network.address, reachable=network.reachable)


class Simulator:
    """A house with chargers, their cloud and a control interface.

    Attributes:
        speed: simulated seconds per real second; 0 moves time by `advance` only.
        house: the grid connection.
        chargers: by ID.
        clock: the house's calendar.
        cloud: V2C's cloud, as far as it is known.
        control: an HTTP interface to all this, for other processes.
    """

    def __init__(
        self,
        seed: int = 1,
        speed: float = 0.0,
        *,
        start: datetime = START,
        time_zone: str = "Europe/Madrid",
        cloud_port: int = 0,
        control_port: int = 0,
    ) -> None:
        """Prepare a world; the same seed gives the same world again.

        Port 0 takes a free one. `start` is the simulated date and time, UTC;
        `time_zone` is the house's, by which chargers set their clocks.
        """
        self.speed = speed
        self.house = House()
        self.chargers: dict[str, SimulatedCharger] = {}
        self.clock = WallClock(start=start, zone=ZoneInfo(time_zone))
        self.cloud = Cloud(self.chargers, self.clock)
        self.control = Control(self)
        self._seed = seed
        self._ports = (cloud_port, control_port)
        self._clock: asyncio.Task[None] | None = None

    @property
    def time(self) -> float:
        """Return the simulated seconds since the start."""
        return self.house.time

    @property
    def now(self) -> datetime:
        """Return the simulated date and time, UTC."""
        return self.clock.utc(self.time)

    async def __aenter__(self) -> Self:
        """Open the cloud, the control interface and, at a speed, the clock."""
        cloud_port, control_port = self._ports
        try:
            await self.cloud.start(cloud_port)
            await self.control.start(control_port)
        except BaseException:
            await self.close()
            raise
        self.set_speed(self.speed)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close every socket and task."""
        await self.close()

    def set_speed(self, speed: float) -> None:
        """Let the clock run at another speed; 0 stops it."""
        self.speed = speed
        if speed > 0 and self._clock is None:
            self._clock = asyncio.get_running_loop().create_task(self._run())

    async def close(self) -> None:
        """Close every socket and task; may be called twice."""
        if self._clock is not None:
            self._clock.cancel()
            await asyncio.gather(self._clock, return_exceptions=True)
            self._clock = None
        for charger in self.chargers.values():
            if charger.has_lan:
                await charger.lan.stop()
        await self.cloud.stop()
        await self.control.stop()

    async def add_charger(
        self,
        charger_id: str,
        *,
        firmware: str = "2.5.0",
        lan: bool = True,
        cloud: bool = True,
        phases: int = 1,
        max_current: int = 32,
        name: str = "",
        simplified: bool = False,
        lan_host: str = "127.0.0.1",
        lan_port: int = 0,
    ) -> SimulatedCharger:
        """Install a charger; `simplified` makes it one of the Pole family.

        Raises:
            ValueError: the ID is taken or the firmware unknown.
            OSError: the address is taken.
        """
        if charger_id in self.chargers:
            msg = f"there is a charger {charger_id} already"
            raise ValueError(msg)
        if firmware not in FIRMWARES:
            msg = f"no firmware {firmware}: choose from {', '.join(FIRMWARES)}"
            raise ValueError(msg)
        charger = SimulatedCharger(
            charger_id,
            firmware=FIRMWARES[firmware],
            random=Random(f"{self._seed} car {charger_id}"),
            phases=phases,
            max_current=max_current,
            name=name,
            clock=self.clock,
        )
        charger.simplified = simplified
        charger.mobile = not lan
        charger.time = self.time
        self.house.phases = max(self.house.phases, phases)
        charger.voltages = self.house.voltages
        if lan:
            server = Lan(charger, Random(f"{self._seed} lan {charger_id}"))
            await charger.join_lan(server, lan_host, lan_port)
        self.chargers[charger_id] = charger
        self.house.consumers.append(lambda: charger.phase_power)
        if cloud:
            self.cloud.register(charger)
        return charger

    async def advance(self, seconds: float) -> None:
        """Let simulated time pass, in steps of one second at most."""
        left = seconds
        steps = 0
        while left > 1e-9:
            self._step(min(_STEP, left))
            if self.cloud.hook.busy:
                await self.cloud.hook.send()
            left -= _STEP
            steps += 1
            if steps % _STEPS_PER_TURN == 0:
                await asyncio.sleep(0)

    def _step(self, seconds: float) -> None:
        reading = self.house.read_meter()
        for charger in self.chargers.values():
            charger.step(seconds, self.house.voltages, reading)
        self.house.step(seconds)
        self.cloud.step(self.time)

    async def _run(self) -> None:
        before = real_time()
        while True:
            await real_sleep(_BEAT)
            now = real_time()
            elapsed, before = now - before, now
            try:
                await self.advance(elapsed * self.speed)
            except Exception:
                _LOGGER.exception("The simulated house went wrong; time goes on")
