"""The account: how it spends its calls."""

from collections import Counter
from collections.abc import Iterator
from unittest.mock import patch

from freezegun.api import FrozenDateTimeFactory, TickingDateTimeFactory
from homeassistant.core import HomeAssistant
from homeassistant.helpers.aiohttp_client import async_get_clientsession
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.v2c_cloud.account import CloudAccount
from custom_components.v2c_cloud.api.cloud import CloudClient
from custom_components.v2c_cloud.api.models import Link
from scripts.simulator import Car, CloudFault, SimulatedCharger, Simulator

from .clocks import calls_over, one_clock, running_clock
from .conftest import AddHouse

REPORTED = "/device/reported"
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


@pytest.fixture(name="running_clock")
def _running_clock() -> Iterator[TickingDateTimeFactory]:
    """A clock for chargers on the LAN."""
    with running_clock() as clock:
        yield clock


def _account(entry: MockConfigEntry) -> CloudAccount:
    account: CloudAccount = entry.runtime_data.account
    return account


def _subentry_id(entry: MockConfigEntry, charger: SimulatedCharger) -> str:
    return next(
        subentry_id
        for subentry_id, subentry in entry.subentries.items()
        if subentry.unique_id == charger.id
    )


async def _plug_in(simulator: Simulator, *chargers: SimulatedCharger) -> None:
    """Plug cars in, and wait until the shadow knows."""
    for charger in chargers:
        charger.plug(Car(soc=0.1))
    await simulator.advance(120)


@pytest.mark.parametrize(
    ("plugged", "paused", "interval"),
    [(False, False, 300), (True, True, 120), (True, False, 60)],
    ids=["idle", "connected", "charging"],
)
async def test_a_charger_that_only_the_cloud_reaches(
    hass: HomeAssistant,
    clock: FrozenDateTimeFactory,
    simulator: Simulator,
    charger: SimulatedCharger,
    add_house: AddHouse,
    plugged: bool,
    paused: bool,
    interval: int,
) -> None:
    """It is asked as often as something may change."""
    charger.values.paused = paused
    charger.car = Car() if plugged else None
    await simulator.advance(120)
    await add_house(charger, simulator=simulator, lan=False, cloud=True)
    assert [call.path for call in simulator.cloud.requests] == [REPORTED]

    calls = await calls_over(hass, clock, simulator, 5 * interval)
    assert [at for at, path in calls if path in (REPORTED, LIVE)] == [
        turn * interval for turn in range(1, 6)
    ]


async def test_a_charger_on_the_lan_costs_two_calls_an_hour(
    hass: HomeAssistant,
    running_clock: TickingDateTimeFactory,
    simulator: Simulator,
    charger: SimulatedCharger,
    add_house: AddHouse,
) -> None:
    """Beside the LAN the shadow is enough."""
    await add_house(charger, simulator=simulator, cloud=True)
    assert simulator.cloud.requests == []

    calls = await calls_over(hass, running_clock, simulator, 4200, step=120)
    assert [path for _, path in calls if path not in (PAIRINGS, VERSION)] == [
        REPORTED,
        REPORTED,
        REPORTED,
    ]
    first, second, third = (at for at, path in calls if path == REPORTED)
    assert second - first >= 1800
    assert third - second >= 1800


async def test_a_charger_that_the_lan_loses_is_asked_at_once(
    hass: HomeAssistant,
    running_clock: TickingDateTimeFactory,
    simulator: Simulator,
    charger: SimulatedCharger,
    add_house: AddHouse,
) -> None:
    """The next look at the cloud does not wait for the half hour."""
    entry = await add_house(charger, simulator=simulator, cloud=True)
    await calls_over(hass, running_clock, simulator, 600, step=60)
    asked = len(simulator.cloud.requests)
    await charger.lan.stop()

    await calls_over(hass, running_clock, simulator, 600, step=60)
    assert len(simulator.cloud.requests) > asked
    coordinator = next(iter(entry.runtime_data.chargers.values()))
    assert coordinator.data.snapshot.active_link == "cloud"


async def test_a_start_is_no_burst(
    hass: HomeAssistant,
    clock: FrozenDateTimeFactory,
    simulator: Simulator,
    charger: SimulatedCharger,
    add_house: AddHouse,
) -> None:
    """Ten seconds, one call: first the list of chargers, then the model."""
    await add_house(charger, simulator=simulator, lan=False, cloud=True)
    calls = await calls_over(hass, clock, simulator, 290)
    assert calls == [(10, PAIRINGS), (20, VERSION)]


@pytest.mark.timeout(120)
async def test_a_day_of_charging_stays_within_the_quota(
    hass: HomeAssistant,
    clock: FrozenDateTimeFactory,
    simulator: Simulator,
    charger: SimulatedCharger,
    add_house: AddHouse,
) -> None:
    """Three chargers would like 4,320 calls; they share what there is."""
    chargers = [
        charger,
        await simulator.add_charger("SECOND", lan=False),
        await simulator.add_charger("THIRD1", lan=False),
    ]
    await _plug_in(simulator, *chargers)
    await add_house(*chargers, simulator=simulator, lan=False, cloud=True)

    calls = await calls_over(hass, clock, simulator, 86400, step=60)
    assert {call.status for call in simulator.cloud.requests} == {200}
    # The rest is kept for commands.
    assert 800 < len(simulator.cloud.requests) <= 850
    shares = Counter(call.query.get("deviceId") for call in simulator.cloud.requests)
    assert min(shares[item.id] for item in chargers) > 250
    # Those who may wait long are not forgotten over it.
    assert Counter(path for _, path in calls)[PAIRINGS] == 1
    assert Counter(path for _, path in calls)[VERSION] == 3
    assert len([at for at, _ in calls if at > 43200]) > 350


async def test_a_spent_quota_is_left_alone(
    hass: HomeAssistant,
    clock: FrozenDateTimeFactory,
    simulator: Simulator,
    charger: SimulatedCharger,
    add_house: AddHouse,
) -> None:
    """After a 429 there is silence, also over a reload."""
    simulator.cloud.remaining = 0
    entry = await add_house(charger, simulator=simulator, lan=False, cloud=True)
    assert [call.status for call in simulator.cloud.requests] == [429]
    assert _account(entry).calls_left == 0

    await hass.config_entries.async_reload(entry.entry_id)
    assert await calls_over(hass, clock, simulator, 3540, step=60) == []
    assert len(simulator.cloud.requests) == 1

    simulator.cloud.remaining = 1000
    assert len(await calls_over(hass, clock, simulator, 60)) >= 1
    assert _account(entry).calls_left == simulator.cloud.remaining


async def test_a_refused_key_is_tried_seldom(
    hass: HomeAssistant,
    clock: FrozenDateTimeFactory,
    simulator: Simulator,
    charger: SimulatedCharger,
    add_house: AddHouse,
) -> None:
    """V2C refused all keys for a week: that is no reason to burn the quota."""
    entry = await add_house(charger, simulator=simulator, lan=False, cloud=True)
    await calls_over(hass, clock, simulator, 60)
    assert _account(entry).key_accepted is True
    simulator.cloud.fault = CloudFault.UNAUTHORIZED
    calls = await calls_over(hass, clock, simulator, 300)
    assert [at for at, _ in calls] == [240]
    assert _account(entry).key_accepted is False

    calls = await calls_over(hass, clock, simulator, 3600)
    assert [at for at, _ in calls] == [1740, 3540]
    simulator.cloud.fault = CloudFault.NONE
    calls = await calls_over(hass, clock, simulator, 2400)
    assert calls[0][0] == 1740
    assert _account(entry).key_accepted is True
    assert len(calls) == 3


async def test_an_outage_does_not_acquit_a_refused_key(
    hass: HomeAssistant,
    clock: FrozenDateTimeFactory,
    simulator: Simulator,
    charger: SimulatedCharger,
    add_house: AddHouse,
) -> None:
    """Only an answer does."""
    entry = await add_house(charger, simulator=simulator, lan=False, cloud=True)
    simulator.cloud.fault = CloudFault.UNAUTHORIZED
    await calls_over(hass, clock, simulator, 360)
    assert _account(entry).key_accepted is False

    simulator.cloud.fault = CloudFault.SERVER_ERROR
    assert len(await calls_over(hass, clock, simulator, 3600)) > 1
    assert _account(entry).key_accepted is False


async def test_one_refused_charger_does_not_convict_the_key(
    hass: HomeAssistant,
    clock: FrozenDateTimeFactory,
    simulator: Simulator,
    charger: SimulatedCharger,
    add_house: AddHouse,
) -> None:
    """It may only have left the account."""
    other = await simulator.add_charger("SECOND", lan=False)
    entry = await add_house(charger, other, simulator=simulator, lan=False, cloud=True)
    # The simulated cloud refuses a key for all chargers or for none.
    link = entry.runtime_data.chargers[_subentry_id(entry, other)].charger.link(
        Link.CLOUD
    )
    link.client = CloudClient(
        async_get_clientsession(hass), "another key", simulator.cloud.url
    )

    calls = await calls_over(hass, clock, simulator, 3600)
    refused = [call for call in simulator.cloud.requests if call.status == 401]
    assert {call.query["deviceId"] for call in refused} == {other.id}
    assert len(refused) == 2
    assert len(calls) > 10
    assert _account(entry).key_accepted is True


async def test_a_refused_list_of_chargers_changes_nothing(
    hass: HomeAssistant,
    clock: FrozenDateTimeFactory,
    simulator: Simulator,
    charger: SimulatedCharger,
    add_house: AddHouse,
) -> None:
    """In March 2026 it alone was refused, for weeks."""
    entry = await add_house(charger, simulator=simulator, lan=False, cloud=True)
    await calls_over(hass, clock, simulator, 60)
    assert [item.charger_id for item in _account(entry).pairings] == ["ABC123"]
    simulator.cloud.fault = CloudFault.PAIRINGS_FORBIDDEN

    calls = await calls_over(hass, clock, simulator, 45000, step=300)
    assert PAIRINGS in [path for _, path in calls]
    assert _account(entry).key_accepted is True
    assert [item.charger_id for item in _account(entry).pairings] == ["ABC123"]
