"""Prices over time as sources tell them, and the quarters of hours made of them. Pure."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from itertools import pairwise, zip_longest
import math
from typing import Final

QUARTER: Final = timedelta(minutes=15)
_MINUTE: Final = timedelta(minutes=1)
_HOUR: Final = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """A price from some instant on, in the unit of its source."""

    start: datetime
    """UTC."""
    price: float
    end: datetime | None = None
    """UTC; where it is not told, the next point tells."""


def _nothing(_: datetime) -> None:
    """Nothing is known of any instant."""


def number(value: object) -> float | None:
    """Read a price; None for what is none."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        read = float(value)
    except ValueError:
        return None
    return read if math.isfinite(read) else None


def instant(value: object, zone: tzinfo) -> datetime | None:
    """Read a time, in UTC; one without a zone is told in the zone given."""
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            return None
    if not isinstance(value, datetime):
        return None
    return (value if value.tzinfo else value.replace(tzinfo=zone)).astimezone(UTC)


def midnight(day: date, zone: tzinfo) -> datetime:
    """The begin of a local day, in UTC."""
    return datetime.combine(day, time(), zone).astimezone(UTC)


def day_span(day: date, zone: tzinfo) -> tuple[datetime, datetime]:
    """A local day, in UTC: 23, 24 or 25 hours."""
    return midnight(day, zone), midnight(day + timedelta(days=1), zone)


def points_of_day(values: Sequence[object], day: date, zone: tzinfo) -> Iterator[Point]:
    """Yield the prices of a day that are told in order, without their times.

    There must be one for each quarter, half or whole hour of the day; nothing is read
    of a list that does not fit.
    """
    start, end = day_span(day, zone)
    step = (end - start) / len(values) if values else timedelta(0)
    if step not in {QUARTER, 2 * QUARTER, _HOUR}:
        return
    for index, value in enumerate(values):
        if (price := number(value)) is not None:
            begin = start + index * step
            yield Point(start=begin, end=begin + step, price=price)


def quarter_of(when: datetime) -> datetime:
    """The begin of the quarter of an hour that an instant is in, in UTC."""
    when = when.astimezone(UTC)
    return when.replace(minute=when.minute // 15 * 15, second=0, microsecond=0)


def quarters_between(start: datetime, end: datetime) -> Iterator[datetime]:
    """Yield the quarters of a span, the one that it begins in, too."""
    quarter = quarter_of(start)
    while quarter < end:
        yield quarter
        quarter += QUARTER


def quarter_prices(
    points: Iterable[Point], known: Callable[[datetime], float | None] = _nothing
) -> dict[datetime, float]:
    """Return the price of each quarter of an hour, in order.

    Of what is shorter the average counts, and what is longer fills several. A gap
    stays one: a price without an end lasts as long as the others of its source, and
    an hour at most. A quarter of which only a part is told is left out if it is
    ``known`` already: a source may tell no more of it than what is left.
    """
    sums: dict[datetime, tuple[float, float]] = {}
    for start, end, price in _pieces(points):
        begin = start
        while begin < end:
            quarter = quarter_of(begin)
            until = min(quarter + QUARTER, end)
            seconds = (until - begin).total_seconds()
            total, length = sums.get(quarter, (0.0, 0.0))
            sums[quarter] = total + price * seconds, length + seconds
            begin = until
    whole = QUARTER.total_seconds()
    return {
        quarter: round(total / length, 9)
        for quarter, (total, length) in sums.items()
        if length >= whole or known(quarter) is None
    }


def _pieces(points: Iterable[Point]) -> Iterator[tuple[datetime, datetime, float]]:
    """Yield start, end and price, in order and without overlap."""
    # Some sources count from the first second after the full minute.
    known = {
        point.start.replace(second=0, microsecond=0): point
        for point in sorted(points, key=lambda point: point.start)
    }
    starts = list(known)
    usual = min((after - before for before, after in pairwise(starts)), default=None)
    for start, after in zip_longest(starts, starts[1:]):
        point = known[start]
        if point.end is not None:
            end = (point.end + _MINUTE / 2).replace(second=0, microsecond=0)
        elif usual is not None:
            end = start + min(usual, _HOUR)
        else:
            continue
        yield start, end if after is None else min(end, after), point.price
