"""A Home Assistant whose time moves only when somebody says so."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
import time
from unittest.mock import patch

from freezegun import freeze_time
from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant

from custom_components.v2c_cloud import house
from custom_components.v2c_cloud.api.charger import Charger
from custom_components.v2c_cloud.api.cloud import CloudLink
from custom_components.v2c_cloud.api.lan import LanLink, LanTimings


@contextmanager
def still_clock() -> Iterator[FrozenDateTimeFactory]:
    """Stop the clock, also for chargers that are set up meanwhile.

    The pauses between two requests on the LAN would never end, so there are none.
    """

    def now() -> float:
        return time.monotonic()

    lan_link = partial(LanLink, clock=now, timings=LanTimings(gap=0.0))
    with (
        patch.object(house, "LanLink", lan_link),
        patch.object(house, "CloudLink", partial(CloudLink, clock=now)),
        patch.object(house, "Charger", partial(Charger, clock=now)),
        freeze_time() as clock,
    ):
        if not isinstance(clock, FrozenDateTimeFactory):
            raise TypeError(clock)
        yield clock


async def pass_seconds(
    hass: HomeAssistant, clock: FrozenDateTimeFactory, seconds: int
) -> None:
    """Move the clock on, and wait until Home Assistant has done what was due."""
    clock.tick(seconds)
    # The loop looks at the same clock; two rounds let it find what is due now.
    for _ in range(2):
        await asyncio.sleep(0)
    await hass.async_block_till_done(wait_background_tasks=True)
