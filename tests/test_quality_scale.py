"""The integration quality scale that we claim: complete, reasoned, and true so far."""

import json
from pathlib import Path
import re
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "custom_components" / "v2c_cloud"

TIERS = {
    "bronze": {
        "action-setup",
        "appropriate-polling",
        "brands",
        "common-modules",
        "config-flow",
        "config-flow-test-coverage",
        "dependency-transparency",
        "docs-actions",
        "docs-conditions",
        "docs-high-level-description",
        "docs-installation-instructions",
        "docs-removal-instructions",
        "docs-triggers",
        "entity-event-setup",
        "entity-unique-id",
        "has-entity-name",
        "runtime-data",
        "test-before-configure",
        "test-before-setup",
        "unique-config-entry",
    },
    "silver": {
        "action-exceptions",
        "config-entry-unloading",
        "docs-configuration-parameters",
        "docs-installation-parameters",
        "entity-unavailable",
        "integration-owner",
        "log-when-unavailable",
        "parallel-updates",
        "reauthentication-flow",
        "test-coverage",
    },
    "gold": {
        "devices",
        "diagnostics",
        "discovery",
        "discovery-update-info",
        "docs-data-update",
        "docs-examples",
        "docs-known-limitations",
        "docs-supported-devices",
        "docs-supported-functions",
        "docs-troubleshooting",
        "docs-use-cases",
        "dynamic-devices",
        "entity-category",
        "entity-device-class",
        "entity-disabled-by-default",
        "entity-translations",
        "exception-translations",
        "icon-translations",
        "reconfiguration-flow",
        "repair-issues",
        "stale-devices",
    },
    "platinum": {"async-dependency", "inject-websession", "strict-typing"},
}
ORDER = list(TIERS)


def normalized(answer: str | dict[str, str]) -> dict[str, str]:
    """Return the long form of an answer."""
    return {"status": answer} if isinstance(answer, str) else answer


RULES: dict[str, dict[str, str]] = {
    rule: normalized(answer)
    for rule, answer in yaml.safe_load(
        (PACKAGE / "quality_scale.yaml").read_text(encoding="utf-8")
    )["rules"].items()
}
MANIFEST: dict[str, Any] = json.loads((PACKAGE / "manifest.json").read_text())
CLAIMED = ORDER.index(MANIFEST["quality_scale"])
RULES_CLAIMED = sorted(rule for tier in ORDER[: CLAIMED + 1] for rule in TIERS[tier])


def test_every_rule_is_answered_and_none_invented() -> None:
    """The scale of Home Assistant 2026.11 has 54 rules."""
    assert sum(map(len, TIERS.values())) == 54
    assert set(RULES) == set().union(*TIERS.values())


@pytest.mark.parametrize("rule", sorted(RULES))
def test_answers_are_reasoned(rule: str) -> None:
    """An exemption or a debt without a reason is a hidden gap."""
    answer = RULES[rule]

    assert set(answer) <= {"status", "comment"}
    assert answer["status"] in {"done", "todo", "exempt"}
    assert answer["status"] == "done" or len(answer.get("comment", "")) > 20


@pytest.mark.parametrize("rule", RULES_CLAIMED)
def test_nothing_is_owed_in_the_tier_we_claim(rule: str) -> None:
    """The manifest's word holds for that tier and all below it."""
    assert RULES[rule]["status"] != "todo"


def test_readme_claims_no_more_than_the_manifest() -> None:
    """One truth in both places."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8").lower()
    claims = re.findall(rf"\b({'|'.join(ORDER)})\b", readme)

    assert [claim for claim in claims if ORDER.index(claim) > CLAIMED] == []
