"""Samples become figures, and figures are judged."""

import pytest

from scripts.benchmarks.report import Target, percentiles, print_targets, rounded


@pytest.mark.parametrize(
    ("samples", "p50", "p95"),
    [
        ([], None, None),
        ([2.0], 2.0, 2.0),
        ([3.0, 1.0], 2.0, 2.9),
        ([float(number) for number in range(101)], 50.0, 95.0),
    ],
)
def test_percentiles(
    samples: list[float], p50: float | None, p95: float | None
) -> None:
    """Between two samples they are interpolated; without any there are none."""
    assert percentiles(samples) == {"p50": p50, "p95": p95}


def test_rounded() -> None:
    """A figure that there is not stays so."""
    assert rounded(1.23456) == 1.235
    assert rounded(None) is None


@pytest.mark.parametrize(
    ("figure", "verdict"), [(1.0, "met"), (1.01, "MISSED"), (None, "MISSED")]
)
def test_targets_are_judged(
    capsys: pytest.CaptureFixture[str], figure: float | None, verdict: str
) -> None:
    """What was not measured is not met; stdout belongs to the figures."""
    print_targets([Target(name="a delay", figure=figure, limit=1.0)])

    printed = capsys.readouterr()
    assert printed.err.split() == [
        *(verdict, "a", "delay:", str(figure), "(at", "most", "1)")
    ]
    assert printed.out == ""
