"""Stays of cars that have habits."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from custom_components.v2c_cloud.control.departures import Departures
from custom_components.v2c_cloud.control.stays import Calendar, Stay, StayTable

MADRID = ZoneInfo("Europe/Madrid")
CALENDAR = Calendar(zone=MADRID)
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


def madrid(text: str) -> datetime:
    """A local time as an instant."""
    return datetime.fromisoformat(text).replace(tzinfo=MADRID).astimezone(UTC)


def stay(begins: str, ends: str, energy: float = 8.0) -> Stay:
    """From one local time to another."""
    return Stay(plug_in=madrid(begins), plug_out=madrid(ends), energy=energy)


def daily(
    first: str,
    days: int,
    *,
    begins: str = "18:30",
    ends: str = "07:40",
    nights: int = 1,
    energy: float = 8.0,
) -> list[Stay]:
    """Plugged in and out at the same times by the clock, day after day."""

    def at(day: date, clock: str) -> datetime:
        local = datetime.combine(day, time.fromisoformat(clock), MADRID)
        return local.astimezone(UTC)

    return [
        Stay(
            plug_in=at(day, begins),
            plug_out=at(day + nights * DAY, ends),
            energy=energy,
        )
        for day in (date.fromisoformat(first) + number * DAY for number in range(days))
    ]


def table(stays: list[Stay]) -> StayTable:
    """The same in columns."""
    return StayTable.of(stays, CALENDAR)


def departures(stays: list[Stay]) -> Departures:
    """What they tell of the next departure."""
    return Departures(table=table(stays), calendar=CALENDAR)
