"""What nobody can beat: the most energy within a number of writes and stops.

A controller that knows the future and has no delays still offers whole amps, must pause
where less than 6 A fit, and may not write or stop as often as it likes. For any price
of a write and of a stop, what the dearest plan is worth, with the prices of all that is
allowed added, is at least what the best allowed plan draws (Lagrange). The lowest of
these values is the bound; none is too low.
"""

from itertools import groupby, product
from math import inf
from typing import Final

from custom_components.v2c_cloud.control.limits import LOWEST_CURRENT

from .controllers import HIGHEST_CURRENT
from .power_figures import Room
from .replay import Conditions
from .traces import HouseTrace

_CURRENTS: Final = range(LOWEST_CURRENT, HIGHEST_CURRENT + 1)
# A s: what one more write, one more stop must bring.
_WRITES: Final = (0.0, 60.0, 120.0, 180.0, 240.0, 360.0, 600.0)
_STOPS: Final = (0.0, 1800.0, 3600.0, 5400.0, 7200.0, 10_800.0, 18_000.0, 36_000.0)


def bound(
    trace: HouseTrace, conditions: Conditions, *, writes: float, stops: float
) -> float | None:
    """Return a share of the ideal energy that no controller exceeds.

    It may make `writes` an hour and `stops` a day, and is never over the limit, except
    for seconds. None: the house leaves no room at all.
    """
    setting = conditions.setting(trace)
    held: list[tuple[float, int]] = []
    ideal = 0.0
    ends = [sample.at for sample in trace.samples[1:]]
    for sample, end in zip(trace.samples, [*ends, trace.end], strict=True):
        room = Room.left_by(sample, setting.limit, setting.phases)
        ideal += room.ideal * (end - sample.at)
        held.append((end - sample.at, room.whole))
    if not ideal:
        return None
    rows = [
        (sum(seconds for seconds, _ in group), top)
        for top, group in groupby(held, key=lambda row: row[1])
    ]
    allowed = writes * trace.end / 3600, stops * trace.end / 86_400
    return min(
        (_worth(rows, write, stop) + write * allowed[0] + stop * allowed[1]) / ideal
        for write, stop in product(_WRITES, _STOPS)
    )


def _worth(rows: list[tuple[float, int]], write: float, stop: float) -> float:
    """Return what the best plan draws, less its writes and stops, A s."""
    paused, offers = 0.0, [0.0 for _ in _CURRENTS]
    for seconds, top in rows:
        best = max(offers)
        # To resume takes two writes: the current, and the end of the pause.
        changed = max(best - write, paused - 2 * write)
        paused = max(paused, best - write - stop)
        offers = [
            max(offer, changed) + current * seconds if current <= top else -inf
            for current, offer in zip(_CURRENTS, offers, strict=True)
        ]
    return max(paused, *offers)
