"""The limits by time of day, as an owner sets them."""

from typing import Any

from freezegun import freeze_time
from homeassistant.config_entries import ConfigFlowResult
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType, InvalidData
from homeassistant.helpers import entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.v2c_cloud.control.presets import all_day, from_contract, spain
from custom_components.v2c_cloud.control.profile_codec import decode, encode
from custom_components.v2c_cloud.control.profiles import Preset, Profile, Unit
from custom_components.v2c_cloud.house_options import read_options

from .flows import (
    answer_options,
    quiet_house,
    set_up_fixture,  # noqa: F401 - a fixture
    start_options,
    suggestions,
)

pytestmark = pytest.mark.usefixtures("set_up")

NIGHT = {"start": "22:00", "end": "08:00", "limit": 5.75}
DAY = {"start": "08:00", "end": "22:00", "limit": 3.45}
WHOLE = {"start": "00:00", "end": "00:00", "limit": 5.75}


async def choose(
    hass: HomeAssistant, entry: MockConfigEntry, preset: str, **more: object
) -> ConfigFlowResult:
    """Say where the limits come from."""
    result = await start_options(hass, entry, "profile")
    return await answer_options(hass, result, preset=preset, **more)


@pytest.mark.parametrize(
    ("preset", "answers", "profile"),
    [
        ("single", {"limit": 4.6, "unit": "kW"}, all_day(4600)),
        ("single", {"limit": 25, "unit": "A"}, all_day(25, Unit.AMPERE)),
        ("single", {"limit": 9, "unit": "kVA"}, all_day(9000, Unit.VOLT_AMPERE)),
        ("spain", {"power": "4.6", "valley_power": "9,2 kW"}, spain(4600, 9200)),
        ("italy", {"power": "4.5"}, from_contract(Preset.ITALY, 4500)),
        ("france", {"power": "9 kVA"}, from_contract(Preset.FRANCE, 9000)),
        ("portugal", {"power": "6.9"}, from_contract(Preset.PORTUGAL, 6900)),
    ],
)
async def test_presets(
    hass: HomeAssistant, preset: str, answers: dict[str, object], profile: Profile
) -> None:
    """A contract is two questions; what else was set stays."""
    entry = quiet_house(hass, contracted_power=4.6, phases=3, price=0.2)
    result = await choose(hass, entry, preset)
    assert result["step_id"] == f"profile_{preset}"

    result = await answer_options(hass, result, **answers)

    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert read_options(entry.options).profile == profile
    assert entry.options == {
        "contracted_power": 4.6,
        "phases": 3,
        "price": 0.2,
        "limits": encode(profile),
    }


async def test_the_phases_are_asked_once(hass: HomeAssistant) -> None:
    """Only where nobody told them."""
    entry = quiet_house(hass)
    result = await start_options(hass, entry, "profile")
    assert suggestions(result) == {"preset": None, "phases": None}

    result = await answer_options(hass, result, preset="italy", phases="3")
    await answer_options(hass, result, power="6")
    result = await start_options(hass, entry, "profile")

    assert entry.options["phases"] == 3
    assert suggestions(result) == {"preset": "italy"}


@pytest.mark.parametrize(
    ("options", "preset", "shown"),
    [
        ({}, "single", {"limit": None, "unit": None}),
        ({"contracted_power": 4.6}, "single", {"limit": 4.6, "unit": "kW"}),
        ({}, "spain", {"power": None, "valley_power": None}),
        (
            {"contracted_power": 4.6},
            "spain",
            {"power": "4.6", "valley_power": "4.6"},
        ),
        (
            {"limits": encode(spain(3450, 5750))},
            "spain",
            {"power": "3.45", "valley_power": "5.75"},
        ),
        (
            {"limits": encode(from_contract(Preset.ITALY, 4500))},
            "italy",
            {"power": "4.5"},
        ),
        (
            {"limits": encode(all_day(25, Unit.AMPERE))},
            "single",
            {"limit": 25, "unit": "A"},
        ),
        # What cannot be read is asked anew.
        ({"contracted_power": 3, "limits": {}}, "italy", {"power": "3"}),
        ({}, "custom", {"unit": "kW", "holidays": "none"}),
        (
            {"limits": encode(from_contract(Preset.FRANCE, 9000))},
            "custom",
            {"unit": "kVA", "holidays": "france"},
        ),
    ],
)
async def test_what_was_told_before_is_shown(
    hass: HomeAssistant,
    options: dict[str, Any],
    preset: str,
    shown: dict[str, object],
) -> None:
    """Nobody types it again."""
    entry = quiet_house(hass, phases=1, **options)

    assert suggestions(await choose(hass, entry, preset)) == shown


@pytest.mark.parametrize(
    ("preset", "wrong", "errors", "right"),
    [
        (
            "spain",
            {"power": "a lot", "valley_power": "9.2"},
            {"power": "not_a_power"},
            {"power": "4.6", "valley_power": "9.2"},
        ),
        (
            "spain",
            {"power": "4.6", "valley_power": "9200"},
            {"valley_power": "not_a_power"},
            {"power": "4.6", "valley_power": "9.2"},
        ),
        ("italy", {"power": "nan"}, {"power": "not_a_power"}, {"power": "3"}),
        ("italy", {"power": "1"}, {"power": "limits_too_low"}, {"power": "3"}),
        (
            "single",
            {"limit": 150, "unit": "kW"},
            {"limit": "limit_too_high"},
            {"limit": 15, "unit": "kW"},
        ),
        (
            "single",
            {"limit": 5, "unit": "A"},
            {"limit": "limits_too_low"},
            {"limit": 25, "unit": "A"},
        ),
    ],
)
async def test_a_wrong_power(
    hass: HomeAssistant,
    preset: str,
    wrong: dict[str, object],
    errors: dict[str, str],
    right: dict[str, object],
) -> None:
    """It is said at its field, and what was typed stays."""
    entry = quiet_house(hass, phases=1)
    result = await choose(hass, entry, preset)

    result = await answer_options(hass, result, **wrong)
    assert result["errors"] == errors
    assert suggestions(result) == wrong

    result = await answer_options(hass, result, **right)
    assert result["type"] is FlowResultType.CREATE_ENTRY


@pytest.mark.parametrize(
    ("working", "off", "errors", "places"),
    [
        (
            [DAY],
            [WHOLE],
            {"working": "hole_working"},
            {"start": "00:00", "end": "08:00"},
        ),
        (
            [DAY, NIGHT],
            [],
            {"off": "hole_off"},
            {"start": "00:00", "end": "24:00"},
        ),
        (
            [DAY, NIGHT, DAY | {"end": "09:00"}],
            [WHOLE],
            {"working": "overlap_working"},
            {"start": "08:00", "end": "09:00"},
        ),
        (
            [WHOLE],
            [WHOLE, DAY],
            {"off": "overlap_off"},
            {"start": "08:00", "end": "22:00"},
        ),
        (
            [WHOLE],
            [WHOLE | {"start": "noon"}],
            {"off": "no_band"},
            {"start": "noon", "end": "00:00"},
        ),
        (
            [WHOLE | {"limit": 1}],
            [WHOLE | {"limit": 1}],
            {"base": "limits_too_low"},
            {"current": "4.3"},
        ),
    ],
)
async def test_bands(
    hass: HomeAssistant,
    working: list[dict[str, object]],
    off: list[dict[str, object]],
    errors: dict[str, str],
    places: dict[str, str],
) -> None:
    """The hole is named at the days that have it, and no band is lost."""
    entry = quiet_house(hass, phases=1)
    result = await choose(hass, entry, "custom")
    result = await answer_options(hass, result, unit="kW", holidays="portugal")
    assert result["step_id"] == "profile_bands"
    assert suggestions(result) == {"working": None, "off": None}

    result = await answer_options(hass, result, working=working, off=off)
    assert result["errors"] == errors
    assert result["description_placeholders"] == places
    assert suggestions(result) == {"working": working, "off": off}

    result = await answer_options(hass, result, working=[DAY, NIGHT], off=[WHOLE])
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert decode(entry.options["limits"]) == decode(
        {
            "preset": "custom",
            "unit": "W",
            "holidays": "portugal",
            "bands": [
                {"days": ["working"], "start": "08:00", "end": "22:00", "limit": 3450},
                {"days": ["working"], "start": "22:00", "end": "08:00", "limit": 5750},
                {"days": ["off"], "start": "00:00", "end": "24:00", "limit": 5750},
            ],
        }
    )


async def test_bands_of_a_preset(hass: HomeAssistant) -> None:
    """They are a start for limits of one's own, unless the unit is another."""
    entry = quiet_house(hass, phases=1, limits=encode(spain(4600, 9200)))
    custom = await choose(hass, entry, "custom")
    result = await answer_options(hass, custom, unit="kW", holidays="spain")
    assert suggestions(result) == {
        "working": [
            {"start": "00:00", "end": "08:00", "limit": 9.2},
            {"start": "08:00", "end": "00:00", "limit": 4.6},
        ],
        "off": [
            {"start": "00:00", "end": "08:00", "limit": 9.2},
            {"start": "08:00", "end": "00:00", "limit": 9.2},
        ],
    }

    custom = await choose(hass, entry, "custom")
    result = await answer_options(hass, custom, unit="A", holidays="spain")
    assert suggestions(result) == {"working": None, "off": None}


async def test_a_limit_of_watts(hass: HomeAssistant) -> None:
    """5750 kW are none."""
    entry = quiet_house(hass, phases=1)
    result = await choose(hass, entry, "single")

    with pytest.raises(InvalidData):
        await answer_options(hass, result, limit=5750, unit="kW")


@pytest.mark.parametrize(
    ("attributes", "shown"),
    [
        (
            {"available_power": 5750, "period": "P1"},
            {"power": "5.75", "valley_power": "3.45"},
        ),
        (
            {"available_power": 9200, "period": "P3"},
            {"power": "3.45", "valley_power": "9.2"},
        ),
        ({"available_power": 0}, {"power": "3.45", "valley_power": "3.45"}),
        ({}, {"power": "3.45", "valley_power": "3.45"}),
    ],
)
@freeze_time("2026-11-20 12:00:00+00:00")
async def test_the_pvpc_sensor_knows_the_contract(
    hass: HomeAssistant, attributes: dict[str, object], shown: dict[str, str]
) -> None:
    """One power: that of the period that is running."""
    registry = er.async_get(hass)
    registry.async_get_or_create("sensor", "pvpc_hourly_pricing", "gone")
    sensor = registry.async_get_or_create("sensor", "pvpc_hourly_pricing", "pvpc")
    other = registry.async_get_or_create("sensor", "other", "pvpc")
    hass.states.async_set(sensor.entity_id, "0.1", attributes)
    hass.states.async_set(other.entity_id, "0.1", {"available_power": 1})
    entry = quiet_house(hass, phases=1, contracted_power=3.45)

    assert suggestions(await choose(hass, entry, "spain")) == shown
