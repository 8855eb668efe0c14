"""The actions about the limits of a house."""

from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ServiceValidationError
import probatio
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.v2c_cloud.control.presets import from_contract
from custom_components.v2c_cloud.control.profile_codec import encode
from custom_components.v2c_cloud.control.profiles import Preset
from custom_components.v2c_cloud.house_options import read_options
from scripts.simulator import SimulatedCharger, Simulator

from .actions import act, ask, device_of
from .conftest import AddHouse

ALL_DAY = {"start": "00:00", "end": "24:00", "limit": 25}
ONE_LIMIT = {
    "preset": "single",
    "unit": "kW",
    "holidays": "none",
    "bands": [
        {"days": ["working", "off"], "start": "00:00", "end": "24:00", "limit": 4.6}
    ],
}


@pytest.fixture(name="house")
async def house_fixture(
    charger: SimulatedCharger, add_house: AddHouse
) -> MockConfigEntry:
    """A house with a contract."""
    return await add_house(charger, contracted_power=4.6, phases=1, price=0.2)


async def test_set(hass: HomeAssistant, house: MockConfigEntry) -> None:
    """The limits are stored, the other options stay, and nothing is loaded anew."""
    running = house.runtime_data

    answer = await ask(
        hass, "set_power_limits", preset="spain", power=4.6, valley_power=9.2
    )
    await hass.async_block_till_done()

    profile = from_contract(Preset.SPAIN, 4600, 9200)
    assert read_options(house.options).profile == profile
    assert house.options["price"] == 0.2
    assert house.runtime_data is running
    assert answer == await ask(hass, "get_power_limits")
    assert answer["limits"] == {
        "preset": "spain",
        "unit": "kW",
        "holidays": "spain",
        "bands": [
            {
                "days": ["working", "off"],
                "start": "00:00",
                "end": "08:00",
                "limit": 9.2,
            },
            {"days": ["working"], "start": "08:00", "end": "24:00", "limit": 4.6},
            {"days": ["off"], "start": "08:00", "end": "24:00", "limit": 9.2},
        ],
    }


@pytest.mark.parametrize(
    ("data", "unit", "limits"),
    [
        ({"preset": "italy", "power": 3}, "kW", [3.3]),
        ({"preset": "france", "power": 9}, "kVA", [9]),
        ({"preset": "spain", "power": 4.4}, "kW", [4.4, 4.4, 4.4]),
        ({"preset": "single", "power": 25, "unit": "A"}, "A", [25]),
        ({"preset": "custom", "unit": "A", "bands": ALL_DAY}, "A", [25]),
        (
            {
                "preset": "custom",
                "holidays": "italy",
                "bands": [
                    # YAML makes numbers of times without quotes, and False of off.
                    {"days": "working", "start": "07:00:00", "end": 1320, "limit": 3},
                    {"days": "working", "start": 1320, "end": "7:00", "limit": 4.5},
                    {"days": [False], "start": "00:00", "end": "00:00", "limit": 4.5},
                ],
            },
            "kW",
            [3, 4.5, 4.5],
        ),
    ],
)
@pytest.mark.usefixtures("house")
async def test_kinds_of_limits(
    hass: HomeAssistant, data: dict[str, Any], unit: str, limits: list[float]
) -> None:
    """What comes back is what people told, and can be told again."""
    answer: Any = await ask(hass, "set_power_limits", **data)
    told = answer["limits"]

    assert told["unit"] == unit
    assert [band["limit"] for band in told["bands"]] == limits
    again: Any = await ask(
        hass,
        "set_power_limits",
        **{key: told[key] for key in ("unit", "holidays", "bands")},
        preset="custom",
    )
    assert again["limits"] == told | {"preset": "custom"}


@pytest.mark.parametrize(
    ("data", "key", "places"),
    [
        (
            {"preset": "custom", "bands": [ALL_DAY | {"days": "working"}]},
            "hole_off",
            {"start": "00:00", "end": "24:00"},
        ),
        (
            {"preset": "custom", "bands": [ALL_DAY | {"start": "08:00"}]},
            "hole_working",
            {"start": "00:00", "end": "08:00"},
        ),
        (
            {"preset": "custom", "bands": [ALL_DAY, ALL_DAY | {"start": "22:00"}]},
            "overlap_working",
            {"start": "22:00", "end": "24:00"},
        ),
        (
            {
                "preset": "custom",
                "bands": [ALL_DAY, ALL_DAY | {"days": "off", "end": "01:00"}],
            },
            "overlap_off",
            {"start": "00:00", "end": "01:00"},
        ),
        (
            {"preset": "custom", "bands": [ALL_DAY | {"start": "8 h"}]},
            "no_band",
            {"start": "8 h", "end": "24:00"},
        ),
        (
            {"preset": "custom", "bands": [ALL_DAY | {"days": []}]},
            "no_band",
            {"start": "00:00", "end": "24:00"},
        ),
        (
            {"preset": "single", "power": 5750},
            "limit_too_high",
            {"highest": "100 kW"},
        ),
        (
            {"preset": "single", "unit": "A", "power": 5},
            "limits_too_low",
            {"current": "5.0"},
        ),
        ({"preset": "single"}, "limits_incomplete", {}),
        ({"preset": "custom", "power": 4.6}, "limits_incomplete", {}),
        ({"preset": "italy", "power": 3, "bands": [ALL_DAY]}, "limits_incomplete", {}),
        (
            {"preset": "italy", "power": 3, "valley_power": 6},
            "limits_incomplete",
            {},
        ),
    ],
)
async def test_what_is_refused(
    hass: HomeAssistant,
    house: MockConfigEntry,
    data: dict[str, Any],
    key: str,
    places: dict[str, str],
) -> None:
    """The sentence names the hole, and the limits of before stay."""
    await act(hass, "set_power_limits", preset="italy", power=4.5)
    before = house.options

    with pytest.raises(ServiceValidationError) as caught:
        await act(hass, "set_power_limits", **data)

    assert caught.value.translation_key == key
    assert caught.value.translation_placeholders == places
    assert house.options == before


@pytest.mark.parametrize(
    "data",
    [
        {"preset": "germany", "power": 4.6},
        {"preset": "single", "power": 0},
        {"preset": "single", "power": 4.6, "unit": "W"},
        {"preset": "custom", "bands": [{"start": "00:00", "end": "24:00"}]},
        {"preset": "custom", "bands": [ALL_DAY | {"days": "monday"}]},
    ],
)
@pytest.mark.usefixtures("house")
async def test_no_limits(hass: HomeAssistant, data: dict[str, Any]) -> None:
    """What the form would not take either."""
    with pytest.raises(probatio.Invalid):
        await act(hass, "set_power_limits", **data)


async def test_the_house_is_a_target(
    hass: HomeAssistant, house: MockConfigEntry
) -> None:
    """By its own device, and loaded or not."""
    device_id = house.runtime_data.device_id
    await hass.config_entries.async_unload(house.entry_id)

    answer = await ask(hass, "get_power_limits", device_id=device_id)

    assert answer == {"limits": ONE_LIMIT}


async def test_the_right_house(
    hass: HomeAssistant,
    simulator: Simulator,
    house: MockConfigEntry,
    add_house: AddHouse,
) -> None:
    """The other one keeps its limits."""
    other = await add_house(await simulator.add_charger("DEF456"))
    device_id = device_of(hass, "DEF456")

    await act(hass, "set_power_limits", device_id=device_id, preset="single", power=9)

    assert read_options(other.options).profile == from_contract(Preset.SINGLE, 9000)
    assert "limits" not in house.options


async def test_no_limits_yet(
    hass: HomeAssistant, charger: SimulatedCharger, add_house: AddHouse
) -> None:
    """Nobody told a contract."""
    await add_house(charger)

    assert await ask(hass, "get_power_limits") == {"limits": None}


async def test_limits_that_cannot_be_read(
    hass: HomeAssistant, house: MockConfigEntry
) -> None:
    """It is said, and setting them again helps."""
    hass.config_entries.async_update_entry(
        house, options={**house.options, "limits": {"unit": "W"}}
    )
    with pytest.raises(ServiceValidationError) as caught:
        await ask(hass, "get_power_limits")
    assert caught.value.translation_key == "limits_unreadable"

    await act(hass, "set_power_limits", preset="single", power=4.6)

    assert house.options["limits"] == encode(from_contract(Preset.SINGLE, 4600))


@pytest.mark.usefixtures("house")
async def test_a_device_of_nobody(hass: HomeAssistant) -> None:
    """It has no limits."""
    assert device_of(hass) != "gone"
    with pytest.raises(ServiceValidationError) as caught:
        await act(hass, "set_power_limits", device_id="gone", preset="italy", power=3)
    assert caught.value.translation_key == "not_a_house"
