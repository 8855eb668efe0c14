"""The account: how it spends its calls, and what it finds out on the way."""

import time
from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
from pytest_homeassistant_custom_component.common import async_fire_time_changed
from scripts.simulator import SimulatedCharger, Simulator
from .conftest import AddHouse


async def test_x(hass: HomeAssistant, freezer: FrozenDateTimeFactory, simulator: Simulator, charger: SimulatedCharger, add_house: AddHouse) -> None:
    entry = await add_house(charger, simulator=simulator, lan=False, cloud=True)
    print(entry.state, [r.path for r in simulator.cloud.requests])
    print(time.monotonic(), hass.loop.time())
    t=time.perf_counter()
    for i in range(100):
        freezer.tick(10)
        async_fire_time_changed(hass)
        await hass.async_block_till_done(wait_background_tasks=True)
    print(time.monotonic(), hass.loop.time())
    print([r.path for r in simulator.cloud.requests])
