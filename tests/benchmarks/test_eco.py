"""The benchmark of EcoCharging, on files that were made up."""

from argparse import ArgumentParser, Namespace
from datetime import time
from pathlib import Path
from typing import Any

import pytest

from custom_components.v2c_cloud.control.plan import Caution
from scripts.benchmarks import eco
from scripts.benchmarks.eco_files import write_sessions
from scripts.benchmarks.eco_replay import at_once, perfect, timer
from scripts.benchmarks.report import BenchmarkError

from .test_eco_replay import FIRST, HOUR, MADRID, NIGHTS, outcomes, price_of, session

NAMES = {
    "at_once",
    "timer_0_8",
    "learned",
    "ready_by",
    "ready_by_known",
    "true_departure",
    "perfect",
}
FIGURES = {
    "sessions",
    "price",
    "saving",
    "short_share",
    "short_share_stayers",
    "short_kwh",
    "starts",
}


def options(*arguments: str) -> Namespace:
    """Return what a command line tells."""
    parser = ArgumentParser()
    parser.add_argument("--quick", action="store_true")
    eco.add_options(parser)
    return parser.parse_args(arguments)


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    """Make prices of some weeks, and some nights."""
    prices = tmp_path / "prices.csv"
    lines = [
        f"{begin.isoformat()},{1000 * price_of(begin.astimezone(MADRID))}"
        for begin in (FIRST + number * HOUR for number in range(45 * 24))
    ]
    prices.write_text("\n".join(["start_utc,eur_per_mwh", *lines]), encoding="utf-8")
    sessions = tmp_path / "sessions.csv.gz"
    noon = session("2026-02-03 12:00", "2026-02-03 15:00")
    write_sessions([*NIGHTS, noon], sessions)
    return ["--prices", str(prices), "--per-mwh", "--sessions", str(sessions)]


def test_the_report(files: list[str]) -> None:
    """Its keys, and that each strategy gets what it deserves."""
    report = eco.run(options(*files, "--no-frontier"))
    strategies = report["strategies"]
    assert set(report) == {"strategies", "plan_ms", "learn_ms", "of_perfect"}
    assert set(strategies) == NAMES
    assert {frozenset(each) for each in strategies.values()} == {
        frozenset({"all", "overnight"})
    }
    assert {
        frozenset(figures) for each in strategies.values() for figures in each.values()
    } == {frozenset(FIGURES)}
    assert set(report["plan_ms"]) == set(report["learn_ms"]) == {"p50", "p95"}
    assert strategies["at_once"]["all"]["sessions"] == 9
    assert strategies["at_once"]["all"]["saving"] == 0
    assert strategies["timer_0_8"]["overnight"] == {
        "sessions": 8,
        "price": 0.15,
        "saving": 0.4,
        "short_share": 0.0,
        "short_share_stayers": 0.0,
        "short_kwh": 0.0,
        "starts": 1.0,
    }
    assert strategies["timer_0_8"]["all"]["short_share"] == pytest.approx(
        1 / 9, abs=1e-4
    )
    assert strategies["perfect"]["overnight"]["saving"] == 0.6
    assert report["of_perfect"]["ready_by_known"]["overnight"] == pytest.approx(1.0)

    judged = {target.name: target for target in eco.targets(report)}
    assert len(judged) == 11
    assert judged["ms for a plan (p95)"].figure == report["plan_ms"]["p95"]
    assert judged["starts per session"].met


def test_the_frontier(files: list[str]) -> None:
    """Five levels of caution, beside the strategies."""
    report = eco.run(options(*files, "--quick", "--power-kw", "3.7"))
    assert set(report["frontier"]) == {caution.value for caution in Caution}
    assert set(report["strategies"]) == NAMES
    assert report["frontier"]["balanced"] == report["strategies"]["learned"]


@pytest.mark.parametrize("given", [[], ["--prices", "x"], ["--sessions", "x"]])
def test_something_is_missing(given: list[str]) -> None:
    """It is said how to tell it."""
    with pytest.raises(BenchmarkError, match=r"^Tell prices and sessions"):
        eco.run(options(*given))


def test_sessions_without_prices(files: list[str], tmp_path: Path) -> None:
    """Nothing can be replayed."""
    write_sessions(
        [session("2020-02-01 18:00", "2020-02-02 07:00")], tmp_path / "old.csv"
    )
    with pytest.raises(
        BenchmarkError, match=r"^No session lies where there are prices"
    ):
        eco.run(options(*files[:3], "--sessions", str(tmp_path / "old.csv")))


def test_convert(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It is all that is done then, and nothing is judged."""
    source, out = tmp_path / "in.csv", tmp_path / "out.csv"
    source.write_text(
        "User_ID;Start_plugin;End_plugout;El_kWh\n"
        "a;24.03.2019 18:00;25.03.2019 07:30;8\n",
        encoding="utf-8",
    )
    report = eco.run(options("--convert", str(source), str(out), "--shift-weeks", "2"))
    assert report == {"sessions": 1}
    assert "2019-04-07T16:00:00+00:00" in out.read_text(encoding="utf-8")
    assert "out.csv is written" in capsys.readouterr().err
    assert eco.targets(report) == []


@pytest.mark.parametrize("zone", ["Europe/Nowhere", "../etc"])
def test_no_time_zone(zone: str, capsys: pytest.CaptureFixture[str]) -> None:
    """The command line is refused."""
    with pytest.raises(SystemExit):
        options("--timezone", zone)
    assert f"{zone} is no time zone" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("begins", "ends", "overnight", "stays"),
    [
        ("2026-02-01 15:00", "2026-02-02 07:00", True, True),
        ("2026-02-01 14:59", "2026-02-02 07:00", False, True),
        ("2026-02-01 22:00", "2026-02-02 03:00", False, False),
        ("2026-02-01 22:00", "2026-02-03 06:00", False, True),
        ("2026-02-01 06:00", "2026-02-01 07:00", False, True),
        ("2026-02-01 07:00", "2026-02-02 06:59", False, False),
    ],
)
def test_kinds_of_sessions(
    begins: str, ends: str, overnight: bool, stays: bool
) -> None:
    """Nights, and those who are there at seven."""
    told = session(begins, ends)
    assert eco.is_overnight(told, MADRID) is overnight
    assert eco.stays_until(told, time(7), MADRID) is stays


def test_no_nights() -> None:
    """There is nothing to say of nights where there are none."""
    noon = session("2026-02-03 12:00", "2026-02-03 15:00")
    done: dict[str, Any] = {
        name: (outcomes(strategy, noon), [0.01], [0.001])
        for name, strategy in {
            "at_once": at_once,
            "timer_0_8": timer,
            "perfect": perfect,
            "learned": at_once,
            "ready_by": at_once,
            "ready_by_known": at_once,
        }.items()
    }
    report = eco.document(done, MADRID)
    assert report["strategies"]["learned"]["overnight"] == {
        "sessions": 0,
        "saving": None,
    }
    judged = {target.name: target.figure for target in eco.targets(report)}
    assert judged["ready_by, overnight: saving short of the energy known"] is None
    assert judged["learned, overnight: short"] is None
    assert judged["ms for a plan (p95)"] == 10.0
