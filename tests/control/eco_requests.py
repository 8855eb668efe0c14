"""Cars that ask EcoCharging for a plan."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from custom_components.v2c_cloud.control.eco import make_plan
from custom_components.v2c_cloud.control.needs import KnownNeed, LearnedNeed
from custom_components.v2c_cloud.control.plan import (
    DepartureSource,
    EcoRequest,
    EcoSlot,
    NeedSource,
    Plan,
    SlotLimits,
)

from .habits import HOUR, daily, departures, madrid, table

EVENING = madrid("2026-11-24 18:00")
MORNING = madrid("2026-11-25 07:00")
QUARTER = timedelta(minutes=15)
HABIT = departures(daily("2026-09-20", 60))


LEARNED: dict[str, Any] = {
    "need": LearnedNeed(table=table(daily("2026-09-20", 60))),
    "need_source": NeedSource.LEARNED,
    "deadline": None,
}


def slots(
    start: datetime, prices: Sequence[float], length: timedelta = HOUR, **more: Any
) -> list[EcoSlot]:
    """Return slots in a row."""
    return [
        EcoSlot(
            start=start + number * length,
            end=start + (number + 1) * length,
            price=price,
            **more,
        )
        for number, price in enumerate(prices)
    ]


NIGHT_RATE = slots(EVENING, [0.24] * 6 + [0.08] * 8 + [0.24] * 16 + [0.08] * 6)
"""From 18:00: cheap from midnight to 8:00."""


def request(prices: Sequence[EcoSlot] = NIGHT_RATE, **changes: Any) -> EcoRequest:
    """Ask for 7.4 kWh by 7:00, of a charger of 3.7 kW."""
    asked: dict[str, Any] = {
        "at": EVENING,
        "plug_in": EVENING,
        "taken": 0.0,
        "charging": False,
        "slots": prices,
        "limits": [SlotLimits(most=3.7)] * len(prices),
        "least": 1.4,
        "need": KnownNeed(7.4),
        "need_source": NeedSource.TARGET,
        "deadline": MORNING,
        "deadline_source": DepartureSource.READY_BY,
    }
    return EcoRequest(**asked | changes)


def plan(prices: Sequence[EcoSlot] = NIGHT_RATE, **changes: Any) -> Plan:
    """Return the plan for that."""
    return make_plan(request(prices, **changes), HABIT)


def total(made: Plan) -> float:
    """KWh that are planned in all."""
    return sum(slot.energy for slot in made.slots)


def hours(made: Plan) -> list[int]:
    """Return the hours after the evening in which something is charged."""
    return [(slot.start - EVENING) // HOUR for slot in made.planned]
