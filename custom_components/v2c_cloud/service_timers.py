"""The action that programs the charger's own timers."""

from datetime import time

from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import config_validation as cv
import probatio

from .api.timers import ALL_DAYS, TIMERS, WEEKDAYS, ChargeTimer
from .const import DOMAIN
from .service_calls import ChargerAction, ChargerCall

ATTR_TIMER = "timer"
ATTR_START = "start"
ATTR_END = "end"
ATTR_DAYS = "days"
ATTR_ENABLED = "enabled"


async def _set_timer(call: ChargerCall) -> None:
    """Program a timer; what is not given stays as it is."""
    await call.async_reach()
    field = TIMERS[call.data[ATTR_TIMER] - 1]
    old = call.coordinator.charge_timer(field)
    start: time | None = call.data.get(ATTR_START, old and old.start)
    end: time | None = call.data.get(ATTR_END, old and old.end)
    if start is None or end is None:
        raise ServiceValidationError(
            translation_domain=DOMAIN,
            translation_key="timer_not_known",
            translation_placeholders={"charger": call.charger},
        )
    days = old.days if old else ALL_DAYS
    if ATTR_DAYS in call.data:
        days = frozenset(WEEKDAYS[day] for day in call.data[ATTR_DAYS])
    timer = ChargeTimer(
        start=start, end=end, days=days, enabled=call.data[ATTR_ENABLED]
    )
    await call.coordinator.async_set_timer(field, timer)


TIMER_ACTIONS = (
    ChargerAction(
        name="set_timer",
        run=_set_timer,
        fields={
            probatio.Required(ATTR_TIMER): probatio.All(
                probatio.Coerce(int), probatio.Range(1, len(TIMERS))
            ),
            probatio.Optional(ATTR_START): cv.time,
            probatio.Optional(ATTR_END): cv.time,
            probatio.Optional(ATTR_DAYS): probatio.All(
                cv.ensure_list, probatio.Length(min=1), [probatio.In(WEEKDAYS)]
            ),
            probatio.Optional(ATTR_ENABLED, default=True): cv.boolean,
        },
    ),
)
