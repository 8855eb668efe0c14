"""The current that the surplus of the roof allows a charger. Pure.

This is about money and not about safety: what the connection carries is protected
elsewhere. So clouds and kettles are smoothed over, and a car is stopped late and charged
at the least meanwhile: cars give up when they are stopped too often.
"""

from dataclasses import dataclass, replace
import math

from .model import MeterReading

_AVERAGED = 30.0
"""Seconds: time constant of the average, which so looks back about a minute."""
_RAISED = 60.0
"""Seconds for which the average must have carried a start, or at least 1 A more."""
_LOWERED = 30.0
"""Seconds for which it must not have carried what is offered: else each look at the
meter while a cloud comes would be a write."""
_STOPPED = 180.0
"""Seconds for which it must not have carried the least before a car is stopped."""
_STOPPED_AT_MOST = 720.0
_SHORT_RUN = 1800.0
"""Seconds; after a charge shorter than this the stop of the next one waits twice as
long, after a longer one no longer than usual."""
_LONGEST_GAP = 300.0
"""Seconds without a look after which what was seen before counts no more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SunMemory:
    """What is remembered for one charger while a car is plugged in. In seconds."""

    at: float | None = None
    """When the surplus was last looked at; None where it was not known."""
    average: float = 0.0
    """W."""
    offered: int = 0
    side: int = 0
    """Whether the average carries more (1) or less (-1) than what is offered."""
    side_since: float = 0.0
    """Since when that is so, for this offer."""
    short_since: float | None = None
    """Since when it does not carry the least; None while it does, or nothing runs."""
    started_at: float | None = None
    patience: float = _STOPPED
    """Seconds that the next stop waits."""


def surplus(
    reading: MeterReading, drawn: float, *, battery_first: bool
) -> float | None:
    """W that the roof leaves beyond the house without its cars; None if not known.

    ``drawn`` is what all cars draw together, in W. What a home battery gives is never
    surplus; what it takes is the cars', unless the battery comes first. Where nothing
    is known of a battery only the grid counts. There may be one that feeds the cars, so
    that the grid shows nothing: the roof then leaves no more than it gives, as far as
    that is known.
    """
    left = drawn - reading.power
    if reading.battery is not None:
        left -= max(reading.battery, 0.0) if battery_first else reading.battery
    elif reading.solar is not None:
        left = min(left, reading.solar)
    return left if math.isfinite(left) else None


def sun_step(
    memory: SunMemory,
    now: float,
    *,
    surplus: float | None,
    watts: float,
    least: int,
    most: int,
    offered: int,
    keeps_least: bool,
) -> tuple[SunMemory, int]:
    """Look at the surplus once more and say what one charger should offer for it.

    ``surplus`` is what is left for this charger, in W, so less what those before it may
    use; ``watts`` is what one of its amperes takes; ``least``, ``most`` and ``offered``,
    which is 0 while it is paused, are in A per phase, and so is the answer. With
    ``keeps_least`` that is never below the least, as long as ``most`` allows it; else 0
    is a pause. What is not known is no surplus.

    To be called with each reading of the meter; ``now`` is in seconds and never runs
    back. A new car begins with a new memory.
    """
    wish = 0
    if surplus is None or not math.isfinite(surplus):
        memory = replace(memory, at=None)
    else:
        memory = _averaged(memory, now, surplus)
        amperes = memory.average / watts, surplus / watts
        memory, wish = _weighed(memory, now, amperes, least, most, offered)
    wish = min(wish, most) if least <= most else 0
    if keeps_least and least <= most:
        wish = max(wish, least)
    return _counted(memory, now, offered, wish), wish


def _averaged(memory: SunMemory, now: float, surplus: float) -> SunMemory:
    if memory.at is None or now - memory.at > _LONGEST_GAP:
        return replace(
            memory, at=now, average=surplus, side_since=now, short_since=None
        )
    weight = -math.expm1(min(memory.at - now, 0.0) / _AVERAGED)
    average = memory.average + (surplus - memory.average) * weight
    return replace(memory, at=now, average=average)


def _weighed(
    memory: SunMemory,
    now: float,
    amperes: tuple[float, float],
    least: int,
    most: int,
    offered: int,
) -> tuple[SunMemory, int]:
    """What is wished for, with so many amperes on average and at this moment."""
    carried, there = (math.floor(each) for each in amperes)
    fits = carried >= least
    kept = max(offered, least) if offered else 0
    aim = min(carried, most) if fits else min(kept, least)
    side = (aim > offered) - (aim < offered)
    if (side, offered) != (memory.side, memory.offered):
        memory = replace(memory, side=side, offered=offered, side_since=now)
    short_since = memory.short_since
    if fits or not offered:
        short_since = None
    elif short_since is None:
        short_since = now
    memory = replace(memory, short_since=short_since)
    if short_since is not None and now - short_since >= memory.patience:
        return memory, 0
    # The average is late: when a cloud comes, and after a flash of sun.
    reached = min(aim, there)
    if side > 0 and now - memory.side_since >= _RAISED:
        return memory, reached if reached >= max(kept, least) else kept
    if side < 0 and now - memory.side_since >= _LOWERED:
        return memory, max(reached, least)
    return memory, kept


def _counted(memory: SunMemory, now: float, offered: int, wish: int) -> SunMemory:
    """Remember how long a car is charged: after a short time the next stop waits."""
    if memory.started_at is None:
        return replace(memory, started_at=now) if wish and offered else memory
    if wish:
        return memory
    short = now - memory.started_at < _SHORT_RUN
    patience = min(2 * memory.patience, _STOPPED_AT_MOST) if short else _STOPPED
    return replace(memory, started_at=None, patience=patience)
