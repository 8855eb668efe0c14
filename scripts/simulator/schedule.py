"""The two timers of a charger.

The form is that of V2C's OpenAPI 1.0.0 and its older Swagger: 24-hour times, days 1
(Monday) to 7 (Sunday), "8" for off; a timer that crosses midnight lists the day on
which it starts. That equal times mean a whole day is inferred.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
import re
from typing import Final

from .json_type import Json

OFF: Final = "8"
_TIME: Final = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)")
_DAYS: Final = re.compile(r"(?!.*(.).*\1)[1-7]{1,7}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Timer:
    """One timer: minutes after midnight by the charger's clock, and its days."""

    start: int = 0
    end: int = 0
    days: str = OFF

    @property
    def programmed(self) -> bool:
        """Whether it is on."""
        return self.days != OFF

    def covers(self, local: datetime) -> bool:
        """Whether the charger may charge at a local time, as far as this timer goes."""
        minute = local.hour * 60 + local.minute
        today = str(local.isoweekday()) in self.days
        yesterday = str((local.isoweekday() - 2) % 7 + 1) in self.days
        if self.start < self.end:
            return today and self.start <= minute < self.end
        return (today and minute >= self.start) or (yesterday and minute < self.end)


NO_TIMERS: Final = (Timer(), Timer())


def waits(timers: Iterable[Timer], local: datetime) -> bool:
    """Whether a charger that obeys its timers must wait at a local time.

    Either timer allows a charge. Without any there is nothing to wait for, which is
    inferred.
    """
    programmed = [timer for timer in timers if timer.programmed]
    return bool(programmed) and not any(timer.covers(local) for timer in programmed)


def parse_timer(body: Json) -> Timer | None:
    """Return the timer of a request's body, or None where V2C would refuse it."""
    if not isinstance(body, dict):
        return None
    start, end = _minutes(body.get("timeStart")), _minutes(body.get("timeEnd"))
    days = body.get("daysOfWeek")
    if start is None or end is None or not isinstance(days, str):
        return None
    if days != OFF and not _DAYS.fullmatch(days):
        return None
    return Timer(start=start, end=end, days=days)


def _minutes(text: Json) -> int | None:
    found = _TIME.fullmatch(text) if isinstance(text, str) else None
    return int(found[1]) * 60 + int(found[2]) if found else None
