"""A charger that got another address is found again."""

from collections.abc import Iterator

from freezegun.api import TickingDateTimeFactory
from homeassistant.const import CONF_HOST, Platform
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
import pytest_socket

from custom_components.v2c_cloud.api.models import Link
from scripts.simulator import CloudFault, SimulatedCharger, Simulator

from .clocks import pass_time, running_clock
from .conftest import AddHouse, state_of


@pytest.fixture(autouse=True)
def _two_addresses(_sockets: None) -> None:
    """The harness allows one address of the loopback only."""
    pytest_socket.socket_allow_hosts(["127.0.0.1", "127.0.0.2"])


@pytest.fixture
def clock() -> Iterator[TickingDateTimeFactory]:
    """A clock that runs, and can be moved on."""
    with running_clock() as clock:
        yield clock


def _host(entry: MockConfigEntry) -> object:
    (subentry,) = entry.subentries.values()
    return subentry.data[CONF_HOST]


async def test_a_charger_that_moved_is_followed(
    hass: HomeAssistant,
    clock: TickingDateTimeFactory,
    simulator: Simulator,
    charger: SimulatedCharger,
    add_house: AddHouse,
) -> None:
    """Its cloud knows where it is now; nobody has to type anything."""
    entry = await add_house(charger, simulator=simulator, cloud=True)
    assert _host(entry) == "127.0.0.1"
    await pass_time(hass, clock, simulator, 300)
    await charger.lan.move(charger.lan.port, "127.0.0.2")

    await pass_time(hass, clock, simulator, 300)
    assert _host(entry) == "127.0.0.2"
    assert state_of(hass, Platform.SENSOR, "active_transport") == Link.LAN


async def test_two_chargers_that_swapped_addresses_are_followed(
    hass: HomeAssistant,
    clock: TickingDateTimeFactory,
    simulator: Simulator,
    charger: SimulatedCharger,
    add_house: AddHouse,
) -> None:
    """Each finds another charger at its address, and says so."""
    port = charger.lan.port
    other = await simulator.add_charger("SECOND", lan_host="127.0.0.2", lan_port=port)
    entry = await add_house(charger, other, simulator=simulator, cloud=True)
    await charger.lan.stop()
    await other.lan.move(port, "127.0.0.1")
    await charger.lan.move(port, "127.0.0.2")

    await pass_time(hass, clock, simulator, 600)
    assert {
        subentry.unique_id: subentry.data[CONF_HOST]
        for subentry in entry.subentries.values()
    } == {"ABC123": "127.0.0.2", "SECOND": "127.0.0.1"}


async def _lose(
    hass: HomeAssistant,
    clock: TickingDateTimeFactory,
    simulator: Simulator,
    charger: SimulatedCharger,
    reported: str,
) -> None:
    """Take a charger off the LAN while it reports another address."""
    await charger.lan.stop()
    charger.values.ip = reported
    await pass_time(hass, clock, simulator, 1500)


async def test_another_charger_at_the_new_address_is_left_alone(
    hass: HomeAssistant,
    clock: TickingDateTimeFactory,
    simulator: Simulator,
    charger: SimulatedCharger,
    add_house: AddHouse,
) -> None:
    """Who answers must have the ID; and nobody is asked all the time."""
    other = await simulator.add_charger(
        "SECOND", lan_host="127.0.0.2", lan_port=charger.lan.port
    )
    entry = await add_house(charger, simulator=simulator, cloud=True)

    await _lose(hass, clock, simulator, charger, "127.0.0.2")
    assert _host(entry) == "127.0.0.1"
    assert 1 < len(other.lan.requests) < 4


async def test_an_address_that_does_not_answer_is_tried_again(
    hass: HomeAssistant,
    clock: TickingDateTimeFactory,
    simulator: Simulator,
    charger: SimulatedCharger,
    add_house: AddHouse,
) -> None:
    """A charger that is just starting is found later."""
    entry = await add_house(charger, simulator=simulator, cloud=True)
    await _lose(hass, clock, simulator, charger, "127.0.0.2")
    assert _host(entry) == "127.0.0.1"

    await charger.lan.move(charger.lan.port, "127.0.0.2")
    await pass_time(hass, clock, simulator, 660)
    assert _host(entry) == "127.0.0.2"


@pytest.mark.parametrize(
    "reported", ["203.0.113.7", "255.255.255.255", "", "no address"]
)
async def test_nobody_outside_the_house_is_asked(
    hass: HomeAssistant,
    clock: TickingDateTimeFactory,
    simulator: Simulator,
    charger: SimulatedCharger,
    add_house: AddHouse,
    monkeypatch: pytest.MonkeyPatch,
    reported: str,
) -> None:
    """What the cloud calls an address is not believed blindly."""
    asked: list[str] = []

    async def note(_: object, host: str, __: int) -> None:
        asked.append(host)

    monkeypatch.setattr("custom_components.v2c_cloud.recovery.probe", note)
    entry = await add_house(charger, simulator=simulator, cloud=True)
    await _lose(hass, clock, simulator, charger, reported)
    assert asked == []
    assert _host(entry) == "127.0.0.1"


async def test_a_charger_that_only_the_lan_reaches_cannot_be_followed(
    hass: HomeAssistant,
    clock: TickingDateTimeFactory,
    simulator: Simulator,
    charger: SimulatedCharger,
    add_house: AddHouse,
) -> None:
    """The form of the repair asks for its address."""
    entry = await add_house(charger)
    await charger.lan.move(charger.lan.port, "127.0.0.2")
    await pass_time(hass, clock, simulator, 300)
    assert _host(entry) == "127.0.0.1"


@pytest.mark.parametrize(
    ("fault", "least", "most"),
    [(CloudFault.SERVER_ERROR, 2, 4), (CloudFault.RATE_LIMITED, 1, 1)],
    ids=["down", "quota spent"],
)
async def test_a_cloud_that_does_not_help(
    hass: HomeAssistant,
    clock: TickingDateTimeFactory,
    simulator: Simulator,
    charger: SimulatedCharger,
    add_house: AddHouse,
    fault: CloudFault,
    least: int,
    most: int,
) -> None:
    """Nothing is known then, and a spent quota is not asked for more."""
    entry = await add_house(charger, simulator=simulator, cloud=True)
    await pass_time(hass, clock, simulator, 300)
    asked = len(simulator.cloud.requests)
    simulator.cloud.fault = fault
    await charger.lan.move(charger.lan.port, "127.0.0.2")

    await pass_time(hass, clock, simulator, 480)
    assert least <= len(simulator.cloud.requests) - asked <= most
    assert _host(entry) == "127.0.0.1"
