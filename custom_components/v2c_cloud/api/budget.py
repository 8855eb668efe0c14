"""How to spend the cloud's calls over the day. Pure bookkeeping, no clock of its own.

V2C allows 1,000 calls a day and user, more on request. When its day begins is not
documented, so the allowance is earned evenly instead of being reset at an hour.
"""

from dataclasses import dataclass
import math

DAY = 86400.0
DEFAULT_LIMIT = 1000
RESERVE = 150
"""Calls kept for commands; polling never touches them."""
_ASK_AGAIN = 3600.0
"""Seconds after which one call finds out whether the cloud's day has begun anew."""


@dataclass(slots=True)
class CallBudget:
    """A bucket that fills evenly; each poll takes from it, commands come first.

    What is not spent while the house sleeps lets a charging session be watched more
    closely. ``RateLimit-Remaining`` is the truth where it is lower, because other
    programs of the same user spend from the same allowance.
    """

    now: float
    limit: int = DEFAULT_LIMIT
    remaining: int | None = None
    """What the cloud last said is left; None while nobody knows."""
    calls: int = 0
    """Calls made by us since the start."""
    _saved: float = 20.0
    _ask_at: float = -math.inf

    @property
    def _allowance(self) -> int:
        """Calls a day that polling may use."""
        return max(self.limit - RESERVE, 1)

    def advance(self, now: float) -> None:
        """Earn what the passed seconds are worth."""
        earned = (now - self.now) * self._allowance / DAY
        self._saved = min(self._saved + earned, self._allowance)
        self.now = now

    def spend(self, now: float) -> None:
        """Count one call."""
        self.advance(now)
        self.calls += 1
        self._saved -= 1
        self._ask_at = now + _ASK_AGAIN
        if self.remaining is not None:
            self.remaining = max(self.remaining - 1, 0)

    def told(self, limit: int | None, remaining: int | None) -> None:
        """Take over what the headers of an answer say, if they are there."""
        if limit is not None and limit > 0:
            self.limit = limit
        if remaining is not None:
            self.remaining = max(remaining, 0)
        elif self.remaining == 0:
            self.remaining = None

    def exhausted(self, now: float, retry_after: float | None) -> None:
        """Stop polling after a 429; asking again would burn calls, too."""
        self.advance(now)
        self.remaining = 0
        pause = retry_after if retry_after and retry_after > 0 else _ASK_AGAIN
        self._ask_at = now + min(pause, DAY)

    def may_poll(self, now: float) -> bool:
        """Tell whether a poll may be spent now."""
        self.advance(now)
        if self._saved < 1:
            return False
        if self.remaining is None or self.remaining > RESERVE:
            return True
        # Nothing else would ever tell that there are calls again.
        return now >= self._ask_at
