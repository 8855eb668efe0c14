"""What an owner reads who asks why the car is (not) charging."""

from collections.abc import Awaitable, Callable
from dataclasses import fields
from datetime import datetime, timedelta

from homeassistant.const import STATE_UNKNOWN, Platform
from homeassistant.core import Event, EventStateChangedData, HomeAssistant, callback
from homeassistant.helpers.event import async_track_state_change_event
from homeassistant.util import dt as dt_util
import pytest

from custom_components.v2c_cloud.control.model import PowerControl, Reason
from scripts.simulator import Car, ChargeState, LanFault, SimulatedCharger, Simulator
from scripts.simulator.schedule import Timer

from .actions import act
from .conftest import entity_id, state_of
from .power_house import GRID, MakePowerHouse, PowerHouse, big_car

type Happening = Callable[[PowerHouse, SimulatedCharger], Awaitable[None]]

BY_OTHERS = {
    Reason.FREE_ENERGY,
    Reason.LATE,
    Reason.NEED_MET,
    Reason.NO_PRICES,
    Reason.PLANNED,
    Reason.SKIPPED,
    Reason.SWITCHING,
    Reason.WAITING_CO2,
    Reason.WAITING_PRICE,
}
"""Reasons that power control alone never gives: EcoCharging, targets and phases do."""


def sensor(hass: HomeAssistant, suffix: str) -> str:
    """What a sensor of the charger shows."""
    return state_of(hass, Platform.SENSOR, suffix)


def note_states(hass: HomeAssistant, *suffixes: str) -> list[str]:
    """A list to which each state is added that these sensors write from now on."""
    seen: list[str] = []

    @callback
    def note(event: Event[EventStateChangedData]) -> None:
        state = event.data["new_state"]
        assert state is not None
        seen.append(state.state)

    entity_ids = [entity_id(hass, Platform.SENSOR, suffix) for suffix in suffixes]
    async_track_state_change_event(hass, entity_ids, note)
    return seen


@pytest.fixture
async def house(
    power_house: MakePowerHouse,
    simulator: Simulator,
    charger: SimulatedCharger,
) -> PowerHouse:
    """A house that takes 1 kW of its 4.6 kW, with a car that charges under control."""
    simulator.house.load = 1000.0
    house: PowerHouse = await power_house(charger)
    charger.plug(big_car())
    await house.control(charger)
    await house.live(120)
    return house


async def nothing(house: PowerHouse, charger: SimulatedCharger) -> None:
    """The house leaves 15 A, and the charger could do 32 A."""


async def small_charger(house: PowerHouse, charger: SimulatedCharger) -> None:
    """The house leaves all that the charger can."""
    charger.values.max_intensity = 6
    await house.live(20)


async def sun(house: PowerHouse, charger: SimulatedCharger) -> None:
    """The roof gives enough for the car and not for more."""
    house.simulator.house.solar = 4000.0
    await house.control(charger, PowerControl.PV)
    await house.live(300)


async def no_sun(house: PowerHouse, charger: SimulatedCharger) -> None:
    """The roof gives nothing, and nothing else is wanted."""
    await house.control(charger, PowerControl.PV)
    await house.live(300)


async def boost(house: PowerHouse, charger: SimulatedCharger) -> None:
    """Somebody is in a hurry, and the charger is small."""
    charger.values.max_intensity = 6
    await house.control(charger, PowerControl.PV)
    await house.live(300)
    await act(house.hass, "boost")
    await house.live(600)


async def off(house: PowerHouse, charger: SimulatedCharger) -> None:
    """Nobody controls it."""
    await house.control(charger, PowerControl.OFF)


async def own_control(house: PowerHouse, charger: SimulatedCharger) -> None:
    """It controls itself."""
    charger.values.dynamic = True
    await house.control(charger, PowerControl.OFF)
    await house.live(20)


async def lower_maximum(house: PowerHouse, charger: SimulatedCharger) -> None:
    """Somebody allows 6 A."""
    await house.control(charger, maximum=6)


async def oven(house: PowerHouse, charger: SimulatedCharger) -> None:
    """The house leaves less than 6 A."""
    house.simulator.house.load = 4000.0
    await house.live(20)


async def timer(house: PowerHouse, charger: SimulatedCharger) -> None:
    """The charger's own timer lets no car charge today."""
    charger.values.timers = (Timer(start=0, end=60, days="1"), Timer())
    charger.values.timer = True
    await house.live(20)


async def pause(house: PowerHouse, charger: SimulatedCharger) -> None:
    """Somebody pauses in V2C's app."""
    charger.write("Paused", "1")
    await house.live(60)


async def lock(house: PowerHouse, charger: SimulatedCharger) -> None:
    """Somebody locks the charger."""
    charger.write("Locked", "1")
    await house.live(20)


async def unplug(house: PowerHouse, charger: SimulatedCharger) -> None:
    """The car leaves."""
    charger.unplug()
    await house.live(20)


async def shy_car(house: PowerHouse, charger: SimulatedCharger) -> None:
    """The next car does not want any power."""
    charger.unplug()
    await house.live(20)
    charger.plug(Car(soc=0.8, target_soc=0.8))
    await house.live(120)


async def full_car(house: PowerHouse, charger: SimulatedCharger) -> None:
    """The car has enough."""
    assert charger.car is not None
    charger.car.soc = charger.car.target_soc
    await house.live(120)


async def silence(house: PowerHouse, charger: SimulatedCharger) -> None:
    """The meter says nothing any more."""
    house.metered = False
    await house.live(180)


async def lost(house: PowerHouse, charger: SimulatedCharger) -> None:
    """The charger is gone from the network."""
    charger.lan.fail = LanFault.DROP
    await house.live(120)


async def deaf_charger(house: PowerHouse, charger: SimulatedCharger) -> None:
    """It says that it has taken a current, and shows another."""
    house.simulator.house.load = 2800.0
    await house.live(60)
    charger.max_current = 6
    house.simulator.house.load = 1000.0
    await house.live(900)


async def power_cut(house: PowerHouse, charger: SimulatedCharger) -> None:
    """The house was dark for a while."""
    charger.power_cut(40)
    await house.live(70)


async def fault(house: PowerHouse, charger: SimulatedCharger) -> None:
    """The charger is broken."""
    charger.fault(ChargeState.SYSTEM_FAILURE)
    await house.live(20)


HAPPENINGS: dict[Reason, Happening] = {
    Reason.CHARGING: small_charger,
    Reason.SUN: sun,
    Reason.BOOST: boost,
    Reason.UNCONTROLLED: off,
    Reason.OWN_CONTROL: own_control,
    Reason.HOUSE: nothing,
    Reason.USER_LIMIT: lower_maximum,
    Reason.WAITING_HOUSE: oven,
    Reason.WAITING_SUN: no_sun,
    Reason.WAITING_TIMER: timer,
    Reason.PAUSED: pause,
    Reason.LOCKED: lock,
    Reason.NO_CAR: unplug,
    Reason.NO_DRAW: shy_car,
    Reason.FULL: full_car,
    Reason.METER_SILENT: silence,
    Reason.LINK_LOST: lost,
    Reason.UNCONFIRMED: deaf_charger,
    Reason.POWER_CUT: power_cut,
    Reason.FAULT: fault,
}


@pytest.mark.parametrize("reason", HAPPENINGS, ids=str)
async def test_each_reason(
    hass: HomeAssistant, house: PowerHouse, charger: SimulatedCharger, reason: Reason
) -> None:
    """What happens at the charger and in the house has its sentence."""
    await HAPPENINGS[reason](house, charger)
    assert sensor(hass, "charging_reason") == reason


def test_no_reason_is_forgotten() -> None:
    """Five have their tests below."""
    assert set(Reason) == {
        *HAPPENINGS,
        *BY_OTHERS,
        Reason.BAND,
        Reason.CHARGER,
        Reason.OCPP,
        Reason.PHASE,
        Reason.RFID,
    }


async def test_its_own_control_gives_less(
    hass: HomeAssistant, house: PowerHouse, charger: SimulatedCharger
) -> None:
    """Left on as a safety net, it keeps to less than we allow it."""
    await house.control(charger, maximum=8)
    await house.live(300)
    seen = note_states(hass, "charging_reason")
    charger.values.dynamic = True
    charger.values.contracted_power = 2600
    await house.live(300)
    assert Reason.CHARGER in seen


@pytest.mark.parametrize(
    ("setting", "reason"), [("rfid", Reason.RFID), ("ocpp", Reason.OCPP)]
)
async def test_what_only_the_cloud_tells(
    hass: HomeAssistant,
    power_house: MakePowerHouse,
    simulator: Simulator,
    charger: SimulatedCharger,
    setting: str,
    reason: Reason,
) -> None:
    """The charger wants a card, or obeys a server."""
    setattr(charger.values, setting, True)
    charger.plug(big_car())
    await simulator.advance(180)
    house = await power_house(charger, simulator=simulator, cloud=True)
    await house.control(charger)
    await house.live(20)
    assert sensor(hass, "charging_reason") == reason


def bands(unit: str, *limits: tuple[datetime, datetime, float]) -> dict[str, object]:
    """Limits as the options hold them, the same every day."""
    return {
        "preset": "custom",
        "unit": unit,
        "holidays": "none",
        "bands": [
            {
                "days": ["working", "off"],
                "start": f"{start:%H:%M}",
                "end": f"{end:%H:%M}",
                "limit": limit,
            }
            for start, end, limit in limits
        ],
    }


async def test_a_lower_limit_at_this_time_of_day(
    hass: HomeAssistant,
    power_house: MakePowerHouse,
    simulator: Simulator,
    charger: SimulatedCharger,
) -> None:
    """At another time the house could have more."""
    now = dt_util.now()
    start, end = now - timedelta(hours=2), now + timedelta(hours=2)
    house = await power_house(
        charger, limits=bands("W", (start, end, 4000), (end, start, 8000))
    )
    charger.plug(big_car())
    await house.control(charger)
    await house.live(120)
    assert sensor(hass, "charging_reason") == Reason.BAND


class ThreePhases(PowerHouse):
    """A house whose meter tells each phase."""

    def say(self) -> None:
        """Let the meter report."""
        for phase, power in enumerate(self.simulator.house.grid_phases, start=1):
            self.hass.states.async_set(
                f"{GRID}_{phase}", str(round(power)), {"unit_of_measurement": "W"}
            )


async def test_a_phase_that_carries_no_more(
    hass: HomeAssistant,
    power_house: MakePowerHouse,
    simulator: Simulator,
    charger: SimulatedCharger,
) -> None:
    """A breaker of 20 A per phase, and a car on one of them."""
    simulator.house.phases = 3
    simulator.house.load = 3000.0
    midnight = dt_util.start_of_local_day()
    plain = await power_house(
        charger,
        phases=3,
        limits=bands("A", (midnight, midnight, 20)),
        meter={
            "source": "entities",
            "phases": [f"{GRID}_1", f"{GRID}_2", f"{GRID}_3"],
        },
        watched=0,
    )
    house = ThreePhases(
        **{item.name: getattr(plain, item.name) for item in fields(plain)}
    )
    await house.live(360)
    charger.plug(big_car())
    await house.control(charger)
    await house.live(120)
    assert sensor(hass, "charging_reason") == Reason.PHASE


async def test_since_when(
    hass: HomeAssistant, house: PowerHouse, charger: SimulatedCharger
) -> None:
    """The time stays as long as the reason does."""

    def since() -> datetime:
        state = hass.states.get(entity_id(hass, Platform.SENSOR, "charging_reason"))
        assert state is not None
        return datetime.fromisoformat(state.attributes["since"])

    before = since()
    assert before.tzinfo is not None
    await house.live(120)
    assert since() == before
    await oven(house, charger)
    assert timedelta(seconds=100) < since() - before
    assert since() <= dt_util.utcnow()


async def test_current_and_headroom(
    hass: HomeAssistant, house: PowerHouse, charger: SimulatedCharger
) -> None:
    """What the car is to get, and what the house leaves it; nothing without control."""
    await house.live(600)
    assert sensor(hass, "target_current") == "15"
    assert float(sensor(hass, "headroom")) == pytest.approx(3600, abs=100)
    await oven(house, charger)
    assert sensor(hass, "target_current") == "0"
    await off(house, charger)
    assert sensor(hass, "target_current") == STATE_UNKNOWN
    assert sensor(hass, "headroom") == STATE_UNKNOWN


async def test_a_steady_house_writes_no_states(
    hass: HomeAssistant, house: PowerHouse, charger: SimulatedCharger
) -> None:
    """The recorder has other things to do."""
    await house.live(900)
    seen = note_states(hass, "charging_reason", "target_current", "headroom")
    await house.live(300)
    assert seen == []
