"""Which period of a tariff runs when."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, strategies as st
import pytest

from custom_components.v2c_cloud.control.bands import BandsProblem, ClockError, Flaw
from custom_components.v2c_cloud.control.holidays import Holidays
from custom_components.v2c_cloud.control.schedule import (
    WEEK,
    Hours,
    HoursError,
    PriceDay,
    Schedule,
    Season,
)
from custom_components.v2c_cloud.control.tariff import Tariff

from .tariffs import MADRID, PARIS, custom_tariffs, days_around_changes, local

ALL = frozenset(WEEK)
WORKING = frozenset({PriceDay.WORKING})
REST = ALL - WORKING
SUMMER = frozenset({Season.SUMMER})


def hours(
    start: int,
    end: int,
    period: str = "a",
    days: frozenset[PriceDay] = ALL,
    seasons: frozenset[Season] = frozenset(Season),
) -> Hours:
    """A part of the day by full hours."""
    return Hours(
        days=days, start=start * 60, end=end * 60, period=period, seasons=seasons
    )


@pytest.mark.parametrize(
    ("parts", "problem", "day", "season", "start", "end"),
    [
        ([], BandsProblem.HOLE, PriceDay.WORKING, Season.WINTER, 0, 24),
        (
            [hours(0, 24, days=WORKING), hours(22, 6, days=REST)],
            BandsProblem.HOLE,
            PriceDay.SATURDAY,
            Season.WINTER,
            6,
            22,
        ),
        (
            [hours(0, 24), hours(3, 4, days=frozenset({PriceDay.SUNDAY}))],
            BandsProblem.OVERLAP,
            PriceDay.SUNDAY,
            Season.WINTER,
            3,
            4,
        ),
        (
            [hours(0, 24), hours(8, 9, seasons=SUMMER)],
            BandsProblem.OVERLAP,
            PriceDay.WORKING,
            Season.SUMMER,
            8,
            9,
        ),
    ],
)
def test_the_hole_is_named(
    parts: list[Hours],
    problem: BandsProblem,
    day: PriceDay,
    season: Season,
    start: int,
    end: int,
) -> None:
    """So that a sentence can say it."""
    with pytest.raises(HoursError) as caught:
        Schedule(hours=tuple(parts), zone=MADRID)

    error = caught.value
    assert error.flaw == Flaw(problem=problem, start=start * 60, end=end * 60)
    assert (error.day, error.season) == (day, season)
    assert str(error) == (
        f"{problem} on {day} days in {season}, {start:02}:00 to {end:02}:00"
    )


@pytest.mark.parametrize(("start", "end"), [(-1, 60), (1440, 60), (0, 0), (0, 1441)])
def test_no_part_of_a_day(start: int, end: int) -> None:
    """What no day has."""
    with pytest.raises(ClockError):
        Hours(days=ALL, start=start, end=end, period="a")


@pytest.mark.parametrize(
    ("days", "seasons"), [(frozenset(), SUMMER), (ALL, frozenset())]
)
def test_no_days(days: frozenset[PriceDay], seasons: frozenset[Season]) -> None:
    """Hours that never come."""
    with pytest.raises(ValueError, match="kind of day"):
        Hours(days=days, seasons=seasons, start=0, end=60, period="a")


@given(custom_tariffs, days_around_changes)
def test_each_minute_has_its_period(tariff: Tariff, start: datetime) -> None:
    """On days of 23, 24 and 25 hours, each quarter has what its minutes have."""
    schedule = tariff.schedule
    quarters = list(schedule.quarters(start, start + timedelta(days=2)))

    assert [quarter.start for quarter in quarters] == [
        start + timedelta(minutes=15 * count) for count in range(192)
    ]
    assert not any(quarter.expected for quarter in quarters)
    for quarter in quarters[60:120]:
        minutes = [
            schedule.period(quarter.start + timedelta(minutes=minute))
            for minute in range(15)
        ]
        assert dict(quarter.shares) == {
            period: minutes.count(period) / 15 for period in minutes
        }


@pytest.mark.parametrize(
    ("day", "count"), [("2026-03-29", 92), ("2026-10-25", 100), ("2026-11-20", 96)]
)
def test_days_of_23_and_25_hours(day: str, count: int) -> None:
    """Each has as many quarters as it lasts, without a gap between them."""
    schedule = Schedule(hours=(hours(0, 2, "a"), hours(2, 24, "b")), zone=MADRID)
    begin = local(f"{day}T00:00", MADRID)
    end = local(f"{date.fromisoformat(day) + timedelta(days=1)}T00:00", MADRID)

    quarters = list(schedule.quarters(begin, end))

    assert len(quarters) == count
    assert sum(quarter.shares == (("a", 1.0),) for quarter in quarters) == 8


@pytest.mark.parametrize(
    ("instant", "period"),
    [
        # 02:30 does not exist: at 03:00 it is past.
        ("2026-03-29T00:59+00:00", "night"),
        ("2026-03-29T01:00+00:00", "day"),
        # 02:30 comes twice, with 02:00 to 02:30 again between.
        ("2026-10-25T00:29+00:00", "night"),
        ("2026-10-25T00:30+00:00", "day"),
        ("2026-10-25T01:00+00:00", "night"),
        ("2026-10-25T01:30+00:00", "day"),
    ],
)
def test_the_clocks_change(instant: str, period: str) -> None:
    """The period is that of the time that a clock on the wall shows."""
    schedule = Schedule(
        hours=(
            Hours(days=ALL, start=0, end=150, period="night"),
            Hours(days=ALL, start=150, end=1440, period="day"),
        ),
        zone=MADRID,
    )

    assert schedule.period(datetime.fromisoformat(instant)) == period


def test_quarters_begin_before_and_end_after() -> None:
    """The one that has begun counts, and so does the one that has not ended."""
    schedule = Schedule(hours=(hours(0, 24),), zone=MADRID)
    now = datetime(2026, 11, 20, 12, 7, 3, tzinfo=UTC)

    quarters = schedule.quarters(now, now + timedelta(minutes=15))

    assert [quarter.start.minute for quarter in quarters] == [0, 15]
    assert list(schedule.quarters(now, now)) == []


def test_kinds_of_day() -> None:
    """A holiday is a Sunday whatever the weekday."""
    schedule = Schedule(
        hours=tuple(hours(0, 24, day, frozenset({day})) for day in WEEK),
        zone=MADRID,
        holidays=Holidays.SPAIN,
    )
    noon = datetime(2026, 12, 4, 12, tzinfo=UTC)

    assert schedule.periods == WEEK
    assert [schedule.period(noon + timedelta(days=day)) for day in range(5)] == [
        *("working", "saturday", "sunday", "working", "sunday")
    ]


COLOURED = Schedule(
    hours=tuple(
        hours(0, 24, colour, frozenset({colour}))
        for colour in (PriceDay.BLUE, PriceDay.WHITE, PriceDay.RED)
    ),
    zone=PARIS,
    colours={
        date(2026, 11, 25): PriceDay.WHITE,
        date(2026, 11, 26): PriceDay.RED,
    },
)


@pytest.mark.parametrize(
    ("instant", "period"),
    [
        ("2026-11-25T05:59", None),
        ("2026-11-25T06:00", "white"),
        ("2026-11-25T23:59", "white"),
        ("2026-11-26T05:59", "white"),
        ("2026-11-26T06:00", "red"),
        ("2026-11-27T05:59", "red"),
        ("2026-11-27T06:00", None),
    ],
)
def test_coloured_days_begin_at_six(instant: str, period: str | None) -> None:
    """And nobody knows a colour that was not told."""
    assert COLOURED.period(local(instant, PARIS)) == period


@pytest.mark.parametrize(
    ("known", "day", "guess"),
    [
        # A Friday like the Thursday before it.
        ({"2026-11-26": "red"}, "2026-11-27", "red"),
        ({"2026-11-26": "white"}, "2026-11-27", "white"),
        # No Saturday is red, and each Sunday is blue.
        ({"2026-11-26": "white"}, "2026-11-28", "white"),
        ({"2026-11-26": "red"}, "2026-11-28", "blue"),
        ({"2026-11-28": "white"}, "2026-11-29", "blue"),
        # No holiday is red, and no day of April.
        ({"2026-12-24": "red"}, "2026-12-25", "blue"),
        ({"2026-03-31": "red"}, "2026-04-01", "blue"),
        # Nobody guesses back, nor for long.
        ({"2026-11-26": "white"}, "2026-11-25", None),
        ({"2026-11-26": "white"}, "2026-11-30", None),
        ({}, "2026-11-26", None),
    ],
)
def test_an_unknown_colour_is_guessed(
    known: dict[str, str], day: str, guess: str | None
) -> None:
    """From the last one that is known, by the rules of those who choose them."""
    schedule = Schedule(
        hours=COLOURED.hours,
        zone=PARIS,
        colours={
            date.fromisoformat(told): PriceDay(colour) for told, colour in known.items()
        },
    )
    noon = local(f"{day}T12:00", PARIS)

    quarters = list(schedule.quarters(noon, noon + timedelta(minutes=15)))

    assert [quarter.shares for quarter in quarters] == [((guess, 1.0),)] * bool(guess)
    assert all(quarter.expected for quarter in quarters)
    assert schedule.period(noon) is None


@given(st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1)))  # noqa: DTZ001
def test_a_flat_schedule_never_ends(naive: datetime) -> None:
    """There is no instant without a period."""
    schedule = Schedule(hours=(hours(0, 24),), zone=MADRID)

    assert schedule.period(naive.replace(tzinfo=UTC)) == "a"


@pytest.mark.parametrize(
    ("zone", "january", "july"),
    [
        ("Europe/Madrid", "winter", "summer"),
        ("Europe/Lisbon", "winter", "summer"),
        # Their law has it the other way round: winter is what is put back.
        ("Europe/Dublin", "winter", "summer"),
        ("Australia/Sydney", "summer", "winter"),
        ("Atlantic/Reykjavik", "winter", "winter"),
    ],
)
def test_seasons(zone: str, january: str, july: str) -> None:
    """Summer is while the clocks are ahead of what they show in winter."""
    schedule = Schedule(
        hours=(
            hours(0, 24, "winter", seasons=frozenset({Season.WINTER})),
            hours(0, 24, "summer", seasons=SUMMER),
        ),
        zone=ZoneInfo(zone),
    )
    assert schedule.period(datetime(2026, 1, 31, 12, tzinfo=UTC)) == january
    assert schedule.period(datetime(2026, 7, 31, 12, tzinfo=UTC)) == july
