"""Energy that costs nothing is taken, whatever the car needs."""

from collections.abc import Awaitable, Callable

from homeassistant.const import Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
import pytest

from custom_components.v2c_cloud.control.model import PowerControl, Reason
from custom_components.v2c_cloud.control.plan import NeedSource, PlanState
from scripts.simulator import SimulatedCharger, Simulator

from .actions import act, ask
from .conftest import entity_id, state_of
from .eco_house import TARIFF, EcoHouse, MakeEcoHouse, is_paused, madrid
from .power_house import big_car

BANDS = (
    ("00:00", "02:00", 0.08),
    ("02:00", "04:00", -0.02),
    ("04:00", "08:00", 0.08),
    ("08:00", "24:00", 0.24),
)
GIVEN = {
    **TARIFF,
    "bands": [
        {**TARIFF["bands"][0], "start": start, "end": end, "price": price}  # type: ignore[dict-item]
        for start, end, price in BANDS
    ],
}
"""Energy costs nothing from two to four."""
NIGHT = madrid("2026-11-25 00:30")
ENOUGH = 2.0
"""kWh that somebody wants in the car."""


@pytest.fixture
async def house(eco_house: MakeEcoHouse, charger: SimulatedCharger) -> EcoHouse:
    """A house that takes what is free, whose car has got what it needs."""
    house: EcoHouse = await eco_house(charger, begins=NIGHT, tariff=GIVEN)
    await house.set(charger, take_free=True, reserve=ENOUGH)
    charger.plug(big_car())
    await house.power.live(60)
    await act(house.power.hass, "charge_until", energy=ENOUGH)
    await house.power.live(3600, step=60)
    assert has_enough(house, charger)
    return house


def has_enough(house: EcoHouse, charger: SimulatedCharger) -> bool:
    """Whether it is paused at its target."""
    return is_paused(charger) and house.power.reason(charger) is Reason.NEED_MET


def taken(charger: SimulatedCharger) -> float:
    """KWh of the session."""
    return charger.values.charge_energy


async def at_two(house: EcoHouse) -> None:
    """Let it be just after the price has fallen."""
    await house.until(madrid("2026-11-25 02:01"))
    await house.power.live(60)


async def at_four(house: EcoHouse) -> None:
    """Let it be just after the price has risen."""
    await house.until(madrid("2026-11-25 04:01"))
    await house.power.live(60)


async def test_beyond_the_target_while_it_costs_nothing(
    hass: HomeAssistant, house: EcoHouse, charger: SimulatedCharger
) -> None:
    """It is planned, said, and ends when the price rises."""
    plan = house.plan(charger)
    assert (plan.state, plan.need_source, plan.need) == (
        PlanState.MET,
        NeedSource.TARGET,
        0,
    )
    begins = madrid("2026-11-25 02:00").isoformat()
    assert state_of(hass, Platform.SENSOR, "next_start") == begins
    answer = await ask(hass, "get_plan")
    assert answer["why"] == (
        "The car has what it needs."
        " Charges again today at 02:00, when energy costs nothing."
    )

    await at_two(house)
    assert charger.charging
    assert house.power.reason(charger) is Reason.FREE_ENERGY
    answer = await ask(hass, "get_plan")
    assert answer["why"] == (
        "Energy costs nothing now: the car is charged, whatever it needs."
        " Energy costs again today at 04:00."
    )
    await house.power.live(1800, step=60)
    assert taken(charger) > ENOUGH + 1.5
    assert state_of(hass, Platform.SENSOR, "energy_to_target") == "unknown"
    assert house.plan(charger).need == 0

    await at_four(house)
    assert has_enough(house, charger)
    given = taken(charger)
    await house.until(madrid("2026-11-25 06:00"))
    assert taken(charger) == given
    # The next night is free as well, but the car will have left.
    assert house.plan(charger).likely == ()


async def test_a_target_that_is_reached_meanwhile(
    house: EcoHouse, charger: SimulatedCharger
) -> None:
    """It does not stop the car before the price rises."""
    await at_two(house)
    await act(house.power.hass, "charge_until", energy=taken(charger) + 1)
    writes = len(charger.writes)
    await house.power.live(3600, step=60)
    assert taken(charger) > ENOUGH + 3
    assert len(charger.writes) == writes
    await at_four(house)
    assert has_enough(house, charger)


async def test_a_charger_that_stops_by_itself(
    eco_house: MakeEcoHouse, simulator: Simulator, charger: SimulatedCharger
) -> None:
    """It is let go on, once: it knows nothing of prices."""
    house: EcoHouse = await eco_house(
        charger, begins=NIGHT, tariff=GIVEN, simulator=simulator, cloud=True
    )
    await house.set(charger, take_free=True)
    charger.plug(big_car())
    await at_two(house)
    told = await ask(house.power.hass, "charge_until", energy=ENOUGH)
    assert told == {"charger_stops_by_itself": True}
    await house.power.live(3600, step=60)
    assert taken(charger) > ENOUGH + 1.5
    assert charger.charging

    charger.write("Paused", "1")
    await house.power.live(300, step=60)
    assert is_paused(charger)


async def test_a_pause_by_hand_stays(
    house: EcoHouse, charger: SimulatedCharger
) -> None:
    """Whoever pauses the car means it."""
    await at_two(house)
    charger.write("Paused", "1")
    await house.power.live(300, step=60)
    assert is_paused(charger)
    assert house.power.reason(charger) is Reason.PAUSED
    await at_four(house)
    assert has_enough(house, charger)


async def test_who_goes_on_gets_more(
    house: EcoHouse, charger: SimulatedCharger
) -> None:
    """The target is over, also when the price rises."""
    charger.write("Paused", "0")
    await house.power.live(120)
    assert not is_paused(charger)
    assert house.plan(charger).need_source is NeedSource.LEARNED
    await at_four(house)
    assert house.power.reason(charger) is not Reason.NEED_MET


async def _eco_off(house: EcoHouse, charger: SimulatedCharger) -> None:
    await house.set(charger, enabled=False)


async def _option_off(house: EcoHouse, charger: SimulatedCharger) -> None:
    await house.set(charger, take_free=False)


async def _skip(house: EcoHouse, charger: SimulatedCharger) -> None:
    until = madrid("2026-11-25 12:00").isoformat()
    await house.set(charger, skip_until=until)


@pytest.mark.parametrize("happens", [_eco_off, _option_off, _skip])
async def test_nobody_wants_it_any_more(
    house: EcoHouse,
    charger: SimulatedCharger,
    happens: Callable[[EcoHouse, SimulatedCharger], Awaitable[None]],
) -> None:
    """The car has enough."""
    await at_two(house)
    assert charger.charging
    await happens(house, charger)
    await house.power.live(30)
    assert is_paused(charger)


async def test_a_restart_meanwhile(
    hass: HomeAssistant, house: EcoHouse, charger: SimulatedCharger
) -> None:
    """The charge goes on, and it is still known that it has to end."""
    await at_two(house)
    writes = len(charger.writes)
    await hass.config_entries.async_reload(house.power.entry.entry_id)
    await house.power.live(60)
    assert charger.charging
    assert len(charger.writes) == writes
    await at_four(house)
    assert has_enough(house, charger)


async def test_a_restart_before(
    hass: HomeAssistant, house: EcoHouse, charger: SimulatedCharger
) -> None:
    """The pause is known to be that of the target."""
    await hass.config_entries.async_reload(house.power.entry.entry_id)
    await house.power.live(60)
    assert has_enough(house, charger)
    await at_two(house)
    assert charger.charging


async def test_the_next_car_has_no_target(
    house: EcoHouse, charger: SimulatedCharger
) -> None:
    """What the last one had got says nothing of it."""
    charger.unplug()
    await house.power.live(60)
    charger.plug(big_car())
    charger.write("Paused", "0")
    await house.power.live(60)
    assert house.plan(charger).need_source is NeedSource.LEARNED


async def test_the_limits_of_the_house_hold(
    eco_house: MakeEcoHouse, simulator: Simulator, charger: SimulatedCharger
) -> None:
    """With power control, which leaves the pause at the target alone."""
    simulator.house.load = 1000.0
    house: EcoHouse = await eco_house(charger, begins=NIGHT, tariff=GIVEN)
    await house.set(charger, take_free=True, reserve=ENOUGH)
    charger.plug(big_car())
    await house.power.control(charger)
    await house.power.live(300)
    await act(house.power.hass, "charge_until", energy=0.1)
    await house.power.live(60)
    assert has_enough(house, charger)

    await at_two(house)
    await house.power.live(900)
    assert charger.values.intensity == 15
    assert house.power.reason(charger) is Reason.HOUSE
    await at_four(house)
    assert has_enough(house, charger)

    await house.power.control(charger, PowerControl.OFF)
    await house.power.live(120)
    assert has_enough(house, charger)


async def test_a_target_that_was_reached_while_the_car_waits(
    eco_house: MakeEcoHouse, charger: SimulatedCharger
) -> None:
    """Nobody ends the pause in cheaper hours: it is the target's from now on."""
    house: EcoHouse = await eco_house(charger)
    await house.set(charger, reserve=0.5)
    charger.plug(big_car())
    await house.power.live(1800, step=60)
    assert house.power.reason(charger) is Reason.WAITING_PRICE
    await act(house.power.hass, "charge_until", energy=0.1)
    await house.power.live(60)
    assert has_enough(house, charger)
    await at_two(house)
    assert has_enough(house, charger)


async def test_the_switch(
    hass: HomeAssistant, house: EcoHouse, charger: SimulatedCharger
) -> None:
    """Off until somebody wants it, and rarely needed: it has to be enabled."""
    registry = er.async_get(hass)
    entry = registry.async_get(entity_id(hass, Platform.SWITCH, "take_free"))
    assert entry is not None
    assert entry.disabled_by is er.RegistryEntryDisabler.INTEGRATION
