"""EcoCharging through Home Assistant: prices, a charger and a car that are real."""

from custom_components.v2c_cloud.control.model import Reason
from scripts.simulator import Car, SimulatedCharger

from .eco_house import MakeEcoHouse, is_paused, madrid
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
