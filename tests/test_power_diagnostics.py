"""What a report says of power control."""

from typing import Any

from homeassistant.core import HomeAssistant
import pytest

from custom_components.v2c_cloud.control.model import MeterStatus, PowerControl, Reason
from custom_components.v2c_cloud.diagnostics import async_get_config_entry_diagnostics
from scripts.simulator import SimulatedCharger, Simulator

from .conftest import AddHouse
from .power_house import METER, MakePowerHouse, PowerHouse, big_car


@pytest.fixture
async def house(
    power_house: MakePowerHouse,
    simulator: Simulator,
    charger: SimulatedCharger,
) -> PowerHouse:
    """A house that takes 1 kW of its 4.6 kW, with a car that charges under control."""
    simulator.house.load = 1000.0
    house: PowerHouse = await power_house(
        charger, power_control={"phase_map": {charger.id: [1]}}
    )
    charger.plug(big_car())
    await house.control(charger)
    await house.live(120)
    return house


async def report(house: PowerHouse) -> dict[str, Any]:
    """What the house's owner downloads."""
    return await async_get_config_entry_diagnostics(house.hass, house.entry)


async def test_the_meter(house: PowerHouse) -> None:
    """What it says and how often; its sensors without their names."""
    meter = (await report(house))["power"]["meter"]
    assert meter["status"] is MeterStatus.OK
    assert meter["problem"] is None
    assert 5 <= meter["usual_gap"] <= 20
    assert 0 <= meter["age"] <= 20
    assert meter["reading"]["power"] == pytest.approx(2380, abs=300)
    (sensor,) = meter["sensors"]
    assert sensor == {
        "integration": None,
        "state": sensor["state"],
        "unit": "W",
        "age": sensor["age"],
    }
    assert float(sensor["state"]) == pytest.approx(2380, abs=300)
    assert 0 <= sensor["age"] <= 20


async def test_a_meter_that_is_none(
    hass: HomeAssistant, charger: SimulatedCharger, add_house: AddHouse
) -> None:
    """The problem has a key; a sensor that is not there has no state."""
    entry = await add_house(charger, meter=METER)
    meter = (await async_get_config_entry_diagnostics(hass, entry))["power"]["meter"]
    assert meter["status"] is MeterStatus.MISSING
    assert meter["problem"] == "meter_unavailable"
    assert meter["reading"] is None
    assert meter["sensors"] == [
        {"integration": None, "state": None, "unit": None, "age": None}
    ]


async def test_decisions(house: PowerHouse) -> None:
    """The last ones, with what they were made of."""
    power = (await report(house))["power"]
    assert power["wanted"]
    last = power["decisions"][-1]
    assert last["meter"]["power"] > 1000
    assert last["allowance"]["power"] == 4600
    (charger,) = last["chargers"]
    assert charger["reason"] is Reason.HOUSE
    assert charger["mode"] is PowerControl.GRID_PV


async def test_a_charger(house: PowerHouse) -> None:
    """What people want, what was borrowed, and what control does."""
    (facts,) = (await report(house))["chargers"].values()
    settings = facts["power"]["settings"]
    assert settings["mode"] is PowerControl.GRID_PV
    assert settings["borrowed"]["intensity"] == 16
    assert facts["power"]["status"]["reason"] is Reason.HOUSE


async def test_options(house: PowerHouse) -> None:
    """Chargers by their subentry, sensors by their domain only."""
    (subentry_id,) = house.entry.subentries
    options = (await report(house))["house"]["options"]
    assert options["power_control"] == {"phase_map": {subentry_id: [1]}}
    assert options["meter"] == {"source": "entities", "grid": "sensor"}
    assert options["contracted_power"] == 4.6
