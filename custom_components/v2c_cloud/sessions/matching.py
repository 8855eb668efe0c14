"""Puts together what the LAN saw of sessions and what the cloud has of charges. Pure.

The result follows from what is known, whenever and however often it came: nothing counts
twice. One connector charges one car, so what overlaps is the same.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, tzinfo

from custom_components.v2c_cloud.api.charges import CloudCharge

from .clock_offset import MOST_OFFSET, alike, learn_offset
from .completing import cloud_charge, complete
from .model import Session, SessionSource
from .wall_time import TOLERANCE, Span, spans

_FOREVER = datetime.max.replace(tzinfo=UTC) - TOLERANCE
_MOST_OF_IT = 0.5
_LITTLE_OF_IT = 0.2


@dataclass(frozen=True, slots=True, kw_only=True)
class Matched:
    """All sessions that are known."""

    sessions: tuple[Session, ...]
    """The newest first."""
    ambiguous: tuple[CloudCharge, ...]
    """Charges of the cloud that may be part of another: they count nowhere."""
    offset: timedelta | None
    """How far the charger's clock is ahead; None while that cannot be told."""
    claimed: Mapping[str, frozenset[str]]
    """The IDs of the cloud's charges that each session, by its ID, stands for."""


def match(
    charger_id: str,
    sessions: Sequence[Session],
    charges: Iterable[CloudCharge],
    zone: tzinfo,
    offset: timedelta | None = None,
) -> Matched:
    """Match charges to sessions, which must not overlap.

    ``offset`` is the one learned before; what is learned now is newer.
    """
    known = sorted(
        {charge.id: charge for charge in charges}.values(),
        key=lambda charge: (charge.start, charge.id),
    )
    near = [item for item in sessions if known and _is_near(item, known)]
    learned = learn_offset(near, known, zone) if known else None
    learned = offset if learned is None else learned
    accepted, ambiguous = _accept(known, near, zone, learned or timedelta(0))
    found: dict[str, list[Span]] = {}
    left: list[Span] = []
    for span in accepted:
        candidates = _overlapping(span, near)
        if not candidates:
            left.append(span)
        elif (session := _best(span, candidates)) is not None:
            found.setdefault(session.id, []).append(span)
        else:
            ambiguous.append(span.charge)
    alone = _match_by_likeness(left, near, found, ambiguous)
    result = [
        complete(session, found[session.id]) if session.id in found else session
        for session in sessions
    ]
    result += [_cloud_session(charger_id, span) for span in alone]
    return Matched(
        sessions=tuple(
            sorted(result, key=lambda item: (item.start, item.id), reverse=True)
        ),
        ambiguous=tuple(sorted(ambiguous, key=lambda item: (item.start, item.id))),
        offset=learned,
        claimed={
            **{
                session_id: frozenset(span.charge.id for span in claims)
                for session_id, claims in found.items()
            },
            **{_cloud_session_id(span): frozenset({span.charge.id}) for span in alone},
        },
    )


def _is_near(session: Session, known: Sequence[CloudCharge]) -> bool:
    """Whether a session is in the time of the charges, by any clock of the world."""
    day = timedelta(days=1)
    first = known[0].start.replace(tzinfo=UTC) - day
    last = max(charge.end or charge.start for charge in known).replace(tzinfo=UTC)
    return session.start <= last + day and (session.end or _FOREVER) >= first


def _accept(
    known: Iterable[CloudCharge],
    sessions: Sequence[Session],
    zone: tzinfo,
    offset: timedelta,
) -> tuple[list[Span], list[CloudCharge]]:
    """Choose what the times of each charge mean; two cannot have been at once."""
    accepted: list[Span] = []
    refused: list[CloudCharge] = []
    for charge in known:
        free = [
            span
            for span in spans(charge, zone, offset)
            if not any(_same_time(span, other) for other in accepted[-20:])
        ]
        if free:
            # The most likely reading counts unless the LAN knows better.
            accepted.append(max(free, key=lambda span: _seen(span, sessions)))
        else:
            refused.append(charge)
    return accepted, refused


def _same_time(one: Span, other: Span) -> bool:
    shorter = min(one.length, other.length)
    return one.overlap(other.start, other.end) > min(TOLERANCE, shorter / 2)


def _seen(span: Span, sessions: Sequence[Session]) -> float:
    """For which share of a span the LAN saw a car plugged in."""
    overlaps = (span.overlap(item.start, item.end or _FOREVER) for item in sessions)
    seen = sum((max(item, timedelta(0)) for item in overlaps), timedelta(0))
    return seen / max(span.length, timedelta(seconds=1))


def _overlapping(
    span: Span, sessions: Sequence[Session]
) -> list[tuple[timedelta, Session]]:
    """The sessions in which a charge may have been, with how much of it."""
    return [
        (overlap, session)
        for session in sessions
        if (overlap := span.overlap(session.start, session.end or _FOREVER))
        >= -TOLERANCE
    ]


def _best(span: Span, candidates: list[tuple[timedelta, Session]]) -> Session | None:
    """The only session that is plausible, if there is one."""
    if len(candidates) == 1:
        return candidates[0][1]
    first, second = sorted((overlap for overlap, _ in candidates), reverse=True)[:2]
    if first >= _MOST_OF_IT * span.length and second < _LITTLE_OF_IT * span.length:
        return max(candidates, key=lambda item: item[0])[1]
    same = [
        session
        for _, session in candidates
        if any(alike(span, charge) for charge in session.charges)
    ]
    return same[0] if len(same) == 1 else None


def _match_by_likeness(
    left: Iterable[Span],
    sessions: Sequence[Session],
    found: dict[str, list[Span]],
    ambiguous: list[CloudCharge],
) -> list[Span]:
    """Find charges whose time is wrong by another offset; return those of the cloud alone.

    A clock may have been set right, or wrong, in the meantime.
    """
    wanted: dict[str, list[tuple[Span, timedelta]]] = {}
    alone: list[Span] = []
    for span in left:
        same = [
            (session, span.start - charge.start)
            for session in sessions
            for charge in session.charges
            if abs(span.start - charge.start) <= MOST_OFFSET
            and alike(span, charge)
            and not _is_taken(charge.start, charge.end, found.get(session.id, ()))
        ]
        if len(same) == 1:
            session, error = same[0]
            wanted.setdefault(session.id, []).append((span, error))
        elif same:
            ambiguous.append(span.charge)
        else:
            alone.append(span)
    for session_id, claims in wanted.items():
        if len({span.start - error for span, error in claims}) < len(claims):
            ambiguous += [span.charge for span, _ in claims]
        else:
            moved = [_moved(span, error) for span, error in claims]
            found.setdefault(session_id, []).extend(moved)
    return alone


def _is_taken(start: datetime, end: datetime | None, claimed: Iterable[Span]) -> bool:
    return any(span.overlap(start, end or _FOREVER) > timedelta(0) for span in claimed)


def _moved(span: Span, by: timedelta) -> Span:
    return replace(
        span,
        start=span.start - by,
        end=span.end - by,
        parts=tuple(
            replace(part, start=part.start - by, end=part.end - by)
            for part in span.parts
        ),
    )


def _cloud_session_id(span: Span) -> str:
    return f"cloud {span.charge.id}"


def _cloud_session(charger_id: str, span: Span) -> Session:
    """A session that nobody but the cloud knows; when the car came is not known."""
    return Session(
        id=_cloud_session_id(span),
        charger_id=charger_id,
        start=span.start,
        end=span.end if span.charge.finished else None,
        charges=(cloud_charge(span),),
        source=SessionSource.CLOUD,
    )
