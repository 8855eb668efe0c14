"""What people want of EcoCharging, and when."""

import pytest

from custom_components.v2c_cloud.control.eco_settings import EcoSettings, end_of_night

from .habits import MADRID, madrid

WEEK = {"6": "10:30", "7": ""}
"""Later on Saturdays, and whenever on Sundays."""


@pytest.mark.parametrize(
    ("plug_in", "week", "deadline"),
    [
        ("2026-11-24 18:00", {}, "2026-11-25 07:00"),
        ("2026-11-24 06:59", {}, "2026-11-24 07:00"),
        ("2026-11-24 07:00", {}, "2026-11-25 07:00"),
        ("2026-11-27 18:00", WEEK, "2026-11-28 10:30"),
        ("2026-11-28 18:00", WEEK, "2026-11-30 07:00"),
        # Nights of 23 and 25 hours end at the same time.
        ("2026-03-28 18:00", {}, "2026-03-29 07:00"),
        ("2026-10-24 18:00", {}, "2026-10-25 07:00"),
        # Only on one day of the week, a week later.
        (
            "2026-11-24 18:00",
            {str(day): "" for day in (1, 3, 4, 5, 6, 7)},
            "2026-12-01 07:00",
        ),
    ],
)
def test_ready_by(plug_in: str, week: dict[str, str], deadline: str) -> None:
    """The first such time after the car was plugged in."""
    settings = EcoSettings(ready_by_on=True, week=week)
    assert settings.deadline(madrid(plug_in), MADRID) == madrid(deadline)


@pytest.mark.parametrize(
    ("met_at", "deadline"),
    [
        ("2026-11-25 05:00", "2026-11-25 07:00"),
        # It may be about to leave.
        ("2026-11-25 09:59", "2026-11-25 07:00"),
        ("2026-11-25 10:00", "2026-11-26 07:00"),
        ("2026-11-26 18:00", "2026-11-27 07:00"),
        # Of another car, before this one came.
        ("2026-11-23 18:00", "2026-11-25 07:00"),
    ],
)
def test_a_car_that_stays(met_at: str, deadline: str) -> None:
    """It had what it needed, and leaves another day."""
    settings = EcoSettings(ready_by_on=True)
    plug_in = madrid("2026-11-24 18:00")
    found = settings.deadline(plug_in, MADRID, met_at=madrid(met_at))
    assert found == madrid(deadline)


@pytest.mark.parametrize(
    "settings",
    [
        EcoSettings(),
        EcoSettings(ready_by_on=True, week={str(day): "" for day in range(1, 8)}),
    ],
)
def test_no_time_is_set(settings: EcoSettings) -> None:
    """It is switched off, or there is none on any day."""
    assert settings.deadline(madrid("2026-11-24 18:00"), MADRID) is None


def test_skip() -> None:
    """Until a moment, and not at it."""
    until = madrid("2026-11-25 12:00")
    settings = EcoSettings(skip_until=until.isoformat())
    assert settings.skips(madrid("2026-11-25 11:59"))
    assert not settings.skips(until)
    assert not EcoSettings().skips(until)


@pytest.mark.parametrize(
    ("now", "noon"),
    [
        ("2026-11-24 18:00", "2026-11-25 12:00"),
        ("2026-11-24 12:00", "2026-11-25 12:00"),
        ("2026-11-25 11:59", "2026-11-25 12:00"),
        ("2026-03-28 20:00", "2026-03-29 12:00"),
    ],
)
def test_tonight(now: str, noon: str) -> None:
    """It ends at the next noon, by the clock."""
    assert end_of_night(madrid(now), MADRID) == madrid(noon)
