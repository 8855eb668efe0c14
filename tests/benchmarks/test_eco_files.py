"""Prices and sessions as files have them."""

from datetime import UTC, datetime, timedelta
import gzip
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from scripts.benchmarks.eco_files import (
    RecordedSession,
    convert,
    read_prices,
    read_sessions,
    write_sessions,
)
from scripts.benchmarks.report import BenchmarkError

MADRID = ZoneInfo("Europe/Madrid")
QUARTER = timedelta(minutes=15)
PRICES = "start_utc,eur\n2026-01-01T01:00:00Z,20\n2026-01-01T00:00:00Z,10\n"
HEAD = "user,plug_in_utc,plug_out_utc,energy_kwh\n"
SOURCE = (
    "User_ID;Start_plugin;End_plugout;El_kWh\n"
    "b;25.03.2019 18:00;26.03.2019 07:30;10,5\n"
    "a;24.03.2019 18:00;25.03.2019 07:30;8\n"
    "a;26.03.2019 18:00;NA;8\n"
    "a;26.03.2019 18:00;27.03.2019 07:30;\n"
    "a;26.03.2019 18:00;27.03.2019 07:30;0,3\n"
)


def written(path: Path, text: str) -> Path:
    """Return a file that holds a text."""
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(("per_mwh", "price"), [(False, 10.0), (True, 0.01)])
def test_prices(tmp_path: Path, per_mwh: bool, price: float) -> None:
    """Hours become quarters, in order; the last is as long as the one before."""
    path = written(tmp_path / "prices.csv", PRICES)
    slots = read_prices(path, per_mwh=per_mwh, currency="EUR")
    assert len(slots) == 8
    assert slots[0].start == datetime(2026, 1, 1, tzinfo=UTC)
    assert slots[-1].end == datetime(2026, 1, 1, 2, tzinfo=UTC)
    assert {slot.end - slot.start for slot in slots} == {QUARTER}
    assert slots[0].price_per_kwh == price
    assert slots[-1].price_per_kwh == 2 * price
    assert slots[0].currency == "EUR"


def test_quarters_and_holes(tmp_path: Path) -> None:
    """A price holds until the next, but not for longer than an hour."""
    text = "h,p\n2026-01-01T00:00Z,1\n2026-01-01T00:15Z,2\n2026-01-01 05:00,3\n"
    slots = read_prices(written(tmp_path / "p.csv", text), per_mwh=False, currency="")
    assert [slot.price_per_kwh for slot in slots] == [1, *[2] * 4, *[3] * 4]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "p.csv has no prices."),
        ("h,p\n", "p.csv has no prices."),
        ("h,p\n2026-01-01T00:00Z,1\n", "p.csv has no prices."),
        ("h,p\n2026-01-01T00:00Z\n", "p.csv has 1 columns, and not 2."),
        ("h,p\nnoon,1\n", "p.csv has no time in 'noon'."),
        ("h,p\n2026-01-01T00:00Z,dear\n", "p.csv has no number in 'dear'."),
    ],
)
def test_no_prices(tmp_path: Path, text: str, sentence: str) -> None:
    """What is wrong is said in a sentence."""
    path = written(tmp_path / "p.csv", text)
    with pytest.raises(BenchmarkError, match=f"^{sentence}$"):
        read_prices(path, per_mwh=False, currency="EUR")


def test_no_file(tmp_path: Path) -> None:
    """It is named."""
    with pytest.raises(BenchmarkError, match=r"none\.csv cannot be read: No such file"):
        read_sessions(tmp_path / "none.csv")


def test_sessions(tmp_path: Path) -> None:
    """In order, without those that tell nothing."""
    text = HEAD + "".join(
        f"{user},{begins},{ends},{energy}\n"
        for user, begins, ends, energy in (
            ("b", "2026-01-02T18:00:00+00:00", "2026-01-03T07:00:00+00:00", 8),
            ("a", "2026-01-01T18:00:00+01:00", "2026-01-02T07:00:00+01:00", 9),
            ("little", "2026-01-01T18:00", "2026-01-02T07:00", 0.9),
            ("backwards", "2026-01-02T18:00", "2026-01-01T07:00", 8),
            ("long", "2026-01-01T18:00", "2026-01-09T18:00", 8),
        )
    )
    sessions = read_sessions(written(tmp_path / "s.csv", text))
    assert [each.user for each in sessions] == ["a", "b"]
    assert sessions[0].plug_in == datetime(2026, 1, 1, 17, tzinfo=UTC)
    assert sessions[0].energy == 9


@pytest.mark.parametrize("name", ["s.csv", "s.csv.gz"])
def test_written_and_read(tmp_path: Path, name: str) -> None:
    """Packed or not."""
    begins = datetime(2026, 1, 1, 18, tzinfo=UTC)
    session = RecordedSession(
        user="a", plug_in=begins, plug_out=begins + 40 * QUARTER, energy=8.5
    )
    write_sessions([session], tmp_path / name)
    assert read_sessions(tmp_path / name) == [session]


def test_converted(tmp_path: Path) -> None:
    """Clock times stay as they were, over a change of clocks as well."""
    source = tmp_path / "recorded.csv.gz"
    source.write_bytes(gzip.compress(SOURCE.encode()))
    kept = convert(source, tmp_path / "out.csv", zone=MADRID, weeks=1)
    assert [(each.user, each.energy) for each in kept] == [("a", 8.0), ("b", 10.5)]
    local = kept[0].plug_in.astimezone(MADRID)
    assert local == datetime(2019, 3, 31, 18, tzinfo=MADRID)
    assert read_sessions(tmp_path / "out.csv") == kept
