"""What EcoCharging plans, as actions and attributes tell it."""

from dataclasses import asdict
from datetime import datetime, timedelta
import math
from typing import TYPE_CHECKING, Final

from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util
from homeassistant.util.json import JsonObjectType, JsonValueType

from .control.limits import PHASE_VOLTAGE
from .control.plan import DepartureSource, EcoSlot, Plan, PlannedSlot
from .control.plan_runs import next_run, power_of
from .eco_charger import EcoCharger
from .eco_figures import chance, co2, cost, departure, energy, will_be_ready
from .eco_slots import eco_slots
from .eco_words import async_why

if TYPE_CHECKING:
    from .house import House

_NONE: Final = "none"
"""Who tells something that nobody does."""
_TWO_DAYS: Final = timedelta(days=2)


def planned_facts(item: EcoCharger, plan: Plan) -> list[JsonValueType]:
    """The slots in which the car will probably be charged."""
    return [
        {
            "start": _iso(slot.start),
            "end": _iso(slot.end),
            "price": _digits(slot.price, 5),
            "co2": _digits(slot.co2, 1),
            **_charge(item, plan, slot),
        }
        for slot in plan.likely
    ]


def _charge(item: EcoCharger, plan: Plan, slot: PlannedSlot) -> JsonObjectType:
    power = power_of(plan, slot) * 1000
    return {
        "current": math.ceil(round(power / (item.phases * PHASE_VOLTAGE), 3)),
        "power": round(power),
        "energy": round(slot.energy, 2),
    }


async def async_plan_facts(
    hass: HomeAssistant, house: House, subentry_id: str, language: str | None = None
) -> JsonObjectType:
    """The plan of a charger, and what is known of today and tomorrow without one, too."""
    item = house.eco.chargers[subentry_id]
    status = house.power.status(subentry_id)
    return {
        "charger": house.chargers[subentry_id].charger.charger_id,
        "enabled": item.settings.enabled,
        "reason": None if status is None else status.reason,
        "why": await async_why(hass, house, subentry_id, language),
        "currency": house.prices.currency,
        **_figures(item, item.plan),
        "slots": _slots(house, item, item.plan),
    }


def _figures(item: EcoCharger, plan: Plan | None) -> JsonObjectType:
    """What a plan comes to; unknown without one."""
    learned_from: JsonObjectType = asdict(item.habits.learned_from)
    if plan is None:
        settings = item.settings
        deadline = (
            settings.deadline(dt_util.utcnow(), item.habits.calendar.zone)
            if settings.enabled
            else None
        )
        source = _NONE if deadline is None else DepartureSource.READY_BY
        unknown = dict.fromkeys(
            (
                "planned_at",
                "next_start",
                "planned_end",
                "expected_energy",
                "expected_cost",
                "expected_co2",
                "will_be_ready",
            )
        )
        return {
            "objective": settings.objective,
            **unknown,
            "departure": {"time": _iso(deadline), "source": source, "confidence": None},
            "need": {
                "energy": None,
                "source": _NONE,
                "low": None,
                "high": None,
                "learned_from": learned_from,
            },
        }
    low, high = plan.need_range or (None, None)
    run = next_run(plan)
    return {
        "objective": plan.objective,
        "planned_at": _iso(plan.made_at),
        "departure": {
            "time": _iso(departure(plan)),
            "source": plan.departure_source,
            "confidence": chance(plan.departure_chance),
        },
        "need": {
            "energy": energy(plan.need),
            "source": plan.need_source,
            "low": energy(low),
            "high": energy(high),
            "learned_from": learned_from,
        },
        "next_start": _iso(run.start if run else None),
        "planned_end": _iso(plan.planned_end),
        "expected_energy": energy(plan.expected_energy),
        "expected_cost": cost(plan),
        "expected_co2": co2(plan),
        # No judgement on a night that somebody skips.
        "will_be_ready": (
            None if item.settings.skips(dt_util.utcnow()) else will_be_ready(plan)
        ),
    }


def _iso(instant: datetime | None) -> str | None:
    return (
        None
        if instant is None
        else dt_util.as_local(instant).isoformat(timespec="seconds")
    )


def _slots(house: House, item: EcoCharger, plan: Plan | None) -> list[JsonValueType]:
    """The slots from midnight to the end of tomorrow of which anything is known."""
    begin = dt_util.start_of_local_day()
    end = dt_util.start_of_local_day(begin.date() + _TWO_DAYS)
    planned = {slot.start: slot for slot in plan.slots} if plan else {}
    likely = {slot.start for slot in plan.likely} if plan else set()
    return [
        _slot(slot)
        | _allowed(planned.get(slot.start))
        | (
            _planned(item, plan, planned[slot.start])
            if plan and slot.start in likely
            else {"current": 0, "power": 0, "energy": 0.0, "cost": None}
        )
        for slot in eco_slots(house, dt_util.as_utc(begin), dt_util.as_utc(end))
    ]


def _slot(slot: EcoSlot) -> JsonObjectType:
    return {
        "start": _iso(slot.start),
        "end": _iso(slot.end),
        "price": _digits(slot.price, 5),
        "expected": slot.expected,
        "co2": _digits(slot.co2, 1),
        "co2_expected": slot.co2_expected,
    }


def _allowed(slot: PlannedSlot | None) -> JsonObjectType:
    if slot is None:
        return {"chance": None, "solar": None, "limit": None}
    return {
        "chance": chance(slot.chance if slot.energy else 0.0),
        "solar": round(slot.solar * 1000),
        "limit": round(slot.most * 1000),
    }


def _planned(item: EcoCharger, plan: Plan, slot: PlannedSlot) -> JsonObjectType:
    return {
        **_charge(item, plan, slot),
        "cost": _digits(slot.cost, 4),
    }


def _digits(value: float | None, digits: int) -> float | None:
    return None if value is None else round(value, digits)
