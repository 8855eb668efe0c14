"""Where it is read how much CO2 the grid emits, asked of the owner."""

from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
import pytest

from .carbon import GRID_CO2, add_electricity_maps, forecast, tell_co2
from .eco_house import EVENING
from .flows import (
    answer_options,
    quiet_house,
    set_up_fixture,  # noqa: F401 - a fixture
    start_options,
    suggestions,
)

pytestmark = pytest.mark.usefixtures("set_up")


async def test_the_evident_entity_is_suggested(hass: HomeAssistant) -> None:
    """With a forecast nothing else is asked; other options stay."""
    add_electricity_maps(hass)
    tell_co2(hass, 200, forecast=forecast(EVENING, [200.0, 180.0]))
    entry = quiet_house(hass, contracted_power=4.6)
    result = await start_options(hass, entry, "carbon")
    assert suggestions(result) == {"entity": GRID_CO2}
    result = await answer_options(hass, result, entity=GRID_CO2)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert entry.options == {"contracted_power": 4.6, "carbon": {"entity": GRID_CO2}}


async def test_only_the_present(hass: HomeAssistant) -> None:
    """It says what was seen, and goes on."""
    tell_co2(hass, 200)
    entry = quiet_house(hass)
    result = await start_options(hass, entry, "carbon")
    assert suggestions(result) == {"entity": None}
    result = await answer_options(hass, result, entity=GRID_CO2)
    assert result["step_id"] == "carbon_now"
    assert result["description_placeholders"] == {
        "entity": GRID_CO2,
        "attributes": "country_code, unit_of_measurement",
    }
    result = await answer_options(hass, result)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert entry.options == {"carbon": {"entity": GRID_CO2}}


async def test_none_is_an_answer(hass: HomeAssistant) -> None:
    """What is evident is not used then, nor suggested again."""
    add_electricity_maps(hass)
    entry = quiet_house(hass)
    result = await start_options(hass, entry, "carbon")
    await answer_options(hass, result)
    assert entry.options == {"carbon": {}}
    result = await start_options(hass, entry, "carbon")
    assert suggestions(result) == {"entity": None}
    hass.config_entries.options.async_abort(result["flow_id"])


async def test_one_that_is_not_there_now(hass: HomeAssistant) -> None:
    """It may be the right choice all the same."""
    entry = quiet_house(hass)
    result = await start_options(hass, entry, "carbon")
    await answer_options(hass, result, entity="sensor.later")
    assert entry.options == {"carbon": {"entity": "sensor.later"}}


async def test_something_else(hass: HomeAssistant) -> None:
    """A sensor that counts something else is asked again, with what was chosen."""
    hass.states.async_set("sensor.fossil", "31", {"unit_of_measurement": "%"})
    tell_co2(hass, 200)
    entry = quiet_house(hass)
    result = await start_options(hass, entry, "carbon")
    result = await answer_options(hass, result, entity="sensor.fossil")
    assert result["errors"] == {"entity": "no_unit_of_carbon"}
    assert result["description_placeholders"] == {
        "entity": "sensor.fossil",
        "unit": "%",
    }
    assert suggestions(result) == {"entity": "sensor.fossil"}
    result = await answer_options(hass, result, entity=GRID_CO2)
    assert result["step_id"] == "carbon_now"
    await answer_options(hass, result)
    assert entry.options == {"carbon": {"entity": GRID_CO2}}
