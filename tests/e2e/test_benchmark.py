"""scripts/benchmark: the report has the shape that others compare."""

import json
from pathlib import Path
import subprocess
from typing import Any

import pytest

from scripts.demo.processes import ROOT

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600)]

COST = {"requests_per_hour", "states_per_hour", "cpu_ms_per_poll"}
DELAY = {"p50", "p95"}


def benchmark(*arguments: str) -> str:
    """Run it; return what it prints to stdout."""
    done = subprocess.run(
        ["bash", "scripts/benchmark", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_benchmarks_are_listed() -> None:
    """Without a name it says what there is."""
    assert benchmark().startswith("polling ")


def test_polling_reports_both_integrations() -> None:
    """Both are measured on both firmwares; all delays are there."""
    report: dict[str, Any] = json.loads(benchmark("polling", "--quick"))

    assert report["integrations"].keys() == {"v2c_cloud", "v2c"}
    firmwares = [
        (firmware, figures)
        for integration in report["integrations"].values()
        for firmware, figures in integration.items()
    ]
    assert [firmware for firmware, _ in firmwares] == ["2.3.20", "2.5.0"] * 2
    assert [
        (figures[state].keys(), figures[delay].keys())
        for _, figures in firmwares
        for state, delay in (("idle", "change_delay_s"), ("charging", "command_s"))
    ] == [(COST, DELAY)] * 8
    assert all(figures["change_delay_s"]["p95"] > 0 for _, figures in firmwares)
    assert all(figures["command_s"]["p95"] > 0 for _, figures in firmwares)
    assert report["reduce_with_hung_poll_s"]["p95"] > 0
    assert report["chargers_50"]["cpu_ms_per_poll"].keys() == {"1", "2"}


def test_power_reports_each_controller(tmp_path: Path) -> None:
    """On a trace of a few minutes, with the figures that others compare."""
    load = tmp_path / "load.csv"
    load.write_text("t_s,house_w\n0,0\n300,4000\n600,500\n")

    report: dict[str, Any] = json.loads(
        benchmark("power", "--load", str(load), "--limit-kw", "4.6", "--json")
    )

    assert report["limit_w"] == 4600
    assert report["house_over_share"] == 0
    assert report["floor_episodes_per_day"] == 96
    assert all(
        figures["longest_over_s"] > 0 for figures in report["controllers"].values()
    )


def test_budget_reports_each_kind_of_day() -> None:
    """One, four and twenty chargers; with and without the LAN and other programs."""
    report: dict[str, Any] = json.loads(benchmark("budget", "--quick"))

    assert len(report["days"]) == 12
    assert [
        (day["total"] > 0, day["total"] + day["others"] + day["remaining"])
        for day in report["days"].values()
    ] == [(True, 1000)] * 12


def test_kill_reports_both_ends() -> None:
    """Who is asked to end leaves the charger safe; who is killed cannot."""
    report: dict[str, Any] = json.loads(benchmark("kill", "--quick"))

    asked, killed = report["sigterm"]["alone"], report["sigkill"]["alone"]
    assert asked["offered_after_a"] == 0
    assert 0 < asked["over_s"] < 15
    assert killed["offered_after_a"] == killed["offered_before_a"]
    assert killed["over_s"] == killed["watched_s"]


def test_ble_reports_times_packets_and_memory() -> None:
    """At the least and at the usual MTU; nothing is left connected."""
    report: dict[str, Any] = json.loads(benchmark("ble", "--quick", "--json"))

    assert all(
        report[mtu][figure]["p95"] > 0
        for mtu in ("mtu_23", "mtu_247")
        for figure in ("connect_and_read_s", "confirmed_write_s")
    )
    assert report["mtu_23"]["poll"]["notifications"] > 30
    assert report["mtu_247"]["poll"]["notifications"] < 5
    assert report["memory"]["sessions_left"] == 0
    assert report["memory"]["connections_left"] == 0
