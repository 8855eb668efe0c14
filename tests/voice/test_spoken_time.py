"""Times of day as people say them."""

from datetime import time

from hypothesis import given, strategies as st
import pytest

from custom_components.v2c_cloud.voice.spoken_time import DayPart, spoken_time


@pytest.mark.parametrize(
    ("hour", "minutes", "part", "expected"),
    [
        (7, 0, None, time(7, 0)),
        (7, 30, None, time(7, 30)),
        (8, -15, None, time(7, 45)),
        (19, 45, None, time(19, 45)),
        (0, 0, None, time(0, 0)),
        (24, 0, None, time(0, 0)),
        (0, -10, None, time(23, 50)),
        (24, 30, None, time(0, 30)),
        (7, 0, DayPart.AM, time(7, 0)),
        (7, 30, DayPart.PM, time(19, 30)),
        (12, 0, DayPart.AM, time(0, 0)),
        (12, 0, DayPart.PM, time(12, 0)),
        (19, 0, DayPart.PM, time(19, 0)),
        (1, -15, DayPart.PM, time(12, 45)),
        (11, 30, DayPart.NIGHT, time(23, 30)),
        (12, 0, DayPart.NIGHT, time(0, 0)),
        (2, 0, DayPart.NIGHT, time(2, 0)),
        (22, 0, DayPart.NIGHT, time(22, 0)),
        (12, 0, DayPart.MORNING, time(12, 0)),
        (9, 0, DayPart.MORNING, time(9, 0)),
    ],
)
def test_times(hour: int, minutes: int, part: DayPart | None, expected: time) -> None:
    """Each way to say a time."""
    assert spoken_time(hour, minutes, part) == expected


@pytest.mark.parametrize(
    ("hour", "minutes", "part"),
    [
        (25, 0, None),
        (-1, 0, None),
        (7, 60, None),
        (7, -60, None),
        (19, 0, DayPart.AM),
        (13, 0, DayPart.MORNING),
        (0, 0, DayPart.PM),
        (24, 0, DayPart.PM),
    ],
)
def test_no_times(hour: int, minutes: int, part: DayPart | None) -> None:
    """What nobody can mean is not guessed at."""
    assert spoken_time(hour, minutes, part) is None


@given(st.times())
def test_a_clock_of_24_hours_says_itself(said: time) -> None:
    """Without a half of the day nothing is added to what was said."""
    wanted = said.replace(second=0, microsecond=0)
    assert spoken_time(said.hour, said.minute) == wanted
