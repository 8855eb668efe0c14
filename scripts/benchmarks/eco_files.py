"""Prices and sessions for the replay of EcoCharging, from files."""

from collections.abc import Iterable, Iterator, Sequence
import csv
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
import gzip
from pathlib import Path
from typing import Final, TextIO, cast
from zoneinfo import ZoneInfo

from custom_components.v2c_cloud.control.price_slots import PriceSlot

from .report import BenchmarkError

_QUARTER: Final = timedelta(minutes=15)
_LONGEST: Final = timedelta(days=7)
_LEAST: Final = 1.0
"""kWh: a session with less is an error of somebody, or a test."""
_PER_MWH: Final = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedSession:
    """What is known of one session."""

    user: str
    plug_in: datetime
    plug_out: datetime
    energy: float
    """kWh."""


def read_prices(path: Path, *, per_mwh: bool, currency: str) -> list[PriceSlot]:
    """Read ``start_utc,price`` as slots of 15 minutes.

    A price holds until the next one, an hour at the most.
    """
    rows = []
    for row in _rows(path, 2):
        price = _number(path, row[1]) / (_PER_MWH if per_mwh else 1)
        rows.append((_instant(path, row[0]), price))
    rows.sort()
    ends = [start for start, _ in rows[1:]]
    if not ends:
        raise BenchmarkError(f"{path.name} has no prices.")
    ends.append(rows[-1][0] + (rows[-1][0] - rows[-2][0]))
    return list(_quarters(rows, ends, currency))


def _quarters(
    rows: Sequence[tuple[datetime, float]], ends: Sequence[datetime], currency: str
) -> Iterator[PriceSlot]:
    for (start, price), end in zip(rows, ends, strict=True):
        last = min(end, start + timedelta(hours=1))
        begin = start
        while begin < last:
            yield PriceSlot(
                start=begin,
                end=begin + _QUARTER,
                price_per_kwh=price,
                currency=currency,
            )
            begin += _QUARTER


def read_sessions(path: Path) -> list[RecordedSession]:
    """Read ``user,plug_in_utc,plug_out_utc,energy_kwh``, the earliest first.

    Sessions of less than 1 kWh or of a week and more are left out.
    """
    sessions = (
        RecordedSession(
            user=row[0],
            plug_in=_instant(path, row[1]),
            plug_out=_instant(path, row[2]),
            energy=_number(path, row[3]),
        )
        for row in _rows(path, 4)
    )
    return sorted(filter(_tells, sessions), key=lambda session: session.plug_in)


def _tells(session: RecordedSession) -> bool:
    length = session.plug_out - session.plug_in
    return session.energy >= _LEAST and timedelta() < length < _LONGEST


def convert(
    source: Path, out: Path, *, zone: ZoneInfo, weeks: int
) -> list[RecordedSession]:
    """Write recorded sessions in the columns that are read here, weeks later.

    The source is as Soerensen et al. published it (doi 10.17632/jbks2rcwyj): separated
    by semicolons, with decimal commas, days first and local time. Weekdays and clock
    times stay as they were; the zone is the one in which they are replayed.
    """
    sessions = []
    with _open(source) as file:
        for row in csv.DictReader(file, delimiter=";"):
            if {row["End_plugout"], row["El_kWh"]} & {"", "NA"}:
                continue
            plug_in, plug_out = (
                datetime.strptime(row[column], "%d.%m.%Y %H:%M").replace(tzinfo=zone)
                + timedelta(weeks=weeks)
                for column in ("Start_plugin", "End_plugout")
            )
            sessions.append(
                RecordedSession(
                    user=row["User_ID"],
                    plug_in=plug_in.astimezone(UTC),
                    plug_out=plug_out.astimezone(UTC),
                    energy=float(row["El_kWh"].replace(",", ".")),
                )
            )
    kept = sorted(filter(_tells, sessions), key=lambda session: session.plug_in)
    write_sessions(kept, out)
    return kept


def write_sessions(sessions: Iterable[RecordedSession], path: Path) -> None:
    """Write sessions as ``read_sessions`` reads them."""
    opened = gzip.open if path.suffix == ".gz" else open
    with cast("TextIO", opened(path, "wt", encoding="utf-8", newline="")) as file:
        writer = csv.writer(file)
        writer.writerow(["user", "plug_in_utc", "plug_out_utc", "energy_kwh"])
        for session in sessions:
            writer.writerow(
                [
                    session.user,
                    session.plug_in.isoformat(),
                    session.plug_out.isoformat(),
                    session.energy,
                ]
            )


def _open(path: Path) -> TextIO:
    try:
        opened = gzip.open if path.suffix == ".gz" else open
        return cast("TextIO", opened(path, "rt", encoding="utf-8", newline=""))
    except OSError as error:
        raise BenchmarkError(f"{path} cannot be read: {error.strerror}.") from error


def _rows(path: Path, columns: int) -> Iterator[list[str]]:
    with _open(path) as file:
        reader = csv.reader(file)
        next(reader, None)
        for row in reader:
            if len(row) < columns:
                raise BenchmarkError(
                    f"{path.name} has {len(row)} columns, and not {columns}."
                )
            yield row


def _instant(path: Path, text: str) -> datetime:
    try:
        instant = datetime.fromisoformat(text)
    except ValueError as error:
        raise BenchmarkError(f"{path.name} has no time in {text!r}.") from error
    return (
        instant.replace(tzinfo=UTC)
        if instant.tzinfo is None
        else instant.astimezone(UTC)
    )


def _number(path: Path, text: str) -> float:
    try:
        return float(text)
    except ValueError as error:
        raise BenchmarkError(f"{path.name} has no number in {text!r}.") from error
