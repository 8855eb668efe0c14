"""Puts energy into quarters of an hour. Pure."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from .model import Slot, total

QUARTER = timedelta(minutes=15)


def quarter_of(instant: datetime) -> datetime:
    """The begin of the quarter of an hour of UTC that an instant is in."""
    return instant.replace(minute=instant.minute // 15 * 15, second=0, microsecond=0)


def quarters(start: datetime, end: datetime) -> Iterator[tuple[datetime, float]]:
    """Yield the quarters of a span, each with its share of the span's length."""
    length = end - start
    if length <= timedelta(0):
        yield quarter_of(start), 1.0
        return
    begin = start
    while begin < end:
        quarter = quarter_of(begin)
        until = min(quarter + QUARTER, end)
        yield quarter, (until - begin) / length
        begin = until


def spread(
    start: datetime,
    end: datetime,
    energy: float,
    *,
    solar: float | None = None,
    estimated: bool = False,
) -> list[Slot]:
    """The slots of energy that flowed evenly over a span."""
    return [
        Slot(
            start=quarter,
            minutes=15,
            energy=energy * share,
            solar=None if solar is None else solar * share,
            estimated=estimated,
        )
        for quarter, share in quarters(start, end)
    ]


def merge(slots: Iterable[Slot]) -> tuple[Slot, ...]:
    """Put the slots of the same time together, in order.

    Where an hour comes once as a whole, its quarters go into it.
    """
    found = list(slots)
    whole = {slot.start for slot in found if slot.minutes == 60}
    times: dict[datetime, list[Slot]] = {}
    for slot in found:
        start = slot.hour if slot.hour in whole else slot.start
        times.setdefault(start, []).append(slot)
    return tuple(
        _together(start, 60 if start in whole else 15, times[start])
        for start in sorted(times)
    )


def by_hours(slots: Iterable[Slot]) -> tuple[Slot, ...]:
    """The same energy by whole hours, which take less room."""
    hours: dict[datetime, list[Slot]] = {}
    for slot in slots:
        hours.setdefault(slot.hour, []).append(slot)
    return tuple(_together(start, 60, hours[start]) for start in sorted(hours))


def within(
    slots: Iterable[Slot], start: datetime, end: datetime
) -> Iterator[tuple[Slot, float]]:
    """Yield the slots that are in a span, each with its share that is."""
    for slot in slots:
        length = timedelta(minutes=slot.minutes)
        overlap = min(slot.start + length, end) - max(slot.start, start)
        if overlap > timedelta(0):
            yield slot, overlap / length


def _together(start: datetime, minutes: int, slots: list[Slot]) -> Slot:
    if len(slots) == 1 and slots[0].minutes == minutes:
        return slots[0]
    energy = sum(slot.energy for slot in slots)
    costs = [slot.cost for slot in slots if slot.energy]
    prices = {slot.price for slot in slots if slot.energy}
    price = next(iter(prices)) if len(prices) == 1 else None
    if price is None and energy and None not in prices:
        price = (total(costs) or 0.0) / energy
    return Slot(
        start=start,
        minutes=minutes,
        energy=energy,
        solar=total(slot.solar for slot in slots),
        price=price,
        estimated=any(slot.estimated for slot in slots),
    )
