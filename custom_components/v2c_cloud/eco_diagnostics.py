"""What a report says of EcoCharging: wishes, the plan, and what it was learned from."""

from dataclasses import asdict

from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er

from .control.plan_runs import expected_cost, expected_emissions, runs_of
from .eco_charger import EcoCharger
from .eco_recorded import Told
from .power_diagnostics import Facts


def charger_eco_facts(hass: HomeAssistant, item: EcoCharger) -> Facts:
    """What people want of a charger, what is planned, and how much that is based on.

    The sessions themselves are for their owner alone.
    """
    settings, plan = asdict(item.settings), item.plan
    learned_from = item.habits.learned_from
    facts: Facts = {
        "settings": settings,
        "stays": learned_from.total,
        "learned_from": asdict(learned_from),
        "statistic": _statistic_facts(hass, item.habits.recorded.told),
        "plan": None,
    }
    if plan is not None:
        facts["plan"] = {
            "state": plan.state,
            "objective": plan.objective,
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
            "expected_emissions": expected_emissions(plan),
        }
    return facts


def _statistic_facts(hass: HomeAssistant, told: Told) -> Facts | None:
    """Whose statistic tells of the time before the log; its ID has names in it."""
    if told.statistic_id is None:
        return None
    entry = er.async_get(hass).async_get(told.statistic_id)
    owner, external, _ = told.statistic_id.partition(":")
    integration = owner if external else entry and entry.platform
    return {"integration": integration, "charges": len(told.stays)}
