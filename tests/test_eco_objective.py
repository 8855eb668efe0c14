"""Houses whose cars are charged when the grid is cleanest."""

from typing import Any

from homeassistant.components.select import (
    ATTR_OPTION,
    DOMAIN as SELECT,
    SERVICE_SELECT_OPTION,
)
from homeassistant.const import ATTR_ENTITY_ID, STATE_UNKNOWN, Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
import pytest

from custom_components.v2c_cloud.const import DOMAIN
from custom_components.v2c_cloud.control.model import Reason
from custom_components.v2c_cloud.control.plan import Objective
from scripts.simulator import SimulatedCharger

from .actions import ask
from .carbon import GRID_CO2, add_electricity_maps, forecast, tell_co2
from .conftest import entity_id, state_of
from .eco_house import EVENING, EcoHouse, MakeEcoHouse, is_paused, madrid
from .power_house import big_car

WINDY = [200.0] * 2 + [60.0] * 4 + [220.0] * 24 + [150.0] * 24
"""g per kWh from 18:00: clean from 20:00 to midnight, when energy is dear."""
CARBON = {"carbon": {"entity": GRID_CO2}}


def has_objective(hass: HomeAssistant) -> bool:
    """Whether somebody can choose."""
    return (
        er.async_get(hass).async_get_entity_id(SELECT, DOMAIN, "v2c_ABC123_objective")
        is not None
    )


async def choose(hass: HomeAssistant, objective: str) -> None:
    """Choose what to go by."""
    entity = entity_id(hass, Platform.SELECT, "objective")
    await hass.services.async_call(
        SELECT,
        SERVICE_SELECT_OPTION,
        {ATTR_ENTITY_ID: entity, ATTR_OPTION: objective},
        blocking=True,
    )
    await hass.async_block_till_done(wait_background_tasks=True)


async def get_plan(hass: HomeAssistant) -> dict[str, Any]:
    """The plan as an action tells it."""
    return await ask(hass, "get_plan")


def sensor(hass: HomeAssistant, key: str) -> str:
    """What a sensor shows."""
    return state_of(hass, Platform.SENSOR, key)


def cost_facts(hass: HomeAssistant) -> dict[str, Any]:
    """What is told beside the expected cost."""
    state = hass.states.get(entity_id(hass, Platform.SENSOR, "expected_cost"))
    assert state is not None
    return {key: state.attributes[key] for key in ("objective", "co2")}


@pytest.fixture
async def windy(
    hass: HomeAssistant, eco_house: MakeEcoHouse, charger: SimulatedCharger
) -> EcoHouse:
    """A car that must be ready at 7:00, on a windy evening."""
    tell_co2(hass, 200, forecast=forecast(EVENING, WINDY))
    house: EcoHouse = await eco_house(charger, **CARBON)
    charger.plug(big_car())
    await house.set(charger, ready_by_on=True)
    await house.power.live(60)
    return house


async def test_the_price_first(hass: HomeAssistant, windy: EcoHouse) -> None:
    """A source alone changes nothing, but what is emitted is told."""
    assert state_of(hass, Platform.SELECT, "objective") == Objective.PRICE
    assert sensor(hass, "next_start") == "2026-11-24T23:00:00+00:00"
    assert sensor(hass, "charging_reason") == Reason.WAITING_PRICE
    facts = cost_facts(hass)
    assert facts["objective"] == Objective.PRICE
    assert 1.5 < facts["co2"] < 3.5
    assert (await get_plan(hass))["why"].startswith("Waits for cheaper hours")


async def test_the_cleanest_hours(
    hass: HomeAssistant, windy: EcoHouse, charger: SimulatedCharger
) -> None:
    """They come first, and all that people see says so."""
    by_price = float(sensor(hass, "expected_cost")), cost_facts(hass)["co2"]
    await choose(hass, "co2")
    assert state_of(hass, Platform.SELECT, "objective") == Objective.CO2
    await windy.power.live(30)
    assert is_paused(charger)
    assert sensor(hass, "charging_reason") == Reason.WAITING_CO2
    assert sensor(hass, "next_start") == "2026-11-24T19:00:00+00:00"
    facts = cost_facts(hass)
    assert facts["objective"] == Objective.CO2
    assert facts["co2"] < by_price[1]
    assert float(sensor(hass, "expected_cost")) > by_price[0]

    answer = await get_plan(hass)
    assert (answer["objective"], answer["expected_co2"]) == ("co2", facts["co2"])
    assert "cleaner electricity and starts today at 20:00" in answer["why"]
    planned = [slot for slot in answer["slots"] if slot["current"]]
    assert {(slot["co2"], slot["co2_expected"]) for slot in planned} == {(60.0, False)}

    await windy.until(madrid("2026-11-24 20:01"))
    assert not is_paused(charger)
    assert sensor(hass, "charging_reason") == Reason.PLANNED
    assert "clean enough" in (await get_plan(hass))["why"]


async def test_nobody_tells_all_of_it(
    hass: HomeAssistant, windy: EcoHouse, charger: SimulatedCharger
) -> None:
    """It goes by the price, says so, and goes by CO2 as soon as that is known."""
    await choose(hass, "co2")
    other = "sensor.other"
    tell_co2(hass, 200, other, forecast=forecast(EVENING, WINDY[:8]))
    entry = windy.power.entry
    hass.config_entries.async_update_entry(
        entry, options={**entry.options, "carbon": {"entity": other}}
    )
    await hass.config_entries.async_reload(entry.entry_id)
    await windy.power.live(60)
    assert state_of(hass, Platform.SELECT, "objective") == Objective.CO2
    assert sensor(hass, "charging_reason") == Reason.WAITING_PRICE
    assert sensor(hass, "next_start") == "2026-11-24T23:00:00+00:00"
    assert cost_facts(hass) == {"objective": Objective.PRICE, "co2": None}
    assert "nobody tells how much CO2" in (await get_plan(hass))["why"]

    tell_co2(hass, 200, other, forecast=forecast(EVENING, WINDY))
    await windy.power.live(60)
    assert sensor(hass, "charging_reason") == Reason.WAITING_CO2


async def test_without_prices(
    hass: HomeAssistant, eco_house: MakeEcoHouse, charger: SimulatedCharger
) -> None:
    """Whoever wants clean energy needs no price; the cost is not known then."""
    tell_co2(hass, 200, forecast=forecast(EVENING, WINDY))
    house = await eco_house(charger, prices={"source": "none"}, tariff={}, **CARBON)
    charger.plug(big_car())
    await house.set(charger, ready_by_on=True, objective=Objective.CO2)
    await house.power.live(60)
    assert sensor(hass, "charging_reason") == Reason.WAITING_CO2
    assert sensor(hass, "next_start") == "2026-11-24T19:00:00+00:00"
    assert sensor(hass, "expected_cost") == STATE_UNKNOWN
    answer = await get_plan(hass)
    planned = [slot for slot in answer["slots"] if slot["current"]]
    assert {(slot["price"], slot["cost"]) for slot in planned} == {(None, None)}
    charging = hass.states.get(entity_id(hass, Platform.CALENDAR, "planned_charging"))
    assert charging is not None
    assert charging.attributes["message"].endswith(" kWh")

    await choose(hass, "price")
    await house.power.live(30)
    assert sensor(hass, "charging_reason") == Reason.NO_PRICES


async def test_the_choice_is_remembered(
    hass: HomeAssistant, windy: EcoHouse, charger: SimulatedCharger
) -> None:
    """Over a restart."""
    await choose(hass, "co2")
    await hass.config_entries.async_reload(windy.power.entry.entry_id)
    await windy.settle()
    assert state_of(hass, Platform.SELECT, "objective") == Objective.CO2


async def test_nothing_to_choose_from(
    hass: HomeAssistant, eco_house: MakeEcoHouse, charger: SimulatedCharger
) -> None:
    """Without a source there is no such setting; it comes with one and goes with it."""
    house = await eco_house(charger)
    assert not has_objective(hass)

    add_electricity_maps(hass)
    await house.until(madrid("2026-11-24 18:16"))
    assert has_objective(hass)

    entry = house.power.entry
    hass.config_entries.async_update_entry(
        entry, options={**entry.options, "carbon": {}}
    )
    await hass.config_entries.async_reload(entry.entry_id)
    await house.settle()
    assert not has_objective(hass)
