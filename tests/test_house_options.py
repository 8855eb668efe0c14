"""What the owner of a house has set."""

from typing import Any

import pytest

from custom_components.v2c_cloud.control.presets import all_day, from_contract
from custom_components.v2c_cloud.control.profile_codec import encode
from custom_components.v2c_cloud.control.profiles import (
    Connection,
    Preset,
    ProfileError,
)
from custom_components.v2c_cloud.house_options import (
    HouseOptions,
    MeterOptions,
    MeterSource,
    OptionsError,
    PowerControlOptions,
    read_options,
)


def test_nothing_set() -> None:
    """Nobody has to answer anything."""
    options = read_options({"price": 0.2})

    assert options == HouseOptions(
        contracted_power=None,
        phases=None,
        profile=None,
        meter=MeterOptions(source=MeterSource.ENERGY),
        power_control=PowerControlOptions(
            margin=50,
            phase_switching=False,
            battery_first=True,
            rest_current=0,
            phase_map={},
        ),
    )
    assert options.connection == Connection(phases=1, apparent=False)


def test_the_contract_is_a_profile() -> None:
    """One limit all day, until somebody tells more."""
    options = read_options({"contracted_power": 4.6, "phases": 3})

    assert options.profile == all_day(4600)
    assert options.contracted_power == 4600
    assert options.connection == Connection(phases=3)


def test_all_set() -> None:
    """As the forms store it."""
    profile = from_contract(Preset.SPAIN, 4600, 9200)
    options = read_options(
        {
            "contracted_power": 4.6,
            "phases": 3,
            "limits": encode(profile),
            "meter": {
                "source": "entities",
                "grid": "sensor.grid",
                "grid_inverted": True,
                "phases": ["sensor.l1", "sensor.l2", "sensor.l3"],
                "solar": "sensor.roof",
                "battery": "sensor.battery",
                "battery_inverted": True,
                "apparent": True,
            },
            "power_control": {
                "margin": 250.0,
                "phase_switching": True,
                "battery_first": False,
                "rest_current": 8,
                "phase_map": {"ABC123": [2], "DEF456": [3, 1, 2]},
            },
        }
    )

    assert options == HouseOptions(
        contracted_power=4600,
        phases=3,
        profile=profile,
        meter=MeterOptions(
            source=MeterSource.ENTITIES,
            grid="sensor.grid",
            grid_inverted=True,
            phases=("sensor.l1", "sensor.l2", "sensor.l3"),
            solar="sensor.roof",
            battery="sensor.battery",
            battery_inverted=True,
            apparent=True,
        ),
        power_control=PowerControlOptions(
            margin=250,
            phase_switching=True,
            battery_first=False,
            rest_current=8,
            phase_map={"ABC123": (2,), "DEF456": (3, 1, 2)},
        ),
    )
    assert options.connection == Connection(phases=3, apparent=True)


@pytest.mark.parametrize(
    "options",
    [
        {"meter": {}},
        {"meter": None},
        {"meter": {"source": "guess"}},
        {"meter": {"source": "energy", "sun": "sensor.sun"}},
        {"meter": {"source": "entities", "phases": ["sensor.l1"]}},
        {"power_control": {"margin": -1}},
        {"power_control": {"margin": 1001}},
        {"power_control": {"rest_current": 5}},
        {"power_control": {"phase_map": {"ABC123": [1, 1, 1]}}},
        {"power_control": {"phase_map": {"ABC123": [4]}}},
    ],
)
def test_nothing_is_guessed(options: dict[str, Any]) -> None:
    """What is wrong is said."""
    with pytest.raises(OptionsError, match="No house can be read from its options"):
        read_options(options)


def test_wrong_limits() -> None:
    """The limits have an error of their own."""
    with pytest.raises(ProfileError):
        read_options({"limits": {"unit": "W"}})
