"""The envelope that a charger's timer holds while EcoCharging waits."""

from dataclasses import replace
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, strategies as st
import pytest

from custom_components.v2c_cloud.api.timers import ALL_DAYS, ChargeTimer
from custom_components.v2c_cloud.control.envelope import (
    Envelope,
    envelope_of,
    holds,
    is_due,
    next_window,
    timer_of,
)
from custom_components.v2c_cloud.control.plan import Plan, PlannedSlot, PlanState

MADRID = ZoneInfo("Europe/Madrid")
UTC = ZoneInfo("UTC")
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
POWER = 4.0


def madrid(text: str) -> datetime:
    """A local time as an instant."""
    return datetime.fromisoformat(text).replace(tzinfo=MADRID).astimezone(UTC)


NOW = madrid("2026-11-24 20:00")
"""A Tuesday."""
MORNING = madrid("2026-11-25 07:00")


def plan_of(
    need: float, *, charges: tuple[datetime, ...] = (), departure: datetime = MORNING
) -> Plan:
    """A plan of 48 hours in which a charger can take 4 kW."""
    starts = [NOW + number * HOUR for number in range(48)]
    return Plan(
        state=PlanState.PLANNED,
        made_at=NOW,
        slots=tuple(
            PlannedSlot(
                start=start,
                end=start + HOUR,
                price=0.1,
                expected=False,
                most=POWER,
                solar=0.0,
                energy=POWER if start in charges else 0.0,
            )
            for start in starts
        ),
        departure=departure,
        need=need,
    )


@pytest.mark.parametrize(
    ("need", "most", "start"),
    [
        (8.0, None, "05:00"),
        (9.0, None, "04:45"),
        # Rounded to five minutes, so that it is early rather than late.
        (9.1, None, "04:40"),
        # Nobody steers it up to 4 kW.
        (8.0, 2.0, "03:00"),
        (8.0, 11.0, "05:00"),
    ],
)
def test_the_latest_start_that_meets_the_need(
    need: float, most: float | None, start: str
) -> None:
    """Until the departure, at what the charger can take."""
    assert envelope_of(plan_of(need), NOW, most) == Envelope(
        start=madrid(f"2026-11-25 {start}"), end=MORNING
    )


def test_what_nine_in_ten_need_counts() -> None:
    """A learned need is unsure."""
    plan = replace(plan_of(4.0), need_range=(1.0, 12.0))
    found = envelope_of(plan, NOW)
    assert found is not None
    assert found.start == madrid("2026-11-25 04:00")


def test_slots_that_allow_less_take_longer() -> None:
    """The limits of the house at that hour are what counts."""
    plan = plan_of(8.0)
    slots = [
        replace(slot, most=0.0) if slot.start == MORNING - HOUR else slot
        for slot in plan.slots
    ]
    found = envelope_of(replace(plan, slots=tuple(slots)), NOW)
    assert found is not None
    assert found.start == madrid("2026-11-25 04:00")


def test_begins_no_earlier_than_planned() -> None:
    """A cautious need is no reason to begin at the dearest hour."""
    first = madrid("2026-11-25 03:00")
    found = envelope_of(plan_of(30.0, charges=(first,)), NOW)
    assert found == Envelope(start=first + 5 * MINUTE, end=MORNING)


@pytest.mark.parametrize(
    "plan",
    [
        replace(plan_of(8.0), departure=None),
        replace(plan_of(8.0), need=None),
        # It is late already.
        plan_of(60.0),
        # It is planned so late that nobody else comes first.
        plan_of(0.2, charges=(MORNING,)),
    ],
)
def test_nothing_to_wait_for(plan: Plan) -> None:
    """Then no timer helps."""
    assert envelope_of(plan, NOW) is None


def test_is_shorter_than_a_day() -> None:
    """Whatever is needed until a departure far away."""
    far = NOW + 40 * HOUR
    found = envelope_of(plan_of(150.0, departure=far), NOW)
    assert found == Envelope(start=far - 23 * HOUR, end=far)


@pytest.mark.parametrize(
    ("start", "end", "days"),
    [
        # Tomorrow night, and each night after that.
        ("2026-11-25 00:05", "2026-11-25 07:00", {1, 2, 3, 4, 5, 6, 7}),
        ("2026-11-24 22:30", "2026-11-25 07:00", {1, 2, 3, 4, 5, 6, 7}),
        # Not tonight: that would be a day too early.
        ("2026-11-26 00:05", "2026-11-26 07:00", {1, 2, 4, 5, 6, 7}),
        ("2026-11-25 22:30", "2026-11-26 07:00", {1, 3, 4, 5, 6, 7}),
        ("2026-11-27 00:05", "2026-11-27 07:00", {1, 2, 5, 6, 7}),
        # This evening's is over.
        ("2026-11-25 19:00", "2026-11-25 19:30", {1, 2, 3, 4, 5, 6, 7}),
    ],
)
def test_timer(start: str, end: str, days: set[int]) -> None:
    """By the clock on the wall, on all days but those that would be too early."""
    envelope = Envelope(start=madrid(start), end=madrid(end))
    timer = timer_of(envelope, NOW, MADRID)
    assert timer == ChargeTimer(
        start=time.fromisoformat(start[-5:]),
        end=time.fromisoformat(end[-5:]),
        days=frozenset(days),
    )


@given(
    ahead=st.integers(min_value=1, max_value=40 * 12),
    length=st.integers(min_value=1, max_value=23 * 12),
)
def test_a_timer_does_what_its_envelope_says(ahead: int, length: int) -> None:
    """The next window of the timer is the envelope, across midnight as well."""
    start = NOW + ahead * 5 * MINUTE
    envelope = Envelope(start=start, end=start + length * 5 * MINUTE)
    assert next_window(timer_of(envelope, NOW, MADRID), NOW, MADRID) == envelope


def test_windows_across_a_change_of_clocks() -> None:
    """On the night to 25 October, 3:00 comes twice."""
    timer = ChargeTimer(start=time(1), end=time(7), days=ALL_DAYS)
    window = next_window(timer, madrid("2026-10-24 20:00"), MADRID)
    assert window is not None
    assert window.end - window.start == 7 * HOUR


@pytest.mark.parametrize(
    ("days", "now", "start"),
    [
        ({2}, "2026-11-24 20:00", "2026-11-24 22:00"),
        # It has begun, today or yesterday.
        ({2}, "2026-11-24 23:00", "2026-11-24 22:00"),
        ({2}, "2026-11-25 05:59", "2026-11-24 22:00"),
        ({2}, "2026-11-25 06:00", "2026-12-01 22:00"),
        ({1}, "2026-11-24 20:00", "2026-11-30 22:00"),
    ],
)
def test_next_window(days: set[int], now: str, start: str) -> None:
    """A timer over midnight belongs to the day on which it starts."""
    timer = ChargeTimer(start=time(22), end=time(6), days=frozenset(days))
    window = next_window(timer, madrid(now), MADRID)
    assert window is not None
    assert window.start == madrid(start)


@pytest.mark.parametrize(
    "timer",
    [
        ChargeTimer(start=time(22), end=time(6), enabled=False),
        ChargeTimer(start=time(22), end=time(6)),
    ],
)
def test_timers_without_a_window(timer: ChargeTimer) -> None:
    """One that is off never lets a car charge, nor does one without days."""
    assert next_window(timer, NOW, MADRID) is None


WINDOW = Envelope(start=madrid("2026-11-25 03:00"), end=MORNING)


@pytest.mark.parametrize(
    ("window", "now", "departure", "held"),
    [
        (WINDOW, NOW, MORNING, True),
        (WINDOW, NOW, None, True),
        (None, NOW, MORNING, False),
        # It is about to begin, by a clock that may be fast.
        (WINDOW, WINDOW.start - 3 * MINUTE, MORNING, False),
        (WINDOW, WINDOW.start + HOUR, MORNING, False),
        # The car leaves before that.
        (WINDOW, NOW, WINDOW.start, False),
    ],
)
def test_holds(
    window: Envelope | None, now: datetime, departure: datetime | None, held: bool
) -> None:
    """A car waits by a timer that charges it later, and in time."""
    assert holds(window, now, departure) is held


@pytest.mark.parametrize(
    ("window", "now", "due"),
    [
        (None, NOW, True),
        (WINDOW, NOW, False),
        (replace(WINDOW, start=WINDOW.start + 29 * MINUTE), NOW, False),
        (replace(WINDOW, start=WINDOW.start - 30 * MINUTE), NOW, True),
        (replace(WINDOW, start=WINDOW.start + 30 * MINUTE), NOW, True),
        (replace(WINDOW, end=WINDOW.end - 30 * MINUTE), NOW, True),
        # It would begin while the car shall wait on.
        (
            replace(WINDOW, start=WINDOW.start - 20 * MINUTE),
            WINDOW.start - 23 * MINUTE,
            True,
        ),
    ],
)
def test_is_due(window: Envelope | None, now: datetime, due: bool) -> None:
    """Seldom: each costs a call to the cloud."""
    assert is_due(window, WINDOW, now) is due
