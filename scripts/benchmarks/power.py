"""How well dynamic power control keeps a recorded house under its limit.

The trace is replayed for each controller, on a virtual clock, with the charger and the
car of the simulator and their real reaction times.
"""

from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Mapping
from functools import partial
from math import isfinite
from pathlib import Path
from typing import Any, Final

from .controllers import CONTROLLERS, OURS
from .power_bound import bound
from .power_figures import Figures
from .processes import side_by_side
from .replay import Conditions, replay
from .report import BenchmarkError, Target, percentiles, rounded, say
from .traces import HouseTrace, read, read_load, write

SUMMARY: Final = "a recorded house under its limit, with a car (a minute, --load FILE)"
_QUICK: Final = 7200.0
_MOST_DECISION_MS: Final = 1.0
_MOST_WRITES: Final = 6.0
_STOPS_PER_EPISODE: Final = 1.2
_MOST_OVER: Final = {"lan": 0.003, "cloud": 0.01}
_LONGEST: Final = {
    "lan": ("longest_over_s", 13.0),
    "cloud": ("longest_over_fast_commands_s", 120.0),
}
_LEAST_ENERGY: Final = {
    "lan": {3450: 0.89, 4600: 0.92, 5750: 0.94, 9200: 0.975},
    "cloud": {4600: 0.8, 9200: 0.92},
}


def add_options(parser: ArgumentParser) -> None:
    """Add what this benchmark takes."""
    add = parser.add_argument
    add("--load", type=Path, metavar="CSV", help="the house: t_s,house_w[,pv_w]")
    add("--pv", type=Path, metavar="CSV", help="its roof, in a file apart: t_s,pv_w")
    add("--limit-kw", type=_positive, help="what the contract carries, all phases, kW")
    add("--period", type=_positive, default=5.0, help="seconds between meter readings")
    add("--link", choices=["lan", "cloud"], default="lan", help="to the charger")
    add("--car-phases", type=int, choices=[1, 3], help="as many as the house, if unset")
    add(
        "--bound",
        action="store_true",
        help="also tell what nobody can beat within our writes and stops (some seconds)",
    )
    add("--seed", type=int, default=1, help="the same seed repeats the same delays")
    add(
        "--convert",
        type=Path,
        nargs=2,
        metavar=("FILE", "OUT"),
        help="only write a recording in other columns as a trace",
    )


def run(options: Namespace) -> dict[str, Any]:
    """Measure what the command line asks for; return the report.

    Raises:
        BenchmarkError: an option is missing, or a file is not as it should be.
    """
    if options.convert:
        return _convert(*options.convert)
    if options.load is None or options.limit_kw is None:
        raise BenchmarkError("Tell the house and its limit: --load CSV --limit-kw 4.6.")
    trace = read_load(options.load)
    if options.pv:
        trace = trace.under(read(options.pv))
    if options.quick:
        trace = trace.first(_QUICK)
    conditions = Conditions(
        limit=1000 * options.limit_kw,
        car_phases=options.car_phases,
        period=options.period,
        link=options.link,
        seed=options.seed,
    )
    if conditions.setting(trace).phases > trace.phases:
        raise BenchmarkError("The house has one phase: the car cannot charge on three.")
    report = document(conditions.limit, _replay_all(trace, conditions))
    if options.bound:
        say("what nobody can beat")
        most = bound(
            trace,
            conditions,
            writes=_MOST_WRITES,
            stops=_STOPS_PER_EPISODE * report["floor_episodes_per_day"],
        )
        report["bound"] = {"energy_vs_ideal": rounded(most, 4)}
    return report


def document(limit: float, figures: Mapping[str, Figures]) -> dict[str, Any]:
    """Return the report on some controllers."""
    house = next(iter(figures.values()))
    ours = figures.get(OURS)
    return {
        "limit_w": limit,
        "house_over_share": rounded(house.house_over_share, 6),
        "floor_episodes_per_day": rounded(house.floor_episodes_per_day),
        "controllers": {name: item.document() for name, item in figures.items()},
        "decision_ms": percentiles(ours.decisions if ours else []),
    }


def _replay_all(trace: HouseTrace, conditions: Conditions) -> dict[str, Figures]:
    setting = conditions.setting(trace)
    return side_by_side(
        {
            name: partial(replay, trace, conditions, make(setting), name)
            for name, make in CONTROLLERS.items()
        }
    )


def targets(link: str, figures: Mapping[str, Any]) -> list[Target]:
    """Return what our controller's figures shall reach over a link."""
    ours = figures.get("controllers", {}).get(OURS)
    if ours is None:
        return []
    run_name, longest = _LONGEST[link]
    energy = _LEAST_ENERGY[link].get(round(figures["limit_w"]))
    episodes = figures["floor_episodes_per_day"]
    drawn = ours["energy_vs_ideal"]
    return [
        Target(
            name="share of our seconds over the limit",
            figure=ours["over_share"],
            limit=_MOST_OVER[link],
        ),
        Target(name=run_name, figure=ours[run_name], limit=longest),
        *(
            []
            if energy is None
            else [
                Target(
                    name="energy short of the ideal",
                    figure=None if drawn is None else round(1 - drawn, 4),
                    limit=round(1 - energy, 4),
                )
            ]
        ),
        Target(
            name="writes an hour", figure=ours["writes_per_hour"], limit=_MOST_WRITES
        ),
        Target(
            name="stops a day, 1.2 times the episodes below 6 A",
            figure=ours["stops_per_day"],
            limit=round(_STOPS_PER_EPISODE * episodes, 3),
        ),
        Target(
            name="ms for a decision (p95)",
            figure=figures["decision_ms"]["p95"],
            limit=_MOST_DECISION_MS,
        ),
    ]


def _convert(source: Path, out: Path) -> dict[str, Any]:
    trace = read(source)
    write(trace, out)
    say(f"{out} is written")
    return {
        "rows": len(trace.samples),
        "seconds": trace.end,
        "phases": trace.phases,
        "solar": trace.samples[0].solar is not None,
    }


def _positive(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = 0.0
    if not (number > 0 and isfinite(number)):
        raise ArgumentTypeError(f"{text} is no number above 0")
    return number
