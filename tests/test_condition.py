"""The conditions of chargers, each in an automation that runs."""

from typing import Any

from freezegun.api import TickingDateTimeFactory
from homeassistant.const import STATE_OFF, STATE_ON, STATE_UNKNOWN, Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers.condition import async_get_all_descriptions
import pytest

from custom_components.v2c_cloud.condition import CONDITIONS
from custom_components.v2c_cloud.control.model import Reason
from scripts.simulator import Car, SimulatedCharger, Simulator

from .actions import device_of
from .automations import automate, described, given
from .clocks import pass_time
from .conftest import AddHouse, entity_id

ASK = "somebody_asks"


async def ask_with(hass: HomeAssistant, condition: str, **options: Any) -> list[Any]:
    """An automation that runs when somebody asks while the condition holds."""
    return await automate(
        hass,
        {"trigger": "event", "event_type": ASK},
        conditions=(given(condition, {"device_id": device_of(hass)}, **options),),
    )


async def holds(hass: HomeAssistant, runs: list[Any]) -> bool:
    """Whether the condition holds now."""
    before = len(runs)
    hass.bus.async_fire(ASK)
    await hass.async_block_till_done()
    return len(runs) > before


async def test_home_assistant_knows_them(
    hass: HomeAssistant, charger: SimulatedCharger, add_house: AddHouse
) -> None:
    """The editor offers each of them, with what it is about."""
    await add_house(charger)
    known = described(await async_get_all_descriptions(hass))
    assert set(known) == set(CONDITIONS)
    assert all(known.values())


@pytest.mark.parametrize(
    ("condition", "while_paused"), [("is_plugged_in", True), ("is_charging", False)]
)
async def test_of_the_car(
    hass: HomeAssistant,
    clock: TickingDateTimeFactory,
    simulator: Simulator,
    charger: SimulatedCharger,
    add_house: AddHouse,
    condition: str,
    while_paused: bool,
) -> None:
    """A car that waits is plugged in, and is not charging."""
    await add_house(charger)
    runs = await ask_with(hass, condition)
    assert not await holds(hass, runs)
    charger.plug(Car())
    await pass_time(hass, clock, simulator, 300)
    assert await holds(hass, runs)
    charger.values.paused = True
    await pass_time(hass, clock, simulator, 60)
    assert await holds(hass, runs) is while_paused


async def test_for_a_while(
    hass: HomeAssistant,
    clock: TickingDateTimeFactory,
    simulator: Simulator,
    charger: SimulatedCharger,
    add_house: AddHouse,
) -> None:
    """Held for as long as was asked."""
    await add_house(charger)
    runs = await ask_with(hass, "is_plugged_in", **{"for": {"minutes": 10}})
    charger.plug(Car())
    await pass_time(hass, clock, simulator, 300)
    assert not await holds(hass, runs)
    await pass_time(hass, clock, simulator, 600)
    assert await holds(hass, runs)


async def test_waiting_for_cheap_hours(
    hass: HomeAssistant, charger: SimulatedCharger, add_house: AddHouse
) -> None:
    """As the charging reason says; other reasons to wait are others."""
    await add_house(charger)
    runs = await ask_with(hass, "is_waiting_for_cheap_hours")
    reason = entity_id(hass, Platform.SENSOR, "charging_reason")
    hass.states.async_set(reason, Reason.WAITING_SUN)
    assert not await holds(hass, runs)
    hass.states.async_set(reason, Reason.WAITING_PRICE)
    assert await holds(hass, runs)


@pytest.mark.parametrize(
    ("state", "expected"),
    [(STATE_ON, True), (STATE_OFF, False), (STATE_UNKNOWN, False)],
)
async def test_will_be_ready(
    hass: HomeAssistant,
    charger: SimulatedCharger,
    add_house: AddHouse,
    state: str,
    expected: bool,
) -> None:
    """Not known is not yes."""
    await add_house(charger)
    ready = entity_id(hass, Platform.BINARY_SENSOR, "will_be_ready")
    runs = await ask_with(hass, "will_be_ready")
    hass.states.async_set(ready, state)
    assert await holds(hass, runs) is expected


async def test_without_such_an_entity(
    hass: HomeAssistant, charger: SimulatedCharger, add_house: AddHouse
) -> None:
    """A charger that nobody plans for is not said to be ready."""
    await add_house(charger)
    assert not await holds(hass, await ask_with(hass, "will_be_ready"))
