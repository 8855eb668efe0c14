"""Numbers that say how much the running session shall still get."""

from homeassistant.const import STATE_UNKNOWN, Platform
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ServiceValidationError
import pytest

from custom_components.v2c_cloud.control.plan import NeedSource
from scripts.simulator import Car, SimulatedCharger, Simulator
from scripts.simulator.targets import Targets

from .actions import act
from .cars import add_car, set_number
from .conftest import AddHouse, state_of
from .eco_house import MakeEcoHouse, madrid
from .power_house import big_car


async def test_kwh_are_planned_at_once(
    hass: HomeAssistant, eco_house: MakeEcoHouse, charger: SimulatedCharger
) -> None:
    """Whoever sets a target, or another one, does not wait for the next poll."""
    house = await eco_house(charger, begins=madrid("2026-11-25 02:00"))
    charger.plug(big_car())
    await house.power.live(30)
    assert house.plan(charger).need_source is NeedSource.LEARNED
    assert state_of(hass, Platform.NUMBER, "target_energy") == STATE_UNKNOWN

    for energy in (5, 12):
        await set_number(hass, "target_energy", energy)
        assert house.plan(charger).need_source is NeedSource.TARGET
        assert house.plan(charger).need == pytest.approx(energy)
        assert state_of(hass, Platform.NUMBER, "target_energy") == f"{energy:.1f}"

    await set_number(hass, "target_energy", 0)
    assert house.plan(charger).need_source is NeedSource.LEARNED
    assert state_of(hass, Platform.NUMBER, "target_energy") == STATE_UNKNOWN


async def test_km_are_shown_at_once(
    hass: HomeAssistant, eco_house: MakeEcoHouse, charger: SimulatedCharger
) -> None:
    """The same target, in kWh and in kilometres of the car."""
    house = await eco_house(charger, begins=madrid("2026-11-25 02:00"))
    charger.plug(big_car())
    await house.power.live(30)
    await add_car(house, "Blue", consumption=18)

    await set_number(hass, "target_range", 100)
    assert state_of(hass, Platform.NUMBER, "target_range") == "100"
    assert state_of(hass, Platform.NUMBER, "target_energy") == "20.0"
    assert house.plan(charger).need == pytest.approx(20.0)


async def test_a_target_is_the_session_s(
    hass: HomeAssistant, eco_house: MakeEcoHouse, charger: SimulatedCharger
) -> None:
    """It would end before there was one."""
    await eco_house(charger)
    with pytest.raises(ServiceValidationError, match="No car is plugged in"):
        await set_number(hass, "target_energy", 5)


async def test_replaces_what_the_charger_was_told(
    hass: HomeAssistant,
    simulator: Simulator,
    charger: SimulatedCharger,
    add_house: AddHouse,
) -> None:
    """The charger itself must not stop at the older target."""
    charger.plug(Car(capacity=100.0, soc=0.1))
    await simulator.advance(60)
    await add_house(charger, simulator=simulator, cloud=True)
    await act(hass, "charge_until", energy=3)
    assert charger.targets == Targets(energy=3.0)

    await set_number(hass, "target_energy", 20)
    assert charger.targets == Targets(energy=500.0)
    assert state_of(hass, Platform.NUMBER, "target_energy") == "20.0"
