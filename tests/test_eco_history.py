"""What EcoCharging takes from the session log."""

from dataclasses import replace
from datetime import timedelta
from typing import cast

import pytest

from custom_components.v2c_cloud.control.stays import Stay
from custom_components.v2c_cloud.eco_history import (
    learned_from,
    recorded_until,
    savings_of,
    seen_power,
    sessions_since,
    stays_between,
    stays_of,
)
from custom_components.v2c_cloud.prices.house_prices import HousePrices
from custom_components.v2c_cloud.sessions.model import Session, SessionSource, Slot

from .session_logs import HOUR, charge, session, utc

NOON = utc("2026-11-20T12:00:00")


def quarters(*energies: float, estimated: bool = False) -> Session:
    """A session with so many kWh in each quarter of an hour."""
    plain = charge(NOON, 1.0)
    slots = tuple(
        Slot(
            start=NOON + number * HOUR / 4,
            minutes=15,
            energy=energy,
            estimated=estimated,
        )
        for number, energy in enumerate(energies)
    )
    return session(replace(plain, slots=slots))


def test_stays() -> None:
    """The oldest first; tests, errors and what goes on tell nothing."""
    good, later = session(charge(NOON, 5.0)), session(charge(NOON + 24 * HOUR, 6.0))
    cloud = session(charge(NOON - HOUR, 7.0), source=SessionSource.CLOUD)
    little = session(charge(NOON, 0.4))
    forgotten = session(charge(NOON, 5.0), end=NOON + timedelta(days=8))
    running = session(charge(NOON + 48 * HOUR, 5.0, running=True))
    stays = stays_of([running, later, good, cloud, little, forgotten])
    assert [(stay.energy, stay.unplug_seen) for stay in stays] == [
        (7.0, False),
        (5.0, True),
        (6.0, True),
    ]


@pytest.mark.parametrize(
    ("sessions", "expected"),
    [
        ([], None),
        ([session(charge(NOON, 5.0))], None),
        ([quarters(0.5, 0.9, 0.2)], pytest.approx(3.6)),
        ([quarters(9.0, estimated=True)], None),
        # What was long ago was perhaps another car.
        ([*([session(charge(NOON, 5.0))] * 10), quarters(0.9)], None),
    ],
)
def test_seen_power(sessions: list[Session], expected: float | None) -> None:
    """The highest of whole quarters whose energy was seen to flow."""
    assert seen_power(sessions) == expected


def test_sessions_since() -> None:
    """Those that began before are forgotten."""
    old, new = session(charge(NOON, 5.0)), session(charge(NOON + HOUR, 5.0))
    assert sessions_since([new, old], None) == [new, old]
    assert sessions_since([new, old], (NOON + HOUR).isoformat()) == [new]


def test_nothing_is_saved_yet() -> None:
    """What a session that goes on will save, nobody knows: no price is asked for."""
    running = session(charge(NOON, 5.0, running=True))
    assert savings_of(running, cast("HousePrices", None)) is None


def recorded(*hours_after_noon: float) -> list[Stay]:
    """Charges of an hour in statistics, that began so many hours after noon."""
    return [
        Stay(
            plug_in=NOON + hours * HOUR,
            plug_out=NOON + (hours + 1) * HOUR,
            energy=7.0,
            unplug_seen=False,
        )
        for hours in hours_after_noon
    ]


def test_stays_between() -> None:
    """Those that began after the one and ended before the other."""
    stays = recorded(-30, -26, -10, -1, 0)
    assert stays_between(stays, None, NOON) == stays[:-1]
    since = (NOON - 26 * HOUR).isoformat()
    assert stays_between(stays, since, NOON) == stays[1:-1]
    assert stays_between(stays, None, NOON - 26 * HOUR) == stays[:1]


def test_recorded_until() -> None:
    """A day before the first session, whatever was plugged in then."""
    old, new = session(charge(NOON, 5.0)), session(charge(NOON + HOUR, 5.0))
    assert recorded_until([], NOON) == NOON
    assert recorded_until([new, old], NOON + 9 * HOUR) == NOON - 24 * HOUR


@pytest.mark.parametrize(
    ("older", "seen", "cloud", "expected"),
    [
        (0, 0, 0, (0, 0, 0)),
        (40, 5, 3, (5, 3, 40)),
        # Only the last 250 tell.
        (300, 5, 3, (5, 3, 242)),
        (40, 300, 0, (250, 0, 0)),
    ],
)
def test_learned_from(
    older: int, seen: int, cloud: int, expected: tuple[int, int, int]
) -> None:
    """How many tell, by who told of them."""
    [told] = recorded(0)
    logged = [told] * cloud + [replace(told, unplug_seen=True)] * seen
    found = learned_from([told] * older, logged)
    assert (found.sessions, found.cloud, found.statistics) == expected
    assert found.total == sum(expected)
