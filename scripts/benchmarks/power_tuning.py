"""One controller on one trace under several limits, for those who tune it.

python -m scripts.benchmarks.power_tuning NAME --load CSV [--period S] [--link KIND]

From Python: `tune(make, trace, conditions)` with any function that makes a controller.
"""

from argparse import ArgumentParser
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import partial
from math import nan
from pathlib import Path
import sys
from typing import Final

from .controllers import CONTROLLERS, Controller, Setting
from .power_figures import Figures
from .processes import side_by_side
from .replay import Conditions, replay
from .report import BenchmarkError, percentile
from .traces import HouseTrace, read_load

LIMITS: Final = (3450.0, 4600.0, 5750.0, 9200.0)


def tune(
    make: Callable[[Setting], Controller],
    trace: HouseTrace,
    conditions: Conditions,
    limits: Iterable[float] = LIMITS,
) -> dict[float, Figures]:
    """Return what a controller does under each limit in W, all at the same time."""

    def under(limit: float) -> Callable[[], Figures]:
        limited = replace(conditions, limit=limit)
        return partial(replay, trace, limited, make(limited.setting(trace)))

    return side_by_side({limit: under(limit) for limit in limits})


def table(figures: Mapping[float, Figures]) -> str:
    """Return the figures for people, a line for each limit."""
    header = (
        "limit W  over %  110 %  longest s  fast s  energy %  whole A %  writes/h  stops/day"
        "  floor/day  house over %  ms p95"
    )
    lines = [header]
    for limit, item in figures.items():
        shown = {
            key: nan if figure is None else figure
            for key, figure in item.document().items()
        }
        lines.append(
            f"{limit:7.0f}{100 * shown['over_share']:8.3f}"
            f"{100 * shown['over_110_share']:7.3f}{shown['longest_over_s']:11.1f}"
            f"{shown['longest_over_fast_commands_s']:8.1f}"
            f"{100 * shown['energy_vs_ideal']:10.2f}"
            f"{100 * shown['energy_vs_ideal_whole_amps']:11.2f}"
            f"{shown['writes_per_hour']:10.2f}{shown['stops_per_day']:11.2f}"
            f"{item.floor_episodes_per_day:11.2f}{100 * item.house_over_share:14.3f}"
            f"{percentile(item.decisions, 95):8.3f}"
        )
    return "\n".join(lines)


def main() -> int:
    """Run what the command line asks for; return the exit status."""
    parser = ArgumentParser(prog="python -m scripts.benchmarks.power_tuning")
    parser.add_argument("name", choices=list(CONTROLLERS))
    parser.add_argument("--load", type=Path, required=True, metavar="CSV")
    parser.add_argument("--period", type=float, default=5.0)
    parser.add_argument("--link", choices=["lan", "cloud"], default="lan")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    try:
        trace = read_load(options.load)
    except BenchmarkError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    conditions = Conditions(
        limit=0.0, period=options.period, link=options.link, seed=options.seed
    )
    print(table(tune(CONTROLLERS[options.name], trace, conditions)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
