"""The project's own tools: how tests run, the coverage gate, locked requirements."""

import asyncio
import json
from pathlib import Path
import re
from typing import Any

import pytest

from scripts.check_coverage import main, read_report
from scripts.integration_requirements import closure, listed

from .conftest import AddHouse, starts_hass

ROOT = Path(__file__).parent.parent
REQUIREMENTS = ROOT / "requirements"
LOCKS = ["ha-2026.9", "ha-2026.11"]


async def test_the_loop_minds_its_thread() -> None:
    """What another thread asks of it fails at once."""
    loop = asyncio.get_running_loop()
    with pytest.raises(RuntimeError, match="other than the current one"):
        await asyncio.to_thread(loop.call_soon, print)


def test_what_starts_a_home_assistant(
    request: pytest.FixtureRequest, add_house: AddHouse
) -> None:
    """A fixture of its own is enough."""
    assert starts_hass(request.node)


def test_what_starts_none(request: pytest.FixtureRequest) -> None:
    """What all tests have is none."""
    assert not starts_hass(request.node)


def measured(percent: float) -> dict[str, Any]:
    """Return what coverage.py reports of one module."""
    return {
        "summary": {"percent_covered": percent},
        "missing_lines": [7],
        "missing_branches": [[8, 12]],
    }


def report(tmp_path: Path, **modules: float) -> Path:
    """Write a report in which each module has a percentage."""
    path = tmp_path / "coverage.json"
    files = {f"{name}.py": measured(percent) for name, percent in modules.items()}
    path.write_text(json.dumps({"files": files}))
    return path


@pytest.mark.parametrize(
    ("modules", "status"),
    [
        ({"sensor": 95.0, "config_flow": 100.0}, 0),
        ({"sensor": 94.99, "config_flow": 100.0}, 1),
        ({"sensor": 100.0, "config_flow": 99.9}, 1),
        ({"sensor": 100.0, "subentry_flow": 99.9}, 1),
        ({"sensor": 100.0, "never_imported": 0.0}, 1),
        ({}, 1),
    ],
)
def test_coverage_gate(tmp_path: Path, modules: dict[str, float], status: int) -> None:
    """One module below its floor is enough to fail, and no module at all as well."""
    assert main(report(tmp_path, **modules)) == status


def test_coverage_gate_says_what_is_missing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The table names the module, its floor, and what did not run."""
    main(report(tmp_path, sensor=50.0, number=99.0))

    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 2
    assert re.sub(" +", " ", lines[0]) == (
        "sensor.py 50.00 % (needs 95 %) not run: 7, 8->12"
    )
    assert lines[1] == "coverage: 1 of 2 modules reach theirs"


def test_coverage_gate_lists_the_least_tested_first() -> None:
    """The worst module is the one to start with."""
    modules = read_report({"files": {"a.py": measured(90), "b.py": measured(10)}})

    assert [module.path for module in modules] == ["b.py", "a.py"]


def test_requirements_follow_dependencies(tmp_path: Path) -> None:
    """An integration needs what those need that it depends on, also in a circle."""
    for domain, manifest in {
        "charger": {"requirements": ["pytrydan==1"], "dependencies": ["network"]},
        "network": {"requirements": ["ifaddr==2"], "dependencies": ["charger"]},
        "other": {"requirements": ["unneeded==3"]},
    }.items():
        (tmp_path / domain).mkdir()
        (tmp_path / domain / "manifest.json").write_text(json.dumps(manifest))

    assert closure(tmp_path, ["charger"]) == {"pytrydan==1", "ifaddr==2"}


def test_requirements_of_an_unknown_integration(tmp_path: Path) -> None:
    """A misspelt name must not silently require nothing."""
    with pytest.raises(FileNotFoundError):
        closure(tmp_path, ["chargr"])


def test_lists_have_comments() -> None:
    """Only entries count."""
    assert list(listed("# why\n\nrecorder  # history\nsun\n")) == ["recorder", "sun"]


@pytest.mark.parametrize("name", LOCKS)
def test_locks_pin_everything(name: str) -> None:
    """A lock holds exact versions, of what its source asks for too, and no address."""
    pinned = (REQUIREMENTS / f"{name}.txt").read_text().splitlines()
    entries = [line for line in pinned if not line.startswith("#")]
    asked = list(listed((REQUIREMENTS / f"{name}.in").read_text()))
    tools = list(listed((REQUIREMENTS / "dev.in").read_text()))

    assert len(entries) > 100
    assert [
        line for line in entries if not re.fullmatch(r"[\w.-]+==[\w.!+]+( ; .+)?", line)
    ] == []
    assert {line for line in asked if "==" in line} <= set(entries)
    assert set(map(str.lower, tools)) <= {line.partition("==")[0] for line in entries}


@pytest.mark.parametrize("name", LOCKS)
def test_locks_are_written_by_the_script(name: str) -> None:
    """The header tells how to renew it, and nothing about a machine."""
    header = (REQUIREMENTS / f"{name}.txt").read_text().splitlines()[:2]

    assert [line.lstrip("# ") for line in header] == [
        "This file was autogenerated by uv via the following command:",
        "scripts/lock",
    ]
