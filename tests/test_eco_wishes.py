"""Entities with which people say when their cars shall be charged."""

from datetime import time

from homeassistant.components.number import (
    ATTR_VALUE,
    DOMAIN as NUMBER,
    SERVICE_SET_VALUE,
)
from homeassistant.components.select import (
    ATTR_OPTION,
    DOMAIN as SELECT,
    SERVICE_SELECT_OPTION,
)
from homeassistant.components.switch import DOMAIN as SWITCH
from homeassistant.components.time import ATTR_TIME, DOMAIN as TIME
from homeassistant.const import (
    ATTR_ENTITY_ID,
    SERVICE_TURN_OFF,
    SERVICE_TURN_ON,
    STATE_OFF,
    STATE_ON,
    STATE_UNKNOWN,
    Platform,
)
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ServiceValidationError
import pytest

from custom_components.v2c_cloud.control.eco_settings import EcoSettings
from custom_components.v2c_cloud.control.model import Reason
from custom_components.v2c_cloud.control.plan import Caution, DepartureSource
from scripts.simulator import SimulatedCharger

from .actions import act
from .conftest import AddHouse, entity_id, state_of
from .eco_house import DAY, NIGHT, EcoHouse, MakeEcoHouse, is_paused, madrid
from .power_house import big_car


def wishes(house: EcoHouse) -> EcoSettings:
    """What people want of the only charger."""
    [item] = house.eco.chargers.values()
    return item.settings


async def turn(hass: HomeAssistant, key: str, service: str) -> None:
    """Turn a switch of the charger."""
    entity = entity_id(hass, Platform.SWITCH, key)
    await hass.services.async_call(
        SWITCH, service, {ATTR_ENTITY_ID: entity}, blocking=True
    )
    await hass.async_block_till_done(wait_background_tasks=True)


async def set_number(hass: HomeAssistant, key: str, value: float) -> None:
    """Set a number of the charger."""
    entity = entity_id(hass, Platform.NUMBER, key)
    data = {ATTR_ENTITY_ID: entity, ATTR_VALUE: value}
    await hass.services.async_call(NUMBER, SERVICE_SET_VALUE, data, blocking=True)
    await hass.async_block_till_done(wait_background_tasks=True)


async def set_time(hass: HomeAssistant, value: time) -> None:
    """Set by when the car must be ready."""
    entity = entity_id(hass, Platform.TIME, "ready_by")
    data = {ATTR_ENTITY_ID: entity, ATTR_TIME: value}
    await hass.services.async_call(TIME, SERVICE_SET_VALUE, data, blocking=True)
    await hass.async_block_till_done(wait_background_tasks=True)


def switch(hass: HomeAssistant, key: str) -> str:
    """What a switch shows."""
    return state_of(hass, Platform.SWITCH, key)


def reason(hass: HomeAssistant) -> str:
    """Why the car is (not) charging."""
    return state_of(hass, Platform.SENSOR, "charging_reason")


@pytest.fixture
async def house(eco_house: MakeEcoHouse, charger: SimulatedCharger) -> EcoHouse:
    """A house whose car waits for the night."""
    house: EcoHouse = await eco_house(charger)
    charger.plug(big_car())
    await house.power.live(60)
    return house


async def test_off_until_somebody_wants_it(
    hass: HomeAssistant, charger: SimulatedCharger, add_house: AddHouse
) -> None:
    """A charger that was just added is left alone."""
    charger.plug(big_car())
    await add_house(charger)
    assert switch(hass, "eco_charging") == STATE_OFF
    assert switch(hass, "ready_by_on") == STATE_OFF
    assert switch(hass, "skip_tonight") == STATE_OFF
    assert state_of(hass, Platform.TIME, "ready_by") == "07:00:00"
    assert state_of(hass, Platform.NUMBER, "reserve_energy") == "0.0"
    assert state_of(hass, Platform.SELECT, "caution") == Caution.BALANCED
    assert len(charger.writes) == 0


async def test_on_and_off(
    hass: HomeAssistant, house: EcoHouse, charger: SimulatedCharger
) -> None:
    """Off releases a car that was made to wait."""
    assert is_paused(charger)
    await turn(hass, "eco_charging", SERVICE_TURN_OFF)
    await house.power.live(30)
    assert switch(hass, "eco_charging") == STATE_OFF
    assert not is_paused(charger)
    assert reason(hass) == Reason.UNCONTROLLED

    await turn(hass, "eco_charging", SERVICE_TURN_ON)
    await house.power.live(30)
    assert is_paused(charger)
    assert reason(hass) == Reason.WAITING_PRICE


async def test_ready_by(
    hass: HomeAssistant, house: EcoHouse, charger: SimulatedCharger
) -> None:
    """Whoever sets a time wants it to count; it can be switched off and on again."""
    assert house.plan(charger).departure_source is DepartureSource.LEARNED
    await set_time(hass, time(6, 30))
    assert state_of(hass, Platform.SWITCH, "ready_by_on") == STATE_ON
    assert house.plan(charger).departure == madrid("2026-11-25 06:30")
    assert state_of(hass, Platform.TIME, "ready_by") == "06:30:00"
    await turn(hass, "ready_by_on", SERVICE_TURN_OFF)
    assert house.plan(charger).departure_source is DepartureSource.LEARNED
    await turn(hass, "ready_by_on", SERVICE_TURN_ON)
    assert house.plan(charger).departure == madrid("2026-11-25 06:30")


async def test_days_that_differ_are_shown(
    hass: HomeAssistant, house: EcoHouse, charger: SimulatedCharger
) -> None:
    """Whoever looks at the time must know that it does not count every day."""
    await house.set(charger, week={"6": "", "5": "06:00"})
    state = hass.states.get(entity_id(hass, Platform.TIME, "ready_by"))
    assert state is not None
    assert state.attributes["other_days"] == {"friday": "06:00", "saturday": None}


async def test_a_reserve_is_charged_at_once(
    hass: HomeAssistant, house: EcoHouse, charger: SimulatedCharger
) -> None:
    """Whatever it costs, and then it waits again."""
    await set_number(hass, "reserve_energy", 2)
    await house.power.live(30)
    assert not is_paused(charger)
    assert reason(hass) == Reason.PLANNED
    await house.power.live(3600, step=60)
    assert is_paused(charger)
    assert 2 <= charger.values.charge_energy < 3


@pytest.mark.usefixtures("all_enabled")
async def test_a_price_cap(
    hass: HomeAssistant, eco_house: MakeEcoHouse, charger: SimulatedCharger
) -> None:
    """Whoever sets it wants it to count; it stays when it is switched off."""
    house = await eco_house(charger)
    charger.plug(big_car())
    await house.set(charger, ready_by_on=True, ready_by="23:00")
    await house.power.live(60)
    assert state_of(hass, Platform.NUMBER, "price_cap") == STATE_UNKNOWN
    assert house.plan(charger).planned != ()

    await set_number(hass, "price_cap", (NIGHT + DAY) / 2)
    assert switch(hass, "price_cap_on") == STATE_ON
    assert house.plan(charger).planned == ()

    await turn(hass, "price_cap_on", SERVICE_TURN_OFF)
    assert house.plan(charger).planned != ()
    assert state_of(hass, Platform.NUMBER, "price_cap") == "0.16"

    await turn(hass, "price_cap_on", SERVICE_TURN_ON)
    assert house.plan(charger).planned == ()
    state = hass.states.get(entity_id(hass, Platform.NUMBER, "price_cap"))
    assert state is not None
    assert state.attributes["unit_of_measurement"] == "EUR/kWh"


@pytest.mark.usefixtures("all_enabled")
async def test_a_price_cap_without_a_price(
    hass: HomeAssistant, charger: SimulatedCharger, add_house: AddHouse
) -> None:
    """A sentence says what is missing."""
    await add_house(charger)
    with pytest.raises(ServiceValidationError) as caught:
        await turn(hass, "price_cap_on", SERVICE_TURN_ON)
    assert caught.value.translation_key == "no_price_cap"
    assert caught.value.translation_placeholders == {"charger": "Garage"}


async def test_caution(hass: HomeAssistant, house: EcoHouse) -> None:
    """A level in a person's words."""
    entity = entity_id(hass, Platform.SELECT, "caution")
    data = {ATTR_ENTITY_ID: entity, ATTR_OPTION: "very_sure"}
    await hass.services.async_call(SELECT, SERVICE_SELECT_OPTION, data, blocking=True)
    assert state_of(hass, Platform.SELECT, "caution") == Caution.VERY_SURE
    assert wishes(house).caution is Caution.VERY_SURE


@pytest.mark.usefixtures("all_enabled")
async def test_contiguous(
    hass: HomeAssistant, eco_house: MakeEcoHouse, charger: SimulatedCharger
) -> None:
    """For cars that do not like to be stopped."""
    house = await eco_house(charger)
    await turn(hass, "contiguous", SERVICE_TURN_ON)
    assert wishes(house).contiguous
    assert switch(hass, "contiguous") == STATE_ON


async def test_skip_tonight(
    hass: HomeAssistant, house: EcoHouse, charger: SimulatedCharger
) -> None:
    """Nothing is charged until noon; then it ends by itself, for the next night."""
    await house.set(charger, ready_by_on=True)
    await turn(hass, "skip_tonight", SERVICE_TURN_ON)
    await house.power.live(20)
    assert reason(hass) == Reason.SKIPPED
    await house.until(madrid("2026-11-25 00:01"))
    assert is_paused(charger)
    assert switch(hass, "skip_tonight") == STATE_ON

    await house.until(madrid("2026-11-25 12:00"))
    await house.power.live(60)
    assert switch(hass, "skip_tonight") == STATE_OFF
    assert reason(hass) == Reason.WAITING_PRICE
    assert house.plan(charger).departure == madrid("2026-11-26 07:00")


async def test_a_skip_that_is_taken_back(hass: HomeAssistant, house: EcoHouse) -> None:
    """The night is used after all."""
    await turn(hass, "skip_tonight", SERVICE_TURN_ON)
    await turn(hass, "skip_tonight", SERVICE_TURN_OFF)
    await house.until(madrid("2026-11-25 00:01"))
    assert reason(hass) == Reason.PLANNED


async def test_nothing_to_skip(
    hass: HomeAssistant, charger: SimulatedCharger, add_house: AddHouse
) -> None:
    """It would have no effect."""
    await add_house(charger)
    with pytest.raises(ServiceValidationError) as caught:
        await turn(hass, "skip_tonight", SERVICE_TURN_ON)
    assert caught.value.translation_key == "skip_needs_eco"


async def test_what_people_set_outlives_a_reload(
    hass: HomeAssistant, house: EcoHouse
) -> None:
    """It is kept with the house."""
    await set_time(hass, time(6, 15))
    await set_number(hass, "reserve_energy", 4.5)
    await hass.config_entries.async_reload(house.power.entry.entry_id)
    await house.settle()
    assert switch(hass, "eco_charging") == STATE_ON
    assert state_of(hass, Platform.TIME, "ready_by") == "06:15:00"
    assert state_of(hass, Platform.NUMBER, "reserve_energy") == "4.5"


async def test_boost_without_power_control(
    hass: HomeAssistant, house: EcoHouse, charger: SimulatedCharger
) -> None:
    """Whoever cannot wait gets the car charged now, at the current that is set."""
    await turn(hass, "boost", SERVICE_TURN_ON)
    await house.power.live(60)
    assert not is_paused(charger)
    assert charger.charging
    assert reason(hass) == Reason.BOOST

    await turn(hass, "boost", SERVICE_TURN_OFF)
    await house.power.live(60)
    assert is_paused(charger)
    assert reason(hass) == Reason.WAITING_PRICE


async def test_boost_ends_a_pause_by_hand(
    hass: HomeAssistant, house: EcoHouse, charger: SimulatedCharger
) -> None:
    """A pause that somebody has made while the car was charged as planned, too."""
    await house.until(madrid("2026-11-25 00:01"))
    charger.write("Paused", "1")
    await house.power.live(60)
    assert reason(hass) == Reason.PAUSED
    await act(hass, "boost")
    await house.power.live(60)
    assert not is_paused(charger)
    assert reason(hass) == Reason.BOOST
