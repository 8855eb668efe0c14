"""Where the house's power is read, as an owner sets it."""

from typing import Any

from homeassistant.components.energy.data import async_get_manager
from homeassistant.config_entries import ConfigFlowResult
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers import entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.v2c_cloud.house_options import MeterOptions, read_options

from .flows import (
    answer_options,
    quiet_house,
    set_up_fixture,  # noqa: F401 - a fixture
    start_options,
    suggestions,
)
from .meters import prefer

pytestmark = pytest.mark.usefixtures("set_up")

STRAIGHT = {"grid_inverted": False, "battery_inverted": False}
PHASES = {f"phase_{number}": f"sensor.l{number}" for number in (1, 2, 3)}


@pytest.fixture(autouse=True)
def sensors(hass: HomeAssistant) -> None:
    """What a house may have."""
    for name, state, unit in (
        ("grid", "1200", "W"),
        ("grid_kw", "-1.2", "kW"),
        ("grid_va", "1300", "VA"),
        ("l1", "400", "W"),
        ("l2", "500", "W"),
        ("l3", "unknown", "W"),
        ("l3_va", "300", "kVA"),
        ("roof", "unavailable", "W"),
        ("battery", "0", "W"),
        ("energy", "12", "kWh"),
        ("words", "much", "W"),
    ):
        hass.states.async_set(f"sensor.{name}", state, {"unit_of_measurement": unit})
    # Home Assistant forgets the unit of what is not there.
    registry = er.async_get(hass)
    registry.async_get_or_create(
        "sensor", "other", "1", suggested_object_id="asleep", unit_of_measurement="W"
    )
    hass.states.async_set("sensor.asleep", "unavailable")
    hass.states.async_set("sensor.nobody", "unavailable")


async def show_power(hass: HomeAssistant, sensor: str | None) -> None:
    """Let the Energy dashboard show a grid, with or without its power."""
    manager = await async_get_manager(hass)
    await prefer(manager, {"type": "grid", "stat_rate": sensor})


async def choose(hass: HomeAssistant, entry: MockConfigEntry) -> ConfigFlowResult:
    """Begin to choose sensors."""
    result = await start_options(hass, entry, "meter")
    return await answer_options(hass, result, source="entities")


@pytest.mark.parametrize("source", ["energy", "charger"])
async def test_nothing_more_to_ask(hass: HomeAssistant, source: str) -> None:
    """The Energy dashboard and the charger know their sensors."""
    await show_power(hass, "sensor.grid")
    entry = quiet_house(
        hass, price=0.2, meter={"source": "entities", "grid": "sensor.grid"}
    )
    result = await start_options(hass, entry, "meter")
    assert suggestions(result) == {"source": "entities"}

    result = await answer_options(hass, result, source=source)

    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert entry.options == {"price": 0.2, "meter": {"source": source}}
    assert read_options(entry.options).meter.source == source


async def test_a_dashboard_without_power(hass: HomeAssistant) -> None:
    """It may show energies only; the charger's meter is none of its business."""
    await show_power(hass, None)
    entry = quiet_house(hass)
    result = await start_options(hass, entry, "meter")

    result = await answer_options(hass, result, source="energy")
    assert result["errors"] == {"source": "dashboard_without_power"}
    assert suggestions(result) == {"source": "energy"}

    result = await answer_options(hass, result, source="charger")
    assert entry.options == {"meter": {"source": "charger"}}


async def test_the_dashboard_is_the_default(hass: HomeAssistant) -> None:
    """It needs no answer."""
    result = await start_options(hass, quiet_house(hass), "meter")

    assert suggestions(result) == {"source": "energy"}


@pytest.mark.parametrize(
    ("phases", "answers", "meter"),
    [
        (1, {"grid": "sensor.grid"}, {"grid": "sensor.grid"}),
        (1, {"grid": "sensor.grid_kw"}, {"grid": "sensor.grid_kw"}),
        (
            1,
            {"grid": "sensor.grid_va", "grid_inverted": True},
            {"grid": "sensor.grid_va", "grid_inverted": True, "apparent": True},
        ),
        (1, {"grid": "sensor.asleep"}, {"grid": "sensor.asleep"}),
        (
            1,
            {
                "grid": "sensor.grid",
                "solar": "sensor.roof",
                "battery": "sensor.battery",
                "battery_inverted": True,
            },
            {
                "grid": "sensor.grid",
                "solar": "sensor.roof",
                "battery": "sensor.battery",
                "battery_inverted": True,
            },
        ),
        (3, PHASES, {"phases": list(PHASES.values())}),
        (
            3,
            PHASES | {"grid": "sensor.grid"},
            {"phases": list(PHASES.values()), "grid": "sensor.grid"},
        ),
    ],
)
async def test_sensors(
    hass: HomeAssistant, phases: int, answers: dict[str, Any], meter: dict[str, object]
) -> None:
    """As the meter's reader wants them; the form knows them the next time."""
    entry = quiet_house(hass, phases=phases)
    result = await choose(hass, entry)
    assert result["step_id"] == "meter_entities"

    result = await answer_options(hass, result, **STRAIGHT | answers)

    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert entry.options["meter"] == (
        {"source": "entities", "apparent": False} | STRAIGHT | meter
    )
    known = read_options(entry.options).meter
    assert known.grid == answers.get("grid")
    shown = suggestions(await choose(hass, entry))
    assert {key: value for key, value in shown.items() if value is not None} == (
        STRAIGHT | answers
    )


async def test_one_phase_has_no_questions_about_three(hass: HomeAssistant) -> None:
    """They would be about nothing."""
    result = await choose(hass, quiet_house(hass, phases=1))

    assert list(suggestions(result)) == [
        "grid",
        "grid_inverted",
        "solar",
        "battery",
        "battery_inverted",
    ]


@pytest.mark.parametrize(
    ("answers", "errors"),
    [
        ({}, {"grid": "grid_sensor_missing"}),
        ({"solar": "sensor.roof"}, {"grid": "grid_sensor_missing"}),
        ({"grid": "sensor.gone"}, {"grid": "sensor_missing"}),
        ({"grid": "sensor.energy"}, {"grid": "sensor_unit"}),
        ({"grid": "sensor.nobody"}, {"grid": "sensor_unit"}),
        ({"grid": "sensor.words"}, {"grid": "sensor_not_a_number"}),
        (
            {"grid": "sensor.grid", "solar": "sensor.grid_va"},
            {"solar": "sensor_unit"},
        ),
        (
            {"grid": "sensor.grid", "battery": "sensor.gone"},
            {"battery": "sensor_missing"},
        ),
        (
            {"phase_1": "sensor.l1", "phase_3": "sensor.l3"},
            {"phase_2": "phase_sensors_missing"},
        ),
        (PHASES | {"phase_3": "sensor.l3_va"}, {"grid": "sensors_differ"}),
        (PHASES | {"grid": "sensor.grid_va"}, {"grid": "sensors_differ"}),
    ],
)
async def test_what_cannot_be_a_meter(
    hass: HomeAssistant, answers: dict[str, Any], errors: dict[str, str]
) -> None:
    """It is said at its field, and what was chosen stays."""
    entry = quiet_house(hass, phases=3)
    result = await choose(hass, entry)

    result = await answer_options(hass, result, **STRAIGHT | answers)
    assert result["type"] is FlowResultType.FORM
    assert result["errors"] == errors
    shown = suggestions(result)
    assert {key: shown[key] for key in answers} == answers

    result = await answer_options(hass, result, grid="sensor.grid", **STRAIGHT)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert read_options(entry.options).meter == MeterOptions(
        source=read_options(entry.options).meter.source, grid="sensor.grid"
    )


async def test_the_sentence_names_the_sensor(hass: HomeAssistant) -> None:
    """And what it says."""
    result = await choose(hass, quiet_house(hass, phases=1))

    result = await answer_options(hass, result, grid="sensor.words", **STRAIGHT)

    assert result["description_placeholders"] == {
        "sensor": "sensor.words",
        "state": "much",
    }
