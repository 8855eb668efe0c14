"""A plan as people read it: charges with a beginning and an end. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from .plan import Plan, PlannedSlot

_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Planned slots that follow each other."""

    start: datetime
    end: datetime
    energy: float
    """kWh, if the car is there and takes them."""
    cost: float | None
    """None where nobody tells some price of it."""


def runs_of(slots: Iterable[PlannedSlot]) -> tuple[Run, ...]:
    """Join slots, in order, in which something is charged."""
    runs: list[Run] = []
    for slot in slots:
        run = Run(start=slot.start, end=slot.end, energy=slot.energy, cost=slot.cost)
        if runs and runs[-1].end == slot.start:
            runs[-1] = _joined(runs[-1], run)
        else:
            runs.append(run)
    return tuple(runs)


def runs_at(plan: Plan, now: datetime, begun: Run | None) -> tuple[Run, ...]:
    """The charges that are planned, the one that goes on from its real beginning.

    ``begun`` is what has been charged of that until now; None while nothing is charged.
    """
    ahead = (
        replace(slot, energy=slot.energy * _left(plan, slot, now))
        for slot in plan.likely
        if slot.end > now
    )
    runs = runs_of(ahead)
    if begun is None or not runs or runs[0].start > now:
        return runs
    return (_joined(begun, runs[0]), *runs[1:])


def _left(plan: Plan, slot: PlannedSlot, now: datetime) -> float:
    """The share of what is planned for a slot that is still to come."""
    begin = max(slot.start, plan.made_at)
    return min((slot.end - now) / (slot.end - begin), 1.0)


def _joined(run: Run, after: Run) -> Run:
    """Two charges as one."""
    return Run(
        start=run.start,
        end=after.end,
        energy=run.energy + after.energy,
        cost=_sum([run.cost, after.cost]),
    )


def next_run(plan: Plan) -> Run | None:
    """The next charge that begins; the one that goes on has begun."""
    return next((run for run in runs_of(plan.likely) if run.start > plan.made_at), None)


def going_on(plan: Plan) -> Run | None:
    """The charge that is planned for now."""
    return next(
        (run for run in runs_of(plan.likely) if run.start <= plan.made_at), None
    )


def free_until(plan: Plan, now: datetime) -> datetime | None:
    """Until when energy is free; None where it is not now, or nobody wants it."""
    end = now
    for slot in plan.slots:
        if slot.free and slot.start <= end < slot.end:
            end = slot.end
    return end if end > now else None


def expected_cost(plan: Plan) -> float | None:
    """What is still to be paid on average; None where nobody tells some price."""
    return _sum(
        None if slot.cost is None else slot.cost * slot.chance for slot in plan.planned
    )


def expected_emissions(plan: Plan) -> float | None:
    """G of CO2 of what will be charged, on average; None where nobody tells some."""
    return _sum(
        None if slot.emissions is None else slot.emissions * slot.chance
        for slot in plan.planned
    )


def _sum(parts: Iterable[float | None]) -> float | None:
    """Of all, if all are known."""
    total = 0.0
    for part in parts:
        if part is None:
            return None
        total += part
    return total


def power_of(plan: Plan, slot: PlannedSlot) -> float:
    """KW with which a slot, or what is left of it, gets what is planned."""
    end = min(slot.end, plan.departure or slot.end)
    hours = (end - max(slot.start, plan.made_at)) / _HOUR
    # What comes too late comes with all that there is.
    return min(slot.energy / hours, slot.most) if hours > 0 else slot.most


def energy_until(plan: Plan, instant: datetime) -> float:
    """KWh that the car gets from now to an instant, if it is there."""
    energy = 0.0
    for slot in plan.slots:
        start = max(slot.start, plan.made_at)
        if slot.energy > 0 and start < instant:
            part = (min(slot.end, instant) - start) / (slot.end - start)
            energy += slot.energy * part
    return energy
