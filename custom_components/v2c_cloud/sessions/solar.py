"""How much of a car's energy the roof gives. Pure."""

from custom_components.v2c_cloud.api.models import ChargerState, MeterError
from custom_components.v2c_cloud.control.charger_meter import metered_grid_power


def solar_share(state: ChargerState) -> float | None:
    """The share of the car's power that the roof gives now, 0 to 1.

    The rule: the house takes the sun first and the car what is left of it, so that what
    the grid gives, as far as the car takes as much, is the car's. The share is never
    more than the roof gives: a battery is not the sun.

    None where it cannot be known: while the charger's own dynamic control is off, its
    meter is not read and all its values are 0 (seen on several firmwares).
    """
    car, roof = state.charge_power, state.fv_power
    if not car or roof is None or state.meter_error not in {None, MeterError.NO_ERROR}:
        return None
    if (grid := metered_grid_power(state)) is None:
        return None
    return max(0.0, min((car - max(grid, 0.0)) / car, max(roof, 0.0) / car, 1.0))
