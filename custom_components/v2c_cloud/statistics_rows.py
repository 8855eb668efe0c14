"""What flowed and what it cost by the hour, and the sums that statistics keep of it.

Pure: sessions and what is stored go in, rows to write come out.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from .sessions.model import Session

_DIGITS = 6
"""A sum over years is the same in whatever order its parts arrived."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HourRow:
    """One hour of a statistic."""

    start: datetime
    """A whole hour, UTC."""
    amount: float
    """Of this hour alone."""
    total: float
    """Of all hours up to this one's end."""


def energy_by_hour(sessions: Iterable[Session]) -> dict[datetime, float]:
    """Return the kWh of each hour of UTC in which any flowed, in order."""
    return _by_hour(
        (slot.hour, slot.energy)
        for session in sessions
        for charge in session.charges
        for slot in charge.slots
        if slot.energy
    )


def cost_by_hour(sessions: Iterable[Session]) -> dict[datetime, float]:
    """Return the cost of each hour of UTC of which any is known, in order.

    An hour whose cost nobody knows is missing: it was not free.
    """
    return _by_hour(
        (hour.start, hour.cost)
        for session in sessions
        for charge in session.charges
        for hour in charge.energy_by_hour
        if hour.cost is not None
    )


def rows_to_write(
    amounts: Mapping[datetime, float],
    stored: Sequence[HourRow],
    since: datetime,
) -> list[HourRow]:
    """Return the rows that have to be written so that the statistic is as it should.

    From ``since`` on ``amounts`` says all: a stored hour that is not in it keeps its
    row, with nothing in it, since rows cannot be taken out everywhere. What is stored
    before ``since`` stays, and the sums go on from there. Rows that are right already
    are left out, so that nothing is returned when nothing changed.
    """
    total = max(
        (row for row in stored if row.start < since),
        key=lambda row: row.start,
        default=HourRow(start=since, amount=0.0, total=0.0),
    ).total
    known = {row.start: row for row in stored if row.start >= since}
    wanted = {start: amount for start, amount in amounts.items() if start >= since}
    rows = []
    for start in sorted(known.keys() | wanted.keys()):
        amount = wanted.get(start, 0.0)
        total = round(total + amount, _DIGITS)
        row = HourRow(start=start, amount=amount, total=total)
        if not _same(row, known.get(start)):
            rows.append(row)
    return rows


def _by_hour(parts: Iterable[tuple[datetime, float]]) -> dict[datetime, float]:
    hours: dict[datetime, float] = {}
    for start, amount in parts:
        hours[start] = hours.get(start, 0.0) + amount
    return {start: round(hours[start], _DIGITS) for start in sorted(hours)}


def _same(row: HourRow, stored: HourRow | None) -> bool:
    return (
        stored is not None
        and round(row.amount - stored.amount, _DIGITS) == 0
        and round(row.total - stored.total, _DIGITS) == 0
    )
