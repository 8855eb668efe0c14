"""The action that charges a session at full."""

from homeassistant.helpers import config_validation as cv
import probatio

from .service_calls import ChargerAction, ChargerCall
from .session_wishes import async_boost

ATTR_ENABLED = "enabled"


async def _boost(call: ChargerCall) -> None:
    """Charge at full until the plug is pulled, or no longer."""
    async_boost(call.house, call.subentry_id, enabled=call.data[ATTR_ENABLED])


POWER_ACTIONS = (
    ChargerAction(
        name="boost",
        run=_boost,
        fields={probatio.Optional(ATTR_ENABLED, default=True): cv.boolean},
    ),
)
