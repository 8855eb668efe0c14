"""Why EcoCharging does what it does, in a sentence or two."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util

from .const import DOMAIN
from .control.model import Reason
from .control.plan import DepartureSource, NeedSource, Objective, Plan, PlanState
from .control.plan_runs import free_until, going_on, next_run
from .control.usual import usual
from .eco_charger import EcoCharger
from .eco_figures import chance, departure
from .voice.speech import Speaker

if TYPE_CHECKING:
    from .house import House

_DAY: Final = timedelta(days=1)
_SOME: Final = 0.05
"""kWh that are worth a word."""


async def async_why(
    hass: HomeAssistant, house: House, subentry_id: str, language: str | None = None
) -> str:
    """Why a car is charged now, or waits, and until when.

    ``language`` is the reader's; without one it is that of Home Assistant.
    """
    speaker = await Speaker.async_for(hass, language or hass.config.language)
    item, now = house.eco.chargers[subentry_id], dt_util.utcnow()
    settings, plan = item.settings, item.plan
    if not settings.enabled:
        return _say(speaker, "off")
    if settings.skips(now):
        until = datetime.fromisoformat(settings.skip_until or "")
        skipped = _say(speaker, "skipped", time=speaker.instant(until, now))
        if plan is None:
            return skipped
        return f"{skipped} {_does(speaker, item, plan, now)}"
    if plan is None:
        snapshot = house.chargers[subentry_id].data.snapshot
        if snapshot.active_link is None:
            return _say(speaker, "unreachable")
        first = _say(speaker, "first" if snapshot.state.connected else "no_car")
        return f"{first} {habits(speaker, item, now)}"
    if (
        house.power.chargers[subentry_id].settings.boost
        and not house.targets[subentry_id].met
    ):
        return _say(speaker, "boost")
    status = house.power.status(subentry_id)
    if status is not None and status.reason is Reason.PAUSED:
        return f"{_say(speaker, 'paused')} {_goal(speaker, item, plan, now)}"
    if (end := free_until(plan, now)) is not None:
        return _say(speaker, "free", time=speaker.instant(end, now))
    if plan.state is PlanState.MET:
        return _met(speaker, plan, now)
    does = _does(speaker, item, plan, now)
    if settings.objective is Objective.CO2 and _goes_by_price(plan):
        does = f"{does} {_say(speaker, 'co2_unknown')}"
    return f"{does} {_goal(speaker, item, plan, now)}"


def _goes_by_price(plan: Plan) -> bool:
    return plan.state is PlanState.PLANNED and plan.objective is Objective.PRICE


def habits(speaker: Speaker, item: EcoCharger, now: datetime) -> str:
    """What the car usually does when it leaves tomorrow, and how that is known."""
    departures, learned_from = item.habits.departures, item.habits.learned_from
    tomorrow = dt_util.as_local(now).date() + _DAY
    works = departures.calendar.works(tomorrow)
    found = usual(departures.table, works=works)
    if found is None:
        return _say(speaker, "new")
    energy = _energy(speaker, found.energy)
    if found.leaves is None:
        said = _say(speaker, "usually", energy=energy)
    else:
        said = _say(
            speaker,
            "usually_on_working_days" if works else "usually_on_free_days",
            time=f"{found.leaves:%H:%M}",
            energy=energy,
        )
    if learned_from.statistics > learned_from.sessions + learned_from.cloud:
        return f"{said} {_say(speaker, 'from_statistics')}"
    return said


def _met(speaker: Speaker, plan: Plan, now: datetime) -> str:
    """That nothing is needed, and when energy is free."""
    full = plan.need_source is NeedSource.FULL
    enough = _say(speaker, "full" if full else "met")
    if (run := next_run(plan)) is None:
        return enough
    later = _say(speaker, "free_later", time=speaker.instant(run.start, now))
    return f"{enough} {later}"


def _does(speaker: Speaker, item: EcoCharger, plan: Plan, now: datetime) -> str:
    """What is done now, and until when."""
    if plan.state is PlanState.NO_PRICES:
        return _say(speaker, "no_prices")
    slot, run = plan.at(now), next_run(plan)
    if plan.state is PlanState.LATE and (slot is None or slot.energy > 0):
        return _say(speaker, "late")
    start = speaker.instant(run.start, now) if run else ""
    clean = "_clean" if plan.objective is Objective.CO2 else ""
    if going_on(plan) is not None:
        if plan.at_once > _SOME:
            key = "reserve_first" if run else "reserve"
            energy = _energy(speaker, plan.at_once)
            return _say(speaker, key, energy=energy, time=start)
        end = plan.planned_end or now
        return _say(speaker, f"charges{clean}", time=speaker.instant(end, now))
    capped = item.settings.cap is not None
    if run is None:
        return _say(speaker, "nothing_below_cap" if capped else "nothing")
    late = capped and plan.state is PlanState.LATE
    return _say(speaker, "waits_for_cap" if late else f"waits{clean}", time=start)


def _goal(speaker: Speaker, item: EcoCharger, plan: Plan, now: datetime) -> str:
    """What it is planned for."""
    goal = _say(
        speaker,
        f"for_{plan.departure_source}",
        time=speaker.instant(departure(plan) or now, now),
        energy=_energy(speaker, plan.need or 0.0),
        sure=speaker.number(round((chance(plan.departure_chance) or 0.0) * 100)),
    )
    if plan.departure_source is not DepartureSource.LEARNED:
        return goal
    return f"{habits(speaker, item, now)} {goal}"


def _energy(speaker: Speaker, kilowatt_hours: float) -> str:
    return f"{speaker.number(kilowatt_hours)} kWh"


def _say(speaker: Speaker, key: str, **holes: str) -> str:
    return speaker.common[f"component.{DOMAIN}.common.plan_{key}"].format(**holes)
