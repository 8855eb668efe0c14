"""What people see of a plan."""

from typing import Any

from homeassistant.const import STATE_OFF, STATE_ON, STATE_UNKNOWN, Platform
from homeassistant.core import Event, EventStateChangedData, HomeAssistant
from homeassistant.helpers.event import async_track_state_change_event
import pytest

from custom_components.v2c_cloud.control.model import Reason
from scripts.simulator import SimulatedCharger

from .conftest import AddHouse, entity_id, state_of
from .eco_house import DAY, NIGHT, WORKING_NIGHTS, EcoHouse, MakeEcoHouse, madrid
from .power_house import big_car

MIDNIGHT = "2026-11-24T23:00:00+00:00"
SEVEN = "2026-11-25T06:00:00+00:00"
OF_A_PLAN = (
    "next_start",
    "planned_end",
    "expected_cost",
    "expected_need",
    "expected_departure",
)


def sensor(hass: HomeAssistant, key: str) -> str:
    """What a sensor shows."""
    return state_of(hass, Platform.SENSOR, key)


def facts(hass: HomeAssistant, platform: Platform, key: str) -> dict[str, Any]:
    """What else an entity shows."""
    state = hass.states.get(entity_id(hass, platform, key))
    assert state is not None
    return dict(state.attributes)


def ready(hass: HomeAssistant) -> str:
    """Whether the car will be ready."""
    return state_of(hass, Platform.BINARY_SENSOR, "will_be_ready")


async def test_without_a_plan(
    hass: HomeAssistant, charger: SimulatedCharger, add_house: AddHouse
) -> None:
    """Nothing is known, and nothing is guessed."""
    charger.plug(big_car())
    await add_house(charger)
    assert {sensor(hass, key) for key in OF_A_PLAN} == {STATE_UNKNOWN}
    assert ready(hass) == STATE_UNKNOWN
    assert sensor(hass, "saved_this_month") == STATE_UNKNOWN
    assert "slots" not in facts(hass, Platform.SENSOR, "next_start")


@pytest.mark.usefixtures("waiting")
async def test_a_night_that_is_planned(hass: HomeAssistant) -> None:
    """When it begins and ends, for how much, and whether in time."""
    assert sensor(hass, "next_start") == MIDNIGHT
    assert sensor(hass, "planned_end") == "2026-11-25T02:00:00+00:00"
    assert sensor(hass, "expected_departure") == SEVEN
    assert 0.5 < float(sensor(hass, "expected_cost")) < 2
    assert 8 < float(sensor(hass, "expected_need")) < 14
    assert ready(hass) == STATE_ON
    need = facts(hass, Platform.SENSOR, "expected_need")
    assert need["source"] == "learned"
    assert need["low"] < 8
    assert need["high"] > 14
    leaves = facts(hass, Platform.SENSOR, "expected_departure")
    assert (leaves["source"], leaves["confidence"]) == ("ready_by", None)
    assert facts(hass, Platform.BINARY_SENSOR, "will_be_ready")["chance"] > 0.8
    assert facts(hass, Platform.SENSOR, "expected_cost")["unit_of_measurement"] == "EUR"


@pytest.mark.usefixtures("waiting")
async def test_the_planned_slots(hass: HomeAssistant) -> None:
    """Those that are probably needed, with what the charger offers in each."""
    slots = facts(hass, Platform.SENSOR, "next_start")["slots"]
    assert slots[0] == {
        "start": "2026-11-25T00:00:00+01:00",
        "end": "2026-11-25T00:15:00+01:00",
        "price": NIGHT,
        "co2": None,
        "current": 16,
        "power": 3680,
        "energy": 0.92,
    }
    assert len(slots) == 12


async def test_while_it_charges(hass: HomeAssistant, waiting: EcoHouse) -> None:
    """What has begun is no start any more."""
    await waiting.until(madrid("2026-11-25 00:31"))
    assert sensor(hass, "charging_reason") == Reason.PLANNED
    assert sensor(hass, "next_start") == STATE_UNKNOWN
    assert sensor(hass, "planned_end") > "2026-11-25T02:00:00+00:00"


async def test_states_are_written_when_they_change(
    hass: HomeAssistant, waiting: EcoHouse
) -> None:
    """A plan that is made anew each quarter of an hour, and is the same, is no news."""
    written: list[Event[EventStateChangedData]] = []
    keys = [entity_id(hass, Platform.SENSOR, key) for key in OF_A_PLAN]
    async_track_state_change_event(hass, keys, written.append)
    await waiting.until(madrid("2026-11-24 20:01"))
    await waiting.until(madrid("2026-11-24 20:16"))
    assert written == []


async def test_learned_habits(
    hass: HomeAssistant, eco_house: MakeEcoHouse, charger: SimulatedCharger
) -> None:
    """When a car leaves that has left at the same time all week, to a quarter."""
    house = await eco_house(charger)
    await house.remember(*WORKING_NIGHTS)
    charger.plug(big_car())
    await house.power.live(60)
    assert sensor(hass, "expected_departure") == "2026-11-25T06:45:00+00:00"
    leaves = facts(hass, Platform.SENSOR, "expected_departure")
    assert leaves["source"] == "learned"
    assert leaves["confidence"] >= 0.7
    assert 8 < float(sensor(hass, "expected_need")) < 10
    assert ready(hass) == STATE_ON


async def test_not_enough_time(
    hass: HomeAssistant, waiting: EcoHouse, charger: SimulatedCharger
) -> None:
    """Seven o'clock in the evening is too soon."""
    await waiting.set(charger, ready_by="18:30")
    assert ready(hass) == STATE_OFF


async def test_nobody_knows_whether_it_will_be_ready(
    hass: HomeAssistant, eco_house: MakeEcoHouse, charger: SimulatedCharger
) -> None:
    """A car of which nothing is known may leave this evening."""
    house = await eco_house(charger)
    charger.plug(big_car())
    await house.power.live(60)
    assert ready(hass) == STATE_UNKNOWN
    assert 0.5 <= facts(hass, Platform.BINARY_SENSOR, "will_be_ready")["chance"] < 0.8


async def test_a_skipped_night(
    hass: HomeAssistant, waiting: EcoHouse, charger: SimulatedCharger
) -> None:
    """The next one is planned, and nobody is told that the car will not be ready."""
    await waiting.set(charger, skip_until=madrid("2026-11-25 12:00").isoformat())
    assert sensor(hass, "charging_reason") == Reason.SKIPPED
    assert sensor(hass, "next_start") == "2026-11-25T23:00:00+00:00"
    assert ready(hass) == STATE_UNKNOWN
    assert "chance" not in facts(hass, Platform.BINARY_SENSOR, "will_be_ready")


async def test_without_prices(
    hass: HomeAssistant, eco_house: MakeEcoHouse, charger: SimulatedCharger
) -> None:
    """It is charged at once, and what that costs is not known."""
    house = await eco_house(charger, prices={}, tariff={})
    charger.plug(big_car())
    await house.power.live(60)
    assert sensor(hass, "charging_reason") == Reason.NO_PRICES
    assert sensor(hass, "expected_cost") == STATE_UNKNOWN
    assert ready(hass) == STATE_UNKNOWN


async def test_no_car_no_plan(
    hass: HomeAssistant, waiting: EcoHouse, charger: SimulatedCharger
) -> None:
    """It ends with the plug."""
    charger.unplug()
    await waiting.power.live(20)
    assert ready(hass) == STATE_UNKNOWN
    assert sensor(hass, "planned_end") == STATE_UNKNOWN


async def test_a_full_car_is_ready(
    hass: HomeAssistant, eco_house: MakeEcoHouse, charger: SimulatedCharger
) -> None:
    """Nothing is left to be planned."""
    house = await eco_house(charger)
    charger.plug(big_car(capacity=20.0, soc=0.99))
    await house.set(charger, ready_by_on=True)
    await house.until(madrid("2026-11-25 00:01"))
    await house.power.live(1500, step=60)
    assert sensor(hass, "charging_reason") == Reason.FULL
    assert ready(hass) == STATE_ON
    assert sensor(hass, "expected_need") == "0.0"
    assert sensor(hass, "expected_cost") == STATE_UNKNOWN


async def test_what_was_saved(hass: HomeAssistant, waiting: EcoHouse) -> None:
    """The night's price instead of the day's, once, and nothing of another month."""
    await waiting.until(madrid("2026-11-25 00:01"))
    await waiting.power.live(7200, step=60)
    charger_id = next(iter(waiting.power.simulator.chargers))
    simulated = waiting.power.simulator.chargers[charger_id]
    simulated.unplug()
    await waiting.power.live(60)
    taken = float(sensor(hass, "last_session_energy"))
    saved = float(sensor(hass, "saved_this_month"))
    assert saved == pytest.approx(taken * (DAY - NIGHT), abs=0.02)
    reset = facts(hass, Platform.SENSOR, "saved_this_month")["last_reset"]
    assert reset == "2026-10-31T23:00:00+00:00"

    await waiting.until(madrid("2026-12-01 00:01"))
    assert sensor(hass, "saved_this_month") == "0.0"
    reset = facts(hass, Platform.SENSOR, "saved_this_month")["last_reset"]
    assert reset == "2026-11-30T23:00:00+00:00"
