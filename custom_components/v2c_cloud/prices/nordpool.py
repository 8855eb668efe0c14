"""Nord Pool: two integrations with one domain.

Home Assistant's own has an action, per MWh while its sensors are per kWh. HACS' has
attributes in the unit of the entity. There are no tolls in the price.
"""

from collections.abc import Mapping
from typing import Any

from .adapter import (
    MARKET_PUBLISHES,
    MARKET_ZONE,
    ActionAdapter,
    AttributeAdapter,
    Provider,
    Question,
    lists_in,
)
from .lists import read_items
from .points import Point


def _ask(question: Question) -> dict[str, Any]:
    return {
        "config_entry": question.entry.entry_id,
        "date": question.day.isoformat(),
        "areas": [_area(question)],
    }


def _read(answer: Mapping[str, Any], question: Question) -> list[Point]:
    return [*read_items(answer.get(_area(question)), question.zone)]


def _area(question: Question) -> str:
    return question.entity.unique_id.partition("-")[0]


PROVIDER = Provider(
    attributes=(AttributeAdapter(read=lists_in("raw_today", "raw_tomorrow")),),
    actions=(
        ActionAdapter(
            domain="nordpool",
            action="get_prices_for_date",
            ask=_ask,
            read=_read,
            publishes=MARKET_PUBLISHES,
            zone=MARKET_ZONE,
            factor=0.001,
        ),
    ),
)
