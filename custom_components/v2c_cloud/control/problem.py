"""What a planner has to choose from: slots, and what each of them costs and allows."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from .needs import KnownNeed, Need
from .stays import Array


@dataclass(frozen=True, kw_only=True)
class Problem:
    """What there is to choose from; one value for each slot unless said otherwise."""

    hours: Array
    """How long each slot lasts, or what is left of it."""
    price: Array
    """Per kWh of the grid."""
    most: Array
    """kW that the charger may take; nothing is charged where that is below ``least``."""
    still_here: Array
    """The chance that the car is there at each start, and at the end of the last."""
    need: Need
    """Of the whole session."""
    least: float = 0.0
    """kW below which a car does not charge."""
    harm: float
    """What a kWh that is missing at the departure costs."""
    later: float
    """What a kWh costs after the last slot, if the car is still there."""
    taken: float = 0.0
    """kWh that the car has got in this session."""
    solar: Array | None = None
    """kW that the roof will leave over."""
    solar_price: float = 0.0
    """Per kWh of the roof: what it would have been sold for."""
    charging: bool = False
    """Whether the car is being charged as the first slot begins."""
    start_cost: float = 0.0
    """What each start of a charge costs."""
    least_run: int = 1
    """Slots for which it charges at least, once it has begun, or until it is full."""
    contiguous: bool = False
    """Whether it must not stop and begin again."""
    at_once: float = 0.0
    """kWh in all below which nothing is waited for."""

    @cached_property
    def energy(self) -> Array:
        """KWh that each slot can give."""
        usable = (self.most >= self.least) & (self.most > 0)
        return np.where(usable, self.most * self.hours, 0.0)

    @cached_property
    def reserve(self) -> Array:
        """KWh of each slot that nothing is waited for with."""
        before = np.cumsum(self.energy) - self.energy
        return np.clip(self.at_once - self.taken - before, 0.0, self.energy)

    @cached_property
    def solar_energy(self) -> Array:
        """KWh of the roof in each slot, no more than it can give."""
        if self.solar is None:
            return np.zeros(len(self.price))
        return np.minimum(self.solar * self.hours, self.energy)

    @cached_property
    def prices(self) -> Array:
        """Per kWh of the grid, and of the roof, which is never dearer: two columns."""
        return np.stack([self.price, np.minimum(self.solar_price, self.price)], axis=1)

    @cached_property
    def windows(self) -> list[tuple[float, float, float]]:
        """KWh that each slot gives at least and at most, and those of the roof.

        Of a need that nobody knows there is no use in a part of what a slot can give.
        """
        least = np.minimum(self.least * self.hours, self.energy)
        if not isinstance(self.need, KnownNeed):
            least = self.energy
        return list(
            zip(
                least.tolist(),
                self.energy.tolist(),
                self.solar_energy.tolist(),
                strict=True,
            )
        )

    def cost(self, energy: Array) -> Array:
        """What so many kWh cost in each slot: the roof's first."""
        solar = np.minimum(energy, self.solar_energy)
        cost: Array = self.prices[:, 1] * solar + self.prices[:, 0] * (energy - solar)
        return cost


def starts(energy: Sequence[float] | Array, *, charging: bool) -> int:
    """How often a charge begins."""
    on = np.asarray(energy) > 0
    before = np.concatenate([[charging], on[:-1]])
    return int((on & ~before).sum())
