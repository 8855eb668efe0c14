"""Profiles as contracts are sold."""

import pytest

from custom_components.v2c_cloud.control.holidays import Holidays
from custom_components.v2c_cloud.control.presets import (
    SUGGESTED_POWERS,
    all_day,
    contract_of,
    from_contract,
)
from custom_components.v2c_cloud.control.profiles import DayKind, Preset, Profile, Unit


def limits(profile: Profile) -> list[float]:
    """Working days at night and by day, then the others."""
    return [
        profile.limit(kind, minute) for kind in DayKind for minute in (479, 480, 1439)
    ]


def test_spain() -> None:
    """Peak is Monday to Friday from 8 to 24 h."""
    profile = from_contract(Preset.SPAIN, 4600, 9200)

    assert limits(profile) == [9200, 4600, 4600, 9200, 9200, 9200]
    assert profile.holidays is Holidays.SPAIN
    assert (profile.highest, profile.lowest) == (9200, 4600)


@pytest.mark.parametrize(
    ("preset", "power", "limit", "unit"),
    [
        (Preset.SPAIN, 5750, 5750, Unit.WATT),
        (Preset.ITALY, 3000, 3300, Unit.WATT),
        (Preset.ITALY, 4500, 4950, Unit.WATT),
        (Preset.FRANCE, 6000, 6000, Unit.VOLT_AMPERE),
        (Preset.PORTUGAL, 6900, 6900, Unit.VOLT_AMPERE),
        (Preset.SINGLE, 4600, 4600, Unit.WATT),
    ],
)
def test_one_power(preset: Preset, power: float, limit: float, unit: Unit) -> None:
    """The same limit all week."""
    profile = from_contract(preset, power)

    assert set(limits(profile)) == {limit}
    assert (profile.preset, profile.unit) == (preset, unit)


@pytest.mark.parametrize(
    ("preset", "power"),
    [
        (preset, round(power * 1000))
        for preset, powers in SUGGESTED_POWERS.items()
        for power in powers
    ],
)
def test_the_contract_is_read_back(preset: Preset, power: float) -> None:
    """A form shows what was typed, not a tenth more."""
    assert contract_of(from_contract(preset, power)) == (power, power)


def test_both_powers_are_read_back() -> None:
    """In Spain there are two."""
    assert contract_of(from_contract(Preset.SPAIN, 3450, 5750)) == (3450, 5750)


def test_any_unit_all_day() -> None:
    """A main breaker is a limit, too."""
    profile = all_day(25, Unit.AMPERE)

    assert (profile.highest, profile.unit) == (25, Unit.AMPERE)
