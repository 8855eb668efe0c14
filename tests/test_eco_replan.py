"""A plan is made anew as soon as something else is allowed, and not more often."""

from collections.abc import Awaitable, Callable
from datetime import datetime

from homeassistant.core import HomeAssistant
import pytest

from custom_components.v2c_cloud.control.model import PowerControl
from scripts.simulator import SimulatedCharger, Simulator

from .actions import act
from .eco_house import EcoHouse, MakeEcoHouse, is_paused
from .power_house import big_car

type Change = Callable[[HomeAssistant, EcoHouse, SimulatedCharger], Awaitable[None]]


@pytest.fixture
async def house(
    eco_house: MakeEcoHouse, simulator: Simulator, charger: SimulatedCharger
) -> EcoHouse:
    """A controlled car that waits, in a house with a contract of 4.6 kW."""
    simulator.house.load = 0.0
    house: EcoHouse = await eco_house(charger)
    charger.plug(big_car())
    await house.power.control(charger)
    await house.power.live(60)
    return house


def most(house: EcoHouse, charger: SimulatedCharger) -> float:
    """KW that the plan counts with in its last hour."""
    return house.plan(charger).slots[-1].most


async def _maximum(_: HomeAssistant, house: EcoHouse, it: SimulatedCharger) -> None:
    house.power.power.async_set(house.subentry_id(it), maximum=10)


async def _limits(hass: HomeAssistant, _: EcoHouse, _it: SimulatedCharger) -> None:
    await act(hass, "set_power_limits", preset="single", power=2.3)


async def _off(_: HomeAssistant, house: EcoHouse, it: SimulatedCharger) -> None:
    await house.power.control(it, PowerControl.OFF)


@pytest.mark.parametrize(
    ("change", "expected"),
    # The contract, less what is to spare and what the house took; off, 16 A.
    [(_maximum, 2.3), (_limits, 2.1), (_off, 3.68)],
)
async def test_at_once(
    hass: HomeAssistant,
    house: EcoHouse,
    charger: SimulatedCharger,
    change: Change,
    expected: float,
) -> None:
    """No need to wait for the next quarter of an hour."""
    assert most(house, charger) == pytest.approx(4.4, abs=0.1)
    await change(hass, house, charger)
    await house.settle()
    assert most(house, charger) == pytest.approx(expected, abs=0.05)


async def test_the_current_that_is_set_without_control(
    hass: HomeAssistant, house: EcoHouse, charger: SimulatedCharger
) -> None:
    """It is all that the car gets."""
    await house.power.control(charger, PowerControl.OFF)
    charger.write("Intensity", "8")
    await house.power.live(20)
    assert most(house, charger) == pytest.approx(8 * 0.23)


async def test_another_target(
    hass: HomeAssistant, house: EcoHouse, charger: SimulatedCharger
) -> None:
    """The newest counts, also if it is of the same kind."""
    needs = []
    for energy in (9, 3):
        await act(hass, "charge_until", energy=energy)
        await house.settle()
        needs.append(house.plan(charger).need)
    assert needs == pytest.approx([9, 3], abs=0.05)


async def test_not_whenever_power_control_looks(
    house: EcoHouse, simulator: Simulator, charger: SimulatedCharger
) -> None:
    """What it chooses from what is allowed is no news."""
    house.power.power.async_set(house.subentry_id(charger), boost=True)
    await house.power.live(240)
    made: set[datetime] = set()
    currents: set[int] = set()

    def note() -> None:
        made.add(house.plan(charger).made_at)
        currents.add(charger.values.intensity)

    house.eco.async_subscribe(note)
    house.power.power.async_subscribe(note)
    for load in (1000.0, 2500.0, 500.0, 2000.0):
        simulator.house.load = load
        await house.power.live(60)
    assert len(currents) > 1
    assert len(made) == 1


async def test_control_that_ends(house: EcoHouse, charger: SimulatedCharger) -> None:
    """The charger gets back what people had set: no plan counts with what control set."""
    assert charger.values.intensity == 6
    counted: list[float] = []
    house.eco.async_subscribe(lambda: counted.append(most(house, charger)))
    await house.power.control(charger, PowerControl.OFF)
    await house.power.live(60)
    assert min(counted) == pytest.approx(16 * 0.23)
    assert charger.values.intensity == 16
    assert is_paused(charger)
