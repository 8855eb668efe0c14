"""scripts/benchmark power: what it is told, and what it makes of the figures."""

from dataclasses import replace
import json
from pathlib import Path
import sys

import pytest

from scripts.benchmarks.__main__ import main
from scripts.benchmarks.controllers import CONTROLLERS, EvccLike
from scripts.benchmarks.power import document, targets
from scripts.benchmarks.power_figures import Figures
from scripts.benchmarks.power_tuning import table, tune
from scripts.benchmarks.replay import Conditions
from scripts.benchmarks.traces import read, write

from .traces import trace

FIGURES = Figures(
    time=360_000,
    house_over=60_000,
    over=600,
    far_over=300,
    longest_over=20,
    longest_fast=15,
    drawn=90,
    ideal=100,
    ideal_whole=95,
    floor_episodes=25,
    writes=500,
    stops=20,
    refused=3,
    decisions=[0.5],
)
RUNS = {"over_share", "over_110_share", "longest_over_s"}


@pytest.fixture
def load(tmp_path: Path) -> Path:
    """A house as a file."""
    path = tmp_path / "load.csv"
    write(trace(0, 4000, 500), path)
    return path


def benchmark(monkeypatch: pytest.MonkeyPatch, *arguments: object) -> int:
    """Run it; return its exit status."""
    monkeypatch.setattr(sys, "argv", ["benchmark", "power", *map(str, arguments)])
    return main()


def test_report_on_all_controllers(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], load: Path
) -> None:
    """The figures of each, and those of the house."""
    status = benchmark(monkeypatch, "--load", load, "--limit-kw", "4.6", "--json")

    report = json.loads(capsys.readouterr().out)
    assert status == 0
    assert list(report) == [
        "limit_w",
        "house_over_share",
        "floor_episodes_per_day",
        "controllers",
        "decision_ms",
    ]
    assert report["limit_w"] == 4600
    assert report["floor_episodes_per_day"] == 96
    assert report["controllers"].keys() == CONTROLLERS.keys()
    assert [figures.keys() >= RUNS for figures in report["controllers"].values()] == [
        True
    ] * len(CONTROLLERS)


def test_roof_of_another_file(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    load: Path,
    tmp_path: Path,
) -> None:
    """It gives the room that the house alone has not; --quick is the same, shorter."""
    roof = tmp_path / "roof.csv"
    roof.write_text("t_s,pv_w\n0,4000\n1800,4000\n")

    benchmark(
        *(monkeypatch, "--load", load, "--pv", roof, "--limit-kw", "4.6", "--quick")
    )

    assert json.loads(capsys.readouterr().out)["floor_episodes_per_day"] == 0


def test_bound(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], load: Path
) -> None:
    """It is told where it is asked for."""
    benchmark(monkeypatch, "--load", load, "--limit-kw", "4.6", "--bound")

    report = json.loads(capsys.readouterr().out)
    # More than 20 A before the pause, less than those and 17 of 17.8 A after it.
    assert 20 / 37.826 < report["bound"]["energy_vs_ideal"] < 37 / 37.826


def test_conversion(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """A recording becomes a trace, which is read as the recording was."""
    recording, out = tmp_path / "recording.csv", tmp_path / "trace.csv.gz"
    recording.write_text(
        "local_time,kw,volt,amp\n"
        "2006-12-16T17:24:00,4.2,234,18\n"
        "2006-12-16T17:25:00,5.3,233,23\n"
    )

    assert benchmark(monkeypatch, "--convert", recording, out) == 0

    assert read(out) == read(recording)
    assert json.loads(capsys.readouterr().out) == {
        "rows": 2,
        "seconds": 120,
        "phases": 1,
        "solar": False,
    }


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ((), "error: Tell the house and its limit: --load CSV --limit-kw 4.6.\n"),
        (("--limit-kw", "4.6"), "error: Tell the house and its limit"),
        (("--load", "nowhere.csv", "--limit-kw", "5"), "error: nowhere.csv cannot be"),
        (("--convert", "nowhere.csv", "out.csv"), "error: nowhere.csv cannot be read"),
    ],
)
def test_what_is_missing_is_said(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: tuple[str, ...],
    sentence: str,
) -> None:
    """In a sentence, not in a traceback."""
    assert benchmark(monkeypatch, *arguments) == 1

    printed = capsys.readouterr()
    assert printed.err.startswith(sentence)
    assert printed.out == ""


def test_one_phase_is_not_three(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], load: Path
) -> None:
    """A car cannot charge on phases that the house has not."""
    status = benchmark(
        monkeypatch, "--load", load, "--limit-kw", "4.6", "--car-phases", "3"
    )

    assert status == 1
    assert "The house has one phase" in capsys.readouterr().err


@pytest.mark.parametrize("limit", ["0", "-1", "much", "inf", "nan"])
def test_a_limit_is_above_zero(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], limit: str
) -> None:
    """Anything else is refused with what was written."""
    with pytest.raises(SystemExit):
        benchmark(monkeypatch, "--load", "load.csv", "--limit-kw", limit)

    assert f"{limit} is no number above 0" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("link", "limit", "judged"),
    [
        ("lan", 4600, [(0.002, 0.003), (20, 13), (0.1, 0.08)]),
        ("lan", 3450, [(0.002, 0.003), (20, 13), (0.1, 0.11)]),
        ("lan", 5000, [(0.002, 0.003), (20, 13)]),
        ("cloud", 4600, [(0.002, 0.01), (15, 120), (0.1, 0.2)]),
        ("cloud", 5750, [(0.002, 0.01), (15, 120)]),
    ],
)
def test_targets(link: str, limit: float, judged: list[tuple[float, float]]) -> None:
    """Over either link, and of energy at the limits that have a target."""
    found = targets(link, document(limit, {"ours": FIGURES}))

    assert [(item.figure, item.limit) for item in found] == [
        *judged,
        (5, 6),
        (4.8, 7.2),
        (0.5, 1),
    ]


def test_a_target_without_a_figure_is_missed() -> None:
    """Where nothing fits, no energy can be compared."""
    nothing = replace(FIGURES, ideal=0, decisions=[])

    found = targets("lan", document(4600, {"ours": nothing}))

    assert [item.met for item in found] == [True, False, False, True, True, False]


def test_others_have_no_targets() -> None:
    """Only ours is judged, and a conversion is not."""
    assert targets("lan", document(4600, {"evcc_like": FIGURES})) == []
    assert targets("lan", {"rows": 2}) == []


def test_tuning() -> None:
    """One controller, a line for each limit."""
    figures = tune(
        EvccLike,
        trace(0, 4000, 500),
        Conditions(limit=0),
        limits=(3450, 9200),
    )

    assert [item.floor_episodes for item in figures.values()] == [1, 0]
    assert " nan " in table({0: replace(FIGURES, ideal=0)})
    assert [line.split()[0] for line in table(figures).splitlines()] == [
        *("limit", "3450", "9200")
    ]
