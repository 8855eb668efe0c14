"""OMIE, the market of Spain and Portugal: two integrations with one domain.

Home Assistant's own has an action, per kWh, and no attributes. HACS' ``hass_omie`` has
attributes, per MWh. Both place the slots of a day by adding quarters to midnight on the
clock (pyomie 1.1), which is wrong on the days on which the clocks change. There are no
tolls and no taxes in the price.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from .adapter import (
    MARKET_ZONE,
    ActionAdapter,
    AttributeAdapter,
    Place,
    Provider,
    Question,
)
from .lists import read_items, read_mapping
from .points import QUARTER, Point, day_span, midnight

_PORTUGAL: Final = "pt_"


def _read_attributes(attributes: Mapping[str, Any], place: Place) -> list[Point]:
    """Read ``{time: price}`` of today and tomorrow; provisional prices are None."""
    points: list[Point] = []
    for name in ("today_hours", "tomorrow_hours"):
        prices = attributes.get(name)
        if isinstance(prices, Mapping):
            points += placed(list(read_mapping(prices, MARKET_ZONE)))
    return points


def _ask(question: Question) -> dict[str, Any]:
    return {"date": question.day.isoformat(), "countries": [_country(question)]}


def _read(answer: Mapping[str, Any], question: Question) -> list[Point]:
    return placed(list(read_items(answer.get(_country(question)), MARKET_ZONE)))


def _country(question: Question) -> str:
    return "pt" if question.entity.unique_id.startswith(_PORTUGAL) else "es"


def placed(points: Sequence[Point]) -> list[Point]:
    """Put the prices of one market day where they belong.

    On a day without 24 hours they are told as if the clock had not been changed. In
    spring four of the labels are the same, so that the prices of one hour are lost.
    """
    if not points:
        return []
    ordered = sorted(points, key=lambda point: point.start)
    day = _market_day(ordered[0].start)
    start, end = day_span(day, MARKET_ZONE)
    right = [start + index * QUARTER for index in range((end - start) // QUARTER)]
    if end - start == timedelta(hours=24) or right == [it.start for it in ordered]:
        return ordered
    begin = datetime.combine(day, time())
    found = []
    for point in ordered:
        label = point.start.astimezone(MARKET_ZONE).replace(tzinfo=None)
        when = midnight(day, MARKET_ZONE) + (label - begin)
        if when < end:
            found.append(replace(point, start=when, end=when + QUARTER))
    return found


def _market_day(start: datetime) -> date:
    return start.astimezone(MARKET_ZONE).date()


PROVIDER = Provider(
    attributes=(AttributeAdapter(read=_read_attributes),),
    actions=(
        ActionAdapter(
            domain="omie",
            action="get_prices_for_date",
            ask=_ask,
            read=_read,
            publishes=time(13, 15),
            zone=MARKET_ZONE,
            factor=1.0,
        ),
    ),
)
