"""Tells from the meter what a car really draws. Pure.

The charger does not measure that: its own figure is the set current times a nominal
voltage. The meter sees the car only together with the rest of the house, so a car is
known by what follows a change of its offer.
"""

from dataclasses import dataclass, replace
import math

FOLLOWS_DOWN = 7.0
"""Seconds in which a car obeys a lower offer: 5 s by IEC 61851-1, and a ramp."""
FOLLOWS_UP = 25.0
"""Seconds in which a car may still be on its way up."""
NOTICED = 30.0
"""Seconds within which a start is noticed: by then the meter has long seen it."""
_OBEYS = 1.0
"""A; a car this close to its offer takes all of it: houses make noise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draw:
    """What one car draws, as far as the meter shows it."""

    offered: int = 0
    """A per phase that the charger offers, 0 while it pauses."""
    changed_at: float = 0.0
    current: float = 0.0
    """A per phase that the car is taken to draw."""
    before: float = 0.0
    """A per phase that it drew when the offer changed."""
    reference: float | None = None
    """W of the rest of the house, on the car's phases, when the offer changed."""
    rest: float | None = None
    """The same when the meter was last looked at."""
    lows: tuple[float, float] = (math.inf, math.inf)
    """The lowest of that in this stretch of ``NOTICED`` seconds, and in the last."""
    lows_since: float = -math.inf

    def is_moving(self, at: float) -> bool:
        """Whether the car may have been on its way when the meter was read."""
        patience = FOLLOWS_DOWN if self.offered < self.before else FOLLOWS_UP
        return self.reference is not None and at - self.changed_at < patience

    @property
    def most(self) -> float:
        """The most that it can draw, in A: after a reduction it has not obeyed yet."""
        return max(self.offered, self.current)


def observe(
    draw: Draw,
    *,
    now: float,
    at: float,
    offered: int,
    charging: bool,
    measured: float,
    watts: float,
) -> Draw:
    """Look at the charger now, and at what the meter said at the instant ``at``.

    ``measured`` is the power in W on the phases that the car uses, with the car and the
    rest of the house; ``watts`` what one ampere of the car adds to it. What the meter
    shows after a change is the car's, as far as the change explains it; all else is the
    house's. What it said before the change tells nothing of how the car took that.
    """
    mine = offered if charging else 0
    if not draw.offered and draw.reference is None:
        # What was only guessed of a start.
        draw = replace(draw, current=0.0)
    rest = draw.rest
    if rest is None:
        # Met in the middle of a charge: most cars take what they are offered.
        draw = replace(draw, offered=mine, current=float(mine), changed_at=now)
    elif not mine and not draw.current:
        # It had not begun: what comes may be its start as before.
        draw = replace(draw, offered=0, before=0.0, reference=None)
    elif mine != draw.offered:
        # The car may have followed already: what was seen before the change counts.
        reference = rest
        if not draw.offered:
            # A start is noticed later still.
            reference = min(rest, *draw.lows)
        draw = replace(
            draw,
            offered=mine,
            changed_at=now,
            before=draw.current,
            reference=reference,
        )
    if draw.reference is not None:
        seen = (measured - draw.reference) / watts
        draw = _moved(draw, seen, moving=draw.is_moving(at))
    draw = _with_lows(draw, at, measured - draw.current * watts)
    if not charging and draw.reference is None:
        # What the house rose by lately may be a start that nobody has noticed yet.
        rise = (measured - min(draw.lows)) / watts
        draw = replace(draw, current=min(rise, float(offered)))
    return draw


def _moved(draw: Draw, seen: float, *, moving: bool) -> Draw:
    """Where the car is on its way from what it drew to what it is offered."""
    low, high = sorted((draw.before, float(draw.offered)))
    current = min(max(seen, low), high)
    if moving:
        return replace(draw, current=current)
    if draw.offered < draw.before or draw.offered - current <= _OBEYS:
        current = float(draw.offered)
    return replace(draw, current=current, reference=None)


def _with_lows(draw: Draw, at: float, rest: float) -> Draw:
    lowest, before = draw.lows
    if at - draw.lows_since >= NOTICED:
        return replace(draw, rest=rest, lows=(rest, lowest), lows_since=at)
    return replace(draw, rest=rest, lows=(min(lowest, rest), before))
