"""What a car usually does, in figures that a person can check. Pure."""

from dataclasses import dataclass
from datetime import time

import numpy as np

from .stays import StayTable

_LEAST = 3
"""Stays below which nothing is usual."""
_LATELY = 40
_DAY = 24.0
_STEP = 10
"""Minutes to which a time of day is told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Usual:
    """The medians of the last stays."""

    energy: float
    """kWh."""
    leaves: time | None
    """When it leaves after a night; None where it seldom stayed for one."""


def usual(table: StayTable, *, works: bool) -> Usual | None:
    """What it does when it leaves on working days, or on others.

    None while there are too few stays to tell.
    """
    if len(table) < _LEAST:
        return None
    out = table.clock + table.clock_hours
    out = out[
        table.unplug_seen
        & (table.works_next == works)
        & (out >= _DAY)
        & (out < 2 * _DAY)
    ][-_LATELY:]
    leaves = None
    if len(out) >= _LEAST:
        steps = round((float(np.median(out)) - _DAY) * 60 / _STEP)
        hour, minute = divmod(steps * _STEP, 60)
        leaves = time(hour % 24, minute)
    return Usual(energy=float(np.median(table.energy[-_LATELY:])), leaves=leaves)
