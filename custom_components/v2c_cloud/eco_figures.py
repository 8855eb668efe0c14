"""Figures of a plan as people see them: no finer than anybody can tell. Pure."""

from datetime import UTC, datetime, timedelta
from typing import Final

from .control.plan import DepartureSource, Plan, PlanState
from .control.plan_runs import expected_cost, expected_emissions

_READY: Final = 0.8
"""The chance from which a car is said to be ready."""
_NOT_READY: Final = 0.5
"""The chance below which it is said not to be; in between nobody can tell."""
_STEP: Final = timedelta(minutes=15)
"""To which a departure is told that was learned: nobody leaves to the minute."""


def departure(plan: Plan) -> datetime | None:
    """When the car leaves, as exactly as anybody can tell."""
    if plan.departure is None or plan.departure_source is not DepartureSource.LEARNED:
        return plan.departure
    steps = round(plan.departure.timestamp() / _STEP.total_seconds())
    return datetime.fromtimestamp(steps * _STEP.total_seconds(), UTC)


def will_be_ready(plan: Plan) -> bool | None:
    """Whether the car will have what it needs when it leaves; None: nobody can tell."""
    if plan.state is PlanState.MET:
        return True
    sure = chance(plan.readiness)
    if sure is None:
        return False if plan.state is PlanState.LATE else None
    # Of the chance as it is shown: nobody can tell 79 % from 80 %.
    if sure >= _READY:
        return True
    return False if sure < _NOT_READY else None


def chance(value: float | None) -> float | None:
    """A chance in steps that mean something."""
    return None if value is None else round(value * 20) / 20


def energy(value: float | None) -> float | None:
    """An energy to a tenth of a kWh."""
    return None if value is None else round(value, 1)


def cost(plan: Plan) -> float | None:
    """What is still to be paid on average, to a hundredth; None without prices."""
    return _hundredths(expected_cost(plan)) if plan.slots else None


def co2(plan: Plan) -> float | None:
    """Kg that will still be emitted on average, to a hundredth; None if unknown."""
    grams = expected_emissions(plan) if plan.slots else None
    return None if grams is None else _hundredths(grams / 1000)


def _hundredths(value: float | None) -> float | None:
    return None if value is None else round(value, 2)
