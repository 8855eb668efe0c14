"""What many chargers in one Home Assistant cost, against what one costs."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
import time
from typing import Any, Final

from homeassistant.config_entries import ConfigEntry

from .home import OURS, Home
from .report import rounded, say
from .world import Chargers, World

_FIRMWARE: Final = "2.5.0"
_ROUNDS_AT_LEAST: Final = 5


@dataclass(slots=True, kw_only=True)
class Fleet:
    """By the number of chargers.

    Attributes:
        setup: seconds until all are set up and were read once.
        cpu: CPU milliseconds of one poll, entities included.
        blocking_calls: how many places blocked the event loop, over all sizes.
    """

    setup: dict[int, float] = field(default_factory=dict)
    cpu: dict[int, float] = field(default_factory=dict)
    blocking_calls: int = 0

    def document(self) -> dict[str, Any]:
        """Return the part of the report."""
        return {
            "setup_s": {str(size): rounded(it, 2) for size, it in self.setup.items()},
            "cpu_ms_per_poll": {
                str(size): rounded(it, 2) for size, it in self.cpu.items()
            },
            "blocking_calls": self.blocking_calls,
        }


async def measure_fleet(sizes: Sequence[int], polls: int, directory: Path) -> Fleet:
    """Set up so many charging chargers, one size after the other.

    They are polled at once, `polls` times in all, as often as their manners allow: the
    cost of a poll does not depend on how long Home Assistant waits for the next one.
    """
    fleet = Fleet()
    async with (
        World.open(max(sizes), _FIRMWARE) as world,
        Home.open(directory) as home,
    ):
        for place in world.places:
            await world.call(Chargers.plug, place.charger_id)
        # What is loaded once for all chargers is no part of the cost of the first.
        await home.remove(await home.add(OURS, world.places[:1]))
        for size in sizes:
            say(f"{size} chargers in one Home Assistant")
            started = time.monotonic()
            entries = await home.add(OURS, world.places[:size])
            fleet.setup[size] = time.monotonic() - started
            fleet.cpu[size] = await _cpu_per_poll(
                entries[0], max(_ROUNDS_AT_LEAST, polls // size)
            )
            await home.remove(entries)
        fleet.blocking_calls = home.blocking_calls
    return fleet


async def _cpu_per_poll(entry: ConfigEntry[Any], rounds: int) -> float:
    chargers = list(entry.runtime_data.chargers.values())
    cpu = time.process_time()
    for _ in range(rounds):
        await asyncio.gather(*(charger.async_refresh() for charger in chargers))
    return 1000 * (time.process_time() - cpu) / (rounds * len(chargers))
