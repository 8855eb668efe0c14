"""The cloud's commands."""

from dataclasses import replace
from datetime import time

import pytest

from custom_components.v2c_cloud.api.cloud_values import ACTIONS, COMMANDS, CloudCommand
from custom_components.v2c_cloud.api.exceptions import V2CUnsupportedError
from custom_components.v2c_cloud.api.models import (
    Action,
    FieldValue,
    InstallationType,
    Language,
    PvMode,
)
from custom_components.v2c_cloud.api.timers import ChargeTimer
from scripts.simulator.cloud_operations import OPERATIONS

TIMER = ChargeTimer(start=time(22, 5), end=time(6), days=frozenset({7, 1, 2}))
NO_NUMBERS: dict[str, FieldValue] = {
    "language": Language.ENGLISH,
    "installation_type": InstallationType.SINGLE_PHASE,
    "pv_mode": PvMode.PV_MIN,
    "timer_1": TIMER,
    "timer_2": TIMER,
}


@pytest.mark.parametrize(
    ("field", "value", "command"),
    [
        ("paused", True, CloudCommand(path="device/pausecharge")),
        ("paused", False, CloudCommand(path="device/startcharge")),
        ("locked", True, CloudCommand(path="device/locked", query={"value": "1"})),
        ("locked", False, CloudCommand(path="device/locked", query={"value": "0"})),
        ("intensity", 16, CloudCommand(path="device/intensity", query={"value": "16"})),
        (
            "min_intensity",
            6,
            CloudCommand(path="device/min_car_int", query={"value": "6"}),
        ),
        (
            "max_intensity",
            32,
            CloudCommand(path="device/max_car_int", query={"value": "32"}),
        ),
        ("dynamic", True, CloudCommand(path="device/dynamic", query={"value": "1"})),
        ("logo_led", False, CloudCommand(path="device/logo_led", query={"value": "0"})),
        (
            "installation_type",
            InstallationType.THREE_PHASE,
            CloudCommand(path="device/inst_type", query={"value": "1"}),
        ),
        (
            "language",
            Language.ROMANIAN,
            CloudCommand(path="device/language", query={"value": "6"}),
        ),
        (
            "timer_1",
            TIMER,
            CloudCommand(
                path="device/timer",
                query={"timerId": "0"},
                body={"timeStart": "22:05", "timeEnd": "06:00", "daysOfWeek": "127"},
            ),
        ),
        (
            "timer_2",
            replace(TIMER, enabled=False),
            CloudCommand(
                path="device/timer",
                query={"timerId": "1"},
                body={"timeStart": "22:05", "timeEnd": "06:00", "daysOfWeek": "8"},
            ),
        ),
        (
            "rfid_reader",
            True,
            CloudCommand(path="device/set_rfid", query={"value": "1"}),
        ),
        (
            "ocpp",
            False,
            CloudCommand(path="device/ocpp", query={"value": "0"}, device="id"),
        ),
        (
            "pv_mode",
            PvMode.MAXIMUM,
            CloudCommand(path="device/chargefvmode", query={"value": "2"}),
        ),
        (
            "denka_max_power",
            5000,
            CloudCommand(path="device/denka/max_power", query={"value": "5000"}),
        ),
    ],
)
def test_commands(field: str, value: FieldValue, command: CloudCommand) -> None:
    """Path and query as V2C's OpenAPI has them."""
    assert COMMANDS[field](value) == command


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("language", "xx"),
        ("language", None),
        ("intensity", 6.5),
        ("locked", "1"),
        ("locked", TIMER),
        ("timer_1", 1),
    ],
)
def test_what_has_no_number(field: str, value: FieldValue) -> None:
    """Nothing is sent that the cloud could misread."""
    with pytest.raises(V2CUnsupportedError):
        COMMANDS[field](value)


@pytest.mark.parametrize(
    "command",
    [
        *(COMMANDS[field](1) for field in sorted(COMMANDS.keys() - NO_NUMBERS.keys())),
        *(COMMANDS[field](value) for field, value in sorted(NO_NUMBERS.items())),
        *ACTIONS.values(),
    ],
    ids=lambda command: command.path,
)
def test_commands_are_operations_of_the_cloud(command: CloudCommand) -> None:
    """Nothing is invented: path and parameters are in V2C's OpenAPI."""
    assert (f"/{command.path}", {command.device, *command.query}) in [
        (operation.path, set(operation.required))
        for operation in OPERATIONS
        if operation.method == "POST"
    ]


def test_every_action_has_a_command() -> None:
    """The cloud can be asked for each."""
    assert ACTIONS.keys() == set(Action)
