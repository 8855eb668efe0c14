"""When a car leaves, as its former stays tell."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import example, given, settings, strategies as st
import numpy as np
import pytest

from custom_components.v2c_cloud.control.departures import Departures
from custom_components.v2c_cloud.control.stays import Stay

from .habits import CALENDAR, DAY, HOUR, daily, departures, madrid, stay, table

TUESDAY = "2026-11-24 18:30"
NEW_YEAR = madrid("2026-01-05 00:00")
MADE_UP = st.tuples(st.integers(0, 300), st.floats(0.0, 24.0), st.floats(0.05, 160.0))
"""Day, hour of plug-in, and hours that it stays."""


def made_up(stays: list[tuple[int, float, float]]) -> Departures:
    """What any stays tell."""
    return departures(
        [
            Stay(
                plug_in=NEW_YEAR + day * DAY + begins * HOUR,
                plug_out=NEW_YEAR + day * DAY + (begins + length) * HOUR,
                energy=8.0,
            )
            for day, begins, length in stays
        ]
    )


def chance(habit: Departures, begins: str, until: str) -> float:
    """Return the chance that a car stays from one local time to another."""
    hours = (madrid(until) - madrid(begins)) / HOUR
    return float(habit.still_here(madrid(begins), np.array([hours]))[0])


@settings(max_examples=60, deadline=None)
@given(
    stays=st.lists(MADE_UP, max_size=20),
    day=st.integers(0, 400),
    clock=st.floats(0.0, 24.0),
)
@example(stays=[(2, 20.0, 11.0)], day=292, clock=23.5)
def test_a_chance_that_falls(
    stays: list[tuple[int, float, float]], day: int, clock: float
) -> None:
    """From 1 at the plug-in on, and it is never told to be none."""
    plug_in = NEW_YEAR + day * DAY + clock * HOUR
    chances = made_up(stays).still_here(plug_in, np.linspace(0.0, 60.0, 241))
    assert chances[0] == pytest.approx(1.0, abs=0.03)
    assert np.all(np.diff(chances) <= 1e-12)
    assert np.all((chances > 0) & (chances <= 1 + 1e-9))


@pytest.mark.parametrize(
    "evening",
    ["2026-03-28 18:30", "2026-10-24 18:30", "2026-03-24 18:30"],
    ids=["23 hours", "25 hours", "24 hours"],
)
def test_leaves_by_the_clock(evening: str) -> None:
    """On the night on which clocks are changed as well."""
    first = madrid(evening) - 60 * DAY
    habit = departures(daily(first.date().isoformat(), 60))
    morning = (madrid(evening) + DAY).date().isoformat()
    assert chance(habit, evening, f"{morning} 06:40") > 0.9
    assert chance(habit, evening, f"{morning} 07:40") == pytest.approx(0.5, abs=0.06)
    assert chance(habit, evening, f"{morning} 08:40") < 0.15


def test_learned_over_the_change_of_clocks() -> None:
    """What was learned in summer is true in winter by the clock."""
    habit = departures(daily("2026-09-20", 60))
    assert chance(habit, "2026-11-24 18:30", "2026-11-25 07:40") == pytest.approx(
        0.5, abs=0.06
    )


def test_overnight_and_short_stays() -> None:
    """Who is here past the evening stays for the night, and then leaves by the clock."""
    nights = daily("2026-10-01", 27)
    whiles = daily("2026-10-01", 27, begins="18:00", ends="19:30", nights=0)
    both = departures(
        [each for pair in zip(whiles, nights, strict=True) for each in pair]
    )
    evening = chance(both, TUESDAY, "2026-11-24 21:30")
    assert evening == pytest.approx(0.5, abs=0.08)
    assert chance(both, TUESDAY, "2026-11-25 06:30") / evening > 0.9
    # A little later all is later for the one, and nothing for the other.
    later = "2026-11-24 19:30"
    assert chance(both, later, "2026-11-24 21:45") > 0.4
    assert chance(both, later, "2026-11-24 20:00") > 0.85
    assert chance(both, later, "2026-11-25 08:40") < 0.15


def test_plugged_in_after_the_usual_departure() -> None:
    """Nobody left before it came: who is late stays for as long as usual."""
    habit = departures(daily("2026-10-01", 40, begins="06:30", ends="08:00"))
    told = habit.still_here(madrid("2026-11-24 08:30"), np.array([1.0, 22.0, 30.0]))
    assert told[0] > 0.6
    assert np.all(np.diff(told) < 0)


@pytest.mark.parametrize(
    ("begins", "ends", "least", "most"),
    [
        ("2026-11-24 18:30", "2026-11-25 05:00", 0.6, 0.85),
        ("2026-11-24 18:30", "2026-11-25 09:30", 0.0, 0.2),
        ("2026-11-24 10:00", "2026-11-24 12:00", 0.7, 0.95),
        ("2026-11-24 10:00", "2026-11-25 05:00", 0.2, 0.5),
        ("2026-11-24 02:00", "2026-11-24 05:00", 0.7, 0.97),
        # Not half an hour after it came, but on the next day.
        ("2026-11-24 07:00", "2026-11-24 08:00", 0.8, 1.0),
    ],
)
def test_the_first_day(begins: str, ends: str, least: float, most: float) -> None:
    """What is true of cars in general, without any stay of this one."""
    assert least <= chance(departures([]), begins, ends) <= most


def test_the_first_stays() -> None:
    """Each makes it surer."""
    chances = [
        chance(departures(daily("2026-11-02", days)), TUESDAY, "2026-11-25 06:30")
        for days in (0, 3, 15)
    ]
    assert chances == sorted(chances)
    assert chances[-1] > 0.85


def test_later_stays_count_more() -> None:
    """Whoever has another job leaves at another time."""
    before = daily("2025-12-01", 200, ends="09:40")
    after = daily("2026-07-01", 60, ends="06:40")
    habit, other = departures(before + after), departures(after + before)
    until = "2026-11-25 08:00"
    assert chance(habit, TUESDAY, until) < chance(other, TUESDAY, until) - 0.2


def test_other_days_count_less() -> None:
    """On Fridays the car stays longer, for the next day is no working day."""
    fridays = [
        replace(each, plug_out=each.plug_out + 4 * HOUR)
        for each in daily("2026-09-04", 80)[::7]
    ]
    tuesdays = daily("2026-09-01", 80)[::7]
    pairs = zip(tuesdays, fridays, strict=True)
    habit = departures([each for pair in pairs for each in pair])
    assert chance(habit, TUESDAY, "2026-11-25 09:30") < 0.35
    assert chance(habit, "2026-11-27 18:30", "2026-11-28 09:30") > 0.65


def test_how_many_are_alike() -> None:
    """Those at the same time of the same kind of day, the late ones more."""
    habit = departures(daily("2026-10-01", 50))
    tuesday = habit.alike(madrid(TUESDAY))
    assert 20 < tuesday < 50
    assert habit.alike(madrid("2026-11-28 18:30")) < tuesday
    assert habit.alike(madrid("2026-11-24 08:30")) < 1
    assert departures([]).alike(madrid(TUESDAY)) == 0
    # Midnight is near to both sides of it.
    late = departures(daily("2026-10-01", 50, begins="23:30"))
    assert late.alike(madrid("2026-11-25 00:30")) > 15


def test_nothing_is_asked() -> None:
    """No hours, no chances; across a change of clocks as well."""
    habit = departures([stay("2026-01-01 20:00", "2026-01-02 07:00")])
    assert len(habit.still_here(madrid(TUESDAY), np.zeros(0))) == 0
    assert len(Departures(table=table([]), calendar=CALENDAR).table) == 0


def test_who_stays_for_weeks() -> None:
    """Even that ends some day."""
    weeks = [
        Stay(plug_in=begins, plug_out=begins + timedelta(days=14), energy=8.0)
        for begins in (
            madrid("2026-01-05 18:30") + 14 * number * DAY for number in range(20)
        )
    ]
    told = departures(weeks).still_here(madrid(TUESDAY), np.array([72.0, 3000.0]))
    assert told[0] > 0.5
    assert told[1] < 0.05


def test_stays_until() -> None:
    """The chance from the first instant on, whatever it was before."""
    habit = departures(daily("2026-09-20", 60))
    plug_in, now, later = (
        madrid(f"2026-11-{each}") for each in ("24 18:30", "25 06:00", "25 09:00")
    )
    here, stays = habit.stays_until(plug_in, (now, later)).tolist()
    assert here == 1.0
    whole = [
        chance(habit, TUESDAY, f"2026-11-25 {each}") for each in ("06:00", "09:00")
    ]
    assert stays == pytest.approx(whole[1] / whole[0])
