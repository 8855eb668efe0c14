"""Times of day as people say them: half past seven, alle sette e mezza.

Pure: no clock and no language, which the sentence files take care of.
"""

from datetime import time
from enum import StrEnum


class DayPart(StrEnum):
    """The part of the day, where somebody says it."""

    AM = "am"
    MORNING = "morning"
    """In Spanish twelve in the morning is noon."""
    PM = "pm"
    NIGHT = "night"
    """Both ends of it: eleven at night, twelve at night, two at night."""


def spoken_time(
    hour: int, minutes: int = 0, part: DayPart | None = None
) -> time | None:
    """The time that somebody said.

    Args:
        hour: 0 to 24, where 24 is midnight.
        minutes: After the hour, or before it where they are negative: -15 in "quarter
            to seven".
        part: Tells which of the two hours of that name is meant. Without it the hour
            counts on a clock of 24 hours, for "by seven" is said of mornings.

    Returns:
        None for what is no time, like 19 in the morning.
    """
    if not (0 <= hour <= 24 and -60 < minutes < 60):
        return None
    if part is not None:
        late = part in {DayPart.PM, DayPart.NIGHT}
        if not 1 <= hour <= (23 if late else 12):
            return None
        if hour <= 12:
            hour = _hour_of_day(hour, part)
    whole, minute = divmod(hour * 60 + minutes, 60)
    return time(whole % 24, minute)


def _hour_of_day(hour: int, part: DayPart) -> int:
    """The hour of 24 for an hour from 1 to 12."""
    match part:
        case DayPart.MORNING:
            return hour
        case DayPart.AM:
            return hour % 12
        case DayPart.PM:
            return hour % 12 + 12
        case DayPart.NIGHT:
            return hour + 12 if 6 <= hour < 12 else hour % 12
