"""The law of dynamic power control, for all chargers of a house at once. Pure.

What the rest of the house takes is what the meter shows, less what the cars draw. A car
never gets more than is left of a limit beside that, and loses at once what is not left
any more. Getting more takes patience: kettles and ovens come back.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
import math

from .budgets import Budgets, Member, Site
from .draw import NOTICED, Draw, observe
from .sharing import Claim, share
from .window import Window

_EXPORT = 50.0
"""W; less than this towards the grid is a meter's noise."""
_LONGEST_STEP = 60.0
"""Seconds; a longer silence between two looks counts as this much."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tuning:
    """How patient the control is. One set of figures serves all limits.

    Found by replaying real houses: ``scripts/benchmark power``.
    """

    margin: float = 50.0
    """W that are left free below each limit."""
    spare: int = 1
    """A that a reduction leaves over, where it can: the next step is often near."""
    look_back: float = 300.0
    """Seconds for which an increase must have fitted, once enough was missed."""
    regret: float = 900.0
    """A s that must have been missed for that."""
    sure: float = 720.0
    """Seconds after which an increase that would have fitted needs no regret."""
    resume_spare: int = 1
    """A above the least that must have fitted for ``sure`` seconds after a pause."""
    raise_every: float = 120.0
    """Seconds between two increases of one charger."""
    short_run: float = 1800.0
    """Seconds; a pause after less than this lasts twice as long as the one before: cars
    give up when they are stopped too often."""
    longest_pause: float = 3600.0


LAN = Tuning()
"""A reduction reaches the car within some 10 s."""
CLOUD = Tuning(
    margin=300.0,
    spare=2,
    look_back=600.0,
    regret=3600.0,
    sure=720.0,
    raise_every=600.0,
)
"""A command takes up to 90 s and costs one of the day's calls."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberMemory:
    """What the law remembers of a charger while a car is plugged in."""

    draw: Draw = field(default_factory=Draw)
    raised_at: float = -math.inf
    looked_at: float | None = None
    missed: float = 0.0
    """A s that would have fitted beyond the offer since it last changed."""
    paused_at: float | None = None
    """When the law paused it; None while it is not paused by the law."""
    pause: float = 0.0
    """Seconds that it shall last at least."""
    resumed_at: float = -math.inf


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """What the law remembers between two looks at the meter."""

    window: Window = field(default_factory=Window)
    members: Mapping[str, MemberMemory] = field(default_factory=dict)
    exports: bool = False
    """Whether the house has ever given back power: then it has a roof."""

    def of(self, member: Member) -> MemberMemory:
        """What is remembered of a charger; nothing of a new one."""
        return self.members.get(member.charger_id, MemberMemory())


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """What the law gives one charger."""

    current: int
    """A per phase; 0 is a pause."""
    fits: int
    """A that fit beside the house now, without patience."""
    headroom: float
    """W that the tightest limit leaves this charger beside the rest of the house."""
    by_phase: bool
    """Whether that limit is one of a phase."""


def step(
    memory: Memory,
    now: float,
    site: Site,
    members: Sequence[Member],
    tuning: Tuning = LAN,
) -> tuple[Memory, dict[str, Share]]:
    """Look at the house once more and say what each charger shall offer.

    ``now`` is in seconds and never runs back; the reading may be older. To be called
    with each new reading and each change of a charger, and not without a reading: see
    ``silence`` for a meter that says nothing.
    """
    at = site.reading.at
    budgets = Budgets.of(site, tuning.margin)
    exports = memory.exports or min(budgets.measured) < -_EXPORT
    mine = _observed(memory, now, budgets, members)
    if site.reading.solar is not None or not exports:
        mine = _bounded(mine, budgets, members)
    rest = budgets.rest(
        members, {name: each.draw.current for name, each in mine.items()}
    )
    window = memory.window
    if any(
        mine[member.charger_id].draw.offered and not memory.of(member).draw.offered
        for member in members
    ):
        # A start is noticed late; until then it looked like the house's.
        window = window.without(at - NOTICED)
    window = window.having(at, rest, max(tuning.look_back, tuning.sure))
    left = budgets.left(rest)
    highest = [
        window.highest(at, seconds) for seconds in (tuning.look_back, tuning.sure)
    ]
    claims = {member.charger_id: budgets.claim(member) for member in members}
    likely, sure = (_fitted(budgets, most, claims) for most in highest)
    fits = share(left, tuple(claims.values()))
    # What a charger may not have yet is for the others until then.
    claims = {
        name: claims[name]
        for name, member in ((member.charger_id, member) for member in members)
        if member.offered
        or _wanted(mine[name], now, member, likely[name], sure[name], tuning)
    }
    fits |= share(left, tuple(claims.values()))
    likely, sure = (_fitted(budgets, most, claims) for most in highest)
    granted = {
        member.charger_id: _lowered(member, fits[member.charger_id], tuning)
        for member in members
    }
    moving = any(each.draw.is_moving(at) for each in mine.values())
    for member in members:
        name = member.charger_id
        mine[name] = _regretting(mine[name], now, fits[name] - member.offered)
        if name not in claims:
            continue
        wanted = _wanted(mine[name], now, member, likely[name], sure[name], tuning)
        if wanted > granted[name] and not moving:
            taken = {
                other: max(granted[other], each.draw.most)
                for other, each in mine.items()
            }
            room = _room(left, claims, name, taken)
            granted[name] = max(granted[name], min(wanted, room))
        mine[name] = _after(mine[name], now, member, granted[name], tuning)
    shares = {}
    for member in members:
        headroom, by_phase = budgets.tightest(left, member)
        shares[member.charger_id] = Share(
            current=granted[member.charger_id],
            fits=fits[member.charger_id],
            headroom=headroom,
            by_phase=by_phase,
        )
    return Memory(window=window, members=mine, exports=exports), shares


def _observed(
    memory: Memory, now: float, budgets: Budgets, members: Sequence[Member]
) -> dict[str, MemberMemory]:
    """Look at each car again, as what is left beside the others."""
    mine = {member.charger_id: memory.of(member) for member in members}
    for member in members:
        measured, watts = budgets.seen(
            member, members, {name: each.draw.current for name, each in mine.items()}
        )
        before = mine[member.charger_id]
        draw = observe(
            before.draw,
            now=now,
            at=budgets.site.reading.at,
            offered=member.offered,
            charging=member.charging,
            measured=measured,
            watts=watts,
        )
        mine[member.charger_id] = replace(before, draw=draw)
    return mine


def _bounded(
    mine: Mapping[str, MemberMemory], budgets: Budgets, members: Sequence[Member]
) -> dict[str, MemberMemory]:
    """No cars draw more than the whole house takes."""
    reading = budgets.site.reading
    taken = reading.power + (reading.solar or 0.0) + (reading.battery or 0.0)
    drawn = sum(
        budgets.load(member)[0] * mine[member.charger_id].draw.current
        for member in members
    )
    if drawn <= max(taken, 0.0):
        return dict(mine)
    part = max(taken, 0.0) / drawn
    return {
        name: replace(each, draw=replace(each.draw, current=each.draw.current * part))
        for name, each in mine.items()
    }


def _fitted(
    budgets: Budgets, highest: Sequence[float] | None, claims: Mapping[str, Claim]
) -> dict[str, int]:
    """What would have fitted beside the most that the house took; 0 if unknown."""
    if highest is None:
        return dict.fromkeys(claims, 0)
    return share(budgets.left(highest), tuple(claims.values()))


def _lowered(member: Member, fits: int, tuning: Tuning) -> int:
    """What a charger keeps of its offer now."""
    if fits >= min(member.offered, member.most):
        return min(member.offered, member.most)
    return max(fits - tuning.spare, member.least) if fits else 0


def _regretting(memory: MemberMemory, now: float, gain: int) -> MemberMemory:
    """Count what could have been charged since the last look, and was not."""
    seconds = 0.0
    if memory.looked_at is not None:
        seconds = min(now - memory.looked_at, _LONGEST_STEP)
    missed = memory.missed + gain * seconds if gain > 0 else 0.0
    return replace(memory, looked_at=now, missed=missed)


def _wanted(
    memory: MemberMemory,
    now: float,
    member: Member,
    likely: int,
    sure: int,
    tuning: Tuning,
) -> int:
    """The current that patience allows now, or 0."""
    if memory.paused_at is not None:
        enough = min(member.least + tuning.resume_spare, member.most)
        waited = now - memory.paused_at >= memory.pause
        return likely if sure >= enough and waited else 0
    if not member.offered:
        return likely
    if now - memory.raised_at < tuning.raise_every:
        return 0
    missed = likely if memory.missed >= tuning.regret else 0
    return max(missed, sure if sure >= min(member.offered + 2, member.most) else 0)


def _room(
    left: Sequence[float],
    claims: Mapping[str, Claim],
    name: str,
    taken: Mapping[str, float],
) -> int:
    """What fits now beside all that the other cars take, or have not let go yet."""
    beside = [
        watts
        - sum(
            claim.load[number] * taken[other]
            for other, claim in claims.items()
            if other != name
        )
        for number, watts in enumerate(left)
    ]
    return share(beside, (claims[name],))[name]


def _after(
    memory: MemberMemory, now: float, member: Member, current: int, tuning: Tuning
) -> MemberMemory:
    """Remember what was decided."""
    if current != member.offered:
        memory = replace(memory, missed=0.0)
    if current > member.offered:
        memory = replace(memory, raised_at=now)
    if current and (memory.paused_at is not None or not member.offered):
        return replace(memory, paused_at=None, resumed_at=now)
    # A pause may need more than one look to get through.
    if member.offered and member.most and not current and memory.paused_at is None:
        return _paused(memory, now, tuning)
    return memory


def _paused(memory: MemberMemory, now: float, tuning: Tuning) -> MemberMemory:
    short = now - memory.resumed_at < tuning.short_run
    pause = min(2 * memory.pause, tuning.longest_pause) if short else tuning.sure
    return replace(memory, paused_at=now, pause=max(pause, tuning.sure))
