"""The last session, and what a month adds up to."""

import pytest

from custom_components.v2c_cloud.session_figures import (
    cost_since,
    energy_since,
    last_session,
    sum_of_known,
)
from custom_components.v2c_cloud.sessions.model import Session

from .session_logs import HOUR, charge, session, utc

NOVEMBER = utc("2026-10-31T23:00:00")
OCTOBER_20 = utc("2026-10-20T12:00:00")
NOVEMBER_3 = utc("2026-11-03T12:00:00")


def test_the_last_session() -> None:
    """It is the one that ended last; one that goes on is not over."""
    older = session(charge(OCTOBER_20, 1.0))
    newer = session(charge(NOVEMBER_3, 2.0))
    running = session(charge(NOVEMBER_3 + 9 * HOUR, 3.0, running=True))
    assert last_session([running, older, newer]) is newer


@pytest.mark.parametrize(
    "sessions",
    [[], [session(charge(NOVEMBER_3, 3.0, running=True))]],
    ids=["none", "running"],
)
def test_no_session_is_over(sessions: list[Session]) -> None:
    """Then there is no last one."""
    assert last_session(sessions) is None


def test_a_month() -> None:
    """A session over midnight counts by its hours, the running one as far as it is."""
    sessions = [
        session(charge(NOVEMBER_3, 8.0, price=0.2, running=True)),
        session(charge(NOVEMBER - HOUR, 1.0, 2.0, price=0.1)),
        session(charge(OCTOBER_20, 4.0, price=0.1)),
    ]
    assert energy_since(sessions, NOVEMBER) == 10.0
    assert cost_since(sessions, NOVEMBER) == 1.8


def test_a_month_without_any_session_in_it() -> None:
    """Nothing was charged, which is known, and cost nothing."""
    sessions = [session(charge(OCTOBER_20, 4.0, price=0.1))]
    assert energy_since(sessions, NOVEMBER) == 0.0
    assert cost_since(sessions, NOVEMBER) == 0.0


def test_a_month_of_which_no_cost_is_known() -> None:
    """It was not free, whatever other months cost."""
    sessions = [
        session(charge(NOVEMBER_3, 8.0)),
        session(charge(OCTOBER_20, 4.0, price=0.1)),
    ]
    assert energy_since(sessions, NOVEMBER) == 8.0
    assert cost_since(sessions, NOVEMBER) is None


def test_no_cost_was_ever_known() -> None:
    """Then a month without sessions does not claim to know one."""
    sessions = [session(charge(OCTOBER_20, 4.0))]
    assert energy_since(sessions, NOVEMBER) == 0.0
    assert cost_since(sessions, NOVEMBER) is None


def test_a_cost_that_is_partly_known() -> None:
    """The cloud's cost of the newest charge comes later: what is known is shown."""
    sessions = [
        session(charge(NOVEMBER_3 + 24 * HOUR, 8.0)),
        session(charge(NOVEMBER_3, 4.0, cloud_cost=0.5)),
    ]
    assert cost_since(sessions, NOVEMBER) == 0.5


def test_without_sessions_nothing_is_known() -> None:
    """Unknown is never zero."""
    assert energy_since([], NOVEMBER) is None
    assert cost_since([], NOVEMBER) is None


@pytest.mark.parametrize(
    ("amounts", "expected"),
    [([], None), ([None, None], None), ([None, 1.5], 1.5), ([0.0], 0.0)],
)
def test_sum_of_known(amounts: list[float | None], expected: float | None) -> None:
    """A charger of which nothing is known does not hide the others."""
    assert sum_of_known(amounts) == expected
