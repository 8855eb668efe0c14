"""What is known of each quarter of an hour: its price, and what the grid emits in it."""

from datetime import datetime
from typing import TYPE_CHECKING

from .control.plan import EcoSlot
from .control.price_slots import PriceSlot

if TYPE_CHECKING:
    from .house import House


def eco_slots(house: House, start: datetime, end: datetime) -> tuple[EcoSlot, ...]:
    """The slots that have a part in a span and of which anything is known, in order."""
    prices = {slot.start: slot for slot in house.prices.slots(start, end)}
    emitted = {slot.start: slot for slot in house.carbon.slots(start, end)}
    known = prices | emitted
    return tuple(
        _slot(known[begin], prices.get(begin), emitted.get(begin))
        for begin in sorted(known)
    )


def _slot(span: PriceSlot, price: PriceSlot | None, co2: PriceSlot | None) -> EcoSlot:
    return EcoSlot(
        start=span.start,
        end=span.end,
        price=None if price is None else price.price_per_kwh,
        expected=price is not None and price.expected,
        co2=None if co2 is None else co2.price_per_kwh,
        co2_expected=co2 is not None and co2.expected,
    )
