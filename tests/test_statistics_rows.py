"""Sums by the hour, and what has to be written of them."""

from datetime import datetime
import math

from hypothesis import given, strategies as st

from custom_components.v2c_cloud.statistics_rows import (
    HourRow,
    cost_by_hour,
    energy_by_hour,
    rows_to_write,
)

from .session_logs import HOUR, charge, session, utc

NOON = utc("2026-11-20T12:00:00")


def _row(hours: int, amount: float, total: float) -> HourRow:
    return HourRow(start=NOON + HOUR * hours, amount=amount, total=total)


def _hours(*hours: int) -> list[datetime]:
    return [NOON + HOUR * hour for hour in hours]


def test_energy_by_hour() -> None:
    """Two charges, and two sessions, may share an hour."""
    sessions = [
        session(charge(NOON + HOUR, 1.0), charge(NOON + HOUR, 0.5, 2.0)),
        session(charge(NOON, 3.0, 0.25)),
    ]
    assert energy_by_hour(sessions) == dict(
        zip(_hours(0, 1, 2), (3.0, 1.75, 2.0), strict=True)
    )


def test_cost_by_hour_comes_from_the_price() -> None:
    """The house's own price, where it is known."""
    sessions = [session(charge(NOON, 3.0, 1.0, price=0.2, cloud_cost=9.0))]
    assert cost_by_hour(sessions) == dict(zip(_hours(0, 1), (0.6, 0.2), strict=True))


def test_cost_by_hour_else_comes_from_the_cloud() -> None:
    """The cloud tells one figure for all hours."""
    sessions = [session(charge(NOON, 3.0, 1.0, cloud_cost=2.0))]
    assert cost_by_hour(sessions) == dict(zip(_hours(0, 1), (1.5, 0.5), strict=True))


def test_an_hour_without_a_known_cost_is_missing() -> None:
    """It was not free."""
    sessions = [session(charge(NOON, 3.0), charge(NOON + HOUR, 1.0, price=-0.1))]
    assert cost_by_hour(sessions) == {NOON + HOUR: -0.1}


def test_nothing_is_stored_yet() -> None:
    """All rows are written, with their sums."""
    amounts = dict(zip(_hours(0, 3), (1.0, 2.5), strict=True))
    assert rows_to_write(amounts, [], NOON) == [_row(0, 1.0, 1.0), _row(3, 2.5, 3.5)]


def test_a_new_hour_goes_on_from_the_last_sum() -> None:
    """What is right already is not written again."""
    amounts = dict(zip(_hours(0, 1), (1.0, 2.0), strict=True))
    assert rows_to_write(amounts, [_row(0, 1.0, 1.0)], NOON) == [_row(1, 2.0, 3.0)]


def test_a_correction_rewrites_the_sums_behind_it() -> None:
    """And none before."""
    stored = [_row(0, 1.0, 1.0), _row(1, 2.0, 3.0), _row(2, 4.0, 7.0)]
    amounts = dict(zip(_hours(0, 1, 2), (1.0, 2.5, 4.0), strict=True))
    assert rows_to_write(amounts, stored, NOON) == [
        _row(1, 2.5, 3.5),
        _row(2, 4.0, 7.5),
    ]


def test_an_hour_that_was_wrong_is_emptied() -> None:
    """A charge that was moved is counted once."""
    stored = [_row(0, 1.0, 1.0), _row(1, 2.0, 3.0), _row(2, 4.0, 7.0)]
    amounts = dict(zip(_hours(0, 2), (1.0, 4.0), strict=True))
    assert rows_to_write(amounts, stored, NOON) == [
        _row(1, 0.0, 1.0),
        _row(2, 4.0, 5.0),
    ]


def test_a_late_charge_before_the_first_row() -> None:
    """All sums behind it grow."""
    amounts = dict(zip(_hours(-5, 0), (2.0, 1.0), strict=True))
    assert rows_to_write(amounts, [_row(0, 1.0, 1.0)], _hours(-5)[0]) == [
        _row(-5, 2.0, 2.0),
        _row(0, 1.0, 3.0),
    ]


def test_what_is_older_than_the_log_stays() -> None:
    """A house that was added anew has a new log, and its old statistics."""
    stored = [_row(-9, 1.0, 40.0), _row(-8, 2.0, 42.0)]
    assert rows_to_write({NOON: 1.0}, stored, NOON) == [_row(0, 1.0, 43.0)]


_AMOUNTS = st.dictionaries(
    st.integers(0, 50).map(lambda hour: NOON + HOUR * hour),
    st.floats(0, 22).map(lambda energy: round(energy, 3)),
)


def _stored_after(stored: list[HourRow], written: list[HourRow]) -> list[HourRow]:
    rows = {row.start: row for row in (*stored, *written)}
    return [rows[start] for start in sorted(rows)]


@given(st.lists(_AMOUNTS, min_size=1, max_size=6))
def test_any_series_of_corrections(versions: list[dict[datetime, float]]) -> None:
    """The rows end as the last version says, and then there is nothing to write."""
    stored: list[HourRow] = []
    for amounts in versions:
        stored = _stored_after(stored, rows_to_write(amounts, stored, NOON))
    last = versions[-1]
    assert rows_to_write(last, stored, NOON) == []
    assert {row.start: row.amount for row in stored if row.amount} == {
        start: amount for start, amount in last.items() if amount
    }
    totals = [0.0, *(row.total for row in stored)]
    assert totals == sorted(totals)
    assert math.isclose(totals[-1], math.fsum(last.values()), abs_tol=1e-4)


@given(_AMOUNTS, st.randoms())
def test_the_order_of_arrival_does_not_matter(
    amounts: dict[datetime, float], random: object
) -> None:
    """Sums are by time."""
    backwards = dict(reversed(amounts.items()))
    assert rows_to_write(amounts, [], NOON) == rows_to_write(backwards, [], NOON)
