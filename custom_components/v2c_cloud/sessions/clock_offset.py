"""How far a charger's clock is ahead. Pure."""

from collections.abc import Iterable
from datetime import timedelta, tzinfo
from itertools import product
from statistics import median

from custom_components.v2c_cloud.api.charges import CloudCharge

from .model import Charge, Session
from .wall_time import TOLERANCE, Span, spans

MOST_OFFSET = timedelta(hours=3)
_LEAST_ENERGY = 0.2
_SAME_ENERGY = 0.15
_SAME_SHARE = 0.03
_SAME_LENGTH = timedelta(minutes=5)


def alike(span: Span, charge: Charge) -> bool:
    """Whether two may be the same charge, whatever the clocks say."""
    if charge.end is None or not span.charge.finished:
        return False
    tolerance = max(_SAME_ENERGY, _SAME_SHARE * charge.energy)
    return (
        span.charge.energy >= _LEAST_ENERGY
        and abs(span.charge.energy - charge.energy) <= tolerance
        and abs(span.length - (charge.end - charge.start)) <= _SAME_LENGTH
    )


def learn_offset(
    sessions: Iterable[Session], charges: Iterable[CloudCharge], zone: tzinfo
) -> timedelta | None:
    """The offset that most charges agree on; None when none is like any other.

    Each charge that was seen on both sides tells the offset, but two charges may be alike
    by chance: the offsets within ten minutes that are told most often count, of equally
    many the smallest; of these the median.
    """
    seen = [charge for session in sessions for charge in session.charges]
    told = [span for charge in charges for span in spans(charge, zone, timedelta(0))]
    offsets = [
        span.start - charge.start
        for span, charge in product(told, seen)
        if abs(span.start - charge.start) <= MOST_OFFSET and alike(span, charge)
    ]
    if not offsets:
        return None
    best = max(offsets, key=lambda one: (len(_near(one, offsets)), -abs(one), one))
    seconds = median(offset.total_seconds() for offset in _near(best, offsets))
    return timedelta(seconds=round(seconds))


def _near(one: timedelta, offsets: list[timedelta]) -> list[timedelta]:
    return [offset for offset in offsets if abs(offset - one) <= TOLERANCE]
