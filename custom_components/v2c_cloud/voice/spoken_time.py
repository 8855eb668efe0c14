"""Times of day as people say them: half past seven, alle sette e mezza.

Pure: no clock and no language, which the sentence files take care of.
"""

from datetime import time
from enum import StrEnum


class Half(StrEnum):
    """The half of the day, where somebody says it."""

    AM = "am"
    PM = "pm"


def spoken_time(hour: int, minutes: int = 0, half: Half | None = None) -> time | None:
    """The time that somebody said.

    Args:
        hour: 0 to 24, where 24 is midnight.
        minutes: After the hour, or before it where they are negative: -15 in "quarter
            to seven".
        half: Which of the two hours of that name is meant. Without it the hour counts
            on a clock of 24 hours, for "by seven" is said of mornings.

    Returns:
        None for what is no time, like 19 in the morning.
    """
    if not (0 <= hour <= 24 and -60 < minutes < 60):
        return None
    if half is not None:
        if half is Half.PM and 12 < hour < 24:
            hour -= 12
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half is Half.PM else 0)
    whole, minute = divmod(hour * 60 + minutes, 60)
    return time(whole % 24, minute)
