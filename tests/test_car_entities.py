"""What people see of their cars, and choose."""

from typing import Any

from homeassistant.components.select import SERVICE_SELECT_OPTION
from homeassistant.const import ATTR_ENTITY_ID, STATE_UNKNOWN, Platform
from homeassistant.core import HomeAssistant, State
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import entity_registry as er
import pytest

from custom_components.v2c_cloud.control.plan import NeedSource
from scripts.simulator import LanFault, SimulatedCharger

from .cars import LEVEL, add_car, eco_of, set_number, tell
from .conftest import entity_id
from .eco_house import EcoHouse, MakeEcoHouse, madrid
from .power_house import big_car


@pytest.fixture(name="house")
async def house_fixture(eco_house: MakeEcoHouse, charger: SimulatedCharger) -> EcoHouse:
    """A house at night, with a car on its charger."""
    house = await eco_house(charger, begins=madrid("2026-11-25 02:00"))
    charger.plug(big_car())
    await house.power.live(30)
    return house


def shown(hass: HomeAssistant, platform: Platform, key: str) -> State:
    """What people see of an entity."""
    state = hass.states.get(entity_id(hass, platform, key))
    assert state is not None
    return state


async def choose(hass: HomeAssistant, option: str) -> None:
    """Choose a car."""
    await hass.services.async_call(
        Platform.SELECT,
        SERVICE_SELECT_OPTION,
        {ATTR_ENTITY_ID: entity_id(hass, Platform.SELECT, "car"), "option": option},
        blocking=True,
    )
    await hass.async_block_till_done(wait_background_tasks=True)


async def test_chooses_a_car(
    hass: HomeAssistant, house: EcoHouse, charger: SimulatedCharger
) -> None:
    """By name, and back to finding out."""
    await add_car(house, "Blue")
    red = await add_car(house, "Red")
    select = shown(hass, Platform.SELECT, "car")
    assert select.attributes["options"] == ["automatic", "Blue", "Red"]
    assert select.state == "automatic"

    await choose(hass, "Red")
    assert eco_of(house, charger).settings.car == red
    assert shown(hass, Platform.SELECT, "car").state == "Red"
    plugged = shown(hass, Platform.SENSOR, "plugged_car")
    assert plugged.state == "Red"
    assert plugged.attributes["known_by"] == "select"

    await choose(hass, "automatic")
    assert eco_of(house, charger).settings.car is None
    plugged = shown(hass, Platform.SENSOR, "plugged_car")
    assert plugged.state == STATE_UNKNOWN
    assert plugged.attributes["known_by"] is None


async def test_shows_a_level_and_its_age(
    hass: HomeAssistant, house: EcoHouse, charger: SimulatedCharger
) -> None:
    """What was charged since is added; after an hour it is called old."""
    tell(hass, 60)
    await add_car(house, "Blue", capacity=50, level=LEVEL)
    await set_number(hass, "target_level", 80)
    level = shown(hass, Platform.SENSOR, "car_level")
    assert level.state == "60"
    assert level.attributes["told_level"] == 60
    assert level.attributes["is_old"] is False
    assert level.attributes["goal"] == 80
    assert shown(hass, Platform.NUMBER, "target_level").state == "80.0"

    await house.power.live(3720, step=60)
    level = shown(hass, Platform.SENSOR, "car_level")
    energy = charger.values.charge_energy
    assert int(level.state) == pytest.approx(60 + energy * 0.9 / 50 * 100, abs=1)
    assert level.attributes["told_level"] == 60
    assert level.attributes["is_old"] is True

    charger.unplug()
    await house.power.live(30)
    level = shown(hass, Platform.SENSOR, "car_level")
    assert level.state == STATE_UNKNOWN
    assert "told_level" not in level.attributes


async def test_how_full_it_will_be(
    hass: HomeAssistant, house: EcoHouse, charger: SimulatedCharger
) -> None:
    """At the departure, by the plan: all of it, or what the time is enough for."""
    tell(hass, 60)
    await add_car(house, "Blue", capacity=50, level=LEVEL)
    await house.set(charger, ready_by_on=True, target_level=80)
    assert shown(hass, Platform.SENSOR, "expected_level").state == "80"

    await house.set(charger, ready_by="03:00")
    await house.power.live(30)
    late = shown(hass, Platform.SENSOR, "expected_level")
    assert 64 <= int(late.state) <= 68
    assert "told_level" not in late.attributes

    await house.until(madrid("2026-11-25 03:05"))
    assert shown(hass, Platform.SENSOR, "expected_level").state == STATE_UNKNOWN
    charger.unplug()
    await house.power.live(30)
    assert shown(hass, Platform.SENSOR, "expected_level").state == STATE_UNKNOWN


async def test_charges_for_a_distance(
    hass: HomeAssistant, house: EcoHouse, charger: SimulatedCharger
) -> None:
    """The kilometres become a target of the session in kWh."""
    await add_car(house, "Blue", consumption=18)
    assert shown(hass, Platform.NUMBER, "target_range").state == STATE_UNKNOWN

    await set_number(hass, "target_range", 100)
    await house.power.live(30)
    plan = house.plan(charger)
    assert plan.need_source is NeedSource.TARGET
    assert plan.need == pytest.approx(20.0, abs=0.1)
    assert shown(hass, Platform.NUMBER, "target_range").state == "100"

    await house.power.live(600, step=60)
    left = float(shown(hass, Platform.NUMBER, "target_range").state)
    assert 90 < left < 100


async def test_no_distance_without_a_consumption(
    hass: HomeAssistant, house: EcoHouse, charger: SimulatedCharger
) -> None:
    """A car that is not known has none."""
    await add_car(house, "Blue", consumption=18)
    red = await add_car(house, "Red")
    with pytest.raises(ServiceValidationError, match="which car"):
        await set_number(hass, "target_range", 100)
    await house.set(charger, car=red)
    with pytest.raises(ServiceValidationError, match="Choose the car"):
        await set_number(hass, "target_range", 100)
    assert (
        house.power.entry.runtime_data.targets[house.subentry_id(charger)].target
        is None
    )


async def test_no_distance_while_the_charger_is_away(
    hass: HomeAssistant, house: EcoHouse, charger: SimulatedCharger
) -> None:
    """Nobody knows which car it has."""
    await add_car(house, "Blue", consumption=18)
    charger.lan.fail = LanFault.DROP
    await house.power.live(300)
    with pytest.raises(ServiceValidationError, match="Garage"):
        await set_number(hass, "target_range", 100)


@pytest.mark.parametrize(
    ("data", "numbers"),
    [
        ({}, []),
        ({"consumption": 18}, ["target_range"]),
        ({"capacity": 50}, []),
        ({"capacity": 50, "level": LEVEL}, ["target_level"]),
    ],
)
async def test_numbers_that_have_a_car(
    hass: HomeAssistant,
    house: EcoHouse,
    data: dict[str, Any],
    numbers: list[str],
) -> None:
    """What no car of the house can follow is not offered."""
    await add_car(house, "Blue", **data)
    about_cars = {"target_level", "target_range"}
    offered = {
        item.translation_key
        for item in er.async_entries_for_config_entry(
            er.async_get(hass), house.power.entry.entry_id
        )
    }
    assert offered & about_cars == set(numbers)
