"""The made-up prices."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest

from scripts.simulator.prices import day_prices, prices

NOW = datetime(2026, 11, 16, 11, 0, tzinfo=UTC)


def test_today_and_tomorrow() -> None:
    """48 hours from local midnight, one after the other."""
    slots = prices(NOW)

    assert len(slots) == 48
    assert slots[0].start.isoformat() == "2026-11-16T00:00:00+01:00"
    assert {
        after.start.astimezone(UTC) - before.start.astimezone(UTC)
        for before, after in pairwise(slots)
    } == {timedelta(hours=1)}


@pytest.mark.parametrize(
    ("day", "hours"),
    [(date(2026, 3, 29), 23), (date(2026, 10, 25), 25), (date(2026, 11, 16), 24)],
)
def test_days_with_a_change_of_clock(day: date, hours: int) -> None:
    """The days on which clocks change have 23 and 25 hours."""
    slots = day_prices(day)

    assert len({slot.start.astimezone(UTC) for slot in slots}) == hours
    assert len(slots) == hours


def test_shape_of_a_working_day() -> None:
    """Cheap at night and under the sun, dear in the evening, never absurd."""
    day = [slot.price for slot in day_prices(date(2026, 11, 16))]

    assert max(day) == max(day[19:22])
    assert min(day) < sum(day[2:6]) / 4 < sum(day[18:22]) / 4
    assert all(0 < price < 0.5 for price in day)


def test_weekends_are_cheaper() -> None:
    """Saturday has no peak toll."""
    working, saturday = day_prices(date(2026, 11, 20)), day_prices(date(2026, 11, 21))

    assert saturday[20].price < working[20].price


def test_the_same_day_has_the_same_prices() -> None:
    """Made up, but once and for all; days differ."""
    assert prices(NOW)[24:] == day_prices(date(2026, 11, 17))
    assert [slot.price for slot in prices(NOW)[:24]] != [
        slot.price for slot in prices(NOW)[24:]
    ]
