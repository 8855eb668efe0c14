"""The days on which contracts count as at weekends."""

from datetime import date

import pytest

from custom_components.v2c_cloud.control.holidays import Holidays, easter, holidays


@pytest.mark.parametrize(
    ("year", "day"),
    [
        # The earliest and the latest of our time, a golden number of 0, and others.
        (2008, date(2008, 3, 23)),
        (2038, date(2038, 4, 25)),
        (2014, date(2014, 4, 20)),
        (2024, date(2024, 3, 31)),
        (2026, date(2026, 4, 5)),
        (2027, date(2027, 3, 28)),
        (2049, date(2049, 4, 18)),
    ],
)
def test_easter(year: int, day: date) -> None:
    """As calendars have it."""
    assert easter(year) == day


@pytest.mark.parametrize(
    ("calendar", "count", "moving"),
    [
        (Holidays.NONE, 0, set()),
        (Holidays.SPAIN, 9, set()),
        (Holidays.ITALY, 12, {date(2026, 4, 6)}),
        (
            Holidays.FRANCE,
            11,
            {date(2026, 4, 6), date(2026, 5, 14), date(2026, 5, 25)},
        ),
        (Holidays.PORTUGAL, 12, {date(2026, 4, 3), date(2026, 6, 4)}),
    ],
)
def test_holidays(calendar: Holidays, count: int, moving: set[date]) -> None:
    """All of them, those that move with Easter too."""
    days = holidays(calendar, 2026)

    assert len(days) == count
    assert moving <= days


@pytest.mark.parametrize(
    ("calendar", "day", "is_one"),
    [
        # The periods of Spain's tariff count Epiphany, and not Good Friday.
        (Holidays.SPAIN, date(2026, 1, 6), True),
        (Holidays.SPAIN, date(2026, 4, 3), False),
        (Holidays.ITALY, date(2025, 10, 4), False),
        (Holidays.ITALY, date(2027, 10, 4), True),
        (Holidays.FRANCE, date(2026, 7, 14), True),
        (Holidays.PORTUGAL, date(2026, 12, 1), True),
        (Holidays.NONE, date(2026, 12, 25), False),
    ],
)
def test_one_day(calendar: Holidays, day: date, *, is_one: bool) -> None:
    """Days that are easily forgotten, or counted too much."""
    assert (day in holidays(calendar, day.year)) is is_one
