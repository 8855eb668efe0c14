"""A charger without a network gets one over Bluetooth, and moves into it."""

import logging

from homeassistant.const import CONF_HOST, Platform
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
import pytest
import pytest_socket

from custom_components.v2c_cloud.const import CONF_BLE_ADDRESS
from scripts.simulator import LanFault, SimulatedCharger, Simulator
from scripts.simulator.ble import Ble, BleFault
from scripts.simulator.wifi import NETWORKS

from .actions import act, ask
from .air import adapter_fixture, add_nearby_house, nearby_of, poll  # noqa: F401 - a fixture
from .conftest import state_of
from .flows import PACKAGE, only_charger
from .radios import HASTY

PASSWORD = "home-password"


@pytest.mark.usefixtures("adapter")
async def test_from_bluetooth_to_the_lan(
    hass: HomeAssistant,
    charger: SimulatedCharger,
    ble: Ble,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Nothing is typed twice: the charger is found where it says that it is."""
    caplog.set_level(logging.DEBUG)
    monkeypatch.setattr(f"{PACKAGE}.discovery.DISCOVERY_PORT", charger.lan.port)
    charger.join_network("none", "at all")
    entry = await add_nearby_house(hass, charger, ble)
    assert await ask(hass, "get_wifi_networks") == {
        "networks": [
            {"ssid": network.ssid, "signal": network.rssi} for network in NETWORKS
        ]
    }
    await act(hass, "set_wifi", ssid="Casa", password=PASSWORD)
    assert charger.values.ssid == "Casa"
    await poll(hass, entry)
    assert only_charger(entry).data[CONF_HOST] == charger.lan.host
    assert only_charger(entry).data[CONF_BLE_ADDRESS] == ble.peripheral.address
    assert state_of(hass, Platform.SENSOR, "active_transport") == "lan"
    assert PASSWORD not in caplog.text


@pytest.mark.usefixtures("adapter")
async def test_a_wrong_password(
    hass: HomeAssistant, charger: SimulatedCharger, ble: Ble
) -> None:
    """The charger stays within reach of Bluetooth, and nothing is changed."""
    entry = await add_nearby_house(hass, charger, ble)
    await act(hass, "set_wifi", ssid="Casa", password="wrong-password")
    await poll(hass, entry)
    assert CONF_HOST not in only_charger(entry).data
    assert state_of(hass, Platform.SENSOR, "active_transport") == "ble"
    assert nearby_of(entry).expected_on_lan
    assert nearby_of(entry)._interval() == 10  # noqa: SLF001


@pytest.mark.usefixtures("adapter")
async def test_another_charger_is_not_taken_for_it(
    hass: HomeAssistant,
    simulator: Simulator,
    charger: SimulatedCharger,
    ble: Ble,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What answers at the address must have the ID."""
    other = await simulator.add_charger("OTHER1")
    monkeypatch.setattr(f"{PACKAGE}.discovery.DISCOVERY_PORT", other.lan.port)
    entry = await add_nearby_house(hass, charger, ble)
    await act(hass, "set_wifi", ssid="Casa", password=PASSWORD)
    await poll(hass, entry)
    assert "RealTimeData" in other.lan.requests[-1].path
    assert CONF_HOST not in only_charger(entry).data


@pytest.mark.usefixtures("adapter")
async def test_a_new_address_is_known_by_bluetooth(
    hass: HomeAssistant, charger: SimulatedCharger, ble: Ble
) -> None:
    """A charger that moved is followed without a cloud."""
    pytest_socket.socket_allow_hosts(["127.0.0.1", "127.0.0.2"])
    entry = await add_nearby_house(hass, charger, ble, lan=True)
    await charger.lan.move(charger.lan.port, "127.0.0.2")
    (coordinator,) = entry.runtime_data.chargers.values()
    for _ in range(3):
        await coordinator.async_refresh()
    await poll(hass, entry)
    assert only_charger(entry).data[CONF_HOST] == "127.0.0.2"


@pytest.mark.usefixtures("adapter")
async def test_a_bridge_that_knows_no_wifi(
    hass: HomeAssistant,
    simulator: Simulator,
    charger: SimulatedCharger,
    ble: Ble,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Then it goes through the cloud, as without Bluetooth."""
    charger.lan.fail = LanFault.REFUSE
    await add_nearby_house(hass, charger, ble, simulator=simulator)
    answer = ble._answer  # noqa: SLF001

    async def without_wifi(path: str, content: str) -> tuple[int, str]:
        return (
            (404, "") if path in {"wifi", "networks"} else await answer(path, content)
        )

    monkeypatch.setattr(ble, "_answer", without_wifi)
    await simulator.advance(120)
    assert (await ask(hass, "get_wifi_networks"))["networks"]
    await act(hass, "set_wifi", ssid="Taller", password="workshop-password")
    assert charger.values.ssid == "Taller"


@pytest.mark.usefixtures("adapter")
@pytest.mark.parametrize(
    ("ssid", "password", "key"),
    [
        ("", PASSWORD, "invalid_wifi_ssid"),
        ("Casa", "short", "invalid_wifi_password"),
    ],
)
async def test_nonsense(
    hass: HomeAssistant,
    charger: SimulatedCharger,
    ble: Ble,
    ssid: str,
    password: str,
    key: str,
) -> None:
    """Refused before anything is sent."""
    await add_nearby_house(hass, charger, ble)
    with pytest.raises(ServiceValidationError) as caught:
        await act(hass, "set_wifi", ssid=ssid, password=password)
    assert caught.value.translation_key == key


@pytest.mark.usefixtures("adapter")
async def test_no_answer(
    hass: HomeAssistant,
    charger: SimulatedCharger,
    ble: Ble,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Nobody knows whether it was carried out, and the sentence says so."""
    monkeypatch.setattr(f"{PACKAGE}.nearby.TIMINGS", HASTY)
    await add_nearby_house(hass, charger, ble)
    ble.fault = BleFault.SILENT
    with pytest.raises(HomeAssistantError) as caught:
        await act(hass, "set_wifi", ssid="Casa", password=PASSWORD)
    assert caught.value.translation_key == "command_unanswered"
    assert PASSWORD not in str(caught.value)
