"""The forms that repair what Home Assistant was told."""

from collections.abc import Iterator
from typing import Any

from freezegun.api import TickingDateTimeFactory
from homeassistant.components.repairs import (
    DOMAIN as REPAIRS_DOMAIN,
    RepairsFlowManager,
    RepairsFlowResult,
    repairs_flow_manager,
)
from homeassistant.config_entries import ConfigEntryDisabler, ConfigEntryState
from homeassistant.const import CONF_HOST, CONF_PORT
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers import issue_registry as ir
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.v2c_cloud.const import CONF_CONTRACTED_POWER, CONF_PHASES, DOMAIN
from scripts.simulator import LanFault, SimulatedCharger, Simulator

from .clocks import pass_time, running_clock
from .conftest import AddHouse

# Home Assistant's own web server, which the repairs need.
pytestmark = pytest.mark.filterwarnings(
    "ignore::aiohttp.web_exceptions.NotAppKeyWarning"
)


@pytest.fixture
def clock() -> Iterator[TickingDateTimeFactory]:
    """A clock that runs, and can be moved on."""
    with running_clock() as clock:
        yield clock


@pytest.fixture
async def manager(hass: HomeAssistant) -> RepairsFlowManager:
    """What shows the forms."""
    assert await async_setup_component(hass, REPAIRS_DOMAIN, {})
    manager = repairs_flow_manager(hass)
    assert manager is not None
    return manager


def _issue_ids(hass: HomeAssistant) -> list[str]:
    return [
        issue.issue_id
        for issue in ir.async_get(hass).issues.values()
        if issue.domain == DOMAIN
    ]


async def _open(hass: HomeAssistant, manager: RepairsFlowManager) -> RepairsFlowResult:
    """Open the form of the only issue there is."""
    (issue_id,) = _issue_ids(hass)
    return await manager.async_init(DOMAIN, data={"issue_id": issue_id})


async def _submit(
    hass: HomeAssistant,
    manager: RepairsFlowManager,
    form: RepairsFlowResult,
    **user_input: Any,
) -> RepairsFlowResult:
    result = await manager.async_configure(form["flow_id"], user_input)
    await hass.async_block_till_done()
    return result


@pytest.fixture
async def lost(
    hass: HomeAssistant,
    clock: TickingDateTimeFactory,
    simulator: Simulator,
    charger: SimulatedCharger,
    add_house: AddHouse,
) -> MockConfigEntry:
    """A house whose charger has been off the LAN for long."""
    entry = await add_house(charger)
    await charger.lan.stop()
    await pass_time(hass, clock, simulator, 1260)
    return entry


async def test_a_new_address(
    hass: HomeAssistant,
    charger: SimulatedCharger,
    lost: MockConfigEntry,
    manager: RepairsFlowManager,
) -> None:
    """The charger answers there: that is all there is to it."""
    old_port = charger.lan.port
    form = await _open(hass, manager)
    assert form["step_id"] == "confirm"
    assert form["description_placeholders"] == {
        "charger": "Garage",
        "address": f"127.0.0.1:{old_port}",
    }

    await charger.lan.move()
    result = await _submit(hass, manager, form, host=f" 127.0.0.1:{charger.lan.port} ")
    assert result["type"] is FlowResultType.CREATE_ENTRY
    (subentry,) = lost.subentries.values()
    assert subentry.data[CONF_HOST] == "127.0.0.1"
    assert subentry.data[CONF_PORT] == charger.lan.port != old_port
    (coordinator,) = lost.runtime_data.chargers.values()
    assert coordinator.data.snapshot.active_link == "lan"
    assert _issue_ids(hass) == []


@pytest.mark.parametrize(
    ("host", "error"),
    [
        ("http://127.0.0.1/", "invalid_address"),
        ("203.0.113.7", "public_address"),
        ("127.0.0.1:1", "cannot_connect"),
    ],
)
async def test_an_address_that_cannot_be_used(
    hass: HomeAssistant,
    charger: SimulatedCharger,
    lost: MockConfigEntry,
    manager: RepairsFlowManager,
    host: str,
    error: str,
) -> None:
    """The form says why, and the next try may be better."""
    form = await _open(hass, manager)
    result = await _submit(hass, manager, form, host=host)
    assert result["type"] is FlowResultType.FORM
    assert result["errors"] == {CONF_HOST: error}
    assert len(_issue_ids(hass)) == 1

    await charger.lan.move(charger.lan.port)
    result = await _submit(hass, manager, form, host=f"127.0.0.1:{charger.lan.port}")
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert _issue_ids(hass) == []


async def test_another_charger_at_the_new_address(
    hass: HomeAssistant,
    simulator: Simulator,
    lost: MockConfigEntry,
    manager: RepairsFlowManager,
) -> None:
    """It is not taken for the one that is lost."""
    other = await simulator.add_charger("SECOND")
    form = await _open(hass, manager)
    result = await _submit(hass, manager, form, host=f"127.0.0.1:{other.lan.port}")
    assert result["errors"] == {CONF_HOST: "wrong_charger"}
    assert result["description_placeholders"] is not None
    assert result["description_placeholders"]["found"] == "SECOND"


async def test_a_charger_too_old_to_say_who_it_is(
    hass: HomeAssistant,
    simulator: Simulator,
    lost: MockConfigEntry,
    manager: RepairsFlowManager,
) -> None:
    """The person in front of the form knows."""
    old = await simulator.add_charger("OLDONE", firmware="1.6.18")
    form = await _open(hass, manager)
    result = await _submit(hass, manager, form, host=f"127.0.0.1:{old.lan.port}")
    assert result["type"] is FlowResultType.CREATE_ENTRY


async def test_a_charger_that_was_removed_meanwhile(
    hass: HomeAssistant, lost: MockConfigEntry, manager: RepairsFlowManager
) -> None:
    """The form has nothing to ask any more."""
    form = await _open(hass, manager)
    await hass.config_entries.async_remove(lost.entry_id)
    result = await _submit(hass, manager, form, host="127.0.0.1")
    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "charger_gone"


@pytest.fixture
async def other(
    hass: HomeAssistant, charger: SimulatedCharger, add_house: AddHouse
) -> MockConfigEntry:
    """Another integration's entry for the charger of a house."""
    await add_house(charger)
    other = MockConfigEntry(domain="v2c", title="EVSE", data={}, unique_id=charger.id)
    await hass.config_entries.async_add(other)
    return other


async def test_another_integration_is_disabled(
    hass: HomeAssistant, other: MockConfigEntry, manager: RepairsFlowManager
) -> None:
    """It can be enabled again; nothing of it is lost."""
    form = await _open(hass, manager)
    assert form["step_id"] == "confirm"
    assert form["description_placeholders"] == {
        "charger": "Garage",
        "entry": "EVSE",
        "integration": "v2c",
    }

    result = await _submit(hass, manager, form)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert other.disabled_by is ConfigEntryDisabler.USER
    assert _issue_ids(hass) == []


async def test_another_integration_that_was_removed_meanwhile(
    hass: HomeAssistant, other: MockConfigEntry, manager: RepairsFlowManager
) -> None:
    """Somebody was faster."""
    form = await _open(hass, manager)
    await hass.config_entries.async_remove(other.entry_id)
    result = await _submit(hass, manager, form)
    assert result["reason"] == "other_gone"


@pytest.fixture
async def limited(charger: SimulatedCharger, add_house: AddHouse) -> MockConfigEntry:
    """A house whose contract carries 10 A, with a charger that allows 32 A."""
    return await add_house(charger, **{CONF_CONTRACTED_POWER: 2.3, CONF_PHASES: 1})


@pytest.mark.parametrize(("minimum", "lowered"), [(6, 6), (16, 10)])
async def test_the_maximum_is_lowered(
    hass: HomeAssistant,
    charger: SimulatedCharger,
    limited: MockConfigEntry,
    manager: RepairsFlowManager,
    minimum: int,
    lowered: int,
) -> None:
    """A minimum above it goes down first, or the charger would refuse."""
    charger.values.min_intensity = minimum
    await hass.config_entries.async_reload(limited.entry_id)
    form = await _open(hass, manager)
    assert form["step_id"] == "confirm"
    assert form["description_placeholders"] == {
        "charger": "Garage",
        "house": "Home",
        "current": "32",
        "limit": "10",
        "power": "2.3",
    }
    assert charger.values.max_intensity == 32

    result = await _submit(hass, manager, form)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert charger.values.max_intensity == 10
    assert charger.values.min_intensity == lowered
    assert _issue_ids(hass) == []


async def test_a_maximum_that_the_charger_refuses(
    hass: HomeAssistant,
    charger: SimulatedCharger,
    limited: MockConfigEntry,
    manager: RepairsFlowManager,
) -> None:
    """The form says so, and can be sent again."""
    form = await _open(hass, manager)
    charger.lan.set_fault(LanFault.ERROR, path="/write/")
    result = await _submit(hass, manager, form)
    assert result["type"] is FlowResultType.FORM
    assert result["errors"] == {"base": "cannot_set"}
    assert len(_issue_ids(hass)) == 1

    charger.lan.fail = LanFault.NONE
    result = await _submit(hass, manager, form)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert charger.values.max_intensity == 10


async def test_a_maximum_that_is_raised_again(
    hass: HomeAssistant,
    clock: TickingDateTimeFactory,
    simulator: Simulator,
    charger: SimulatedCharger,
    limited: MockConfigEntry,
    manager: RepairsFlowManager,
) -> None:
    """A repair lasts as long as what it repaired."""
    await _submit(hass, manager, await _open(hass, manager))
    assert _issue_ids(hass) == []
    charger.values.max_intensity = 20
    await pass_time(hass, clock, simulator, 60)
    assert len(_issue_ids(hass)) == 1


async def test_a_maximum_of_a_house_that_is_not_loaded(
    hass: HomeAssistant, limited: MockConfigEntry, manager: RepairsFlowManager
) -> None:
    """Nobody can write to the charger then."""
    form = await _open(hass, manager)
    await hass.config_entries.async_unload(limited.entry_id)
    assert limited.state is ConfigEntryState.NOT_LOADED
    result = await _submit(hass, manager, form)
    assert result["reason"] == "house_not_loaded"


async def test_an_issue_that_only_seemed_repaired(
    hass: HomeAssistant,
    clock: TickingDateTimeFactory,
    simulator: Simulator,
    limited: MockConfigEntry,
    charger: SimulatedCharger,
) -> None:
    """What somebody took away comes back while its reason is there."""
    (issue_id,) = _issue_ids(hass)
    ir.async_delete_issue(hass, DOMAIN, issue_id)
    charger.values.house_power += 100
    charger.values.charge_energy += 1
    await pass_time(hass, clock, simulator, 60)
    assert _issue_ids(hass) == [issue_id]
