"""What hassfest and the marketplace check, held where neither can run."""

import ast
import json
from pathlib import Path
import re
import tomllib
from typing import Any
from urllib.parse import urlsplit

from awesomeversion import AwesomeVersion, AwesomeVersionStrategy
from homeassistant.const import Platform
import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "custom_components" / "v2c_cloud"

MANIFEST: dict[str, Any] = json.loads((PACKAGE / "manifest.json").read_text())
HACS: dict[str, Any] = json.loads((ROOT / "hacs.json").read_text())
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text())

REQUIRED = {
    "codeowners",
    "documentation",
    "domain",
    "integration_type",
    "iot_class",
    "issue_tracker",
    "name",
    "version",
}
OPTIONAL = {
    "after_dependencies",
    "bluetooth",
    "config_flow",
    "dependencies",
    "dhcp",
    "loggers",
    "quality_scale",
    "requirements",
    "zeroconf",
}
# Home Assistant's own that may be imported without being declared: they are always
# there, or load whatever the integration's file of that name offers them.
UNDECLARED = {*map(str, Platform)} | {
    "diagnostics",
    "homeassistant",
    "logbook",
    "persistent_notification",
    "repairs",
    "system_health",
    "websocket_api",
}
# A matcher declares the integration that delivers what it matches.
DISCOVERIES = {"bluetooth", "dhcp", "zeroconf"}


def png_size(path: Path) -> tuple[int, int]:
    """Return width and height in pixels."""
    data = path.read_bytes()
    assert data.startswith(b"\x89PNG\r\n\x1a\n")
    return int.from_bytes(data[16:20]), int.from_bytes(data[20:24])


def imported_integrations() -> set[str]:
    """Return which of Home Assistant's integrations our code imports."""
    imported: set[str] = set()
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names: list[str] = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                names = [f"{node.module}.{alias.name}" for alias in node.names]
            imported.update(
                name.split(".")[2]
                for name in names
                if name.startswith("homeassistant.components.")
            )
    return imported


def test_keys_are_known_and_sorted() -> None:
    """Domain and name come first, then the alphabet; an unknown key is an error."""
    rest = [key for key in MANIFEST if key not in {"domain", "name"}]

    assert list(MANIFEST)[:2] == ["domain", "name"]
    assert rest == sorted(rest)
    assert set(MANIFEST) >= REQUIRED
    assert set(MANIFEST) <= REQUIRED | OPTIONAL


def test_domain_is_the_folder() -> None:
    """Home Assistant finds an integration by its folder."""
    assert MANIFEST["domain"] == PACKAGE.name


def test_it_is_the_only_integration_here() -> None:
    """The marketplace installs one integration from one repository."""
    assert [path.parent for path in PACKAGE.parent.glob("*/manifest.json")] == [PACKAGE]


def test_kind() -> None:
    """A house with chargers, polled on the network."""
    assert MANIFEST["integration_type"] == "hub"
    assert MANIFEST["iot_class"] == "local_polling"
    assert MANIFEST["config_flow"] is True
    assert (PACKAGE / "config_flow.py").is_file()


@pytest.mark.parametrize("key", ["documentation", "issue_tracker"])
def test_addresses(key: str) -> None:
    """People reach the project's own pages, not Home Assistant's."""
    url = urlsplit(MANIFEST[key])

    assert url.scheme == "https"
    assert url.netloc == "github.com"
    assert url.path.startswith("/v2c-cloud/home-assistant-v2c-cloud")


def test_version_is_one_that_home_assistant_loads() -> None:
    """A custom integration without a valid version is not loaded."""
    version = AwesomeVersion(
        MANIFEST["version"], ensure_strategy=AwesomeVersionStrategy.SEMVER
    )

    assert str(version) == PROJECT["project"]["version"]


def test_changelog_knows_the_version() -> None:
    """Nothing is released that the changelog does not describe."""
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")

    assert re.search(
        rf"^## \[{re.escape(MANIFEST['version'])}\]", changelog, re.MULTILINE
    )


def test_owners_are_accounts() -> None:
    """Silver and above need somebody who answers."""
    assert MANIFEST["codeowners"]
    assert [
        owner
        for owner in MANIFEST["codeowners"]
        if not re.fullmatch(r"@[\w/-]+", owner)
    ] == []


def test_dhcp_matchers() -> None:
    """A charger moves, or introduces itself by name; a vendor's prefix proves nothing."""
    matchers = MANIFEST["dhcp"]

    assert {"registered_devices": True} in matchers
    assert {matcher.get("hostname") for matcher in matchers} >= {"v2c*", "trydan*"}
    assert [
        matcher
        for matcher in matchers
        if not set(matcher) <= {"hostname", "registered_devices"}
        or matcher.get("hostname", "") != matcher.get("hostname", "").lower()
    ] == []


def test_bluetooth_matchers() -> None:
    """Only names that V2C prints on its products: nothing else is known of them.

    Home Assistant looks matchers up by their first three characters.
    """
    matchers = MANIFEST["bluetooth"]
    names = [matcher["local_name"].removesuffix("*") for matcher in matchers]

    assert [set(matcher) for matcher in matchers] == [{"local_name"}] * len(matchers)
    assert {name.lower() for name in names} == {
        "alva",
        "denka",
        "pole pro",
        "trydan",
        "v2c",
    }
    assert [name for name in names if not re.fullmatch(r"[A-Za-z0-9 ]{3,}", name)] == []


def test_imports_are_declared() -> None:
    """Home Assistant sets up first what we import, if we say so."""
    declared = {
        *MANIFEST.get("dependencies", []),
        *MANIFEST.get("after_dependencies", []),
        *(DISCOVERIES & set(MANIFEST)),
    }
    imported = imported_integrations()

    assert "sensor" in imported
    assert imported - UNDECLARED - declared == set()


def test_requirements_do_not_repeat_home_assistants() -> None:
    """What Home Assistant ships, it also updates.

    NumPy is not in every installation, but Home Assistant says which version is.
    """
    assert MANIFEST["requirements"] == ["numpy"]


def test_marketplace_file() -> None:
    """The marketplace offers releases, as a zip, from the floor that is tested."""
    floor = (ROOT / "requirements" / "ha-2026.9.in").read_text()

    assert set(HACS) == {"name", "homeassistant", "zip_release", "filename"}
    assert HACS["name"] == MANIFEST["name"]
    assert HACS["zip_release"] is True
    assert HACS["filename"] == f"{MANIFEST['domain']}.zip"
    assert HACS["homeassistant"] == "2026.9.0"
    assert re.search(r"^homeassistant==2026\.9\.\d+$", floor, re.MULTILINE)


@pytest.mark.parametrize(
    ("name", "size"),
    [
        ("icon.png", (256, 256)),
        ("icon@2x.png", (512, 512)),
        ("dark_icon.png", (256, 256)),
        ("dark_icon@2x.png", (512, 512)),
    ],
)
def test_icons(name: str, size: tuple[int, int]) -> None:
    """Home Assistant scales nothing: each size is a file."""
    assert png_size(PACKAGE / "brand" / name) == size


@pytest.mark.parametrize(
    ("name", "shortest"),
    [
        ("logo.png", range(128, 257)),
        ("logo@2x.png", range(256, 513)),
        ("dark_logo.png", range(128, 257)),
        ("dark_logo@2x.png", range(256, 513)),
    ],
)
def test_logos(name: str, shortest: range) -> None:
    """A logo is wider than high, and its height is bounded."""
    width, height = png_size(PACKAGE / "brand" / name)

    assert height in shortest
    assert width > height
