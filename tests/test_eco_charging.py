"""EcoCharging through Home Assistant: prices, a charger and a car that are real."""

from homeassistant.const import (
    ATTR_ENTITY_ID,
    EVENT_HOMEASSISTANT_STOP,
    SERVICE_TURN_OFF,
    Platform,
)
from homeassistant.core import HomeAssistant
import pytest

from custom_components.v2c_cloud.control.model import Reason
from custom_components.v2c_cloud.control.plan import NeedSource, PlanState
from scripts.simulator import Car, LanFault, SimulatedCharger

from .actions import act
from .conftest import entity_id
from .eco_house import EcoHouse, MakeEcoHouse, is_paused, madrid
from .power_house import big_car


async def test_waits_for_cheap_hours_and_charges_in_them(
    eco_house: MakeEcoHouse, charger: SimulatedCharger
) -> None:
    """A car of the evening is charged after midnight."""
    house = await eco_house(charger)
    charger.plug(big_car())
    await house.set(charger, ready_by_on=True)
    await house.power.live(60)
    plan = house.plan(charger)
    assert plan.next_start == madrid("2026-11-25 00:00")
    assert plan.departure == madrid("2026-11-25 07:00")
    assert is_paused(charger)
    assert house.power.reason(charger) is Reason.WAITING_PRICE

    await house.until(madrid("2026-11-25 00:01"))
    assert not is_paused(charger)
    assert charger.charging
    assert house.power.reason(charger) is Reason.PLANNED


async def test_a_full_car_waits_for_nothing(
    eco_house: MakeEcoHouse, charger: SimulatedCharger
) -> None:
    """It is called full, and may still warm its cabin."""
    house = await eco_house(charger, begins=madrid("2026-11-25 00:30"))
    charger.plug(Car(capacity=20.0, soc=0.97))
    await house.power.live(3600, step=60)
    assert house.power.reason(charger) is Reason.FULL

    await house.until(madrid("2026-11-25 09:00"))
    assert house.power.reason(charger) is Reason.FULL
    assert not is_paused(charger)


async def test_somebody_ends_the_wait_by_hand(
    eco_house: MakeEcoHouse, charger: SimulatedCharger
) -> None:
    """Whoever does that wants the car charged now."""
    house = await eco_house(charger)
    charger.plug(big_car())
    await house.power.live(120)
    assert is_paused(charger)
    charger.write("Paused", "0")
    await house.power.live(60)
    assert not is_paused(charger)
    assert house.power.reason(charger) is Reason.BOOST


async def test_somebody_ends_the_wait_in_home_assistant(
    hass: HomeAssistant, eco_house: MakeEcoHouse, charger: SimulatedCharger
) -> None:
    """At once, also right after the car was plugged in: there it is nobody's firmware."""
    house = await eco_house(charger)
    charger.plug(big_car())
    await house.power.live(15)
    assert is_paused(charger)
    await hass.services.async_call(
        Platform.SWITCH,
        SERVICE_TURN_OFF,
        {ATTR_ENTITY_ID: entity_id(hass, Platform.SWITCH, "charging_pause")},
        blocking=True,
    )
    await house.power.live(60)
    assert not is_paused(charger)
    assert house.power.reason(charger) is Reason.BOOST


async def test_starting_for_a_while_is_a_boost(
    hass: HomeAssistant, eco_house: MakeEcoHouse, charger: SimulatedCharger
) -> None:
    """Whoever starts a charge does not want to wait for a cheap hour."""
    house = await eco_house(charger)
    charger.plug(big_car())
    await house.power.live(15)
    await act(hass, "start_charge_for", energy=2)
    await house.power.live(60)
    assert charger.charging
    assert house.power.reason(charger) is Reason.BOOST


async def test_a_boost_is_planned_for_now(
    eco_house: MakeEcoHouse, charger: SimulatedCharger
) -> None:
    """Its end, its cost and whether it will do are those of now, until it ends."""
    house = await eco_house(charger)
    charger.plug(big_car())
    await house.set(charger, ready_by_on=True)
    await house.power.live(60)
    subentry_id = house.subentry_id(charger)
    house.power.power.async_set(subentry_id, boost=True)
    await house.settle()
    plan = house.plan(charger)
    assert plan.state is PlanState.BOOST
    assert plan.planned_end is not None
    assert plan.planned_end < madrid("2026-11-24 22:00")
    house.power.power.async_set(subentry_id, boost=False)
    await house.settle()
    assert house.plan(charger).next_start == madrid("2026-11-25 00:00")


async def test_goes_on_waiting_after_a_restart(
    hass: HomeAssistant, eco_house: MakeEcoHouse, charger: SimulatedCharger
) -> None:
    """In the middle of a wait, with the same plan."""
    house = await eco_house(charger)
    charger.plug(big_car())
    await house.set(charger, ready_by_on=True)
    await house.power.live(60)
    await hass.config_entries.async_reload(house.power.entry.entry_id)
    await house.power.live(60)
    assert is_paused(charger)
    assert house.power.reason(charger) is Reason.WAITING_PRICE
    assert house.plan(charger).next_start == madrid("2026-11-25 00:00")


async def test_a_stop_releases_a_car_that_waits(
    hass: HomeAssistant, eco_house: MakeEcoHouse, charger: SimulatedCharger
) -> None:
    """A car that is ready comes before money."""
    house = await eco_house(charger)
    charger.plug(big_car())
    await house.power.live(60)
    assert is_paused(charger)
    hass.bus.async_fire(EVENT_HOMEASSISTANT_STOP)
    await house.settle()
    assert not is_paused(charger)


async def test_a_target_is_all_that_is_needed(
    hass: HomeAssistant, eco_house: MakeEcoHouse, charger: SimulatedCharger
) -> None:
    """So many kWh, and then the car is left alone."""
    house = await eco_house(charger)
    charger.plug(big_car())
    await house.power.live(60)
    await act(hass, "charge_until", energy=2)
    await house.power.live(30)
    plan = house.plan(charger)
    assert plan.need_source is NeedSource.TARGET
    assert plan.need == pytest.approx(2, abs=0.1)
    await house.until(madrid("2026-11-25 00:01"))
    await house.power.live(3600, step=60)
    assert charger.values.charge_energy == pytest.approx(2, abs=0.3)
    assert is_paused(charger)


async def test_a_skip_ends_with_the_plug(
    eco_house: MakeEcoHouse, charger: SimulatedCharger
) -> None:
    """The next car is another matter."""
    house = await eco_house(charger)
    charger.plug(big_car())
    await house.power.live(60)
    await house.set(charger, skip_until=madrid("2026-11-25 12:00").isoformat())
    assert house.power.reason(charger) is Reason.SKIPPED
    charger.unplug()
    await house.power.live(30)
    [item] = house.eco.chargers.values()
    assert item.settings.skip_until is None
    assert house.eco.wish(house.subentry_id(charger)) is None
    assert house.eco.plan(house.subentry_id(charger)) is None


@pytest.fixture
async def refused(eco_house: MakeEcoHouse, charger: SimulatedCharger) -> EcoHouse:
    """A house whose charger has refused to pause for twenty minutes."""
    charger.lan.set_fault(LanFault.ERROR, path="/write/Paused")
    house = await eco_house(charger)
    charger.plug(big_car())
    await house.power.live(1200)
    return house


async def test_a_charger_that_refuses_to_pause(
    refused: EcoHouse, charger: SimulatedCharger
) -> None:
    """Only money is lost: it is tried ever more seldom, and works in the end."""
    tries = sum("/write/Paused" in call.path for call in charger.lan.requests)
    assert charger.charging
    assert 3 <= tries <= 8
    charger.lan.fail = LanFault.NONE
    await refused.power.live(630)
    assert is_paused(charger)


async def test_control_is_in_a_hurry_again(
    refused: EcoHouse, charger: SimulatedCharger
) -> None:
    """What was tried seldom is tried at once for the limits of the house."""
    charger.lan.fail = LanFault.NONE
    await refused.power.control(charger)
    await refused.power.live(30)
    assert is_paused(charger)


async def test_a_charger_that_begins_anew(
    eco_house: MakeEcoHouse, charger: SimulatedCharger
) -> None:
    """Its counter is reset, and what the car has taken is not."""
    house = await eco_house(charger, begins=madrid("2026-11-25 01:00"))
    charger.plug(big_car())
    await house.power.live(1200)
    charger.reboot()
    await house.power.live(1200)
    assert charger.values.charge_energy < 1.3
    running = house.power.entry.runtime_data.sessions[
        house.subentry_id(charger)
    ].running
    assert running is not None
    # 16 A at 230 V.
    assert running.energy == pytest.approx(3.68 * 40 / 60, rel=0.05)
