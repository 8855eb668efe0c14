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
    cost: float


def runs_of(slots: Iterable[PlannedSlot]) -> tuple[Run, ...]:
    """Join slots, in order, in which something is charged."""
    runs: list[Run] = []
    for slot in slots:
        cost = slot.energy * slot.price
        if runs and runs[-1].end == slot.start:
            last = runs[-1]
            runs[-1] = replace(
                last,
                end=slot.end,
                energy=last.energy + slot.energy,
                cost=last.cost + cost,
            )
        else:
            run = Run(start=slot.start, end=slot.end, energy=slot.energy, cost=cost)
            runs.append(run)
    return tuple(runs)


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


def expected_cost(plan: Plan) -> float:
    """What is still to be paid on average."""
    return sum(slot.energy * slot.chance * slot.price for slot in plan.slots)


def power_of(plan: Plan, slot: PlannedSlot) -> float:
    """KW with which a slot, or what is left of it, gets what is planned."""
    end = min(slot.end, plan.departure or slot.end)
    hours = (end - max(slot.start, plan.made_at)) / _HOUR
    return slot.energy / hours if hours > 0 else slot.most
