"""How often a setting may be written."""

from datetime import date, timedelta
from itertools import pairwise

import pytest

from custom_components.v2c_cloud.api.write_limit import BURST, DAILY, WriteLimit

TODAY = date(2026, 11, 22)
TOMORROW = TODAY + timedelta(days=1)


def taken_in(limit: WriteLimit, seconds: int, *, count: bool = False) -> list[int]:
    """The seconds in which somebody who always asks got a permission, and used it."""
    taken = []
    for second in range(seconds):
        if limit.wait("intensity", second) == 0:
            taken.append(second)
            if count:
                limit.count(TODAY)
    return taken


@pytest.mark.parametrize("now", [0.0, 5.0, 1e6])
def test_a_burst_for_people_who_try_things(now: float) -> None:
    """At any time, also just after the machine has started."""
    limit = WriteLimit(TODAY)

    waits = [limit.wait("intensity", now) for _ in range(BURST + 1)]

    assert waits == [0] * BURST + [60.0]


def test_then_one_a_minute() -> None:
    """The burst comes back only slowly."""
    limit = WriteLimit(TODAY)

    taken = taken_in(limit, 3600)

    # All of the burst, which is asked for once a second here, then evenly.
    assert taken[:BURST] == list(range(BURST))
    assert {after - before for before, after in pairwise(taken[BURST:])} == {60}


def test_a_refusal_costs_nothing() -> None:
    """Asking again and again does not push the next permission away."""
    limit = WriteLimit(TODAY)
    for _ in range(BURST):
        limit.wait("intensity", 0)

    assert [limit.wait("intensity", 10) for _ in range(3)] == [50, 50, 50]
    assert limit.wait("intensity", 60) == 0


def test_fields_do_not_share() -> None:
    """A light does not use up what a current needs."""
    limit = WriteLimit(TODAY)
    for _ in range(BURST):
        limit.wait("intensity", 0)

    assert limit.wait("intensity", 0) == 60
    assert limit.wait("light_led", 0) == 0


def test_slower_after_many_writes_in_a_day() -> None:
    """From the 200th write of a day one in ten minutes."""
    limit = WriteLimit(TODAY)
    for _ in range(DAILY):
        limit.count(TODAY)

    taken = taken_in(limit, 7200)

    assert {after - before for before, after in pairwise(taken[BURST:])} == {600}


def test_a_new_day_starts_at_zero() -> None:
    """The count is the local day's."""
    limit = WriteLimit(TODAY)
    limit.count(TODAY)
    limit.count(TODAY)

    assert limit.writes_today == 2

    limit.count(TOMORROW)

    assert (limit.day, limit.writes_today) == (TOMORROW, 1)

    limit.roll(TOMORROW + timedelta(days=1))

    assert limit.writes_today == 0


def test_a_day_of_increases_stays_in_bounds() -> None:
    """Whoever writes whenever it is allowed ends near 300 writes, not at 1,440."""
    limit = WriteLimit(TODAY)

    written = taken_in(limit, 86_400, count=True)

    assert limit.writes_today == len(written)
    assert DAILY < len(written) < DAILY + 150
