"""Which car is charged, what it says, and what becomes of that in a plan."""

from dataclasses import replace
from datetime import timedelta

from homeassistant.const import STATE_OFF, STATE_ON, STATE_UNAVAILABLE
from homeassistant.core import HomeAssistant
import pytest

from custom_components.v2c_cloud.control.cars import CarSource
from custom_components.v2c_cloud.control.model import Reason
from custom_components.v2c_cloud.control.plan import NeedSource, PlanState
from custom_components.v2c_cloud.eco_cars import charged_since
from custom_components.v2c_cloud.sessions.model import Card
from scripts.simulator import SimulatedCharger, Simulator

from .cars import LEVEL, add_car, eco_of, tell
from .eco_house import EcoHouse, MakeEcoHouse, madrid, why
from .power_house import big_car
from .session_logs import charge, fill_log, session, utc

BLUE_PLUG, RED_PLUG = "binary_sensor.blue_plug", "binary_sensor.red_plug"
TWO_O_CLOCK = madrid("2026-11-25 02:00")


@pytest.fixture(name="house")
async def house_fixture(eco_house: MakeEcoHouse, charger: SimulatedCharger) -> EcoHouse:
    """A house in the cheap hours of a night, with a car on its charger."""
    house = await eco_house(charger, begins=TWO_O_CLOCK)
    charger.plug(big_car())
    await house.power.live(30)
    return house


def names_at(house: EcoHouse, *chargers: SimulatedCharger) -> list[str | None]:
    """The cars that are taken to be at some chargers."""
    cars = [eco_of(house, charger).cars.car for charger in chargers]
    return [getattr(car, "name", None) for car in cars]


async def test_charges_up_to_the_target_level(
    hass: HomeAssistant, house: EcoHouse, charger: SimulatedCharger
) -> None:
    """What was charged is added to a level that the car does not renew."""
    tell(hass, 60)
    await add_car(house, "Blue", capacity=50, level=LEVEL)
    taken = eco_of(house, charger).cars
    await house.set(charger, target_level=62)
    plan = house.plan(charger)
    assert plan.need_source is NeedSource.CAR
    assert plan.need == pytest.approx(2 / 100 * 50 / 0.9, abs=0.15)
    assert taken.guess is not None
    assert taken.guess.source is CarSource.ONLY

    await house.power.live(1800, step=60)
    assert house.plan(charger).state is PlanState.MET
    assert house.power.reason(charger) is Reason.NEED_MET
    assert not charger.charging
    assert charger.values.charge_energy == pytest.approx(1.11, abs=0.2)

    tell(hass, 61)
    await house.settle()
    assert house.plan(charger).need == pytest.approx(1 / 100 * 50 / 0.9)


async def test_a_car_that_stays_for_another_morning(
    hass: HomeAssistant, house: EcoHouse, charger: SimulatedCharger
) -> None:
    """More is wanted a day later: there is time until it must be ready again."""
    tell(hass, 60)
    await add_car(house, "Blue", capacity=50, level=LEVEL)
    await house.set(charger, target_level=60, ready_by_on=True)
    await house.until(madrid("2026-11-25 12:00"))
    await house.until(madrid("2026-11-25 18:00"))
    await house.set(charger, target_level=70)
    await house.power.live(60)
    assert house.plan(charger).departure == madrid("2026-11-26 07:00")
    assert house.power.reason(charger) is Reason.WAITING_PRICE
    assert not charger.charging
    assert (await why(hass)).startswith("Waits for cheaper hours and starts tomorrow")
    await house.until(madrid("2026-11-26 00:01"))
    assert charger.charging


@pytest.mark.parametrize("said", ["unknown", "unavailable", "-1", "101", "nan", "full"])
async def test_no_level_is_not_an_empty_battery(
    hass: HomeAssistant, house: EcoHouse, charger: SimulatedCharger, said: str
) -> None:
    """The need is learned then."""
    tell(hass, said)
    await add_car(house, "Blue", capacity=50, level=LEVEL)
    plan = house.plan(charger)
    assert plan.need_source is NeedSource.LEARNED
    assert plan.need


async def test_a_car_that_falls_silent(
    hass: HomeAssistant, house: EcoHouse, charger: SimulatedCharger
) -> None:
    """What it said in this session still counts; of another session it does not."""
    await add_car(house, "Blue", capacity=50, level=LEVEL)
    tell(hass, 60)
    await house.settle()
    tell(hass, STATE_UNAVAILABLE)
    await house.settle()
    assert house.plan(charger).need_source is NeedSource.CAR

    charger.unplug()
    await house.power.live(30)
    charger.plug(big_car())
    await house.power.live(30)
    assert house.plan(charger).need_source is NeedSource.LEARNED


async def test_the_car_s_own_limit(
    hass: HomeAssistant, house: EcoHouse, charger: SimulatedCharger
) -> None:
    """Nothing is planned beyond it."""
    tell(hass, 60)
    tell(hass, 70, "number.limit")
    await add_car(house, "Blue", capacity=50, level=LEVEL, level_limit="number.limit")
    need = house.plan(charger).need
    assert need == pytest.approx(10 / 100 * 50 / 0.9, abs=0.2)


async def test_the_car_bounds_the_plan(
    house: EcoHouse, charger: SimulatedCharger
) -> None:
    """A small charger on board takes longer."""
    await add_car(house, "Blue", car_current=10, car_phases=1)
    await house.settle()
    assert house.plan(charger).slots[0].most == pytest.approx(2.3)


async def test_the_cars_tell_which_of_them_it_is(
    hass: HomeAssistant, house: EcoHouse, charger: SimulatedCharger
) -> None:
    """A choice counts more, and may be of a car that is gone since."""
    blue = await add_car(house, "Blue", plugged=BLUE_PLUG)
    red = await add_car(house, "Red", plugged=RED_PLUG)
    cars = eco_of(house, charger).cars
    assert cars.guess is None
    hass.states.async_set(BLUE_PLUG, STATE_OFF)
    hass.states.async_set(RED_PLUG, STATE_ON)
    await house.settle()
    assert cars.car is not None
    assert cars.car.name == "Red"
    memory = house.power.entry.runtime_data.store.recall(charger.id)
    assert [*memory.session_cars.values()] == [red]

    await house.set(charger, car=blue)
    assert cars.car.name == "Blue"
    await house.set(charger, car="gone")
    assert cars.car.name == "Red"

    charger.unplug()
    await house.power.live(30)
    assert cars.guess is None


async def test_a_card_that_the_cloud_tells_of(
    house: EcoHouse, charger: SimulatedCharger
) -> None:
    """Habits are each car's own; a session of which nobody knows counts for all."""
    blue = await add_car(house, "Blue", cards=["aa:01"])
    await add_car(house, "Red", cards=["AA02"])
    await fill_log(
        house.power.hass,
        house.power.entry,
        session(charge(utc("2026-11-01T10:00"), 5.0)),
        session(charge(utc("2026-11-02T10:00"), 5.0, card=Card(code="AA01"))),
        session(charge(utc("2026-11-03T10:00"), 5.0, card=Card(code="aa-02"))),
        session(charge(utc("2026-11-04T10:00"), 5.0, card=Card(code="AA02"))),
        session(charge(utc("2026-11-05T10:00"), 5.0, card=Card(code="guest"))),
    )
    await house.settle()
    eco = eco_of(house, charger)
    assert eco.habits.learned_from.total == 5
    await house.set(charger, car=blue)
    assert eco.habits.learned_from.total == 3


async def test_a_car_is_at_one_charger(
    simulator: Simulator, eco_house: MakeEcoHouse, charger: SimulatedCharger
) -> None:
    """What is known to be at the other one is not here."""
    street = await simulator.add_charger("DEF4567", name="Street")
    house = await eco_house(charger, street, begins=TWO_O_CLOCK)
    charger.plug(big_car())
    await house.power.live(30)
    blue = await add_car(house, "Blue", cards=["AA01"])
    assert names_at(house, charger, street) == ["Blue", None]
    street.plug(big_car())
    await house.power.live(30)
    assert names_at(house, charger, street) == ["Blue", "Blue"]
    await house.set(street, car=blue)
    assert names_at(house, charger, street) == [None, "Blue"]
    street.unplug()
    await house.power.live(30)
    assert names_at(house, charger, street) == ["Blue", None]


async def test_sessions_keep_their_car(
    hass: HomeAssistant, house: EcoHouse, charger: SimulatedCharger
) -> None:
    """Over the end of the session, whatever is chosen next; not over the car's end."""
    blue = await add_car(house, "Blue")
    red = await add_car(house, "Red")
    await house.set(charger, car=blue)
    await house.power.live(900, step=60)
    charger.unplug()
    await house.power.live(30)
    await house.set(charger, car=red)
    cars = eco_of(house, charger).cars
    [last, *_] = house.power.entry.runtime_data.sessions[
        house.subentry_id(charger)
    ].sessions
    assert cars.car_of(last) == blue
    assert cars.sessions_of(None, [last]) == [last]

    hass.config_entries.async_remove_subentry(house.power.entry, blue)
    await house.settle()
    assert eco_of(house, charger).cars.car_of(last) is None


async def test_only_so_many_sessions_are_remembered(
    house: EcoHouse, charger: SimulatedCharger
) -> None:
    """The newest ones; habits look no further back."""
    blue = await add_car(house, "Blue")
    store = house.power.entry.runtime_data.store
    memory = store.recall(charger.id)
    (running,) = memory.session_cars
    old = {str(number): blue for number in range(250)}
    store.remember(charger.id, replace(memory, session_cars=old))
    eco_of(house, charger).cars.async_note()
    kept = [*store.recall(charger.id).session_cars]
    assert len(kept) == 250
    assert kept[0] == "1"
    assert kept[-1] == running


@pytest.mark.parametrize(
    ("since", "energy"),
    [
        ("2026-11-24T17:00", 9.0),
        ("2026-11-24T18:00", 9.0),
        ("2026-11-24T19:00", 6.0),
        ("2026-11-24T19:30", 4.5),
        ("2026-11-24T20:45", 0.0),
        ("2026-11-24T22:00", 0.0),
    ],
)
def test_what_was_charged_since(since: str, energy: float) -> None:
    """Of an hour that is partly before, its share; the last hour is not over."""
    running = session(
        charge(utc("2026-11-24T18:00"), 3.0, 3.0, 3.0, running=True),
    )
    now = utc("2026-11-24T20:45")
    told = charged_since(running, utc(since), now)
    assert told == pytest.approx(energy)
    half = charged_since(running, now - timedelta(minutes=15), now)
    assert half == pytest.approx(1.0)
