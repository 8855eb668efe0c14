"""A charger's two timers: when it may charge, by its own clock."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from enum import StrEnum

TIMERS = ("timer_1", "timer_2")
"""Fields of ``ChargerState``; V2C numbers the timers 0 and 1."""

ALL_DAYS = frozenset(range(1, 8))


@dataclass(frozen=True, slots=True, kw_only=True)
class ChargeTimer:
    """One timer, in minutes of the charger's wall clock.

    An end before the start is on the next day, and only the day of the start is
    listed (V2C's Swagger of 2021). That equal times mean a whole day is inferred.
    """

    start: time
    end: time
    days: frozenset[int] = frozenset()
    """ISO weekdays, 1 (Monday) to 7. A charger forgets them while the timer is off."""
    enabled: bool = True

    def __str__(self) -> str:
        """The timer for diagnostics, as in ``22:00-06:00 12345`` or ``... off``."""
        days = "".join(map(str, sorted(self.days))) if self.enabled else "off"
        return f"{self.start:%H:%M}-{self.end:%H:%M} {days}"

    @property
    def as_charger_keeps_it(self) -> ChargeTimer:
        """The same timer as a charger tells it: to the minute, off without days."""
        return ChargeTimer(
            start=self.start.replace(second=0, microsecond=0, tzinfo=None),
            end=self.end.replace(second=0, microsecond=0, tzinfo=None),
            days=self.days if self.enabled else frozenset(),
            enabled=self.enabled,
        )


def timer_from(text: str) -> ChargeTimer:
    """The timer that was written as ``str()`` does."""
    times, days = text.split(" ")
    start, end = map(time.fromisoformat, times.split("-"))
    if days == "off":
        return ChargeTimer(start=start, end=end, enabled=False)
    return ChargeTimer(start=start, end=end, days=frozenset(map(int, days)))


class TimerDays(StrEnum):
    """The sets of days that people choose among."""

    EVERY_DAY = "every_day"
    WORKING_DAYS = "working_days"
    WEEKEND = "weekend"
    MONDAY = "monday"
    TUESDAY = "tuesday"
    WEDNESDAY = "wednesday"
    THURSDAY = "thursday"
    FRIDAY = "friday"
    SATURDAY = "saturday"
    SUNDAY = "sunday"
    CUSTOM = "custom"
    """Any other set."""


DAYS_OF: Mapping[TimerDays, frozenset[int]] = {
    TimerDays.EVERY_DAY: ALL_DAYS,
    TimerDays.WORKING_DAYS: frozenset(range(1, 6)),
    TimerDays.WEEKEND: frozenset({6, 7}),
    TimerDays.MONDAY: frozenset({1}),
    TimerDays.TUESDAY: frozenset({2}),
    TimerDays.WEDNESDAY: frozenset({3}),
    TimerDays.THURSDAY: frozenset({4}),
    TimerDays.FRIDAY: frozenset({5}),
    TimerDays.SATURDAY: frozenset({6}),
    TimerDays.SUNDAY: frozenset({7}),
}
"""The ISO weekdays of each set that has a name."""

WEEKDAYS: Mapping[str, int] = {
    name.value: next(iter(days)) for name, days in DAYS_OF.items() if len(days) == 1
}
"""The ISO weekday of each day's name."""


def name_of_days(days: frozenset[int]) -> TimerDays:
    """The name of a set of days."""
    names = (name for name, known in DAYS_OF.items() if known == days)
    return next(names, TimerDays.CUSTOM)
