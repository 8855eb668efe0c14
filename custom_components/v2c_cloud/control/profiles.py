"""What a house may draw from the grid, by time of day.

A profile has one limit for each minute of working days, and of weekends and holidays.
Bands are told in local time, instants are UTC, and a lower limit is obeyed a lead
before it begins: a command takes its time.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum
import math
from typing import Final

from .bands import (
    DAY,
    BandsProblem,
    ClockError,
    check_band,
    clock_text,
    day_parts,
    find_flaw,
)
from .holidays import Holidays, holidays
from .limits import LOWEST_CURRENT, PHASE_VOLTAGE
from .model import Allowance

LAN_LEAD: Final = 90.0
"""s before a lower band that it is obeyed by chargers on the network."""
CLOUD_LEAD: Final = 180.0
"""The same for chargers that only the cloud reaches."""
POWER_FACTOR: Final = 0.9
"""W that a house draws at least for each VA; assumed where only W are measured."""

_HORIZON: Final = timedelta(days=8)
"""Each kind of day comes round in that time."""
_SATURDAY: Final = 5


class DayKind(StrEnum):
    """Contracts know two kinds of day."""

    WORKING = "working"
    """Monday to Friday, unless it is a holiday."""
    OFF = "off"
    """Saturday, Sunday and holidays."""


class Unit(StrEnum):
    """What a limit counts."""

    WATT = "W"
    VOLT_AMPERE = "VA"
    AMPERE = "A"
    """Of each phase."""


class Preset(StrEnum):
    """Where a profile came from."""

    SINGLE = "single"
    """One limit all day."""
    SPAIN = "spain"
    ITALY = "italy"
    FRANCE = "france"
    PORTUGAL = "portugal"
    CUSTOM = "custom"


class ProfileError(ValueError):
    """A profile that cannot be obeyed."""


class BandsError(ProfileError):
    """Bands that leave a part of the day out, or tell it twice."""

    def __init__(
        self, problem: BandsProblem, kind: DayKind, start: int, end: int
    ) -> None:
        """Name the part, in minutes since midnight."""
        super().__init__(
            f"{problem} on {kind} days, {clock_text(start)} to {clock_text(end)}"
        )
        self.problem = problem
        self.kind = kind
        self.start = start
        self.end = end


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """A limit for a part of the day.

    One that ends before it begins goes on after midnight: on days of the same kinds,
    whatever the day before was.
    """

    kinds: frozenset[DayKind]
    start: int
    """Minutes since midnight, 0 to 1439."""
    end: int
    """The first minute that is no longer of it, 1 to 1440."""
    limit: float
    """In the unit of the profile, above 0."""

    def __post_init__(self) -> None:
        """Refuse what no day has. Raises ``ProfileError``."""
        if not self.kinds:
            raise ProfileError("A band needs a kind of day")
        try:
            check_band(self.start, self.end)
        except ClockError as err:
            raise ProfileError(str(err)) from err
        if not 0 < self.limit < math.inf:
            raise ProfileError(f"{self.limit} is no limit")

    @property
    def parts(self) -> tuple[tuple[int, int], ...]:
        """Its start and end, or two of each where it goes on after midnight."""
        return day_parts(self.start, self.end)


def check(bands: Sequence[Band]) -> None:
    """Raise ``BandsError`` unless each minute of each kind of day has one limit."""
    for kind in DayKind:
        flaw = find_flaw(
            part for band in bands if kind in band.kinds for part in band.parts
        )
        if flaw is not None:
            raise BandsError(flaw.problem, kind, flaw.start, flaw.end)


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """The limits of a house."""

    unit: Unit
    bands: tuple[Band, ...]
    holidays: Holidays = Holidays.NONE
    preset: Preset = Preset.CUSTOM

    def __post_init__(self) -> None:
        """Refuse bands that do not tell one limit. Raises ``BandsError``."""
        check(self.bands)

    @property
    def highest(self) -> float:
        """The highest limit of all."""
        return max(band.limit for band in self.bands)

    @property
    def lowest(self) -> float:
        """The lowest limit of all."""
        return min(band.limit for band in self.bands)

    def kind(self, day: date) -> DayKind:
        """What kind of day it is."""
        if day.weekday() >= _SATURDAY or day in holidays(self.holidays, day.year):
            return DayKind.OFF
        return DayKind.WORKING

    def limit(self, kind: DayKind, minute: int) -> float:
        """The limit of a minute since midnight, 0 to 1439."""
        return next(
            band.limit
            for band in self.bands
            if kind in band.kinds
            and any(start <= minute < end for start, end in band.parts)
        )

    def limit_at(self, instant: datetime, zone: tzinfo) -> float:
        """The limit that the contract has at an instant, by the clocks of the zone."""
        local = instant.astimezone(zone)
        return self.limit(self.kind(local.date()), local.hour * 60 + local.minute)


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
    """How a house is connected to the grid, and how that is measured."""

    phases: int
    """1 or 3."""
    apparent: bool = False
    """Whether the meter counts VA."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BandLimit:
    """What must be obeyed now."""

    limit: float
    """In the unit of the profile."""
    allowance: Allowance
    begins: datetime | None
    """When the band begins that is obeyed ahead of its time; None where it is the
    limit of now."""
    lower_than_highest: bool
    """Whether the same house may draw more at another time."""


def band_limit(
    profile: Profile,
    now: datetime,
    zone: tzinfo,
    *,
    lead: float,
    connection: Connection,
) -> BandLimit:
    """The lowest limit between now and ``lead`` seconds later."""
    course = _course(profile, now, zone, timedelta(seconds=lead))
    begins, limit = min(course, key=lambda step: step[1])
    return BandLimit(
        limit=limit,
        allowance=allowance(limit, profile.unit, connection),
        begins=begins if begins > now else None,
        lower_than_highest=limit < profile.highest,
    )


def next_change(
    profile: Profile, now: datetime, zone: tzinfo, *, lead: float
) -> datetime | None:
    """When ``band_limit`` will next say another limit, for a timer.

    That is ``lead`` seconds before a lower band begins, and when a higher one does.
    None where that takes longer than a week: the limit does not depend on the time.
    """
    if profile.lowest == profile.highest:
        return None
    ahead = timedelta(seconds=lead)
    course = _course(profile, now, zone, _HORIZON)
    present = _lowest(course, now, now + ahead)
    instants = {
        begins - early for begins, _ in course for early in (ahead, timedelta())
    }
    return next(
        (
            instant
            for instant in sorted(instants)
            if instant > now and _lowest(course, instant, instant + ahead) != present
        ),
        None,
    )


def allowance(limit: float, unit: Unit, connection: Connection) -> Allowance:
    """What the connection carries, in W; in VA where the meter counts those.

    The only phase of a house has no limit of its own. A contract in kVA is split over
    three phases, as the breakers that come with such contracts are.
    """
    one_phase = connection.phases == 1
    match unit:
        case Unit.WATT:
            return Allowance(power=limit)
        case Unit.VOLT_AMPERE:
            power = limit if connection.apparent else limit * POWER_FACTOR
            return Allowance(power=power, phase=None if one_phase else power / 3)
        case Unit.AMPERE:
            power = limit * PHASE_VOLTAGE
            return Allowance(power=power) if one_phase else Allowance(phase=power)


def phase_current(limit: float, unit: Unit, connection: Connection) -> float:
    """The A that the house may draw from each phase, where it draws alike from all."""
    allowed = allowance(limit, unit, connection)
    total = math.inf if allowed.power is None else allowed.power / connection.phases
    return min(total, allowed.phase or math.inf) / PHASE_VOLTAGE


def rest_current(profile: Profile, connection: Connection) -> int:
    """The A that fit under the lowest limit without help, 0 where none do.

    Nobody measures then, so half of the lowest limit stays with the house.
    """
    lowest = phase_current(profile.lowest, profile.unit, connection)
    current = math.floor(round(lowest, 3) / 2)
    return current if current >= LOWEST_CURRENT else 0


type _Course = list[tuple[datetime, float]]
"""Limits one after another, each with the instant at which it begins."""


def _course(profile: Profile, now: datetime, zone: tzinfo, ahead: timedelta) -> _Course:
    """The limits from now on; the first one has begun."""
    now = now.astimezone(UTC)
    course = [(now, profile.limit_at(now, zone))]
    for instant in sorted(set(_boundaries(profile, now, now + ahead, zone))):
        if now < instant <= now + ahead:
            limit = profile.limit_at(instant, zone)
            if limit != course[-1][1]:
                course.append((instant, limit))
    return course


def _boundaries(
    profile: Profile, now: datetime, end: datetime, zone: tzinfo
) -> Iterator[datetime]:
    """Each instant of these days at which a limit may change."""
    minutes = {0} | {
        minute % DAY for band in profile.bands for minute in (band.start, band.end)
    }
    day = now.astimezone(zone).date()
    while day <= end.astimezone(zone).date():
        midnight = datetime.combine(day, time(), zone)
        tomorrow = datetime.combine(day + timedelta(days=1), time(), zone)
        for minute in minutes:
            clock = datetime.combine(day, time(*divmod(minute, 60)), zone)
            # Twice on the day on which the clocks go back.
            yield from (clock.replace(fold=fold).astimezone(UTC) for fold in (0, 1))
        if midnight.utcoffset() != tomorrow.utcoffset():
            # Somewhere in this day the clocks jump, at a full or half hour of UTC.
            begin = midnight.astimezone(UTC)
            yield from (begin + timedelta(minutes=30 * step) for step in range(52))
        day += timedelta(days=1)


def _lowest(course: _Course, since: datetime, until: datetime) -> float:
    """The lowest limit between two instants."""
    ends = [*(begins for begins, _ in course[1:]), datetime.max.replace(tzinfo=UTC)]
    return min(
        limit
        for (begins, limit), end in zip(course, ends, strict=True)
        if begins <= until and end > since
    )
