"""EcoCharging says when, power control says how much."""

from datetime import datetime

import pytest

from custom_components.v2c_cloud.control.model import PowerControl, Reason
from custom_components.v2c_cloud.control.plan import PlanState
from scripts.simulator import SimulatedCharger, Simulator

from .eco_house import MADRID, EcoHouse, MakeEcoHouse, madrid
from .power_house import big_car


@pytest.fixture
async def house(
    eco_house: MakeEcoHouse, simulator: Simulator, charger: SimulatedCharger
) -> EcoHouse:
    """A controlled car in the evening, in a house that takes 1 kW of its 4.6 kW."""
    simulator.house.load = 1000.0
    house = await eco_house(charger)
    charger.plug(big_car())
    await house.power.control(charger)
    await house.set(charger, ready_by_on=True)
    await house.power.live(60)
    return house


def is_paused(charger: SimulatedCharger) -> bool:
    """Whether the charger holds the charge."""
    return charger.values.paused


async def test_the_house_s_limit_holds_in_cheap_hours(
    house: EcoHouse, charger: SimulatedCharger
) -> None:
    """It waits for midnight, and then takes what the house leaves."""
    assert is_paused(charger)
    assert house.power.reason(charger) is Reason.WAITING_PRICE
    house.power.watch_limit = 4600.0

    await house.until(madrid("2026-11-25 00:00"))
    await house.power.live(1200)
    assert charger.values.intensity == 15
    assert house.power.reason(charger) is Reason.HOUSE
    assert house.power.over.get(4600.0, 0) <= 13


async def test_the_roof_is_welcome_while_it_waits(
    house: EcoHouse, simulator: Simulator, charger: SimulatedCharger
) -> None:
    """A surplus is taken at once, and nothing of the grid."""
    simulator.house.solar = 4500.0
    await house.power.live(900)
    assert charger.charging
    assert house.power.reason(charger) is Reason.SUN
    assert simulator.house.grid_power <= 0

    simulator.house.solar = 0.0
    await house.power.live(900)
    assert is_paused(charger)
    assert house.power.reason(charger) is Reason.WAITING_PRICE


async def test_boost_waits_for_nothing(
    house: EcoHouse, charger: SimulatedCharger
) -> None:
    """Whoever is in a hurry pays."""
    house.power.power.async_set(house.subentry_id(charger), boost=True)
    await house.power.live(900)
    assert charger.charging
    assert house.power.reason(charger) in {Reason.BOOST, Reason.HOUSE}


async def test_a_silent_meter_does_not_end_the_wait(
    house: EcoHouse, charger: SimulatedCharger
) -> None:
    """What would cost too much anyway needs no meter."""
    house.power.metered = False
    await house.power.live(300)
    assert is_paused(charger)
    assert house.power.reason(charger) is Reason.WAITING_PRICE


async def test_the_plan_knows_the_limit_of_the_house(
    house: EcoHouse, charger: SimulatedCharger
) -> None:
    """What the house usually takes is not for the car."""
    # The contract's 4.6 kW, less 1 kW of the house and 50 W to spare.
    assert house.plan(charger).slots[0].most == pytest.approx(3.4, abs=0.2)


async def test_control_that_ends_leaves_the_wait(
    house: EcoHouse, charger: SimulatedCharger
) -> None:
    """EcoCharging goes on without power control."""
    await house.power.control(charger, PowerControl.OFF)
    await house.power.live(120)
    assert is_paused(charger)
    assert house.power.reason(charger) is Reason.WAITING_PRICE

    await house.set(charger, enabled=False)
    await house.power.live(60)
    assert not is_paused(charger)


async def test_in_one_piece_waits_in_the_first_place(
    house: EcoHouse, simulator: Simulator, charger: SimulatedCharger
) -> None:
    """Neither the moments before it is held nor the sun are the begin of the charge."""
    await house.set(charger, contiguous=True)
    charger.unplug()
    await house.power.live(60)
    charger.plug(big_car())
    await house.power.live(300)
    assert is_paused(charger)
    simulator.house.solar = 4500.0
    await house.power.live(900)
    assert charger.charging
    assert house.power.reason(charger) is Reason.SUN

    simulator.house.solar = 0.0
    await house.power.live(900)
    assert is_paused(charger)
    assert house.power.reason(charger) is Reason.WAITING_PRICE


async def test_in_one_piece_goes_on(house: EcoHouse, charger: SimulatedCharger) -> None:
    """A charge that has begun as planned is not broken off for a new plan."""
    await house.set(charger, contiguous=True)
    await house.until(madrid("2026-11-25 00:30"))
    await house.power.live(1200)
    assert charger.charging
    slots = house.plan(charger).planned
    assert [slot.end for slot in slots[:-1]] == [slot.start for slot in slots[1:]]
    assert house.plan(charger).next_start == house.plan(charger).made_at


async def test_a_house_that_usually_leaves_too_little(
    house: EcoHouse, charger: SimulatedCharger
) -> None:
    """It is tried when it is cheap, and charged with what there is."""
    store = house.power.entry.runtime_data.store
    for hour in range(24):
        store.remember_house(datetime(2026, 11, 24, hour, tzinfo=MADRID), 1e6)
    await house.until(madrid("2026-11-25 00:15"))
    await house.power.live(1200)
    assert charger.charging
    assert house.power.reason(charger) is Reason.HOUSE


async def test_no_sun_in_a_night_that_is_skipped(
    house: EcoHouse, simulator: Simulator, charger: SimulatedCharger
) -> None:
    """No charging is none at all."""
    await house.set(charger, skip_until=madrid("2026-11-25 12:00").isoformat())
    simulator.house.solar = 4500.0
    await house.power.live(900)
    assert is_paused(charger)
    assert house.power.reason(charger) is Reason.SKIPPED


async def test_a_late_car_is_not_stopped_for_a_moment(
    house: EcoHouse, charger: SimulatedCharger
) -> None:
    """When the time has come that was planned for, and all is not there yet."""
    await house.until(madrid("2026-11-25 06:30"))
    await house.power.live(1500)
    paused = []
    for _ in range(60):
        await house.power.live(10)
        paused.append(is_paused(charger))
    assert house.plan(charger).state is PlanState.LATE
    assert not any(paused)
