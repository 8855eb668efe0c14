"""The timers that EcoCharging has used are set back to what they were."""

from homeassistant.components.persistent_notification import DOMAIN as NOTIFICATIONS
from homeassistant.config_entries import ConfigEntryDisabler
from homeassistant.core import HomeAssistant
import pytest

from custom_components.v2c_cloud.control.model import Reason
from scripts.simulator import SimulatedCharger, Simulator, Timer
from scripts.simulator.cloud_switches import CloudFault

from .eco_house import EcoHouse, MakeEcoHouse
from .eco_timer_house import ENVELOPE, OWN, envelopes_sent, waiting, waits_by_timer
from .power_house import big_car


@pytest.fixture
async def house(
    eco_house: MakeEcoHouse, simulator: Simulator, charger: SimulatedCharger
) -> EcoHouse:
    """A house whose car waits for the night by the charger's timer."""
    return await waiting(eco_house, simulator, charger)


async def test_gives_back_when_the_car_leaves(
    house: EcoHouse, simulator: Simulator, charger: SimulatedCharger
) -> None:
    """The times stay for the next car: each change costs a call."""
    charger.unplug()
    await house.power.live(60)
    assert not charger.values.timer
    assert charger.values.timers[0] == ENVELOPE
    charger.plug(big_car())
    await house.power.live(2400)
    assert waits_by_timer(charger)
    assert envelopes_sent(simulator) == 1


async def test_gives_back_a_timer_that_was_on(
    eco_house: MakeEcoHouse, simulator: Simulator, charger: SimulatedCharger
) -> None:
    """Its owner's hours count again once the car has left."""
    charger.write("Timer", "1")
    house = await waiting(eco_house, simulator, charger)
    during = charger.values.timers[0]
    charger.unplug()
    await house.power.live(60)
    assert during == ENVELOPE
    assert charger.values.timer
    assert charger.values.timers[0] == OWN


async def test_a_second_timer_is_off_meanwhile(
    hass: HomeAssistant,
    eco_house: MakeEcoHouse,
    simulator: Simulator,
    charger: SimulatedCharger,
) -> None:
    """It would let the car charge, too."""
    second = Timer(start=720, end=1320, days="1234567")
    house = await waiting(eco_house, simulator, charger, second=second)
    during = charger.values.timers[1].programmed
    assert waits_by_timer(charger)
    await house.set(charger, enabled=False)
    await house.power.live(60)
    assert not during
    assert charger.values.timers == (OWN, second)


async def test_gives_back_when_eco_charging_ends(
    house: EcoHouse, charger: SimulatedCharger
) -> None:
    """All is as before."""
    await house.set(charger, enabled=False)
    await house.power.live(60)
    assert (charger.values.timers[0], charger.values.timer) == (OWN, False)
    assert charger.charging
    assert house.power.charger(charger).settings.borrowed == {}


async def test_gives_back_when_the_option_ends(
    hass: HomeAssistant, house: EcoHouse, charger: SimulatedCharger
) -> None:
    """Waiting goes on by a pause."""
    entry = house.power.entry
    options = {**entry.options, "eco_timer": False}
    hass.config_entries.async_update_entry(entry, options=options)
    await house.power.live(60)
    assert (charger.values.timers[0], charger.values.timer) == (OWN, False)
    assert charger.values.paused
    assert house.power.reason(charger) is Reason.WAITING_PRICE


async def test_gives_back_when_disabled(
    hass: HomeAssistant, house: EcoHouse, charger: SimulatedCharger
) -> None:
    """A disabled house waits for nothing."""
    entry_id = house.power.entry.entry_id
    await hass.config_entries.async_set_disabled_by(entry_id, ConfigEntryDisabler.USER)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert (charger.values.timers[0], charger.values.timer) == (OWN, False)


async def test_gives_back_when_deleted(
    hass: HomeAssistant, house: EcoHouse, charger: SimulatedCharger
) -> None:
    """Nothing is left of it."""
    await house.power.live(120)
    await hass.config_entries.async_remove(house.power.entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert (charger.values.timers[0], charger.values.timer) == (OWN, False)


async def test_gives_back_once_the_cloud_works_again(
    house: EcoHouse,
    simulator: Simulator,
    charger: SimulatedCharger,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """The car is charged at once, and what is said of the timers is true."""
    simulator.cloud.fault = CloudFault.SERVER_ERROR
    await house.set(charger, enabled=False)
    await house.power.live(1300, step=30)
    assert charger.charging
    assert charger.values.timers[0] == ENVELOPE
    assert caplog.text.count("cannot be set back to what they were") == 1
    assert "waits by a pause" not in caplog.text
    simulator.cloud.fault = CloudFault.NONE
    await house.power.live(900, step=30)
    assert charger.values.timers[0] == OWN
    assert house.power.charger(charger).settings.borrowed == {}


async def test_says_what_could_not_be_given_back(
    hass: HomeAssistant, house: EcoHouse, simulator: Simulator
) -> None:
    """A house that is deleted tries no more; it was no power control that changed it."""
    simulator.cloud.fault = CloudFault.DOWN
    await hass.config_entries.async_remove(house.power.entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    (told,) = hass.data[NOTIFICATIONS].values()
    assert told["message"].startswith("Home Assistant had changed settings")
    assert told["message"].endswith("- Garage: timer_1 = 23:00-05:00 67")
