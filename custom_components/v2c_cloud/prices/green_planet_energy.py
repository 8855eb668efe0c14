"""Home Assistant's ``green_planet_energy``: an action for the next 24 hours.

Slots that nobody has published yet are left out of its answer.
"""

from typing import Any

from .adapter import MARKET_PUBLISHES, ActionAdapter, Provider, Question
from .energyzero import read_prices


def _ask(question: Question) -> dict[str, Any]:
    return {"config_entry_id": question.entry_id, "hours": 24}


PROVIDER = Provider(
    actions=(
        ActionAdapter(
            domain="green_planet_energy",
            action="get_prices",
            ask=_ask,
            read=read_prices,
            publishes=MARKET_PUBLISHES,
            factor=1.0,
        ),
    ),
)
