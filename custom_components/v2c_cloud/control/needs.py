"""How much a car will take, told by its former stays or by somebody who knows. Pure."""

from dataclasses import dataclass
from functools import cached_property
from typing import Protocol, override

import numpy as np

from .stays import Array, StayTable

_FORGETS = 40.0
"""Stays after which one counts a third of a new one: needs change with the season."""
_BLUR = 0.113
"""By which factor a need is blurred, as a logarithm: a need twice as large is as much
more uncertain."""
_GENERAL = 1.0
"""Stays that the general knowledge counts as."""
_USUAL = 10.0
_USUAL_BLUR = 0.8
"""kWh of any car's stay, and how widely they lie about, as a logarithm."""
_LOGISTIC = 1.7
_LEAST = 1e-6
_FINE = np.linspace(0.0, 150.0, 601)


class Need(Protocol):
    """What a car takes in all until it is full, or until somebody has had enough."""

    @property
    def most(self) -> float:
        """KWh beyond which nothing is to be expected."""

    def more_than(self, energy: Array) -> Array:
        """The chance that it takes more than so many kWh; 1 for 0, and falling."""


@dataclass(frozen=True, slots=True)
class KnownNeed(Need):
    """So many kWh, neither more nor less."""

    energy: float

    @property
    @override
    def most(self) -> float:
        """The need itself."""
        return self.energy

    @override
    def more_than(self, energy: Array) -> Array:
        return np.where(energy < self.energy - _LEAST, 1.0, 0.0)


@dataclass(frozen=True, kw_only=True)
class LearnedNeed(Need):
    """What the stays before let expect."""

    table: StayTable
    capacity: float | None = None
    """kWh that the car's battery holds, where somebody has told."""

    @property
    @override
    def most(self) -> float:
        """KWh that one in two hundred exceeds."""
        return self._exceeded_by(0.005)

    @override
    def more_than(self, energy: Array) -> Array:
        logs: Array = np.log(np.maximum(energy, _LEAST))
        weights = np.exp(-self.table.age / _FORGETS)
        chances = _GENERAL * _falling(logs, np.log(_USUAL), _USUAL_BLUR)
        seen = _falling(logs[:, None], np.log(self.table.energy), _BLUR)
        chances = (chances + seen @ weights) / (_GENERAL + weights.sum())
        if self.capacity is not None:
            chances = np.where(energy < self.capacity, chances, 0.0)
        return chances

    def quantile(self, share: float, taken: float = 0.0) -> float:
        """KWh in all that this share of stays does not exceed, of those over ``taken``.

        In steps of a quarter of a kWh.
        """
        more = float(self.more_than(np.array([taken]))[0])
        return max(self._exceeded_by(more * (1 - share)), taken)

    @cached_property
    def _less(self) -> Array:
        """The chance of each step, negative so that it rises."""
        return -self.more_than(_FINE)

    def _exceeded_by(self, share: float) -> float:
        found = int(np.searchsorted(self._less, -share))
        return float(_FINE[min(found, len(_FINE) - 1)])


def _falling(logs: Array, usual: Array | float, blur: float) -> Array:
    slope: Array = np.clip((logs - usual) * _LOGISTIC / blur, -50, 50)
    return 1 / (1 + np.exp(slope))
