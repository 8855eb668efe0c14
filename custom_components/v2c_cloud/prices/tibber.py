"""Home Assistant's ``tibber``: an action that tells the whole price with taxes."""

from collections.abc import Mapping
from datetime import time
from typing import Any

from .adapter import ActionAdapter, Provider, Question
from .lists import read_items
from .points import Point


def _ask(question: Question) -> dict[str, Any]:
    return {"start": question.start.isoformat(), "end": question.end.isoformat()}


def _read(answer: Mapping[str, Any], question: Question) -> list[Point]:
    """Read the prices of the entity's home; with several homes it must be known."""
    homes = answer.get("prices")
    if not isinstance(homes, Mapping):
        return []
    home = question.state and question.state.attributes.get("app_nickname")
    if home not in homes and len(homes) == 1:
        (home,) = homes
    return [*read_items(homes.get(home), question.zone)]


PROVIDER = Provider(
    actions=(
        ActionAdapter(
            domain="tibber",
            action="get_prices",
            ask=_ask,
            read=_read,
            publishes=time(13),
        ),
    ),
)
