"""What a house's connection to the grid allows."""

import math
from typing import Final

PHASE_VOLTAGE: Final = 230
"""V between a phase and neutral, nominal in Europe."""
LINE_VOLTAGE: Final = 400
"""V between two phases."""
LOWEST_CURRENT: Final = 6
"""A; below that a car does not charge (IEC 61851)."""


def maximum_current(contracted_power: float, phases: int) -> int:
    """The highest current per phase that a contract carries, in A, rounded down.

    ``contracted_power`` is in W, ``phases`` 1 or 3. V2C's installation manual divides
    by a power factor of 0.95 on top of this, and so comes to 16.7 A for 11 kW on three
    phases. A car charges at a power factor near 1, where 16.7 A draw 11.6 kW: a
    contract of 11 kW does not carry that, so nothing is divided here.
    """
    volts = math.sqrt(3) * LINE_VOLTAGE if phases == 3 else PHASE_VOLTAGE
    # Whole watts: 4.6 kW in floating point may be 4599.999... W.
    return math.floor(round(contracted_power) / volts)
