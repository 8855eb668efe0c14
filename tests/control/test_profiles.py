"""Limits by time of day."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, strategies as st
import pytest

from custom_components.v2c_cloud.control.bands import BandsProblem
from custom_components.v2c_cloud.control.holidays import Holidays
from custom_components.v2c_cloud.control.model import Allowance
from custom_components.v2c_cloud.control.presets import all_day, spain
from custom_components.v2c_cloud.control.profiles import (
    CLOUD_LEAD,
    LAN_LEAD,
    Band,
    BandLimit,
    BandsError,
    Connection,
    DayKind,
    Profile,
    ProfileError,
    Unit,
    allowance,
    band_limit,
    check,
    next_change,
)

MADRID = ZoneInfo("Europe/Madrid")
ONE_PHASE = Connection(phases=1)
ALL = frozenset(DayKind)
WORKING = frozenset({DayKind.WORKING})
OFF = frozenset({DayKind.OFF})


def band(
    start: int, end: int, limit: float = 4600, kinds: frozenset[DayKind] = ALL
) -> Band:
    """A band by full hours."""
    return Band(kinds=kinds, start=start * 60, end=end * 60, limit=limit)


def custom(*bands: Band, holidays: Holidays = Holidays.NONE) -> Profile:
    """A profile in W."""
    return Profile(unit=Unit.WATT, bands=bands, holidays=holidays)


def at(text: str) -> datetime:
    """An instant, told in Madrid's time; the first where clocks show it twice."""
    return datetime.fromisoformat(text).replace(tzinfo=MADRID).astimezone(UTC)


def limit_at(profile: Profile, instant: datetime, lead: float = 0) -> float:
    """What must be obeyed."""
    return band_limit(profile, instant, MADRID, lead=lead, connection=ONE_PHASE).limit


SPAIN = spain(4600, 9200)


@pytest.mark.parametrize(
    ("bands", "problem", "kind", "start", "end"),
    [
        ([], BandsProblem.HOLE, DayKind.WORKING, 0, 24),
        ([band(8, 24)], BandsProblem.HOLE, DayKind.WORKING, 0, 8),
        ([band(0, 8), band(9, 24)], BandsProblem.HOLE, DayKind.WORKING, 8, 9),
        ([band(0, 8)], BandsProblem.HOLE, DayKind.WORKING, 8, 24),
        (
            [band(0, 24, kinds=WORKING), band(22, 6, kinds=OFF)],
            BandsProblem.HOLE,
            DayKind.OFF,
            6,
            22,
        ),
        ([band(0, 9), band(8, 24)], BandsProblem.OVERLAP, DayKind.WORKING, 8, 9),
        (
            [band(0, 24, kinds=WORKING), band(0, 24, kinds=OFF), band(3, 4, kinds=OFF)],
            BandsProblem.OVERLAP,
            DayKind.OFF,
            3,
            4,
        ),
        ([band(0, 24), band(22, 6)], BandsProblem.OVERLAP, DayKind.WORKING, 0, 6),
    ],
)
def test_the_hole_is_named(
    bands: list[Band], problem: BandsProblem, kind: DayKind, start: int, end: int
) -> None:
    """So that a sentence can say it."""
    with pytest.raises(BandsError) as caught:
        custom(*bands)

    error = caught.value
    assert (error.problem, error.kind) == (problem, kind)
    assert (error.start, error.end) == (start * 60, end * 60)
    assert str(error) == f"{problem} on {kind} days, {start:02}:00 to {end:02}:00"


@pytest.mark.parametrize(
    ("kinds", "start", "end", "limit"),
    [
        (frozenset(), 0, 1440, 4600),
        (ALL, -1, 1440, 4600),
        (ALL, 1440, 60, 4600),
        (ALL, 0, 1441, 4600),
        (ALL, 60, 0, 4600),
        (ALL, 0, 1440, 0),
        (ALL, 0, 1440, float("nan")),
        (ALL, 0, 1440, float("inf")),
    ],
)
def test_no_band(kinds: frozenset[DayKind], start: int, end: int, limit: float) -> None:
    """What no day has."""
    with pytest.raises(ProfileError):
        Band(kinds=kinds, start=start, end=end, limit=limit)


some_bands = st.lists(
    st.builds(
        Band,
        kinds=st.sampled_from([ALL, WORKING, OFF]),
        start=st.sampled_from([0, 1, 360, 480, 1320, 1439]),
        end=st.sampled_from([1, 360, 480, 1320, 1439, 1440]),
        limit=st.integers(1, 9),
    ),
    max_size=5,
)


@given(some_bands)
def test_a_profile_tells_each_minute_once(bands: list[Band]) -> None:
    """It passes the check exactly if each minute of each kind of day has one limit."""
    told = {
        sum(
            kind in item.kinds and any(start <= minute < end for start, end in parts)
            for item in bands
            for parts in [item.parts]
        )
        for kind in DayKind
        for minute in range(1440)
    }
    try:
        check(bands)
        passed = True
    except BandsError:
        passed = False

    assert passed == (told == {1})


cuts = st.lists(st.integers(1, 1439), unique=True, max_size=6).map(sorted)


@st.composite
def day_bands(draw: st.DrawFn, kind: DayKind) -> list[Band]:
    """Bands of one kind of day that follow each other, the last one over midnight."""
    starts = draw(cuts)
    ends = [*starts[1:], *starts[:1]]
    edges = list(zip(starts, ends, strict=True)) or [(0, 1440)]
    return [
        Band(
            kinds=frozenset({kind}),
            start=start,
            end=end,
            limit=draw(st.integers(1, 20)),
        )
        for start, end in edges
    ]


profiles = st.builds(
    lambda working, off, holidays: custom(*working, *off, holidays=holidays),
    day_bands(DayKind.WORKING),
    day_bands(DayKind.OFF),
    st.sampled_from(Holidays),
)
# Around both changes of the clocks in 2026, and the turn of the year.
instants = st.one_of(
    *(
        st.datetimes(begin, begin + timedelta(days=4), timezones=st.just(UTC))
        for begin in (
            datetime(2026, 3, 27),  # noqa: DTZ001
            datetime(2026, 10, 23),  # noqa: DTZ001
            datetime(2026, 12, 30),  # noqa: DTZ001
        )
    )
)
leads = st.sampled_from([0, LAN_LEAD, CLOUD_LEAD, 3600])


@given(profiles, instants, leads)
def test_never_above_what_comes(profile: Profile, now: datetime, lead: float) -> None:
    """The lowest limit of all that the clocks will show within the lead."""
    step = min(30, lead or 30)
    shown = [
        profile.limit_at(now + timedelta(seconds=ahead), MADRID)
        for ahead in (*_range(0, lead, step), lead)
    ]

    obeyed = limit_at(profile, now, lead)

    assert obeyed <= min(shown)
    assert obeyed in {item.limit for item in profile.bands}


def _range(start: float, stop: float, step: float) -> list[float]:
    return [start + count * step for count in range(int((stop - start) / step))]


@given(profiles, instants, leads)
def test_the_next_change(profile: Profile, now: datetime, lead: float) -> None:
    """Until then nothing changes, and then something does."""
    present = limit_at(profile, now, lead)
    until = next_change(profile, now, MADRID, lead=lead) or now + timedelta(days=7)
    between = [now + share * (until - now) for share in (0.01, 0.3, 0.7, 0.999)]

    assert {limit_at(profile, instant, lead) for instant in between} == {present}
    assert until > now


@given(profiles, instants, leads)
def test_a_change_changes(profile: Profile, now: datetime, lead: float) -> None:
    """Only a profile with one limit all week has no next change."""
    until = next_change(profile, now, MADRID, lead=lead)
    after = limit_at(profile, until, lead) if until else None

    assert after != limit_at(profile, now, lead)


@pytest.mark.parametrize(
    ("now", "lead", "limit", "begins", "change"),
    [
        # Thursday night, and the morning after with its lead.
        ("2026-11-19T23:59:59", 90, 4600, None, "2026-11-20T00:00:00"),
        ("2026-11-20T00:00:00", 90, 9200, None, "2026-11-20T07:58:30"),
        ("2026-11-20T07:58:29", 90, 9200, None, "2026-11-20T07:58:30"),
        (
            "2026-11-20T07:58:30",
            90,
            4600,
            "2026-11-20T08:00:00",
            "2026-11-21T00:00:00",
        ),
        (
            "2026-11-20T07:57:00",
            180,
            4600,
            "2026-11-20T08:00:00",
            "2026-11-21T00:00:00",
        ),
        ("2026-11-20T08:00:00", 90, 4600, None, "2026-11-21T00:00:00"),
        # A weekend, with the clocks going forward in it.
        ("2026-03-28T00:00:00", 90, 9200, None, "2026-03-30T07:58:30"),
        # Monday 12 October and Wednesday 6 January are no working days.
        ("2026-10-10T12:00:00", 90, 9200, None, "2026-10-13T07:58:30"),
        ("2027-01-06T12:00:00", 90, 9200, None, "2027-01-07T07:58:30"),
        # Good Friday is one.
        ("2026-04-03T12:00:00", 90, 4600, None, "2026-04-04T00:00:00"),
    ],
)
def test_spain(
    now: str, lead: float, limit: float, begins: str | None, change: str
) -> None:
    """The lower band is obeyed before it begins, the higher one when it does."""
    assert band_limit(
        SPAIN, at(now), MADRID, lead=lead, connection=ONE_PHASE
    ) == BandLimit(
        limit=limit,
        allowance=Allowance(power=limit),
        begins=at(begins) if begins else None,
        lower_than_highest=limit < 9200,
    )
    assert next_change(SPAIN, at(now), MADRID, lead=lead) == at(change)


@pytest.mark.parametrize(
    ("now", "limit", "change"),
    [
        # 02:30 does not exist: at 03:00 it is past.
        ("2026-03-29T00:59:00+00:00", 1, "2026-03-29T01:00:00+00:00"),
        ("2026-03-29T01:00:00+00:00", 2, "2026-03-29T22:00:00+00:00"),
        # 02:30 comes twice, with 02:00 to 02:30 again between.
        ("2026-10-25T00:29:00+00:00", 1, "2026-10-25T00:30:00+00:00"),
        ("2026-10-25T00:30:00+00:00", 2, "2026-10-25T01:00:00+00:00"),
        ("2026-10-25T01:00:00+00:00", 1, "2026-10-25T01:30:00+00:00"),
        ("2026-10-25T01:30:00+00:00", 2, "2026-10-25T23:00:00+00:00"),
    ],
)
def test_the_clocks_change(now: str, limit: float, change: str) -> None:
    """The limit is that of the time that a clock on the wall shows."""
    profile = Profile(
        unit=Unit.WATT,
        bands=(
            Band(kinds=ALL, start=0, end=150, limit=1),
            Band(kinds=ALL, start=150, end=1440, limit=2),
        ),
    )
    instant = datetime.fromisoformat(now)

    assert limit_at(profile, instant) == limit
    assert next_change(profile, instant, MADRID, lead=0) == datetime.fromisoformat(
        change
    )


def test_a_short_band_is_not_jumped_over() -> None:
    """A lower band that is shorter than the lead counts all the same."""
    profile = Profile(
        unit=Unit.WATT,
        bands=(
            Band(kinds=ALL, start=601, end=600, limit=9000),
            Band(kinds=ALL, start=600, end=601, limit=3000),
        ),
    )

    assert limit_at(profile, at("2026-11-20T09:57:00"), 180) == 3000
    assert limit_at(profile, at("2026-11-20T10:01:00"), 180) == 9000
    assert next_change(profile, at("2026-11-20T09:58:00"), MADRID, lead=180) == at(
        "2026-11-20T10:01:00"
    )


@pytest.mark.parametrize(
    "profile",
    [all_day(4600), custom(band(0, 24, 5, WORKING), band(0, 24, 5, OFF))],
)
def test_one_limit_never_changes(profile: Profile) -> None:
    """No timer is needed."""
    now = at("2026-11-20T12:00:00")

    assert next_change(profile, now, MADRID, lead=90) is None
    assert not band_limit(
        profile, now, MADRID, lead=90, connection=ONE_PHASE
    ).lower_than_highest


@pytest.mark.parametrize(
    ("day", "kind"),
    [
        (date(2026, 11, 20), DayKind.WORKING),
        (date(2026, 11, 21), DayKind.OFF),
        (date(2026, 11, 22), DayKind.OFF),
        (date(2026, 12, 8), DayKind.OFF),
    ],
)
def test_kinds_of_day(day: date, kind: DayKind) -> None:
    """Weekends, and holidays of the calendar that was chosen."""
    assert SPAIN.kind(day) is kind


@pytest.mark.parametrize(
    ("limit", "unit", "connection", "allowed"),
    [
        (4600, Unit.WATT, Connection(phases=1), Allowance(power=4600)),
        (11000, Unit.WATT, Connection(phases=3), Allowance(power=11000)),
        (9000, Unit.VOLT_AMPERE, Connection(phases=1), Allowance(power=8100)),
        (
            9000,
            Unit.VOLT_AMPERE,
            Connection(phases=1, apparent=True),
            Allowance(power=9000),
        ),
        (
            9000,
            Unit.VOLT_AMPERE,
            Connection(phases=3, apparent=True),
            Allowance(power=9000, phase=3000),
        ),
        (25, Unit.AMPERE, Connection(phases=1), Allowance(power=5750)),
        (25, Unit.AMPERE, Connection(phases=3), Allowance(phase=5750)),
    ],
)
def test_allowance(
    limit: float, unit: Unit, connection: Connection, allowed: Allowance
) -> None:
    """In what the meter counts."""
    assert allowance(limit, unit, connection) == allowed
