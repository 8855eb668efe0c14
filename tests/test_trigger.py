"""The triggers of chargers, each in an automation that runs."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

from freezegun.api import TickingDateTimeFactory
from homeassistant.const import STATE_UNAVAILABLE, STATE_UNKNOWN, Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers import (
    area_registry as ar,
    device_registry as dr,
    entity_registry as er,
    label_registry as lr,
)
from homeassistant.helpers.trigger import async_get_all_descriptions
from homeassistant.util import dt as dt_util
import pytest

from custom_components.v2c_cloud.control.model import Reason
from custom_components.v2c_cloud.trigger import LIMITED, TRIGGERS
from scripts.simulator import Car, ChargeState, SimulatedCharger, Simulator

from .actions import device_of
from .automations import automate, described, on
from .clocks import pass_time
from .conftest import AddHouse, entity_id, state_of
from .eco_house import EcoHouse, MakeEcoHouse
from .power_house import MakePowerHouse, big_car


def of_device(hass: HomeAssistant) -> dict[str, Any]:
    """The charger's device."""
    return {"device_id": device_of(hass)}


def of_area(hass: HomeAssistant) -> dict[str, Any]:
    """The area that the charger is in."""
    area = ar.async_get(hass).async_create("Yard")
    dr.async_get(hass).async_update_device(device_of(hass), area_id=area.id)
    return {"area_id": area.id}


def of_label(hass: HomeAssistant) -> dict[str, Any]:
    """A label that the charger bears."""
    label = lr.async_get(hass).async_create("Cars")
    dr.async_get(hass).async_update_device(device_of(hass), labels={label.label_id})
    return {"label_id": label.label_id}


def of_renamed_entity(hass: HomeAssistant) -> dict[str, Any]:
    """The entity itself, which people may rename."""
    er.async_get(hass).async_update_entity(
        entity_id(hass, Platform.BINARY_SENSOR, "connected"),
        new_entity_id="binary_sensor.enchufado",
    )
    return {"entity_id": "binary_sensor.enchufado"}


async def test_home_assistant_knows_them(
    hass: HomeAssistant, charger: SimulatedCharger, add_house: AddHouse
) -> None:
    """The editor offers each of them, with what it is about."""
    await add_house(charger)
    known = described(await async_get_all_descriptions(hass))
    assert set(known) == set(TRIGGERS)
    assert all(known.values())


@pytest.mark.parametrize("target", [of_device, of_area, of_label, of_renamed_entity])
async def test_targets(
    hass: HomeAssistant,
    clock: TickingDateTimeFactory,
    simulator: Simulator,
    charger: SimulatedCharger,
    add_house: AddHouse,
    target: Any,
) -> None:
    """A charger is meant by its device, its area, its label or an entity."""
    await add_house(charger)
    where = target(hass)
    await hass.async_block_till_done()
    runs = await automate(hass, on("plugged_in", where))
    charger.plug(Car())
    await pass_time(hass, clock, simulator, 60)
    assert len(runs) == 1


async def test_a_day_of_a_car(
    hass: HomeAssistant,
    clock: TickingDateTimeFactory,
    simulator: Simulator,
    charger: SimulatedCharger,
    add_house: AddHouse,
) -> None:
    """Plugged in, charging, paused, unplugged: each once, and in this order."""
    await add_house(charger)
    here = of_device(hass)
    runs = await automate(
        hass,
        *(
            on(key, here) | {"id": key}
            for key in (
                "plugged_in",
                "started_charging",
                "stopped_charging",
                "unplugged",
            )
        ),
        id="{{ trigger.id }}",
    )
    charger.values.paused = True
    charger.plug(Car())
    await pass_time(hass, clock, simulator, 60)
    charger.values.paused = False
    await pass_time(hass, clock, simulator, 300)
    charger.values.paused = True
    await pass_time(hass, clock, simulator, 60)
    charger.unplug()
    await pass_time(hass, clock, simulator, 60)
    assert [run.data["id"] for run in runs] == [
        "plugged_in",
        "started_charging",
        "stopped_charging",
        "unplugged",
    ]


async def test_another_charger(
    hass: HomeAssistant,
    clock: TickingDateTimeFactory,
    simulator: Simulator,
    charger: SimulatedCharger,
    add_house: AddHouse,
) -> None:
    """What happens at one charger is no other's matter."""
    other = await simulator.add_charger("DEF456", firmware="2.5.0", name="Yard")
    await add_house(charger, other)
    runs = await automate(hass, on("plugged_in", of_device(hass)))
    other.plug(Car())
    await pass_time(hass, clock, simulator, 60)
    assert runs == []


async def test_for_a_while(
    hass: HomeAssistant,
    clock: TickingDateTimeFactory,
    simulator: Simulator,
    charger: SimulatedCharger,
    add_house: AddHouse,
) -> None:
    """Those of a state wait as long as they are told to."""
    await add_house(charger)
    trigger = on("plugged_in", of_device(hass), **{"for": {"minutes": 5}})
    runs = await automate(hass, trigger)
    charger.plug(Car())
    await pass_time(hass, clock, simulator, 240)
    assert runs == []
    await pass_time(hass, clock, simulator, 180)
    assert len(runs) == 1


async def test_session_ended(
    hass: HomeAssistant,
    clock: TickingDateTimeFactory,
    simulator: Simulator,
    charger: SimulatedCharger,
    add_house: AddHouse,
) -> None:
    """With energy and cost as variables, already for the first session."""
    await add_house(charger, price=0.2)
    runs = await automate(
        hass,
        on("session_ended", of_device(hass)),
        energy="{{ trigger.energy }}",
        cost="{{ trigger.cost }}",
        text="{{ trigger.energy | round(1) }} kWh, {{ trigger.currency }}",
        minutes="{{ (trigger.duration / 60) | round }}",
        entity="{{ trigger.entity_id }}",
    )
    charger.plug(Car())
    await pass_time(hass, clock, simulator, 1800)
    assert runs == []
    charger.unplug()
    await pass_time(hass, clock, simulator, 60)

    [run] = runs
    assert run.data["energy"] > 1
    assert run.data["cost"] == pytest.approx(run.data["energy"] * 0.2, abs=0.01)
    assert run.data["text"].endswith("kWh, EUR")
    assert run.data["minutes"] == pytest.approx(30, abs=2)
    assert run.data["entity"] == entity_id(hass, Platform.EVENT, "session")


async def test_fault(
    hass: HomeAssistant,
    clock: TickingDateTimeFactory,
    simulator: Simulator,
    charger: SimulatedCharger,
    add_house: AddHouse,
) -> None:
    """Which one is a variable; that it has passed is no fault."""
    await add_house(charger)
    runs = await automate(
        hass, on("fault", of_device(hass)), fault="{{ trigger.fault }}"
    )
    charger.fault(ChargeState.SYSTEM_FAILURE)
    await pass_time(hass, clock, simulator, 60)
    charger.fault(None)
    await pass_time(hass, clock, simulator, 60)
    assert [run.data["fault"] for run in runs] == ["system_fault"]


async def test_became_limited(
    hass: HomeAssistant,
    power_house: MakePowerHouse,
    simulator: Simulator,
    charger: SimulatedCharger,
) -> None:
    """The house takes what the car would have: told once, not for each new reason."""
    house = await power_house(charger)
    charger.values.max_intensity = 16
    charger.plug(big_car())
    await house.control(charger, maximum=10)
    await house.live(300)
    assert state_of(hass, Platform.SENSOR, "charging_reason") == Reason.USER_LIMIT

    runs = await automate(
        hass,
        on("became_limited", of_device(hass)),
        reason="{{ trigger.to_state.state }}",
    )
    simulator.house.load = 3000.0
    await house.live(60)
    simulator.house.load = 5000.0
    await house.live(60)
    assert [run.data["reason"] for run in runs] == [Reason.HOUSE]
    assert state_of(hass, Platform.SENSOR, "charging_reason") == Reason.WAITING_HOUSE
    assert Reason.WAITING_HOUSE in LIMITED


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ([("next_start", 2), ("planned_end", 5)], 1),
        ([("next_start", 2), ("next_start", 3)], 2),
        ([("planned_end", 5), ("planned_end", None)], 1),
        ([("planned_end", 5), ("planned_end", STATE_UNAVAILABLE)], 1),
    ],
)
async def test_plan_changed(
    hass: HomeAssistant,
    charger: SimulatedCharger,
    add_house: AddHouse,
    changes: list[tuple[str, Any]],
    expected: int,
) -> None:
    """A new plan is told once, although several entities show it."""
    await add_house(charger)
    now = dt_util.utcnow()
    entities = {
        key: entity_id(hass, Platform.SENSOR, key)
        for key in ("next_start", "planned_end")
    }
    runs = await automate(hass, on("plan_changed", of_device(hass)))
    for key, value in changes:
        hass.states.async_set(entities[key], instant(now, value))
        await hass.async_block_till_done()
    assert len(runs) == expected


def instant(now: Any, value: Any) -> str:
    """What a sensor shows of so many hours from now."""
    shown = {None: STATE_UNKNOWN, STATE_UNAVAILABLE: STATE_UNAVAILABLE}
    return shown.get(value) or (now + timedelta(hours=value)).isoformat()


async def test_a_plan_that_gets_on(
    hass: HomeAssistant,
    clock: TickingDateTimeFactory,
    charger: SimulatedCharger,
    add_house: AddHouse,
) -> None:
    """The next start comes, and the one after it is the next: still the same plan."""
    await add_house(charger)
    now = dt_util.utcnow()
    next_start = entity_id(hass, Platform.SENSOR, "next_start")
    hass.states.async_set(next_start, instant(now, 1))
    runs = await automate(hass, on("plan_changed", of_device(hass)))
    clock.tick(timedelta(hours=1, seconds=1))
    hass.states.async_set(next_start, instant(now, 3))
    await hass.async_block_till_done()
    assert runs == []

    hass.states.async_set(next_start, instant(now, 4))
    await hass.async_block_till_done()
    assert len(runs) == 1


async def _unplug(_: EcoHouse, charger: SimulatedCharger) -> None:
    charger.unplug()


async def _eco_off(house: EcoHouse, charger: SimulatedCharger) -> None:
    await house.set(charger, enabled=False)


@pytest.mark.parametrize("end", [_unplug, _eco_off])
async def test_a_plan_that_there_is_no_more(
    hass: HomeAssistant,
    eco_house: MakeEcoHouse,
    charger: SimulatedCharger,
    end: Callable[[EcoHouse, SimulatedCharger], Awaitable[None]],
) -> None:
    """Other triggers tell why: a message about new hours would have none to tell."""
    house = await eco_house(charger)
    charger.plug(big_car())
    await house.set(charger, ready_by_on=True)
    await house.power.live(60)
    runs = await automate(hass, on("plan_changed", of_device(hass)))
    await end(house, charger)
    await house.power.live(60)
    assert state_of(hass, Platform.SENSOR, "next_start") == STATE_UNKNOWN
    assert runs == []


async def test_locking_is_no_trigger(
    hass: HomeAssistant, charger: SimulatedCharger, add_house: AddHouse
) -> None:
    """Other entities of the same device are none of a trigger's business."""
    await add_house(charger)
    runs = await automate(hass, *(on(key, of_device(hass)) for key in TRIGGERS))
    lock = {"entity_id": entity_id(hass, Platform.SWITCH, "locked")}
    await hass.services.async_call("switch", "turn_on", lock, blocking=True)
    await hass.async_block_till_done()
    assert charger.values.locked
    assert runs == []
