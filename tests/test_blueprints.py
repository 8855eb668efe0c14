"""What holds for each blueprint: people who read no YAML can use it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

from homeassistant.components.blueprint.models import Blueprint
from homeassistant.components.blueprint.schemas import BLUEPRINT_SCHEMA
from homeassistant.core import HomeAssistant
import pytest

from .blueprints import names, read

ROOT = Path(__file__).parent.parent
REPOSITORY = "https://github.com/v2c-cloud/home-assistant-v2c-cloud/blob/main"
DOCS = (ROOT / "docs" / "blueprints.md").read_text(encoding="utf-8")

ALL = [(domain, name) for domain in ("automation", "script") for name in names(domain)]


def inputs(domain: str, name: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the inputs of a blueprint, those in sections as well."""
    for key, item in read(domain, name)["blueprint"]["input"].items():
        yield from item.get("input", {key: item}).items()


def test_there_are_some() -> None:
    """An empty list of cases would pass each test below."""
    assert len(ALL) >= 12


@pytest.mark.parametrize(("domain", "name"), ALL)
async def test_home_assistant_takes_it(
    hass: HomeAssistant, domain: str, name: str
) -> None:
    """Also the oldest that is supported."""
    blueprint = Blueprint(
        read(domain, name), expected_domain=domain, schema=BLUEPRINT_SCHEMA
    )
    assert blueprint.validate() is None
    assert blueprint.metadata["homeassistant"]["min_version"] == "2026.9.0"


@pytest.mark.parametrize(("domain", "name"), ALL)
def test_each_input_is_a_question_that_a_form_can_ask(domain: str, name: str) -> None:
    """With a name and something to choose or fill in."""
    found = dict(inputs(domain, name))
    assert found
    assert {key for key, item in found.items() if not item.get("name")} == set()
    assert {key for key, item in found.items() if not item.get("selector")} == set()


@pytest.mark.parametrize(("domain", "name"), ALL)
def test_it_says_what_it_does_and_where_it_is_from(domain: str, name: str) -> None:
    """Home Assistant looks for a newer one at that address."""
    head = read(domain, name)["blueprint"]
    assert head["name"].startswith("V2C: ")
    assert len(head["description"]) > 60
    assert head["source_url"] == (
        f"{REPOSITORY}/blueprints/{domain}/v2c_cloud/{name}.yaml"
    )


@pytest.mark.parametrize(("domain", "name"), ALL)
def test_it_can_be_imported_from_its_page(domain: str, name: str) -> None:
    """Its section has a badge that opens the import in one's own Home Assistant."""
    head = read(domain, name)["blueprint"]
    address = quote(head["source_url"], safe="")
    title = head["name"].removeprefix("V2C: ")
    assert f"\n## {title[0].upper()}{title[1:]}\n" in DOCS
    assert f"blueprint_import/?blueprint_url={address}" in DOCS


@pytest.mark.parametrize(("domain", "name"), ALL)
def test_it_is_run_by_a_test(domain: str, name: str) -> None:
    """That Home Assistant takes it does not mean that it works."""
    tests = ROOT.glob("tests/test_blueprints_*.py")
    assert f'"{name}"' in "".join(path.read_text(encoding="utf-8") for path in tests)
