"""Home Assistant's ``pvpc_hourly_pricing``, and ``pvpc_next`` with the same attributes.

One attribute for each hour of the local day, without a date. The price has the tolls of
2.0TD in it, and no taxes. Tomorrow comes after 20:15 in Madrid.

On the Canary Islands the library behind it (esios_api 4.4) keeps the last hour of
yesterday among the hours of today, on Mondays among those of tomorrow: there the same
hour of the right day is not told. What holds in it is the sensor's state.
"""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta, tzinfo
from typing import Any

from .adapter import MARKET_ZONE, AttributeAdapter, Place, Provider
from .points import Point, day_span, midnight, number


def read(attributes: Mapping[str, Any], place: Place) -> list[Point]:
    """Read the hours of today, and of tomorrow once they are there."""
    today, tomorrow, zone = place.day, place.day + timedelta(days=1), place.zone
    is_monday = today.weekday() == 0
    return [
        *_hours(attributes, "price_", today, _end(today, zone, mixed=True), zone),
        *_hours(
            attributes,
            "price_next_day_",
            tomorrow,
            _end(tomorrow, zone, mixed=is_monday),
            zone,
        ),
    ]


def _end(day: date, zone: tzinfo, *, mixed: bool) -> datetime:
    """The end of a day's hours; ``mixed`` are those of two days after Madrid's end."""
    ends = [day_span(day, it)[1] for it in (zone, MARKET_ZONE)]
    return min(ends) if mixed else ends[0]


def _hours(
    attributes: Mapping[str, Any], prefix: str, day: date, end: datetime, zone: tzinfo
) -> Iterator[Point]:
    begin = midnight(day, zone)
    while begin < end:
        local = begin.astimezone(zone)
        # The hour that comes twice in October has a name of its own.
        name = f"{prefix}{local.hour:02}h{'_d' if local.fold else ''}"
        after = begin + timedelta(hours=1)
        if (price := number(attributes.get(name))) is not None:
            yield Point(start=begin, end=after, price=price)
        begin = after


PROVIDER = Provider(attributes=(AttributeAdapter(read=read, state_is_now=True),))
