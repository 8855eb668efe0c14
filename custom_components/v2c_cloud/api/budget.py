"""How to spend the cloud's calls over the day. Pure bookkeeping, no clock of its own.

V2C allows 1,000 calls a day and user, more on request. When its day begins is not
documented; it is noticed when there are suddenly more calls left than before. Until
then a whole day is planned ahead, so the plan errs on the side of calls left over.
"""

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
import math

DAY = 86400.0
DEFAULT_LIMIT = 1000
RESERVE = 150
"""Calls kept for commands; polling never touches them."""
_ASK_AGAIN = 3600.0
"""Seconds after which one call finds out whether the cloud's day has begun anew."""
QUESTIONS = 24
"""Calls kept for finding that out, or a day of asking would eat into the reserve."""
_AT_START = 20.0
_NEW_DAY = 0.1
"""The share of the limit that has to come back at once to be a new day.

Less may be another program's calls that the cloud forgets one by one.
"""


class CallKind(StrEnum):
    """What a call is for."""

    LIVE = "live"
    SHADOW = "shadow"
    PAIRINGS = "pairings"
    VERSION = "version"
    SESSIONS = "sessions"
    PROFILES = "profiles"
    CARDS = "cards"
    WIFI = "wifi"
    COMMANDS = "commands"


_KINDS = {
    ("POST", "device/currentstatecharge"): CallKind.LIVE,
    ("GET", "device/connected"): CallKind.LIVE,
    ("GET", "device/reported"): CallKind.SHADOW,
    ("GET", "pairings/me"): CallKind.PAIRINGS,
    ("GET", "version"): CallKind.VERSION,
    ("GET", "stadistic/device"): CallKind.SESSIONS,
    ("GET", "stadistic/global/me"): CallKind.SESSIONS,
    ("GET", "device/personalicepower/all"): CallKind.PROFILES,
    ("GET", "device/personalicepower/v2"): CallKind.PROFILES,
    ("GET", "device/rfid"): CallKind.CARDS,
    ("GET", "device/wifilist"): CallKind.WIFI,
}


def kind_of(method: str, path: str) -> CallKind:
    """What a call is for; whatever changes something is a command."""
    return _KINDS.get((method, path), CallKind.COMMANDS)


@dataclass(slots=True)
class CallBudget:
    """A bucket that fills evenly; each poll takes from it, commands come first.

    What is not spent while the house sleeps lets a charging session be watched more
    closely. ``RateLimit-Remaining`` is the truth where it is lower, because other
    programs of the same user spend from the same allowance: then what is left is
    spread over the rest of the day.
    """

    now: float
    limit: int = DEFAULT_LIMIT
    remaining: int | None = None
    """What the cloud last said is left; None while nobody knows."""
    by_kind: Counter[CallKind] = field(default_factory=Counter)
    """Calls made by us since the start."""
    _saved: float = _AT_START
    _ask_at: float = -math.inf
    _day_ends: float = -math.inf

    @property
    def calls(self) -> int:
        """All calls made by us since the start."""
        return self.by_kind.total()

    @property
    def _allowance(self) -> int:
        """Calls a day that polling may use."""
        return max(self.limit - RESERVE - QUESTIONS, 1)

    @property
    def _left(self) -> int:
        """Calls that polling may still use before the cloud's day begins anew."""
        if self.remaining is None:
            return self._allowance
        return min(max(self.remaining - RESERVE - QUESTIONS, 0), self._allowance)

    def advance(self, now: float) -> None:
        """Earn what the passed seconds are worth."""
        if now >= self._day_ends:
            self._day_ends = now + DAY
        pace = self._allowance / DAY
        if self.remaining is not None:
            unplanned = max(self._left - self._saved, 0)
            pace = min(pace, unplanned / (self._day_ends - now))
        self._saved = min(self._saved + (now - self.now) * pace, self._left)
        self.now = now

    def spend(self, now: float, kind: CallKind = CallKind.COMMANDS) -> None:
        """Count one call."""
        self.advance(now)
        self.by_kind[kind] += 1
        self._saved -= 1
        self._ask_at = now + _ASK_AGAIN
        if self.remaining is not None:
            self.remaining = max(self.remaining - 1, 0)

    def told(self, limit: int | None, remaining: int | None) -> None:
        """Take over what the headers of an answer say, if they are there."""
        if limit is not None and limit > 0:
            self.limit = limit
        if remaining is not None:
            self._note_new_day(max(remaining, 0))
            self.remaining = max(remaining, 0)
        elif self.remaining == 0:
            self.remaining = None
            self._saved = max(self._saved, 1.0)

    def _note_new_day(self, remaining: int) -> None:
        if self.remaining is None:
            return
        if remaining - self.remaining >= _NEW_DAY * self.limit:
            self._day_ends = self.now + DAY
            self._saved = max(self._saved, 1.0)

    def exhausted(self, now: float, retry_after: float | None) -> None:
        """Stop polling after a 429; asking again would burn calls, too."""
        self.advance(now)
        self.remaining = 0
        pause = retry_after if retry_after and retry_after > 0 else _ASK_AGAIN
        self._ask_at = now + min(pause, DAY)

    def may_poll(self, now: float) -> bool:
        """Tell whether a poll may be spent now."""
        self.advance(now)
        if self._left:
            return self._saved >= 1
        # Nothing else would ever tell that there are calls again.
        return now >= self._ask_at
