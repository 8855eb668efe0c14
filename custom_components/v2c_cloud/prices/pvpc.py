"""Home Assistant's ``pvpc_hourly_pricing``, and ``pvpc_next`` with the same attributes.

One attribute for each hour of the local day, without a date. The price has the tolls of
2.0TD in it, and no taxes. Tomorrow comes after 20:15 in Madrid.
"""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta, tzinfo
from typing import Any

from .adapter import AttributeAdapter, Place, Provider
from .points import Point, day_span, number


def read(attributes: Mapping[str, Any], place: Place) -> list[Point]:
    """Read the hours of today, and of tomorrow once they are there."""
    return [
        *_hours(attributes, "price_", place.day, place.zone),
        *_hours(
            attributes, "price_next_day_", place.day + timedelta(days=1), place.zone
        ),
    ]


def _hours(
    attributes: Mapping[str, Any], prefix: str, day: date, zone: tzinfo
) -> Iterator[Point]:
    begin, end = day_span(day, zone)
    while begin < end:
        local = begin.astimezone(zone)
        # The hour that comes twice in October has a name of its own.
        name = f"{prefix}{local.hour:02}h{'_d' if local.fold else ''}"
        after = begin + timedelta(hours=1)
        if (price := number(attributes.get(name))) is not None:
            yield Point(start=begin, end=after, price=price)
        begin = after


PROVIDER = Provider(attributes=(AttributeAdapter(read=read),))
