"""A house: what it takes, what its roof gives, and the meter between it and the grid."""

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass, field

from .meter import MeterReading, Phases


@dataclass(frozen=True, slots=True)
class Trace:
    """A recorded quantity: (seconds, value) points in order, each held until the next.

    With `period` set it repeats; before its first point it has its first value.
    """

    points: tuple[tuple[float, float], ...]
    period: float | None = None

    def __call__(self, time: float) -> float:
        """Return the value at a simulated time in seconds."""
        if self.period is not None:
            time %= self.period
        found = bisect_right(self.points, time, key=lambda point: point[0])
        return self.points[max(0, found - 1)][1]


type Source = float | Callable[[float], float]


def _at(source: Source, time: float) -> float:
    return source(time) if callable(source) else float(source)


@dataclass(slots=True, kw_only=True)
class House:
    """One grid connection.

    Attributes:
        load: demand without cars, W: a number, a Trace or a function of seconds.
        solar: production of the roof, W.
        battery: power of the home battery, W, + while it discharges.
        voltage: of each phase, V.
        phases: 1 or 3; load, roof and battery spread evenly over them.
        meter_online: whether the meter answers those who ask it.
        consumers: what each car takes per phase, W.
        time: simulated seconds.
        imported: energy taken from the grid, kWh.
        exported: energy given to the grid, kWh.
        produced: energy of the roof, kWh.
        peak: highest grid power so far, W.
    """

    load: Source = 0.0
    solar: Source = 0.0
    battery: Source = 0.0
    voltage: Source = 230.0
    phases: int = 1
    meter_online: bool = True
    consumers: list[Callable[[], Phases]] = field(default_factory=list)
    time: float = 0.0
    imported: float = 0.0
    exported: float = 0.0
    produced: float = 0.0
    peak: float = 0.0

    @property
    def load_power(self) -> float:
        """Return the demand without cars, W."""
        return _at(self.load, self.time)

    @property
    def solar_power(self) -> float:
        """Return what the roof gives, W."""
        return _at(self.solar, self.time)

    @property
    def battery_power(self) -> float:
        """Return what the home battery gives, W."""
        return _at(self.battery, self.time)

    @property
    def voltages(self) -> Phases:
        """Return the voltage of each phase, V; 0 where there is none."""
        volts = _at(self.voltage, self.time)
        return (volts, volts, volts) if self.phases == 3 else (volts, 0.0, 0.0)

    @property
    def car_power(self) -> float:
        """Return what all cars really draw, W."""
        return sum(sum(consumer()) for consumer in self.consumers)

    @property
    def grid_phases(self) -> Phases:
        """Return the grid power of each phase, W, + import."""
        rest = self.load_power - self.solar_power - self.battery_power
        share = rest / self.phases
        cars = [consumer() for consumer in self.consumers]
        first, second, third = (
            sum(phases) for phases in zip((0.0, 0.0, 0.0), *cars, strict=True)
        )
        if self.phases == 3:
            return (first + share, second + share, third + share)
        return (first + share, 0.0, 0.0)

    @property
    def grid_power(self) -> float:
        """Return the grid power, W, + import."""
        return sum(self.grid_phases)

    @property
    def grid_currents(self) -> Phases:
        """Return the grid current of each phase, A, + import."""
        return _currents(self.grid_phases, self.voltages)

    def read_meter(self) -> MeterReading | None:
        """Return what the meter says, or None while it is silent."""
        if not self.meter_online:
            return None
        phases, voltages = self.grid_phases, self.voltages
        return MeterReading(
            grid=sum(phases),
            solar=self.solar_power,
            battery=self.battery_power,
            currents=_currents(phases, voltages),
            voltages=voltages,
        )

    def step(self, seconds: float) -> None:
        """Let time pass and count energy."""
        self.time += seconds
        hours = seconds / 3.6e6
        grid = self.grid_power
        self.imported += max(grid, 0.0) * hours
        self.exported += max(-grid, 0.0) * hours
        self.produced += self.solar_power * hours
        self.peak = max(self.peak, grid)


def _currents(powers: Phases, voltages: Phases) -> Phases:
    first, second, third = (
        power / volts if volts else 0.0
        for power, volts in zip(powers, voltages, strict=True)
    )
    return (first, second, third)
