"""What the cards say, in each language; and that they keep to themselves."""

import json
from pathlib import Path
import re

import pytest

from custom_components.v2c_cloud import dashboard
from custom_components.v2c_cloud.control.model import Reason

FOLDER = Path(dashboard.__file__).with_name("frontend")
OURS = sorted(
    path
    for path in FOLDER.rglob("*.js")
    if "vendor" not in path.relative_to(FOLDER).parts
)
SOURCES = {path: path.read_text(encoding="utf-8") for path in OURS}
CODE = "".join(text for path, text in SOURCES.items() if path.parent.name != "strings")
LANGUAGES = sorted(path.stem for path in (FOLDER / "strings").glob("*.js"))
MOST_LINES = 400


def strings(language: str) -> dict[str, str]:
    """The texts of a language: a module that holds nothing but JSON."""
    text = (FOLDER / "strings" / f"{language}.js").read_text(encoding="utf-8")
    texts: dict[str, str] = json.loads(
        text.removeprefix("export default ").removesuffix(";\n")
    )
    return texts


def placeholders(texts: dict[str, str]) -> dict[str, set[str]]:
    """The figures that each text holds."""
    return {key: set(re.findall(r"\{(\w+)\}", text)) for key, text in texts.items()}


def test_the_languages_of_the_integration() -> None:
    """A card speaks what the rest of the integration speaks."""
    translations = FOLDER.with_name("translations").glob("*.json")

    assert sorted(path.stem for path in translations) == LANGUAGES


@pytest.mark.parametrize("language", LANGUAGES)
def test_languages_are_complete(language: str) -> None:
    """Each text is there, sorted, not empty, with the same figures in it."""
    texts = strings(language)

    assert list(texts) == sorted(strings("en"))
    assert placeholders(texts) == placeholders(strings("en"))
    assert [key for key, text in texts.items() if not text.strip()] == []


@pytest.mark.parametrize("language", [name for name in LANGUAGES if name != "en"])
def test_languages_are_translated(language: str) -> None:
    """What stays as it is in English is a name, or the same word by chance."""
    texts, english = strings(language), strings("en")

    assert {key for key in texts if texts[key] == english[key]} <= {
        "eco",
        "group_eco",
        "group_lock",
        "picture_garage",
        "plan",
    }


def test_every_reason_has_a_look() -> None:
    """An icon and a colour for each thing that a charger may be doing."""
    state = (FOLDER / "state.js").read_text(encoding="utf-8")

    assert set(re.findall(r"^  (\w+): \[", state, re.MULTILINE)) == set(Reason)


def test_no_text_is_missing() -> None:
    """What the code says by a name of its own exists."""
    said = set(re.findall(r"""\b(?:t|say)\(\s*"(\w+)\"""", CODE))

    assert len(said) > 30
    assert said - set(strings("en")) == set()


@pytest.mark.parametrize("path", OURS, ids=lambda path: path.name)
def test_modules_stay_readable(path: Path) -> None:
    """Nobody reads a file that does not fit into a head."""
    assert len(SOURCES[path].splitlines()) <= MOST_LINES


@pytest.mark.parametrize("path", OURS, ids=lambda path: path.name)
def test_modules_load_nothing_from_elsewhere(path: Path) -> None:
    """A card works without the internet, and tells nobody that it is looked at."""
    text = SOURCES[path]
    imports = re.findall(
        r'''^(?:import|export|\}).*\bfrom "([^"]+)"''', text, re.MULTILINE
    )
    addresses = set(re.findall(r"https?://[^\s\"'`]+", text))

    assert [name for name in imports if not name.startswith("./")] == []
    # The page that explains a card: a link that people follow.
    assert {
        address
        for address in addresses
        if not address.startswith("https://github.com/v2c-cloud/")
    } == set()
    assert "fetch(" not in text
    assert "innerHTML" not in text
