"""What happens to an integration while it is measured."""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
import gc
from random import Random
import time
from typing import Any, Final

from .home import CommandFailedError, Home
from .report import percentiles, rounded, say
from .world import Chargers, Place, World

_HOUR: Final = 3600.0
_LOOK_AGAIN: Final = 0.05
_CATCH_UP: Final = 1.0
_INTENSITY: Final = ("number", "intensity")
_PAUSED: Final = ("switch", "paused")
_CONNECTED: Final = ("binary_sensor", "connected")


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    """How long and how often to measure.

    Attributes:
        chargers: how many chargers each Home Assistant has.
        window: seconds in which requests, states and CPU are counted; a multiple of
            the longest poll interval, so that each charger has its fair number.
        rounds: how often each delay is measured on each charger.
        plug_spread: seconds over which cars are plugged in, the longest interval.
        change_spread: the same for changes while charging.
        command_spacing: seconds between commands to one charger.
    """

    chargers: int = 12
    window: float = 60.0
    rounds: int = 2
    plug_spread: float = 20.0
    change_spread: float = 5.0
    command_spacing: float = 12.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What one charger costs."""

    requests_per_hour: float
    states_per_hour: float
    cpu_ms_per_poll: float | None

    def document(self) -> dict[str, float | None]:
        """Return the part of the report."""
        return {
            "requests_per_hour": rounded(self.requests_per_hour, 1),
            "states_per_hour": rounded(self.states_per_hour, 1),
            "cpu_ms_per_poll": rounded(self.cpu_ms_per_poll, 2),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What one integration does on one firmware: costs, and delays in seconds."""

    idle: Cost
    charging: Cost
    change: list[float]
    plug_in: list[float]
    commands: list[float]
    commands_failed: int
    reduce: list[float]
    at_once: int

    def document(self) -> dict[str, Any]:
        """Return the part of the report."""
        return {
            "idle": self.idle.document(),
            "charging": self.charging.document(),
            "change_delay_s": percentiles(self.change),
            "plug_in_delay_s": percentiles(self.plug_in),
            "command_s": percentiles(self.commands),
            "commands_failed": self.commands_failed,
            "requests_at_once": self.at_once,
        }


class Scenario:
    """One integration on one firmware, from its set-up to its commands."""

    def __init__(self, home: Home, world: World, effort: Effort, label: str) -> None:
        """Measure in a Home Assistant against a simulated world."""
        self._home = home
        self._world = world
        self._effort = effort
        self._label = label
        self._failed = 0
        self._base_load = 0.0
        self._random = Random(1)

    async def run(self, integration: str, *, hang: bool) -> Result:
        """Set the chargers up and measure everything."""
        effort = self._effort
        self._base_load = await self._cpu_load(min(effort.window / 4, 10.0))
        await self._home.add(integration, self._world.places)
        plug_in: list[float] = []
        for number in range(effort.rounds):
            self._say(f"plugging in, round {number + 1} of {effort.rounds}")
            if number:
                await self._spread(0, self._unplug)
            plug_in += await self._spread(effort.plug_spread, self._plug)
        self._say("charging")
        charging = await self._cost()
        self._say("changes at the charger")
        change = [
            delay
            for number in range(effort.rounds)
            for delay in await self._spread(
                effort.change_spread, self._changes_to(14 + number)
            )
        ]
        self._say("commands")
        commands = [
            delay
            for command in self._commands(effort.rounds)
            for delay in await self._spread(effort.command_spacing, command)
        ]
        reduce: list[float] = []
        for number in range(effort.rounds if hang else 0):
            self._say(f"reducing during a hung poll, round {number + 1}")
            reduce += await self._spread(0, self._reduces_to(9 - number))
        await self._spread(0, self._unplug)
        # Last, for the first polls after the set-up also ask what a firmware has.
        self._say("nothing plugged in")
        idle = await self._cost()
        self._say("done")
        return Result(
            idle=idle,
            charging=charging,
            change=change,
            plug_in=plug_in,
            commands=[delay for delay in commands if delay is not None],
            commands_failed=self._failed,
            reduce=reduce,
            at_once=await self._world.call(Chargers.at_once),
        )

    async def _cost(self) -> Cost:
        """Count for a while, with nobody touching anything."""
        # One collection costs as much as a hundred polls; whether it falls into this
        # window would be chance.
        gc.collect()
        gc.freeze()
        # It holds the loop up: what became due meanwhile belongs to the time before.
        await asyncio.sleep(_CATCH_UP)
        states, cpu, started = self._home.states, time.process_time(), time.monotonic()
        await asyncio.sleep(self._effort.window)
        ended = time.monotonic()
        cpu = time.process_time() - cpu - self._base_load * (ended - started)
        states = self._home.states - states
        traffic = await self._world.call(Chargers.traffic, started, ended)
        hours = (ended - started) / _HOUR * len(self._world.places)
        return Cost(
            requests_per_hour=traffic.requests / hours,
            states_per_hour=states / hours,
            cpu_ms_per_poll=1000 * cpu / traffic.polls if traffic.polls else None,
        )

    async def _cpu_load(self, seconds: float) -> float:
        """Return the CPU seconds per second of a Home Assistant that has nothing."""
        cpu, started = time.process_time(), time.monotonic()
        await asyncio.sleep(seconds)
        return (time.process_time() - cpu) / (time.monotonic() - started)

    async def _spread[T](
        self, seconds: float, act: Callable[[Place], Coroutine[Any, Any, T]]
    ) -> list[T]:
        """Do something with all chargers, evenly spread over some seconds.

        Spread over a poll interval the actions meet all of its phases. The order is
        left to chance: core's chargers are polled in the order of their set-up, and
        one action after the other would follow the polls at always the same distance.
        """

        async def later(place: Place, delay: float) -> T:
            await asyncio.sleep(delay)
            return await act(place)

        places = self._random.sample(self._world.places, len(self._world.places))
        resting = asyncio.create_task(asyncio.sleep(seconds))
        results = await asyncio.gather(
            *(
                later(place, seconds * number / len(places))
                for number, place in enumerate(places)
            )
        )
        await resting
        return results

    async def _plug(self, place: Place) -> float:
        plugged = await self._world.call(Chargers.plug, place.charger_id)
        return await self._home.see(self._entity(place, _CONNECTED), "on") - plugged

    async def _unplug(self, place: Place) -> None:
        await self._world.call(Chargers.unplug, place.charger_id)
        await self._home.see(self._entity(place, _CONNECTED), "off")

    def _changes_to(
        self, current: int
    ) -> Callable[[Place], Coroutine[Any, Any, float]]:
        async def change(place: Place) -> float:
            entity_id = self._entity(place, _INTENSITY)
            changed = await self._world.call(
                Chargers.write, place.charger_id, "Intensity", str(current)
            )
            return await self._home.see(entity_id, str(current)) - changed

        return change

    def _commands(
        self, rounds: int
    ) -> list[Callable[[Place], Coroutine[Any, Any, float | None]]]:
        """Return what people do: less, more, pause and resume."""
        return rounds * [
            self._command(_INTENSITY, "set_value", "10", value=10),
            self._command(_PAUSED, "turn_on", "on"),
            self._command(_PAUSED, "turn_off", "off"),
            self._command(_INTENSITY, "set_value", "13", value=13),
        ]

    def _command(
        self, key: tuple[str, str], service: str, state: str, **data: object
    ) -> Callable[[Place], Coroutine[Any, Any, float | None]]:
        async def command(place: Place) -> float | None:
            entity_id = self._entity(place, key)
            try:
                return await self._home.command(entity_id, service, state, **data)
            except CommandFailedError as error:
                self._failed += 1
                self._say(f"failed: {error}")
                return None

        return command

    def _reduces_to(
        self, current: int
    ) -> Callable[[Place], Coroutine[Any, Any, float]]:
        async def reduce(place: Place) -> float:
            """Return the seconds from the command to the write on the wire."""
            await self._world.call(Chargers.hang_next_poll, place.charger_id)
            while not await self._world.call(Chargers.has_hung_poll, place.charger_id):
                await asyncio.sleep(_LOOK_AGAIN)
            started = time.monotonic()
            await self._home.command(
                self._entity(place, _INTENSITY),
                "set_value",
                str(current),
                value=current,
            )
            written = await self._world.call(
                Chargers.first_write, place.charger_id, started
            )
            return written - started

        return reduce

    def _entity(self, place: Place, key: tuple[str, str]) -> str:
        return self._home.entity_ids[place.charger_id][key]

    def _say(self, line: str) -> None:
        say(f"{self._label}: {line}")
