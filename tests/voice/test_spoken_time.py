"""Times of day as people say them."""

from datetime import time

from hypothesis import given, strategies as st
import pytest

from custom_components.v2c_cloud.voice.spoken_time import Half, spoken_time


@pytest.mark.parametrize(
    ("hour", "minutes", "half", "expected"),
    [
        (7, 0, None, time(7, 0)),
        (7, 30, None, time(7, 30)),
        (8, -15, None, time(7, 45)),
        (19, 45, None, time(19, 45)),
        (0, 0, None, time(0, 0)),
        (24, 0, None, time(0, 0)),
        (0, -10, None, time(23, 50)),
        (24, 30, None, time(0, 30)),
        (7, 0, Half.AM, time(7, 0)),
        (7, 30, Half.PM, time(19, 30)),
        (12, 0, Half.AM, time(0, 0)),
        (12, 0, Half.PM, time(12, 0)),
        (19, 0, Half.PM, time(19, 0)),
        (1, -15, Half.PM, time(12, 45)),
    ],
)
def test_times(hour: int, minutes: int, half: Half | None, expected: time) -> None:
    """Each way to say a time."""
    assert spoken_time(hour, minutes, half) == expected


@pytest.mark.parametrize(
    ("hour", "minutes", "half"),
    [
        (25, 0, None),
        (-1, 0, None),
        (7, 60, None),
        (7, -60, None),
        (19, 0, Half.AM),
        (0, 0, Half.PM),
        (24, 0, Half.PM),
    ],
)
def test_no_times(hour: int, minutes: int, half: Half | None) -> None:
    """What nobody can mean is not guessed at."""
    assert spoken_time(hour, minutes, half) is None


@given(st.times())
def test_a_clock_of_24_hours_says_itself(said: time) -> None:
    """Without a half of the day nothing is added to what was said."""
    wanted = said.replace(second=0, microsecond=0)
    assert spoken_time(said.hour, said.minute) == wanted
