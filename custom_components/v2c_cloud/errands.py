"""What an account has to ask now and then, and what comes first."""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
import math


@dataclass(slots=True, eq=False)
class Errand:
    """Something to ask the cloud now and then; each time costs one call."""

    run: Callable[[], Awaitable[None]]
    interval: Callable[[], float]
    """Seconds from one time to the next; what they are now counts."""
    last: float = -math.inf
    """Monotonic seconds; what was never asked comes first."""
    _hurry_at: float = math.inf

    def begin(self, now: float) -> None:
        """Note that it is being run."""
        self.last = now
        self._hurry_at = math.inf

    def hurry(self, now: float, pause: float) -> None:
        """Pull the next time forward, but keep so many seconds to the last."""
        self._hurry_at = max(now, self.last + pause)

    def urgency(self, now: float) -> float:
        """How many of its intervals have passed; it is due from the first on.

        When there are too few calls for all, each gets its share of them: nobody
        starves, and what wants to be asked often is asked more often.
        """
        if now >= self._hurry_at:
            return math.inf
        # An interval of nothing is every time that there is a call.
        return (now - self.last) / max(self.interval(), 1.0)


def most_urgent(errands: Iterable[Errand], now: float) -> Errand | None:
    """The errand to run now, if one is due; the first of equals."""
    urgencies = {errand: errand.urgency(now) for errand in errands}
    due = [errand for errand, urgency in urgencies.items() if urgency >= 1]
    return max(due, key=urgencies.__getitem__, default=None)
