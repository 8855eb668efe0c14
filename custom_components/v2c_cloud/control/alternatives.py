"""What one phase, or three, would leave a charger. Pure."""

from dataclasses import dataclass, replace
import math

from .budgets import Budgets, Site
from .decision import DecisionMemory, Look, member
from .limits import PHASE_VOLTAGE
from .model import PowerControl
from .sharing import share
from .situation import Situation


@dataclass(frozen=True, slots=True, kw_only=True)
class Alternatives:
    """A per phase that would fit beside the house, and of the sun where that counts."""

    one: int | None = None
    """None while nobody knows."""
    three: int | None = None


def alternatives(
    memory: DecisionMemory,
    look: Look,
    item: Situation,
    phase: tuple[int, ...] | None,
) -> Alternatives:
    """What would fit now beside what the other chargers may claim, without patience.

    ``memory`` is that of the last decision, which knows what the cars draw. ``phase``
    is the one that the charger would load alone, from 0; None where that is not known.
    The sun is averaged as for the decision: clouds shall not begin patience anew.
    """
    name = item.charger_id
    if look.reading is None or name not in memory.law.members:
        return Alternatives()
    sun = math.inf
    if item.aim in {PowerControl.PV, PowerControl.PV_MIN} and not item.boost:
        remembered = memory.sun.get(name)
        if remembered is None or remembered.at is None:
            return Alternatives()
        sun = max(remembered.average, 0.0)
    members = [
        member(each, each.most)
        for each in look.situations
        if each.charger_id in memory.law.members
    ]
    site = Site(reading=look.reading, allowance=look.allowance, phases=look.phases)
    budgets = Budgets.of(site, look.tuning.margin)
    draws = {other: each.draw.current for other, each in memory.law.members.items()}
    left = budgets.left(budgets.rest(members, draws))

    def fits(count: int, phases: tuple[int, ...] | None) -> int:
        claims = [
            budgets.claim(
                replace(each, count=count, phases=phases)
                if each.charger_id == name
                else each
            )
            for each in members
        ]
        of_the_sun = math.floor(min(sun / (count * PHASE_VOLTAGE), item.most))
        return min(share(left, claims)[name], of_the_sun)

    return Alternatives(one=fits(1, phase), three=fits(3, (0, 1, 2)))
