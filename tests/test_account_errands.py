"""The account: what others have it ask, and what it does about lost chargers."""

from collections.abc import Iterator

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.v2c_cloud.account import CloudAccount
from custom_components.v2c_cloud.api.exceptions import V2CTimeoutError
from scripts.simulator import CloudFault, SimulatedCharger, Simulator

from .clocks import calls_over, one_clock
from .conftest import AddHouse

PAIRINGS = "/pairings/me"


@pytest.fixture
def clock(freezer: FrozenDateTimeFactory) -> Iterator[FrozenDateTimeFactory]:
    """A clock that stands still until a test moves it."""
    with one_clock():
        yield freezer


@pytest.fixture(name="entry")
async def _entry(
    hass: HomeAssistant,
    clock: FrozenDateTimeFactory,
    simulator: Simulator,
    charger: SimulatedCharger,
    add_house: AddHouse,
) -> MockConfigEntry:
    """A house that only the cloud reaches, when all first things are asked."""
    entry = await add_house(charger, simulator=simulator, lan=False, cloud=True)
    await calls_over(hass, clock, simulator, 1800, step=30)
    return entry


def _account(entry: MockConfigEntry) -> CloudAccount:
    account: CloudAccount = entry.runtime_data.account
    return account


class _Errand:
    """Something that others want to have asked."""

    def __init__(self, account: CloudAccount) -> None:
        """Ask the account's client for its chargers, which is as good as anything."""
        self.account = account
        self.runs = 0
        self.fails = False

    async def run(self) -> None:
        """Make one call."""
        self.runs += 1
        await self.account.client.pairings()
        if self.fails:
            raise V2CTimeoutError("no answer")


async def test_an_errand(
    hass: HomeAssistant,
    clock: FrozenDateTimeFactory,
    simulator: Simulator,
    entry: MockConfigEntry,
) -> None:
    """Run at the next tick, then after each interval, also when it failed."""
    errand = _Errand(entry.runtime_data.account)
    stop = errand.account.async_add_errand(errand.run, lambda: 600.0)
    assert errand.runs == 0
    await calls_over(hass, clock, simulator, 20)
    assert errand.runs == 1

    errand.fails = True
    calls = await calls_over(hass, clock, simulator, 1300)
    assert errand.runs == 3
    assert len([path for _, path in calls if path == PAIRINGS]) == 2

    stop()
    await calls_over(hass, clock, simulator, 1300)
    assert errand.runs == 3


async def test_an_errand_whose_time_changes(
    hass: HomeAssistant,
    clock: FrozenDateTimeFactory,
    simulator: Simulator,
    entry: MockConfigEntry,
) -> None:
    """The interval is asked anew each time: a session that ended is read sooner."""
    interval = 86400.0
    errand = _Errand(entry.runtime_data.account)
    errand.account.async_add_errand(errand.run, lambda: interval)
    await calls_over(hass, clock, simulator, 3600, step=120)
    assert errand.runs == 1
    interval = 900.0
    await calls_over(hass, clock, simulator, 60)
    assert errand.runs == 2


async def test_errands_wait_while_the_key_is_refused(
    hass: HomeAssistant,
    clock: FrozenDateTimeFactory,
    simulator: Simulator,
    entry: MockConfigEntry,
) -> None:
    """The polls find out when it works again; nothing is forgotten meanwhile."""
    errand = _Errand(_account(entry))
    simulator.cloud.fault = CloudFault.UNAUTHORIZED
    await calls_over(hass, clock, simulator, 400)
    assert _account(entry).key_accepted is False
    errand.account.async_add_errand(errand.run, lambda: 60.0)
    await calls_over(hass, clock, simulator, 3600, step=120)
    assert errand.runs == 0

    simulator.cloud.fault = CloudFault.NONE
    await calls_over(hass, clock, simulator, 1900, step=10)
    assert _account(entry).key_accepted is True
    assert errand.runs > 0


async def test_a_hint_for_a_charger_that_is_not_polled(
    entry: MockConfigEntry, hass: HomeAssistant
) -> None:
    """It comes too late, and disturbs nobody."""
    account = entry.runtime_data.account
    (coordinator,) = entry.runtime_data.chargers.values()
    await hass.config_entries.async_unload(entry.entry_id)
    account.async_hint(coordinator)
    assert account.client.budget.calls > 0


async def test_a_lost_charger_is_looked_for_in_the_account(
    hass: HomeAssistant,
    clock: FrozenDateTimeFactory,
    simulator: Simulator,
    entry: MockConfigEntry,
) -> None:
    """Once, an hour after the last time; else that would be twelve hours."""
    simulator.cloud.remove("ABC123")
    calls = await calls_over(hass, clock, simulator, 3600, step=30)
    looked = [at for at, path in calls if path == PAIRINGS]
    assert len(looked) == 1
    assert looked[0] <= 1900
    assert {issue.translation_key for issue in ir.async_get(hass).issues.values()} == {
        "charger_not_in_account"
    }


async def test_a_charger_that_is_not_lost(
    entry: MockConfigEntry, simulator: Simulator
) -> None:
    """Only a list that was read says anything."""
    account = entry.runtime_data.account
    assert not account.has_lost("ABC123")
    assert account.has_lost("OTHER1")
    unread = CloudAccount(account._hass, account._key)  # noqa: SLF001
    assert not unread.has_lost("ABC123")
