"""What the parts of a day share."""

import pytest

from custom_components.v2c_cloud.control.bands import (
    ClockError,
    clock_end,
    clock_minute,
)


@pytest.mark.parametrize(
    ("text", "minute"),
    [("00:00", 0), ("8:05", 485), ("08:30:00", 510), ("23:59", 1439), ("24:00", 1440)],
)
def test_clock(text: str, minute: int) -> None:
    """With seconds, as forms send it, or without."""
    assert clock_minute(text) == minute


@pytest.mark.parametrize(
    "text", ["", "8", "08:60", "24:01", "08:00:30", "-1:00", "08:0x", "²:00", None]
)
def test_no_clock(text: object) -> None:
    """No band begins at such a time."""
    with pytest.raises(ClockError):
        clock_minute(text)


def test_an_end_at_midnight() -> None:
    """A form has no 24:00."""
    assert clock_end("00:00:00") == clock_end("24:00") == 1440
    assert clock_end("08:00") == 480
