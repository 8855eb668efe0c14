"""How power control behaves, as an owner sets it."""

from typing import Any

from homeassistant.config_entries import ConfigSubentryData
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType, InvalidData
import pytest

from custom_components.v2c_cloud.const import SUBENTRY_CHARGER
from custom_components.v2c_cloud.control.presets import all_day, spain
from custom_components.v2c_cloud.control.profile_codec import encode
from custom_components.v2c_cloud.control.profiles import Unit
from custom_components.v2c_cloud.house_options import read_options

from .flows import (
    answer_options,
    quiet_house,
    set_up_fixture,  # noqa: F401 - a fixture
    start_options,
    suggestions,
)

pytestmark = pytest.mark.usefixtures("set_up")

ANSWERS = {"margin": 200, "rest_current": 8, "battery_first": False}


CHARGERS = [
    ConfigSubentryData(
        data={}, subentry_type=SUBENTRY_CHARGER, title=title, unique_id=charger
    )
    for charger, title in (("ABC123", "Garage"), ("DEF456", "Garden"))
]


async def test_one_phase(hass: HomeAssistant) -> None:
    """No question is about phases."""
    entry = quiet_house(hass, *CHARGERS, phases=1, contracted_power=4.6)
    result = await start_options(hass, entry, "power_control")
    assert suggestions(result) == {
        "margin": 50,
        "rest_current": 10,
        "battery_first": True,
    }

    result = await answer_options(hass, result, **ANSWERS)

    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert entry.options["power_control"] == ANSWERS
    result = await start_options(hass, entry, "power_control")
    assert suggestions(result) == ANSWERS


@pytest.mark.parametrize(
    ("phases", "limits", "lowest", "fits"),
    [
        (1, spain(4600, 9200), "20", 10),
        (1, all_day(2300), "10", 0),
        (1, all_day(2760), "12", 6),
        (3, all_day(11000), "16", 7),
        (3, all_day(25, Unit.AMPERE), "25", 12),
        (3, all_day(9000, Unit.VOLT_AMPERE), "12", 0),
        (1, all_day(9000, Unit.VOLT_AMPERE), "35", 17),
    ],
)
async def test_what_fits_without_help(
    hass: HomeAssistant, phases: int, limits: Any, lowest: str, fits: int
) -> None:
    """The form offers what leaves the house half of the lowest limit."""
    entry = quiet_house(hass, *CHARGERS, phases=phases, limits=encode(limits))

    result = await start_options(hass, entry, "power_control")

    assert suggestions(result)["rest_current"] == fits
    assert result["description_placeholders"] == {"lowest": lowest, "fits": str(fits)}


async def test_three_phases(hass: HomeAssistant) -> None:
    """Each charger is asked about; what nobody knows is learned."""
    entry = quiet_house(hass, *CHARGERS, phases=3, contracted_power=11)
    result = await start_options(hass, entry, "power_control")
    result = await answer_options(hass, result, phase_switching=True, **ANSWERS)
    assert result["step_id"] == "phase_map"
    assert result["description_placeholders"] == {"charger": "Garage"}
    assert suggestions(result) == {"phase_order": "learned"}

    result = await answer_options(hass, result, phase_order="learned")
    assert result["description_placeholders"] == {"charger": "Garden"}
    result = await answer_options(hass, result, phase_order="231")
    assert result["type"] is FlowResultType.CREATE_ENTRY
    control = read_options(entry.options).power_control
    assert control.phase_map == {"DEF456": (2, 3, 1)}
    assert control.phase_switching

    result = await start_options(hass, entry, "power_control")
    result = await answer_options(hass, result, phase_switching=True, **ANSWERS)
    result = await answer_options(hass, result, phase_order="2")
    assert suggestions(result) == {"phase_order": "231"}
    await answer_options(hass, result, phase_order="learned")
    assert read_options(entry.options).power_control.phase_map == {"ABC123": (2,)}


@pytest.mark.parametrize("rest", [1, 5])
async def test_no_car_charges_so_low(hass: HomeAssistant, rest: int) -> None:
    """It is said, and what was typed stays."""
    entry = quiet_house(hass, *CHARGERS, phases=1, contracted_power=4.6)
    result = await start_options(hass, entry, "power_control")

    result = await answer_options(hass, result, **ANSWERS | {"rest_current": rest})
    assert result["errors"] == {"rest_current": "rest_current"}
    assert suggestions(result) == ANSWERS | {"rest_current": rest}

    result = await answer_options(hass, result, **ANSWERS | {"rest_current": 0})
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert read_options(entry.options).power_control.rest_current == 0


@pytest.mark.parametrize("wrong", [{"margin": 1001}, {"rest_current": 33}])
async def test_what_is_out_of_range(
    hass: HomeAssistant, wrong: dict[str, object]
) -> None:
    """The form does not send it either."""
    entry = quiet_house(hass, *CHARGERS, phases=1, contracted_power=4.6)
    result = await start_options(hass, entry, "power_control")

    with pytest.raises(InvalidData):
        await answer_options(hass, result, **ANSWERS | wrong)


async def test_nothing_to_protect(hass: HomeAssistant) -> None:
    """Without limits there is nothing to control."""
    result = await start_options(hass, quiet_house(hass), "power_control")

    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "no_limits"
