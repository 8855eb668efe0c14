"""Stays become columns of what people would say of them."""

from datetime import date, timedelta

import numpy as np
import pytest

from custom_components.v2c_cloud.control.stays import Calendar, Moment, StayTable

from .habits import CALENDAR, HOUR, MADRID, daily, madrid, stay, table

FIESTA = date(2026, 12, 8)
"""A Tuesday."""


@pytest.mark.parametrize(
    ("instant", "moment"),
    [
        ("2026-11-24 18:30", Moment(18.5, True, True)),
        ("2026-11-27 07:15:36", Moment(7.26, True, False)),
        ("2026-11-28 00:00", Moment(0.0, False, False)),
        ("2026-11-29 23:00", Moment(23.0, False, True)),
        ("2026-12-07 12:00", Moment(12.0, True, False)),
        ("2026-12-08 12:00", Moment(12.0, False, True)),
    ],
)
def test_moments(instant: str, moment: Moment) -> None:
    """By the clock on the wall, and by the days on which people work."""
    calendar = Calendar(zone=MADRID, is_holiday=lambda day: day == FIESTA)
    told = calendar.moment(madrid(instant))
    assert told.clock == pytest.approx(moment.clock)
    assert (told.works, told.works_next) == (moment.works, moment.works_next)


@pytest.mark.parametrize(
    ("evening", "shift"),
    [("2026-03-28 20:00", 1.0), ("2026-10-24 20:00", -1.0), ("2026-11-24 20:00", 0.0)],
)
def test_nights_of_23_and_25_hours(evening: str, shift: float) -> None:
    """Who leaves at 8:00 by the clock stays an hour less, or more."""
    assert CALENDAR.shift(madrid(evening), 12.0) == shift
    assert CALENDAR.shift(madrid(evening), 3.0) == 0.0


def test_columns() -> None:
    """One row for each stay."""
    night = stay("2026-03-28 20:00", "2026-03-29 08:00", 9.0)
    noon = stay("2026-03-30 12:00", "2026-03-30 13:30", 2.5)
    told = table([night, noon])
    assert len(told) == 2
    assert told.clock.tolist() == [20.0, 12.0]
    assert told.works.tolist() == [False, True]
    assert told.works_next.tolist() == [False, True]
    assert told.hours.tolist() == [11.0, 1.5]
    assert told.clock_hours.tolist() == [12.0, 1.5]
    assert told.energy.tolist() == [9.0, 2.5]
    assert told.age.tolist() == [2.0, 1.0]


@pytest.mark.parametrize(
    "useless",
    [
        stay("2026-01-01 20:00", "2026-01-02 07:00", 0.0),
        stay("2026-01-01 20:00", "2026-01-01 20:00"),
        stay("2026-01-01 20:00", "2026-01-01 19:00"),
    ],
)
def test_what_tells_nothing(useless: object) -> None:
    """Neither a stay without energy nor one that ended before it began."""
    assert len(StayTable.of([useless], CALENDAR)) == 0  # type: ignore[list-item]


def test_nothing_at_all() -> None:
    """The first day has columns too, if empty ones."""
    told = table([])
    assert len(told) == 0
    assert len(told.age) == len(told.clock_hours) == 0


def test_the_last_ones_count() -> None:
    """What lies further back is left out."""
    told = table([*daily("2024-01-01", 200, energy=1.0), *daily("2025-01-01", 220)])
    assert len(told) == 250
    assert np.count_nonzero(told.energy == 1.0) == 30
    assert told.hours[-1] == pytest.approx(13 + 10 / 60)


def test_a_stay_of_days() -> None:
    """Lengths are in hours, however many."""
    long = stay("2026-01-01 20:00", "2026-01-05 20:00")
    assert table([long]).hours.tolist() == [(4 * timedelta(days=1)) / HOUR]
