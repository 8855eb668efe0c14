"""Clocks for tests in which much time passes.

Links and chargers take their clock when they are made, and would take the real one.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
import time
from unittest.mock import patch

from freezegun import freeze_time
from freezegun.api import FrozenDateTimeFactory, TickingDateTimeFactory
from homeassistant.core import HomeAssistant
from pytest_homeassistant_custom_component.common import async_fire_time_changed

from custom_components.v2c_cloud import house
from custom_components.v2c_cloud.api.charger import Charger
from custom_components.v2c_cloud.api.cloud import CloudLink
from custom_components.v2c_cloud.api.lan import LanLink, LanTimings
from scripts.simulator import Simulator

type Clock = FrozenDateTimeFactory | TickingDateTimeFactory


@contextmanager
def one_clock(gap: float = LanTimings().gap) -> Iterator[None]:
    """Make links and chargers look at the clock that tests move.

    ``gap`` is the pause between two requests on the LAN, in seconds.
    """

    def now() -> float:
        return time.monotonic()

    with (
        patch.object(
            house,
            "LanLink",
            partial(LanLink, clock=now, timings=LanTimings(gap=gap)),
        ),
        patch.object(house, "CloudLink", partial(CloudLink, clock=now)),
        patch.object(house, "Charger", partial(Charger, clock=now)),
    ):
        yield


@contextmanager
def running_clock(
    gap: float = LanTimings().gap,
) -> Iterator[TickingDateTimeFactory]:
    """A clock that can be moved on, and runs as well.

    The pauses between two requests on the LAN need that.
    """
    with one_clock(gap), freeze_time(tick=True) as clock:
        assert isinstance(clock, TickingDateTimeFactory)
        yield clock


async def pass_time(
    hass: HomeAssistant,
    clock: Clock,
    simulator: Simulator,
    seconds: int,
    step: int = 60,
) -> None:
    """Let time pass, in Home Assistant and in the simulated house."""
    for _ in range(0, seconds, step):
        clock.tick(step)
        await simulator.advance(step)
        async_fire_time_changed(hass)
        await hass.async_block_till_done(wait_background_tasks=True)


async def calls_over(
    hass: HomeAssistant,
    clock: Clock,
    simulator: Simulator,
    seconds: int,
    step: int = 10,
) -> list[tuple[int, str]]:
    """Let time pass for Home Assistant alone.

    Returns the calls to the simulated cloud, with the seconds after which they came.
    """
    calls = []
    for passed in range(step, seconds + 1, step):
        before = len(simulator.cloud.requests)
        clock.tick(step)
        async_fire_time_changed(hass)
        await hass.async_block_till_done(wait_background_tasks=True)
        calls += [(passed, call.path) for call in simulator.cloud.requests[before:]]
    return calls
