"""What the meter of a charger says."""

from custom_components.v2c_cloud.api.models import ChargerState, MeterError

from .model import MeterReading


def metered_grid_power(state: ChargerState) -> float | None:
    """The grid's power in W, + import, as a charger shows it; None where it does not.

    Firmware before 2.5.0 shows no such power, but the whole demand of the house, the
    car included, and what the roof gives of it. That a battery's power is positive
    while it is discharged is inferred.

    All at 0 W is no house, but a meter that is not read.
    """
    grid, roof = state.grid_power, state.fv_power
    if grid is None and None not in (state.house_power, roof):
        grid = (state.house_power or 0.0) - (roof or 0.0) - (state.battery_power or 0.0)
    return grid if grid or roof or state.house_power else None


def charger_reading(state: ChargerState, at: float) -> MeterReading | None:
    """What a charger's own meter says of the house.

    None where nobody reads that meter: a charger does so for its own dynamic control
    only, and values that it has read before an error may stand for ever.
    """
    power = metered_grid_power(state)
    if power is None or not state.dynamic or state.meter_error != MeterError.NO_ERROR:
        return None
    return MeterReading(
        at=at, power=power, solar=state.fv_power, battery=state.battery_power
    )
