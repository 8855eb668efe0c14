"""How often a setting may be written: a charger may keep it in flash memory.

V2C has published no limit, so this is our own caution: a burst for a person who
tries things, then one write a minute, and one in ten minutes from the 200th a day.
What reduces the draw is never refused.
"""

from dataclasses import dataclass, field
from datetime import date
import math

BURST = 6
_PER_MINUTE = 60.0
_PER_TEN_MINUTES = 600.0
DAILY = 200


@dataclass(slots=True)
class WriteLimit:
    """Counts the day's writes and spaces those that may wait."""

    day: date
    writes_today: int = 0
    _next: dict[str, float] = field(default_factory=dict)

    def count(self, today: date) -> None:
        """Count one write on the given local day."""
        self.roll(today)
        self.writes_today += 1

    def roll(self, today: date) -> None:
        """Start at zero when a new day has begun."""
        if today != self.day:
            self.day, self.writes_today = today, 0

    def wait(self, name: str, now: float) -> float:
        """Seconds until a field may be written again; 0 takes the permission.

        ``now`` is monotonic seconds. Permissions are spaced evenly, but up to
        ``BURST`` of them may be taken at once.
        """
        spacing = _PER_MINUTE if self.writes_today < DAILY else _PER_TEN_MINUTES
        due = max(self._next.get(name, -math.inf), now - (BURST - 1) * spacing)
        if due > now:
            return due - now
        self._next[name] = due + spacing
        return 0.0
