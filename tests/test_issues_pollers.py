"""Other integrations that ask the same chargers."""

from collections.abc import Callable
from typing import Any

from homeassistant.config_entries import SOURCE_IGNORE, ConfigEntry, ConfigEntryDisabler
from homeassistant.const import CONF_HOST, CONF_IP_ADDRESS
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    MockModule,
    mock_integration,
)

from custom_components.v2c_cloud.const import DOMAIN
from scripts.simulator import SimulatedCharger, Simulator

from .conftest import AddHouse


def _issues(hass: HomeAssistant) -> list[ir.IssueEntry]:
    return [
        issue for issue in ir.async_get(hass).issues.values() if issue.domain == DOMAIN
    ]


def _core_by_host(charger: SimulatedCharger) -> dict[str, Any]:
    return {
        "domain": "v2c",
        "data": {CONF_HOST: f"127.0.0.1:{charger.lan.port}"},
    }


def _core_by_id(charger: SimulatedCharger) -> dict[str, Any]:
    return {
        "domain": "v2c",
        "data": {CONF_HOST: "127.0.0.1:9"},
        "unique_id": charger.id.lower(),
    }


def _trydan(charger: SimulatedCharger) -> dict[str, Any]:
    return {
        "domain": "v2c_trydan",
        "data": {CONF_IP_ADDRESS: f" 127.0.0.1:{charger.lan.port}"},
        "unique_id": "192.168.1.50",
    }


@pytest.fixture
def _others(hass: HomeAssistant) -> None:
    """Integrations that load, and ask nobody."""

    async def agree(_: HomeAssistant, __: ConfigEntry) -> bool:
        return True

    for domain in ("v2c", "v2c_trydan"):
        mock_integration(
            hass,
            MockModule(domain, async_setup_entry=agree, async_unload_entry=agree),
        )


@pytest.mark.usefixtures("_others")
@pytest.mark.parametrize("build", [_core_by_host, _core_by_id, _trydan])
async def test_another_integration_on_the_same_charger(
    hass: HomeAssistant,
    charger: SimulatedCharger,
    add_house: AddHouse,
    build: Callable[[SimulatedCharger], dict[str, Any]],
) -> None:
    """A charger answers one request at a time; two that poll it lose answers."""
    await add_house(charger)
    other = MockConfigEntry(title="EVSE", **build(charger))
    await hass.config_entries.async_add(other)
    (issue,) = _issues(hass)
    assert issue.translation_key == "other_poller"
    assert issue.is_fixable
    assert issue.translation_placeholders == {
        "charger": "Garage",
        "entry": "EVSE",
        "integration": other.domain,
    }

    await hass.config_entries.async_set_disabled_by(
        other.entry_id, ConfigEntryDisabler.USER
    )
    assert _issues(hass) == []
    await hass.config_entries.async_set_disabled_by(other.entry_id, None)
    assert len(_issues(hass)) == 1
    await hass.config_entries.async_remove(other.entry_id)
    assert _issues(hass) == []


@pytest.mark.parametrize(
    "other",
    [
        {"domain": "v2c", "data": {CONF_HOST: "127.0.0.1:9"}},
        {"domain": "v2c", "data": {}, "unique_id": "ABC123", "source": SOURCE_IGNORE},
        {"domain": "other", "data": {CONF_HOST: "127.0.0.1"}, "unique_id": "ABC123"},
    ],
    ids=["another charger", "ignored", "another integration"],
)
async def test_others_that_disturb_nobody(
    hass: HomeAssistant,
    charger: SimulatedCharger,
    add_house: AddHouse,
    other: dict[str, Any],
) -> None:
    """Not each neighbour is a problem."""
    await hass.config_entries.async_add(MockConfigEntry(**other))
    await add_house(charger)
    assert _issues(hass) == []


@pytest.mark.parametrize("domain", ["evcc_intg", "evcc"])
async def test_evcc(
    hass: HomeAssistant, charger: SimulatedCharger, add_house: AddHouse, domain: str
) -> None:
    """Nobody can see which charger it controls: a warning that can be ignored."""
    await hass.config_entries.async_add(MockConfigEntry(domain=domain, title="evcc"))
    await add_house(charger)
    (issue,) = _issues(hass)
    assert issue.translation_key == "evcc_poller"
    assert issue.severity is ir.IssueSeverity.WARNING
    assert not issue.is_fixable
    assert issue.translation_placeholders == {"entry": "evcc", "house": "Home"}


async def test_evcc_without_a_charger_on_the_lan(
    hass: HomeAssistant,
    simulator: Simulator,
    charger: SimulatedCharger,
    add_house: AddHouse,
) -> None:
    """It knows the LAN only."""
    await hass.config_entries.async_add(MockConfigEntry(domain="evcc", title="evcc"))
    await add_house(charger, simulator=simulator, lan=False, cloud=True)
    assert _issues(hass) == []
