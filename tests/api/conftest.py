"""What the tests of the links share; none of them needs Home Assistant."""

from collections.abc import AsyncIterator, Callable

import aiohttp
from bleak.backends.device import BLEDevice
import pytest

from custom_components.v2c_cloud.api.ble import BleLink
from custom_components.v2c_cloud.api.ble_connection import BleTimings
from custom_components.v2c_cloud.api.charger import Charger
from custom_components.v2c_cloud.api.cloud import CloudClient, CloudLink
from custom_components.v2c_cloud.api.lan import LanLink
from custom_components.v2c_cloud.api.models import Link
from scripts.simulator import SimulatedCharger, Simulator
from scripts.simulator.ble import Ble
from scripts.simulator.radio import Radio
from tests.radios import QUICK, MakeLink, client_on, device_of

from .helpers import API_KEY, HASTY, Clock, add_charger, known_as, link_to, over_lan


@pytest.fixture
async def charger(simulator: Simulator) -> SimulatedCharger:
    """A Trydan of today that answers at once, with nothing plugged in."""
    return await add_charger(simulator)


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    """An HTTP client like the one that Home Assistant lends."""
    async with aiohttp.ClientSession() as client:
        yield client


@pytest.fixture
def clock(simulator: Simulator) -> Clock:
    """A clock that the simulated house shares."""
    return Clock(simulator)


@pytest.fixture
def lan(
    charger: SimulatedCharger, session: aiohttp.ClientSession, clock: Clock
) -> LanLink:
    """The LAN link to the charger."""
    return link_to(charger, session, clock)


@pytest.fixture
def client(
    session: aiohttp.ClientSession, simulator: Simulator, clock: Clock
) -> CloudClient:
    """An account in the simulated cloud."""
    simulator.cloud.add_key(API_KEY)
    return CloudClient(session, API_KEY, simulator.cloud.url, clock)


@pytest.fixture
def cloud(client: CloudClient, charger: SimulatedCharger, clock: Clock) -> CloudLink:
    """The cloud link to the charger."""
    return CloudLink(client, charger.id, clock)


@pytest.fixture
async def near(
    charger: SimulatedCharger, session: aiohttp.ClientSession, clock: Clock
) -> Charger:
    """The charger over the LAN, read once."""
    near = over_lan(charger, session, clock)
    await near.refresh(Link.LAN)
    charger.lan.requests.clear()
    return near


@pytest.fixture
async def far(cloud: CloudLink, clock: Clock) -> Charger:
    """The charger over the cloud alone, read once."""
    far = known_as("ABC123", clock, cloud)
    await far.refresh(Link.CLOUD)
    return far


@pytest.fixture
async def both(
    charger: SimulatedCharger,
    session: aiohttp.ClientSession,
    cloud: CloudLink,
    clock: Clock,
) -> Charger:
    """The charger over the LAN and the cloud, both read once."""
    both = known_as("ABC123", clock, link_to(charger, session, clock, HASTY), cloud)
    await both.refresh(Link.LAN)
    await both.refresh(Link.CLOUD)
    return both


@pytest.fixture
async def make_link(radio: Radio, ble: Ble, clock: Clock) -> AsyncIterator[MakeLink]:
    """Make links to the charger; they are closed in the end."""
    links: list[BleLink] = []

    def make(
        timings: BleTimings = QUICK,
        find_device: Callable[[], BLEDevice] = lambda: device_of(ble),
        **options: object,
    ) -> BleLink:
        links.append(
            BleLink(
                find_device,
                timings=timings,
                clock=clock,
                client_class=client_on(radio),
                **options,  # type: ignore[arg-type]
            )
        )
        return links[-1]

    yield make
    for link in links:
        await link.close()


@pytest.fixture
def link(make_link: MakeLink) -> BleLink:
    """A link to the charger."""
    return make_link()
