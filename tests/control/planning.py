"""Problems for the planner, and references that are exact where they can be."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np

from custom_components.v2c_cloud.control.needs import KnownNeed, LearnedNeed, Need
from custom_components.v2c_cloud.control.problem import Problem, starts
from custom_components.v2c_cloud.control.stays import Array

from .habits import daily, table

HABIT: Need = LearnedNeed(table=table(daily("2026-01-01", 40)))
"""Of a car that always takes about 8 kWh."""


def problem(prices: Sequence[float], **changes: object) -> Problem:
    """Slots of an hour in which a car needs 7.4 kWh: two of them."""
    count = len(prices)
    asked: dict[str, object] = {
        "hours": np.ones(count),
        "price": np.array(prices, dtype=np.float64),
        "most": np.full(count, 3.7),
        "still_here": np.ones(count + 1),
        "least": 1.4,
        "need": KnownNeed(7.4),
        "harm": 1.0,
        "later": 1.0,
    }
    return Problem(**asked | changes)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Chance:
    """Makes problems that have little in common."""

    generator: np.random.Generator

    def small(self) -> Problem:
        """Return one that can be solved by trying all there is."""
        pick = self.generator
        count = int(pick.integers(2, 10))
        return problem(
            pick.uniform(-0.05, 0.30, count).round(3).tolist(),
            hours=np.full(count, 0.25),
            most=pick.choice([0.0, 1.4, 3.7, 7.4], count, p=[0.1, 0.2, 0.3, 0.4]),
            need=KnownNeed(float(pick.uniform(0.2, 12.0))),
            start_cost=float(pick.choice([0.0, 0.01, 0.05])),
            charging=bool(pick.integers(2)),
        )

    def large(self) -> Problem:
        """Return two days of quarters of an hour, whose cheapest can be filled up."""
        pick = self.generator
        return problem(
            pick.uniform(-0.05, 0.30, 192).tolist(),
            hours=np.full(192, 0.25),
            most=pick.choice([0.0, 1.4, 2.3, 3.7, 7.4], 192),
            need=KnownNeed(float(pick.uniform(1.0, 80.0))),
            least=0.0,
        )


def cost(asked: Problem, energy: Array) -> float:
    """What a plan costs if nothing is unsure."""
    missing = max(asked.need.most - asked.taken - float(energy.sum()), 0.0)
    begun = starts(energy, charging=asked.charging)
    return (
        float(asked.cost(energy).sum())
        + missing * asked.harm
        + begun * asked.start_cost
    )


def expected_cost(asked: Problem, energy: Array) -> float:
    """What is paid and suffered on average for a plan, without its starts."""
    points = np.concatenate([[0.0], np.cumsum(energy)])
    fine = np.linspace(0.0, max(asked.need.most - asked.taken, points[-1]), 4 * 512)
    more = asked.need.more_than(asked.taken + np.concatenate([[0.0], fine]))
    wanted = more[1:] / max(float(more[0]), 1e-9)
    total = np.concatenate(
        [[0.0], np.cumsum((wanted[1:] + wanted[:-1]) / 2 * np.diff(fine))]
    )
    used = np.diff(np.interp(points, fine, total))
    missing = total[-1] - np.interp(points, fine, total)
    here = asked.still_here
    leaves = here[:-1] - here[1:]
    share = np.divide(used, energy, out=np.zeros(len(energy)), where=energy > 0)
    paid = asked.cost(energy) * share * (here[:-1] + here[1:]) / 2
    suffered = leaves * (missing[:-1] + missing[1:]) / 2 * asked.harm
    after = here[-1] * missing[-1] * asked.later
    return float(paid.sum() + suffered.sum() + after)


def cheapest_first(price: Array, room: Array, wanted: float) -> Array:
    """Fill up the cheapest slots until there is enough."""
    order = np.argsort(price, kind="stable")
    before = np.cumsum(room[order]) - room[order]
    energy = np.zeros(len(room))
    energy[order] = np.clip(wanted - before, 0.0, room[order])
    return energy


def exhaustive(asked: Problem) -> float:
    """Return the least cost of all there is."""
    return min(cost(asked, energy) for energy in _all(asked))


def _all(asked: Problem) -> Iterator[Array]:
    """Each choice of slots that may be charged in, with the best share of the need.

    None but the last gets less than the least; beyond that the cheapest come first.
    """
    left = asked.need.most - asked.taken
    usable = [(False, True) if most > 0 else (False,) for most in asked.energy]
    for pattern in product(*usable):
        chosen = np.array(pattern)
        floor = np.where(chosen, asked.least * asked.hours, 0.0)
        floor[np.flatnonzero(chosen)[-1:]] = 0.0
        if floor.sum() > left:
            continue
        room = np.where(chosen, asked.energy, 0.0) - floor
        left_over = left - float(floor.sum())
        yield floor + cheapest_first(asked.price, room, left_over)


def runs(energy: Array) -> list[int]:
    """Return for how many slots each charge lasts."""
    text = "".join("x" if each > 0 else " " for each in energy)
    return [len(each) for each in text.split()]
