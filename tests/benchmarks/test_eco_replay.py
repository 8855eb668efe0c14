"""Replays know nothing before its time."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from custom_components.v2c_cloud.control.price_slots import PriceSlot
from custom_components.v2c_cloud.control.stays import Calendar
from scripts.benchmarks.eco_files import RecordedSession
from scripts.benchmarks.eco_replay import (
    Garage,
    Market,
    Outcome,
    Planned,
    Strategy,
    at_once,
    perfect,
    replay,
    timer,
)

MADRID = ZoneInfo("Europe/Madrid")
QUARTER = timedelta(minutes=15)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
FIRST = datetime(2026, 1, 1, tzinfo=MADRID).astimezone(UTC)


def price_of(local: datetime) -> float:
    """Cheap from midnight to 8:00, the cheapest at 5:00."""
    return 0.25 if local.hour >= 8 else 0.10 + 0.01 * abs(local.hour - 5)


def market(days: int = 45, published_at: time = time(20, 15)) -> Market:
    """Return prices that are the same on each day."""
    slots = [
        PriceSlot(
            start=begin,
            end=begin + QUARTER,
            price_per_kwh=price_of(begin.astimezone(MADRID)),
            currency="EUR",
        )
        for begin in (FIRST + number * QUARTER for number in range(days * 96))
    ]
    return Market(slots, MADRID, published_at)


MARKET = market()
GARAGE = Garage(market=MARKET, power=7.4, calendar=Calendar(zone=MADRID))


def local(text: str) -> datetime:
    """A local time as an instant."""
    return datetime.fromisoformat(text).replace(tzinfo=MADRID).astimezone(UTC)


def session(begins: str, ends: str, energy: float = 7.4) -> RecordedSession:
    """Return a session from one local time to another."""
    return RecordedSession(
        user="a", plug_in=local(begins), plug_out=local(ends), energy=energy
    )


NIGHTS = [
    session(f"2026-02-0{day} 18:00", f"2026-02-0{day + 1} 07:30") for day in range(1, 9)
]


def outcomes(strategy: Strategy, *sessions: RecordedSession) -> list[Outcome]:
    """Replay sessions."""
    return list(replay(GARAGE, sessions or NIGHTS, strategy))


@pytest.mark.parametrize(
    ("now", "until", "next_one"),
    [
        ("2026-02-01 20:14", "2026-02-02 00:00", "2026-02-01 20:15"),
        ("2026-02-01 20:15", "2026-02-03 00:00", "2026-02-02 20:15"),
    ],
)
def test_published(now: str, until: str, next_one: str) -> None:
    """Tomorrow is known from an hour of today on; beyond it is a guess."""
    assert MARKET.known_until(local(now)) == local(until)
    assert MARKET.next_publication(local(now)) == local(next_one)
    seen = MARKET.seen(local(now))
    assert seen == MARKET.seen(local(now))
    assert {slot.expected for slot in seen if slot.start < local(until)} == {False}
    assert {slot.expected for slot in seen if slot.start >= local(until)} == {True}
    assert seen[0].start <= local(now) < seen[0].end
    assert seen[-1].end >= local(now) + 2 * DAY


def test_the_end_of_prices() -> None:
    """Nothing is known at the end but what may come."""
    seen = MARKET.seen(MARKET.last)
    assert {slot.expected for slot in seen if slot.start >= MARKET.last} == {True}


@pytest.mark.parametrize(
    ("begins", "ends", "covered"),
    [
        ("2026-01-29 00:00", "2026-01-29 08:00", True),
        ("2026-01-28 23:59", "2026-01-29 08:00", False),
        ("2026-02-14 18:00", "2026-02-15 00:00", True),
        ("2026-02-14 18:00", "2026-02-15 00:01", False),
        ("2026-03-14 18:00", "2026-03-15 00:01", False),
    ],
)
def test_covered(begins: str, ends: str, covered: bool) -> None:
    """Only with a price for all of it, and four weeks before."""
    assert MARKET.covers(local(begins), local(ends)) is covered


@pytest.mark.parametrize(
    ("strategy", "price", "missing", "starts"),
    [
        (at_once, 0.25, 0.0, 1),
        (timer, 0.15, 0.0, 1),
        (perfect, 0.10, 0.0, 1),
        (Planned(ready_by=time(7), knows_need=True), 0.10, 0.0, 1),
        (Planned(knows_departure=True, knows_need=True), 0.10, 0.0, 1),
    ],
)
def test_a_night(strategy: Strategy, price: float, missing: float, starts: int) -> None:
    """Each in its hours."""
    [told] = outcomes(strategy, NIGHTS[0])
    assert told.wanted == 7.4
    assert told.cost / told.wanted == pytest.approx(price)
    assert told.missing == pytest.approx(missing)
    assert told.starts == starts


def test_short() -> None:
    """What is missing costs the dearest of the session; what cannot be is not wanted."""
    afternoon = session("2026-02-01 14:00", "2026-02-01 16:00", 99.0)
    [told] = outcomes(timer, afternoon)
    assert told.wanted == pytest.approx(14.8)
    assert told.missing == pytest.approx(14.8)
    assert told.cost == pytest.approx(14.8 * 0.25)
    assert told.starts == 0


def test_it_learns() -> None:
    """After some nights it waits for the cheapest hours, and it is ready."""
    strategy = Planned()
    told = outcomes(strategy)
    assert len(told) == len(NIGHTS)
    assert sum(each.missing for each in told) < 1.0
    assert told[-1].cost < 0.16 * told[-1].wanted
    assert told[-1].cost <= told[0].cost + 1e-9
    assert len(strategy.plan_seconds) >= len(NIGHTS)
    assert len(strategy.learn_seconds) == len(NIGHTS)


def test_nothing_is_known_before() -> None:
    """A first session is charged the same way, whatever it will have been."""
    short = session("2026-02-01 18:00", "2026-02-01 19:00", 40.0)
    long = session("2026-02-01 18:00", "2026-02-05 19:00", 40.0)
    [first] = outcomes(Planned(), short)
    [second] = outcomes(Planned(), long)
    assert first.missing >= second.missing
    assert first.wanted == pytest.approx(7.4)


def test_after_the_deadline() -> None:
    """Who is still there after its time gets what is missing at once."""
    late = session("2026-02-02 06:30", "2026-02-02 12:00", 14.8)
    [told] = outcomes(Planned(ready_by=time(7)), late)
    assert told.missing == pytest.approx(0.0)


def test_without_prices() -> None:
    """A session that has none is learned from."""
    strategy = Planned()
    early = session("2026-01-02 18:00", "2026-01-03 07:30")
    assert outcomes(strategy, early) == []
    assert strategy.plan_seconds == []
