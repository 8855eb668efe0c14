"""How old what a meter says is, and how often it usually says something.

A report is every value that a meter sends, also one that is the same as before. How
long a meter may say nothing depends on the meter: one that reports each second is lost
after a minute, one that reports only what changes may just have nothing to tell. So the
time between two reports is learned, and three times of that is waited, but never less
than ``SILENT_AFTER`` and never more than ``SILENT_AT_MOST``.

What is *usual* must be fooled by neither of these:

- a meter that sends several values at once, and then nothing for a minute: most of its
  gaps are short, most of its time is not. The median is therefore one of time: half of
  it passed in gaps as long as the usual one or longer. Values that come together, within
  ``_TOGETHER``, are one report.
- an interruption now and then: the longest gap, and one more for each 16, is left out.

It begins with trust: a meter that nobody knows yet is silent after ``SILENT_AFTER``, and
two long gaps show that it is slow.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Final

from .model import MeterStatus

SILENT_AFTER: Final = 60.0
"""Seconds without a report that no meter is thought to be lost after."""
SILENT_AT_MOST: Final = 180.0
"""Seconds without a report that no meter is relied on after."""
SLOW_AFTER: Final = 32.0
"""Usual seconds between two reports that are too many to protect a limit.

It is 30 s, and what a poll itself takes: a meter that is asked every 30 s passes.
"""
_USUAL_GAPS: Final = 3
_REMEMBERED: Final = 32
_FORGIVEN: Final = 16
_TOGETHER: Final = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class MeterAge:
    """When one meter reported last, and how often it does. Seconds of one clock."""

    reported_at: float | None = None
    """None before the first report."""
    usual_gap: float | None = None
    """Between two reports; None before three reports."""
    gaps: tuple[float, ...] = ()
    """The last of them, the newest last; an interruption counts as the longest wait."""

    def reported(self, at: float) -> MeterAge:
        """The same meter after a report."""
        if self.reported_at is None:
            return replace(self, reported_at=at)
        gap = min(at - self.reported_at, SILENT_AT_MOST)
        if gap < _TOGETHER:
            return replace(self, reported_at=max(at, self.reported_at))
        gaps = (*self.gaps[1 - _REMEMBERED :], gap)
        return MeterAge(reported_at=at, usual_gap=_usual(gaps), gaps=gaps)

    @property
    def silent_at(self) -> float | None:
        """When it is silent if it reports nothing more; None before the first report."""
        if self.reported_at is None:
            return None
        wait = _USUAL_GAPS * (self.usual_gap or 0.0)
        return self.reported_at + min(max(wait, SILENT_AFTER), SILENT_AT_MOST)

    @property
    def too_slow(self) -> bool:
        """Whether it usually takes longer than limits can be protected with."""
        return self.usual_gap is not None and self.usual_gap > SLOW_AFTER

    def status(self, now: float) -> MeterStatus:
        """Whether what it says can be relied on."""
        if self.silent_at is None:
            return MeterStatus.MISSING
        if now >= self.silent_at:
            return MeterStatus.SILENT
        return MeterStatus.TOO_SLOW if self.too_slow else MeterStatus.OK


def _usual(gaps: Sequence[float]) -> float | None:
    ordered = sorted(gaps)
    kept = ordered[: -(1 + len(ordered) // _FORGIVEN)]
    half, passed = sum(kept) / 2, 0.0
    for gap in kept:
        passed += gap
        if passed >= half:
            return gap
    return None


_WORST_FIRST: Final = (
    MeterStatus.MISSING,
    MeterStatus.SILENT,
    MeterStatus.TOO_SLOW,
    MeterStatus.OK,
)


def status_of(ages: Collection[MeterAge], now: float) -> MeterStatus:
    """Whether what several meters say together can be relied on: as the worst of them.

    No meter at all is a missing one.
    """
    found = {age.status(now) for age in ages} or {MeterStatus.MISSING}
    return next(status for status in _WORST_FIRST if status in found)


def usual_gap_of(ages: Collection[MeterAge]) -> float | None:
    """The usual gap of the slowest of several meters, as far as it is known."""
    return max(
        (age.usual_gap for age in ages if age.usual_gap is not None), default=None
    )


def next_silence(ages: Collection[MeterAge], now: float) -> float | None:
    """When the next of several meters is silent if none reports anything more."""
    return min(
        (age.silent_at for age in ages if age.silent_at and age.silent_at > now),
        default=None,
    )
