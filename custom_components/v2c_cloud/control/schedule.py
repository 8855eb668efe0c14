"""Which period of a tariff runs when.

Hours are told in local time, instants are UTC. A period is a name, such as P1: what a
kWh costs in it, or what is added to it, is told elsewhere. Pure.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from .bands import DAY, Flaw, check_band, clock_text, day_parts, find_flaw
from .holidays import Holidays, holidays

QUARTER: Final = timedelta(minutes=15)
"""How long a slot is. Clocks everywhere differ from UTC by whole quarters."""
COLOURED_DAY_STARTS: Final = timedelta(hours=6)
"""A coloured day goes on until this time of the next morning."""

_MINUTES: Final = 15
_SATURDAY: Final = 5
_SUNDAY: Final = 6
_RED_MONTHS: Final = (11, 12, 1, 2, 3)
_TRUSTED: Final = timedelta(days=3)
"""How long the last colour that somebody told is a guess for those after it."""


class PriceDay(StrEnum):
    """The kinds of day that tariffs tell apart."""

    WORKING = "working"
    """Monday to Friday, unless it is a holiday."""
    SATURDAY = "saturday"
    """Unless it is a holiday."""
    SUNDAY = "sunday"
    """Sundays and holidays."""
    BLUE = "blue"
    """As those below: a colour of the French tariff Tempo."""
    WHITE = "white"
    RED = "red"


WEEK: Final = (PriceDay.WORKING, PriceDay.SATURDAY, PriceDay.SUNDAY)
COLOURS: Final = (PriceDay.BLUE, PriceDay.WHITE, PriceDay.RED)


class Season(StrEnum):
    """The halves of a year, by the time that the clocks show."""

    WINTER = "winter"
    SUMMER = "summer"
    """While the clocks are put forward."""


SEASONS: Final = frozenset(Season)


class HoursError(ValueError):
    """Hours that leave a part of a day out, or tell it twice."""

    def __init__(self, flaw: Flaw, day: PriceDay, season: Season) -> None:
        """Name the part, and the days that have it."""
        super().__init__(
            f"{flaw.problem} on {day} days in {season}, "
            f"{clock_text(flaw.start)} to {clock_text(flaw.end)}"
        )
        self.flaw = flaw
        self.day = day
        self.season = season


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """A part of the day with its period.

    One that ends before it begins goes on after midnight, on days of the same kinds.
    """

    days: frozenset[PriceDay]
    start: int
    """Minutes since midnight, 0 to 1439."""
    end: int
    """The first minute that is no longer of it, 1 to 1440."""
    period: str
    seasons: frozenset[Season] = SEASONS

    def __post_init__(self) -> None:
        """Refuse what no day has. Raises ``ClockError``, or another ``ValueError``."""
        check_band(self.start, self.end)
        if not self.days or not self.seasons:
            raise ValueError("Hours need a kind of day and a season")

    @property
    def parts(self) -> tuple[tuple[int, int], ...]:
        """Its start and end, or two of each where it goes on after midnight."""
        return day_parts(self.start, self.end)

    def on(self, day: PriceDay, season: Season) -> bool:
        """Whether such days have it."""
        return day in self.days and season in self.seasons


type Shares = tuple[tuple[str, float], ...]
"""Periods with the parts that they have of a quarter of an hour; these sum up to 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quarter:
    """A quarter of an hour."""

    start: datetime
    """UTC."""
    shares: Shares
    expected: bool
    """Whether its period is a guess: nobody has told the colour of the day yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """The periods of a tariff."""

    hours: tuple[Hours, ...]
    zone: ZoneInfo
    """Whose clocks tell the hours."""
    holidays: Holidays = Holidays.NONE
    colours: Mapping[date, PriceDay] | None = None
    """The colours of days that are known, by the day on whose morning each begins. None
    where the days of the week count instead."""

    def __post_init__(self) -> None:
        """Refuse hours that do not tell one period. Raises ``HoursError``."""
        for day in WEEK if self.colours is None else COLOURS:
            for season in Season:
                hours = (item for item in self.hours if item.on(day, season))
                flaw = find_flaw(part for item in hours for part in item.parts)
                if flaw is not None:
                    raise HoursError(flaw, day, season)

    @property
    def periods(self) -> tuple[str, ...]:
        """The names of all periods, each once."""
        return tuple(dict.fromkeys(item.period for item in self.hours))

    def period(self, instant: datetime) -> str | None:
        """The period that runs; None where nobody knows the colour of the day."""
        local = instant.astimezone(self.zone)
        day, expected = self._day(local)
        if day is None or expected:
            return None
        minute = local.hour * 60 + local.minute
        season = _season(local)
        return next(
            item.period
            for item in self.hours
            if item.on(day, season)
            and any(start <= minute < end for start, end in item.parts)
        )

    def quarters(self, start: datetime, end: datetime) -> Iterator[Quarter]:
        """Each quarter of an hour that has a part between two instants.

        Those of days whose colour nobody can even guess are left out.
        """
        tables: dict[tuple[PriceDay, Season], list[Shares]] = {}
        instant = floor_quarter(start) if start < end else end
        while instant < end:
            local = instant.astimezone(self.zone)
            day, expected = self._day(local)
            if day is not None:
                key = (day, _season(local))
                if key not in tables:
                    tables[key] = _table(self.hours, *key)
                quarter = (local.hour * 60 + local.minute) // _MINUTES
                yield Quarter(
                    start=instant, shares=tables[key][quarter], expected=expected
                )
            instant += QUARTER

    def _day(self, local: datetime) -> tuple[PriceDay | None, bool]:
        """What kind of day it is, and whether that is a guess."""
        if self.colours is not None:
            # By the clock on the wall: the day begins at six however long the night is.
            begun = (local.replace(tzinfo=None) - COLOURED_DAY_STARTS).date()
            return _colour(self.colours, begun)
        day = local.date()
        if day.weekday() == _SUNDAY or day in holidays(self.holidays, day.year):
            return PriceDay.SUNDAY, False
        if day.weekday() == _SATURDAY:
            return PriceDay.SATURDAY, False
        return PriceDay.WORKING, False


def floor_quarter(instant: datetime) -> datetime:
    """The beginning of the quarter of an hour, in UTC."""
    instant = instant.astimezone(UTC)
    return instant.replace(
        minute=instant.minute // _MINUTES * _MINUTES, second=0, microsecond=0
    )


def _season(local: datetime) -> Season:
    # Not all zones call summer the exception: Ireland's says that its winter is one.
    winter = min(_ahead(local.replace(month=month, day=1)) for month in (1, 7))
    return Season.SUMMER if _ahead(local) > winter else Season.WINTER


def _ahead(local: datetime) -> timedelta:
    """How far the clock is ahead of UTC."""
    return local.utcoffset() or timedelta(0)


def _colour(
    colours: Mapping[date, PriceDay], day: date
) -> tuple[PriceDay | None, bool]:
    """The colour of a day, else that of the last one before it, as a guess.

    Sundays are blue, and no weekend or holiday and no day from April to October is red
    (the rules of RTE, which chooses the colours).
    """
    if day in colours:
        return colours[day], False
    told = max((known for known in colours if known < day), default=None)
    if told is None or day - told > _TRUSTED:
        return None, True
    never_red = (
        day.weekday() >= _SATURDAY
        or day.month not in _RED_MONTHS
        or day in holidays(Holidays.FRANCE, day.year)
    )
    guess = colours[told]
    if day.weekday() == _SUNDAY or (guess is PriceDay.RED and never_red):
        guess = PriceDay.BLUE
    return guess, True


def _table(hours: Sequence[Hours], day: PriceDay, season: Season) -> list[Shares]:
    """The periods of each quarter of an hour of such a day."""
    minutes = [""] * DAY
    for item in hours:
        if item.on(day, season):
            for start, end in item.parts:
                minutes[start:end] = [item.period] * (end - start)
    return [
        _shares(minutes[start : start + _MINUTES]) for start in range(0, DAY, _MINUTES)
    ]


def _shares(minutes: Sequence[str]) -> Shares:
    return tuple(
        (period, minutes.count(period) / len(minutes))
        for period in dict.fromkeys(minutes)
    )
