"""The log: both sources over weeks, what is settled and what is forgotten."""

from datetime import timedelta

from hypothesis import given, strategies as st
import pytest

from custom_components.v2c_cloud.sessions import log as log_module
from custom_components.v2c_cloud.sessions.codec import (
    decode_log,
    decode_tariff,
    encode_log,
    encode_tariff,
)
from custom_components.v2c_cloud.sessions.cost import FixedTariff
from custom_components.v2c_cloud.sessions.live import LiveLog
from custom_components.v2c_cloud.sessions.log import SessionLog
from custom_components.v2c_cloud.sessions.model import SessionSource

from .helpers import CHARGER, MADRID, away, charging, seen, told, utc

NOW = utc("2026-11-22T12:00")
NO_PRICE = FixedTariff(())
PRICE = NO_PRICE.having(0.2, NOW)

SEEN = seen(
    "2026-09-16T18:00",
    "2026-09-17T06:00",
    ("2026-09-16T18:05", "2026-09-16T20:05", 7.0),
)
TOLD = told(
    "2026-09-16T20:05",
    "2026-09-16T22:05",
    3.2,
    3.5,
    0.3,
    cost=1.05,
    card="aa23b601",
    updated="2026-09-16T20:05",
)


def new_log() -> SessionLog:
    """A log of a new charger."""
    return SessionLog(charger_id=CHARGER, live=LiveLog(charger_id=CHARGER))


@pytest.fixture
def log() -> SessionLog:
    """A log of a new charger."""
    return new_log()


def test_a_session_ends(log: SessionLog) -> None:
    """It is kept with the price that it had."""
    ended = [
        log.observe(state, NOW + timedelta(minutes=minute), PRICE, lan=True)
        for minute, state in enumerate(
            (away(0.0), charging(0.0), charging(0.1), away(0.1))
        )
    ]
    assert ended == [False, False, False, True]
    log.refresh(NOW, MADRID, NO_PRICE)
    assert [session.cost for session in log.sessions] == [pytest.approx(0.02)]


def test_the_running_session_is_the_newest(log: SessionLog) -> None:
    """It is shown while it goes on."""
    log.seen.append(SEEN)
    log.observe(charging(0.0), NOW, PRICE, lan=True)
    log.refresh(NOW, MADRID, PRICE)
    assert [session.end for session in log.sessions] == [None, SEEN.end]


def test_late_and_early_answers(log: SessionLog) -> None:
    """A newer answer counts, an older or a repeated one does not."""
    assert log.add([TOLD])
    assert not log.add([TOLD])
    older = told("2026-09-16T20:05", None, 1, updated="2026-09-16T19:00")
    assert not log.add([older])
    newer = told("2026-09-16T20:05", "2026-09-16T22:10", 8, updated="2026-09-17T09:00")
    assert log.add([newer])
    assert log.told == {newer.id: newer}

    undated = told("2026-09-20T20:05", "2026-09-20T22:05", 3)
    assert log.add([told("2026-09-20T20:05", None, 1)])
    assert log.add([undated])
    assert not log.add([told("2026-09-20T20:05", None, 2)])
    assert log.told[undated.id] == undated


def test_the_old_is_settled(log: SessionLog) -> None:
    """Both sources become one, for good: the cloud cannot count it again."""
    log.seen.append(SEEN)
    log.add([TOLD])
    log.refresh(SEEN.start + timedelta(days=40), MADRID, PRICE)
    assert (len(log.seen), len(log.told), len(log.settled)) == (1, 1, 0)
    before = log.sessions

    log.refresh(NOW, MADRID, PRICE)
    assert (log.seen, log.told, len(log.settled)) == ([], {}, 1)
    assert [(it.id, it.energy, it.cost) for it in log.sessions] == [
        (it.id, it.energy, it.cost) for it in before
    ]
    assert log.sessions[0].energy_by_hour == before[0].energy_by_hour
    assert not log.add([TOLD])
    log.refresh(NOW, MADRID, PRICE)
    assert [it.energy for it in log.sessions] == [7.0]


def test_the_lans_old_sessions_wait_for_an_account(log: SessionLog) -> None:
    """Somebody may enter a key a year later."""
    log.seen.append(SEEN)
    log.refresh(NOW, MADRID, PRICE)
    assert (len(log.seen), log.settled) == (1, [])
    log.add([TOLD])
    log.refresh(NOW, MADRID, PRICE)
    assert [it.source for it in log.sessions] == [SessionSource.BOTH]


def test_the_log_is_bounded(log: SessionLog, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten years, and no more than fits."""
    log.seen = [
        seen("2016-11-16T10:00", "2016-11-16T11:00"),
        seen("2026-11-16T10:00", "2026-11-16T11:00"),
        seen("2026-11-17T10:00", "2026-11-17T11:00"),
    ]
    log.tidy(NOW, PRICE)
    assert [f"{it.start:%Y-%m-%d}" for it in log.seen] == ["2026-11-16", "2026-11-17"]
    monkeypatch.setattr(log_module, "MOST_SESSIONS", 1)
    log.tidy(NOW, PRICE)
    assert [f"{it.start:%Y-%m-%d}" for it in log.seen] == ["2026-11-17"]


def test_a_first_price(log: SessionLog) -> None:
    """What was charged before costs it, too; what is old is kept by hours."""
    log.seen = [SEEN]
    log.tidy(NOW, NO_PRICE)
    log.refresh(NOW, MADRID, NO_PRICE)
    assert log.sessions[0].cost is None
    log.tidy(NOW, PRICE)
    log.refresh(NOW, MADRID, PRICE)
    assert log.sessions[0].cost == pytest.approx(1.4)
    assert {slot.minutes for slot in log.sessions[0].charges[0].slots} == {60}
    assert log.sessions[0].energy == 7.0


def test_what_is_ambiguous_is_bounded(
    log: SessionLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The newest of it may still be explained."""
    monkeypatch.setattr(log_module, "MOST_AMBIGUOUS", 1)
    log.add(
        told(f"2026-11-16T10:{minute}:00", "2026-11-16T12:00", 3)
        for minute in ("00", "01", "02")
    )
    log.refresh(NOW, MADRID, PRICE)
    assert [charge.id for charge in log.ambiguous] == ["2026-11-16 10:02:00"]
    assert len(log.told) == 2


def test_the_codec_keeps_everything(log: SessionLog) -> None:
    """A restart finds what was stored, to the second and to 0.1 Wh."""
    recent = told("2026-11-20T20:05", None, 1, 2, created="2026-11-20T19:05:03")
    log.seen = [seen("2026-11-20T10:00", "2026-11-20T11:00"), SEEN]
    log.add([TOLD, recent])
    log.observe(away(0.0), NOW, PRICE, lan=True)
    for minute in range(40):
        state = charging(minute * 0.06)
        log.observe(state, NOW + timedelta(minutes=1 + minute), PRICE, lan=True)
    log.observe(charging(9.0), NOW + timedelta(hours=4), PRICE, lan=True)
    log.refresh(NOW, MADRID, PRICE)
    log.offset = timedelta(hours=-2)
    log.asked_at = NOW
    log.history_from = NOW.date()

    again = decode_log(CHARGER, encode_log(log))
    again.refresh(NOW, MADRID, PRICE)
    log.refresh(NOW, MADRID, PRICE)
    assert encode_log(again) == encode_log(log)
    assert [
        (it.id, it.start, it.end, it.source, it.card, it.cost) for it in again.sessions
    ] == [(it.id, it.start, it.end, it.source, it.card, it.cost) for it in log.sessions]
    assert [it.energy for it in again.sessions] == [
        pytest.approx(it.energy, abs=1e-3) for it in log.sessions
    ]
    assert again.told == log.told
    assert again.live.session is not None
    assert any(slot.estimated for slot in again.live.session.charges[0].slots)


def test_prices_are_kept() -> None:
    """The price of then counts after a restart, too."""
    tariff = PRICE.having(None, NOW + timedelta(days=1))
    assert decode_tariff(encode_tariff(tariff)) == tariff


@given(
    st.permutations(range(6)),
    st.lists(st.integers(0, 5), max_size=6),
    st.sets(st.integers(0, 6), max_size=3),
)
def test_the_order_of_arrival(
    order: list[int], again: list[int], settle_after: set[int]
) -> None:
    """Whenever the cloud tells, and however often: the sums are the same."""
    charges = [
        told(
            f"2026-09-{10 + day}T20:00",
            f"2026-09-{10 + day}T22:00",
            2 + day / 10,
            3,
        )
        for day in range(6)
    ]
    log = new_log()
    log.seen = [
        seen(
            f"2026-09-{10 + day}T17:00",
            f"2026-09-{11 + day}T06:00",
            (f"2026-09-{10 + day}T18:00", f"2026-09-{10 + day}T20:00", 5 + day / 10),
        )
        for day in range(3)
    ]
    for index, day in enumerate([*order, *again]):
        log.add([charges[day]])
        months = int(index in settle_after)
        log.refresh(
            utc("2026-09-20T12:00") + timedelta(days=60 * months), MADRID, PRICE
        )
    log.refresh(NOW, MADRID, PRICE)
    assert len(log.sessions) == 6
    assert sum(it.energy for it in log.sessions) == pytest.approx(31.5)
    assert sum(it.cost or 0 for it in log.sessions) == pytest.approx(6.3)
    assert log.ambiguous == ()


def test_prices_that_come_late(log: SessionLog) -> None:
    """What lacks a price gets it, as far back as prices can be known."""
    log.seen = [SEEN]
    log.refresh(NOW, MADRID, NO_PRICE)
    [session] = log.sessions
    assert session.cost is None
    assert not log.complete_prices(NOW, PRICE)
    assert log.seen == [SEEN]

    assert log.complete_prices(SEEN.start, NO_PRICE)
    assert log.seen == [SEEN]
    assert log.complete_prices(SEEN.start, PRICE)
    log.refresh(NOW, MADRID, PRICE)
    [session] = log.sessions
    assert session.cost == pytest.approx(1.4)
    assert not log.complete_prices(SEEN.start, NO_PRICE.having(9, NOW))
