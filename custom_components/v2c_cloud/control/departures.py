"""When a car will be unplugged, told by its former stays. Pure.

A stay counts the more, the closer its plug-in was to this one by clock and kind of day,
and the later it was. Whoever stayed past the small hours of the next day leaves by the
clock; who left before came for a while. On top comes what is true of cars in general,
so that the first stays are no surprise, and nothing is ever thought impossible.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np

from .stays import Array, Calendar, Moment, StayTable

_HOUR = timedelta(hours=1)
_NEVER = 1e-12
"""A chance that is none."""
_FORGETS = 150.0
"""Stays after which one counts a third of a new one."""
_CLOCK = 2.2
"""Hours by which the time of day of two plug-ins may differ."""
_OTHER_KIND = 0.3
"""What a stay counts that began, or ended, on another kind of day."""
_OVERNIGHT = 26.0
"""Hours since midnight of the day of plug-in: who left later stayed overnight."""
_BLUR = 0.35
_BLUR_PER_HOUR = 0.02
"""Hours by which a departure is blurred: nobody leaves to the minute, and the less so
the further that is away."""

_GENERAL = 1.5
"""Stays that the general knowledge counts as."""
_MORNING = 7.5
_MORNING_BLUR = 0.9
"""Hours of the local day: when cars that stayed overnight leave, more or less."""
_SHORTEST_NIGHT = 3.0
_NIGHTS = 0.7
_DAYS = 0.25
"""The share of cars that stay overnight when plugged in from 16:00 to 3:00, and else."""
_WHILE = 8.0
"""Hours for which the others stay on average."""
_EVER = 300.0
"""Hours after which even a car that never leaves has probably left."""
_LOGISTIC = 1.7
"""Makes a logistic curve as wide as a normal one of the same deviation."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Departures:
    """The departures of one car."""

    table: StayTable
    calendar: Calendar

    def still_here(self, plug_in: datetime, hours: Array) -> Array:
        """The chance that a car plugged in then stays longer than so many rising hours.

        Between 1 and 0, and falling. "And it is still here now" is the quotient of two.
        """
        moment = self.calendar.moment(plug_in)
        # An hour that comes twice is waited through once by the clock.
        wall = np.maximum(hours + self._shifts(plug_in, hours), 0.0)
        wall = np.maximum.accumulate(wall)
        chances = _GENERAL * _in_general(moment, wall)
        if not len(self.table):
            return chances / _GENERAL
        weights = self._weights(moment)
        overnight = self.table.clock + self.table.clock_hours >= _OVERNIGHT
        by_clock = self.table.clock + self.table.clock_hours - moment.clock
        overnight &= by_clock > 0
        left = np.where(overnight, by_clock, self.table.hours)
        blur = _BLUR + _BLUR_PER_HOUR * left
        seen = _falling(wall[:, None], left, blur) / _falling(np.zeros(1), left, blur)
        told: Array = (chances + seen @ weights) / (_GENERAL + weights.sum())
        return told

    def stays_until(self, plug_in: datetime, instants: Sequence[datetime]) -> Array:
        """The chance to be there at each of some instants, as it is there at the first.

        They are in order, and no earlier than the plug-in.
        """
        hours = np.array([(each - plug_in) / _HOUR for each in instants])
        chances = self.still_here(plug_in, hours)
        result: Array = chances / max(float(chances[0]), _NEVER)
        return result

    def alike(self, plug_in: datetime) -> float:
        """How many stays there are in effect that resemble one that begins then."""
        return float(self._weights(self.calendar.moment(plug_in)).sum())

    def _weights(self, moment: Moment) -> Array:
        table = self.table
        apart = np.abs(table.clock - moment.clock)
        apart = np.minimum(apart, 24 - apart)
        weights: Array = (
            np.where(table.unplug_seen, np.exp(-table.age / _FORGETS), 0.0)
            * np.exp(-0.5 * (apart / _CLOCK) ** 2)
            * np.where(table.works == moment.works, 1.0, _OTHER_KIND)
            * np.where(table.works_next == moment.works_next, 1.0, _OTHER_KIND)
        )
        return weights

    def _shifts(self, plug_in: datetime, hours: Array) -> Array:
        """Hours by which clocks are put forward until then; mostly none are."""
        shift = self.calendar.shift
        if not len(hours) or not shift(plug_in, float(hours[-1])):
            return np.zeros(len(hours))
        return np.array([shift(plug_in, float(each)) for each in hours])


def _falling(hours: Array, left: Array, blur: Array) -> Array:
    """The chance to be still here, for cars that leave after about so many hours."""
    slope: Array = np.clip((hours - left) * _LOGISTIC / blur, -50, 50)
    return 1 / (1 + np.exp(slope))


def _in_general(moment: Moment, hours: Array) -> Array:
    """What is true of any car."""
    morning = (24 + _MORNING - moment.clock) % 24
    if morning < _SHORTEST_NIGHT:
        morning += 24
    late = moment.clock >= 16 or moment.clock < 3
    nights = _NIGHTS if late else _DAYS
    overnight = _falling(hours, np.array(morning), np.array(_MORNING_BLUR))
    chances: Array = nights * overnight + (1 - nights) * np.exp(-hours / _WHILE)
    chances *= np.exp(-hours / _EVER)
    return chances
