"""Run one benchmark, or list them."""

from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Mapping
import json
import sys
from typing import Any, Final

from . import ble, budget, eco, kill, polling, power
from .report import BenchmarkError, Target, print_targets


class Benchmark:
    """One benchmark as the command line knows it."""

    def __init__(
        self,
        summary: str,
        run: Callable[[Namespace], dict[str, Any]],
        targets: Callable[[Namespace, Mapping[str, Any]], list[Target]],
        add_options: Callable[[ArgumentParser], None] = lambda parser: None,
    ) -> None:
        """Take what measures, what judges the figures, and what it can be told."""
        self.summary = summary
        self.run = run
        self.targets = targets
        self.add_options = add_options


BENCHMARKS: Final[dict[str, Benchmark]] = {
    "polling": Benchmark(
        polling.SUMMARY,
        lambda options: polling.run(options.quick),
        lambda _, figures: polling.targets(figures),
    ),
    "ble": Benchmark(
        ble.SUMMARY,
        lambda options: ble.run(options.quick),
        lambda _, figures: ble.targets(figures),
    ),
    "budget": Benchmark(
        budget.SUMMARY,
        lambda options: budget.run(options.quick),
        lambda _, figures: budget.targets(figures),
    ),
    "power": Benchmark(
        power.SUMMARY,
        power.run,
        lambda options, figures: power.targets(options.link, figures),
        power.add_options,
    ),
    "eco": Benchmark(
        eco.SUMMARY, eco.run, lambda _, figures: eco.targets(figures), eco.add_options
    ),
    "kill": Benchmark(kill.SUMMARY, kill.run, lambda _, figures: kill.targets(figures)),
}


def main() -> int:
    """Run what the command line asks for; return the exit status."""
    parser = ArgumentParser(prog="scripts/benchmark")
    names = parser.add_subparsers(dest="name")
    for name, benchmark in BENCHMARKS.items():
        options_of_it = names.add_parser(name, help=benchmark.summary)
        options_of_it.add_argument("--quick", action="store_true", help="a smoke run")
        options_of_it.add_argument(
            "--json", action="store_true", help="figures as JSON: they always are"
        )
        benchmark.add_options(options_of_it)
    options = parser.parse_args()
    if options.name is None:
        for name, benchmark in BENCHMARKS.items():
            print(f"{name:<12}{benchmark.summary}")
        return 0
    benchmark = BENCHMARKS[options.name]
    try:
        figures = benchmark.run(options)
    except BenchmarkError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    print(json.dumps(figures, indent=2), flush=True)
    print_targets(benchmark.targets(options, figures))
    return 0


if __name__ == "__main__":
    sys.exit(main())
