"""Profiles as contracts are sold, so that nobody must type bands."""

from collections.abc import Mapping
from typing import Final

from .holidays import Holidays
from .profiles import Band, DayKind, Preset, Profile, Unit

ITALIAN_ALLOWANCE: Final = 1.1
"""An Italian meter carries a tenth more than the contract for as long as one likes.
What it bears above that for hours or minutes is never planned with."""

SUGGESTED_POWERS: Final[Mapping[Preset, tuple[float, ...]]] = {
    Preset.SPAIN: (2.3, 3.45, 4.6, 5.75, 6.9, 8.05, 9.2, 10.35, 11.5, 14.49),
    Preset.ITALY: (3, 4.5, 6, 10),
    Preset.FRANCE: (3, 6, 9, 12, 15, 18),
    Preset.PORTUGAL: (3.45, 4.6, 5.75, 6.9, 10.35, 13.8),
}
"""Contracts that people have, in kW, in France and Portugal in kVA; any other does."""

_EIGHT: Final = 8 * 60
_MIDNIGHT: Final = 24 * 60
_ALL_DAYS: Final = frozenset(DayKind)
_KVA: Final[Mapping[Preset, Holidays]] = {
    Preset.FRANCE: Holidays.FRANCE,
    Preset.PORTUGAL: Holidays.PORTUGAL,
}


def all_day(
    limit: float,
    unit: Unit = Unit.WATT,
    *,
    preset: Preset = Preset.SINGLE,
    holidays: Holidays = Holidays.NONE,
) -> Profile:
    """One limit at all times, in the unit."""
    band = Band(kinds=_ALL_DAYS, start=0, end=_MIDNIGHT, limit=limit)
    return Profile(unit=unit, bands=(band,), preset=preset, holidays=holidays)


def spain(peak: float, valley: float) -> Profile:
    """The two contracted powers of the Spanish tariff 2.0TD, in W.

    Peak (punta) is Monday to Friday from 8 to 24 h. Valley (valle) is the night, the
    weekend and the national holidays with a fixed date (CNMC, circular 3/2020). The
    energy of that tariff has three periods; its power has these two everywhere.
    """
    return Profile(
        unit=Unit.WATT,
        bands=(
            Band(kinds=_ALL_DAYS, start=0, end=_EIGHT, limit=valley),
            Band(
                kinds=frozenset({DayKind.WORKING}),
                start=_EIGHT,
                end=_MIDNIGHT,
                limit=peak,
            ),
            Band(
                kinds=frozenset({DayKind.OFF}),
                start=_EIGHT,
                end=_MIDNIGHT,
                limit=valley,
            ),
        ),
        holidays=Holidays.SPAIN,
        preset=Preset.SPAIN,
    )


def from_contract(preset: Preset, power: float, valley: float | None = None) -> Profile:
    """The profile of a contract: W, or VA in France and Portugal.

    ``valley`` is the second power that only Spain has; without one it is the same.
    """
    if preset is Preset.ITALY:
        # Whole watts: 3300.0000000000005 W is nothing that people can compare.
        power = round(power * ITALIAN_ALLOWANCE, 3)
        return all_day(power, preset=preset, holidays=Holidays.ITALY)
    if preset is Preset.SPAIN:
        return spain(power, valley or power)
    if calendar := _KVA.get(preset):
        return all_day(power, Unit.VOLT_AMPERE, preset=preset, holidays=calendar)
    return all_day(power)


def contract_of(profile: Profile) -> tuple[float, float]:
    """The powers that a preset's profile was made of: by day, and by night.

    They are the same but in Spain.
    """
    share = ITALIAN_ALLOWANCE if profile.preset is Preset.ITALY else 1
    peak = profile.limit(DayKind.WORKING, _EIGHT)
    valley = profile.limit(DayKind.OFF, 0)
    return round(peak / share, 3), round(valley / share, 3)
