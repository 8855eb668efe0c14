"""What a session has saved against charging at once: same energy, same prices. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from .price_slots import PriceSlot

_HOUR = timedelta(hours=1)
_CLOSE = 0.01


@dataclass(frozen=True, slots=True, kw_only=True)
class Charged:
    """What flowed in a piece of time, and what it cost."""

    start: datetime
    hours: float
    energy: float
    """kWh."""
    cost: float | None


def saved(
    plug_in: datetime, charged: Sequence[Charged], slots: Sequence[PriceSlot]
) -> float | None:
    """What charging from the plug-in on would have cost more; None if nobody can tell.

    At the highest power that was seen, from ``plug_in`` on. Expected prices are none.
    """
    energy = sum(piece.energy for piece in charged)
    power = max((piece.energy / piece.hours for piece in charged), default=0.0)
    if energy <= _CLOSE or any(
        piece.cost is None for piece in charged if piece.energy > 0
    ):
        return None
    paid = sum(piece.cost or 0.0 for piece in charged)
    at_once, left, reached = 0.0, energy, plug_in
    for slot in slots:
        if slot.end <= reached or left <= _CLOSE:
            continue
        if slot.start > reached or slot.expected:
            return None
        part = min(power * ((slot.end - reached) / _HOUR), left)
        at_once += part * slot.price_per_kwh
        left -= part
        reached = slot.end
    return at_once - paid if left <= _CLOSE else None
