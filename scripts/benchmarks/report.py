"""Samples to figures, figures to targets, progress to the terminal."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
import sys
import time

type Percentiles = dict[str, float | None]


class BenchmarkError(Exception):
    """Why nothing can be measured, in a sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What a figure shall not exceed; None is a figure that there is not."""

    name: str
    figure: float | None
    limit: float

    @property
    def met(self) -> bool:
        """Whether the figure is there and small enough."""
        return self.figure is not None and self.figure <= self.limit


def percentile(samples: Sequence[float], percent: float) -> float | None:
    """Return a percentile, interpolated between samples; None without any."""
    if not samples:
        return None
    ordered = sorted(samples)
    place = (len(ordered) - 1) * percent / 100
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)


def percentiles(samples: Sequence[float]) -> Percentiles:
    """Return the median and the 95th percentile, as the reports have them."""
    return {
        "p50": rounded(percentile(samples, 50)),
        "p95": rounded(percentile(samples, 95)),
    }


def rounded(figure: float | None, digits: int = 3) -> float | None:
    """Round a figure, if there is one."""
    return None if figure is None else round(figure, digits)


def say(line: str) -> None:
    """Show progress, from whichever process."""
    print(time.strftime("%H:%M:%S"), line, file=sys.stderr, flush=True)


def print_targets(targets: Iterable[Target]) -> None:
    """Show which targets are met."""
    for target in targets:
        verdict = "met   " if target.met else "MISSED"
        print(
            f"{verdict}  {target.name}: {target.figure} (at most {target.limit:g})",
            file=sys.stderr,
        )
