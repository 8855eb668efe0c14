"""Quarters of hours, made of whatever sources tell."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, strategies as st
import pytest

from custom_components.v2c_cloud.prices.lists import read_items, read_mapping
from custom_components.v2c_cloud.prices.points import (
    Point,
    instant,
    number,
    points_of_day,
    quarter_prices,
)

from .bench import HOUR, QUARTER, utc

NOON = utc("2026-11-25T12:00")
MADRID = ZoneInfo("Europe/Madrid")
MINUTE = timedelta(minutes=1)


def told(*prices: tuple[datetime, float]) -> list[Point]:
    """Points without an end."""
    return [Point(start=start, price=price) for start, price in prices]


@pytest.mark.parametrize("minutes", [5, 15, 30, 60])
def test_any_length(minutes: int) -> None:
    """Shorter ones are averaged, longer ones fill several quarters."""
    count = 120 // minutes
    points = told(*((NOON + i * minutes * MINUTE, 0.2) for i in range(count)))
    assert quarter_prices(points) == {NOON + i * QUARTER: 0.2 for i in range(8)}


def test_the_average() -> None:
    """Of the minutes that are known."""
    points = told(*((NOON + i * 5 * MINUTE, i / 10) for i in range(5)))
    assert quarter_prices(points) == {
        NOON: pytest.approx(0.1),
        NOON + QUARTER: pytest.approx(0.35),
    }


def test_gaps() -> None:
    """A slot that is missing is not filled by the one before, nor one at the end."""
    points = told((NOON, 0.1), (NOON + HOUR, 0.2), (NOON + 3 * HOUR, 0.3))
    found = quarter_prices(points)
    assert NOON + 2 * HOUR not in found
    assert max(found) == NOON + 4 * HOUR - QUARTER


def test_nothing_to_go_by() -> None:
    """One price without an end says nothing of its length."""
    assert quarter_prices([]) == {}
    assert quarter_prices(told((NOON, 0.1))) == {}


def test_overlaps() -> None:
    """The next price counts from its start on; the same start again replaces."""
    points = [
        Point(start=NOON, end=NOON + 2 * HOUR, price=0.1),
        Point(start=NOON + HOUR, end=NOON + 2 * HOUR, price=0.2),
        Point(start=NOON + HOUR, end=NOON + 2 * HOUR, price=0.3),
    ]
    found = quarter_prices(points)
    assert found[NOON + HOUR - QUARTER] == 0.1
    assert found[NOON + HOUR] == 0.3


@given(
    st.lists(st.floats(-1, 1).map(lambda it: round(it, 4)), min_size=2, max_size=100),
    st.sampled_from([5, 15, 30, 60]),
)
def test_never_beyond_what_was_told(values: list[float], minutes: int) -> None:
    """A price is between the lowest and the highest of its source."""
    step = minutes * MINUTE
    found = quarter_prices(
        told(*((NOON + index * step, value) for index, value in enumerate(values)))
    )
    assert min(values) - 1e-9 <= min(found.values())
    assert max(found.values()) <= max(values) + 1e-9
    assert len(found) == -(-len(values) * minutes // 15)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (1, 1.0),
        ("0.25", 0.25),
        (-0.1, -0.1),
        (None, None),
        (True, None),
        ("soon", None),
        ("nan", None),
        (float("inf"), None),
    ],
)
def test_number(value: object, expected: float | None) -> None:
    """Only what is a number."""
    assert number(value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2026-11-25T13:00:00+01:00", NOON),
        ("2026-11-25 13:00:00", NOON),
        ("2026-11-25T12:00:00Z", NOON),
        (NOON.astimezone(MADRID), NOON),
        (datetime(2026, 11, 25, 13), NOON),  # noqa: DTZ001 - as sources tell it
        ("fascia", None),
        (12, None),
    ],
)
def test_instant(value: object, expected: datetime | None) -> None:
    """What has no zone is in the one given."""
    assert instant(value, MADRID) == expected


@pytest.mark.parametrize(
    ("day", "count", "found"),
    [
        (date(2026, 11, 25), 24, 24),
        (date(2026, 11, 25), 96, 96),
        (date(2026, 11, 25), 48, 48),
        (date(2026, 3, 29), 23, 23),
        (date(2026, 10, 25), 100, 100),
        (date(2026, 10, 25), 24, 0),
        (date(2026, 11, 25), 7, 0),
        (date(2026, 11, 25), 0, 0),
    ],
)
def test_points_of_day(day: date, count: int, found: int) -> None:
    """A list that does not fit the day is not stretched."""
    points = list(points_of_day([0.1] * count, day, MADRID))
    assert len(points) == found
    assert all(point.end and point.end > point.start for point in points)


def test_points_of_day_with_a_hole() -> None:
    """It stays one."""
    assert len(list(points_of_day([0.1] * 23 + [None], date(2026, 11, 25), UTC))) == 23


@pytest.mark.parametrize(
    "items",
    [
        None,
        "prices",
        [0.1, 0.2],
        [{"start": NOON}],
        [{"price": 0.1}],
        [{"start": NOON, "price": None}],
        [{"start": "soon", "price": 0.1}],
    ],
)
def test_no_list_of_prices(items: object) -> None:
    """What has no time or no price is left out."""
    assert list(read_items(items, UTC)) == []


def test_an_end_before_the_start() -> None:
    """It is not believed."""
    [point] = read_items([{"start": NOON, "end": NOON - HOUR, "value": 1}], UTC)
    assert point.end is None


def test_a_mapping() -> None:
    """Keys that are no times are left out."""
    prices = {"2026-11-25 13:00:00+01:00": 0.1, "icon": 5, NOON + HOUR: None}
    assert list(read_mapping(prices, UTC)) == told((NOON, 0.1))


def test_a_part_of_a_quarter() -> None:
    """It counts for all of it, unless the quarter is known: then too little is told."""
    part = Point(start=NOON + 10 * MINUTE, end=NOON + QUARTER, price=0.9)
    whole = Point(start=NOON, end=NOON + QUARTER, price=0.9)
    assert quarter_prices([part]) == {NOON: 0.9}
    assert quarter_prices([part], {NOON: 0.3}.get) == {}
    assert quarter_prices([whole], {NOON: 0.3}.get) == {NOON: 0.9}
