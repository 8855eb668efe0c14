"""The public holidays on which contracts count as at weekends."""

from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Final


class Holidays(StrEnum):
    """Whose holidays count."""

    NONE = "none"
    """Nobody's: only Saturdays and Sundays are no working days."""
    SPAIN = "spain"
    ITALY = "italy"
    FRANCE = "france"
    PORTUGAL = "portugal"


BY_COUNTRY: Final = {
    "ES": Holidays.SPAIN,
    "FR": Holidays.FRANCE,
    "IT": Holidays.ITALY,
    "PT": Holidays.PORTUGAL,
}
"""Whose holidays count, by the country's code."""

_FIXED: Final[dict[Holidays, tuple[tuple[int, int], ...]]] = {
    Holidays.NONE: (),
    Holidays.SPAIN: (
        *((1, 1), (1, 6), (5, 1), (8, 15), (10, 12)),
        *((11, 1), (12, 6), (12, 8), (12, 25)),
    ),
    Holidays.ITALY: (
        *((1, 1), (1, 6), (4, 25), (5, 1), (6, 2), (8, 15)),
        *((11, 1), (12, 8), (12, 25), (12, 26)),
    ),
    Holidays.FRANCE: (
        *((1, 1), (5, 1), (5, 8), (7, 14), (8, 15)),
        *((11, 1), (11, 11), (12, 25)),
    ),
    Holidays.PORTUGAL: (
        *((1, 1), (4, 25), (5, 1), (6, 10), (8, 15)),
        *((10, 5), (11, 1), (12, 1), (12, 8), (12, 25)),
    ),
}
"""Month and day of those with a fixed date."""

_AFTER_EASTER: Final[dict[Holidays, tuple[int, ...]]] = {
    Holidays.ITALY: (1,),
    Holidays.FRANCE: (1, 39, 50),
    Holidays.PORTUGAL: (-2, 60),
}
"""Days from Easter Sunday to those that move with it."""

_SAINT_FRANCIS: Final = date(2026, 10, 4)
"""The first time that Italy keeps this day again (law 151 of 2025)."""


def easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar (Meeus, Jones and Butcher)."""
    golden = year % 19
    century, rest = divmod(year, 100)
    leap, odd = divmod(century, 4)
    moon = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - leap - moon + 15) % 30
    quarter, left = divmod(rest, 4)
    weekday = (32 + 2 * odd + 2 * quarter - epact - left) % 7
    late = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)


@lru_cache(maxsize=32)
def holidays(calendar: Holidays, year: int) -> frozenset[date]:
    """The holidays of a year.

    Spain: the national ones with a fixed date that no region may replace, and
    6 January, as circular 3/2020 of the CNMC has it for the periods of the tariff
    2.0TD; Good Friday is none of them. Italy: law 260 of 1949 with its changes, and
    Easter Monday. France: article L3133-1 of the labour code. Portugal: article 234 of
    the labour code. Holidays of one region or town are not known here.
    """
    days = {date(year, month, day) for month, day in _FIXED[calendar]}
    sunday = easter(year)
    days |= {sunday + timedelta(days) for days in _AFTER_EASTER.get(calendar, ())}
    if calendar is Holidays.ITALY and year >= _SAINT_FRANCIS.year:
        days.add(_SAINT_FRANCIS.replace(year=year))
    return frozenset(days)
