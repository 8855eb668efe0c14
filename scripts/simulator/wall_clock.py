"""Simulated seconds as dates: UTC, and what a clock on the wall of the house shows."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from .prices import MARKET_ZONE

START: Final = datetime(2026, 11, 16, 11, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class WallClock:
    """The house's calendar: `start` (UTC) is second 0, `zone` is where it stands."""

    start: datetime = START
    zone: ZoneInfo = MARKET_ZONE

    def utc(self, time: float) -> datetime:
        """Return the date and time at a simulated second, UTC."""
        return self.start + timedelta(seconds=time)

    def local(self, time: float) -> datetime:
        """Return the date and time at a simulated second in the house's zone."""
        return self.utc(time).astimezone(self.zone)
