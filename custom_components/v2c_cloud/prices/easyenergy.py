"""Home Assistant's ``easyenergy``: one action for what is bought, one for what is sold.

Per kWh; the price of what is bought has VAT in it.
"""

from dataclasses import replace
from typing import Any, Final

from homeassistant.helpers import entity_registry as er

from .adapter import ActionAdapter, Provider, Question
from .energyzero import AMSTERDAM_PUBLISHES, read_prices

_RETURN: Final = "_energy_return_"


def _ask_usage(question: Question) -> dict[str, Any]:
    return {**_ask_return(question), "incl_vat": True}


def _ask_return(question: Question) -> dict[str, Any]:
    day = question.day.isoformat()
    return {"config_entry": question.entry.entry_id, "start": day, "end": day}


def _is_sold(entity: er.RegistryEntry) -> bool:
    return _RETURN in entity.unique_id


_USAGE: Final = ActionAdapter(
    domain="easyenergy",
    action="get_energy_usage_prices",
    ask=_ask_usage,
    read=read_prices,
    publishes=AMSTERDAM_PUBLISHES,
    factor=1.0,
)
PROVIDER = Provider(
    actions=(
        replace(
            _USAGE,
            action="get_energy_return_prices",
            ask=_ask_return,
            serves=_is_sold,
        ),
        _USAGE,
    )
)
