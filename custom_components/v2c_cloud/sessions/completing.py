"""Completes and corrects a session with what the cloud has of its charges. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from .model import Card, Charge, Session, SessionSource, Slot
from .slots import QUARTER, by_hours, merge, quarter_of, spread, within
from .wall_time import TOLERANCE, HourPart, Span

_FOREVER = datetime.max.replace(tzinfo=UTC)
_ROUNDING = 0.06
"""kWh; the cloud rounds to 0.1."""
_AGREES = 0.01
_ALL_SEEN = 0.9


@dataclass(slots=True)
class _Group:
    """Charges of both sides that overlap: the same energy."""

    end: datetime
    seen: list[Charge] = field(default_factory=list)
    told: list[Span] = field(default_factory=list)


def complete(session: Session, told: Sequence[Span]) -> Session:
    """A session with the charges that the cloud has of it."""
    charges = sorted(
        (charge for group in _groups(session, told) for charge in _resolve(group)),
        key=lambda charge: charge.start,
    )
    over_lan = session.source is not SessionSource.CLOUD
    end = session.end
    if end is not None:
        end = max(end, *(charge.end or end for charge in charges))
    return replace(
        session,
        start=min(session.start, *(charge.start for charge in charges)),
        end=end,
        charges=tuple(charges),
        source=SessionSource.BOTH if over_lan else SessionSource.CLOUD,
    )


def cloud_charge(span: Span) -> Charge:
    """A charge as the cloud alone knows it."""
    return _detailed(
        Charge(
            start=span.start,
            end=span.end if span.charge.finished else None,
            slots=_slots(span.parts, ()),
        ),
        span,
    )


def _groups(session: Session, told: Sequence[Span]) -> list[_Group]:
    items: list[tuple[datetime, datetime, Charge | Span]] = [
        *((one.start, one.end or _FOREVER, one) for one in session.charges),
        *((one.start, one.end, one) for one in told),
    ]
    groups: list[_Group] = []
    for start, end, one in sorted(items, key=lambda item: item[:2]):
        if not groups or start >= groups[-1].end:
            groups.append(_Group(end))
        group = groups[-1]
        group.end = max(group.end, end)
        if isinstance(one, Span):
            group.told.append(one)
        else:
            group.seen.append(one)
    return groups


def _resolve(group: _Group) -> list[Charge]:
    """What is true of a group: the cloud's energy, when it is over."""
    seen, told = group.seen, group.told
    if not told:
        return seen
    if not seen:
        return [cloud_charge(span) for span in told]
    finished = [span for span in told if span.charge.finished]
    if not finished or any(charge.end is None for charge in seen):
        return [*seen[:-1], _detailed(seen[-1], told[-1])]
    if len(finished) > 1:
        slots = [slot for charge in seen for slot in charge.slots]
        return [
            _detailed(
                Charge(start=span.start, end=span.end, slots=_slots(span.parts, slots)),
                span,
            )
            for span in finished
        ]
    return [_corrected(seen, finished[0])]


def _corrected(seen: Sequence[Charge], span: Span) -> Charge:
    """What the LAN saw, perhaps not all of it, of one charge of the cloud."""
    slots = merge(slot for charge in seen for slot in charge.slots)
    energy = sum(slot.energy for slot in slots)
    agreed = abs(energy - span.charge.energy) <= max(_ROUNDING, _AGREES * energy)
    start, end = seen[0].start, seen[-1].end or span.end
    return _detailed(
        Charge(
            start=start if abs(start - span.start) <= TOLERANCE else span.start,
            end=end if abs(end - span.end) <= TOLERANCE else span.end,
            slots=slots
            if agreed and not any(slot.estimated for slot in slots)
            else _slots(span.parts, slots),
        ),
        span,
    )


def _detailed(charge: Charge, span: Span) -> Charge:
    """Add what only the cloud knows."""
    told = span.charge
    return replace(
        charge,
        cloud_id=told.id,
        cloud_cost=told.cost,
        co2=told.co2,
        card=None
        if told.card_code is None
        else Card(code=told.card_code, name=told.card_name),
    )


def _slots(parts: Sequence[HourPart], seen: Sequence[Slot]) -> tuple[Slot, ...]:
    """The cloud's energy by hour, within the hours as the LAN saw it flow."""
    # Of its quarters it is not known in which minutes of them it began and ended.
    first = quarter_of(parts[0].start)
    last = quarter_of(parts[-1].end) + QUARTER
    return merge(
        slot
        for part in parts
        for slot in _slots_of(
            part,
            seen,
            first if part is parts[0] else part.start,
            last if part is parts[-1] else part.end,
        )
    )


def _slots_of(
    part: HourPart, seen: Sequence[Slot], start: datetime, end: datetime
) -> list[Slot]:
    shape = [
        replace(
            slot,
            energy=slot.energy * share,
            solar=None if slot.solar is None else slot.solar * share,
        )
        for slot, share in within(seen, start, end)
        if not slot.estimated and slot.energy
    ]
    energy = sum(slot.energy for slot in shape)
    if not energy or energy < _ALL_SEEN * part.energy:
        rest = spread(part.start, part.end, part.energy - energy)
        return [*by_hours([*shape, *rest])]
    return [
        replace(
            slot,
            energy=slot.energy * part.energy / energy,
            solar=None if slot.solar is None else slot.solar * part.energy / energy,
        )
        for slot in shape
    ]
