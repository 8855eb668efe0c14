"""What polling chargers costs and how fast it is, beside Home Assistant's own `v2c`.

Each integration runs on each firmware in a process of its own with a Home Assistant
core of its own, all at the same time, against simulated chargers in further processes.
Time is real; counts are scaled to one charger and one hour.
"""

from collections.abc import Mapping
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

from .fleet import measure_fleet
from .home import CORE, OURS, Home
from .processes import in_processes
from .report import Percentiles, Target, percentiles, rounded
from .scenario import Effort, Result, Scenario
from .world import World

SUMMARY: Final = "requests, CPU, delays of v2c_cloud beside core's v2c (6 minutes)"
FIRMWARES: Final = ("2.3.20", "2.5.0")
_HUNG_ON: Final = "2.5.0"
# How many chargers one Home Assistant has, and how many polls each size shares.
_FLEET: Final = ((1, 10, 50), 60)
# Two windows of a minute never have quite the same length.
_CLOCKS: Final = 1.01
_QUICK: Final = Effort(
    chargers=1,
    window=5.0,
    rounds=1,
    plug_spread=0.0,
    change_spread=0.0,
    command_spacing=1.0,
)
_QUICK_FLEET: Final = ((1, 2), 6)


async def _measure(
    integration: str, firmware: str, effort: Effort, directory: Path
) -> Result:
    async with (
        World.open(effort.chargers, firmware) as world,
        Home.open(directory) as home,
    ):
        scenario = Scenario(home, world, effort, f"{integration} on {firmware}")
        return await scenario.run(
            integration, hang=(integration, firmware) == (OURS, _HUNG_ON)
        )


def run(quick: bool) -> dict[str, Any]:
    """Measure everything; return the report."""
    effort = _QUICK if quick else Effort()
    pairs = [(name, firmware) for name in (OURS, CORE) for firmware in FIRMWARES]
    results = in_processes({pair: partial(_measure, *pair, effort) for pair in pairs})
    # Afterwards, for it keeps a processor busy.
    fleet = in_processes(
        {OURS: partial(measure_fleet, *(_QUICK_FLEET if quick else _FLEET))}
    )[OURS]
    return {
        "integrations": {
            name: {
                firmware: results[name, firmware].document() for firmware in FIRMWARES
            }
            for name in (OURS, CORE)
        },
        "reduce_with_hung_poll_s": percentiles(results[OURS, _HUNG_ON].reduce),
        "chargers_50": fleet.document(),
        "conditions": {
            "home_assistant": version("homeassistant"),
            "chargers_per_home_assistant": effort.chargers,
            "window_s": effort.window,
            "samples": len(results[OURS, _HUNG_ON].change),
        },
    }


def targets(figures: Mapping[str, Any]) -> list[Target]:
    """Return what the figures shall reach."""
    ours = figures["integrations"][OURS]
    cores = figures["integrations"][CORE]
    judged = [
        _target("a reduce during a hung poll, s", figures["reduce_with_hung_poll_s"], 1)
    ]
    for firmware in FIRMWARES:
        mine, theirs = ours[firmware], cores[firmware]
        judged += [
            Target(
                name=f"{firmware}: requests an hour when idle, a quarter of core's",
                figure=mine["idle"]["requests_per_hour"],
                limit=_CLOCKS * theirs["idle"]["requests_per_hour"] / 4,
            ),
            Target(
                name=f"{firmware}: requests an hour while charging, core's",
                figure=mine["charging"]["requests_per_hour"],
                limit=_CLOCKS * theirs["charging"]["requests_per_hour"],
            ),
            _target(
                f"{firmware}: a change while charging, s", mine["change_delay_s"], 5
            ),
            _target(f"{firmware}: a plug-in, s", mine["plug_in_delay_s"], 20),
            _target(f"{firmware}: a confirmed command, s", mine["command_s"], 1),
            Target(
                name=f"{firmware}: commands that failed",
                figure=mine["commands_failed"],
                limit=0,
            ),
            Target(
                name=f"{firmware}: requests at once",
                figure=mine["requests_at_once"],
                limit=1,
            ),
        ]
    fleet = figures["chargers_50"]
    cpu = list(fleet["cpu_ms_per_poll"].values())
    judged += [
        # Linear: a poll costs no more, a tenth for the noise of a busy machine.
        Target(
            name="CPU ms per poll with the most chargers, 1.1 times that of one",
            figure=cpu[-1],
            limit=rounded(1.1 * cpu[0], 2) or 0,
        ),
        Target(
            name="blocking calls in the event loop",
            figure=fleet["blocking_calls"],
            limit=0,
        ),
    ]
    return judged


def _target(name: str, figure: Percentiles, limit: float) -> Target:
    return Target(name=f"{name} (p95)", figure=figure["p95"], limit=limit)
