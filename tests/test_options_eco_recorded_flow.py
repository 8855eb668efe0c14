"""Which statistic tells of a charger's past, as an owner chooses it."""

from collections.abc import Iterator
from datetime import datetime

from homeassistant.components.recorder import Recorder
from homeassistant.config_entries import ConfigFlowResult
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
import pytest

from scripts.simulator import SimulatedCharger, Simulator

from .clocks import running_clock
from .conftest import AddHouse
from .flows import answer_options, settle, start_options, suggestions
from .recorded import record_hours
from .session_logs import HOUR, utc

PLUG = "sensor.garage_plug_energy"
OURS = "v2c_cloud:abc123_energy"
NIGHT = utc("2026-11-20T22:00:00")
QUIET = {NIGHT + number * HOUR: 0.0 for number in range(7)}
CHARGED = QUIET | {NIGHT + number * HOUR: 7.0 for number in (2, 3, 4)}


@pytest.fixture(autouse=True)
def _custom_integrations(
    recorder_mock: Recorder, enable_custom_integrations: None
) -> None:
    """The recorder has to be there before anything else of Home Assistant."""


@pytest.fixture(autouse=True)
def _day() -> Iterator[None]:
    """A day in November."""
    with running_clock() as clock:
        clock.move_to(utc("2026-11-22T11:39:33"))
        yield


def said(result: ConfigFlowResult) -> dict[str, str]:
    """What a form says beside its fields."""
    return dict(result["description_placeholders"] or {})


async def test_choose_and_give_up(
    hass: HomeAssistant, charger: SimulatedCharger, add_house: AddHouse
) -> None:
    """The form says what comes of it; without a choice it is found again."""
    await record_hours(hass, PLUG, CHARGED)
    entry = await add_house(charger)
    result = await start_options(hass, entry, "eco_statistics")
    assert suggestions(result) == {"statistic": None}
    assert said(result) == {"charger": "Garage", "statistic": "–", "charges": "0"}
    result = await answer_options(hass, result, statistic=PLUG)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert entry.options["eco_statistics"] == {"ABC123": PLUG}

    result = await start_options(hass, entry, "eco_statistics")
    assert suggestions(result) == {"statistic": PLUG}
    assert said(result) == {"charger": "Garage", "statistic": PLUG, "charges": "1"}
    result = await answer_options(hass, result)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert entry.options["eco_statistics"] == {}


async def test_what_is_found(
    hass: HomeAssistant, charger: SimulatedCharger, add_house: AddHouse
) -> None:
    """Without a choice, the charger's own is taken, and the form says so."""
    await record_hours(hass, OURS, CHARGED)
    entry = await add_house(charger)
    await settle(hass)
    result = await start_options(hass, entry, "eco_statistics")
    assert suggestions(result) == {"statistic": None}
    assert said(result) == {"charger": "Garage", "statistic": OURS, "charges": "1"}


@pytest.mark.parametrize(
    ("hours", "unit", "unit_class"),
    [
        pytest.param(QUIET, "kWh", "energy", id="no charge"),
        pytest.param(CHARGED, "m³", "volume", id="no energy"),
        pytest.param({}, "kWh", "energy", id="nothing at all"),
    ],
)
async def test_a_statistic_without_charges(
    hass: HomeAssistant,
    charger: SimulatedCharger,
    add_house: AddHouse,
    hours: dict[datetime, float],
    unit: str,
    unit_class: str,
) -> None:
    """It is refused, and stays in the form."""
    await record_hours(hass, PLUG, hours, unit=unit, unit_class=unit_class)
    entry = await add_house(charger)
    result = await start_options(hass, entry, "eco_statistics")
    result = await answer_options(hass, result, statistic=PLUG)
    assert result["type"] is FlowResultType.FORM
    assert result["errors"] == {"statistic": "no_charges"}
    assert suggestions(result) == {"statistic": PLUG}
    assert "eco_statistics" not in entry.options

    await record_hours(hass, "sensor.meter", CHARGED)
    result = await answer_options(hass, result, statistic="sensor.meter")
    assert entry.options["eco_statistics"] == {"ABC123": "sensor.meter"}


async def test_one_of_two_chargers(
    hass: HomeAssistant,
    simulator: Simulator,
    charger: SimulatedCharger,
    add_house: AddHouse,
) -> None:
    """Each has its own past, and the other one's stays."""
    street = await simulator.add_charger("DEF4567", name="Street")
    await record_hours(hass, PLUG, CHARGED)
    before = {"ABC123": "sensor.other"}
    entry = await add_house(charger, street, eco_statistics=before)
    result = await start_options(hass, entry, "eco_statistics")
    assert result["step_id"] == "eco_statistics"
    result = await answer_options(hass, result, charger="DEF4567")
    assert said(result)["charger"] == "Street"
    await answer_options(hass, result, statistic=PLUG)
    assert entry.options["eco_statistics"] == {**before, "DEF4567": PLUG}


async def test_not_loaded(
    hass: HomeAssistant, charger: SimulatedCharger, add_house: AddHouse
) -> None:
    """Then nobody knows what is learned from, and all the same one can choose."""
    await record_hours(hass, PLUG, CHARGED)
    entry = await add_house(charger)
    await hass.config_entries.async_unload(entry.entry_id)
    result = await start_options(hass, entry, "eco_statistics")
    assert said(result)["statistic"] == "–"
    await answer_options(hass, result, statistic=PLUG)
    assert entry.options["eco_statistics"] == {"ABC123": PLUG}


async def test_without_a_recorder(
    hass: HomeAssistant, charger: SimulatedCharger, add_house: AddHouse
) -> None:
    """There is nothing to choose from."""
    entry = await add_house(charger)
    hass.config.components.remove("recorder")
    result = await start_options(hass, entry, "eco_statistics")
    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "no_recorder"
