"""The hours of tariffs as they are sold, so that nobody must type them. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from itertools import pairwise
from typing import Final
from zoneinfo import ZoneInfo

from .bands import DAY, day_parts
from .holidays import Holidays
from .schedule import COLOURS, SEASONS, WEEK, Hours, PriceDay, Schedule, Season


class TariffPreset(StrEnum):
    """Whose hours a tariff has."""

    FLAT = "flat"
    """One price at all times."""
    SPAIN = "spain"
    CEUTA_MELILLA = "ceuta_melilla"
    ITALY_THREE = "italy_three"
    ITALY_TWO = "italy_two"
    FRANCE = "france"
    """Heures pleines and creuses, whose hours differ from house to house."""
    TEMPO = "tempo"
    PORTUGAL_TWO_DAILY = "portugal_two_daily"
    PORTUGAL_TWO_WEEKLY = "portugal_two_weekly"
    PORTUGAL_THREE_DAILY = "portugal_three_daily"
    PORTUGAL_THREE_WEEKLY = "portugal_three_weekly"
    NIGHT = "night"
    """A cheaper night, such as the British Economy 7."""
    CUSTOM = "custom"


ALL_DAY: Final = "all_day"
"""The period of a flat tariff."""
PEAK: Final = "peak"
OFF_PEAK: Final = "off_peak"

type OffPeak = tuple[tuple[int, int], ...]
"""Starts and ends of the cheap hours, in minutes since midnight; one that ends before
it begins goes on after midnight."""

USUAL_OFF_PEAK: Final[Mapping[TariffPreset, OffPeak]] = {
    TariffPreset.FRANCE: ((22 * 60, 6 * 60),),
    TariffPreset.NIGHT: ((30, 7 * 60 + 30),),
}
"""The tariffs whose cheap hours are typed, with those that most people have."""

_WORKING: Final = (PriceDay.WORKING,)
_SATURDAY: Final = (PriceDay.SATURDAY,)
_SUNDAY: Final = (PriceDay.SUNDAY,)
_WEEKEND: Final = (PriceDay.SATURDAY, PriceDay.SUNDAY)
_WINTER: Final = frozenset({Season.WINTER})
_SUMMER: Final = frozenset({Season.SUMMER})


def _day(
    days: Iterable[PriceDay],
    *parts: tuple[str, float],
    seasons: frozenset[Season] = SEASONS,
) -> tuple[Hours, ...]:
    """A day from midnight to midnight: periods, and the hour at which each ends."""
    ends = [round(hour * 60) for _, hour in parts]
    return tuple(
        Hours(
            days=frozenset(days), start=start, end=end, period=period, seasons=seasons
        )
        for (period, _), (start, end) in zip(parts, pairwise([0, *ends]), strict=True)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sold:
    """A tariff whose hours are the same for all."""

    hours: tuple[Hours, ...]
    holidays: Holidays = Holidays.NONE
    coloured: bool = False


# CNMC, circular 3/2020: also Saturdays and the national holidays with a fixed date are
# P3, 6 January among them. The Balearic and the Canary Islands have the hours of the
# peninsula by their own clocks.
_SPAIN: Final = _Sold(
    hours=(
        *_day(
            _WORKING,
            *(("p3", 8), ("p2", 10), ("p1", 14), ("p2", 18), ("p1", 22), ("p2", 24)),
        ),
        *_day(_WEEKEND, ("p3", 24)),
    ),
    holidays=Holidays.SPAIN,
)
_CEUTA_MELILLA: Final = _Sold(
    hours=(
        *_day(
            _WORKING,
            *(("p3", 8), ("p2", 11), ("p1", 15), ("p2", 19), ("p1", 23), ("p2", 24)),
        ),
        *_day(_WEEKEND, ("p3", 24)),
    ),
    holidays=Holidays.SPAIN,
)
# ARERA, resolution 181/06. That of 2006 names the holidays one by one: whether it
# takes in 4 October, a holiday again since 2026, is not known and assumed here.
_ITALY_THREE: Final = _Sold(
    hours=(
        *_day(_WORKING, ("f3", 7), ("f2", 8), ("f1", 19), ("f2", 23), ("f3", 24)),
        *_day(_SATURDAY, ("f3", 7), ("f2", 23), ("f3", 24)),
        *_day(_SUNDAY, ("f3", 24)),
    ),
    holidays=Holidays.ITALY,
)
_ITALY_TWO: Final = _Sold(
    hours=(
        *_day(_WORKING, ("f23", 8), ("f1", 19), ("f23", 24)),
        *_day(_WEEKEND, ("f23", 24)),
    ),
    holidays=Holidays.ITALY,
)
# EDF: off-peak hours are 22 to 6 everywhere, and the colour changes at 6.
_TEMPO: Final = _Sold(
    hours=tuple(
        hours
        for colour in COLOURS
        for hours in _day(
            (colour,),
            *((f"{colour}_off_peak", 6), (f"{colour}_peak", 22)),
            (f"{colour}_off_peak", 24),
        )
    ),
    coloured=True,
)
# ERSE, períodos horários of mainland Portugal for low voltage, as its chart gave them in
# October 2026: seasons by legal time, and no holidays in either cycle. New hours have
# been announced for the second half of 2027, house by house. The Azores and Madeira have
# others.
_PORTUGAL_TWO_DAILY: Final = _Sold(
    hours=_day(WEEK, ("vazio", 8), ("fora_vazio", 22), ("vazio", 24))
)
_PORTUGAL_THREE_DAILY: Final = _Sold(
    hours=(
        *_day(
            WEEK,
            *(("vazio", 8), ("cheias", 9), ("ponta", 10.5), ("cheias", 18)),
            *(("ponta", 20.5), ("cheias", 22), ("vazio", 24)),
            seasons=_WINTER,
        ),
        *_day(
            WEEK,
            *(("vazio", 8), ("cheias", 10.5), ("ponta", 13), ("cheias", 19.5)),
            *(("ponta", 21), ("cheias", 22), ("vazio", 24)),
            seasons=_SUMMER,
        ),
    )
)
_PORTUGAL_THREE_WEEKLY: Final = _Sold(
    hours=(
        *_day(
            _WORKING,
            *(("vazio", 7), ("cheias", 9.5), ("ponta", 12), ("cheias", 18.5)),
            *(("ponta", 21), ("cheias", 24)),
            seasons=_WINTER,
        ),
        *_day(
            _WORKING,
            *(("vazio", 7), ("cheias", 9.25), ("ponta", 12.25), ("cheias", 24)),
            seasons=_SUMMER,
        ),
        *_day(
            _SATURDAY,
            *(("vazio", 9.5), ("cheias", 13), ("vazio", 18.5), ("cheias", 22)),
            ("vazio", 24),
            seasons=_WINTER,
        ),
        *_day(
            _SATURDAY,
            *(("vazio", 9), ("cheias", 14), ("vazio", 20), ("cheias", 22)),
            ("vazio", 24),
            seasons=_SUMMER,
        ),
        *_day(_SUNDAY, ("vazio", 24)),
    )
)
_PORTUGAL_TWO_WEEKLY: Final = _Sold(
    hours=tuple(
        replace(hours, period="vazio" if hours.period == "vazio" else "fora_vazio")
        for hours in _PORTUGAL_THREE_WEEKLY.hours
    )
)

_SOLD: Final[Mapping[TariffPreset, _Sold]] = {
    TariffPreset.FLAT: _Sold(hours=_day(WEEK, (ALL_DAY, 24))),
    TariffPreset.SPAIN: _SPAIN,
    TariffPreset.CEUTA_MELILLA: _CEUTA_MELILLA,
    TariffPreset.ITALY_THREE: _ITALY_THREE,
    TariffPreset.ITALY_TWO: _ITALY_TWO,
    TariffPreset.TEMPO: _TEMPO,
    TariffPreset.PORTUGAL_TWO_DAILY: _PORTUGAL_TWO_DAILY,
    TariffPreset.PORTUGAL_TWO_WEEKLY: _PORTUGAL_TWO_WEEKLY,
    TariffPreset.PORTUGAL_THREE_DAILY: _PORTUGAL_THREE_DAILY,
    TariffPreset.PORTUGAL_THREE_WEEKLY: _PORTUGAL_THREE_WEEKLY,
}
FIXED_HOURS: Final = tuple(_SOLD)
"""The presets whose hours nobody types."""
SURCHARGE_PRESETS: Final = tuple(
    preset for preset, sold in _SOLD.items() if not sold.coloured
)
"""Those by which what is added to a spot price can differ."""


def preset_schedule(
    preset: TariffPreset,
    zone: ZoneInfo,
    *,
    off_peak: OffPeak = (),
    colours: Mapping[date, PriceDay] | None = None,
) -> Schedule:
    """The hours of a preset, by the clocks of a zone.

    ``off_peak`` counts where the cheap hours are typed; there ``HoursError`` is raised
    where two of them overlap. ``colours`` counts for Tempo.
    """
    if preset in USUAL_OFF_PEAK:
        return Schedule(hours=_off_peak_hours(off_peak), zone=zone)
    sold = _SOLD[preset]
    return Schedule(
        hours=sold.hours,
        zone=zone,
        holidays=sold.holidays,
        colours=(colours or {}) if sold.coloured else None,
    )


def preset_periods(preset: TariffPreset) -> tuple[str, ...]:
    """The names of the periods that a preset has; none where all is typed."""
    if preset in USUAL_OFF_PEAK:
        return (PEAK, OFF_PEAK)
    sold = _SOLD.get(preset)
    if sold is None:
        return ()
    if sold.coloured:
        return tuple(f"{day}_{part}" for day in COLOURS for part in (PEAK, OFF_PEAK))
    return tuple(sorted({hours.period for hours in sold.hours}))


def _off_peak_hours(off_peak: Sequence[tuple[int, int]]) -> tuple[Hours, ...]:
    """The cheap hours, and the dear ones in what they leave of the day."""
    parts = sorted(part for start, end in off_peak for part in day_parts(start, end))
    # Where cheap hours overlap, nothing is left between them: the schedule finds that.
    ends = [0, *(end for _, end in parts)]
    starts = [*(start for start, _ in parts), DAY]
    between = [
        (end, start) for end, start in zip(ends, starts, strict=True) if end < start
    ]
    return tuple(
        Hours(days=frozenset(WEEK), start=start, end=end, period=period)
        for period, stretches in ((PEAK, between), (OFF_PEAK, off_peak))
        for start, end in stretches
    )
