"""What polling chargers costs and how fast it is, beside Home Assistant's own `v2c`.

Each integration runs on each firmware in a process of its own with a Home Assistant
core of its own, all at the same time, against simulated chargers in further processes.
Time is real; counts are scaled to one charger and one hour.
"""

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass, replace
from functools import partial
import gc
from importlib.metadata import version
from pathlib import Path
import time
from typing import Any, Final

from .fleet import measure_fleet
from .home import CORE, OURS, CommandFailedError, Home
from .processes import in_processes
from .report import Percentiles, Target, percentiles, rounded, say
from .world import Place, Traffic, World

SUMMARY: Final = "requests, CPU, delays of v2c_cloud beside core's v2c (8 minutes)"
FIRMWARES: Final = ("2.3.20", "2.5.0")
_HUNG_ON: Final = "2.5.0"
_HOUR: Final = 3600.0
_LOOK_AGAIN: Final = 0.05
# Two windows of a minute never have quite the same length.
_CLOCKS: Final = 1.01

INTENSITY: Final = ("number", "intensity")
PAUSED: Final = ("switch", "paused")
CONNECTED: Final = ("binary_sensor", "connected")


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
        fleet: how many chargers one Home Assistant has, one after the other.
        fleet_polls: how many polls they share.
    """

    chargers: int = 12
    window: float = 60.0
    rounds: int = 2
    plug_spread: float = 20.0
    change_spread: float = 5.0
    command_spacing: float = 12.0
    fleet: tuple[int, ...] = (1, 10, 50)
    fleet_polls: int = 300


_QUICK: Final = replace(
    Effort(),
    chargers=1,
    window=5.0,
    rounds=1,
    plug_spread=0.0,
    change_spread=0.0,
    command_spacing=1.0,
    fleet=(1, 2),
    fleet_polls=6,
)


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
        traffic: Traffic = await self._world.call("traffic")
        self._say("done")
        return Result(
            idle=idle,
            charging=charging,
            change=change,
            plug_in=plug_in,
            commands=[delay for delay in commands if delay is not None],
            commands_failed=self._failed,
            reduce=reduce,
            at_once=traffic.at_once,
        )

    async def _cost(self) -> Cost:
        """Count for a while, with nobody touching anything."""
        # One collection costs as much as a hundred polls; whether it falls into this
        # window would be chance.
        gc.collect()
        gc.freeze()
        before: Traffic = await self._world.call("traffic")
        states, cpu, started = self._home.states, time.process_time(), time.monotonic()
        await asyncio.sleep(self._effort.window)
        elapsed = time.monotonic() - started
        cpu = time.process_time() - cpu - self._base_load * elapsed
        states = self._home.states - states
        after: Traffic = await self._world.call("traffic")
        polls = after.polls - before.polls
        hours = elapsed / _HOUR * len(self._world.places)
        return Cost(
            requests_per_hour=(after.requests - before.requests) / hours,
            states_per_hour=states / hours,
            cpu_ms_per_poll=1000 * cpu / polls if polls else None,
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

        Spread over a poll interval the actions meet all of its phases, for the polls
        of chargers that were set up together go together.
        """

        async def later(place: Place, delay: float) -> T:
            await asyncio.sleep(delay)
            return await act(place)

        places = self._world.places
        results = await asyncio.gather(
            *(
                later(place, seconds * number / len(places))
                for number, place in enumerate(places)
            ),
            asyncio.sleep(seconds),
        )
        return results[:-1]  # type: ignore[return-value]

    async def _plug(self, place: Place) -> float:
        plugged: float = await self._world.call("plug", place.charger_id)
        return await self._home.see(self._entity(place, CONNECTED), "on") - plugged

    async def _unplug(self, place: Place) -> None:
        await self._world.call("unplug", place.charger_id)
        await self._home.see(self._entity(place, CONNECTED), "off")

    def _changes_to(
        self, current: int
    ) -> Callable[[Place], Coroutine[Any, Any, float]]:
        async def change(place: Place) -> float:
            entity_id = self._entity(place, INTENSITY)
            changed: float = await self._world.call(
                "write", place.charger_id, "Intensity", str(current)
            )
            return await self._home.see(entity_id, str(current)) - changed

        return change

    def _commands(
        self, rounds: int
    ) -> list[Callable[[Place], Coroutine[Any, Any, float | None]]]:
        """Return what people do: less, more, pause and resume."""
        return rounds * [
            self._command(INTENSITY, "set_value", "10", value=10),
            self._command(PAUSED, "turn_on", "on"),
            self._command(PAUSED, "turn_off", "off"),
            self._command(INTENSITY, "set_value", "13", value=13),
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
            await self._world.call("hang_next_poll", place.charger_id)
            while not await self._world.call("has_hung_poll", place.charger_id):
                await asyncio.sleep(_LOOK_AGAIN)
            started = time.monotonic()
            await self._home.command(
                self._entity(place, INTENSITY),
                "set_value",
                str(current),
                value=current,
            )
            seen: float = await self._world.call(
                "write_seen", place.charger_id, started
            )
            return seen - started

        return reduce

    def _entity(self, place: Place, key: tuple[str, str]) -> str:
        return self._home.entity_ids[place.charger_id][key]

    def _say(self, line: str) -> None:
        say(f"{self._label}: {line}")


async def _measure(
    integration: str, firmware: str, effort: Effort, directory: Path
) -> Result:
    async with (
        World.open(effort.chargers, firmware) as world,
        Home.open(directory) as home,
    ):
        scenario = Scenario(home, world, effort, f"{integration} on {firmware}")
        return await scenario.run(
            integration, hang=(integration, firmware) == (OURS, _HUNG_ON)
        )


def run(quick: bool) -> dict[str, Any]:
    """Measure everything; return the report."""
    effort = _QUICK if quick else Effort()
    pairs = [(name, firmware) for name in (OURS, CORE) for firmware in FIRMWARES]
    results = in_processes({pair: partial(_measure, *pair, effort) for pair in pairs})
    fleet = in_processes(
        {"fleet": partial(measure_fleet, effort.fleet, effort.fleet_polls)}
    )["fleet"]
    return {
        "integrations": {
            name: {
                firmware: results[name, firmware].document() for firmware in FIRMWARES
            }
            for name in (OURS, CORE)
        },
        "reduce_with_hung_poll_s": percentiles(results[OURS, _HUNG_ON].reduce),
        "chargers_50": fleet.document(),
        "conditions": {
            "home_assistant": version("homeassistant"),
            "chargers_per_home_assistant": effort.chargers,
            "window_s": effort.window,
            "samples": len(results[OURS, _HUNG_ON].change),
        },
    }


def targets(figures: Mapping[str, Any]) -> list[Target]:
    """Return what the figures shall reach."""
    ours = figures["integrations"][OURS]
    cores = figures["integrations"][CORE]
    judged = [
        _target("a reduce during a hung poll, s", figures["reduce_with_hung_poll_s"], 1)
    ]
    for firmware in FIRMWARES:
        mine, theirs = ours[firmware], cores[firmware]
        judged += [
            Target(
                name=f"{firmware}: requests an hour when idle, a quarter of core's",
                figure=mine["idle"]["requests_per_hour"],
                limit=_CLOCKS * theirs["idle"]["requests_per_hour"] / 4,
            ),
            Target(
                name=f"{firmware}: requests an hour while charging, core's",
                figure=mine["charging"]["requests_per_hour"],
                limit=_CLOCKS * theirs["charging"]["requests_per_hour"],
            ),
            _target(
                f"{firmware}: a change while charging, s", mine["change_delay_s"], 5
            ),
            _target(f"{firmware}: a plug-in, s", mine["plug_in_delay_s"], 20),
            _target(f"{firmware}: a confirmed command, s", mine["command_s"], 1),
            Target(
                name=f"{firmware}: commands that failed",
                figure=mine["commands_failed"],
                limit=0,
            ),
            Target(
                name=f"{firmware}: requests at once",
                figure=mine["requests_at_once"],
                limit=1,
            ),
        ]
    fleet = figures["chargers_50"]
    cpu = list(fleet["cpu_ms_per_poll"].values())
    judged += [
        # Linear: a poll costs no more, a tenth for the noise of a busy machine.
        Target(
            name="CPU ms per poll with the most chargers, 1.1 times that of one",
            figure=cpu[-1],
            limit=rounded(1.1 * cpu[0], 2) or 0,
        ),
        Target(
            name="blocking calls in the event loop",
            figure=fleet["blocking_calls"],
            limit=0,
        ),
    ]
    return judged


def _target(name: str, figure: Percentiles, limit: float) -> Target:
    return Target(name=f"{name} (p95)", figure=figure["p95"], limit=limit)
