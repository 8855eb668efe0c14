"""The hours in which a charger charges by its own timer if nobody tells it anything.

While EcoCharging waits, the charger's timer holds one envelope: from the latest start
that still meets the need until the departure. Should Home Assistant be gone by then,
the car is charged all the same. Pure.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from custom_components.v2c_cloud.api.timers import ALL_DAYS, ChargeTimer

from .plan import Plan

LEAD = timedelta(minutes=3)
"""A timer that begins so soon holds nothing any more: a charger's clock is not ours."""
WRITE_GAP = timedelta(minutes=30)
"""Between two envelopes of one session: each costs a call to the cloud."""
_MOVED = timedelta(minutes=30)
"""By how much an envelope may be wrong before it is written anew."""
_GRACE = timedelta(minutes=5)
"""After the planned start, so that who lives comes first."""
_LONGEST = timedelta(hours=23)
"""A timer that is longer than a day says nothing."""
_STEP = timedelta(minutes=5)
_MINUTE = timedelta(minutes=1)
_HOUR = timedelta(hours=1)
_DAY = timedelta(days=1)
_WEEK = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """From when until when a charger may charge; instants in UTC."""

    start: datetime
    end: datetime


def envelope_of(
    plan: Plan, now: datetime, most: float | None = None
) -> Envelope | None:
    """The envelope of a plan; None where there is nothing to wait for.

    ``most`` is the kW that the charger takes with nobody to steer it, where that is
    less than the limits allow. No charge begins before it is planned: what is charged
    from then on without a break is no less than the plan charges.
    """
    if plan.departure is None or plan.need is None:
        return None
    need = plan.need_range[1] if plan.need_range else plan.need
    start = _rounded(_latest_start(plan, plan.departure, need, most), _STEP)
    if plan.next_start is not None:
        start = max(start, _rounded(plan.next_start + _GRACE, _STEP, up=True))
    end = _rounded(plan.departure, _MINUTE, up=True)
    start = max(start, end - _LONGEST)
    if not now + 2 * LEAD < start < end:
        return None
    return Envelope(start=start, end=end)


def _latest_start(
    plan: Plan, departure: datetime, need: float, most: float | None
) -> datetime:
    """When to begin at full, so that the need is just met."""
    for slot in reversed(plan.slots):
        begin, finish = max(slot.start, plan.made_at), min(slot.end, departure)
        power = slot.most if most is None else min(slot.most, most)
        energy = power * ((finish - begin) / _HOUR)
        if energy <= 0:
            continue
        if energy >= need:
            return finish - need / power * _HOUR
        need -= energy
    return plan.made_at


def _rounded(instant: datetime, step: timedelta, *, up: bool = False) -> datetime:
    over = timedelta(seconds=instant.timestamp() % step.total_seconds())
    return instant - over + (step if up and over else timedelta())


def timer_of(envelope: Envelope, now: datetime, zone: tzinfo) -> ChargeTimer:
    """The timer that charges in an envelope, by a clock on the wall.

    On each day but those on which it would begin before that: should Home Assistant
    stay away, the cars of the next days are charged as well.
    """
    start, end = envelope.start.astimezone(zone), envelope.end.astimezone(zone)
    early = {
        (start - days * _DAY).isoweekday()
        for days in range(1, _WEEK)
        if envelope.end - days * _DAY > now
    }
    return ChargeTimer(
        start=start.time().replace(second=0, microsecond=0),
        end=end.time().replace(second=0, microsecond=0),
        days=ALL_DAYS - early,
    )


def next_window(timer: ChargeTimer, now: datetime, zone: tzinfo) -> Envelope | None:
    """When a timer lets a charger charge next, or does so now; None if it never does."""
    if not timer.enabled:
        return None
    today = now.astimezone(zone).date()
    for days in range(-1, _WEEK + 1):
        day = today + days * _DAY
        if day.isoweekday() not in timer.days:
            continue
        last = day + _DAY if timer.end <= timer.start else day
        end = datetime.combine(last, timer.end, zone).astimezone(now.tzinfo)
        if end > now:
            start = datetime.combine(day, timer.start, zone)
            return Envelope(start=start.astimezone(now.tzinfo), end=end)
    return None


def holds(window: Envelope | None, now: datetime, departure: datetime | None) -> bool:
    """Whether a car waits by this window for now, and is charged in it in time."""
    if window is None or window.start <= now + LEAD:
        return False
    return departure is None or window.start < departure


def is_due(window: Envelope | None, wanted: Envelope, now: datetime) -> bool:
    """Whether what the charger has been told is too far from what is wanted."""
    if window is None:
        return True
    moved = max(abs(window.start - wanted.start), abs(window.end - wanted.end))
    return moved >= _MOVED or window.start <= now + LEAD
