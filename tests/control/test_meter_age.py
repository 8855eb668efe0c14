"""How old a meter's report may be, and how often it usually comes."""

from collections.abc import Sequence
from itertools import accumulate

from hypothesis import given, strategies as st
import pytest

from custom_components.v2c_cloud.control.meter_age import (
    MeterAge,
    next_silence,
    status_of,
    usual_gap_of,
)
from custom_components.v2c_cloud.control.model import MeterStatus

GAPS = st.lists(st.floats(min_value=0.0, max_value=2000.0), max_size=100)


def after(gaps: Sequence[float], start: float = 1000.0) -> MeterAge:
    """A meter that reported first at 1000 s, and then with these gaps."""
    age = MeterAge()
    for at in accumulate(gaps, initial=start):
        age = age.reported(at)
    return age


def test_a_meter_that_said_nothing() -> None:
    """Nobody can wait for what never came."""
    age = MeterAge()
    assert age.status(1e9) is MeterStatus.MISSING
    assert age.usual_gap is None
    assert age.silent_at is None


@pytest.mark.parametrize(
    ("gaps", "usual", "patience"),
    [
        pytest.param([], None, 60, id="one report"),
        pytest.param([5], None, 60, id="two reports"),
        pytest.param([1] * 50, 1, 60, id="each second"),
        pytest.param([0.1] * 50, None, 60, id="ten a second"),
        pytest.param([10] * 50, 10, 60, id="each 10 s"),
        pytest.param([25] * 5, 25, 75, id="each 25 s"),
        pytest.param([31] * 5, 31, 93, id="a poll each 30 s"),
        pytest.param([60, 60], 60, 180, id="each minute, after two"),
        pytest.param([300] * 5, 180, 180, id="each 5 min"),
        pytest.param([0.1, 60] * 20, 60, 180, id="two values each minute"),
        pytest.param([1, 2, 3, 4, 30, 2, 5, 8], 5, 60, id="on change"),
        pytest.param([1] * 40 + [900] + [1] * 3, 1, 60, id="one interruption"),
        pytest.param([1, 900, 1], 1, 60, id="one interruption at the beginning"),
        pytest.param([1, 900] * 10 + [1] * 50, 1, 60, id="an evil hour, forgotten"),
        pytest.param(([1] * 6 + [50]) * 5, 50, 150, id="often interrupted"),
    ],
)
def test_what_is_usual(gaps: list[float], usual: float | None, patience: float) -> None:
    """Half of the time passes in gaps that are as long, or longer."""
    age = after(gaps)
    assert age.reported_at is not None
    assert age.silent_at is not None
    assert age.usual_gap == pytest.approx(usual)
    assert age.silent_at - age.reported_at == pytest.approx(patience)


@pytest.mark.parametrize(
    ("gap", "status"),
    [
        (1, MeterStatus.OK),
        (30, MeterStatus.OK),
        (32, MeterStatus.OK),
        (33, MeterStatus.TOO_SLOW),
        (60, MeterStatus.TOO_SLOW),
        (600, MeterStatus.TOO_SLOW),
    ],
)
def test_how_slow_is_too_slow(gap: float, status: MeterStatus) -> None:
    """A meter that is asked every 30 s passes."""
    age = after([gap] * 5)
    assert age.reported_at is not None
    assert age.status(age.reported_at) is status


def test_silence_and_return() -> None:
    """One report is enough to be back."""
    age = after([1] * 40)
    assert age.status(1040 + 59.9) is MeterStatus.OK
    assert age.status(1040 + 60) is MeterStatus.SILENT
    assert age.status(1040 + 86400) is MeterStatus.SILENT
    back = age.reported(5000)
    assert back.status(5000) is MeterStatus.OK
    assert back.usual_gap == pytest.approx(1)


def test_a_slow_meter_that_is_silent() -> None:
    """Silence is worse."""
    age = after([60] * 5)
    assert age.status(1300 + 179) is MeterStatus.TOO_SLOW
    assert age.status(1300 + 180) is MeterStatus.SILENT


def test_a_report_from_the_past_makes_no_meter_older() -> None:
    """Nor does it count as a gap."""
    age = after([10, 10])
    assert age.reported(1005) == age


def test_several_meters() -> None:
    """They are as good as the worst of them."""
    quick, slow, new = after([1] * 5), after([50] * 5), MeterAge()
    assert status_of([quick], 1010) is MeterStatus.OK
    assert status_of([quick, slow], 1060) is MeterStatus.TOO_SLOW
    assert status_of([quick, slow], 1065) is MeterStatus.SILENT
    assert status_of([quick, slow, new], 1065) is MeterStatus.MISSING
    assert usual_gap_of([quick, slow, new]) == pytest.approx(50)
    assert next_silence([quick, slow, new], 1010) == pytest.approx(1065)
    assert next_silence([quick, slow, new], 1065) == pytest.approx(1400)
    assert next_silence([quick, slow, new], 1400) is None


def test_no_meter() -> None:
    """None is missing, and nothing is to be waited for."""
    assert status_of([], 0) is MeterStatus.MISSING
    assert usual_gap_of([]) is None
    assert next_silence([], 0) is None


@given(GAPS, st.floats(min_value=180.0, max_value=1e6))
def test_nothing_is_relied_on_for_longer_than_three_minutes(
    gaps: list[float], later: float
) -> None:
    """Whatever the meter has taught before."""
    age = after(gaps)
    assert age.reported_at is not None
    assert age.status(age.reported_at + later) is MeterStatus.SILENT


@given(
    GAPS,
    st.floats(min_value=0.0, max_value=300.0),
    st.floats(min_value=0.0, max_value=1e6),
)
def test_silence_does_not_end_by_itself(
    gaps: list[float], first: float, later: float
) -> None:
    """Only a report ends it."""
    age = after(gaps)
    assert age.reported_at is not None
    now = age.reported_at + first
    order = [MeterStatus.OK, MeterStatus.TOO_SLOW, MeterStatus.SILENT]
    assert order.index(age.status(now + later)) >= order.index(age.status(now))


@given(GAPS)
def test_what_is_learned_is_bounded(gaps: list[float]) -> None:
    """In size, and by what was there."""
    age = after(gaps)
    assert len(age.gaps) <= 32
    assert age.usual_gap is None or 0.5 <= age.usual_gap <= 180
    assert age.silent_at is not None
    assert age.reported_at is not None
    assert 59.9 <= age.silent_at - age.reported_at <= 180.1


@given(st.floats(min_value=0.5, max_value=32.0), st.integers(min_value=3, max_value=80))
def test_a_regular_meter_is_good_until_it_misses_two_reports(
    gap: float, reports: int
) -> None:
    """At least."""
    age = after([gap] * reports)
    assert age.reported_at is not None
    assert age.status(age.reported_at + 1.8 * gap) is MeterStatus.OK
