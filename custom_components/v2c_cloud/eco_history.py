"""What EcoCharging takes from the session log: habits, powers and savings."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Final

from .control.savings import Charged, saved
from .control.stays import MOST_STAYS, Stay
from .prices.house_prices import HousePrices
from .sessions.model import Session, SessionSource

_QUARTER: Final = 15
_RECENT: Final = 10
"""Sessions whose power tells what the car takes."""
_LEAST: Final = 1.0
"""kWh: a session with less was a test, or an error."""
_LONGEST: Final = timedelta(days=7)
_APART: Final = timedelta(days=1)
"""A charge that ended later before the first session is probably part of it: the car
was plugged in when the log began."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LearnedFrom:
    """How many stays habits are learned from, by who told of them."""

    sessions: int
    """Seen from plug-in to unplug."""
    cloud: int
    """Charges that the cloud alone has seen."""
    statistics: int
    """Charges found in Home Assistant's statistics."""

    @property
    def total(self) -> int:
        """All of them."""
        return self.sessions + self.cloud + self.statistics


def sessions_since(sessions: Sequence[Session], since: str | None) -> Sequence[Session]:
    """The sessions that began after an instant in ISO format; all without one."""
    if since is None:
        return sessions
    begin = datetime.fromisoformat(since)
    return [session for session in sessions if session.start >= begin]


def recorded_until(sessions: Sequence[Session], now: datetime) -> datetime:
    """Before when charges of somebody else's count: our log knows what came later."""
    return sessions[-1].start - _APART if sessions else now


def stays_between(
    stays: Sequence[Stay], since: str | None, until: datetime
) -> list[Stay]:
    """The stays after an instant in ISO format and before another."""
    begin = datetime.min.replace(tzinfo=UTC)
    if since is not None:
        begin = datetime.fromisoformat(since)
    return [stay for stay in stays if stay.plug_in >= begin and stay.plug_out <= until]


def learned_from(recorded: Sequence[Stay], logged: Sequence[Stay]) -> LearnedFrom:
    """Count the last stays, which are those that tell."""
    logged = logged[-MOST_STAYS:]
    cloud = sum(not stay.unplug_seen for stay in logged)
    return LearnedFrom(
        sessions=len(logged) - cloud,
        cloud=cloud,
        statistics=min(len(recorded), MOST_STAYS - len(logged)),
    )


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
