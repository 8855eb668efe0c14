"""EcoCharging that waits by the charger's timer, and outlives Home Assistant."""

from datetime import UTC, datetime

from homeassistant.const import EVENT_HOMEASSISTANT_STOP
from homeassistant.core import HomeAssistant
import pytest

from custom_components.v2c_cloud.control.model import PowerControl, Reason
from scripts.simulator import LanFault, SimulatedCharger, Simulator, Timer
from scripts.simulator.cloud_switches import CloudFault

from .eco_house import EcoHouse, MakeEcoHouse, madrid
from .eco_timer_house import (
    ENVELOPE,
    NO_CLOUD,
    NONE,
    OWN,
    WITH_REST,
    envelopes_sent,
    set_clock,
    waiting,
    waits_by_timer,
)
from .power_house import big_car


@pytest.fixture
async def house(
    eco_house: MakeEcoHouse, simulator: Simulator, charger: SimulatedCharger
) -> EcoHouse:
    """A house whose car waits for the night by the charger's timer."""
    return await waiting(eco_house, simulator, charger)


async def stop(hass: HomeAssistant) -> None:
    """Let Home Assistant end as it should."""
    hass.bus.async_fire(EVENT_HOMEASSISTANT_STOP)
    await hass.async_block_till_done(wait_background_tasks=True)


async def until_departure(
    simulator: Simulator, charger: SimulatedCharger
) -> tuple[float, float]:
    """Let time pass without Home Assistant.

    Returns the kWh of the car at midnight, and at 7:00.
    """
    midnight = madrid("2026-11-25 00:00") - datetime.now(UTC)
    await simulator.advance(midnight.total_seconds())
    before = charger.values.charge_energy
    await simulator.advance(7 * 3600)
    return before, charger.values.charge_energy


async def test_waits_by_the_timer(
    house: EcoHouse, simulator: Simulator, charger: SimulatedCharger
) -> None:
    """It is not paused, it is written once, and the reason is the price."""
    await house.power.live(600)
    assert waits_by_timer(charger)
    assert charger.values.timers[0] == ENVELOPE
    assert house.power.reason(charger) is Reason.WAITING_PRICE
    assert envelopes_sent(simulator) == 1


async def test_a_kill_leaves_a_car_that_will_be_ready(
    house: EcoHouse, simulator: Simulator, charger: SimulatedCharger
) -> None:
    """Home Assistant runs no more from one moment to the next."""
    before, after = await until_departure(simulator, charger)
    assert before < 0.1
    # 16 A at 230 V from 0:05 on.
    assert after - before == pytest.approx(3.68 * (6 + 55 / 60), rel=0.01)


async def test_a_stop_leaves_a_car_that_will_be_ready(
    hass: HomeAssistant,
    house: EcoHouse,
    simulator: Simulator,
    charger: SimulatedCharger,
) -> None:
    """A stop lets the car wait as it does."""
    await stop(hass)
    assert waits_by_timer(charger)
    before, after = await until_departure(simulator, charger)
    assert before < 0.1
    assert after > 20


async def test_the_timer_is_off_while_it_charges_as_planned(
    house: EcoHouse, charger: SimulatedCharger
) -> None:
    """Home Assistant comes before the envelope."""
    await house.until(madrid("2026-11-25 00:01"))
    assert charger.charging
    assert not charger.values.timer
    assert house.power.reason(charger) is Reason.PLANNED


async def test_boost_switches_the_timer_off(
    house: EcoHouse, charger: SimulatedCharger
) -> None:
    """And on again when waiting resumes."""
    subentry_id = house.subentry_id(charger)
    house.power.power.async_set(subentry_id, boost=True)
    await house.power.live(60)
    boosted = charger.charging, charger.values.timer
    house.power.power.async_set(subentry_id, boost=False)
    await house.power.live(60)
    assert boosted == (True, False)
    assert waits_by_timer(charger)


async def test_whoever_switches_the_timer_off_wants_to_charge(
    house: EcoHouse, charger: SimulatedCharger
) -> None:
    """As whoever ends a pause does."""
    await house.power.live(60)
    charger.write("Timer", "0")
    await house.power.live(60)
    assert charger.charging
    assert house.power.reason(charger) is Reason.BOOST


async def test_goes_on_waiting_after_a_restart(
    hass: HomeAssistant, house: EcoHouse, charger: SimulatedCharger
) -> None:
    """Before there is a plan, what is so stays so."""
    await hass.config_entries.async_reload(house.power.entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    at_once = waits_by_timer(charger)
    await house.power.live(60)
    assert at_once
    assert waits_by_timer(charger)


async def test_a_cloud_that_fails_leaves_a_pause(
    eco_house: MakeEcoHouse,
    simulator: Simulator,
    charger: SimulatedCharger,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Until it works again; that is told once."""
    charger.values.timers = (OWN, NONE)
    await simulator.advance(120)
    house = await eco_house(charger, simulator=simulator, cloud=True, eco_timer=True)
    set_clock(charger, simulator)
    simulator.cloud.fault = CloudFault.SERVER_ERROR
    charger.plug(big_car())
    await house.set(charger, ready_by_on=True)
    await house.power.live(1300)
    assert charger.values.paused
    assert house.power.reason(charger) is Reason.WAITING_PRICE
    assert caplog.text.count("cannot be set") == 1
    simulator.cloud.fault = CloudFault.NONE
    await house.power.live(660)
    assert waits_by_timer(charger)


async def test_without_the_cloud_it_waits_by_a_pause(
    eco_house: MakeEcoHouse, simulator: Simulator, charger: SimulatedCharger
) -> None:
    """Nobody could set the times."""
    await waiting(eco_house, simulator, charger, **NO_CLOUD)
    assert charger.values.paused
    assert not charger.values.timer


async def test_what_nobody_would_watch_waits_by_a_pause(
    eco_house: MakeEcoHouse, simulator: Simulator, charger: SimulatedCharger
) -> None:
    """A house without a rest current wants its charger paused without us."""
    house = await waiting(eco_house, simulator, charger)
    await house.power.control(charger)
    await house.power.live(60)
    assert charger.values.paused
    assert house.power.reason(charger) is Reason.WAITING_PRICE


async def test_controlled_it_waits_with_the_rest_current(
    hass: HomeAssistant,
    eco_house: MakeEcoHouse,
    simulator: Simulator,
    charger: SimulatedCharger,
) -> None:
    """A kill must not leave a current that nobody watches; nor must a stop."""
    house = await waiting(eco_house, simulator, charger, **WITH_REST)
    await house.power.control(charger)
    await house.power.live(60)
    assert waits_by_timer(charger)
    assert charger.values.intensity == 10
    await stop(hass)
    assert waits_by_timer(charger)
    _, after = await until_departure(simulator, charger)
    assert after > 0.9 * 2.3 * 6.9


async def test_the_sun_is_taken_while_it_waits(
    eco_house: MakeEcoHouse, simulator: Simulator, charger: SimulatedCharger
) -> None:
    """The timer is off for that, and on again when the sun has gone."""
    house = await waiting(eco_house, simulator, charger, **WITH_REST)
    await house.power.control(charger, PowerControl.GRID_PV)
    await house.power.live(60)
    simulator.house.solar = 3000.0
    await house.power.live(900)
    sunny = charger.charging, charger.values.timer, house.power.reason(charger)
    simulator.house.solar = 0.0
    await house.power.live(900)
    assert sunny == (True, False, Reason.SUN)
    assert waits_by_timer(charger)


async def test_its_own_control_watches_and_it_waits(
    hass: HomeAssistant,
    eco_house: MakeEcoHouse,
    simulator: Simulator,
    charger: SimulatedCharger,
) -> None:
    """The net stays, and nothing is left of power control at the stop but the wait."""
    simulator.house.load = 500.0
    charger.write("Dynamic", "1")
    house = await waiting(eco_house, simulator, charger)
    await house.power.control(charger)
    await house.power.live(60)
    assert waits_by_timer(charger)
    await stop(hass)
    assert waits_by_timer(charger)
    assert charger.values.dynamic


async def test_timers_that_do_not_obey_leave_a_pause(
    eco_house: MakeEcoHouse, simulator: Simulator, charger: SimulatedCharger
) -> None:
    """The car must not be charged at the dearest hour because of them."""
    charger.lan.set_fault(LanFault.ERROR, path="/write/Timer")
    house = await waiting(eco_house, simulator, charger)
    assert charger.values.paused
    assert not charger.values.timer
    assert house.power.reason(charger) is Reason.WAITING_PRICE
    charger.lan.fail = LanFault.NONE
    await house.power.live(660)
    assert waits_by_timer(charger)


async def test_an_envelope_that_moves_is_written_seldom(
    house: EcoHouse, simulator: Simulator, charger: SimulatedCharger
) -> None:
    """Half an hour counts, and half an hour lies between two."""
    await house.set(charger, ready_by="06:40")
    await house.power.live(1900)
    a_little = envelopes_sent(simulator)
    await house.set(charger, ready_by="06:00")
    await house.power.live(30)
    assert a_little == 1
    assert envelopes_sent(simulator) == 2
    await house.set(charger, ready_by="05:00")
    await house.power.live(600)
    assert envelopes_sent(simulator) == 2
    await house.power.live(1300)
    assert envelopes_sent(simulator) == 3
    assert charger.values.timers[0] == Timer(start=5, end=300, days="1234567")
    assert waits_by_timer(charger)


async def test_a_kill_with_a_learned_departure(
    house: EcoHouse, simulator: Simulator, charger: SimulatedCharger
) -> None:
    """The general knowledge of cars is a departure, too."""
    await house.set(charger, ready_by_on=False)
    await house.power.live(2000)
    assert waits_by_timer(charger)
    before, after = await until_departure(simulator, charger)
    assert before < 0.1
    assert after > 25


async def test_a_pause_by_hand_stays(
    house: EcoHouse, simulator: Simulator, charger: SimulatedCharger
) -> None:
    """The first wait was a pause of ours, and that is over."""
    await house.power.live(300)
    charger.write("Paused", "1")
    await house.power.live(60)
    assert charger.values.paused
    assert house.power.reason(charger) is Reason.PAUSED
    await house.until(madrid("2026-11-25 00:10"))
    assert charger.values.paused

    charger.write("Paused", "0")
    await house.power.live(60)
    assert charger.charging
    assert house.power.reason(charger) is Reason.PLANNED


async def test_the_network_is_away_when_it_begins(
    house: EcoHouse, simulator: Simulator, charger: SimulatedCharger
) -> None:
    """The charger begins by itself, and the cloud is asked little."""
    await house.until(madrid("2026-11-24 23:45"))
    set_clock(charger, simulator)
    charger.lan.fail = LanFault.REFUSE
    asked = len(simulator.cloud.requests)
    await house.power.live(3600, step=60)
    assert charger.charging
    assert charger.values.charge_energy > 2.3
    assert len(simulator.cloud.requests) - asked < 60
    charger.lan.fail = LanFault.NONE
    await house.power.live(120)
    assert charger.charging
    assert not charger.values.timer
    assert house.power.reason(charger) is Reason.PLANNED
