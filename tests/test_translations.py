"""Every word that people see exists, in each language, and none is left over."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
import importlib
import json
from pathlib import Path
import re
from typing import Any

from homeassistant.const import Platform
from homeassistant.helpers.entity import EntityDescription
import pytest
import yaml

PACKAGE = Path(__file__).parent.parent / "custom_components" / "v2c_cloud"

OTHER_LANGUAGES = ["es", "it"]
# Home Assistant ends a flow for these reasons by itself.
HOME_ASSISTANTS_REASONS = {
    "already_configured",
    "already_in_progress",
    "reauth_successful",
    "reconfigure_successful",
}


def read(name: str) -> dict[str, Any]:
    """Return a JSON file of the integration."""
    content: dict[str, Any] = json.loads((PACKAGE / name).read_text(encoding="utf-8"))
    return content


def flatten(tree: dict[str, Any], path: str = "") -> Iterator[tuple[str, str]]:
    """Yield each sentence of a translation with its path."""
    for key, value in tree.items():
        if isinstance(value, dict):
            yield from flatten(value, f"{path}{key}.")
        else:
            yield f"{path}{key}", value


def placeholders(sentence: str) -> set[str]:
    """Return the names that a sentence leaves open."""
    return set(re.findall(r"{(\w+)}", sentence))


@dataclass(frozen=True, slots=True, kw_only=True)
class Described:
    """An entity that a platform describes."""

    platform: str
    key: str
    description: EntityDescription

    def __str__(self) -> str:
        """Name the case."""
        return f"{self.platform}.{self.key}"


def described_entities() -> Iterator[Described]:
    """Yield what the platforms' modules describe in tuples, or one at a time."""
    for platform in Platform:
        if not (PACKAGE / f"{platform}.py").is_file():
            continue
        module = importlib.import_module(f"custom_components.v2c_cloud.{platform}")
        for value in vars(module).values():
            for item in value if isinstance(value, tuple) else (value,):
                if isinstance(item, EntityDescription):
                    yield Described(
                        platform=platform,
                        key=item.translation_key or item.key,
                        description=item,
                    )


def keywords(call: ast.Call) -> dict[str, ast.expr]:
    """Return the named arguments of a call."""
    return {word.arg: word.value for word in call.keywords if word.arg}


def strings(node: ast.AST | None) -> set[str]:
    """Return the strings that an expression can be, as far as they are written out."""
    return {
        part.value
        for part in ast.walk(node or ast.Pass())
        if isinstance(part, ast.Constant) and isinstance(part.value, str)
    }


def message_kind(call: ast.Call) -> str:
    """Return the part of a translation that a call's translation_key is looked up in."""
    return "issues" if "create_issue" in ast.unparse(call.func) else "exceptions"


def is_description(call: ast.Call) -> bool:
    """Return whether a call describes an entity, or a field of a form.

    The platforms' modules tell the first, the forms' tests the second.
    """
    return isinstance(call.func, ast.Name) and call.func.id.endswith(
        ("Description", "SelectorConfig")
    )


CODE = {
    path.relative_to(PACKAGE).as_posix(): path.read_text(encoding="utf-8")
    for path in PACKAGE.rglob("*.py")
}
CALLS = [
    node
    for text in CODE.values()
    for node in ast.walk(ast.parse(text))
    if isinstance(node, ast.Call)
]
WRITTEN = {text for code in CODE.values() for text in strings(ast.parse(code))}

ENGLISH = read("translations/en.json")
ICONS = read("icons.json")
SENTENCES = dict(flatten(ENGLISH))
ENTITIES = sorted(described_entities(), key=str)
MESSAGES = {
    f"{kind}.{key}": message
    for kind in ("exceptions", "issues")
    for key, message in ENGLISH[kind].items()
}
USED_MESSAGES = [
    (f"{message_kind(call)}.{key}", keywords(call).get("translation_placeholders"))
    for call in CALLS
    if not is_description(call)
    for key in strings(keywords(call).get("translation_key"))
]
FLOWS: dict[str, dict[str, Any]] = {
    "config": ENGLISH["config"],
    **{
        f"options.{key}": {key: ENGLISH["options"][key]}
        for key in ENGLISH.get("options", {})
    },
    **{f"subentry.{key}": flow for key, flow in ENGLISH["config_subentries"].items()},
    **{
        f"issue.{key}": issue["fix_flow"]
        for key, issue in ENGLISH["issues"].items()
        if "fix_flow" in issue
    },
}
STEPS = {
    f"{flow}.{step}": content
    for flow, parts in FLOWS.items()
    for step, content in parts.get("step", {}).items()
}


def known(part: str) -> set[str]:
    """Return the keys of one part (step, error, abort) over all flows."""
    return {key for flow in FLOWS.values() for key in flow.get(part, {})}


def fields(step: dict[str, Any], part: str) -> set[str]:
    """Return the fields of a step that have the part, also those in sections."""
    return set(step.get(part, {})).union(
        *(section.get(part, {}) for section in step.get("sections", {}).values())
    )


def test_there_is_something_to_check() -> None:
    """An empty list of cases would pass each test below."""
    assert len(ENTITIES) > 40
    assert len(MESSAGES) > 5
    assert len(STEPS) > 5
    assert sum(bool(fields(step, "data")) for step in STEPS.values()) > 3
    assert len(USED_MESSAGES) > 4


@pytest.mark.parametrize("language", OTHER_LANGUAGES)
def test_languages_are_complete(language: str) -> None:
    """A missing sentence would appear in English, a surplus one never."""
    translated = dict(flatten(read(f"translations/{language}.json")))

    assert sorted(set(SENTENCES) - set(translated)) == []
    assert sorted(set(translated) - set(SENTENCES)) == []


@pytest.mark.parametrize("language", OTHER_LANGUAGES)
def test_languages_leave_the_same_things_open(language: str) -> None:
    """A renamed placeholder makes Home Assistant show the English sentence."""
    translated = dict(flatten(read(f"translations/{language}.json")))

    assert {
        path: sentence
        for path, sentence in translated.items()
        if placeholders(sentence) != placeholders(SENTENCES.get(path, ""))
    } == {}


@pytest.mark.parametrize("language", ["en", *OTHER_LANGUAGES])
def test_sentences_are_there(language: str) -> None:
    """A custom integration cannot refer to Home Assistant's own sentences."""
    translated = dict(flatten(read(f"translations/{language}.json")))

    assert [
        path
        for path, sentence in translated.items()
        if not sentence.strip() or "[%key:" in sentence
    ] == []


@pytest.mark.parametrize("entity", ENTITIES, ids=str)
def test_entities_have_a_name(entity: Described) -> None:
    """Each description has its name in English."""
    assert "name" in ENGLISH["entity"][entity.platform][entity.key]


@pytest.mark.parametrize("entity", ENTITIES, ids=str)
def test_entities_have_an_icon(entity: Described) -> None:
    """The icon comes from the device class, or from icons.json."""
    icons = ICONS["entity"].get(entity.platform, {})

    assert entity.description.device_class is not None or "default" in icons[entity.key]


@pytest.mark.parametrize("entity", ENTITIES, ids=str)
def test_states_have_a_name(entity: Described) -> None:
    """Each state that an entity can choose among has its name, and no other."""
    options = getattr(entity.description, "options", None) or []
    states = ENGLISH["entity"][entity.platform][entity.key].get("state", {})

    assert set(map(str, options)) <= set(states)
    assert not options or set(states) == set(map(str, options))


@pytest.mark.parametrize(
    "named", [ENGLISH["entity"], ICONS["entity"]], ids=["translations", "icons"]
)
def test_no_entity_is_left_over(named: dict[str, dict[str, Any]]) -> None:
    """What no longer exists needs neither name nor icon."""
    described = {str(entity) for entity in ENTITIES}

    assert {
        f"{platform}.{key}" for platform, entities in named.items() for key in entities
    } <= described


def test_messages_exist() -> None:
    """Each exception and issue that the code names has a sentence."""
    assert {key for key, _ in USED_MESSAGES} - set(MESSAGES) == set()


def test_messages_get_what_they_leave_open() -> None:
    """A sentence with a hole that nobody fills is shown with the hole."""
    unfilled = {
        key: names
        for key, given in USED_MESSAGES
        # A dictionary that is made elsewhere is its maker's to test.
        if given is None or isinstance(given, ast.Dict)
        for _, sentence in flatten(MESSAGES.get(key, {}))
        if (names := placeholders(sentence) - strings(given))
    }

    assert unfilled == {}


@pytest.mark.parametrize("key", sorted(MESSAGES))
def test_no_message_is_left_over(key: str) -> None:
    """Each sentence is named somewhere in the code."""
    assert key.partition(".")[2] in WRITTEN


@pytest.mark.parametrize(
    ("method", "argument", "part"),
    [("async_show", "step_id", "step"), ("abort", "reason", "abort")],
)
def test_flows_have_their_words(method: str, argument: str, part: str) -> None:
    """Each step that a flow shows, and each reason to end it, has its words."""
    used = {
        key
        for call in CALLS
        if method in ast.unparse(call.func).lower()
        for key in strings(keywords(call).get(argument))
    }

    assert used
    assert used - known(part) == set()


@pytest.mark.parametrize("part", ["step", "error", "abort"])
def test_no_words_of_a_flow_are_left_over(part: str) -> None:
    """Each step, error and reason is named somewhere in the code."""
    written = WRITTEN | HOME_ASSISTANTS_REASONS
    methods = set(re.findall(r"def async_step_(\w+)", "\n".join(CODE.values())))

    assert known(part)
    assert known(part) - written - methods == set()


@pytest.mark.parametrize("name", sorted(STEPS))
def test_fields_are_explained(name: str) -> None:
    """People do not know what a field wants: each has a sentence below it."""
    step = STEPS[name]

    assert fields(step, "data_description") == fields(step, "data")


def test_no_words_of_a_selector_are_left_over() -> None:
    """Each selector that has words is named in the code or in an action's form."""
    forms = (PACKAGE / "services.yaml").read_text(encoding="utf-8")
    named = WRITTEN | set(re.findall(r"translation_key: (\w+)", forms))

    assert set(ENGLISH["selector"]) - named == set()


def test_options_are_slugs() -> None:
    """Home Assistant's own check of translations takes nothing else."""
    options = {
        key
        for selector in ENGLISH["selector"].values()
        for key in selector.get("options", {})
    }

    assert {key for key in options if not re.fullmatch(r"[a-z0-9_]+", key)} == set()


@pytest.mark.parametrize("kind", ["trigger", "condition"])
def test_parts_of_automations_have_their_words(kind: str) -> None:
    """Each has a name, a description, an icon and words for its fields."""
    module = importlib.import_module(f"custom_components.v2c_cloud.{kind}")
    forms = yaml.safe_load((PACKAGE / f"{kind}s.yaml").read_text(encoding="utf-8"))
    wanted = {
        key: set((forms[key] or {}).get("fields", {}))
        for key in getattr(module, f"{kind.upper()}S")
    }
    words = ENGLISH[f"{kind}s"]

    assert {key for key in forms if not key.startswith(".")} == set(wanted)
    assert {key: set(item.get("fields", {})) for key, item in words.items()} == wanted
    assert {
        key for key, item in words.items() if not {"name", "description"} <= set(item)
    } == set()
    assert {key for key, item in ICONS[f"{kind}s"].items() if kind in item} == set(
        wanted
    )
