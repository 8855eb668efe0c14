"""Makes the plan of one plugged car. Pure: the same in a house and in a replay."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
import math

import numpy as np

from .departures import Departures
from .free_energy import with_free_energy
from .needs import KnownNeed, LearnedNeed
from .plan import (
    DepartureSource,
    EcoRequest,
    EcoSlot,
    Objective,
    Plan,
    PlannedSlot,
    PlanState,
    SlotLimits,
    planned_slot,
)
from .planner import Solution, solve
from .problem import Problem
from .stays import Array

HORIZON = timedelta(hours=48)
"""How far ahead it is planned at the most."""
_HOUR = timedelta(hours=1)
_QUARTER = timedelta(minutes=15)
_LONGEST = 7 * 96
"""Quarters after which any car is said to leave."""
_SHORT = 1.0
"""kWh that may be missing from a car that is called ready."""
_LITTLE = 0.1
"""kWh that are worth a start."""
_CLOSE = 1e-6
_NEVER = 1e-12
"""A chance that is none."""
_MEANT = 0.75
"""Spans of the prices that a missing kWh costs more at a time that somebody has named.
Nothing but the need is unsure then, so that it costs little to be surer."""
_DEAR = 2.0
"""Deviations from the mean at which a price is dear. The dearest itself says little: a
single peak would make all nights hasty."""
_SPAN = 4.0
"""Deviations of the prices that are a span of them."""
_LEAST_SPREAD = 0.0125
"""Of the dearest price: where all cost the same it is better to charge early."""
_START_ENERGY = 0.1
"""kWh whose mean emissions a start counts like, where these are what is planned by: about
what its cost is in money, and the same on a clean grid and on a dirty one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Block:
    """Slots in a row that are alike: what counts the same is planned as one."""

    slots: tuple[EcoSlot, ...]
    limits: SlotLimits
    weight: float
    """What a kWh counts."""
    vetoed: bool
    """Whether a kWh costs more than somebody wants to pay."""
    start: datetime
    """Of what is left of the first slot."""
    end: datetime

    @property
    def hours(self) -> float:
        """How long it lasts."""
        return (self.end - self.start) / _HOUR

    def joined(self, other: _Block) -> _Block | None:
        """With the next one; None where they differ, or would be too long."""
        alike = (
            self.limits == other.limits
            and self.weight == other.weight
            and self.vetoed == other.vetoed
            and self.slots[-1].expected == other.slots[0].expected
            and self.end == other.start
            and other.end - self.start <= _HOUR
        )
        if not alike:
            return None
        return replace(self, slots=self.slots + other.slots, end=other.end)


def make_plan(request: EcoRequest, departures: Departures) -> Plan:
    """Plan from now to the departure, or as far as prices are known or expected."""
    request = _by_what_is_known(request)
    plan = with_free_energy(request, _needed(request, departures), departures)
    if request.deadline is not None:
        return plan
    departure, chance = departure_of(request.plug_in, request.at, departures)
    return replace(plan, departure=departure, departure_chance=chance)


def _needed(request: EcoRequest, departures: Departures) -> Plan:
    """Plan what the car needs; a departure is told only if somebody has named it."""
    if request.need.most - request.taken <= _CLOSE:
        return _plain(request, PlanState.MET)
    request = request.with_a_try(_reach(request))
    if request.boost:
        # No price is too high for who is in a hurry.
        request = replace(request, price_cap=None)
    if request.deadline is not None and request.deadline <= request.at:
        return _at_once(request, PlanState.LATE)
    blocks = _blocks(request)
    if not blocks:
        state = PlanState.BOOST if request.boost else PlanState.NO_PRICES
        return _at_once(request, state)
    problem = _problem(request, departures, blocks)
    if request.boost:
        all_at_once = np.minimum(
            np.cumsum(problem.energy), request.need.most - request.taken
        )
        return replace(
            _at_once(request, PlanState.BOOST),
            readiness=_readiness(problem, np.diff(all_at_once, prepend=0.0)),
        )
    if request.deadline is not None and _cannot_be_ready(request, problem):
        return _at_once(request, PlanState.LATE)
    solution = solve(problem)
    return replace(
        _plain(request, PlanState.PLANNED),
        slots=_slots(request, blocks, solution),
        readiness=_readiness(problem, solution.energy),
    )


def _cannot_be_ready(request: EcoRequest, problem: Problem) -> bool:
    """Whether all slots until the deadline give less than is known to be needed."""
    left = request.need.most - request.taken
    known = isinstance(request.need, KnownNeed)
    return known and float(problem.energy.sum()) < left - _SHORT


def _reach(request: EcoRequest) -> datetime:
    """The deadline, and no further than anybody can see."""
    end = request.at + HORIZON
    return end if request.deadline is None else min(end, request.deadline)


def _by_what_is_known(request: EcoRequest) -> EcoRequest:
    """With the objective that it can be planned by, and the slots that tell of it.

    Emissions count if they are known of all slots that matter: an hour of which nobody
    tells them may be the cleanest, or the only one left.
    """
    objective, end = request.objective, _reach(request)
    told = [
        slot.weight(objective)
        for slot in request.slots
        if slot.end > request.at and slot.start < end
    ]
    if not told or None in told:
        objective = Objective.PRICE
    pairs = [
        (slot, limits)
        for slot, limits in zip(request.slots, request.limits, strict=True)
        if slot.weight(objective) is not None
    ]
    return replace(
        request,
        objective=objective,
        slots=[slot for slot, _ in pairs],
        limits=[limits for _, limits in pairs],
    )


def _blocks(request: EcoRequest) -> list[_Block]:
    """The slots that matter, those that are alike together."""
    end = _reach(request)
    blocks: list[_Block] = []
    for slot, limits in zip(request.slots, request.limits, strict=True):
        weight = slot.weight(request.objective)
        if weight is None or slot.end <= request.at or slot.start >= end:
            continue
        block = _Block(
            slots=(slot,),
            limits=limits,
            weight=weight,
            vetoed=request.too_dear(slot),
            start=max(slot.start, request.at),
            end=min(slot.end, end),
        )
        joined = blocks[-1].joined(block) if blocks else None
        if joined is None:
            blocks.append(block)
        else:
            blocks[-1] = joined
    return blocks


def _problem(
    request: EcoRequest, departures: Departures, blocks: Sequence[_Block]
) -> Problem:
    """What the planner has to choose from."""
    weights = np.array([block.weight for block in blocks])
    mean = float(np.mean(weights))
    by_price = request.objective is Objective.PRICE
    hours = np.array([block.hours for block in blocks])
    most = np.array([block.limits.most for block in blocks])
    vetoed = np.array([block.vetoed for block in blocks])
    if vetoed.any():
        can = np.where(most >= request.least, most * hours, 0.0)
        has_reserve = request.taken + np.cumsum(can) - can >= request.reserve
        most = np.where(vetoed & has_reserve, 0.0, most)
    if request.deadline is None:
        instants = [*(block.start for block in blocks), blocks[-1].end]
        still_here = departures.stays_until(request.plug_in, instants)
    else:
        still_here = np.ones(len(blocks) + 1)
    harm = _harm(request, weights, hours * still_here[:-1])
    start_cost = request.start_cost if by_price else _START_ENERGY * mean
    if request.deadline is not None:
        # Else a car that needs little where all costs the same would not be begun with.
        possible = float(np.where(most >= request.least, most * hours, 0.0).sum())
        harm += start_cost / max(min(_left(request), possible), _LITTLE)
    at_deadline = request.deadline is not None and blocks[-1].end >= request.deadline
    return Problem(
        hours=hours,
        price=weights,
        most=most,
        least=request.least,
        still_here=still_here,
        need=request.need,
        harm=harm,
        later=harm if at_deadline else mean,
        taken=request.taken,
        solar=np.array([block.limits.solar for block in blocks]),
        solar_price=request.solar_price if by_price else 0.0,
        charging=request.charging,
        start_cost=start_cost,
        least_run=max(round(request.least_run / _HOUR / float(np.median(hours))), 1),
        contiguous=request.contiguous,
        at_once=request.reserve,
    )


def _left(request: EcoRequest) -> float:
    """KWh that the car probably still needs."""
    need = request.need
    if isinstance(need, LearnedNeed):
        return max(need.quantile(0.5, request.taken) - request.taken, _SHORT)
    return need.most - request.taken


def _harm(request: EcoRequest, weights: Array, times: Array) -> float:
    """What a kWh counts that is missing when the car leaves.

    Slots count by the time that the car will probably be there in them: what noon costs
    says little of what a night may save.
    """
    mean = float(np.average(weights, weights=times))
    spread = math.sqrt(np.average((weights - mean) ** 2, weights=times))
    spread = max(spread, _LEAST_SPREAD * float(np.max(np.abs(weights))))
    spans = request.caution.harm
    if request.deadline is None:
        return mean + (_DEAR + _SPAN * spans) * spread
    harm = mean + (_DEAR + _SPAN * (spans + _MEANT)) * spread
    if isinstance(request.need, KnownNeed):
        # Who names both wants it whatever it costs; a price cap says what is too dear.
        return max(harm, float(np.max(weights)) + spread)
    return harm


def _slots(
    request: EcoRequest, blocks: Sequence[_Block], solution: Solution
) -> tuple[PlannedSlot, ...]:
    """What is done in each slot."""
    energies = solution.energy.tolist()
    chances = solution.chance.tolist()
    around = zip([request.charging, *energies[:-1]], [*energies[1:], 0.0], strict=True)
    planned: dict[datetime, tuple[float, float]] = {}
    for block, energy, chance, (before, after) in zip(
        blocks, energies, chances, around, strict=True
    ):
        parts = _parts(
            block, energy, request.least, before=bool(before), after=bool(after)
        )
        for slot, part in zip(block.slots, parts, strict=True):
            planned[slot.start] = part, chance
    return tuple(
        planned_slot(slot, limits, *planned.get(slot.start, (0.0, 0.0)))
        for slot, limits in zip(request.slots, request.limits, strict=True)
        if slot.end > request.at
    )


def _parts(
    block: _Block, energy: float, least: float, *, before: bool, after: bool
) -> list[float]:
    """Share what a block gets among its slots, so that no charge is broken off.

    Between two charges all slots get the same where that is enough to charge with;
    before a charge the last ones get it, else the first.
    """
    hours = [
        (min(slot.end, block.end) - max(slot.start, block.start)) / _HOUR
        for slot in block.slots
    ]
    even = energy / block.hours
    if before and after and even >= least:
        return [even * each for each in hours]
    backwards = after and not before
    parts = []
    for each in reversed(hours) if backwards else hours:
        part = min(energy, block.limits.most * each)
        parts.append(part)
        energy -= part
    return parts[::-1] if backwards else parts


def departure_of(
    plug_in: datetime, now: datetime, departures: Departures
) -> tuple[datetime, float]:
    """When a car that is still there will leave: the median.

    And the chance that it leaves within an hour of that.
    """
    since = (now - plug_in) / _HOUR

    def gone(*quarters: int) -> list[float]:
        hours: Array = since + np.array(quarters, dtype=np.float64) / 4
        return [-each for each in departures.still_here(plug_in, hours).tolist()]

    now_gone = min(gone(0)[0], -_NEVER)
    median = bisect_left(range(_LONGEST), now_gone / 2, key=lambda each: gone(each)[0])
    before, after = gone(max(median - 4, 0), median + 4)
    return now + median * _QUARTER, (before - after) / now_gone


def _readiness(problem: Problem, energy: Array) -> float:
    """The chance that no more than a kWh is missing when the car leaves.

    ``energy`` is what it gets in each slot.
    """
    got = problem.taken + np.concatenate([[0.0], np.cumsum(energy)])
    known = float(problem.need.more_than(np.array([problem.taken]))[0])
    lacks = problem.need.more_than(got + _SHORT) / max(known, _NEVER)
    here = problem.still_here
    leaves = here[:-1] - here[1:]
    short = float((leaves * (lacks[:-1] + lacks[1:]) / 2).sum() + here[-1] * lacks[-1])
    return min(max(1.0 - short, 0.0), 1.0)


def _plain(request: EcoRequest, state: PlanState) -> Plan:
    """A plan without slots."""
    need, between = None, None
    if isinstance(request.need, LearnedNeed):
        low, middle, high = (
            max(request.need.quantile(share, request.taken) - request.taken, 0.0)
            for share in (0.1, 0.5, 0.9)
        )
        need, between = middle, (low, high)
    else:
        need = max(request.need.most - request.taken, 0.0)
    return Plan(
        state=state,
        made_at=request.at,
        departure=request.deadline,
        departure_source=(
            DepartureSource.LEARNED
            if request.deadline is None
            else request.deadline_source
        ),
        need=need,
        need_source=request.need_source,
        need_range=between,
        at_once=max(request.reserve - request.taken, 0.0),
        objective=request.objective,
    )


def _at_once(request: EcoRequest, state: PlanState) -> Plan:
    """Charge from now on until all is there, but for hours above the price cap."""
    taken, energies = request.taken, []
    for slot, limits in zip(request.slots, request.limits, strict=True):
        hours = max((slot.end - max(slot.start, request.at)) / _HOUR, 0.0)
        too_dear = request.too_dear(slot) and taken >= request.reserve
        can = limits.most >= request.least and not too_dear
        energy = min(limits.most * hours, request.need.most - taken) if can else 0.0
        taken += energy
        energies.append(energy)
    got = request.taken + np.cumsum([0.0, *energies])
    needs = request.need.more_than(got)
    chances = (needs[:-1] / max(float(needs[0]), _NEVER)).tolist()
    return replace(
        _plain(request, state),
        slots=tuple(
            planned_slot(slot, limits, energy, chance if energy else 0.0)
            for slot, limits, energy, chance in zip(
                request.slots, request.limits, energies, chances, strict=True
            )
        ),
    )
