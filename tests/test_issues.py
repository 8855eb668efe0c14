"""What Home Assistant is told to have repaired, and when that is taken back."""

from collections.abc import Iterator
from typing import Any

from freezegun.api import TickingDateTimeFactory
from homeassistant.config_entries import (
    SOURCE_REAUTH,
    ConfigEntryDisabler,
    ConfigEntryState,
    ConfigFlowResult,
)
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.v2c_cloud.const import CONF_CONTRACTED_POWER, CONF_PHASES, DOMAIN
from custom_components.v2c_cloud.issues import async_forget_issues
from scripts.simulator import CloudFault, LanFault, SimulatedCharger, Simulator

from .clocks import pass_time, running_clock
from .conftest import AddHouse, charger_subentry, house_entry


@pytest.fixture
def clock() -> Iterator[TickingDateTimeFactory]:
    """A clock that runs, and can be moved on."""
    with running_clock() as clock:
        yield clock


def _issues(hass: HomeAssistant) -> list[ir.IssueEntry]:
    return [
        issue for issue in ir.async_get(hass).issues.values() if issue.domain == DOMAIN
    ]


def _keys(hass: HomeAssistant) -> list[str | None]:
    return [issue.translation_key for issue in _issues(hass)]


def _reauths(hass: HomeAssistant) -> list[ConfigFlowResult]:
    return hass.config_entries.flow.async_progress_by_handler(
        DOMAIN, match_context={"source": SOURCE_REAUTH}
    )


async def _set_up(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    entry.add_to_hass(hass)
    await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()


async def test_a_good_house_has_no_issue(
    hass: HomeAssistant, charger: SimulatedCharger, add_house: AddHouse
) -> None:
    """Nothing to repair, nothing to read."""
    await add_house(charger)
    assert _issues(hass) == []


async def test_an_empty_house(hass: HomeAssistant, charger: SimulatedCharger) -> None:
    """It waits for its first charger, and says so."""
    entry = house_entry()
    await _set_up(hass, entry)
    assert entry.state.value == "setup_retry"
    (issue,) = _issues(hass)
    assert issue.translation_key == "no_charger"
    assert issue.translation_placeholders == {"house": "Home"}
    assert not issue.is_fixable

    full = house_entry(charger_subentry(charger))
    hass.config_entries.async_add_subentry(entry, next(iter(full.subentries.values())))
    await hass.config_entries.async_reload(entry.entry_id)
    assert entry.state.value == "loaded"
    assert _issues(hass) == []


async def test_an_empty_house_that_is_removed(hass: HomeAssistant) -> None:
    """Its issue goes with it."""
    entry = house_entry()
    await _set_up(hass, entry)
    assert _keys(hass) == ["no_charger"]
    await hass.config_entries.async_remove(entry.entry_id)
    assert _issues(hass) == []


async def test_a_charger_off_the_lan(
    hass: HomeAssistant,
    clock: TickingDateTimeFactory,
    simulator: Simulator,
    charger: SimulatedCharger,
    add_house: AddHouse,
) -> None:
    """A quarter of an hour is no hiccup any more."""
    entry = await add_house(charger)
    charger.lan.fail = LanFault.REFUSE
    await pass_time(hass, clock, simulator, 840)
    assert _issues(hass) == []

    await pass_time(hass, clock, simulator, 420)
    (issue,) = _issues(hass)
    assert issue.translation_key == "charger_unreachable"
    assert issue.is_fixable
    assert issue.translation_placeholders == {
        "charger": "Garage",
        "address": f"127.0.0.1:{charger.lan.port}",
    }

    # Somebody ignores it: a reload changes nothing about that.
    ir.async_ignore_issue(hass, DOMAIN, issue.issue_id, ignore=True)
    await hass.config_entries.async_reload(entry.entry_id)
    (issue,) = _issues(hass)
    assert issue.dismissed_version is not None

    charger.lan.fail = LanFault.NONE
    await pass_time(hass, clock, simulator, 60)
    assert _issues(hass) == []


async def test_a_charger_that_comes_back_in_time(
    hass: HomeAssistant,
    clock: TickingDateTimeFactory,
    simulator: Simulator,
    charger: SimulatedCharger,
    add_house: AddHouse,
) -> None:
    """Two short losses are not a long one."""
    await add_house(charger)
    for fault in (LanFault.REFUSE, LanFault.NONE, LanFault.REFUSE):
        charger.lan.fail = fault
        await pass_time(hass, clock, simulator, 600)
    assert _issues(hass) == []


async def test_a_charger_that_was_lost_and_removed(
    hass: HomeAssistant,
    clock: TickingDateTimeFactory,
    simulator: Simulator,
    charger: SimulatedCharger,
    add_house: AddHouse,
) -> None:
    """What is gone needs no repair."""
    other = await simulator.add_charger("SECOND")
    entry = await add_house(charger, other)
    charger.lan.fail = LanFault.REFUSE
    await pass_time(hass, clock, simulator, 1260)
    (issue,) = _issues(hass)
    assert issue.data is not None

    hass.config_entries.async_remove_subentry(entry, str(issue.data["subentry_id"]))
    await hass.async_block_till_done()
    assert _issues(hass) == []
    assert len(entry.runtime_data.chargers) == 1


async def test_a_charger_that_only_the_cloud_reaches_has_no_address(
    hass: HomeAssistant,
    clock: TickingDateTimeFactory,
    simulator: Simulator,
    charger: SimulatedCharger,
    add_house: AddHouse,
) -> None:
    """Nobody can type one, so nobody is asked."""
    simulator.cloud.fault = CloudFault.SERVER_ERROR
    await add_house(charger, simulator=simulator, lan=False, cloud=True)
    await pass_time(hass, clock, simulator, 1200, step=300)
    assert _issues(hass) == []


async def test_a_maximum_above_the_contract(
    hass: HomeAssistant,
    clock: TickingDateTimeFactory,
    simulator: Simulator,
    charger: SimulatedCharger,
    add_house: AddHouse,
) -> None:
    """5.75 kW carry 25 A on one phase."""
    charger.values.max_intensity = 26
    await add_house(charger, **{CONF_CONTRACTED_POWER: 5.75, CONF_PHASES: 1})
    (issue,) = _issues(hass)
    assert issue.translation_key == "max_current_above_contract"
    assert issue.is_fixable
    assert issue.translation_placeholders == {
        "charger": "Garage",
        "house": "Home",
        "current": "26",
        "limit": "25",
        "power": "5.75",
    }

    charger.values.max_intensity = 25
    await pass_time(hass, clock, simulator, 60)
    assert _issues(hass) == []
    charger.values.max_intensity = 32
    await pass_time(hass, clock, simulator, 60)
    assert _keys(hass) == ["max_current_above_contract"]


@pytest.mark.parametrize(
    "options",
    [{}, {CONF_PHASES: 1}, {CONF_CONTRACTED_POWER: 22.2, CONF_PHASES: 3}],
    ids=["nothing known", "no contract", "all within"],
)
async def test_a_maximum_that_nobody_can_judge_or_mind(
    hass: HomeAssistant,
    charger: SimulatedCharger,
    add_house: AddHouse,
    options: dict[str, Any],
) -> None:
    """22.2 kW carry 32 A on three phases."""
    charger.values.max_intensity = 32
    await add_house(charger, **options)
    assert _issues(hass) == []


async def test_a_maximum_that_the_charger_does_not_tell(
    hass: HomeAssistant,
    clock: TickingDateTimeFactory,
    simulator: Simulator,
    charger: SimulatedCharger,
    add_house: AddHouse,
) -> None:
    """What is not known is neither right nor wrong: the issue stays."""
    await add_house(charger, **{CONF_CONTRACTED_POWER: 2.3, CONF_PHASES: 1})
    assert _keys(hass) == ["max_current_above_contract"]
    charger.lan.fail = LanFault.REFUSE
    await pass_time(hass, clock, simulator, 300)
    assert _keys(hass) == ["max_current_above_contract"]


async def test_a_disabled_house_complains_no_more(
    hass: HomeAssistant, charger: SimulatedCharger, add_house: AddHouse
) -> None:
    """Nor does one that was unloaded for good."""
    entry = await add_house(charger, **{CONF_CONTRACTED_POWER: 2.3, CONF_PHASES: 1})
    assert _keys(hass) == ["max_current_above_contract"]
    await hass.config_entries.async_set_disabled_by(
        entry.entry_id, ConfigEntryDisabler.USER
    )
    assert _issues(hass) == []

    await hass.config_entries.async_set_disabled_by(entry.entry_id, None)
    assert _keys(hass) == ["max_current_above_contract"]
    async_forget_issues(hass, house_entry())
    assert _keys(hass) == ["max_current_above_contract"]
    await hass.config_entries.async_remove(entry.entry_id)
    assert _issues(hass) == []


async def test_a_refused_key(
    hass: HomeAssistant,
    clock: TickingDateTimeFactory,
    simulator: Simulator,
    charger: SimulatedCharger,
    add_house: AddHouse,
) -> None:
    """One house asks for a new key, until the cloud has recovered by itself."""
    other = await simulator.add_charger("SECOND", lan=False)
    simulator.cloud.fault = CloudFault.UNAUTHORIZED
    first = await add_house(charger, simulator=simulator, lan=False, cloud=True)
    await add_house(other, simulator=simulator, lan=False, cloud=True)
    (reauth,) = _reauths(hass)
    assert reauth["context"]["entry_id"] == first.entry_id
    assert [issue.translation_key for issue in ir.async_get(hass).issues.values()] == [
        "config_entry_reauth"
    ]

    await pass_time(hass, clock, simulator, 3600, step=300)
    assert [flow["flow_id"] for flow in _reauths(hass)] == [reauth["flow_id"]]

    simulator.cloud.fault = CloudFault.NONE
    await pass_time(hass, clock, simulator, 2400, step=300)
    assert _reauths(hass) == []
    assert not ir.async_get(hass).issues


async def test_a_refused_key_does_not_touch_the_lan(
    hass: HomeAssistant,
    clock: TickingDateTimeFactory,
    simulator: Simulator,
    charger: SimulatedCharger,
    add_house: AddHouse,
) -> None:
    """The charger beside it works on."""
    simulator.cloud.fault = CloudFault.UNAUTHORIZED
    entry = await add_house(charger, simulator=simulator, cloud=True)
    await pass_time(hass, clock, simulator, 60)
    assert len(_reauths(hass)) == 1
    assert entry.state is ConfigEntryState.LOADED
    (coordinator,) = entry.runtime_data.chargers.values()
    assert coordinator.data.snapshot.active_link == "lan"
    asked = len(charger.lan.requests)
    await pass_time(hass, clock, simulator, 60)
    assert len(charger.lan.requests) > asked
