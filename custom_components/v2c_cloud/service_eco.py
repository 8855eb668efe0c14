"""The actions of EcoCharging: what is planned, by when it must be ready, a new start."""

from datetime import time

from homeassistant.core import SupportsResponse
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import config_validation as cv
from homeassistant.util import dt as dt_util
from homeassistant.util.json import JsonObjectType
import probatio

from .api.timers import WEEKDAYS
from .const import DOMAIN
from .eco_plan import async_plan_facts
from .service_calls import ChargerAction, ChargerCall

ATTR_LANGUAGE = "language"
ATTR_TIME = "time"
ATTR_ENABLED = "enabled"
ATTR_DAYS = "days"


async def _get_plan(call: ChargerCall) -> JsonObjectType:
    """Tell the plan, and the prices that it is made of."""
    language = call.data.get(ATTR_LANGUAGE)
    return await async_plan_facts(call.hass, call.house, call.subentry_id, language)


async def _set_ready_by(call: ChargerCall) -> None:
    """Set by when the car must be ready, or that there is no such time.

    Days that are named differ from the usual time; those that are not stay as they are.
    """
    clock: time | None = call.data.get(ATTR_TIME)
    enabled: bool = call.data[ATTR_ENABLED]
    if clock is not None and not enabled:
        raise ServiceValidationError(
            translation_domain=DOMAIN, translation_key="time_or_off"
        )
    settings = call.house.eco.chargers[call.subentry_id].settings
    said = f"{clock:%H:%M}" if clock else ""
    days = [str(WEEKDAYS[day]) for day in call.data.get(ATTR_DAYS, ())]
    changes: dict[str, object] = {"ready_by_on": enabled}
    if not days:
        if said:
            changes |= {"ready_by": said, "week": {}}
    elif settings.ready_by_on or enabled:
        week = dict(settings.week)
        if not settings.ready_by_on:
            # Nobody has asked for the days that are not named.
            week = dict.fromkeys(map(str, WEEKDAYS.values()), "")
        for day in days:
            week.pop(day, None)
        if said or not enabled:
            week |= dict.fromkeys(days, said)
        changes = {"ready_by_on": True, "week": week}
    call.house.eco.async_set(call.subentry_id, **changes)


async def _reset_habits(call: ChargerCall) -> None:
    """Learn the habits anew; the session log stays."""
    now = dt_util.utcnow().isoformat(timespec="seconds")
    call.house.eco.async_set(call.subentry_id, habits_since=now)


ECO_ACTIONS = (
    ChargerAction(
        name="get_plan",
        run=_get_plan,
        fields={probatio.Optional(ATTR_LANGUAGE): cv.string},
        response=SupportsResponse.ONLY,
    ),
    ChargerAction(
        name="set_ready_by",
        run=_set_ready_by,
        fields={
            probatio.Optional(ATTR_TIME): cv.time,
            probatio.Optional(ATTR_ENABLED, default=True): cv.boolean,
            probatio.Optional(ATTR_DAYS): probatio.All(
                cv.ensure_list, probatio.Length(min=1), [probatio.In(WEEKDAYS)]
            ),
        },
    ),
    ChargerAction(name="reset_habits", run=_reset_habits),
)
