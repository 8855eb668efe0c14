"""What the session log adds up to, for people.

Pure: sessions and instants go in. ``None`` means "not known", never zero.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime

from .sessions.model import Session
from .statistics_rows import cost_by_hour, energy_by_hour


def last_session(sessions: Iterable[Session]) -> Session | None:
    """Return the session that ended last; one that goes on is not over."""
    return max(
        (session for session in sessions if session.end is not None),
        key=lambda session: session.end or session.start,
        default=None,
    )


def energy_since(sessions: Sequence[Session], since: datetime) -> float | None:
    """Return the kWh that flowed since an instant; None without any session.

    An hour counts as a whole, by its start.
    """
    return _since(sessions, since, energy_by_hour)


def cost_since(sessions: Sequence[Session], since: datetime) -> float | None:
    """Return what is known of the cost since an instant.

    None where no cost is known of any energy, be it since then or, when there was
    none since then, ever.
    """
    return _since(sessions, since, cost_by_hour)


def energy_without_cost(sessions: Iterable[Session], since: datetime) -> float:
    """Return the kWh since an instant whose cost nobody knows, at least not yet."""
    return sum(
        hour.energy
        for session in sessions
        if session.end is None or session.end > since
        for charge in session.charges
        for hour in charge.energy_by_hour
        if hour.start >= since and hour.cost is None
    )


def sum_of_known(amounts: Iterable[float | None]) -> float | None:
    """Return the sum of what is known; None when nothing is."""
    known = [amount for amount in amounts if amount is not None]
    return sum(known) if known else None


def _since(
    sessions: Sequence[Session],
    since: datetime,
    by_hour: Callable[[Iterable[Session]], Mapping[datetime, float]],
) -> float | None:
    recent = [
        session for session in sessions if session.end is None or session.end > since
    ]
    if any(start >= since for start in energy_by_hour(recent)):
        amounts = by_hour(recent)
        return sum_of_known(
            amount for start, amount in amounts.items() if start >= since
        )
    known = by_hour is energy_by_hour or any(by_hour([one]) for one in sessions)
    return 0.0 if sessions and known else None
