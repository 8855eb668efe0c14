"""Any entity with prices in attributes of the names that most integrations use. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any, Final

from .adapter import AttributeAdapter, Place, Provider
from .lists import IN_CENTS, PRICES, read_attributes
from .points import Point, points_of_day

_TODAY: Final = "today"
_TOMORROW: Final = "tomorrow"
_LISTS: Final = (
    ("prices_today", "prices_tomorrow"),
    ("raw_today", "raw_tomorrow"),
    ("today_interval_prices", "tomorrow_interval_prices"),
    ("prices",),
    ("data",),
    ("forecast",),
    ("forecasts",),
    ("rates",),
    (_TODAY, _TOMORROW),
)


def read(
    attributes: Mapping[str, Any], place: Place, prices: Sequence[str] = PRICES
) -> list[Point]:
    """Read the first of the known attributes that has prices in it.

    Args:
        attributes: The entity's.
        place: Where it is.
        prices: The keys that a price may have in a list.

    """
    for names in _LISTS:
        if points := read_attributes(attributes, names, place.zone, prices):
            return points
    return [*_bare_lists(attributes, place)]


def _read_cents(attributes: Mapping[str, Any], place: Place) -> list[Point]:
    """Read the first of them whose prices say that they are hundredths."""
    for names in _LISTS:
        if points := read_attributes(attributes, names, place.zone, IN_CENTS):
            return points
    return []


def _bare_lists(attributes: Mapping[str, Any], place: Place) -> Iterator[Point]:
    """Yield prices in the order of the day, without times."""
    for name, day in (
        (_TODAY, place.day),
        (_TOMORROW, place.day + timedelta(days=1)),
    ):
        values = attributes.get(name)
        if isinstance(values, list | tuple):
            yield from points_of_day(values, day, place.zone)


PROVIDER = Provider(
    attributes=(
        AttributeAdapter(read=_read_cents, factor=0.01),
        AttributeAdapter(read=read),
    )
)
