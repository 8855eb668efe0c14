"""A car's on-board charger and battery."""

from dataclasses import dataclass, field
from random import Random
from typing import Final

MIN_OFFER: Final = 6.0
_REACTION: Final = (2.0, 6.0)
_RAMP_UP: Final = 3.0
_RAMP_DOWN: Final = 25.0
_TAPERED: Final = 0.3
_LAST_AMPS: Final = 1.5


@dataclass(slots=True, kw_only=True)
class Car:
    """A car: it takes what it wants of what is offered, some seconds later.

    Attributes:
        capacity: battery, kWh.
        soc: state of charge, 0 to 1.
        phases: phases of the on-board charger, 1 to 3.
        max_current: most that the on-board charger draws per phase, A.
        target_soc: where the car itself stops.
        taper_soc: above this the current falls in a line towards 30 % of the maximum.
        efficiency: battery energy gained per energy drawn.
        take: share of the offered current that the car takes.
        current: what it draws per phase now, A.
    """

    capacity: float = 60.0
    soc: float = 0.4
    phases: int = 1
    max_current: float = 32.0
    target_soc: float = 1.0
    taper_soc: float = 0.95
    efficiency: float = 0.9
    take: float = 1.0
    current: float = field(default=0.0, init=False)
    _obeyed: float = field(default=0.0, init=False)
    _wait: float | None = field(default=None, init=False)
    _random: Random = field(default_factory=lambda: Random(0), init=False, repr=False)

    def __post_init__(self) -> None:
        """Refuse a car that cannot exist.

        Raises:
            ValueError: a quantity is outside its physical range.
        """
        if self.capacity <= 0 or self.max_current < 0 or self.phases not in {1, 2, 3}:
            msg = "a car needs a capacity above 0 kWh and 1 to 3 phases"
            raise ValueError(msg)
        if not 0 <= self.soc <= 1:
            msg = "a state of charge is between 0 and 1"
            raise ValueError(msg)

    @property
    def wants(self) -> bool:
        """Whether the battery still takes energy."""
        return self.soc < self.target_soc

    @property
    def accepting(self) -> bool:
        """Whether the car has closed its contactor: control pilot in state C."""
        return self.wants and self._obeyed >= MIN_OFFER

    def connect(self, random: Random) -> None:
        """Plug the car in: it knows of no offer yet."""
        self._random = random
        self.cut()

    def cut(self) -> None:
        """Lose the supply at once: plug pulled, power gone or contactor opened."""
        self.current = 0.0
        self._obeyed = 0.0
        self._wait = None

    def step(self, seconds: float, offered: float, voltages: tuple[float, ...]) -> None:
        """Live for some seconds under an offer of A per phase, 0 for none.

        `voltages` has one entry for each phase that charger and car have in common.
        """
        self._notice(seconds, offered)
        target = self._target(sum(voltages))
        if target > self.current:
            self.current = min(target, self.current + _RAMP_UP * seconds)
        else:
            self.current = max(target, self.current - _RAMP_DOWN * seconds)
        gained = self.current * sum(voltages) * seconds / 3.6e6 * self.efficiency
        self.soc = min(self.target_soc, self.soc + gained / self.capacity)
        if not self.wants:
            self.current = 0.0

    def _notice(self, seconds: float, offered: float) -> None:
        if offered == self._obeyed:
            self._wait = None
            return
        if self._wait is None:
            self._wait = self._random.uniform(*_REACTION)
        self._wait -= seconds
        if self._wait <= 0:
            self._obeyed = offered
            self._wait = None

    def _target(self, volts: float) -> float:
        if not self.accepting:
            return 0.0
        wanted = min(self._obeyed * self.take, self.max_current)
        if self.soc > self.taper_soc and self.taper_soc < 1:
            done = (self.soc - self.taper_soc) / (1 - self.taper_soc)
            wanted = min(wanted, self.max_current * (1 - (1 - _TAPERED) * done))
        left = (self.target_soc - self.soc) * self.capacity / self.efficiency
        last_minute = wanted * volts / 60_000
        if left < last_minute:
            wanted = max(min(_LAST_AMPS, wanted), wanted * left / last_minute)
        return wanted
