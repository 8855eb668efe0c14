"""Cars as parts of a house: added, changed and removed."""

from types import MappingProxyType
from typing import Any

from homeassistant.config_entries import (
    SOURCE_RECONFIGURE,
    SOURCE_USER,
    ConfigEntry,
    ConfigEntryState,
    ConfigSubentry,
    ConfigSubentryData,
    SubentryFlowResult,
)
from homeassistant.const import ATTR_UNIT_OF_MEASUREMENT, Platform
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
import pytest

from custom_components.v2c_cloud.const import SUBENTRY_CAR
from custom_components.v2c_cloud.house_cars import car_subentries
from custom_components.v2c_cloud.sessions.model import Card
from scripts.simulator import SimulatedCharger

from .conftest import AddHouse, state_of
from .flows import quiet_house, settle, subentry_go_on, suggestions
from .session_logs import charge, fill_log, session, utc

LEVEL, LIMIT = "sensor.kona_battery", "number.kona_limit"
BLUE: dict[str, Any] = {
    "name": "Blue",
    "capacity": 64,
    "level": LEVEL,
    "level_limit": LIMIT,
    "car_phases": "1",
    "car_current": 32,
    "consumption": 15.5,
    "efficiency": 88,
}
LINKS: dict[str, Any] = {
    "plugged": "binary_sensor.kona_plugged",
    "cards": ["04:a1:b2:c3"],
    "calendar": "calendar.family",
    "lead": 20,
    "word": "office",
}
STORED = {
    **{key: value for key, value in (BLUE | LINKS).items() if key != "name"},
    "car_phases": 1,
}
OTHER = ConfigSubentryData(
    data={"efficiency": 90, "lead": 15, "cards": ["0102"]},
    subentry_type=SUBENTRY_CAR,
    title="Red",
    unique_id=None,
)


async def add(hass: HomeAssistant, entry: ConfigEntry) -> SubentryFlowResult:
    """Begin to add a car."""
    return await hass.config_entries.subentries.async_init(
        (entry.entry_id, SUBENTRY_CAR), context={"source": SOURCE_USER}
    )


def the_car(entry: ConfigEntry, name: str) -> ConfigSubentry:
    """A car of a house, by name."""
    (car,) = (car for car in car_subentries(entry).values() if car.title == name)
    return car


def names(entry: ConfigEntry) -> list[str]:
    """The cars that a house knows."""
    return [car.name for car in entry.runtime_data.cars.cars.values()]


async def test_adds_a_car_and_loads_the_house_anew(
    hass: HomeAssistant, charger: SimulatedCharger, add_house: AddHouse
) -> None:
    """What was typed is stored, and the charger can be told which car it has."""
    entry = await add_house(charger)
    result = await add(hass, entry)
    assert suggestions(result)["efficiency"] == 90
    result = await subentry_go_on(hass, result, **BLUE)
    assert suggestions(result)["lead"] == 15
    result = await subentry_go_on(hass, result, **LINKS)
    await settle(hass)

    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert the_car(entry, "Blue").data == STORED
    assert entry.state is ConfigEntryState.LOADED
    assert state_of(hass, Platform.SELECT, "car") == "automatic"


async def test_a_name_is_enough(hass: HomeAssistant) -> None:
    """Nobody has to know anything of the car."""
    entry = quiet_house(hass)
    result = await subentry_go_on(
        hass, await add(hass, entry), name=" Blue ", efficiency=90
    )
    await subentry_go_on(hass, result, lead=15)

    assert the_car(entry, "Blue").data == {"efficiency": 90, "lead": 15}


@pytest.mark.parametrize(
    ("changes", "without", "field", "error"),
    [
        ({"name": "red"}, (), "name", "car_name"),
        ({"name": "Automatic"}, (), "name", "car_name"),
        ({"name": "  "}, (), "name", "car_name"),
        ({}, ("capacity",), "capacity", "level_without_capacity"),
        ({}, ("level",), "level", "limit_without_level"),
        ({"level": "sensor.odometer"}, (), "level", "not_percent"),
        ({"level_limit": "sensor.odometer"}, (), "level_limit", "not_percent"),
    ],
)
async def test_says_what_is_wrong_and_goes_on(
    hass: HomeAssistant,
    changes: dict[str, Any],
    without: tuple[str, ...],
    field: str,
    error: str,
) -> None:
    """What was typed stays in the form, and can be put right."""
    entry = quiet_house(hass, OTHER)
    hass.states.async_set("sensor.odometer", "1000", {ATTR_UNIT_OF_MEASUREMENT: "km"})
    hass.states.async_set(LEVEL, "50", {ATTR_UNIT_OF_MEASUREMENT: "%"})
    wrong = {
        key: value for key, value in (BLUE | changes).items() if key not in without
    }
    result = await subentry_go_on(hass, await add(hass, entry), **wrong)
    assert result["errors"] == {field: error}
    assert suggestions(result)["consumption"] == 15.5

    result = await subentry_go_on(hass, result, **BLUE)
    result = await subentry_go_on(hass, result, **LINKS)
    assert result["type"] is FlowResultType.CREATE_ENTRY


async def test_a_card_is_of_one_car(hass: HomeAssistant) -> None:
    """However its code is written."""
    entry = quiet_house(hass, OTHER)
    result = await subentry_go_on(hass, await add(hass, entry), **BLUE)
    result = await subentry_go_on(hass, result, **(LINKS | {"cards": ["01-02"]}))
    assert result["errors"] == {"cards": "card_taken"}
    assert result["description_placeholders"] == {"car": "Blue", "other": "Red"}

    result = await subentry_go_on(hass, result, **LINKS)
    assert result["type"] is FlowResultType.CREATE_ENTRY


async def test_changes_a_car(hass: HomeAssistant) -> None:
    """Its own name and cards are no obstacle, and what is left out is gone."""
    entry = quiet_house(hass, OTHER)
    blue = ConfigSubentry(
        data=MappingProxyType(STORED),
        subentry_type=SUBENTRY_CAR,
        title="Blue",
        unique_id=None,
    )
    hass.config_entries.async_add_subentry(entry, blue)
    result = await hass.config_entries.subentries.async_init(
        (entry.entry_id, SUBENTRY_CAR),
        context={"source": SOURCE_RECONFIGURE, "subentry_id": blue.subentry_id},
    )
    assert suggestions(result) == BLUE
    result = await subentry_go_on(hass, result, name="Blue", efficiency=91)
    assert suggestions(result) == LINKS
    result = await subentry_go_on(hass, result, cards=LINKS["cards"], lead=10)

    assert result["reason"] == "reconfigure_successful"
    assert the_car(entry, "Blue").data == {
        "efficiency": 91,
        "cards": LINKS["cards"],
        "lead": 10,
    }


async def test_a_new_name_is_in_effect_and_a_removed_car_gone(
    hass: HomeAssistant, charger: SimulatedCharger, add_house: AddHouse
) -> None:
    """Entities of cars go with the last car."""
    entry = await add_house(charger)
    result = await subentry_go_on(hass, await add(hass, entry), **BLUE)
    await subentry_go_on(hass, result, **LINKS)
    await settle(hass)
    assert names(entry) == ["Blue"]
    assert state_of(hass, Platform.NUMBER, "target_level") == "100.0"

    hass.config_entries.async_update_subentry(
        entry, the_car(entry, "Blue"), title="Green"
    )
    await settle(hass)
    assert names(entry) == ["Green"]

    hass.config_entries.async_remove_subentry(
        entry, the_car(entry, "Green").subentry_id
    )
    await settle(hass)
    assert names(entry) == []
    with pytest.raises(AssertionError):
        state_of(hass, Platform.NUMBER, "target_level")


async def test_lists_the_cards_that_were_seen(
    hass: HomeAssistant, charger: SimulatedCharger, add_house: AddHouse
) -> None:
    """A card of a session need not be typed; one without a name shows its code."""
    entry = await add_house(charger)
    await fill_log(
        hass,
        entry,
        session(charge(utc("2026-11-01T10:00"), 5.0)),
        session(charge(utc("2026-11-02T10:00"), 5.0, card=Card(code="01", name="Ann"))),
        session(charge(utc("2026-11-03T10:00"), 5.0, card=Card(code="02"))),
    )
    result = await subentry_go_on(hass, await add(hass, entry), **BLUE)
    assert result["data_schema"] is not None
    cards = result["data_schema"].schema["cards"]
    assert cards.config["options"] == [
        {"value": "02", "label": "02"},
        {"value": "01", "label": "Ann"},
    ]
