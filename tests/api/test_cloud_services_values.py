"""What V2C's cloud is told and tells beyond a charger's state: texts and numbers."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

import pytest

from custom_components.v2c_cloud.api.cloud import CloudLink
from custom_components.v2c_cloud.api.cloud_services import (
    Card,
    CloudServices,
    PowerProfile,
    WifiNetwork,
    card_code,
    cards_from,
    networks_from,
    ocpp_url,
    private_address,
    profiles_from,
)
from custom_components.v2c_cloud.api.exceptions import (
    V2CInvalidTextError,
    V2CInvalidValueError,
    V2CResponseError,
)
from scripts.simulator import Simulator

CODE = "aa23b601"
PASSWORD = "correct horse battery"
AT = datetime(2026, 11, 22, 10, 30, tzinfo=UTC)


@pytest.fixture
def services(cloud: CloudLink) -> CloudServices:
    """The services for the charger."""
    return cloud.services


@pytest.mark.parametrize(
    ("call", "field"),
    [
        (lambda it: it.add_card("xyz", "Ana"), "card_code"),
        (lambda it: it.add_card(CODE, ""), "card_name"),
        (lambda it: it.learn_card("  "), "card_name"),
        (lambda it: it.rename_card(CODE, "x" * 65), "card_name"),
        (lambda it: it.delete_card(CODE + "00"), "card_code"),
        (lambda it: it.set_wifi("", PASSWORD), "wifi_ssid"),
        (lambda it: it.set_wifi("ñ" * 17, PASSWORD), "wifi_ssid"),
        (lambda it: it.set_wifi("Home\n", PASSWORD), "wifi_ssid"),
        (lambda it: it.set_wifi("Home", "short"), "wifi_password"),
        (lambda it: it.set_wifi("Home", "x" * 64), "wifi_password"),
        (lambda it: it.set_ocpp_id(""), "ocpp_id"),
        (lambda it: it.set_ocpp_address("http://example.com"), "ocpp_address"),
        (lambda it: it.set_inverter_address("8.8.8.8"), "inverter_address"),
        (lambda it: it.create_profile("", "solar", 1, AT), "profile_name"),
        (lambda it: it.update_profile("Night", "", 1, AT), "profile_mode"),
    ],
)
async def test_texts_are_checked_before_anything_is_sent(
    simulator: Simulator,
    services: CloudServices,
    call: Callable[[CloudServices], Awaitable[None]],
    field: str,
) -> None:
    """The error names what was wrong, and shows nothing of it."""
    with pytest.raises(V2CInvalidTextError) as error:
        await call(services)

    assert error.value.field == field
    assert str(error.value) == f"This is no {field}"
    assert simulator.cloud.requests == []


@pytest.mark.parametrize(
    ("call", "field", "minimum", "maximum"),
    [
        (lambda it: it.set_meter_type(12), "meter_type", 0, 11),
        (lambda it: it.set_meter_type(-1), "meter_type", 0, 11),
        (lambda it: it.set_meter_type(True), "meter_type", 0, 11),
        (lambda it: it.stop_after_energy(0), "energy", 0.1, 500),
        (lambda it: it.stop_after_energy(float("nan")), "energy", 0.1, 500),
        (lambda it: it.start_for_energy(0), "energy", 0.1, 500),
        (lambda it: it.stop_after_minutes(0), "minutes", 1, 10080),
        (lambda it: it.stop_after_minutes(10081), "minutes", 1, 10080),
        (lambda it: it.start_for_minutes(0), "minutes", 1, 10080),
        (lambda it: it.start_for_minutes(1.5), "minutes", 1, 10080),
    ],
)
async def test_numbers_are_checked_before_anything_is_sent(
    simulator: Simulator,
    services: CloudServices,
    call: Callable[[CloudServices], Awaitable[None]],
    field: str,
    minimum: float,
    maximum: float,
) -> None:
    """With the range that holds."""
    with pytest.raises(V2CInvalidValueError) as error:
        await call(services)

    found = error.value
    assert (found.field, found.minimum, found.maximum) == (field, minimum, maximum)
    assert simulator.cloud.requests == []


@pytest.mark.parametrize("read", [cards_from, networks_from, profiles_from])
@pytest.mark.parametrize("document", [None, {}, "", 5])
def test_what_is_no_list(
    read: Callable[[object], list[object]], document: object
) -> None:
    """An empty answer does not say that there is nothing."""
    with pytest.raises(V2CResponseError):
        read(document)


def test_odd_items_are_left_out() -> None:
    """What has no code or name cannot be used."""
    assert cards_from([None, "x", {}, {"code": ""}, {"code": 12345678}]) == [
        Card(code="12345678")
    ]
    assert networks_from([None, 5.5, {}, {"rssi": -50}, "", "Home"]) == [
        WifiNetwork(ssid="5.5"),
        WifiNetwork(ssid="Home"),
    ]
    assert profiles_from([None, "x", {}, {"name": "Night", "active": "true"}]) == [
        PowerProfile(name="Night", raw={"name": "Night", "active": "true"})
    ]


def test_of_several_access_points_the_strongest() -> None:
    """And the strongest network first."""
    assert networks_from(
        [
            {"ssid": "Far", "rssi": "-80"},
            {"ssid": "Home", "rssi": -70},
            {"ssid": "Home", "rssi": -50},
            "Unknown",
        ]
    ) == [
        WifiNetwork(ssid="Home", signal=-50),
        WifiNetwork(ssid="Far", signal=-80),
        WifiNetwork(ssid="Unknown"),
    ]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("AA23B601", "aa23b601"),
        ("aa 23 b6 01", "aa23b601"),
        ("04-A2-24-5A-A1-61-80", "04a2245aa16180"),
        ("0102030405060708090a", "0102030405060708090a"),
    ],
)
def test_card_codes(text: str, code: str) -> None:
    """As people and readers write them."""
    assert card_code(text) == code


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ocpp.example.com",
        "http://ocpp.example.com",
        "ws://",
        "ws:///path",
        "ws://exa mple.com",
        "ws://example.com:99999",
        "wss://example.com/\x00",
        "wss://[::1",
        "wss://example.com/" + "x" * 255,
    ],
)
def test_what_is_no_ocpp_address(text: str) -> None:
    """Only ws:// and wss:// with a host."""
    with pytest.raises(V2CInvalidTextError):
        ocpp_url(text)


@pytest.mark.parametrize("text", ["ws://10.0.0.2:9000/steve", "WSS://example.com"])
def test_ocpp_addresses(text: str) -> None:
    """In the home network or beyond, and unchanged."""
    assert ocpp_url(f" {text} ") == text


@pytest.mark.parametrize("text", ["10.0.0.2", "172.16.0.1", "192.168.1.100"])
def test_private_addresses(text: str) -> None:
    """The three private networks."""
    assert private_address(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "inverter.local",
        "fd00::1",
        "8.8.8.8",
        "0.0.0.0",  # noqa: S104
        "127.0.0.1",
        "169.254.1.1",
        "255.255.255.255",
        "192.168.1.256",
    ],
)
def test_what_is_no_private_address(text: str) -> None:
    """An inverter is at home."""
    with pytest.raises(V2CInvalidTextError):
        private_address(text)


def test_secrets_are_not_shown() -> None:
    """A card in a log would be as good as the card."""
    assert CODE not in repr(Card(code=CODE, name="Ana"))
