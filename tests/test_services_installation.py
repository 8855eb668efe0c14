"""The actions that change how the charger is installed."""

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ServiceValidationError
import probatio
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from scripts.simulator import SimulatedCharger, Simulator

from .actions import act, ask
from .conftest import AddHouse

ADDRESS = "wss://ocpp.example.com/v2c"


@pytest.fixture(autouse=True)
async def house(
    simulator: Simulator, charger: SimulatedCharger, add_house: AddHouse
) -> MockConfigEntry:
    """A house whose charger only the cloud reaches."""
    return await add_house(charger, simulator=simulator, lan=False, cloud=True)


def sent(simulator: Simulator, since: int) -> list[str]:
    """The paths of the calls after so many."""
    return [call.path.rpartition("/")[2] for call in simulator.cloud.requests[since:]]


@pytest.mark.parametrize(
    ("data", "calls"),
    [
        (
            {"enabled": True, "identity": "Garage", "address": ADDRESS},
            ["ocpp_id", "ocpp_addr", "ocpp"],
        ),
        ({"enabled": False, "address": ADDRESS}, ["ocpp", "ocpp_addr"]),
        ({"identity": "Garage"}, ["ocpp_id"]),
    ],
)
async def test_set_ocpp(
    hass: HomeAssistant,
    simulator: Simulator,
    charger: SimulatedCharger,
    house: MockConfigEntry,
    data: dict[str, object],
    calls: list[str],
) -> None:
    """The charger never enrols with a half-changed address."""
    charger.values.ocpp = not data.get("enabled", True)
    await simulator.advance(120)
    await hass.config_entries.async_reload(house.entry_id)
    before = len(simulator.cloud.requests)
    await act(hass, "set_ocpp", **data)
    assert sent(simulator, before) == calls


async def test_ocpp_reaches_the_charger(
    hass: HomeAssistant, charger: SimulatedCharger
) -> None:
    """All three values."""
    await act(hass, "set_ocpp", enabled=True, identity="Garage", address=ADDRESS)
    values = charger.values
    assert (values.ocpp, values.ocpp_id, values.ocpp_addr) == (True, "Garage", ADDRESS)


@pytest.mark.parametrize(
    ("action", "data", "key"),
    [
        ("set_ocpp", {}, "nothing_to_set"),
        ("set_ocpp", {"address": "https://example.com"}, "invalid_ocpp_address"),
        ("set_ocpp", {"identity": ""}, "invalid_name"),
        ("set_wifi", {"ssid": "", "password": "12345678"}, "invalid_wifi_ssid"),
        ("set_wifi", {"ssid": "Casa", "password": "short"}, "invalid_wifi_password"),
        ("set_meter", {"confirm": True}, "nothing_to_set"),
        ("set_meter", {"type": "v2c", "confirm": False}, "not_confirmed"),
        (
            "set_meter",
            {"inverter_address": "8.8.8.8", "confirm": True},
            "invalid_inverter_address",
        ),
    ],
)
async def test_refusals(
    hass: HomeAssistant,
    simulator: Simulator,
    action: str,
    data: dict[str, object],
    key: str,
) -> None:
    """Nothing is sent for what no charger can take."""
    before = len(simulator.cloud.requests)
    with pytest.raises(ServiceValidationError) as caught:
        await act(hass, action, **data)
    assert caught.value.translation_key == key
    assert len(simulator.cloud.requests) == before


async def test_get_wifi_networks(hass: HomeAssistant) -> None:
    """The strongest comes first."""
    assert await ask(hass, "get_wifi_networks") == {
        "networks": [
            {"ssid": "Casa", "signal": -52},
            {"ssid": "Taller", "signal": -67},
            {"ssid": "Vecinos", "signal": -84},
        ]
    }


async def test_set_wifi(hass: HomeAssistant, charger: SimulatedCharger) -> None:
    """The charger goes to the other network."""
    await act(hass, "set_wifi", ssid="Taller", password="workshop-password")
    assert charger.network is not None
    assert charger.network.ssid == "Taller"


async def test_the_wifi_password_stays_secret(
    hass: HomeAssistant, caplog: pytest.LogCaptureFixture
) -> None:
    """No log of ours, of aiohttp or of Home Assistant's at its usual level has it."""
    caplog.set_level("DEBUG", "custom_components.v2c_cloud")
    caplog.set_level("DEBUG", "aiohttp")
    await act(hass, "set_wifi", ssid="Taller", password="workshop-password")
    assert "workshop-password" not in caplog.text


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ({"type": "shelly"}, (0, "")),
        ({"type": "v2c"}, (1, "")),
        ({"type": "solax"}, (4, "")),
        ({"type": "huawei", "inverter_address": "192.168.1.100"}, (3, "192.168.1.100")),
    ],
)
async def test_set_meter(
    hass: HomeAssistant,
    charger: SimulatedCharger,
    data: dict[str, object],
    expected: tuple[int, str],
) -> None:
    """By the numbers of V2C's OpenAPI."""
    charger.values.inverter_ip = ""
    await act(hass, "set_meter", confirm=True, **data)
    assert (charger.values.slave_type, charger.values.inverter_ip) == expected


async def test_the_confirmation_must_be_given(hass: HomeAssistant) -> None:
    """Who writes YAML must write it, too."""
    with pytest.raises(probatio.Invalid):
        await act(hass, "set_meter", type="v2c")
