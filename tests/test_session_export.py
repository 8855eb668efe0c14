"""Sessions as plain data."""

from collections.abc import Iterator
import csv
from datetime import datetime
import io
from zoneinfo import ZoneInfo

from homeassistant.util import dt as dt_util
import pytest

from custom_components.v2c_cloud.session_export import (
    CSV_COLUMNS,
    in_range,
    session_as_json,
    sessions_as_csv,
)
from custom_components.v2c_cloud.sessions.model import Card, Session, SessionSource

from .session_logs import HOUR, charge, session, utc

NOON = utc("2026-11-20T12:00:00")
CARD = Card(code="aa23b601", name="Vicente")
FULL = session(
    charge(NOON + HOUR / 2, 3.0, 1.0, price=0.2, solar=0.5, co2=1.24, card=CARD),
    charge(NOON + 3 * HOUR, 2.0, price=0.1, running=True),
    start=NOON,
    source=SessionSource.BOTH,
)
OVER = session(
    charge(NOON - 24 * HOUR, 4.0), end=NOON - 20 * HOUR, source=SessionSource.LAN
)


@pytest.fixture(autouse=True)
def _zone() -> Iterator[None]:
    dt_util.set_default_time_zone(ZoneInfo("Europe/Madrid"))
    yield
    dt_util.set_default_time_zone(dt_util.UTC)


def _table(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (None, None, [OVER, FULL]),
        (NOON - 20 * HOUR, None, [FULL]),
        (NOON - 21 * HOUR, NOON, [OVER]),
        (NOON + 400 * HOUR, None, [FULL]),
        (None, NOON - 24 * HOUR, []),
    ],
)
def test_in_range(
    start: datetime | None, end: datetime | None, expected: list[Session]
) -> None:
    """What touches the range, the oldest first; the end is not part of it."""
    assert in_range([FULL, OVER], start, end) == expected


def test_as_json() -> None:
    """All is there, and times say their zone."""
    assert session_as_json(FULL, "EUR") == {
        "id": FULL.id,
        "charger_id": "ABC123",
        "start": "2026-11-20T13:00:00+01:00",
        "end": None,
        "duration": None,
        "energy": 6.0,
        "solar_energy": 1.0,
        "cost": 1.0,
        "currency": "EUR",
        "co2": 1.24,
        "card": "Vicente",
        "source": "both",
        "charges": [
            {
                "start": "2026-11-20T13:30:00+01:00",
                "end": "2026-11-20T15:00:00+01:00",
                "energy": 4.0,
                "solar_energy": 1.0,
                "cost": 0.8,
                "co2": 1.24,
                "cloud_id": None,
                "energy_by_hour": [
                    {
                        "start": "2026-11-20T13:00:00+01:00",
                        "energy": 3.0,
                        "solar_energy": 0.5,
                        "cost": 0.6,
                        "estimated": False,
                    },
                    {
                        "start": "2026-11-20T14:00:00+01:00",
                        "energy": 1.0,
                        "solar_energy": 0.5,
                        "cost": 0.2,
                        "estimated": False,
                    },
                ],
            },
            {
                "start": "2026-11-20T16:00:00+01:00",
                "end": None,
                "energy": 2.0,
                "solar_energy": None,
                "cost": 0.2,
                "co2": None,
                "cloud_id": None,
                "energy_by_hour": [
                    {
                        "start": "2026-11-20T16:00:00+01:00",
                        "energy": 2.0,
                        "solar_energy": None,
                        "cost": 0.2,
                        "estimated": False,
                    }
                ],
            },
        ],
    }


def test_what_is_not_known_is_none() -> None:
    """Not zero, and not left out."""
    shown = session_as_json(OVER, "EUR")
    assert shown["duration"] == 4 * 3600
    assert [shown[key] for key in ("cost", "co2", "solar_energy", "card")] == [None] * 4


def test_as_csv() -> None:
    """A line for each session; what is not known is empty."""
    assert _table(sessions_as_csv([OVER, FULL], "Garage", "EUR")) == [
        {
            "charger": "Garage",
            "start": "2026-11-19T13:00:00+01:00",
            "end": "2026-11-19T17:00:00+01:00",
            "hours": "4.00",
            "energy_kwh": "4.000",
            "cost": "",
            "currency": "",
            "solar_kwh": "",
            "co2_kg": "",
            "card": "",
            "charges": "1",
            "source": "lan",
        },
        {
            "charger": "Garage",
            "start": "2026-11-20T13:00:00+01:00",
            "end": "",
            "hours": "",
            "energy_kwh": "6.000",
            "cost": "1.00",
            "currency": "EUR",
            "solar_kwh": "1.000",
            "co2_kg": "1.240",
            "card": "Vicente",
            "charges": "2",
            "source": "both",
        },
    ]


def test_a_table_without_sessions() -> None:
    """The columns are still named."""
    assert sessions_as_csv([], "Garage", "EUR") == ",".join(CSV_COLUMNS) + "\r\n"


@pytest.mark.parametrize("name", ['=HYPERLINK("x")', "+1", "-1", "@SUM(A1)", "\t=1"])
def test_a_name_is_no_formula(name: str) -> None:
    """Anybody who can name a card could otherwise run something in a spreadsheet."""
    one = session(charge(NOON, 1.0, card=Card(code="aa23b601", name=name)))
    assert _table(sessions_as_csv([one], name, "EUR"))[0]["card"] == f"'{name}"
    assert _table(sessions_as_csv([one], name, "EUR"))[0]["charger"] == f"'{name}"


def test_a_cards_code_is_not_handed_out() -> None:
    """Who has it can copy the card."""
    one = session(charge(NOON, 1.0, card=Card(code="aa23b601")))
    assert session_as_json(one, "EUR")["card"] is None
    assert "aa23b601" not in sessions_as_csv([one], "Garage", "EUR")
