"""Run one benchmark, or list them."""

from argparse import ArgumentParser
from collections.abc import Callable, Mapping
import json
import sys
from typing import Any, Final

from . import budget, polling
from .report import Target, print_targets


class Benchmark:
    """One benchmark as the command line knows it."""

    def __init__(
        self,
        summary: str,
        run: Callable[[bool], dict[str, Any]],
        targets: Callable[[Mapping[str, Any]], list[Target]],
    ) -> None:
        """Take what measures, and what judges the figures."""
        self.summary = summary
        self.run = run
        self.targets = targets


BENCHMARKS: Final[dict[str, Benchmark]] = {
    "polling": Benchmark(polling.SUMMARY, polling.run, polling.targets),
    "budget": Benchmark(budget.SUMMARY, budget.run, budget.targets),
}


def main() -> int:
    """Run what the command line asks for; return the exit status."""
    parser = ArgumentParser(prog="scripts/benchmark")
    parser.add_argument("name", nargs="?", choices=list(BENCHMARKS))
    parser.add_argument("--quick", action="store_true")
    options = parser.parse_args()
    if options.name is None:
        for name, benchmark in BENCHMARKS.items():
            print(f"{name:<12}{benchmark.summary}")
        return 0
    benchmark = BENCHMARKS[options.name]
    figures = benchmark.run(options.quick)
    print(json.dumps(figures, indent=2), flush=True)
    print_targets(benchmark.targets(figures))
    return 0


if __name__ == "__main__":
    sys.exit(main())
