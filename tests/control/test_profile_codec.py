"""Profiles as they are stored."""

import json
from typing import Any

import pytest

from custom_components.v2c_cloud.control.presets import all_day, from_contract
from custom_components.v2c_cloud.control.profile_codec import decode, encode, make_band
from custom_components.v2c_cloud.control.profiles import (
    Band,
    BandsError,
    DayKind,
    Preset,
    Profile,
    ProfileError,
    Unit,
)

STORED: dict[str, Any] = {
    "preset": "custom",
    "unit": "A",
    "holidays": "italy",
    "bands": [
        {"days": ["working"], "start": "06:30", "end": "22:00", "limit": 20},
        {"days": ["working"], "start": "22:00", "end": "06:30", "limit": 25.5},
        {"days": ["off"], "start": "00:00", "end": "24:00", "limit": 25.5},
    ],
}
BAND = STORED["bands"][0]


@pytest.mark.parametrize(
    "profile",
    [
        all_day(25, Unit.AMPERE),
        from_contract(Preset.SPAIN, 4600, 9200),
        from_contract(Preset.ITALY, 4500),
        from_contract(Preset.FRANCE, 9000),
    ],
)
def test_round_trip(profile: Profile) -> None:
    """Through a file and back."""
    assert decode(json.loads(json.dumps(encode(profile)))) == profile


def test_the_stored_form() -> None:
    """Other versions read it, too."""
    assert encode(decode(STORED)) == STORED


@pytest.mark.parametrize(
    "stored",
    [
        None,
        [],
        {},
        STORED | {"more": 1},
        STORED | {"unit": "kW"},
        STORED | {"holidays": "mars"},
        STORED | {"preset": "germany"},
        STORED | {"bands": "all"},
        STORED | {"bands": [4600]},
        STORED | {"bands": [BAND | {"days": []}]},
        STORED | {"bands": [BAND | {"days": "working"}]},
        STORED | {"bands": [BAND | {"days": ["monday"]}]},
        STORED | {"bands": [BAND | {"start": 6}]},
        STORED | {"bands": [BAND | {"start": "24:00"}]},
        STORED | {"bands": [BAND | {"limit": "20"}]},
        STORED | {"bands": [BAND | {"limit": True}]},
        STORED | {"bands": [BAND | {"limit": -1}]},
        STORED | {"bands": [BAND | {"name": "day"}]},
    ],
)
def test_nothing_is_guessed(stored: object) -> None:
    """What is wrong is said, with what it was."""
    with pytest.raises(ProfileError, match="No limits can be read from"):
        decode(stored)


def test_a_hole_is_named() -> None:
    """As when it is typed."""
    with pytest.raises(BandsError) as caught:
        decode(STORED | {"bands": STORED["bands"][:2]})

    assert caught.value.kind is DayKind.OFF


def test_midnight_ends_a_day() -> None:
    """A form has no 24:00."""
    kinds = frozenset(DayKind)

    assert make_band(kinds, "08:00:00", "00:00:00", 4600) == Band(
        kinds=kinds, start=480, end=1440, limit=4600
    )
