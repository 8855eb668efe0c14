"""What EcoCharging takes from the session log: habits, powers and savings."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import islice
from typing import Final

from .control.savings import Charged, saved
from .control.stays import Stay
from .prices.house_prices import HousePrices
from .sessions.model import Session, SessionSource

_QUARTER: Final = 15
_RECENT: Final = 10
"""Sessions whose power tells what the car takes."""
_LEAST: Final = 1.0
"""kWh: a session with less was a test, or an error."""
_LONGEST: Final = timedelta(days=7)


def sessions_since(sessions: Sequence[Session], since: str | None) -> Sequence[Session]:
    """The sessions that began after an instant in ISO format; all without one."""
    if since is None:
        return sessions
    begin = datetime.fromisoformat(since)
    return [session for session in sessions if session.start >= begin]


def stays_of(sessions: Sequence[Session]) -> list[Stay]:
    """The stays that tell of habits, the oldest first."""
    return [
        Stay(
            plug_in=session.start,
            plug_out=session.end,
            energy=session.energy,
            unplug_seen=session.source is not SessionSource.CLOUD,
        )
        for session in reversed(sessions)
        if session.end is not None
        and session.energy >= _LEAST
        and session.start < session.end < session.start + _LONGEST
    ]


def seen_power(sessions: Sequence[Session]) -> float | None:
    """The highest mean power of a quarter of an hour lately, in kW; None without any."""
    ended = (each for each in sessions if each.end and each.energy >= _LEAST)
    recent = islice(ended, _RECENT)
    powers = [
        slot.energy * 60 / slot.minutes
        for session in recent
        for charge in session.charges
        for slot in charge.slots
        if slot.minutes == _QUARTER and not slot.estimated
    ]
    return max(powers, default=None)


def savings_of(session: Session, prices: HousePrices) -> float | None:
    """What a session has saved against charging at once; None if nobody can tell."""
    if session.end is None:
        return None
    charged = [
        Charged(
            start=slot.start,
            hours=slot.minutes / 60,
            energy=slot.energy,
            cost=slot.cost,
        )
        for charge in session.charges
        for slot in charge.slots
    ]
    slots = prices.slots(session.start, session.end)
    return saved(session.start, charged, slots)
