"""What the parts of a day share, whatever they tell: a limit, a price. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

DAY: Final = 24 * 60
"""Minutes, whatever the clocks do."""


class BandsProblem(StrEnum):
    """How bands fail to tell one thing for each minute."""

    HOLE = "hole"
    OVERLAP = "overlap"


@dataclass(frozen=True, slots=True, kw_only=True)
class Flaw:
    """A part of the day that is told never, or twice."""

    problem: BandsProblem
    start: int
    """Minutes since midnight."""
    end: int


class ClockError(ValueError):
    """What is no time of day."""


def clock_text(minute: int) -> str:
    """A minute of the day as people write it; the last one is 24:00."""
    hour, minute = divmod(minute, 60)
    return f"{hour:02}:{minute:02}"


def clock_minute(text: object) -> int:
    """The minute of the day of a text like 08:00 or 08:00:00, up to 24:00.

    Raises ``ClockError``.
    """
    parts = text.split(":") if isinstance(text, str) else []
    if len(parts) not in {2, 3} or not all(
        part.isascii() and part.isdigit() for part in parts
    ):
        raise ClockError(f"{text!r} is no time of day")
    hour, minute, second = (*map(int, parts), 0)[:3]
    if minute >= 60 or second or hour * 60 + minute > DAY:
        raise ClockError(f"{text!r} is no full minute of a day")
    return hour * 60 + minute


def clock_end(text: object) -> int:
    """The same for the end of a band: at midnight it may say 00:00 or 24:00.

    Raises ``ClockError``.
    """
    return clock_minute(text) or DAY


def check_band(start: int, end: int) -> None:
    """Raise ``ClockError`` unless a day has these minutes."""
    if not 0 <= start < DAY or not 0 < end <= DAY:
        raise ClockError(f"No day has {start} to {end} minutes")


def day_parts(start: int, end: int) -> tuple[tuple[int, int], ...]:
    """A band's start and end, or two of each where it goes on after midnight."""
    if start < end:
        return ((start, end),)
    return ((0, end), (start, DAY))


def find_flaw(parts: Iterable[tuple[int, int]]) -> Flaw | None:
    """The first part of the day that these leave out or tell twice; None if none."""
    told = 0
    for start, end in sorted(parts):
        if start > told:
            return Flaw(problem=BandsProblem.HOLE, start=told, end=start)
        if start < told:
            return Flaw(problem=BandsProblem.OVERLAP, start=start, end=min(told, end))
        told = end
    if told < DAY:
        return Flaw(problem=BandsProblem.HOLE, start=told, end=DAY)
    return None
