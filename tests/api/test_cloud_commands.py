"""The cloud's commands."""

import pytest

from custom_components.v2c_cloud.api.cloud_values import ACTIONS, COMMANDS, CloudCommand
from custom_components.v2c_cloud.api.exceptions import V2CUnsupportedError
from custom_components.v2c_cloud.api.models import (
    Action,
    FieldValue,
    InstallationType,
    Language,
)
from scripts.simulator.cloud_operations import OPERATIONS


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
    ],
)
def test_commands(field: str, value: FieldValue, command: CloudCommand) -> None:
    """Path and query as V2C's OpenAPI has them."""
    assert COMMANDS[field](value) == command


@pytest.mark.parametrize(
    ("field", "value"),
    [("language", "xx"), ("language", None), ("intensity", 6.5), ("locked", "1")],
)
def test_what_has_no_number(field: str, value: FieldValue) -> None:
    """Nothing is sent that the cloud could misread."""
    with pytest.raises(V2CUnsupportedError):
        COMMANDS[field](value)


@pytest.mark.parametrize(
    "command",
    [
        *(
            COMMANDS[field](1)
            for field in sorted(COMMANDS.keys() - {"language", "installation_type"})
        ),
        COMMANDS["language"](Language.ENGLISH),
        COMMANDS["installation_type"](InstallationType.SINGLE_PHASE),
        *ACTIONS.values(),
    ],
    ids=lambda command: command.path,
)
def test_commands_are_operations_of_the_cloud(command: CloudCommand) -> None:
    """Nothing is invented: path and parameters are in V2C's OpenAPI."""
    assert (f"/{command.path}", {"deviceId", *command.query}) in [
        (operation.path, set(operation.required))
        for operation in OPERATIONS
        if operation.method == "POST"
    ]


def test_every_action_has_a_command() -> None:
    """The cloud can be asked for each."""
    assert ACTIONS.keys() == set(Action)
