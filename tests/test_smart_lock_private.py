"""A phone that is known by its identity key, heard by proxies.

Everything but the air itself is real: the proxies, Home Assistant's Bluetooth manager
and its Private BLE Device, the lock, and the connection to the simulated charger.
"""

from collections.abc import AsyncIterator

from homeassistant.const import STATE_HOME, STATE_NOT_HOME, Platform
from homeassistant.core import HomeAssistant
import pytest

from scripts.simulator.radio import Peripheral, Radio
from scripts.simulator.real_time import real_sleep

from .conftest import entity_id, state_of
from .garage import (
    Garage,
    MakeGarage,
    clock_fixture,  # noqa: F401 - a fixture
    make_garage_fixture,  # noqa: F401 - a fixture
)
from .keys import (
    GARAGE,
    IRK,
    LIVING_ROOM,
    Air,
    Proxy,
    add_private_device,
    private_address,
    tracker_of,
)

ADDRESS = private_address(IRK, 1)
FIFTEEN_MINUTES = 900


@pytest.fixture
async def air(hass: HomeAssistant, enable_bluetooth: None) -> AsyncIterator[Air]:
    """A proxy in the garage."""
    air = Air(hass)
    air.add()
    yield air
    air.stop()


@pytest.fixture
async def phone(hass: HomeAssistant, air: Air) -> str:
    """A phone that has not been heard."""
    await add_private_device(hass)
    return tracker_of(hass)


@pytest.fixture
async def garage(phone: str, make_garage: MakeGarage) -> Garage:
    """A charger that is locked, and a phone that is elsewhere."""
    key = {"entity": phone, "measure": "signal", "near": -65, "far": -80}
    return await make_garage(keys=[key])


async def hear(
    garage: Garage,
    proxy: Proxy,
    rssi: int,
    seconds: int = 10,
    address: str = ADDRESS,
    ago: float = 0.0,
) -> str:
    """Let a phone be heard again and again; returns the reason at the end."""
    for _ in range(0, seconds, 5):
        proxy.hear(address, rssi, ago=ago)
        await garage.live(5)
    return garage.reason


def level_of(hass: HomeAssistant, phone: str) -> float:
    """The signal that people see."""
    state = hass.states.get(entity_id(hass, Platform.SENSOR, "nearest_key"))
    assert state is not None
    level: float = state.attributes["keys"][phone]["level"]
    return level


async def test_it_comes_near_and_leaves(
    hass: HomeAssistant, air: Air, phone: str, garage: Garage
) -> None:
    """What it sends never changes, so its sensors hear it once; we do not."""
    proxy = air.proxies[GARAGE]
    assert garage.reason == "locked_no_key"
    assert await hear(garage, proxy, -95, 30) == "locked_no_key"
    assert await hear(garage, proxy, -50, 60) == "unlocked_key_near"
    assert not garage.is_locked()
    assert level_of(hass, phone) == pytest.approx(-50, abs=1)
    assert state_of(hass, Platform.SENSOR, "nearest_key") == "Private BLE Device 000102"

    assert await hear(garage, proxy, -72, 120) == "unlocked_key_near"
    assert await hear(garage, proxy, -95, 90) == "locked_no_key"
    assert garage.is_locked()
    assert garage.writes == ["1", "0", "1"]


async def test_another_address_is_the_same_phone(air: Air, garage: Garage) -> None:
    """It takes a new one every quarter of an hour."""
    proxy = air.proxies[GARAGE]
    await hear(garage, proxy, -50, 30)
    again = private_address(IRK, 2)
    assert await hear(garage, proxy, -50, 30, again) == "unlocked_key_near"
    assert await hear(garage, proxy, -95, 90, again) == "locked_no_key"


@pytest.mark.parametrize(
    "address", [private_address(bytes(16), 1), "AA:BB:CC:DD:EE:FF", "4A:BB:CC:DD:EE:FF"]
)
async def test_a_stranger_opens_nothing(air: Air, garage: Garage, address: str) -> None:
    """However near."""
    assert await hear(garage, air.proxies[GARAGE], -30, 60, address) == "locked_no_key"
    assert garage.is_locked()


async def test_what_was_heard_long_ago_opens_nothing(
    hass: HomeAssistant, air: Air, phone: str, garage: Garage
) -> None:
    """Home Assistant still calls it home."""
    proxy = air.proxies[GARAGE]
    assert await hear(garage, proxy, -40, 30, ago=70) == "locked_no_key"
    state = hass.states.get(phone)
    assert state is not None
    assert state.state == STATE_HOME
    assert garage.is_locked()


async def test_a_phone_that_is_not_heard_any_more(
    hass: HomeAssistant, air: Air, phone: str, garage: Garage
) -> None:
    """Nobody knows where it is, until Home Assistant says that it is gone."""
    proxy = air.proxies[GARAGE]
    await hear(garage, proxy, -50, 30)
    assert await hear(garage, proxy, -50, 30, ago=70) == "unlocked_keys_unknown"
    assert not garage.is_locked()
    proxy.hear(ADDRESS, -50, ago=2 * FIFTEEN_MINUTES)
    await garage.live(600)
    state = hass.states.get(phone)
    assert state is not None
    assert state.state == STATE_NOT_HOME
    assert garage.reason == "locked_no_key"


async def test_a_radio_that_is_gone_hears_nothing(
    air: Air, phone: str, make_garage: MakeGarage
) -> None:
    """That a phone is not heard then is no news."""
    key = {"entity": phone, "measure": "signal", "near": -65, "far": -80}
    garage = await make_garage(keys=[key], scanner=GARAGE)
    await hear(garage, air.proxies[GARAGE], -50, 30)
    air.remove()
    assert await garage.live(FIFTEEN_MINUTES) == "unlocked_keys_unknown"


@pytest.mark.parametrize(
    ("scanner", "reason"),
    [
        (None, "unlocked_key_near"),
        (LIVING_ROOM, "unlocked_key_near"),
        (GARAGE, "locked_no_key"),
        ("C0:00:00:00:00:03", "unlocked_keys_unknown"),
    ],
)
async def test_the_adapter_beside_the_charger(
    air: Air,
    phone: str,
    make_garage: MakeGarage,
    scanner: str | None,
    reason: str,
) -> None:
    """A phone that another one hears better is elsewhere."""
    living_room = air.add(LIVING_ROOM, "Living room proxy")
    chosen = {} if scanner is None else {"scanner": scanner}
    key = {"entity": phone, "measure": "signal", "near": -65, "far": -80}
    garage = await make_garage(keys=[key], **chosen)
    assert await hear(garage, living_room, -50, 90) == reason


async def test_by_the_word_of_its_tracker(
    air: Air, phone: str, make_garage: MakeGarage
) -> None:
    """Heard at all is near."""
    air.add(LIVING_ROOM, "Living room proxy")
    garage = await make_garage(keys=[{"entity": phone}], scanner=GARAGE)
    assert await hear(garage, air.proxies[LIVING_ROOM], -50, 30) == "locked_no_key"
    assert await hear(garage, air.proxies[GARAGE], -30, 30) == "unlocked_key_near"


@pytest.mark.usefixtures("all_enabled")
async def test_by_its_distance(
    hass: HomeAssistant, air: Air, phone: str, make_garage: MakeGarage
) -> None:
    """Estimated where it tells how strongly it sends; as old as its sensor's report."""
    key = {"entity": phone, "measure": "distance", "near": 3, "far": 10}
    garage = await make_garage(keys=[key])
    proxy = air.proxies[GARAGE]
    assert await hear(garage, proxy, -30, 30) == "locked_no_key"
    sensor = "sensor.private_ble_device_000102_estimated_distance"
    for tenths in range(15, 19):
        hass.states.async_set(sensor, str(tenths / 10), {"unit_of_measurement": "m"})
        await hear(garage, proxy, -30, 5)
    assert garage.reason == "unlocked_key_near"
    assert level_of(hass, phone) == pytest.approx(1.7, abs=0.2)


async def advertise(garage: Garage, phone: Peripheral, rssi: int, seconds: int) -> str:
    """Let a phone on the virtual radio be so near for a while."""
    phone.rssi = rssi
    for _ in range(0, seconds, 5):
        await real_sleep(0.1)
        await garage.live(5)
    return garage.reason


async def test_over_the_virtual_radio(air: Air, garage: Garage) -> None:
    """A phone that really advertises, with an address made from its identity key."""
    async with Radio() as radio:
        radio.on_sighting = air.proxies[GARAGE].pass_on
        phone = Peripheral(radio, "", ADDRESS, {})
        await radio.add(phone)
        assert await advertise(garage, phone, -95, 20) == "locked_no_key"
        assert await advertise(garage, phone, -50, 60) == "unlocked_key_near"
        assert not garage.is_locked()
        assert await advertise(garage, phone, -95, 90) == "locked_no_key"
        assert garage.is_locked()
        radio.on_sighting = lambda sighting: None
