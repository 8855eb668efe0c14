"""A house of three phases that is never quiet, and a car in it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random
from typing import Final

from custom_components.v2c_cloud.control.phase_map import PhaseMemory, learn
from scripts.simulator import Car

_PERIODS: Final = (1, 1, 5, 10, 30)
_OFFERS: Final = (0, 6, 6, 8, 10, 13, 16, 16, 20, 25, 32)


@dataclass(slots=True)
class Appliance:
    """Something that goes on and off as it likes: W, and mean seconds of each."""

    power: float
    on_for: float
    off_for: float
    on: bool = False

    def step(self, random: Random) -> float:
        """Live for a second; return what it takes."""
        if random.random() * (self.on_for if self.on else self.off_for) < 1:
            self.on = not self.on
        return self.power if self.on else 0.0


def _phase(random: Random) -> list[Appliance]:
    return [
        Appliance(random.uniform(60, 200), 600, 1500),
        Appliance(random.uniform(50, 300), 300, 900),
        Appliance(random.uniform(1500, 2500), 120, 3000),
        Appliance(random.uniform(800, 2200), 40, random.choice((90, 900, 9000))),
        Appliance(random.uniform(600, 3500), 900, 3600),
    ]


@dataclass(slots=True, kw_only=True)
class NoisyHouse:
    """A house whose meter reports now and then, and a car that follows by itself."""

    random: Random
    car: Car
    first: int
    """The phase that the charger's L1 hangs on."""
    per_phase: bool = True
    """Whether the meter tells the phases apart."""
    period: int = 1
    """Seconds between two readings."""
    idle_poll: int = 10
    """Seconds between two looks at the charger while the car does not draw."""
    noise: float = 25.0
    now: float = 0.0
    polled_at: float = 0.0
    shown: tuple[int, bool] = (0, False)
    """What the charger last showed: its offer, and whether the car draws."""
    appliances: list[list[Appliance]] = field(default_factory=list)

    @classmethod
    def of(cls, seed: int, *, per_phase: bool) -> NoisyHouse:
        """Any house, any car, at any wiring."""
        random = Random(seed)
        car = Car(
            phases=random.choice((1, 3)),
            max_current=random.choice((10.0, 13.0, 16.0, 16.0, 20.0, 32.0)),
            soc=random.choice((0.3, 0.6, 0.93, 0.99)),
            capacity=random.choice((30.0, 60.0)),
            take=random.choice((1.0, 1.0, 0.95, 0.85)),
        )
        car.connect(random)
        house = cls(
            random=random,
            car=car,
            first=random.randrange(3),
            per_phase=per_phase,
            period=random.choice(_PERIODS),
            idle_poll=random.choice((10, 20)),
            appliances=[_phase(random) for _ in range(3)],
        )
        list(house.live(300, 0))
        return house

    @property
    def loaded(self) -> tuple[int, ...]:
        """The phases that the car loads."""
        return tuple(
            sorted((self.first + number) % 3 for number in range(self.car.phases))
        )

    def live(self, seconds: int, offered: int) -> Iterator[tuple[float, ...]]:
        """Offer the car a current for some seconds; yield what each phase carries."""
        for _ in range(seconds):
            self.now += 1
            self.car.step(1, offered, (230.0,) * self.car.phases)
            yield tuple(
                self.random.gauss(150, self.noise)
                + sum(each.step(self.random) for each in appliances)
                + 230 * self.car.current * (phase in self.loaded)
                for phase, appliances in enumerate(self.appliances)
            )

    def teach(
        self, memory: PhaseMemory, offered: int, seconds: int = 90
    ) -> PhaseMemory:
        """Change the offer, and let it be learned from what follows."""
        for phases in self.live(seconds, offered):
            if self.now >= self.polled_at + (5 if self.shown[1] else self.idle_poll):
                self.polled_at = self.now
                self.shown = (offered, self.car.accepting)
            if self.now % self.period:
                continue
            memory = learn(
                memory,
                self.now,
                offered=self.shown[0],
                charging=self.shown[1],
                phases=phases if self.per_phase else None,
                power=sum(phases),
            )
        return memory


def random_session(house: NoisyHouse, changes: int = 16) -> PhaseMemory:
    """Change the offer again and again, at any time."""
    random = house.random
    memory = house.teach(PhaseMemory(), 0)
    for _ in range(changes):
        seconds = random.choice((15, 60, 120, 240))
        memory = house.teach(memory, random.choice(_OFFERS), seconds)
    return memory
