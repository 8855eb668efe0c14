"""A house, its meter, its chargers and their cars, with the law between them.

Physics in steps of a second on a clock of its own; the cars are the simulator's, with
their reaction times. A command reaches a charger within a second.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import groupby, pairwise
from random import Random

from custom_components.v2c_cloud.control.budgets import Member, Site
from custom_components.v2c_cloud.control.limits import LOWEST_CURRENT, PHASE_VOLTAGE
from custom_components.v2c_cloud.control.model import Allowance, MeterReading
from custom_components.v2c_cloud.control.power import LAN, Memory, Share, Tuning, step
from scripts.simulator import Car

type Load = Callable[[int], float | tuple[float, ...]]
"""W that the house takes in a second: on its one phase, or on each of three."""


def amps(current: float) -> float:
    """W of a current on one phase."""
    return current * PHASE_VOLTAGE


@dataclass(slots=True, kw_only=True)
class Socket:
    """A charger with a car.

    Attributes:
        car: What is plugged in; it never fills.
        offered: A that it offers.
        phases: Of the house that the car uses.
        told: Whether the law knows which these are.
        most: A that it may offer.
        least: A that it offers at least.
        priority: Lower comes first.
        begins: The second in which the car is plugged in; None is long ago.
        noticed: The second from which on it is known that the car charges.
        shares: What the law said of it, with the second.
    """

    car: Car = field(default_factory=lambda: Car(capacity=1e9))
    offered: int = LOWEST_CURRENT
    phases: tuple[int, ...] = (0,)
    told: bool = True
    most: int = 32
    least: int = LOWEST_CURRENT
    priority: int = 0
    begins: int | None = None
    noticed: int = 0
    shares: list[tuple[int, Share]] = field(default_factory=list)

    def member(self, charger_id: str, now: int) -> Member:
        """The charger as the law sees it."""
        return Member(
            charger_id=charger_id,
            offered=self.offered,
            charging=now >= self.noticed,
            most=self.most,
            least=self.least,
            count=len(self.phases),
            phases=self.phases if self.told else None,
            priority=self.priority,
        )

    def live(self, now: int | None) -> None:
        """Let the car live for a second; None is before the first one."""
        if self.begins is None or (now is not None and now >= self.begins):
            self.car.step(1, self.offered, (float(PHASE_VOLTAGE),) * len(self.phases))

    @property
    def changes(self) -> list[tuple[int, int]]:
        """When the current was changed, and to what."""
        return [
            (at, share.current)
            for (_, before), (at, share) in pairwise(self.shares)
            if share.current != before.current
        ]


@dataclass(slots=True, kw_only=True)
class Loop:
    """All of it, in motion.

    Attributes:
        load: What the rest of the house takes.
        allowance: What the connection carries.
        sockets: The chargers by their ids.
        solar: W that the roof gives in a second.
        tells_solar: Whether that is measured.
        tells_phases: Whether the meter tells the phases.
        noise: W by which the meter is wrong, at most.
        over: For each second, how many W were above the tightest limit.
    """

    load: Load
    allowance: Allowance
    sockets: dict[str, Socket]
    tuning: Tuning = LAN
    period: int = 5
    solar: Callable[[int], float] = lambda _: 0.0
    tells_solar: bool = False
    tells_phases: bool = True
    noise: float = 0.0
    seed: int = 1
    memory: Memory = field(default_factory=Memory)
    now: int = 0
    over: list[float] = field(default_factory=list)
    random: Random = field(init=False)

    def __post_init__(self) -> None:
        """Plug the cars in."""
        self.random = Random(self.seed)
        for number, socket in enumerate(self.sockets.values()):
            socket.car.connect(Random(f"{self.seed} {number}"))
            for _ in range(30):
                socket.live(None)

    def run(self, seconds: int) -> Loop:
        """Live for so long."""
        for _ in range(seconds):
            self._second()
        return self

    def flow(self) -> tuple[float, ...]:
        """W that come from the grid now, on each phase."""
        load = self.load(self.now)
        flow = list(load) if isinstance(load, tuple) else [load]
        for number in range(len(flow)):
            flow[number] -= self.solar(self.now) / len(flow)
            flow[number] += sum(
                amps(socket.car.current)
                for socket in self.sockets.values()
                if number in socket.phases
            )
        return tuple(flow)

    @property
    def longest_over(self) -> int:
        """Seconds without a break above a limit."""
        return longest([over > 0 for over in self.over])

    @property
    def seconds_over(self) -> int:
        """Seconds above a limit in all."""
        return sum(over > 0 for over in self.over)

    def offers(self, name: str = "a") -> list[int]:
        """What the law said of a charger at each look."""
        return [share.current for _, share in self.sockets[name].shares]

    def _second(self) -> None:
        # The meter shows what was until now.
        flow = self.flow()
        commands: dict[str, int] = {}
        if self.now % self.period == 0:
            commands = self._look(flow)
        for socket in self.sockets.values():
            socket.live(self.now)
        for name, current in commands.items():
            self.sockets[name].offered = current
        flow = self.flow()
        power = float("inf") if self.allowance.power is None else self.allowance.power
        phase = float("inf") if self.allowance.phase is None else self.allowance.phase
        self.over.append(max(sum(flow) - power, max(flow) - phase))
        self.now += 1

    def _look(self, flow: tuple[float, ...]) -> dict[str, int]:
        seen = tuple(
            watts + self.random.uniform(-self.noise, self.noise) for watts in flow
        )
        site = Site(
            reading=MeterReading(
                at=self.now,
                power=sum(seen),
                phases=seen if self.tells_phases else None,
                solar=self.solar(self.now) if self.tells_solar else None,
            ),
            allowance=self.allowance,
            phases=len(flow),
        )
        members = [
            socket.member(name, self.now) for name, socket in self.sockets.items()
        ]
        self.memory, shares = step(
            self.memory, float(self.now), site, members, self.tuning
        )
        for name, share in shares.items():
            self.sockets[name].shares.append((self.now, share))
        return {name: share.current for name, share in shares.items()}


def longest(flags: Sequence[bool]) -> int:
    """The longest run of what is true."""
    return max((len(list(run)) for true, run in groupby(flags) if true), default=0)
