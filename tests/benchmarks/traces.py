"""Houses that are made up, in a few words."""

from scripts.benchmarks.traces import HouseTrace, Sample


def trace(*watts: float, each: float = 300.0, solar: float | None = None) -> HouseTrace:
    """A house on one phase that takes each of these for some seconds."""
    return HouseTrace(
        samples=tuple(
            Sample(number * each, (load,), solar) for number, load in enumerate(watts)
        ),
        end=len(watts) * each,
    )


def phases(*loads: tuple[float, float, float], each: float = 300.0) -> HouseTrace:
    """A house on three phases that takes each of these for some seconds."""
    return HouseTrace(
        samples=tuple(
            Sample(number * each, load, None) for number, load in enumerate(loads)
        ),
        end=len(loads) * each,
    )
