"""What the owner of a house has set for the locks of its chargers."""

from typing import Any

import pytest

from custom_components.v2c_cloud.control.smart_key import Delays, KeyRule, Measure
from custom_components.v2c_cloud.control.smart_lock import LockSettings
from custom_components.v2c_cloud.house_options import OptionsError
from custom_components.v2c_cloud.smart_lock_options import (
    KeyOptions,
    LockOptions,
    read_lock,
)

BEACON = KeyOptions(
    entity="device_tracker.beacon", measure=Measure.SIGNAL, near=-65, far=-80
)


@pytest.mark.parametrize("options", [{}, {"smart_lock": {"DEF456": {}}}])
def test_a_charger_without_keys_has_no_lock(options: dict[str, Any]) -> None:
    """Nor does one whose neighbour has one."""
    assert read_lock(options, "ABC123") is None


@pytest.mark.parametrize(
    "stored",
    [
        {"keys": "phone"},
        {"keys": [{"measure": "signal"}]},
        {"keys": [{"entity": "person.ana", "measure": "smell"}]},
        {"enter_delay": -1},
        {"leave_delay": 1000},
        {"lock_idle": "yes"},
        {"surprise": True},
    ],
)
def test_what_means_nothing(stored: dict[str, Any]) -> None:
    """It is not guessed."""
    with pytest.raises(OptionsError):
        read_lock({"smart_lock": {"ABC123": stored}}, "ABC123")


@pytest.mark.parametrize(
    ("copyable", "accepted", "opens"),
    [
        (True, False, False),
        (True, True, True),
        (False, False, True),
        (False, True, True),
    ],
)
def test_a_copy_opens_only_if_that_was_accepted(
    copyable: bool, accepted: bool, opens: bool
) -> None:
    """By each key on its own."""
    key = KeyOptions(entity="device_tracker.beacon", accept_copies=accepted)
    assert key.rule(copyable=copyable).opens is opens


def test_settings() -> None:
    """What the lock decides by."""
    options = LockOptions(keys=(BEACON,), enter_delay=7, leave_delay=8, lock_again=True)
    assert options.settings(
        enabled=True, copyable=frozenset({BEACON.entity})
    ) == LockSettings(
        enabled=True,
        keys={
            BEACON.entity: KeyRule(
                measure=Measure.SIGNAL, near=-65, far=-80, opens=False
            )
        },
        delays=Delays(enter=7, leave=8),
        lock_again=True,
    )
