"""What a meter measures, and how a charger shows it."""

from dataclasses import dataclass
from typing import Final

from .values import Values

type Phases = tuple[float, float, float]


def on_phases(amount: float, phases: int) -> Phases:
    """Return an amount on the first phases and nothing on the others."""
    first, second, third = (amount if phase < phases else 0.0 for phase in range(3))
    return (first, second, third)


@dataclass(frozen=True, slots=True, kw_only=True)
class MeterReading:
    """What the meter tells a charger: W (+ import, + discharge), A and V per phase."""

    grid: float
    solar: float
    battery: float
    currents: Phases
    voltages: Phases

    @property
    def house(self) -> float:
        """Return the whole demand, cars included, as HousePower has it (W)."""
        return self.grid + self.solar + self.battery


NOTHING: Final = MeterReading(
    grid=0.0,
    solar=0.0,
    battery=0.0,
    currents=(0.0, 0.0, 0.0),
    voltages=(0.0, 0.0, 0.0),
)


def show(reading: MeterReading, values: Values) -> None:
    """Put a reading under the charger's keywords.

    The per-phase keys carry the grid's currents, not the car's, as an owner of
    firmware 2.5.0 found.
    """
    values.grid_power = float(reading.grid)
    values.house_power = float(reading.house)
    values.fv_power = float(reading.solar)
    values.battery_power = float(reading.battery)
    (
        values.intensity_measure_l1,
        values.intensity_measure_l2,
        values.intensity_measure_l3,
    ) = reading.currents
    (
        values.voltage_measure_l1,
        values.voltage_measure_l2,
        values.voltage_measure_l3,
    ) = reading.voltages
