"""Those who use the cloud, and what it remembers of chargers."""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from .cloud_switches import DAILY_CALLS
from .values import Values

SHADOW_LAG: Final = 90.0


@dataclass(frozen=True, slots=True, kw_only=True)
class CloudRequest:
    """One call, at a monotonic real time in seconds."""

    method: str
    path: str
    query: Mapping[str, str]
    started: float
    status: int


@dataclass(slots=True, kw_only=True)
class Account:
    """One user: the quota is theirs, however many keys and chargers they have.

    One who is `read_only` has chargers that somebody else shares with them.
    """

    remaining: int = DAILY_CALLS
    chargers: frozenset[str] | None = None
    read_only: bool = False

    def owns(self, charger_id: str) -> bool:
        """Whether the user has this charger; by default they have all."""
        return self.chargers is None or charger_id in self.chargers


@dataclass(slots=True)
class Shadow:
    """What a charger reported, and when."""

    reports: deque[tuple[float, Values]] = field(default_factory=deque)

    def add(self, time: float, values: Values) -> None:
        """Take a report."""
        if not self.reports or self.reports[-1][1] != values:
            self.reports.append((time, values))

    def seen_at(self, time: float) -> Values:
        """Return what the cloud shows at a simulated second: it is late."""
        while len(self.reports) > 1 and self.reports[1][0] <= time - SHADOW_LAG:
            self.reports.popleft()
        return self.reports[0][1]
