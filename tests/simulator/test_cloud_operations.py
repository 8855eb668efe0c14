"""The table of cloud operations, held against V2C's OpenAPI 1.0.0."""

from random import Random

import pytest

from scripts.simulator import FIRMWARES, SmartCharger
from scripts.simulator.cloud_operations import OPERATIONS

# Method, path, required query parameters: read off V2C's OpenAPI 1.0.0. The optional
# ones have a question mark.
OFFICIAL = """
POST /device/startcharge deviceId
POST /device/pausecharge deviceId
POST /device/intensity deviceId value
POST /device/locked deviceId value
POST /device/dynamic deviceId value
POST /device/chargefvmode deviceId value
POST /device/max_car_int deviceId value
POST /device/min_car_int deviceId value
POST /device/charger_until_energy deviceId value
POST /device/charger_until_minutes deviceId value
POST /device/startchargekw deviceId kw
POST /device/startchargeminutes deviceId minutes
POST /device/timer deviceId timerId
POST /device/inst_type deviceId value
POST /device/ocpp id value
POST /device/ocpp_id id value
POST /device/ocpp_addr id value
POST /device/denka/max_power deviceId value
POST /device/inverter_ip id value
POST /device/wifi deviceId ssid password
POST /device/slave_type deviceId value
POST /device/language deviceId value
POST /device/logo_led deviceId value
POST /device/reboot deviceId
POST /device/currentstatecharge deviceId
GET /device/reported deviceId
GET /device/connected deviceId
GET /device/wifilist id
POST /device/rfid deviceId tag
DELETE /device/rfid deviceId code
GET /device/rfid deviceId
POST /device/rfid/tag deviceId code tag
PUT /device/rfid/tag deviceId code tag
POST /device/set_rfid deviceId value
GET /stadistic/device deviceId chargeDateStart? chargeDateEnd?
GET /stadistic/global/me endChargeDateStart? endChargeDateEnd?
POST /device/savepersonalicepower/v2 deviceId name updateAt
POST /device/personalicepower/v2 id name updateAt
GET /device/personalicepower/v2 deviceId updateAt
DELETE /device/personalicepower/v2 deviceId name updateAt
GET /device/personalicepower/all deviceId
POST /device/update deviceId
GET /version deviceId
GET /pairings/me
"""
WITH_BODY = {
    "/device/timer",
    "/device/savepersonalicepower/v2",
    "/device/personalicepower/v2",
}
COMMANDS = {
    operation.path: operation.command for operation in OPERATIONS if operation.command
}


def new_charger() -> SmartCharger:
    """Return a charger that no cloud knows."""
    return SmartCharger("ABC123", firmware=FIRMWARES["2.5.0"], random=Random(1))


def test_the_table_is_the_official_one() -> None:
    """39 paths, 44 operations, with the parameters' names as V2C spells them."""
    table = {
        " ".join(
            (
                operation.method,
                operation.path,
                *operation.required,
                *(f"{name}?" for name in operation.optional),
            )
        )
        for operation in OPERATIONS
    }

    assert table == set(OFFICIAL.strip().splitlines())
    assert len(OPERATIONS) == 44
    assert len({operation.path for operation in OPERATIONS}) == 39


def test_bodies() -> None:
    """Only the timer and the writers of profiles take a body."""
    assert {operation.path for operation in OPERATIONS if operation.body} == WITH_BODY


def test_names_of_the_device_parameter() -> None:
    """Six operations say id where the others say deviceId."""
    named_id = {operation.path for operation in OPERATIONS if operation.device == "id"}

    assert named_id == {
        "/device/ocpp",
        "/device/ocpp_id",
        "/device/ocpp_addr",
        "/device/inverter_ip",
        "/device/wifilist",
        "/device/personalicepower/v2",
    }


@pytest.mark.parametrize(
    ("path", "value", "attribute", "expected"),
    [
        ("/device/pausecharge", "", "paused", True),
        ("/device/intensity", "12", "intensity", 12),
        ("/device/locked", "1", "locked", True),
        ("/device/dynamic", "1", "dynamic", True),
        ("/device/chargefvmode", "0", "dynamic_power_mode", 2),
        ("/device/chargefvmode", "1", "dynamic_power_mode", 3),
        ("/device/chargefvmode", "2", "dynamic_power_mode", 4),
        ("/device/max_car_int", "20", "max_intensity", 20),
        ("/device/min_car_int", "8", "min_intensity", 8),
        ("/device/logo_led", "0", "logo_led", 0),
        ("/device/inst_type", "2", "inst_type", 2),
        ("/device/language", "4", "language", 4),
        ("/device/slave_type", "3", "slave_type", 3),
        ("/device/inverter_ip", "192.168.1.100", "inverter_ip", "192.168.1.100"),
        ("/device/denka/max_power", "5000", "max_power", 5000),
        ("/device/ocpp", "1", "ocpp", True),
        ("/device/ocpp_id", "V2C_Charger_001", "ocpp_id", "V2C_Charger_001"),
        ("/device/ocpp_addr", "ws://a.example/b", "ocpp_addr", "ws://a.example/b"),
        ("/device/set_rfid", "1", "rfid", True),
    ],
)
def test_commands_change_the_charger(
    path: str, value: str, attribute: str, expected: object
) -> None:
    """Each command ends in the charger's own settings."""
    charger = new_charger()

    assert COMMANDS[path](charger, {"deviceId": charger.id, "value": value}, None)
    assert getattr(charger.values, attribute) == expected


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("/device/intensity", "5"),
        ("/device/intensity", "33"),
        ("/device/intensity", "abc"),
        ("/device/locked", "2"),
        ("/device/chargefvmode", "3"),
        ("/device/inst_type", "3"),
        ("/device/language", "7"),
        ("/device/language", "-1"),
        ("/device/logo_led", "100"),
        ("/device/slave_type", "12"),
        ("/device/inverter_ip", "inverter.local"),
        ("/device/denka/max_power", "much"),
        ("/device/ocpp", "2"),
        ("/device/ocpp_id", ""),
        ("/device/set_rfid", "2"),
        ("/device/charger_until_energy", "nan"),
        ("/device/charger_until_energy", "-1"),
        ("/device/charger_until_minutes", "1.5"),
    ],
)
def test_commands_refuse_nonsense(path: str, value: str) -> None:
    """Nothing changes."""
    charger = new_charger()
    before = charger.snapshot()

    assert not COMMANDS[path](charger, {"deviceId": charger.id, "value": value}, None)
    assert charger.values == before


def test_start_resumes() -> None:
    """Start is also resume."""
    charger = new_charger()
    charger.write("Paused", "1")

    assert COMMANDS["/device/startcharge"](charger, {"deviceId": charger.id}, None)
    assert not charger.values.paused


@pytest.mark.parametrize("path", ["/device/reboot", "/device/update"])
def test_reboot_and_update_take_it_down(path: str) -> None:
    """The charger is gone for a while."""
    charger = new_charger()

    assert COMMANDS[path](charger, {"deviceId": charger.id}, None)
    assert not charger.powered
