"""Sessions as plain data, for answers of actions and for spreadsheets."""

from collections.abc import Iterable, Sequence
import csv
from datetime import datetime
import io

from homeassistant.util import dt as dt_util
from homeassistant.util.json import JsonObjectType

from .sessions.model import Charge, HourEnergy, Session

CSV_COLUMNS = (
    "charger",
    "start",
    "end",
    "hours",
    "energy_kwh",
    "cost",
    "currency",
    "solar_kwh",
    "co2_kg",
    "card",
    "charges",
    "source",
)
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def in_range(
    sessions: Iterable[Session], start: datetime | None, end: datetime | None
) -> list[Session]:
    """Return the sessions that touch a range, the oldest first.

    A session that goes on reaches into every future.
    """
    return sorted(
        (
            session
            for session in sessions
            if (end is None or session.start < end)
            and (start is None or session.end is None or session.end > start)
        ),
        key=lambda session: session.start,
    )


def session_as_json(session: Session, currency: str) -> JsonObjectType:
    """Return what is known of a session; what is not is ``None``.

    Of a card that is the name alone: with its code it can be copied.
    Instants are ISO 8601 in Home Assistant's time zone, energy is in kWh, CO2 in kg,
    durations are in seconds.
    """
    duration = session.duration
    card = session.card
    return {
        "id": session.id,
        "charger_id": session.charger_id,
        "start": _iso(session.start),
        "end": _iso(session.end),
        "duration": None if duration is None else duration.total_seconds(),
        "energy": session.energy,
        "solar_energy": session.solar_energy,
        "cost": session.cost,
        "currency": currency,
        "co2": session.co2,
        "card": None if card is None else card.name,
        "source": str(session.source),
        "charges": [_charge_as_json(charge) for charge in session.charges],
    }


def sessions_as_csv(sessions: Sequence[Session], charger: str, currency: str) -> str:
    """Return a table with a line for each session.

    Times are those of Home Assistant's time zone with their offset, numbers have a
    decimal point, what is not known is empty.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(CSV_COLUMNS)
    writer.writerows(_csv_row(session, charger, currency) for session in sessions)
    return text.getvalue()


def _charge_as_json(charge: Charge) -> JsonObjectType:
    return {
        "start": _iso(charge.start),
        "end": _iso(charge.end),
        "energy": charge.energy,
        "solar_energy": charge.solar_energy,
        "cost": charge.cost,
        "co2": charge.co2,
        "cloud_id": charge.cloud_id,
        "energy_by_hour": [_hour_as_json(hour) for hour in charge.energy_by_hour],
    }


def _hour_as_json(hour: HourEnergy) -> JsonObjectType:
    return {
        "start": _iso(hour.start),
        "energy": round(hour.energy, 3),
        "solar_energy": hour.solar,
        "cost": None if hour.cost is None else round(hour.cost, 4),
        "estimated": hour.estimated,
    }


def _csv_row(session: Session, charger: str, currency: str) -> tuple[str, ...]:
    duration = session.duration
    card = session.card
    cost = session.cost
    return (
        _text(charger),
        _iso(session.start) or "",
        _iso(session.end) or "",
        "" if duration is None else f"{duration.total_seconds() / 3600:.2f}",
        f"{session.energy:.3f}",
        "" if cost is None else f"{cost:.2f}",
        "" if cost is None else currency,
        _number(session.solar_energy),
        _number(session.co2),
        "" if card is None else _text(card.name or ""),
        str(len(session.charges)),
        str(session.source),
    )


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}"


def _text(value: str) -> str:
    """Return a text that no spreadsheet takes for a formula: anybody can name a card."""
    return f"'{value}" if value.startswith(_FORMULA_STARTS) else value


def _iso(instant: datetime | None) -> str | None:
    return None if instant is None else dt_util.as_local(instant).isoformat()
