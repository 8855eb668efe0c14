"""The rules of the house that a program can hold."""

import ast
from collections.abc import Iterator
from pathlib import Path
import re
import subprocess

from homeassistant.const import Platform
import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "custom_components" / "v2c_cloud"

MOST_LINES = 400
LINKS = {"lan", "cloud", "ble"}

# In two halves, or this file would find itself.
FORBIDDEN = re.compile(
    "|".join(
        re.escape(first + second)
        for first, second in (
            ("/ro", "ot/"),
            ("/wo", "rk/"),
            ("/tm", "p/"),
            ("/ho", "me/"),
            ("/Use", "rs/"),
            ("pypi", ".org"),
            ("python", "hosted.org"),
            ("registry.npm", "js.org"),
            ("deb.deb", "ian.org"),
            ("security.deb", "ian.org"),
        )
    ),
    re.IGNORECASE,
)


def files_of_repository() -> list[Path]:
    """Return what git tracks, or would track: nothing that it ignores."""
    listing = subprocess.run(
        [
            "git",
            # A checkout that belongs to somebody else, as in a container.
            *("-c", "safe.directory=*"),
            *("ls-files", "-z", "--cached", "--others", "--exclude-standard"),
        ],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    return sorted(
        path
        for name in set(listing.split("\0"))
        if name and (path := ROOT / name).is_file()
    )


def imported_names(path: Path) -> Iterator[str]:
    """Yield each import of a module of ours, absolute, with the name taken from it."""
    package = path.relative_to(ROOT).parent.parts
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else ()
            origin = ".".join((*base, *filter(None, [node.module])))
            yield from (f"{origin}.{alias.name}" for alias in node.names)


def is_text(path: Path) -> bool:
    """Return whether git would call the file text."""
    return b"\0" not in path.read_bytes()[:8192]


def relative(path: Path) -> str:
    """Name a parametrized case by its file."""
    return path.relative_to(ROOT).as_posix()


FILES = files_of_repository()
PURE_MODULES = sorted(
    path for name in ("api", "control") for path in (PACKAGE / name).rglob("*.py")
)
CALL_THEMSELVES_PURE = sorted(
    path
    for path in PACKAGE.glob("*.py")
    if "Pure" in (ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or "")
)
LOGGING_MODULES = sorted([*(PACKAGE / "sessions").rglob("*.py"), *CALL_THEMSELVES_PURE])
TIMELESS_MODULES = sorted(
    [*(PACKAGE / "control").rglob("*.py"), *LOGGING_MODULES],
)
CLOCKS = {"now", "utcnow", "today", "monotonic", "perf_counter"}
PLATFORM_MODULES = sorted(
    path for platform in Platform if (path := PACKAGE / f"{platform}.py").is_file()
)
SOURCES = [
    path
    for path in FILES
    if path.suffix in {".py", ".sh"} or path.parent.name == "scripts"
]


def test_the_rules_have_something_to_hold() -> None:
    """A rule that finds no file holds nothing."""
    assert len(FILES) > 50
    assert PACKAGE / "manifest.json" in FILES
    assert PACKAGE / "api" / "charger.py" in PURE_MODULES
    assert PACKAGE / "sessions" / "matching.py" in LOGGING_MODULES
    assert PACKAGE / "energy_counter.py" in LOGGING_MODULES
    assert len(PLATFORM_MODULES) >= 6
    assert ROOT / "scripts" / "setup" in SOURCES
    assert ROOT / "tests" / "conftest.py" in SOURCES


def test_imports_are_resolved() -> None:
    """The resolver of imports sees what the rules below look for."""
    names = set(imported_names(PACKAGE / "coordinator.py"))

    assert any(name.startswith("homeassistant.") for name in names)
    assert any(name.startswith("custom_components.v2c_cloud.api") for name in names)


@pytest.mark.parametrize("path", PURE_MODULES, ids=relative)
def test_talking_and_deciding_know_no_home_assistant(path: Path) -> None:
    """A person who knows no Home Assistant can read api/ and control/."""
    names = list(imported_names(path))

    assert [name for name in names if name.split(".")[0] == "homeassistant"] == []
    # Nor through a module of ours that does know it.
    assert [
        name
        for name in names
        if name.startswith("custom_components.v2c_cloud.")
        and name.split(".")[2] not in {"api", "control"}
    ] == []


@pytest.mark.parametrize("path", LOGGING_MODULES, ids=relative)
def test_the_session_log_knows_no_home_assistant(path: Path) -> None:
    """Nor does what calls itself pure: it builds on nothing else but such modules."""
    names = list(imported_names(path))
    pure = {
        "api",
        "control",
        "sessions",
        *(module.stem for module in CALL_THEMSELVES_PURE),
    }

    assert [name for name in names if name.split(".")[0] == "homeassistant"] == []
    assert [
        name
        for name in names
        if name.startswith("custom_components.v2c_cloud.")
        and name.split(".")[2] not in pure
    ] == []


@pytest.mark.parametrize("path", TIMELESS_MODULES, ids=relative)
def test_time_is_an_argument(path: Path) -> None:
    """What decides and what remembers never looks at a clock."""
    assert "time" not in {name.split(".")[0] for name in imported_names(path)}
    assert [
        f"{node.lineno}: {node.attr}"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and node.attr in CLOCKS
    ] == []


def test_deciding_knows_no_link() -> None:
    """What decides and what remembers is given what the links know."""
    links = {f"custom_components.v2c_cloud.api.{link}" for link in LINKS}

    assert [
        f"{relative(path)}: {name}"
        for path in TIMELESS_MODULES
        for name in imported_names(path)
        if name in links or name.rpartition(".")[0] in links
    ] == []


@pytest.mark.parametrize("path", SOURCES, ids=relative)
def test_modules_stay_readable(path: Path) -> None:
    """Nobody reads a file that does not fit into a head."""
    assert len(path.read_text(encoding="utf-8").splitlines()) <= MOST_LINES


@pytest.mark.parametrize("path", PLATFORM_MODULES, ids=relative)
def test_platforms_say_how_many_updates_run_at_once(path: Path) -> None:
    """Without PARALLEL_UPDATES Home Assistant guesses."""
    names = {
        target.id
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }

    assert "PARALLEL_UPDATES" in names


def test_nothing_depends_on_the_machine_it_was_written_on() -> None:
    """No absolute path and no registry's address is in the repository."""
    assert [
        f"{relative(path)}:{number}: {line.strip()}"
        for path in FILES
        if is_text(path)
        for number, line in enumerate(
            path.read_text(encoding="utf-8").splitlines(), start=1
        )
        if FORBIDDEN.search(line)
    ] == []
