"""Home Assistant's ``green_planet_energy``: an action for the next 24 hours.

Slots that nobody has published yet are left out of its answer. It knows prices by the
hour of today and of tomorrow, without a date, asks for them once an hour, and takes
today from the clock of the system, which may count in UTC: after midnight it tells
yesterday's prices for up to three hours.
"""

from datetime import time
from typing import Any

from .adapter import MARKET_PUBLISHES, ActionAdapter, Provider, Question
from .energyzero import read_prices


def _ask(question: Question) -> dict[str, Any]:
    return {"config_entry_id": question.entry.entry_id, "hours": 24}


PROVIDER = Provider(
    actions=(
        ActionAdapter(
            domain="green_planet_energy",
            action="get_prices",
            ask=_ask,
            read=read_prices,
            publishes=MARKET_PUBLISHES,
            settles=time(3, 15),
            factor=1.0,
        ),
    ),
)
