"""What all tests share: the simulator, and houses with its chargers in them."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
import logging
from typing import Any
from unittest.mock import PropertyMock, patch

from freezegun.api import FrozenDateTimeFactory, TickingDateTimeFactory
from homeassistant.config_entries import ConfigSubentryData
from homeassistant.const import CONF_API_KEY, CONF_HOST, CONF_PORT, Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
import hypothesis
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

# Ours must be found before the test harness's package of the same name.
import custom_components  # noqa: F401 - to be found first
from custom_components.v2c_cloud.const import (
    CONF_CLOUD,
    CONF_CLOUD_URL,
    DOMAIN,
    ENTRY_VERSION,
    SUBENTRY_CHARGER,
)
from scripts.simulator import SimulatedCharger, Simulator
from scripts.simulator.ble import Ble, add_bluetooth
from scripts.simulator.radio import Radio

from .clocks import running_clock
from .eco_house import EcoHouse, MakeEcoHouse, make_eco_house
from .meters import MeterBench
from .power_house import MakePowerHouse, big_car, make_power_house

API_KEY = "a-key-of-the-simulated-cloud"

# A run tells of the change at hand only if chance has no part in it: the same examples
# each time, and no opinion on how fast a busy machine makes them up. Whoever looks for
# new ones says --hypothesis-profile=explore.
hypothesis.settings.register_profile(
    "same",
    derandomize=True,
    deadline=None,
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
)
hypothesis.settings.register_profile("explore", deadline=None, max_examples=1_000)
hypothesis.settings.load_profile("same")

# A line for each entity and each row, in each test, of which every handler keeps one.
for name in ("homeassistant.helpers.entity_registry", "sqlalchemy.engine"):
    logging.getLogger(name).setLevel(logging.WARNING)

type AddHouse = Callable[..., Coroutine[Any, Any, MockConfigEntry]]


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add an option for a second Home Assistant, where the rest would be the same."""
    parser.addoption(
        "--only-hass",
        action="store_true",
        help="run only the tests that start a Home Assistant",
    )


def pytest_collection_modifyitems(
    config: pytest.Config, items: list[pytest.Item]
) -> None:
    """Leave out what starts no Home Assistant, if that is wanted."""
    if not config.getoption("--only-hass"):
        return
    others = [item for item in items if not starts_hass(item)]
    config.hook.pytest_deselected(items=others)
    items[:] = [item for item in items if starts_hass(item)]


def starts_hass(item: pytest.Item) -> bool:
    """Return whether a test has a Home Assistant, asked for by itself or a fixture."""
    return isinstance(item, pytest.Function) and "hass" in item.fixturenames


@pytest.fixture(autouse=True)
def _sockets(socket_enabled: None) -> None:
    """The harness allows loopback only; the simulator needs that."""


@pytest.fixture(autouse=True)
def _custom_integrations(request: pytest.FixtureRequest) -> None:
    """Load integrations from this repository, where there is a Home Assistant."""
    if "hass" in request.fixturenames:
        request.getfixturevalue("enable_custom_integrations")


@pytest.fixture(autouse=True)
async def enable_event_loop_debug() -> None:
    """Keep the checks of the harness's debug mode, of threads above all.

    Only the loop itself knows of it: every future, task and timer would write down the
    stack that made it, which takes longer than the tests. ``--asyncio-debug`` does that.
    """
    loop = asyncio.get_running_loop()
    if not loop.get_debug():
        loop.get_debug = lambda: False  # type: ignore[method-assign]
        loop.set_debug(True)


@pytest.fixture
async def simulator() -> AsyncIterator[Simulator]:
    """A simulated house whose time moves only when a test says so."""
    async with Simulator(seed=1) as world:
        yield world


@pytest.fixture
async def charger(simulator: Simulator) -> SimulatedCharger:
    """A Trydan of today on the LAN, with nothing plugged in."""
    return await simulator.add_charger("ABC123", firmware="2.5.0", name="Garage")


@pytest.fixture
async def radio() -> AsyncIterator[Radio]:
    """The air, with nothing in it but an adapter."""
    async with Radio() as radio:
        yield radio


@pytest.fixture
async def ble(radio: Radio, charger: SimulatedCharger) -> Ble:
    """The charger's Bluetooth."""
    return await add_bluetooth(radio, charger)


def charger_subentry(
    charger: SimulatedCharger, *, lan: bool = True, cloud: bool = False, **data: object
) -> ConfigSubentryData:
    """The subentry of a simulated charger, reached over the links named."""
    links: dict[str, object] = {CONF_CLOUD: cloud}
    if lan:
        links |= {CONF_HOST: charger.lan.host, CONF_PORT: charger.lan.port}
    return ConfigSubentryData(
        data=links | data,
        subentry_type=SUBENTRY_CHARGER,
        title=charger.name or f"V2C {charger.id}",
        unique_id=charger.id,
    )


def house_entry(
    *subentries: ConfigSubentryData,
    simulator: Simulator | None = None,
    **options: object,
) -> MockConfigEntry:
    """An entry of a house; with a simulator it has an account in its cloud."""
    data: dict[str, object] = {}
    if simulator is not None:
        simulator.cloud.add_key(API_KEY)
        data = {CONF_API_KEY: API_KEY, CONF_CLOUD_URL: simulator.cloud.url}
    return MockConfigEntry(
        domain=DOMAIN,
        title="Home",
        version=ENTRY_VERSION,
        data=data,
        options=options,
        subentries_data=subentries,
    )


@pytest.fixture
def add_house(hass: HomeAssistant) -> AddHouse:
    """Set up a house with the given chargers."""

    async def add(
        *chargers: SimulatedCharger,
        simulator: Simulator | None = None,
        lan: bool = True,
        cloud: bool = False,
        **options: object,
    ) -> MockConfigEntry:
        entry = house_entry(
            *(charger_subentry(item, lan=lan, cloud=cloud) for item in chargers),
            simulator=simulator,
            **options,
        )
        entry.add_to_hass(hass)
        await hass.config_entries.async_setup(entry.entry_id)
        await hass.async_block_till_done()
        return entry

    return add


@pytest.fixture
def bench(hass: HomeAssistant, freezer: FrozenDateTimeFactory) -> Iterator[MeterBench]:
    """Meters, and a clock that stands still until a test moves it."""
    bench = MeterBench(hass=hass, clock=freezer)
    yield bench
    bench.stop()


@pytest.fixture
def clock() -> Iterator[TickingDateTimeFactory]:
    """A clock that a test moves on, and that runs as well."""
    with running_clock() as running:
        yield running


@pytest.fixture
def power_house(
    hass: HomeAssistant, simulator: Simulator, add_house: AddHouse
) -> Iterator[MakePowerHouse]:
    """Make houses whose power is controlled, with time that tests can move on."""
    with running_clock(gap=0.0) as clock:
        yield make_power_house(hass, clock, simulator, add_house)


@pytest.fixture
async def eco_house(
    hass: HomeAssistant, simulator: Simulator, add_house: AddHouse
) -> AsyncIterator[MakeEcoHouse]:
    """Make houses that charge when it is cheap, on a Tuesday evening in Madrid."""
    await hass.config.async_set_time_zone("Europe/Madrid")
    with running_clock(gap=0.0) as clock:
        make = make_power_house(hass, clock, simulator, add_house)
        yield make_eco_house(make, clock)


@pytest.fixture
def all_enabled() -> Iterator[None]:
    """Enable the entities that are disabled by default, too."""
    with patch(
        "homeassistant.helpers.entity.Entity.entity_registry_enabled_default",
        PropertyMock(return_value=True),
    ):
        yield


def entity_id(
    hass: HomeAssistant, platform: Platform, suffix: str, charger_id: str = "ABC123"
) -> str:
    """The entity of a charger whose unique id ends so."""
    found = er.async_get(hass).async_get_entity_id(
        platform, DOMAIN, f"v2c_{charger_id}_{suffix}"
    )
    assert found is not None, f"There is no {platform} {suffix}"
    return found


def state_of(
    hass: HomeAssistant, platform: Platform, suffix: str, charger_id: str = "ABC123"
) -> str:
    """The state of such an entity."""
    state = hass.states.get(entity_id(hass, platform, suffix, charger_id))
    assert state is not None
    return state.state


def platform_shape(
    hass: HomeAssistant, platform: Platform
) -> dict[str, dict[str, object]]:
    """All entities of a platform as people see them, by entity id.

    The same on every version of Home Assistant, unlike the registry's own entries.
    """
    registry = er.async_get(hass)
    shape: dict[str, dict[str, object]] = {}
    for state in hass.states.async_all(platform):
        entry = registry.async_get(state.entity_id)
        assert entry is not None
        assert entry.config_entry_id is not None
        shape[state.entity_id] = {
            # A house's entities have its entry's ID in theirs, which is new each time.
            "unique_id": entry.unique_id.replace(entry.config_entry_id, "<entry>"),
            "category": entry.entity_category,
            "state": state.state,
            "attributes": dict(state.attributes),
        }
    return shape


@pytest.fixture
async def waiting(eco_house: MakeEcoHouse, charger: SimulatedCharger) -> EcoHouse:
    """A house whose car must be ready at 7:00 and waits for midnight."""
    house: EcoHouse = await eco_house(charger)
    charger.plug(big_car())
    await house.set(charger, ready_by_on=True)
    await house.power.live(60)
    return house
