"""Reads lists of prices out of attributes and answers, whatever their keys are. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, tzinfo
from typing import Any, Final

from .points import Point, instant, number

_STARTS: Final = (
    *("start", "start_time", "time", "hour", "datetime", "timestamp", "from"),
    *("startsAt", "starts_at"),
)
_ENDS: Final = ("end", "end_time", "till", "to")
PRICES: Final = (
    *("value", "price", "price_per_kwh", "per_kwh", "value_inc_vat"),
    *("electricity_price", "total"),
)
IN_CENTS: Final = ("price_ct_per_kwh",)
"""What is told in hundredths, whatever the entity's unit."""


def read_items(
    items: object, zone: tzinfo, prices: Sequence[str] = PRICES
) -> Iterator[Point]:
    """Yield what a list of mappings tells; what has no time or no price is left out.

    Args:
        items: ``[{"start": ..., "price": ...}, ...]`` with any keys that are known.
        zone: What times without a zone are told in.
        prices: The keys that a price may have.

    """
    if not isinstance(items, list | tuple):
        return
    seen: set[datetime] = set()
    for item in items:
        if not isinstance(item, Mapping):
            continue
        key = _first(item, prices)
        price = number(item[key]) if key else None
        start = _instant(item, _STARTS, zone)
        if price is None or start is None:
            continue
        end = _instant(item, _ENDS, zone)
        if start in seen:
            # The hour that comes twice, told without a zone.
            start = _second(item, zone) or start
            end = None
        seen.add(start)
        yield Point(
            start=start,
            end=end if end is not None and end > start else None,
            price=price,
        )


def read_mapping(prices: Mapping[Any, object], zone: tzinfo) -> Iterator[Point]:
    """Yield what a mapping of times to prices tells; other keys are left out."""
    for key, value in prices.items():
        start, price = instant(key, zone), number(value)
        if start is not None and price is not None:
            yield Point(start=start, price=price)


def read_attributes(
    attributes: Mapping[str, Any],
    names: Iterable[str],
    zone: tzinfo,
    prices: Sequence[str] = PRICES,
) -> list[Point]:
    """All points in the lists of these names."""
    return [
        point
        for name in names
        for point in read_items(attributes.get(name), zone, prices)
    ]


def _first(item: Mapping[str, Any], keys: Iterable[str]) -> str | None:
    return next((key for key in keys if item.get(key) is not None), None)


def _instant(
    item: Mapping[str, Any], keys: Iterable[str], zone: tzinfo
) -> datetime | None:
    key = _first(item, keys)
    return None if key is None else instant(item[key], zone)


def _second(item: Mapping[str, Any], zone: tzinfo) -> datetime | None:
    value = item[_first(item, _STARTS) or ""]
    told = datetime.fromisoformat(value) if isinstance(value, str) else value
    return instant(told.replace(fold=1), zone)
