"""What a plan means for now. Pure."""

from datetime import datetime
import math

from .limits import LOWEST_CURRENT, PHASE_VOLTAGE
from .model import EcoWish, Reason
from .plan import DepartureSource, NeedSource, Objective, Plan, PlannedSlot, PlanState
from .plan_runs import power_of

_LEAST_SPREAD = 0.98
"""A slot that gets less of what it could does so at a lower current."""
_REASONS = {
    PlanState.PLANNED: Reason.PLANNED,
    PlanState.LATE: Reason.LATE,
    PlanState.NO_PRICES: Reason.NO_PRICES,
    PlanState.BOOST: Reason.BOOST,
}
_WAITS = {
    Objective.PRICE: Reason.WAITING_PRICE,
    Objective.CO2: Reason.WAITING_CO2,
}


def wish_of(plan: Plan | None, now: datetime, *, waits: bool, phases: int) -> EcoWish:
    """Say whether the car shall be charged now, and with how much.

    ``waits`` is whether the car waits now: without a plan that still holds, which is a
    moment away then, it goes on with that. ``phases`` are those that it is charged with.
    """
    if plan is None or _is_over(plan, now):
        reason = Reason.WAITING_PRICE if waits else Reason.PLANNED
        return EcoWish(charge=not waits, reason=reason)
    slot = plan.at(now)
    if slot is not None and slot.free:
        return EcoWish(charge=True, reason=Reason.FREE_ENERGY)
    if plan.state is PlanState.MET:
        return _wish_of_met(plan)
    reason = _REASONS[plan.state]
    if slot is None and not any(each.start > now for each in plan.planned):
        return EcoWish(charge=True, reason=reason)
    if slot is None or slot.energy <= 0:
        return EcoWish(charge=False, reason=_WAITS[plan.objective])
    return EcoWish(charge=True, reason=reason, most=_enough(plan, slot, phases))


def _is_over(plan: Plan, now: datetime) -> bool:
    """Whether a plan was for a time that somebody has named, and that has come."""
    named = plan.departure_source is not DepartureSource.LEARNED
    over = plan.departure is not None and plan.departure <= now
    return plan.state is PlanState.PLANNED and named and over


def _wish_of_met(plan: Plan) -> EcoWish:
    """What is wanted for a car that has enough.

    A full one may still want to warm its battery or its cabin. At a target somebody
    else pauses, and nobody must take that pause over.
    """
    if plan.need_source is NeedSource.FULL:
        return EcoWish(charge=True, reason=Reason.FULL)
    by_target = plan.need_source is NeedSource.TARGET
    return EcoWish(charge=by_target, reason=Reason.NEED_MET)


def _enough(plan: Plan, slot: PlannedSlot, phases: int) -> int | None:
    """A with which a slot gets what is planned; None for all that there is."""
    if plan.state is not PlanState.PLANNED:
        return None
    power = power_of(plan, slot)
    if power >= slot.most * _LEAST_SPREAD:
        return None
    current = math.ceil(power * 1000 / (phases * PHASE_VOLTAGE))
    return max(current, LOWEST_CURRENT)
