"""Time over the limit is counted from looks at the simulated meter."""

from scripts.benchmarks.kill import Count


def test_time_over_the_limit() -> None:
    """Each look counts for what has passed since the one before."""
    count = Count(limit=4600)
    for second, grid in enumerate((9000, 4601, 4600, 5000, 6000, 100)):
        count.look({"time": f"2026-11-25T12:00:0{second}+00:00", "grid": grid})

    assert (count.watched, count.over, count.longest) == (5, 3, 2)
