"""Divides what a house leaves over among its chargers. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
import math

_ROUNDING = 1e-6
"""W; sums of floating point are this far from what they stand for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What one charger could use."""

    charger_id: str
    least: int
    """A; what is less than this is nothing: the car would stop."""
    most: int
    """A; below ``least`` the charger gets nothing."""
    load: tuple[float, ...]
    """W that each ampere puts on each of the budgets."""
    priority: int = 0
    """Lower comes first; equals share fairly."""


def share(budgets: Sequence[float], claims: Sequence[Claim]) -> dict[str, int]:
    """Whole amperes for each charger, 0 for those that cannot charge.

    ``budgets`` is in W, infinite where nothing limits. First every charger gets its
    least, in order of priority and then of the claims; what is left goes to the first
    priority in equal parts, then to the next. No budget is ever exceeded, and more
    budget gives no charger less, unless it lets one more charge.
    """
    left = list(budgets)
    shares: dict[str, int] = {}
    ordered = sorted(claims, key=lambda claim: claim.priority)
    for claim in ordered:
        fits = claim.least <= claim.most and _fit(left, claim) >= claim.least
        shares[claim.charger_id] = claim.least if fits else 0
        _take(left, claim, shares[claim.charger_id])
    for priority in sorted({claim.priority for claim in ordered}):
        group = [
            claim
            for claim in ordered
            if claim.priority == priority and shares[claim.charger_id]
        ]
        _fill(left, group, shares)
    return shares


def _fill(left: list[float], group: Sequence[Claim], shares: dict[str, int]) -> None:
    """Give what is left in equal parts, one ampere at a time when it gets tight."""
    growing = list(group)
    while growing:
        part = max(min(_fit(left, claim) for claim in growing) // len(growing), 1)
        still = []
        for claim in growing:
            more = min(part, claim.most - shares[claim.charger_id], _fit(left, claim))
            _take(left, claim, more)
            shares[claim.charger_id] += more
            if more == part and shares[claim.charger_id] < claim.most:
                still.append(claim)
        growing = still


def _fit(left: Sequence[float], claim: Claim) -> int:
    """How many more amperes the budgets carry."""
    return min(
        (
            math.floor((budget + _ROUNDING) / watts)
            for budget, watts in zip(left, claim.load, strict=True)
            if watts > 0 and budget < math.inf
        ),
        default=claim.most,
    )


def _take(left: list[float], claim: Claim, current: int) -> None:
    for number, watts in enumerate(claim.load):
        left[number] -= watts * current
