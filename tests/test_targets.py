"""Targets: armed by an action, counted by us, and the charger paused there."""

from collections.abc import Iterator

from freezegun.api import TickingDateTimeFactory
from homeassistant.components.switch import DOMAIN as SWITCH
from homeassistant.const import (
    ATTR_ENTITY_ID,
    SERVICE_TURN_OFF,
    STATE_UNKNOWN,
    Platform,
)
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from scripts.simulator import Car, LanFault, SimulatedCharger, Simulator

from .actions import act, ask
from .clocks import pass_time, running_clock
from .conftest import AddHouse, entity_id, state_of

HOUR = 3600


@pytest.fixture
def clock() -> Iterator[TickingDateTimeFactory]:
    """Time that tests can move on."""
    with running_clock() as clock:
        yield clock


@pytest.fixture
async def charging(
    clock: TickingDateTimeFactory, simulator: Simulator, charger: SimulatedCharger
) -> SimulatedCharger:
    """A charger that has charged a car for half an hour."""
    charger.plug(Car(capacity=100.0, soc=0.1))
    await simulator.advance(1800)
    return charger


@pytest.fixture
async def on_lan(charging: SimulatedCharger, add_house: AddHouse) -> MockConfigEntry:
    """A house without an account."""
    return await add_house(charging)


def is_paused(charger: SimulatedCharger) -> bool:
    """Whether the charger holds the charge."""
    return charger.values.paused


def left(hass: HomeAssistant, suffix: str = "energy_to_target") -> float:
    """What a sensor shows as left."""
    return float(state_of(hass, Platform.SENSOR, suffix))


@pytest.mark.usefixtures("on_lan")
async def test_until_an_energy(
    hass: HomeAssistant,
    clock: TickingDateTimeFactory,
    simulator: Simulator,
    charging: SimulatedCharger,
) -> None:
    """The session's energy counts, also what came before the target."""
    before = charging.values.charge_energy
    assert await ask(hass, "charge_until", energy=before + 3) == {
        "charger_stops_by_itself": False
    }
    assert left(hass) == pytest.approx(3, abs=0.1)
    assert state_of(hass, Platform.SENSOR, "time_to_target") == STATE_UNKNOWN

    await pass_time(hass, clock, simulator, 600)
    assert 0 < left(hass) < 2.6
    assert not is_paused(charging)

    await pass_time(hass, clock, simulator, HOUR)
    assert is_paused(charging)
    assert charging.values.charge_energy == pytest.approx(before + 3, abs=0.2)
    assert state_of(hass, Platform.SENSOR, "energy_to_target") == STATE_UNKNOWN


@pytest.mark.usefixtures("on_lan")
async def test_until_a_time(
    hass: HomeAssistant,
    clock: TickingDateTimeFactory,
    simulator: Simulator,
    charging: SimulatedCharger,
) -> None:
    """The session's time counts while the car charges."""
    await act(hass, "charge_until", duration={"minutes": 45})
    # In minutes, as people see it.
    assert left(hass, "time_to_target") == pytest.approx(15, abs=0.5)
    await pass_time(hass, clock, simulator, 600)
    assert not is_paused(charging)
    await pass_time(hass, clock, simulator, 600)
    assert is_paused(charging)
    assert charging.values.charge_time == pytest.approx(2700, abs=61)


@pytest.mark.usefixtures("on_lan")
async def test_start_for(
    hass: HomeAssistant,
    clock: TickingDateTimeFactory,
    simulator: Simulator,
    charging: SimulatedCharger,
) -> None:
    """A paused charge goes on, for so much from now."""
    charging.write("Paused", "1")
    await pass_time(hass, clock, simulator, 60)
    before = charging.values.charge_energy
    await act(hass, "start_charge_for", energy=2)
    assert not is_paused(charging)
    await pass_time(hass, clock, simulator, HOUR)
    assert is_paused(charging)
    assert charging.values.charge_energy == pytest.approx(before + 2, abs=0.2)


@pytest.mark.usefixtures("on_lan")
async def test_a_target_that_was_passed(
    hass: HomeAssistant, charging: SimulatedCharger
) -> None:
    """Enough is enough: the charger is paused at once."""
    await act(hass, "charge_until", energy=0.1)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert is_paused(charging)


@pytest.mark.usefixtures("on_lan")
async def test_the_plug_is_pulled(
    hass: HomeAssistant,
    clock: TickingDateTimeFactory,
    simulator: Simulator,
    charging: SimulatedCharger,
) -> None:
    """The next car gets all that it wants."""
    await act(hass, "start_charge_for", energy=1)
    charging.unplug()
    await pass_time(hass, clock, simulator, 60)
    assert state_of(hass, Platform.SENSOR, "energy_to_target") == STATE_UNKNOWN
    charging.plug(Car())
    await pass_time(hass, clock, simulator, HOUR)
    assert not is_paused(charging)


@pytest.mark.usefixtures("on_lan")
async def test_the_pause_was_not_meant_for_the_next_car(
    hass: HomeAssistant,
    clock: TickingDateTimeFactory,
    simulator: Simulator,
    charging: SimulatedCharger,
) -> None:
    """A target that was met ends with its session, and its pause with it."""
    await act(hass, "start_charge_for", energy=1)
    await pass_time(hass, clock, simulator, HOUR)
    assert is_paused(charging)
    charging.unplug()
    await pass_time(hass, clock, simulator, 60)
    assert not is_paused(charging)
    charging.plug(Car())
    await pass_time(hass, clock, simulator, 600)
    assert charging.charging


@pytest.mark.usefixtures("on_lan")
async def test_a_pause_by_hand_outlives_the_target(
    hass: HomeAssistant,
    clock: TickingDateTimeFactory,
    simulator: Simulator,
    charging: SimulatedCharger,
) -> None:
    """That one is nobody's but who made it."""
    await act(hass, "start_charge_for", energy=20)
    charging.write("Paused", "1")
    charging.unplug()
    await pass_time(hass, clock, simulator, 60)
    assert is_paused(charging)


@pytest.mark.usefixtures("on_lan")
async def test_cancel(
    hass: HomeAssistant,
    clock: TickingDateTimeFactory,
    simulator: Simulator,
    charging: SimulatedCharger,
) -> None:
    """The session goes on."""
    await act(hass, "start_charge_for", energy=1)
    await act(hass, "cancel_target")
    assert state_of(hass, Platform.SENSOR, "energy_to_target") == STATE_UNKNOWN
    await pass_time(hass, clock, simulator, HOUR)
    assert not is_paused(charging)


@pytest.mark.usefixtures("on_lan")
async def test_a_pause_that_fails_is_tried_again(
    hass: HomeAssistant,
    clock: TickingDateTimeFactory,
    simulator: Simulator,
    charging: SimulatedCharger,
) -> None:
    """The target stays until the charger is paused."""
    charging.lan.set_fault(LanFault.ERROR, path="/write/Paused")
    await act(hass, "charge_until", energy=0.1)
    await pass_time(hass, clock, simulator, 120)
    assert not is_paused(charging)
    assert left(hass) == 0
    charging.lan.fail = LanFault.NONE
    await pass_time(hass, clock, simulator, 120)
    assert is_paused(charging)
    assert state_of(hass, Platform.SENSOR, "energy_to_target") == STATE_UNKNOWN


async def test_a_restart(
    hass: HomeAssistant,
    clock: TickingDateTimeFactory,
    simulator: Simulator,
    charging: SimulatedCharger,
    on_lan: MockConfigEntry,
) -> None:
    """What was charged meanwhile counts."""
    await act(hass, "start_charge_for", energy=3)
    await hass.config_entries.async_unload(on_lan.entry_id)
    await simulator.advance(1200)
    await hass.config_entries.async_setup(on_lan.entry_id)
    await hass.async_block_till_done()
    assert 1 < left(hass) < 2.2
    await pass_time(hass, clock, simulator, HOUR)
    assert is_paused(charging)


async def test_another_car_after_a_restart(
    hass: HomeAssistant,
    simulator: Simulator,
    charging: SimulatedCharger,
    on_lan: MockConfigEntry,
) -> None:
    """The charger's counter has begun anew: this is another session."""
    await act(hass, "start_charge_for", energy=5)
    await hass.config_entries.async_unload(on_lan.entry_id)
    charging.unplug()
    charging.plug(Car())
    await simulator.advance(60)
    await hass.config_entries.async_setup(on_lan.entry_id)
    await hass.async_block_till_done()
    assert state_of(hass, Platform.SENSOR, "energy_to_target") == STATE_UNKNOWN


async def test_only_the_cloud(
    hass: HomeAssistant,
    clock: TickingDateTimeFactory,
    simulator: Simulator,
    charging: SimulatedCharger,
    add_house: AddHouse,
) -> None:
    """We pause it, should the charger forget."""
    await add_house(charging, simulator=simulator, lan=False, cloud=True)
    await act(hass, "charge_until", energy=charging.values.charge_energy + 2)
    charging.targets.clear()
    await pass_time(hass, clock, simulator, HOUR)
    assert is_paused(charging)
    assert state_of(hass, Platform.SENSOR, "energy_to_target") == STATE_UNKNOWN


@pytest.mark.usefixtures("on_lan")
async def test_who_goes_on_gets_more(
    hass: HomeAssistant,
    clock: TickingDateTimeFactory,
    simulator: Simulator,
    charging: SimulatedCharger,
) -> None:
    """A target stops once: resuming is the end of it."""
    await act(hass, "charge_until", energy=0.1)
    await hass.async_block_till_done(wait_background_tasks=True)
    await hass.services.async_call(
        SWITCH,
        SERVICE_TURN_OFF,
        {ATTR_ENTITY_ID: entity_id(hass, Platform.SWITCH, "charging_pause")},
        blocking=True,
    )
    await pass_time(hass, clock, simulator, 600)
    assert not is_paused(charging)
