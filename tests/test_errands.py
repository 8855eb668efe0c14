"""What an account asks first."""

import math

import pytest

from custom_components.v2c_cloud.errands import Errand, most_urgent


async def _nothing() -> None:
    """Ask nobody."""


def _errand(interval: float, last: float = 0.0) -> Errand:
    return Errand(_nothing, lambda: interval, last)


def test_nothing_is_due() -> None:
    """Before its interval has passed an errand waits, without errands all do."""
    assert most_urgent([_errand(60), _errand(600)], 59) is None
    assert most_urgent([], 59) is None


def test_what_waits_longest_for_its_interval_comes_first() -> None:
    """Not what waits longest: the seldom ones would block the others."""
    often, seldom = _errand(60), _errand(600)
    assert most_urgent([seldom, often], 601) is often
    often.begin(601)
    assert most_urgent([seldom, often], 602) is seldom


def test_what_was_never_asked_comes_first() -> None:
    """Of two such the one that was added first."""
    first, second = _errand(600, -math.inf), _errand(60, -math.inf)
    assert most_urgent([_errand(1), first, second], 100) is first


@pytest.mark.parametrize("last", [-math.inf, 0.0])
def test_what_is_never_wanted_is_never_due(last: float) -> None:
    """Not even the first time."""
    assert most_urgent([_errand(math.inf, last)], 1e9) is None


def test_an_interval_of_nothing() -> None:
    """It is asked whenever there is a call, and is no error."""
    errand = _errand(0.0)
    assert most_urgent([errand], 1) is errand


def test_hurry() -> None:
    """Pulled forward, with a pause after the last time; once."""
    errand = _errand(600, 100.0)
    errand.hurry(110, 60)
    assert most_urgent([errand], 159) is None
    assert most_urgent([errand], 160) is errand

    errand.begin(160)
    assert most_urgent([errand], 300) is None
    errand.hurry(300, 60)
    assert most_urgent([_errand(1), errand], 300) is errand
