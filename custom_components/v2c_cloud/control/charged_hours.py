"""Charges told by the energy of each hour, as long-term statistics keep it. Pure.

Statistics tell how much flowed and not when somebody plugged in or left: a charge found
here tells what a car needs, as one of the cloud does. Where a timer or another program
had the car wait, it began later than the plug went in.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import Final

from .stays import Stay

HOUR: Final = timedelta(hours=1)
_STANDBY: Final = 0.1
"""kWh in an hour below which nothing is charged: a charger or a plug that waits."""
_MOST: Final = 25.0
"""kWh that no charger gives in an hour: a meter that was replaced, or an error."""
_PAUSE: Final = 2 * HOUR
"""Hours without a charge after which it is another. With less, the charges of those who
look for cheap hours fall apart; with more, two of the same day become one."""
_LEAST: Final = 1.0
"""kWh: a charge with less was a test, or an error."""
_LONGEST: Final = timedelta(hours=48)
"""What goes on for longer is no charger alone."""
_TELLING: Final = 3
"""Hours of a charge, of which one at least was a full one."""


@dataclass(frozen=True, slots=True)
class _Charge:
    """Hours that belong together."""

    starts: Sequence[datetime]
    """Those in which something was charged, in order."""
    energies: Sequence[float]
    """kWh of each."""

    @property
    def power(self) -> float:
        """The highest mean power of an hour, in kW."""
        return max(self.energies)


def stays_of_hours(hours: Mapping[datetime, float]) -> list[Stay]:
    """The charges in these kWh by the whole hour of UTC, the oldest first.

    An hour that is missing is unknown, and so is the one after it, to which a meter
    counts all that came before. A charge beside such an hour is left out: nobody knows
    how much it was.
    """
    known = {
        start: energy
        for start, energy in hours.items()
        if 0 <= energy <= _MOST and start - HOUR in hours
    }
    charges = [each for each in _joined(known) if _is_whole(each, known)]
    powers = [each.power for each in charges if len(each.starts) >= _TELLING]
    usual = median(powers) if powers else 0.0
    return [_stay(each, usual) for each in charges]


def _joined(known: Mapping[datetime, float]) -> Iterable[_Charge]:
    """Put together the hours with not too long a pause between them."""
    starts: list[datetime] = []
    for start in sorted(each for each in known if known[each] >= _STANDBY):
        if starts and start - starts[-1] > _PAUSE + HOUR:
            yield _Charge(starts, [known[each] for each in starts])
            starts = []
        starts.append(start)
    if starts:
        yield _Charge(starts, [known[each] for each in starts])


def _is_whole(charge: _Charge, known: Mapping[datetime, float]) -> bool:
    """Whether all of it is known, and it can be one."""
    first, last = charge.starts[0], charge.starts[-1]
    if last + HOUR - first > _LONGEST or sum(charge.energies) < _LEAST:
        return False
    around = range((last - first) // HOUR + 3)
    return all(first + (number - 1) * HOUR in known for number in around)


def _stay(charge: _Charge, usual: float) -> Stay:
    """When it probably began and ended within its first and its last hour."""
    power = charge.power
    if len(charge.starts) < _TELLING:
        power = max(power, usual)
    first, last = (charge.energies[index] / power for index in (0, -1))
    begin, end = charge.starts[0] + (1 - first) * HOUR, charge.starts[-1] + last * HOUR
    if len(charge.starts) == 1:
        begin -= (1 - first) / 2 * HOUR
        end = begin + first * HOUR
    return Stay(
        plug_in=begin,
        plug_out=end,
        energy=round(sum(charge.energies), 3),
        unplug_seen=False,
    )
