"""Limits as people tell them, in a form or in an action: in kW, kVA or A."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from homeassistant.const import UnitOfApparentPower, UnitOfElectricCurrent, UnitOfPower

from .control.bands import BandsProblem, clock_text
from .control.holidays import Holidays
from .control.limits import LOWEST_CURRENT, PHASE_VOLTAGE
from .control.presets import all_day, from_contract
from .control.profile_codec import encode, make_band
from .control.profiles import (
    BandsError,
    Connection,
    DayKind,
    Preset,
    Profile,
    Unit,
    allowance,
)

LOWEST_LIMIT: Final = 0.5
"""kW, kVA or A: below that there is a typing error."""
HIGHEST_LIMIT: Final = 100
"""kW or kVA: who has more, has no such charger; who types more, means W."""
HIGHEST_CURRENT: Final = 250
"""A."""
KILO: Final = 1000

UNITS: Final[Mapping[str, Unit]] = {
    UnitOfPower.KILO_WATT: Unit.WATT,
    UnitOfApparentPower.KILO_VOLT_AMPERE: Unit.VOLT_AMPERE,
    UnitOfElectricCurrent.AMPERE: Unit.AMPERE,
}
"""What people count in, and what is stored."""
UNIT_NAMES: Final[Mapping[Unit, str]] = {unit: name for name, unit in UNITS.items()}

_BANDS_ERRORS: Final[Mapping[tuple[BandsProblem, DayKind], str]] = {
    (BandsProblem.HOLE, DayKind.WORKING): "hole_working",
    (BandsProblem.HOLE, DayKind.OFF): "hole_off",
    (BandsProblem.OVERLAP, DayKind.WORKING): "overlap_working",
    (BandsProblem.OVERLAP, DayKind.OFF): "overlap_off",
}


class LimitsError(Exception):
    """Limits that somebody can put right."""

    def __init__(self, key: str, kind: DayKind | None = None, **places: str) -> None:
        """Name the sentence, the days that it is about and what it leaves open."""
        super().__init__(key)
        self.key = key
        self.kind = kind
        self.placeholders = places


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedBand:
    """A band as somebody typed it."""

    kinds: frozenset[DayKind]
    start: str
    end: str
    limit: float


def factor(unit: Unit) -> int:
    """What one of the people's units is in the stored one."""
    return 1 if unit is Unit.AMPERE else KILO


def highest(unit: Unit) -> int:
    """The highest limit that can be meant, in the people's unit."""
    return HIGHEST_CURRENT if unit is Unit.AMPERE else HIGHEST_LIMIT


def contract_profile(
    preset: Preset, power: float, valley: float | None, connection: Connection
) -> Profile:
    """The profile of a contract in kW or kVA. Raises ``LimitsError``."""
    profile = from_contract(
        preset,
        _stored(power, Unit.WATT),
        None if valley is None else _stored(valley, Unit.WATT),
    )
    return _charging(profile, connection)


def single_profile(limit: float, unit: Unit, connection: Connection) -> Profile:
    """One limit all day, in the people's unit. Raises ``LimitsError``."""
    return _charging(all_day(_stored(limit, unit), unit), connection)


def custom_profile(
    bands: Sequence[TypedBand], unit: Unit, holidays: Holidays, connection: Connection
) -> Profile:
    """The profile of bands that were typed. Raises ``LimitsError``."""
    read = []
    for band in bands:
        limit = _stored(band.limit, unit)
        try:
            read.append(make_band(band.kinds, band.start, band.end, limit))
        except ValueError as err:
            raise LimitsError(
                "no_band", min(band.kinds, default=None), start=band.start, end=band.end
            ) from err
    try:
        profile = Profile(unit=unit, bands=tuple(read), holidays=holidays)
    except BandsError as err:
        raise LimitsError(
            _BANDS_ERRORS[err.problem, err.kind],
            err.kind,
            start=clock_text(err.start),
            end=clock_text(err.end),
        ) from err
    return _charging(profile, connection)


def _stored(limit: float, unit: Unit) -> float:
    """A limit in W, VA or A. Raises ``LimitsError`` where that cannot be meant."""
    if limit > highest(unit):
        most = f"{highest(unit)} {UNIT_NAMES[unit]}"
        raise LimitsError("limit_too_high", highest=most)
    return round(limit * factor(unit), 3)


def _charging(profile: Profile, connection: Connection) -> Profile:
    """Refuse limits under which no car ever charges: somebody meant others."""
    allowed = allowance(profile.highest, profile.unit, connection)
    current = round((allowed.power or allowed.phase or 0) / PHASE_VOLTAGE, 3)
    if current < LOWEST_CURRENT:
        raise LimitsError("limits_too_low", current=f"{current:.1f}")
    return profile


def shown(profile: Profile) -> dict[str, Any]:
    """A profile as people tell it; what is stored, in their unit."""
    told = encode(profile)
    for band in told["bands"]:
        band["limit"] = round(band["limit"] / factor(profile.unit), 6)
    return told | {"unit": UNIT_NAMES[profile.unit]}
