"""Power control through Home Assistant: a meter, a charger and a car that are real."""

from typing import Any

from homeassistant.const import EVENT_HOMEASSISTANT_STOP
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ServiceValidationError
import pytest

from custom_components.v2c_cloud.control.model import PowerControl, Reason
from scripts.simulator import LanFault, SimulatedCharger, Simulator

from .actions import act
from .power_house import MakePowerHouse, PowerHouse, big_car

LIMIT = 4600.0


def is_paused(charger: SimulatedCharger) -> bool:
    """Whether the charger holds the charge."""
    return charger.values.paused


@pytest.fixture
async def house(
    power_house: MakePowerHouse, simulator: Simulator, charger: SimulatedCharger
) -> PowerHouse:
    """A house that takes 1 kW of its 4.6 kW, with a car that charges under control."""
    simulator.house.load = 1000.0
    house: PowerHouse = await power_house(charger)
    charger.plug(big_car())
    await house.control(charger)
    await house.live(300)
    house.watch_limit = LIMIT
    return house


async def test_takes_what_the_house_leaves(
    house: PowerHouse, charger: SimulatedCharger
) -> None:
    """The car gets all that fits beside the house."""
    # 4600 W - 1000 W - 50 W leave 15 A.
    assert charger.values.intensity == 15
    assert house.reason(charger) is Reason.HOUSE
    assert house.status(charger).target == 15
    assert house.status(charger).headroom == pytest.approx(3600, abs=100)


async def test_gives_way_at_once_and_comes_back_slowly(
    house: PowerHouse, simulator: Simulator, charger: SimulatedCharger
) -> None:
    """A kettle costs the car its power within seconds, and for some minutes."""
    simulator.house.load = 2800.0
    await house.live(20, step=5)
    assert charger.values.intensity == 6
    assert house.over.get(LIMIT, 0) <= 13

    simulator.house.load = 1000.0
    await house.live(60)
    assert charger.values.intensity == 6
    await house.live(600)
    assert charger.values.intensity == 15
    assert house.over.get(LIMIT, 0) <= 13


async def test_pauses_below_the_least_and_resumes_with_patience(
    house: PowerHouse, simulator: Simulator, charger: SimulatedCharger
) -> None:
    """An oven that leaves less than 6 A pauses the car until it has long been off."""
    simulator.house.load = 4000.0
    await house.live(20, step=5)
    assert is_paused(charger)
    assert house.reason(charger) is Reason.WAITING_HOUSE

    simulator.house.load = 1000.0
    await house.live(600)
    assert is_paused(charger)
    await house.live(240)
    assert not is_paused(charger)
    assert charger.values.intensity == 15


async def test_writes_nothing_without_a_change(
    house: PowerHouse, charger: SimulatedCharger
) -> None:
    """A steady house costs no writes."""
    written = len(charger.writes)
    await house.live(1200)
    assert len(charger.writes) == written


async def test_a_silent_meter_leaves_the_least(
    house: PowerHouse, charger: SimulatedCharger
) -> None:
    """What the house was seen to take at this hour leaves room for 6 A."""
    house.metered = False
    await house.live(180)
    assert house.reason(charger) is Reason.METER_SILENT
    assert charger.values.intensity == 6
    assert not is_paused(charger)

    house.metered = True
    await house.live(1200)
    assert charger.values.intensity == 15


async def test_a_silent_meter_pauses_where_the_least_may_not_fit(
    house: PowerHouse, simulator: Simulator, charger: SimulatedCharger
) -> None:
    """The house has taken too much at this hour before."""
    simulator.house.load = 4000.0
    await house.live(20, step=5)
    simulator.house.load = 1000.0
    await house.live(900)
    assert not is_paused(charger)

    house.metered = False
    await house.live(180)
    assert is_paused(charger)
    assert house.reason(charger) is Reason.METER_SILENT


async def test_a_restart_of_the_meter_is_waited_for(
    hass: HomeAssistant, house: PowerHouse, charger: SimulatedCharger
) -> None:
    """A reload does not throw the car out: sensors take a while to speak again."""
    hass.states.async_remove("sensor.grid_power")
    house.metered = False
    await hass.config_entries.async_reload(house.entry.entry_id)
    await house.live(30)
    assert charger.values.intensity == 15
    assert house.charger(charger).settings.mode is PowerControl.GRID_PV


async def test_stopping_pauses_a_charger_that_nothing_else_watches(
    hass: HomeAssistant, house: PowerHouse, charger: SimulatedCharger
) -> None:
    """Home Assistant ends: its last act is the rest state."""
    hass.bus.async_fire(EVENT_HOMEASSISTANT_STOP)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert is_paused(charger)
    # Nothing is decided any more.
    await house.live(60)
    assert is_paused(charger)


async def test_stopping_leaves_the_current_that_was_chosen(
    hass: HomeAssistant,
    power_house: MakePowerHouse,
    simulator: Simulator,
    charger: SimulatedCharger,
) -> None:
    """A rest current that always fits lets the car charge on."""
    simulator.house.load = 1000.0
    house = await power_house(charger, power_control={"rest_current": 8})
    charger.plug(big_car())
    await house.control(charger)
    await house.live(300)
    hass.bus.async_fire(EVENT_HOMEASSISTANT_STOP)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert (charger.values.paused, charger.values.intensity) == (False, 8)


async def test_goes_on_after_a_restart(
    hass: HomeAssistant, house: PowerHouse, charger: SimulatedCharger
) -> None:
    """What was paused at the stop is our pause, and ends after the start."""
    hass.bus.async_fire(EVENT_HOMEASSISTANT_STOP)
    await hass.async_block_till_done(wait_background_tasks=True)
    await hass.config_entries.async_reload(house.entry.entry_id)
    assert is_paused(charger)
    await house.live(900)
    assert not is_paused(charger)
    assert charger.values.intensity == 15


async def test_a_pause_by_hand_stays(
    house: PowerHouse, charger: SimulatedCharger
) -> None:
    """Whoever pauses in the app is not argued with, until the plug is pulled."""
    charger.write("Paused", "1")
    await house.live(300)
    assert is_paused(charger)
    assert house.reason(charger) is Reason.PAUSED

    charger.write("Paused", "0")
    await house.live(30)
    assert house.reason(charger) is Reason.HOUSE


async def test_a_pause_by_hand_ends_with_the_session(
    house: PowerHouse, charger: SimulatedCharger
) -> None:
    """The next car finds no pause that nobody wants any more."""
    charger.write("Paused", "1")
    await house.live(60)
    charger.unplug()
    await house.live(60)
    charger.plug(big_car())
    await house.live(120)
    assert not is_paused(charger)


@pytest.mark.parametrize("mode", [PowerControl.GRID_PV, PowerControl.OFF])
async def test_a_target_that_was_reached(
    hass: HomeAssistant,
    house: PowerHouse,
    charger: SimulatedCharger,
    mode: PowerControl,
) -> None:
    """The car has what was asked for, and nobody has paused it."""
    await house.control(charger, mode)
    await act(hass, "charge_until", energy=charger.values.charge_energy + 0.1)
    await house.live(600)
    assert is_paused(charger)
    assert house.reason(charger) is Reason.NEED_MET

    charger.write("Paused", "0")
    await house.live(60)
    assert house.reason(charger) is not Reason.NEED_MET


async def test_a_charger_that_was_lost_is_found_charging(
    house: PowerHouse, simulator: Simulator, charger: SimulatedCharger
) -> None:
    """While nobody reaches it, it counts as the house; then all goes on."""
    charger.lan.fail = LanFault.DROP
    await house.live(120)
    assert house.reason(charger) is Reason.LINK_LOST
    charger.lan.fail = LanFault.NONE
    await house.live(120)
    assert house.reason(charger) is Reason.HOUSE
    assert charger.values.intensity == 15
    assert simulator.house.grid_power <= LIMIT


async def test_after_a_power_cut_it_waits(
    house: PowerHouse, charger: SimulatedCharger
) -> None:
    """A charger that boots with everything else lets the meter settle first."""
    charger.power_cut(40)
    await house.live(70)
    assert house.reason(charger) is Reason.POWER_CUT
    assert is_paused(charger)
    await house.live(60)
    assert charger.values.intensity == 6
    await house.live(400)
    assert charger.values.intensity == 15


async def test_a_power_cut_that_the_cloud_sleeps_through(
    power_house: MakePowerHouse, simulator: Simulator, charger: SimulatedCharger
) -> None:
    """The LAN is what tells, whatever the cloud still says."""
    simulator.house.load = 1000.0
    house = await power_house(charger, simulator=simulator, cloud=True)
    charger.plug(big_car())
    await house.control(charger)
    await house.live(300)
    charger.power_cut(40)
    await house.live(70)
    assert house.reason(charger) is Reason.POWER_CUT
    assert is_paused(charger)


async def test_the_next_car_begins_with_the_least(
    house: PowerHouse, charger: SimulatedCharger
) -> None:
    """Nobody sees a car in its first seconds: it starts low."""
    charger.unplug()
    await house.live(40)
    assert house.reason(charger) is Reason.NO_CAR
    assert charger.values.intensity == 6


async def test_without_the_roof_it_waits_for_sun(
    power_house: MakePowerHouse, simulator: Simulator, charger: SimulatedCharger
) -> None:
    """With the roof only, the car gets the surplus and nothing else."""
    simulator.house.load = 500.0
    house = await power_house(charger)
    charger.plug(big_car())
    await house.control(charger, PowerControl.PV)
    await house.live(300)
    assert is_paused(charger)
    assert house.reason(charger) is Reason.WAITING_SUN

    simulator.house.solar = 3500.0
    await house.live(900)
    assert house.reason(charger) is Reason.SUN
    assert charger.values.intensity in {12, 13}
    assert simulator.house.grid_power <= 0


async def test_boost_needs_no_sun(
    power_house: MakePowerHouse, simulator: Simulator, charger: SimulatedCharger
) -> None:
    """Charge now: at full, as far as the limits allow, until the plug is pulled."""
    simulator.house.load = 500.0
    house = await power_house(charger, kilowatts=9.2)
    charger.plug(big_car(max_current=16.0))
    await house.control(charger, PowerControl.PV)
    await house.live(60)
    await house.control(charger, PowerControl.PV, boost=True, maximum=20)
    await house.live(600)
    assert charger.values.intensity == 20
    charger.unplug()
    await house.live(60)
    assert not house.charger(charger).settings.boost


async def test_two_cars_share(
    power_house: MakePowerHouse, simulator: Simulator, charger: SimulatedCharger
) -> None:
    """The house's budget is divided, and a priority comes first."""
    second = await simulator.add_charger("DEF456", name="Street")
    simulator.house.load = 1000.0
    house = await power_house(charger, second, kilowatts=6.9)
    charger.plug(big_car())
    second.plug(big_car())
    await house.control(charger)
    await house.control(second)
    house.watch_limit = 6900.0
    await house.live(900)
    # 6900 W - 1000 W - 50 W leave 25 A.
    assert {charger.values.intensity, second.values.intensity} == {12, 13}

    await house.control(second, priority=2)
    await house.live(1500)
    assert charger.values.intensity > 13
    assert second.values.intensity == 6
    assert house.over == {}


async def test_a_charger_with_a_meter_of_its_own_stays_on_guard(
    hass: HomeAssistant,
    power_house: MakePowerHouse,
    simulator: Simulator,
    charger: SimulatedCharger,
) -> None:
    """It goes on modulating within what is allowed, and takes over at the stop."""
    charger.write("Dynamic", "1")
    charger.write("ContractedPower", "9000")
    simulator.house.load = 1000.0
    house = await power_house(charger)
    charger.plug(big_car())
    await house.live(60)
    assert house.reason(charger) is Reason.OWN_CONTROL
    await house.control(charger)
    await house.live(120)
    assert charger.values.max_intensity <= 15
    assert simulator.house.grid_power <= LIMIT
    assert charger.values.dynamic
    assert not charger.values.pause_dynamic

    hass.bus.async_fire(EVENT_HOMEASSISTANT_STOP)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert charger.values.max_intensity == 32
    assert not is_paused(charger)


@pytest.mark.parametrize(
    ("options", "mode", "key"),
    [
        ({"kilowatts": None}, PowerControl.GRID_PV, "control_needs_limit"),
        ({"kilowatts": None}, PowerControl.PV_MIN, "control_needs_limit"),
        ({"meter": {"source": "energy"}}, PowerControl.PV, "control_needs_meter"),
    ],
)
async def test_refuses_what_cannot_protect(
    power_house: MakePowerHouse,
    charger: SimulatedCharger,
    options: dict[str, Any],
    mode: PowerControl,
    key: str,
) -> None:
    """Without a meter or a limit there is nothing to control by."""
    house = await power_house(charger, watched=10, **options)
    with pytest.raises(ServiceValidationError) as refused:
        await house.control(charger, mode)
    assert refused.value.translation_key == key
    assert house.charger(charger).settings.mode is PowerControl.OFF
