"""Blueprints that do something, seen at a simulated charger."""

from datetime import datetime, timedelta
from typing import Any, override

from freezegun.api import TickingDateTimeFactory
from homeassistant.components.calendar import CalendarEntity, CalendarEvent
from homeassistant.components.calendar.const import DATA_COMPONENT
from homeassistant.const import ATTR_ENTITY_ID, Platform
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util
import pytest

from custom_components.v2c_cloud.control.model import PowerControl, Reason
from scripts.simulator import Car, SimulatedCharger, Simulator

from .actions import device_of
from .blueprints import automate_with, end_automation, notifications, run_script_of
from .clocks import pass_time
from .conftest import AddHouse, entity_id, state_of
from .power_house import MakePowerHouse, PowerHouse, big_car

PRICE = "sensor.price"
ALERT = "input_boolean.alert"
PEOPLE = ["person.ana", "device_tracker.phone"]


@pytest.fixture
async def controlled(
    hass: HomeAssistant,
    power_house: MakePowerHouse,
    simulator: Simulator,
    charger: SimulatedCharger,
) -> PowerHouse:
    """A house under control, with a car that is to charge on the sun alone."""
    house: PowerHouse = await power_house(charger)
    await house.control(charger, PowerControl.PV)
    charger.plug(big_car())
    await house.live(60)
    return house


def boost(hass: HomeAssistant) -> str:
    """Whether the boost is on."""
    return state_of(hass, Platform.SWITCH, "boost")


def switch(hass: HomeAssistant, suffix: str) -> str:
    """A switch of the charger."""
    return entity_id(hass, Platform.SWITCH, suffix)


async def test_cheap_price_pauses(
    hass: HomeAssistant,
    clock: TickingDateTimeFactory,
    simulator: Simulator,
    charger: SimulatedCharger,
    add_house: AddHouse,
) -> None:
    """The car charges while the price is low, also when it comes while it is."""
    await add_house(charger)
    hass.states.async_set(PRICE, "0.21")
    await automate_with(
        hass,
        "cheap_price",
        charger=device_of(hass),
        price=PRICE,
        limit=0.05,
        otherwise="pause",
        pause=switch(hass, "charging_pause"),
    )
    paused = []
    charger.plug(Car())
    await pass_time(hass, clock, simulator, 60)
    for price in ("0.2", "0.05", "-0.01", "unavailable", "0.06"):
        paused.append(charger.values.paused)
        hass.states.async_set(PRICE, price)
        await pass_time(hass, clock, simulator, 60)
    assert [*paused, charger.values.paused] == [True, True, False, False, False, True]


async def test_cheap_price_boosts(hass: HomeAssistant, controlled: PowerHouse) -> None:
    """At full power while it is negative; afterwards as usual, and no hand is undone."""
    hass.states.async_set(PRICE, "0.1")
    await automate_with(hass, "cheap_price", charger=device_of(hass), price=PRICE)
    seen = []
    for price in ("0.05", "-0.02", "-0.03", "0.01"):
        hass.states.async_set(PRICE, price)
        await controlled.live(30)
        seen.append(boost(hass))
    assert seen == ["off", "on", "on", "off"]

    entity = {ATTR_ENTITY_ID: switch(hass, "boost")}
    await hass.services.async_call("switch", "turn_on", entity, blocking=True)
    hass.states.async_set(PRICE, "0.2")
    await controlled.live(30)
    assert boost(hass) == "on"


async def test_will_not_be_ready_boosts(
    hass: HomeAssistant, controlled: PowerHouse, charger: SimulatedCharger
) -> None:
    """Who wants that gets the car charged at once, and is told so."""
    ready = entity_id(hass, Platform.BINARY_SENSOR, "will_be_ready")
    await automate_with(hass, "will_not_be_ready", will_be_ready=ready, boost=True)
    hass.states.async_set(ready, "off")
    await controlled.live(630)
    assert boost(hass) == "on"
    assert controlled.reason(charger) is Reason.HOUSE
    [(title, message)] = notifications(hass)
    assert title == "The car will not be ready"
    assert message.endswith("It is charged at full power now.")


class Appointments(CalendarEntity):
    """A calendar with one event."""

    _attr_name = "Appointments"

    def __init__(self, start: datetime, summary: str) -> None:
        """Hold an event of an hour."""
        self._event = CalendarEvent(
            start=start, end=start + timedelta(hours=1), summary=summary
        )

    @property
    @override
    def event(self) -> CalendarEvent:
        return self._event

    @override
    async def async_get_events(
        self, hass: HomeAssistant, start_date: datetime, end_date: datetime
    ) -> list[CalendarEvent]:
        """The event, if it touches the range."""
        event = self._event
        touches = (
            event.start_datetime_local < end_date
            and event.end_datetime_local > start_date
        )
        return [event] * touches


@pytest.mark.parametrize(
    ("inputs", "expected"),
    [
        ({}, "on"),
        ({"text": "AIRPORT"}, "on"),
        ({"text": "dentist"}, "off"),
        ({"early": "00:00:00"}, "off"),
    ],
)
async def test_leave_early(
    hass: HomeAssistant,
    controlled: PowerHouse,
    inputs: dict[str, Any],
    expected: str,
) -> None:
    """Half an hour before it is time, for the events that were meant."""
    start = dt_util.now() + timedelta(minutes=40)
    calendar = Appointments(start, "To the airport")
    await hass.data[DATA_COMPONENT].async_add_entities([calendar])
    await automate_with(
        hass,
        "leave_early",
        charger=device_of(hass),
        calendar="calendar.appointments",
        before={"minutes": 30},
        **{"early": "23:59:59", **inputs},
    )
    await controlled.live(480)
    assert boost(hass) == "off"
    await controlled.live(240)
    assert boost(hass) == expected
    await end_automation(hass)
    await calendar.async_remove()


@pytest.mark.parametrize(
    ("by_hand", "resume", "expected"),
    [(False, True, False), (False, False, True), (True, True, True)],
)
async def test_grid_alert(
    hass: HomeAssistant,
    clock: TickingDateTimeFactory,
    simulator: Simulator,
    charger: SimulatedCharger,
    add_house: AddHouse,
    by_hand: bool,
    resume: bool,
    expected: bool,
) -> None:
    """The charge pauses; what somebody else had paused stays so afterwards."""
    assert await async_setup_component(
        hass, "input_boolean", {"input_boolean": {"alert": None}}
    )
    charger.values.paused = by_hand
    charger.plug(Car())
    await add_house(charger)
    await pass_time(hass, clock, simulator, 120)
    await automate_with(
        hass,
        "grid_alert",
        alert=ALERT,
        pause=[switch(hass, "charging_pause")],
        resume=resume,
    )
    entity = {ATTR_ENTITY_ID: ALERT}
    await hass.services.async_call("input_boolean", "turn_on", entity, blocking=True)
    await pass_time(hass, clock, simulator, 600)
    assert charger.values.paused
    await hass.services.async_call("input_boolean", "turn_off", entity, blocking=True)
    await pass_time(hass, clock, simulator, 60)
    assert charger.values.paused is expected
    assert len(notifications(hass)) == (not by_hand) + (not expected)


async def _lock_when_away(hass: HomeAssistant, **inputs: Any) -> None:
    for person in PEOPLE:
        hass.states.async_set(person, "home")
    await automate_with(
        hass,
        "lock_when_away",
        people=PEOPLE,
        lock=switch(hass, "locked"),
        plug=entity_id(hass, Platform.BINARY_SENSOR, "connected"),
        **inputs,
    )


async def test_lock_when_away(
    hass: HomeAssistant,
    clock: TickingDateTimeFactory,
    simulator: Simulator,
    charger: SimulatedCharger,
    add_house: AddHouse,
) -> None:
    """The last who leaves locks, the first who comes unlocks."""
    await add_house(charger)
    await _lock_when_away(hass)
    seen = []
    for person, place, seconds in (
        (PEOPLE[0], "not_home", 660),
        (PEOPLE[1], "Work", 300),
        (PEOPLE[1], "Work", 360),
        (PEOPLE[0], "home", 60),
    ):
        hass.states.async_set(person, place)
        await pass_time(hass, clock, simulator, seconds)
        seen.append(charger.values.locked)
    assert seen == [False, False, True, False]


@pytest.mark.parametrize(
    ("also_plugged", "locked"), [(False, (False, True)), (True, (True, True))]
)
async def test_lock_with_a_car(
    hass: HomeAssistant,
    clock: TickingDateTimeFactory,
    simulator: Simulator,
    charger: SimulatedCharger,
    add_house: AddHouse,
    also_plugged: bool,
    locked: tuple[bool, bool],
) -> None:
    """A car that is charging is left alone, and its place is locked after it."""
    charger.plug(Car())
    await add_house(charger)
    await _lock_when_away(hass, also_plugged=also_plugged)
    for person in PEOPLE:
        hass.states.async_set(person, "not_home")
    await pass_time(hass, clock, simulator, 660)
    with_car = charger.values.locked
    charger.unplug()
    await pass_time(hass, clock, simulator, 720)
    assert (with_car, charger.values.locked) == locked


async def test_lock_while_nobody_knows(
    hass: HomeAssistant,
    clock: TickingDateTimeFactory,
    simulator: Simulator,
    charger: SimulatedCharger,
    add_house: AddHouse,
) -> None:
    """A phone without a signal is not away."""
    await add_house(charger)
    await _lock_when_away(hass)
    hass.states.async_set(PEOPLE[0], "not_home")
    hass.states.async_set(PEOPLE[1], "unavailable")
    await pass_time(hass, clock, simulator, 720)
    assert not charger.values.locked


@pytest.mark.parametrize(("fields", "energy"), [({}, 8), ({"energy": 3}, 3)])
async def test_charge_for_a_trip(
    hass: HomeAssistant,
    controlled: PowerHouse,
    charger: SimulatedCharger,
    fields: dict[str, int],
    energy: int,
) -> None:
    """At full power, and as much as the trip needs."""
    inputs = {"charger": device_of(hass), "usual": 8}
    await run_script_of(hass, "charge_for_a_trip", inputs, **fields)
    await controlled.live(60)
    assert boost(hass) == "on"
    assert controlled.reason(charger) is Reason.HOUSE
    left = float(state_of(hass, Platform.SENSOR, "energy_to_target"))
    assert left == pytest.approx(energy, abs=0.3)
