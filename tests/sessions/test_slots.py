"""Energy in quarters and hours."""

from dataclasses import replace
from datetime import datetime, timedelta

from hypothesis import given, strategies as st
import pytest

from custom_components.v2c_cloud.sessions.model import Slot
from custom_components.v2c_cloud.sessions.slots import by_hours, merge, spread

from .helpers import utc

NOON = utc("2026-11-16T12:00")


def slot(minute: int, energy: float, price: float | None = None) -> Slot:
    """A quarter after noon."""
    start = NOON + timedelta(minutes=minute)
    return Slot(start=start, minutes=15, energy=energy, price=price)


@pytest.mark.parametrize(
    ("slots", "price"),
    [
        ([slot(0, 1, 0.1), slot(15, 3, 0.3)], 0.25),
        ([slot(0, 1, 0.1), slot(15, 3, 0.1)], 0.1),
        ([slot(0, 1, 0.1), slot(15, 3)], None),
        ([slot(0, 1, 0.1), slot(15, 0)], 0.1),
        ([slot(0, 0), slot(15, 0)], None),
    ],
)
def test_the_price_of_an_hour(slots: list[Slot], price: float | None) -> None:
    """It costs what its quarters cost."""
    [hour] = by_hours(slots)
    assert hour.price == pytest.approx(price)
    assert (hour.start, hour.minutes) == (NOON, 60)


def test_quarters_go_into_their_hour() -> None:
    """An hour that comes as a whole has no quarters beside it."""
    hour = Slot(start=NOON, minutes=60, energy=2, solar=1)
    merged = merge([slot(15, 1), hour, slot(60, 1), replace(slot(30, 1), solar=0.5)])
    assert [(it.minutes, it.energy, it.solar) for it in merged] == [
        (60, 4, 1.5),
        (15, 1, None),
    ]


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1)),  # noqa: DTZ001
    st.timedeltas(timedelta(hours=-1), timedelta(days=1)),
    st.floats(0, 100),
)
def test_nothing_is_lost(start: datetime, length: timedelta, energy: float) -> None:
    """However long or short the span is."""
    begin = start.replace(tzinfo=NOON.tzinfo)
    slots = spread(begin, begin + length, energy, solar=energy / 2)
    assert sum(it.energy for it in slots) == pytest.approx(energy)
    assert sum(it.solar or 0 for it in by_hours(slots)) == pytest.approx(
        energy / 2, abs=0.01
    )
    assert merge(slots) == tuple(slots)
