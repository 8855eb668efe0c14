"""A charger over Home Assistant's own Bluetooth, on a virtual radio."""

from dataclasses import replace
from datetime import timedelta
from unittest.mock import patch

from homeassistant.components import bluetooth
from homeassistant.components.switch import DOMAIN as SWITCH
from homeassistant.const import (
    ATTR_ENTITY_ID,
    EVENT_HOMEASSISTANT_FINAL_WRITE,
    SERVICE_TURN_ON,
    STATE_OFF,
    STATE_ON,
    STATE_UNAVAILABLE,
    Platform,
)
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
)

from custom_components.v2c_cloud.api.models import Link, LinkHealth, LinkStatus
from custom_components.v2c_cloud.const import DOMAIN
from scripts.simulator import Car, LanFault, SimulatedCharger, Simulator
from scripts.simulator.ble import Ble, add_bluetooth
from scripts.simulator.radio import Radio
from scripts.simulator.real_time import real_sleep
from scripts.simulator.scanner import plug_in

from .air import (
    PullOut,
    adapter_fixture,  # noqa: F401 - a fixture
    add_nearby_house,
    heard,
    nearby_of,
    poll,
    settle,
)
from .api.helpers import until
from .conftest import charger_subentry, entity_id, house_entry, state_of
from .flows import PACKAGE
from .radios import HASTY, QUICK


def health_of(entry: MockConfigEntry) -> LinkHealth:
    """How the Bluetooth link is doing."""
    (coordinator,) = entry.runtime_data.chargers.values()
    health: LinkHealth = coordinator.charger.snapshot().links[Link.BLE]
    return health


@pytest.mark.usefixtures("adapter", "all_enabled")
async def test_a_garage_without_network(
    hass: HomeAssistant, charger: SimulatedCharger, ble: Ble
) -> None:
    """Entities, lock, current and pause, all over GATT."""
    charger.lan.fail = LanFault.REFUSE
    await add_nearby_house(hass, charger, ble)
    assert state_of(hass, Platform.SENSOR, "charge_state") == "disconnected"
    assert state_of(hass, Platform.SENSOR, "active_transport") == "ble"
    assert state_of(hass, Platform.BINARY_SENSOR, "ble_connectivity") == STATE_ON
    assert state_of(hass, Platform.BINARY_SENSOR, "ble_in_range") == STATE_ON
    assert state_of(hass, Platform.SENSOR, "ble_signal") == "-55"

    await hass.services.async_call(
        SWITCH,
        SERVICE_TURN_ON,
        {ATTR_ENTITY_ID: entity_id(hass, Platform.SWITCH, "locked")},
        blocking=True,
    )
    await hass.services.async_call(
        SWITCH,
        SERVICE_TURN_ON,
        {ATTR_ENTITY_ID: entity_id(hass, Platform.SWITCH, "dynamic")},
        blocking=True,
    )
    await hass.services.async_call(
        "number",
        "set_value",
        {
            ATTR_ENTITY_ID: entity_id(hass, Platform.NUMBER, "max_intensity_number"),
            "value": 10,
        },
        blocking=True,
    )
    assert charger.values.locked
    assert charger.values.dynamic
    assert charger.values.max_intensity == 10
    assert state_of(hass, Platform.SWITCH, "locked") == STATE_ON
    assert charger.lan.requests == []


@pytest.mark.usefixtures("adapter")
async def test_pause_over_gatt(
    hass: HomeAssistant, simulator: Simulator, charger: SimulatedCharger, ble: Ble
) -> None:
    """The car stops."""
    charger.plug(Car())
    await simulator.advance(60)
    await add_nearby_house(hass, charger, ble)
    assert state_of(hass, Platform.BINARY_SENSOR, "charging") == STATE_ON
    await hass.services.async_call(
        SWITCH,
        SERVICE_TURN_ON,
        {ATTR_ENTITY_ID: entity_id(hass, Platform.SWITCH, "charging_pause")},
        blocking=True,
    )
    assert charger.values.paused
    assert state_of(hass, Platform.BINARY_SENSOR, "charging") == STATE_OFF


async def test_the_lan_comes_and_bluetooth_goes(
    hass: HomeAssistant, adapter: PullOut, charger: SimulatedCharger, ble: Ble
) -> None:
    """The best link that works is used; without any nothing is shown."""
    charger.lan.fail = LanFault.REFUSE
    entry = await add_nearby_house(hass, charger, ble, lan=True)
    (coordinator,) = entry.runtime_data.chargers.values()
    assert state_of(hass, Platform.SENSOR, "active_transport") == "ble"

    charger.lan.fail = LanFault.NONE
    await coordinator.async_refresh()
    assert state_of(hass, Platform.SENSOR, "active_transport") == "lan"
    asked = len(ble.requests)
    async_fire_time_changed(hass, dt_util.utcnow() + timedelta(seconds=150))
    await settle(hass)
    assert len(ble.requests) == asked

    adapter()
    charger.lan.fail = LanFault.REFUSE
    for _ in range(3):
        await coordinator.async_refresh()
        await coordinator.charger.refresh(Link.BLE)
    assert state_of(hass, Platform.SENSOR, "active_transport") == "offline"
    assert state_of(hass, Platform.SENSOR, "charge_state") == STATE_UNAVAILABLE
    assert state_of(hass, Platform.BINARY_SENSOR, "ble_connectivity") == STATE_OFF


async def test_the_adapter_is_pulled_out_and_comes_back(
    hass: HomeAssistant,
    adapter: PullOut,
    radio: Radio,
    charger: SimulatedCharger,
    ble: Ble,
) -> None:
    """The reason is Home Assistant's own, and it is told without an address."""
    entry = await add_nearby_house(hass, charger, ble)
    adapter()
    await ble.peripheral.drop()
    for _ in range(3):
        await poll(hass, entry)
    health = health_of(entry)
    assert health.status is LinkStatus.UNREACHABLE
    assert "scanner" in (health.reason or "")
    assert state_of(hass, Platform.BINARY_SENSOR, "ble_connectivity") == STATE_OFF

    pull_out = plug_in(hass, radio)
    await heard(hass, ble)
    await poll(hass, entry)
    assert state_of(hass, Platform.BINARY_SENSOR, "ble_connectivity") == STATE_ON
    assert await hass.config_entries.async_unload(entry.entry_id)
    pull_out()


@pytest.mark.usefixtures("adapter")
async def test_a_proxy_without_a_free_connection(
    hass: HomeAssistant, radio: Radio, charger: SimulatedCharger, ble: Ble
) -> None:
    """Other devices have them all; one that becomes free is taken."""
    radio.slots = 0
    entry = await add_nearby_house(hass, charger, ble)
    assert "connection left" in (health_of(entry).reason or "")

    radio.slots = 1
    await poll(hass, entry)
    assert health_of(entry).up


@pytest.mark.usefixtures("adapter")
async def test_the_app_is_connected(
    hass: HomeAssistant,
    radio: Radio,
    charger: SimulatedCharger,
    ble: Ble,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A charger takes one client, and says nothing of who that is."""
    monkeypatch.setattr(f"{PACKAGE}.nearby.TIMINGS", HASTY)
    await heard(hass, ble)
    await radio.take_by_phone(ble.peripheral)
    entry = await add_nearby_house(hass, charger, ble)
    assert "V2C app" in (health_of(entry).reason or "")


@pytest.mark.usefixtures("adapter")
async def test_nothing_is_left_connected(
    hass: HomeAssistant, charger: SimulatedCharger, ble: Ble
) -> None:
    """Neither after unloading nor after Home Assistant has stopped."""
    entry = await add_nearby_house(hass, charger, ble)
    assert ble.peripheral.clients == 1
    await hass.config_entries.async_unload(entry.entry_id)
    assert ble.peripheral.clients == 0

    await hass.config_entries.async_setup(entry.entry_id)
    await settle(hass)
    assert ble.peripheral.clients == 1
    hass.bus.async_fire(EVENT_HOMEASSISTANT_FINAL_WRITE)
    await settle(hass)
    assert ble.peripheral.clients == 0


async def test_home_assistant_without_bluetooth(
    hass: HomeAssistant, charger: SimulatedCharger
) -> None:
    """The LAN works, and the link says what is missing."""
    entry = house_entry(charger_subentry(charger, ble_address="F0:F1:F2:F3:F4:F5"))
    entry.add_to_hass(hass)
    await hass.config_entries.async_setup(entry.entry_id)
    await settle(hass)
    assert state_of(hass, Platform.SENSOR, "active_transport") == "lan"
    assert state_of(hass, Platform.BINARY_SENSOR, "ble_in_range") == STATE_OFF
    assert health_of(entry).reason == "Bluetooth is not set up in Home Assistant"


@pytest.mark.usefixtures("adapter", "all_enabled")
async def test_a_language_that_nobody_knows(
    hass: HomeAssistant, radio: Radio, charger: SimulatedCharger
) -> None:
    """It is there, and cannot be controlled."""
    ble = await add_bluetooth(radio, charger, known_language=False)
    entry = await add_nearby_house(hass, charger, ble)
    assert health_of(entry).status is LinkStatus.UNSUPPORTED
    assert state_of(hass, Platform.BINARY_SENSOR, "ble_in_range") == STATE_ON
    assert state_of(hass, Platform.SENSOR, "ble_signal") == "-55"
    registry = er.async_get(hass)
    assert registry.async_get_entity_id(SWITCH, DOMAIN, "v2c_ABC123_locked") is None


@pytest.mark.usefixtures("adapter")
async def test_charges_come_with_the_link(
    hass: HomeAssistant,
    simulator: Simulator,
    charger: SimulatedCharger,
    ble: Ble,
) -> None:
    """What was charged while nobody looked is in the log, once."""
    charger.plug(Car())
    await simulator.advance(1_800)
    charger.unplug()
    await simulator.advance(60)
    entry = await add_nearby_house(hass, charger, ble)
    (tracker,) = entry.runtime_data.sessions.values()
    (session,) = tracker.sessions
    assert session.energy == pytest.approx(1.8, abs=0.3)

    await hass.config_entries.async_reload(entry.entry_id)
    await settle(hass)
    (tracker,) = entry.runtime_data.sessions.values()
    assert tracker.sessions == (session,)
    assert ble.requests.count("charges") == 2


@pytest.mark.usefixtures("adapter")
@pytest.mark.parametrize(
    ("persistent", "plugged", "paused", "interval"),
    [
        (False, False, False, 120),
        (False, True, True, 60),
        (False, True, False, 30),
        (True, False, False, 20),
        (True, True, True, 10),
        (True, True, False, 5),
    ],
)
async def test_interval(
    hass: HomeAssistant,
    simulator: Simulator,
    charger: SimulatedCharger,
    ble: Ble,
    persistent: bool,
    plugged: bool,
    paused: bool,
    interval: int,
) -> None:
    """As often as something may change; oftener where the connection is kept."""
    charger.values.paused = paused
    charger.car = Car() if plugged else None
    await simulator.advance(60)
    entry = await add_nearby_house(hass, charger, ble, ble_persistent=persistent)
    assert nearby_of(entry)._interval() == interval  # noqa: SLF001


@pytest.mark.usefixtures("adapter")
async def test_a_kept_connection_is_given_up_for_the_lan(
    hass: HomeAssistant,
    charger: SimulatedCharger,
    ble: Ble,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The app may have it while nobody needs it."""
    monkeypatch.setattr(f"{PACKAGE}.nearby.TIMINGS", replace(QUICK, hold=0.01))
    charger.lan.fail = LanFault.REFUSE
    entry = await add_nearby_house(hass, charger, ble, lan=True, ble_persistent=True)
    await real_sleep(0.05)
    assert ble.peripheral.clients == 1
    charger.lan.fail = LanFault.NONE
    (coordinator,) = entry.runtime_data.chargers.values()
    await coordinator.async_refresh()
    async_fire_time_changed(hass, dt_util.utcnow() + timedelta(seconds=6))
    await settle(hass)
    assert not nearby_of(entry).link.connection.persistent
    await until(lambda: ble.peripheral.clients == 0)


@pytest.mark.usefixtures("adapter")
async def test_a_lost_charger_is_asked_when_it_is_heard_again(
    hass: HomeAssistant, radio: Radio, charger: SimulatedCharger, ble: Ble
) -> None:
    """Nobody waits for the end of a long pause."""
    radio.slots = 0
    entry = await add_nearby_house(hass, charger, ble)
    for _ in range(4):
        await poll(hass, entry)
    nearby = nearby_of(entry)
    assert nearby._interval() == 300  # noqa: SLF001
    radio.slots = 1
    nearby._errand.last -= 31  # noqa: SLF001
    bluetooth.async_clear_advertisement_history(hass, ble.peripheral.address)
    ble.peripheral.rssi = -70
    await heard(hass, ble, signal=-70)
    async_fire_time_changed(hass, dt_util.utcnow() + timedelta(seconds=6))
    await settle(hass)
    assert health_of(entry).up


@pytest.mark.usefixtures("adapter")
@pytest.mark.parametrize("answer", [(404, ""), (200, "nonsense")])
async def test_a_charger_that_remembers_no_charges(
    hass: HomeAssistant,
    charger: SimulatedCharger,
    ble: Ble,
    monkeypatch: pytest.MonkeyPatch,
    answer: tuple[int, str],
) -> None:
    """It works all the same."""
    others = ble._answer  # noqa: SLF001

    async def without_charges(path: str, content: str) -> tuple[int, str]:
        return answer if path == "charges" else await others(path, content)

    monkeypatch.setattr(ble, "_answer", without_charges)
    entry = await add_nearby_house(hass, charger, ble)
    assert "charges" in ble.requests
    assert health_of(entry).up


@pytest.mark.usefixtures("adapter", "all_enabled")
async def test_out_of_range(
    hass: HomeAssistant, charger: SimulatedCharger, ble: Ble
) -> None:
    """When it was last seen is told for as long as it is away."""
    entry = await add_nearby_house(hass, charger, ble)
    await poll(hass, entry)
    with patch(f"{PACKAGE}.nearby.last_advertisement", return_value=None):
        async_fire_time_changed(hass, dt_util.utcnow() + timedelta(seconds=6))
        await settle(hass)
        assert state_of(hass, Platform.BINARY_SENSOR, "ble_in_range") == STATE_OFF
        assert state_of(hass, Platform.SENSOR, "ble_signal") == STATE_UNAVAILABLE
        state = hass.states.get(entity_id(hass, Platform.BINARY_SENSOR, "ble_in_range"))
    assert state is not None
    seen = nearby_of(entry).last_seen
    assert seen is not None
    assert state.attributes["last_seen"] == seen.replace(microsecond=0)
