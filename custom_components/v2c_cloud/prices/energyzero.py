"""Home Assistant's ``energyzero``: an action, per kWh with VAT.

Releases before 2026.11 know the market's price only, and only by the hour.
"""

from collections.abc import Mapping
from datetime import time
from typing import Any, Final

from .adapter import ActionAdapter, Provider, Question
from .lists import read_items
from .points import Point

AMSTERDAM_PUBLISHES: Final = time(15)
"""After 14:00 UTC; in summer the first questions come an hour early."""

_INTERVAL: Final = "electricity_price_interval"
_QUARTERS: Final = "quarter_hourly"


def _ask(question: Question) -> dict[str, Any]:
    day = question.day.isoformat()
    asked: dict[str, Any] = {
        "config_entry": question.entry.entry_id,
        "incl_vat": True,
        "start": day,
        "end": day,
    }
    if "_all_in_" in question.entity.unique_id:
        asked["price_type"] = "all_in"
    if question.entry.options.get(_INTERVAL) == _QUARTERS:
        asked["interval"] = "quarter"
    return asked


def read_prices(answer: Mapping[str, Any], question: Question) -> list[Point]:
    """Read an answer with a list of prices."""
    return [*read_items(answer.get("prices"), question.zone)]


PROVIDER = Provider(
    actions=(
        ActionAdapter(
            domain="energyzero",
            action="get_energy_prices",
            ask=_ask,
            read=read_prices,
            publishes=AMSTERDAM_PUBLISHES,
            factor=1.0,
        ),
    ),
)
