"""The charger's own dynamic power control.

V2C publishes what the modes mean, not the law behind them. This one is inferred: it
offers what the limit leaves over beside everything else in the house, falls at once,
rises by 2 A at most, and stops below MinIntensity.
"""

from math import floor
from typing import Final

from .meter import MeterReading
from .values import Values

INTERVAL: Final = 5.0
_UP: Final = 2
_NOT_SET: Final = -1
_PV_AND_MINIMUM: Final = 2
_ONLY_PV: Final = 3
_STOP: Final = 5


def modulate(
    values: Values,
    reading: MeterReading | None,
    *,
    drawn: float,
    offered: int,
    volts: float,
    max_current: int,
) -> int:
    """Return the current to offer next in A, 0 for none.

    `drawn` is what the car takes now in W, `offered` the present offer in A, `volts`
    the sum of the voltages of the phases in use, `max_current` the charger's own
    limit. A silent meter (`reading` None) means MinIntensity.
    """
    highest = min(values.max_intensity, max_current)
    if values.dynamic_power_mode == _STOP or volts <= 0:
        return 0
    if reading is None:
        return min(values.min_intensity, highest)
    others = reading.grid - drawn
    contract = (
        float(highest)
        if values.contracted_power == _NOT_SET
        else (values.contracted_power - others) / volts
    )
    wanted = contract
    if values.dynamic_power_mode in {_PV_AND_MINIMUM, _ONLY_PV}:
        margin = min(values.contracted_power, 0)
        margin = 0 if margin == _NOT_SET else margin
        surplus = (margin - others) / volts
        if values.dynamic_power_mode == _PV_AND_MINIMUM:
            wanted = min(contract, max(surplus, values.min_intensity))
        else:
            wanted = surplus
    current = min(floor(wanted + 1e-9), highest)
    if current < values.min_intensity:
        return 0
    return min(current, max(offered, values.min_intensity) + _UP)
