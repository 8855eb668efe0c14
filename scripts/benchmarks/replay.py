"""A recorded house with a simulated charger and car, under somebody's control.

Time is virtual. Charger and car are the simulator's, with their reaction times; between
them and the controller there is a link of which only the delays are real.
"""

from dataclasses import dataclass, replace
from math import inf
from random import Random
import time
from typing import Final, Literal

from custom_components.v2c_cloud.control.model import Allowance, MeterReading
from scripts.simulator.car import Car
from scripts.simulator.charger import Charger
from scripts.simulator.firmware import FIRMWARES
from scripts.simulator.house import House
from scripts.simulator.meter import Phases
from scripts.simulator.values import ChargeState

from .controllers import HIGHEST_CURRENT, Controller, Setting, Shown
from .power_figures import Figures, Room, Tally
from .report import say
from .traces import VOLTS, HouseTrace, Sample

type LinkKind = Literal["lan", "cloud"]

CLOUD_CALLS: Final = 250
"""Commands in a day that the cloud takes from power control."""
_DAY: Final = 86_400.0
_START: Final = 6
_FIRMWARE: Final = "2.5.0"
_LAN_DELAY: Final = 0.2
_CLOUD_DELAY: Final = (5.0, 90.0)
# What a step ends with counts for all of it: longer ones would hide time over the limit.
_STEP: Final = 0.25
# More than the car takes to notice an offer; then its current moves until it is there.
_FOLLOWED: Final = 7.0
# A meter whose beat fits the minutes of a recording would see each change at once.
_BEAT: Final = (0.98, 1.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Conditions:
    """What a replay is run under.

    Attributes:
        limit: W over all phases; on three of them each has a third.
        car_phases: on how many phases the car charges; None is all there are.
        period: seconds between two readings of the meter, at most.
        link: what commands go over.
        seed: repeats the same delays.
    """

    limit: float
    car_phases: int | None = None
    period: float = 5.0
    link: LinkKind = "lan"
    seed: int = 1

    def setting(self, trace: HouseTrace) -> Setting:
        """Return what a controller in this house is told."""
        return Setting(
            limit=Allowance(
                power=self.limit, phase=self.limit / 3 if trace.phases == 3 else None
            ),
            phases=self.car_phases or trace.phases,
            period=self.period,
            calls_a_day=CLOUD_CALLS if self.link == "cloud" else None,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Command:
    keyword: str
    value: int
    sent: float
    due: float


class Link:
    """Takes commands to the charger, each with its own delay.

    A command that arrives makes older ones for the same keyword void, as a newer wish
    does in V2C's cloud: that is inferred. What changes nothing is not sent.
    """

    def __init__(self, charger: Charger, kind: LinkKind, seed: int) -> None:
        """Lead to a charger whose settings are known."""
        self._charger = charger
        self._kind = kind
        self._random = Random(f"{seed} link")
        self._under_way: list[_Command] = []
        self._wanted = {
            "Intensity": charger.values.intensity,
            "Paused": int(charger.values.paused),
        }
        self._day = 0
        self._calls = 0
        self.writes = 0
        self.refused = 0
        self.stops = 0

    @property
    def due(self) -> float:
        """When the next command arrives."""
        return min((command.due for command in self._under_way), default=inf)

    @property
    def slowest(self) -> float:
        """How long the slowest command that is under way takes, s."""
        return max(
            (command.due - command.sent for command in self._under_way), default=0.0
        )

    @property
    def sent(self) -> int | None:
        """Return the current that is on its way, A, 0 for a pause; None is nothing."""
        if not self._under_way:
            return None
        return 0 if self._wanted["Paused"] else self._wanted["Intensity"]

    def calls_left(self, now: float) -> int | None:
        """Return how many commands it still takes today; None is no limit."""
        if self._kind == "lan":
            return None
        if int(now // _DAY) != self._day:
            self._day, self._calls = int(now // _DAY), 0
        return CLOUD_CALLS - self._calls

    def send(self, now: float, current: int) -> None:
        """Send what makes the charger offer this current, A; 0 pauses it."""
        if not current:
            self._send(now, "Paused", 1)
            return
        arrives = self._send(now, "Intensity", current)
        # In this order, or the car would begin with what was set before the pause.
        self._send(arrives, "Paused", 0)

    def deliver(self, now: float) -> None:
        """Let the charger have what has arrived."""
        while self.due <= now:
            command = min(self._under_way, key=lambda item: item.due)
            self._under_way = [
                item
                for item in self._under_way
                if item.keyword != command.keyword or item.sent > command.sent
            ]
            before = self._charger.offered
            self._charger.write(command.keyword, str(command.value))
            self.stops += bool(before) and not self._charger.offered

    def _send(self, now: float, keyword: str, value: int) -> float:
        """Return when the charger has it."""
        if self._wanted[keyword] == value:
            return max(
                (item.due for item in self._under_way if item.keyword == keyword),
                default=now,
            )
        if self.calls_left(now) == 0:
            self.refused += 1
            return now
        self._calls += 1
        self.writes += 1
        self._wanted[keyword] = value
        delay = (
            _LAN_DELAY if self._kind == "lan" else self._random.uniform(*_CLOUD_DELAY)
        )
        command = _Command(keyword=keyword, value=value, sent=now, due=now + delay)
        self._under_way.append(command)
        return command.due


class World:
    """The recorded house, its meter, the charger and the car."""

    def __init__(self, trace: HouseTrace, setting: Setting, seed: int) -> None:
        """Plug a car in that never fills; it is offered 6 A."""
        self.house = House(phases=trace.phases, voltage=VOLTS)
        self.charger = Charger(
            "REPLAY",
            firmware=FIRMWARES[_FIRMWARE],
            random=Random(f"{seed} car"),
            phases=trace.phases,
            max_current=HIGHEST_CURRENT,
        )
        self.charger.values.dynamic = False
        self.charger.values.intensity = _START
        self.car = Car(capacity=1e9, phases=setting.phases)
        self.charger.plug(self.car)
        self._loads: Phases = (0.0, 0.0, 0.0)
        self._roof = False
        self._moved = False
        self._voltages = self.house.voltages
        self.house.consumers += [lambda: self.charger.phase_power, lambda: self._loads]

    def hold(self, sample: Sample) -> None:
        """Let the house take this from now on."""
        # As a consumer, for the house's own load spreads evenly over its phases.
        first, second, third, *_ = (*sample.loads, 0.0, 0.0)
        self._loads = (first, second, third)
        self._roof = sample.solar is not None
        self.house.solar = sample.solar or 0.0

    def step(self, seconds: float) -> None:
        """Live for some seconds, at most `stride`."""
        before = self.car.current
        self.charger.step(seconds, self._voltages, None)
        self._moved = self.car.current != before

    @property
    def stride(self) -> float:
        """How many seconds at once are as good as one by one.

        A car that has followed the last command draws the same until the next one.
        """
        writes = self.charger.writes
        written = writes[-1].time if writes else 0.0
        still = not self._moved and self.charger.time - written > _FOLLOWED
        return inf if still else _STEP

    def read(self, now: float) -> MeterReading:
        """Return what the meter says."""
        phases = self.house.grid_phases[: self.house.phases]
        return MeterReading(
            at=now,
            power=sum(phases),
            phases=phases,
            solar=self.house.solar_power if self._roof else None,
        )

    def show(self, calls_left: int | None, sent: int | None) -> Shown:
        """Return what the charger shows."""
        values = self.charger.values
        return Shown(
            charging=values.charge_state is ChargeState.CHARGING,
            intensity=values.intensity,
            paused=values.paused,
            calls_left=calls_left,
            sent=sent,
        )


def replay(
    trace: HouseTrace,
    conditions: Conditions,
    controller: Controller,
    name: str | None = None,
) -> Figures:
    """Live through a trace under a controller; `name` shows the progress."""
    return Replay(trace, conditions, controller, name).run()


class Replay:
    """One run through a trace."""

    def __init__(
        self,
        trace: HouseTrace,
        conditions: Conditions,
        controller: Controller,
        name: str | None,
    ) -> None:
        """Prepare a world at second 0."""
        self._trace = trace
        self._setting = conditions.setting(trace)
        self._controller = controller
        self._name = name
        self._world = World(trace, self._setting, conditions.seed)
        self._link = Link(self._world.charger, conditions.link, conditions.seed)
        self._beat = Random(f"{conditions.seed} meter")
        self._tally = Tally()
        self._now = 0.0
        self._reading_due = 0.0
        self._decisions: list[float] = []

    def run(self) -> Figures:
        """Live through all of it."""
        limit = self._setting.limit
        samples = self._trace.samples
        ends = [sample.at for sample in samples[1:]]
        day = 0
        for sample, end in zip(samples, [*ends, self._trace.end], strict=True):
            self._world.hold(sample)
            self._live(Room.left_by(sample, limit, self._setting.phases), end)
            if self._name and end // _DAY > day:
                day = int(end // _DAY)
                say(f"{self._name}: {day} of {self._trace.end / _DAY:.1f} days")
        return replace(
            self._tally.figures(),
            writes=self._link.writes,
            stops=self._link.stops,
            refused=self._link.refused,
            decisions=self._decisions,
        )

    def _live(self, room: Room, end: float) -> None:
        """Live under one sample."""
        world, link, tally = self._world, self._link, self._tally
        while self._now < end:
            if self._now >= self._reading_due:
                self._decide()
            until = min(end, self._now + world.stride, self._reading_due, link.due)
            seconds = until - self._now
            world.step(seconds)
            self._now = until
            tally.add(seconds, room, world.car.current, link.slowest)
            if link.due <= self._now:
                link.deliver(self._now)

    def _decide(self) -> None:
        now = self._now
        self._reading_due = now + self._setting.period * self._beat.uniform(*_BEAT)
        reading = self._world.read(now)
        shown = self._world.show(self._link.calls_left(now), self._link.sent)
        started = time.perf_counter()
        current = self._controller.step(now, reading, shown)
        self._decisions.append(1000 * (time.perf_counter() - started))
        if current is not None:
            self._link.send(now, current)
