"""What the contract of a house allows, asked again."""

from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType, InvalidData
import pytest

from custom_components.v2c_cloud.const import CONF_CONTRACTED_POWER, CONF_PHASES
from scripts.simulator import SimulatedCharger

from .conftest import AddHouse, charger_subentry, house_entry
from .flows import (
    answer_options,
    set_up_fixture,  # noqa: F401 - a fixture
    start_options,
)


async def test_contract(
    hass: HomeAssistant, charger: SimulatedCharger, add_house: AddHouse
) -> None:
    """The form knows what was said before, shows the current and reloads."""
    charger.values.max_intensity = 20
    entry = await add_house(charger, contracted_power=4.6, phases=1)
    house = entry.runtime_data

    result = await start_options(hass, entry, "limits")
    assert result["step_id"] == "limits"
    assert result["data_schema"] is not None
    assert [field.description for field in result["data_schema"].schema] == [
        {"suggested_value": 4.6},
        {"suggested_value": "1"},
    ]

    result = await answer_options(hass, result, contracted_power=13.86, phases="3")
    assert result["step_id"] == "maximum_current"
    assert result["description_placeholders"] == {"current": "20"}

    result = await answer_options(hass, result)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert entry.options == {CONF_CONTRACTED_POWER: 13.86, CONF_PHASES: 3}
    assert entry.runtime_data is not house


async def test_charger_above_the_contract(
    hass: HomeAssistant, charger: SimulatedCharger, add_house: AddHouse
) -> None:
    """A loaded house knows what its chargers are set to."""
    charger.values.max_intensity = 32
    entry = await add_house(charger)

    result = await start_options(hass, entry, "limits")
    result = await answer_options(hass, result, contracted_power=4.6, phases="1")
    assert result["step_id"] == "current_too_high"
    assert result["description_placeholders"] == {
        "current": "20",
        "chargers": "Garage (32 A)",
    }

    result = await answer_options(hass, result)
    assert result["type"] is FlowResultType.CREATE_ENTRY


@pytest.mark.usefixtures("set_up")
@pytest.mark.parametrize(
    ("answers", "options"),
    [
        ({}, {}),
        ({"phases": "3"}, {CONF_PHASES: 3}),
    ],
)
async def test_nothing_is_obligatory(
    hass: HomeAssistant,
    charger: SimulatedCharger,
    answers: dict[str, object],
    options: dict[str, object],
) -> None:
    """Without a contract there is no current to show."""
    entry = house_entry(charger_subentry(charger), contracted_power=4.6, phases=1)
    entry.add_to_hass(hass)

    result = await start_options(hass, entry, "limits")
    result = await answer_options(hass, result, **answers)

    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert entry.options == options


@pytest.mark.usefixtures("set_up")
@pytest.mark.parametrize(
    ("answers", "errors"),
    [
        ({"contracted_power": 4.6}, {"phases": "phases_missing"}),
        (
            {"contracted_power": 3.3, "phases": "3"},
            {"contracted_power": "power_too_low"},
        ),
    ],
)
async def test_half_an_answer(
    hass: HomeAssistant,
    charger: SimulatedCharger,
    answers: dict[str, object],
    errors: dict[str, str],
) -> None:
    """What cannot be meant is asked again; a house that is not loaded is no obstacle."""
    entry = house_entry(charger_subentry(charger))
    entry.add_to_hass(hass)
    result = await start_options(hass, entry, "limits")

    result = await answer_options(hass, result, **answers)
    assert result["errors"] == errors

    result = await answer_options(hass, result, contracted_power=4.6, phases="1")
    assert result["step_id"] == "maximum_current"
    result = await answer_options(hass, result)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert entry.options == {CONF_CONTRACTED_POWER: 4.6, CONF_PHASES: 1}


async def test_watts_are_not_kilowatts(
    hass: HomeAssistant, charger: SimulatedCharger
) -> None:
    """5750 is what people type who think in W."""
    entry = house_entry(charger_subentry(charger))
    entry.add_to_hass(hass)
    result = await start_options(hass, entry, "limits")

    with pytest.raises(InvalidData):
        await answer_options(hass, result, contracted_power=5750, phases="1")
