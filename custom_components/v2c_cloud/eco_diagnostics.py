"""What a report says of EcoCharging: wishes, the plan, and what it was learned from."""

from dataclasses import asdict

from .control.plan_runs import expected_cost, runs_of
from .eco_charger import EcoCharger
from .power_diagnostics import Facts


def charger_eco_facts(item: EcoCharger) -> Facts:
    """What people want of a charger, what is planned, and how much that is based on.

    The sessions themselves are for their owner alone.
    """
    settings, plan = asdict(item.settings), item.plan
    del settings["counted"]
    facts: Facts = {"settings": settings, "stays": item.stays, "plan": None}
    if plan is not None:
        facts["plan"] = {
            "state": plan.state,
            "made_at": plan.made_at.isoformat(timespec="seconds"),
            "slots": len(plan.slots),
            "expected_slots": sum(slot.expected for slot in plan.slots),
            "runs": [
                {
                    **asdict(run),
                    "start": run.start.isoformat(),
                    "end": run.end.isoformat(),
                }
                for run in runs_of(plan.planned)
            ],
            "departure": plan.departure
            and plan.departure.isoformat(timespec="minutes"),
            "departure_source": plan.departure_source,
            "departure_chance": plan.departure_chance,
            "need": plan.need,
            "need_source": plan.need_source,
            "need_range": plan.need_range,
            "readiness": plan.readiness,
            "expected_cost": expected_cost(plan),
        }
    return facts
