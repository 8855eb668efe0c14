"""What the cars may take while the meter of the house says nothing. Pure."""

from collections.abc import Sequence
from dataclasses import replace

from .budgets import Budgets, Member, Site
from .model import Allowance, MeterReading
from .sharing import share


def without_meter(
    members: Sequence[Member],
    allowance: Allowance,
    *,
    phases: int,
    peak: float | None,
    margin: float,
) -> dict[str, int]:
    """The current of each charger: its least if that fits beside ``peak``, else 0.

    ``peak`` is the most in W that the house has been seen to take at this hour, without
    its cars; None is not known, and then nothing fits. Nobody gets more than before.
    """
    if peak is None:
        return {member.charger_id: 0 for member in members}
    site = Site(
        reading=MeterReading(at=0.0, power=peak), allowance=allowance, phases=phases
    )
    budgets = Budgets.of(site, margin)
    return share(
        budgets.left(budgets.measured),
        [
            budgets.claim(replace(member, most=min(member.offered, member.least)))
            for member in members
        ],
    )
