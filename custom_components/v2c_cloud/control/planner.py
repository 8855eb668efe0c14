"""When to charge so that it costs least: prices, need, departure and limits. Pure.

Each slot is charged in or waited through. What that costs is money for what the car
takes, and harm for what it lacks when it is unplugged: ``price x chance that it takes
it`` against ``harm x chance that it has left by then``. As neither the need nor the
departure is told by anything but the car, the best answer is one sequence of slots for
as long as the car stays and takes more, found by dynamic programming backwards over
slots and over what the car has got.

A plan does not go stale by itself: what it does later is what would be planned then if
the car is still there, still takes power, and got what was planned.
"""

from dataclasses import dataclass
import math

import numpy as np
import numpy.typing as npt

from .needs import KnownNeed
from .problem import Problem, starts
from .stays import Array

_COLUMNS_PER_SLOT = 32
"""Into how many steps what a slot gives is divided, where there are few slots."""
_CELLS = 40_000
"""Of slots times steps there are no more, or it would take too long."""
_CHOICES = 33
"""Of how much a slot may give, for which it is worked out."""
_SPARE = 12
"""Slots that are tried beside those that were chosen."""
_CLOSE = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class Solution:
    """What to charge when, as long as the car is there and takes it."""

    energy: Array
    """kWh in each slot; 0 where nothing is charged."""
    chance: Array
    """The chance that the car takes it: that it is there, and not full."""


def solve(problem: Problem) -> Solution:
    """Find the slots of least expected cost."""
    taken = problem.taken
    left = max(problem.need.most - taken, 0.0)
    if left <= _CLOSE or not len(problem.price):
        nothing = np.zeros(len(problem.price))
        return Solution(energy=nothing, chance=nothing)
    energy = _follow(problem, _policy(problem, left), left)
    if isinstance(problem.need, KnownNeed):
        energy = _refine(problem, energy, left)
    before = taken + np.concatenate([[0.0], np.cumsum(energy)[:-1]])
    wanted = _chances(problem, before)
    return Solution(energy=energy, chance=problem.still_here[:-1] * wanted)


def _chances(problem: Problem, energy: Array) -> Array:
    """The chance that more than so many kWh are needed, given what was taken."""
    more = problem.need.more_than(np.concatenate([[problem.taken], energy]))
    chances: Array = more[1:] / max(float(more[0]), _CLOSE)
    return chances


@dataclass(frozen=True, slots=True, kw_only=True)
class _Policy:
    """What to do in each slot, having got so much."""

    points: Array
    """kWh of each column."""
    needed: Array
    """kWh that the car takes of that on average."""
    prices: Array
    """Per kWh of the grid and of the roof, times the chance that the car is there."""
    start: Array
    """What is saved by beginning: by slot and column."""
    go_on: Array
    """What is saved by going on, once a charge may end."""
    ahead: npt.NDArray[np.float64]
    """What it costs to leave a slot with so much: by slot, slots that it has run, and
    column."""

    def amount(
        self, problem: Problem, number: int, run: int, got: float, left: float
    ) -> float:
        """How much a slot should give."""
        low, high, solar = problem.windows[number]
        if low == high:
            return min(high, left - got)
        choices = np.linspace(low, high, _CHOICES)
        choices = np.minimum(choices, left - got)
        dear, cheap = self.prices[number]
        now, sunny, then = (
            np.interp(each, self.points, self.needed)
            for each in (got, got + np.minimum(choices, solar), got + choices)
        )
        after = np.interp(got + choices, self.points, self.ahead[number, run])
        costs = cheap * (sunny - now) + dear * (then - sunny) + after
        # The larger where it makes no difference: what is done is done.
        return float(choices[::-1][np.argmin(costs[::-1])])


def _ahead(padded: Array, columns: float) -> Array:
    """The costs so many columns ahead of each, and between two where need be."""
    size = padded.shape[-1] // 2
    whole = math.floor(columns)
    part = columns - whole
    low = padded[..., whole : whole + size]
    if not part:
        return low
    return low + part * (padded[..., whole + 1 : whole + 1 + size] - low)


def _cheapest(costs: Array, low: float, high: float) -> Array:
    """The least of the costs from ``low`` to ``high`` columns ahead of each.

    Beyond the last column all is as in the last.
    """
    size = costs.shape[-1]
    padded = np.concatenate([costs, np.repeat(costs[..., -1:], size + 1, -1)], -1)
    low, high = min(low, size), min(high, size)
    least = _ahead(padded, high)
    if low == high:
        return least
    least = np.minimum(least, _ahead(padded, low))
    first, last = math.ceil(low), math.floor(high)
    if first > last:
        return least
    # The least of so many columns in a row, of twice as many, and so on.
    width, rows = 1, padded[..., first : last + size]
    while width < last - first + 1:
        step = min(width, last - first + 1 - width)
        rows = np.minimum(rows[..., :-step], rows[..., step:])
        width += step
    cheapest: Array = np.minimum(least, rows)
    return cheapest


def _policy(problem: Problem, left: float) -> _Policy:
    """Go backwards through the slots, for everything that the car may have got.

    States: idle, and charging for 1, 2 ... slots, the last for ``least_run`` and more;
    for a plan in one piece also done.
    """
    count = len(problem.price)
    most = max(float(problem.energy.max()), _CLOSE)
    step = max(most / _COLUMNS_PER_SLOT, left * count / _CELLS)
    size = math.ceil(left / step) + 1
    # Counted from the end: what is left is whole slots then, as far as these are alike.
    points: Array = left + np.arange(1 - size, 1, dtype=np.float64) * step
    known = isinstance(problem.need, KnownNeed)
    wanted = np.ones(size) if known else _chances(problem, problem.taken + points)
    needed = np.concatenate([[0.0], np.cumsum((wanted[1:] + wanted[:-1]) / 2 * step)])
    missing = needed[-1] - needed
    here = problem.still_here
    leaves = here[:-1] - here[1:]
    prices = problem.prices * ((here[:-1] + here[1:]) / 2)[:, None]
    start_costs = problem.start_cost * wanted
    forced = np.maximum(points, 0.0) < problem.at_once - problem.taken - _CLOSE
    idle = done = here[-1] * problem.later * missing
    # By the slots that it has run: 1, 2 ... and the last for all beyond.
    running = np.tile(idle, (problem.least_run, 1))
    windows = problem.windows
    start = np.zeros((count, size))
    go_on = np.zeros((count, size))
    ahead = np.zeros((count, problem.least_run, size))
    for number in range(count - 1, -1, -1):
        harm = leaves[number] * problem.harm * missing
        wait, done = harm + idle, harm + done
        stop = done if problem.contiguous else wait
        if windows[number][1] <= 0:
            idle, running = wait, np.tile(stop, (problem.least_run, 1))
            continue
        dear, cheap = prices[number]
        low, high, solar = (each / step for each in windows[number])
        # Half of those who leave in this slot leave before what it gives.
        ahead[number] = costs = running + harm / 2
        costs = _cheapest(costs + dear * needed, max(low - solar, 0), high - solar)
        if solar:
            costs = costs + (cheap - dear) * needed
            costs = _cheapest(costs, min(low, solar), solar)
        runs = costs - (cheap if solar else dear) * needed + harm / 2
        begin = runs[0] + start_costs * here[number]
        start[number], go_on[number] = wait - begin, stop - runs[-1]
        idle = np.where(forced, begin, np.minimum(begin, wait))
        last = np.where(forced, runs[-1], np.minimum(runs[-1], stop))
        running = np.concatenate([runs[1:], last[None]])
    return _Policy(
        points=points,
        needed=needed,
        prices=prices,
        start=start,
        go_on=go_on,
        ahead=ahead,
    )


def _follow(problem: Problem, policy: _Policy, left: float) -> Array:
    """Go forward: what is charged as long as the car is there and takes it."""
    planned = np.zeros(len(problem.price))
    got, run, over = 0.0, problem.least_run if problem.charging else 0, False
    for number, energy in enumerate(problem.energy):
        if got >= left - _CLOSE:
            break
        if energy <= 0 or over:
            charge = False
        elif got < problem.at_once - problem.taken - _CLOSE:
            charge = True
        elif run:
            saved = np.interp(got, policy.points, policy.go_on[number])
            charge = run < problem.least_run or bool(saved >= -_CLOSE)
        else:
            saved = np.interp(got, policy.points, policy.start[number])
            charge = bool(saved >= -_CLOSE)
        if charge:
            after = min(run, problem.least_run - 1)
            amount = policy.amount(problem, number, after, got, left)
            planned[number] = max(amount, min(problem.reserve[number], left - got))
            got += planned[number]
            run += 1
        else:
            over |= run > 0 and problem.contiguous
            run = 0
    return planned


def _refine(problem: Problem, planned: Array, left: float) -> Array:
    """Share a known need among the slots chosen, with one more or less while it helps.

    The columns are too coarse to see that a little less makes a slot superfluous.
    """
    best = _share(problem, planned > 0, left)
    while True:
        others = [
            other
            for number in _doubtful(problem, best)
            if _breaks(problem, other := _share(problem, _turned(best, number), left))
            <= _breaks(problem, best)
        ]
        other = min(others, key=lambda each: _known_cost(problem, each), default=best)
        if _known_cost(problem, other) > _known_cost(problem, best) - _CLOSE:
            return best
        best = other


def _doubtful(problem: Problem, energy: Array) -> list[int]:
    """The slots that might be left out, and the cheapest of those that might not."""
    charged = np.flatnonzero((energy > 0) & (problem.reserve <= 0))
    spare = np.flatnonzero((energy <= 0) & (problem.energy > 0))
    cost = problem.cost(problem.energy)[spare] / problem.energy[spare]
    cheapest = spare[np.argsort(cost, kind="stable")[:_SPARE]]
    return [*charged.tolist(), *cheapest.tolist()]


def _turned(energy: Array, number: int) -> npt.NDArray[np.bool_]:
    """The slots that get something, with one more or less."""
    chosen: npt.NDArray[np.bool_] = energy > 0
    chosen[number] = not chosen[number]
    return chosen


def _breaks(problem: Problem, energy: Array) -> int:
    """How many charges are too many, or too short before the last."""
    if not problem.contiguous and problem.least_run == 1:
        return 0
    on = np.concatenate([[False, problem.charging], energy > 0, [False]])
    begins, ends = np.flatnonzero(np.diff(on)).reshape(-1, 2).T
    # What goes on already has run for long enough.
    short = (ends - begins < problem.least_run) & (begins > 0)
    return int(short[:-1].sum()) + problem.contiguous * len(begins)


def _known_cost(problem: Problem, energy: Array) -> float:
    """What it costs more than nothing if the car takes all of it."""
    here, spared = _spared(problem)
    begun = starts(energy, charging=problem.charging) * problem.start_cost
    return float((problem.cost(energy) * here - energy * spared).sum()) + begun


def _spared(problem: Problem) -> tuple[Array, Array]:
    """The chance to be there in each slot, and what its kWh spare later."""
    here = (problem.still_here[:-1] + problem.still_here[1:]) / 2
    stays = problem.still_here[-1]
    return here, problem.harm * (here - stays) + problem.later * stays


def _share(problem: Problem, chosen: npt.NDArray[np.bool_], left: float) -> Array:
    """Share a known need among the slots chosen, the cheapest first.

    None but the last gets less than the least that can be charged with: a charge may
    end within a slot.
    """
    most = np.where(chosen, problem.energy, 0.0)
    result = np.where(chosen, np.minimum(problem.least * problem.hours, most), 0.0)
    result[np.flatnonzero(chosen)[-1:]] = 0.0
    result = np.maximum(result, np.where(chosen, problem.reserve, 0.0))
    left -= float(result.sum())
    if left < 0:
        # More slots than fit: those at the end get nothing.
        before = np.concatenate([[0.0], np.cumsum(result)[:-1]])
        return np.clip(float(result.sum()) + left - before, 0.0, result)
    here, spared = _spared(problem)
    cheap = np.minimum(np.maximum(problem.solar_energy - result, 0), most - result)
    # Of the grid, and of the roof.
    room = np.stack([most - result - cheap, cheap], axis=1).ravel()
    worth = (here[:, None] * problem.prices - spared[:, None]).ravel()
    room = np.where(worth <= _CLOSE, room, 0.0)
    order = np.argsort(worth, kind="stable")
    before = np.cumsum(room[order]) - room[order]
    parts = np.zeros(len(room))
    parts[order] = np.clip(left - before, 0.0, room[order])
    shared: Array = result + parts.reshape(-1, 2).sum(axis=1)
    return np.where(shared > _CLOSE, shared, 0.0)
