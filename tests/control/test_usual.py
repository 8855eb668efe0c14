"""What a car usually does, in figures."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from custom_components.v2c_cloud.control.stays import Calendar, Stay, StayTable
from custom_components.v2c_cloud.control.usual import Usual, usual

MADRID = ZoneInfo("Europe/Madrid")
CALENDAR = Calendar(zone=MADRID)
MONDAY = datetime(2026, 11, 2, 18, tzinfo=MADRID).astimezone(UTC)
DAY = timedelta(days=1)
NIGHT = timedelta(hours=13, minutes=38)
"""Until 7:38."""


def nights(
    *first: int, hours: timedelta = NIGHT, energy: float = 9.0, seen: bool = True
) -> list[Stay]:
    """Stays that begin in the evening, on days counted from a Monday."""
    return [
        Stay(
            plug_in=MONDAY + day * DAY,
            plug_out=MONDAY + day * DAY + hours,
            energy=energy,
            unplug_seen=seen,
        )
        for day in first
    ]


@pytest.mark.parametrize(
    ("stays", "works", "expected"),
    [
        (nights(0, 1), True, None),
        (nights(0, 1, 2), True, Usual(energy=9.0, leaves=time(7, 40))),
        (nights(0, 1, 2), False, Usual(energy=9.0, leaves=None)),
        (nights(4, 5, 11), False, Usual(energy=9.0, leaves=time(7, 40))),
        # An hour is no night.
        (
            nights(0, 1, 2, hours=timedelta(hours=1)),
            True,
            Usual(energy=9.0, leaves=None),
        ),
        # What the cloud tells of a charge is no departure.
        (nights(0, 1, 2, seen=False), True, Usual(energy=9.0, leaves=None)),
        # Within three minutes of midnight.
        (
            nights(0, 1, 2, hours=timedelta(hours=6, minutes=2)),
            True,
            Usual(energy=9.0, leaves=time(0, 0)),
        ),
        (
            [*nights(0, energy=2.0), *nights(1, 2), *nights(3, energy=30.0)],
            True,
            Usual(energy=9.0, leaves=time(7, 40)),
        ),
    ],
)
def test_usual(stays: list[Stay], works: bool, expected: Usual | None) -> None:
    """The median of what was seen on days of that kind."""
    assert usual(StayTable.of(stays, CALENDAR), works=works) == expected
