"""The action that hands out the charges as V2C's cloud recorded them."""

from datetime import date

from homeassistant.core import SupportsResponse
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import config_validation as cv
from homeassistant.util.json import JsonObjectType
import probatio

from .api.charges import CloudCharge
from .const import DOMAIN
from .service_calls import ChargerAction, ChargerCall

ATTR_START = "start"
ATTR_END = "end"


async def _get_statistics(call: ChargerCall) -> JsonObjectType:
    start: date | None = call.data.get(ATTR_START)
    end: date | None = call.data.get(ATTR_END)
    if start is not None and end is not None and end < start:
        raise ServiceValidationError(
            translation_domain=DOMAIN, translation_key="end_before_start"
        )
    charges = await call.cloud.charges(start, end)
    return {"charges": [_shown(charge) for charge in charges]}


def _shown(charge: CloudCharge) -> JsonObjectType:
    return {
        "id": charge.id,
        "start": charge.start.isoformat(),
        "end": None if charge.end is None else charge.end.isoformat(),
        "finished": charge.finished,
        "energy": charge.energy,
        "energy_by_hour": list(charge.energy_by_hour),
        "cost": charge.cost,
        "co2": charge.co2,
        "card": charge.card_name,
    }


STATISTICS_ACTIONS = (
    ChargerAction(
        name="get_statistics",
        run=_get_statistics,
        fields={
            probatio.Optional(ATTR_START): cv.date,
            probatio.Optional(ATTR_END): cv.date,
        },
        response=SupportsResponse.ONLY,
    ),
)
