"""The account: what houses share in it, and what it finds out on the way."""

import asyncio
from collections import Counter
from collections.abc import Iterator
from unittest.mock import patch

from freezegun.api import FrozenDateTimeFactory
from homeassistant.config_entries import (
    SOURCE_INTEGRATION_DISCOVERY,
    ConfigEntryDisabler,
    ConfigFlowResult,
)
from homeassistant.const import CONF_API_KEY
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
)

from custom_components.v2c_cloud.account import CloudAccount
from custom_components.v2c_cloud.const import CONF_MODEL, DOMAIN
from scripts.simulator import CloudFault, SimulatedCharger, Simulator

from .clocks import calls_over, one_clock
from .conftest import AddHouse, charger_subentry, house_entry

LIVE = "/device/currentstatecharge"
PAIRINGS = "/pairings/me"
VERSION = "/version"


@pytest.fixture(autouse=True)
def _no_errands() -> Iterator[None]:
    """Leave out what others have asked; test_account_errands.py is about that."""
    with patch.object(CloudAccount, "async_add_errand", return_value=lambda: None):
        yield


@pytest.fixture
def clock(freezer: FrozenDateTimeFactory) -> Iterator[FrozenDateTimeFactory]:
    """A clock that stands still until a test moves it."""
    with one_clock():
        yield freezer


def _account(entry: MockConfigEntry) -> CloudAccount:
    account: CloudAccount = entry.runtime_data.account
    return account


def _discoveries(hass: HomeAssistant) -> list[ConfigFlowResult]:
    return hass.config_entries.flow.async_progress_by_handler(
        DOMAIN, match_context={"source": SOURCE_INTEGRATION_DISCOVERY}
    )


async def test_two_houses_share_an_account(
    hass: HomeAssistant,
    clock: FrozenDateTimeFactory,
    simulator: Simulator,
    charger: SimulatedCharger,
    add_house: AddHouse,
) -> None:
    """The quota is the user's: one client, one call at a time."""
    other = await simulator.add_charger("SECOND", lan=False)
    first = await add_house(charger, simulator=simulator, lan=False, cloud=True)
    second = await add_house(other, simulator=simulator, lan=False, cloud=True)
    assert _account(first) is _account(second)

    calls = await calls_over(hass, clock, simulator, 600)
    assert max(Counter(at for at, _ in calls).values()) == 1
    assert Counter(path for _, path in calls) == {PAIRINGS: 1, VERSION: 2, LIVE: 3}

    await hass.config_entries.async_unload(first.entry_id)
    asked = len(simulator.cloud.requests)
    await calls_over(hass, clock, simulator, 600)
    assert {
        call.query.get("deviceId") for call in simulator.cloud.requests[asked:]
    } == {other.id}

    await hass.config_entries.async_unload(second.entry_id)
    assert await calls_over(hass, clock, simulator, 900) == []


async def test_another_key_is_another_account(
    hass: HomeAssistant,
    simulator: Simulator,
    charger: SimulatedCharger,
    add_house: AddHouse,
) -> None:
    """Two users have two quotas."""
    other = await simulator.add_charger("SECOND", lan=False)
    first = await add_house(charger, simulator=simulator, lan=False, cloud=True)
    simulator.cloud.add_key("another key", user="neighbour")
    entry = house_entry(charger_subentry(other, lan=False, cloud=True))
    entry.add_to_hass(hass)
    hass.config_entries.async_update_entry(
        entry, data=first.data | {CONF_API_KEY: "another key"}
    )
    await hass.config_entries.async_setup(entry.entry_id)
    assert _account(first) is not _account(entry)
    assert _account(first).entries == [first]
    assert _account(entry).entries == [entry]
    assert _account(entry).calls_left == 999


async def test_a_charger_that_leaves_while_it_is_asked(
    hass: HomeAssistant,
    clock: FrozenDateTimeFactory,
    simulator: Simulator,
    charger: SimulatedCharger,
    add_house: AddHouse,
) -> None:
    """An answer that comes after the unload starts nothing again."""
    entry = await add_house(charger, simulator=simulator, lan=False, cloud=True)
    await calls_over(hass, clock, simulator, 60)
    simulator.cloud.fault = CloudFault.SLOW
    simulator.cloud.slow_delay = 0.3
    clock.tick(300)
    async_fire_time_changed(hass)
    await asyncio.sleep(0)

    assert await hass.config_entries.async_unload(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    asked = len(simulator.cloud.requests)
    assert await calls_over(hass, clock, simulator, 900) == []
    assert asked == 4


async def test_others_of_the_account_are_offered(
    hass: HomeAssistant,
    clock: FrozenDateTimeFactory,
    simulator: Simulator,
    charger: SimulatedCharger,
    add_house: AddHouse,
) -> None:
    """Once in a run, and none that a house has, even a disabled one."""
    disabled = await simulator.add_charger("SECOND", lan=False)
    await simulator.add_charger("THIRD1", lan=False, name="Office")
    asleep = house_entry(charger_subentry(disabled, lan=False, cloud=True))
    asleep.add_to_hass(hass)
    await hass.config_entries.async_set_disabled_by(
        asleep.entry_id, ConfigEntryDisabler.USER
    )
    entry = await add_house(charger, simulator=simulator, lan=False, cloud=True)

    await calls_over(hass, clock, simulator, 20)
    (offer,) = _discoveries(hass)
    assert offer["context"]["unique_id"] == "THIRD1"
    assert offer["context"]["title_placeholders"] == {"name": "Office"}

    hass.config_entries.flow.async_abort(offer["flow_id"])
    await hass.config_entries.async_reload(entry.entry_id)
    calls = await calls_over(hass, clock, simulator, 86400, step=600)
    assert PAIRINGS in [path for _, path in calls]
    assert _discoveries(hass) == []


async def test_models_are_learned(
    hass: HomeAssistant,
    clock: FrozenDateTimeFactory,
    simulator: Simulator,
    charger: SimulatedCharger,
    add_house: AddHouse,
) -> None:
    """Once; after that the house knows it."""
    entry = await add_house(charger, simulator=simulator, lan=False, cloud=True)
    await calls_over(hass, clock, simulator, 60)
    device = dr.async_get(hass).async_get_device_by_identifier(
        (DOMAIN, charger.id), entry.entry_id
    )
    assert device is not None
    assert device.model == "Trydan"
    (subentry,) = entry.subentries.values()
    assert subentry.data[CONF_MODEL] == "Trydan"

    await hass.config_entries.async_reload(entry.entry_id)
    calls = await calls_over(hass, clock, simulator, 2 * 86400, step=1800)
    assert VERSION not in [path for _, path in calls]


async def test_a_model_that_nobody_tells_is_asked_for_once_a_day(
    hass: HomeAssistant,
    clock: FrozenDateTimeFactory,
    simulator: Simulator,
    charger: SimulatedCharger,
    add_house: AddHouse,
) -> None:
    """Also when the house is loaded anew."""
    simulator.cloud.version_as_text = True
    entry = await add_house(charger, simulator=simulator, lan=False, cloud=True)
    calls = await calls_over(hass, clock, simulator, 60)
    await hass.config_entries.async_reload(entry.entry_id)
    simulator.cloud.fault = CloudFault.SERVER_ERROR
    calls += await calls_over(hass, clock, simulator, 90000, step=300)
    assert [path for _, path in calls].count(VERSION) == 2
    (subentry,) = entry.subentries.values()
    assert CONF_MODEL not in subentry.data
