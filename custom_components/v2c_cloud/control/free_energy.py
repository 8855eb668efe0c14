"""Energy that costs nothing, and is taken whatever the car needs. Pure.

The only place that says what is free: the grid's price is known, and at or below zero.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

from .departures import Departures
from .plan import EcoRequest, NeedSource, Plan, PlannedSlot, planned_slot

_HOUR = timedelta(hours=1)


def with_free_energy(request: EcoRequest, plan: Plan, departures: Departures) -> Plan:
    """Let a plan charge at full in each slot that is free, until the car leaves.

    Whether a car takes more than it needs, nobody knows: it is reckoned with as if it
    did, but for one that is full.
    """
    if not request.take_free:
        return plan
    slots = plan.slots or tuple(
        planned_slot(slot, limits)
        for slot, limits in zip(request.slots, request.limits, strict=True)
        if slot.end > request.at
    )
    if not slots:
        return plan
    here = [1.0] * len(slots)
    if request.deadline is None:
        begins = [max(slot.start, request.at) for slot in slots]
        here = departures.stays_until(request.plug_in, begins).tolist()
    taken = tuple(map(partial(_taken, request), slots, here, strict=True))
    return plan if taken == slots else replace(plan, slots=taken)


def _taken(request: EcoRequest, slot: PlannedSlot, here: float) -> PlannedSlot:
    """What is done in a slot, with the chance that the car is there then."""
    begin, end = max(slot.start, request.at), _end(request, slot.end)
    if end <= begin or not _is_free(request, slot):
        return slot
    if request.need_source is NeedSource.FULL:
        return replace(slot, free=True)
    energy = slot.most * ((end - begin) / _HOUR)
    return replace(slot, energy=energy, chance=slot.chance or here, free=True)


def _end(request: EcoRequest, end: datetime) -> datetime:
    """The end of a slot, or when the car leaves, if that is before it and to come."""
    leaves = request.deadline
    return min(end, leaves) if leaves and leaves > request.at else end


def _is_free(request: EcoRequest, slot: PlannedSlot) -> bool:
    """Whether a slot costs nothing, as far as is known, and may be charged in."""
    cap = 0.0 if request.price_cap is None else min(request.price_cap, 0.0)
    price = None if slot.expected else slot.price
    costs_nothing = price is not None and price <= cap
    return costs_nothing and slot.most >= request.least and slot.most > 0
