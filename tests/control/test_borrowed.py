"""What was changed on a charger goes back as it was."""

from datetime import time

import pytest

from custom_components.v2c_cloud.api.models import ChargerState, FieldValue
from custom_components.v2c_cloud.api.timers import ChargeTimer
from custom_components.v2c_cloud.control.borrowed import borrow, to_give_back

NIGHT = ChargeTimer(start=time(22), end=time(6, 30), days=frozenset({1, 2, 7}))
OFF = ChargeTimer(start=time(0), end=time(0), enabled=False)


def test_the_first_value_counts() -> None:
    """What we wrote ourselves is nobody's wish, and unknown is no value."""
    borrowed = borrow({}, "intensity", ChargerState(intensity=16))
    assert borrow(borrowed, "intensity", ChargerState(intensity=8)) == {"intensity": 16}
    assert borrow({}, "intensity", ChargerState()) == {}


@pytest.mark.parametrize("timer", [NIGHT, OFF])
def test_timers_can_be_stored(timer: ChargeTimer) -> None:
    """They are words in the store, and timers again for the charger."""
    borrowed = borrow({}, "timer_1", ChargerState(timer_1=timer))
    assert isinstance(borrowed["timer_1"], str)
    assert to_give_back(borrowed) == [("timer_1", timer)]


def test_the_order() -> None:
    """What the cloud is needed for keeps nothing else waiting."""
    borrowed: dict[str, FieldValue] = {
        "timer_1": str(NIGHT),
        "paused": False,
        "timer": True,
        "dynamic": True,
    }
    assert [field for field, _ in to_give_back(borrowed)] == [
        "dynamic",
        "timer",
        "paused",
        "timer_1",
    ]
