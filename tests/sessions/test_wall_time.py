"""What a clock on the wall means in UTC, also when it is put back or forward."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, strategies as st
import pytest

from custom_components.v2c_cloud.api.charges import CloudCharge
from custom_components.v2c_cloud.sessions.wall_time import Span, readings, spans

from .helpers import MADRID, told, utc, wall

NO_OFFSET = timedelta(0)


def shown(span: Span) -> list[tuple[str, str, float]]:
    """The parts as people would say them."""
    return [
        (f"{part.start:%H:%M}", f"{part.end:%H:%M}", round(part.energy, 3))
        for part in span.parts
    ]


@pytest.mark.parametrize(
    ("clock", "instants"),
    [
        ("2026-11-16T12:30", ["2026-11-16T11:30"]),
        ("2026-07-16T12:30", ["2026-07-16T10:30"]),
        ("2026-10-25T02:30", ["2026-10-25T00:30", "2026-10-25T01:30"]),
        ("2026-03-29T02:30", ["2026-03-29T01:30"]),
    ],
)
def test_readings(clock: str, instants: list[str]) -> None:
    """Autumn's repeated hour is two, spring's missing one is not none."""
    assert list(readings(wall(clock), MADRID)) == [utc(text) for text in instants]


@pytest.mark.parametrize(
    ("charge", "zone", "offset", "parts"),
    [
        pytest.param(
            told("2025-10-28T11:44:47", "2025-10-28T14:45:05", 0.9, 3.5, 3.6, 1.6),
            MADRID,
            NO_OFFSET,
            [
                ("10:44", "11:00", 0.9),
                ("11:00", "12:00", 3.5),
                ("12:00", "13:00", 3.6),
                ("13:00", "13:45", 1.6),
            ],
            id="V2C's sample",
        ),
        pytest.param(
            told("2026-11-16T10:30", "2026-11-16T11:30", 1, 2),
            MADRID,
            timedelta(hours=-2),
            [("11:30", "12:00", 1.0), ("12:00", "12:30", 2.0)],
            id="a clock that is behind",
        ),
        pytest.param(
            told("2026-11-16T10:30", "2026-11-16T11:30", 1, 2),
            ZoneInfo("Asia/Kolkata"),
            NO_OFFSET,
            [("05:00", "05:30", 1.0), ("05:30", "06:00", 2.0)],
            id="a zone with half hours",
        ),
        pytest.param(
            told("2026-11-16T10:30", "2026-11-16T11:30"),
            MADRID,
            NO_OFFSET,
            [("09:30", "10:00", 0.0), ("10:00", "10:30", 0.0)],
            id="no energy",
        ),
        pytest.param(
            told("2026-11-16T10:30", "2026-11-16T11:30", energy=4),
            MADRID,
            NO_OFFSET,
            [("09:30", "10:00", 2.0), ("10:00", "10:30", 2.0)],
            id="no hours",
        ),
        pytest.param(
            told("2026-11-16T10:30", "2026-11-16T10:30", energy=4),
            MADRID,
            NO_OFFSET,
            [("09:30", "09:30", 4.0)],
            id="no time",
        ),
        pytest.param(
            told("2026-11-16T10:30", "2026-11-16T11:00", 1, 0.5, energy=3),
            MADRID,
            NO_OFFSET,
            [("09:30", "10:00", 3.0)],
            id="an hour too many, and rounded",
        ),
        pytest.param(
            told("2026-11-16T10:30", None, 1, 2),
            MADRID,
            NO_OFFSET,
            [("09:30", "10:00", 1.0), ("10:00", "11:00", 2.0)],
            id="it goes on",
        ),
        pytest.param(
            told("2026-10-25T01:30", "2026-10-25T03:30", 1, 2, 3, 4),
            MADRID,
            NO_OFFSET,
            [
                ("23:30", "00:00", 1.0),
                ("00:00", "01:00", 2.0),
                ("01:00", "02:00", 3.0),
                ("02:00", "02:30", 4.0),
            ],
            id="autumn, each hour for itself",
        ),
        pytest.param(
            told("2026-10-25T01:30", "2026-10-25T03:30", 1, 5, 4),
            MADRID,
            NO_OFFSET,
            [
                ("23:30", "00:00", 1.0),
                ("00:00", "01:00", 2.5),
                ("01:00", "02:00", 2.5),
                ("02:00", "02:30", 4.0),
            ],
            id="autumn, the repeated hour as one",
        ),
        pytest.param(
            told("2026-03-29T01:30", "2026-03-29T03:30", 1, 2),
            MADRID,
            NO_OFFSET,
            [("00:30", "01:00", 1.0), ("01:00", "01:30", 2.0)],
            id="spring",
        ),
        pytest.param(
            told("2026-10-25T02:40", "2026-10-25T02:20", 1, 1),
            MADRID,
            NO_OFFSET,
            [("00:40", "01:00", 1.0), ("01:00", "01:20", 1.0)],
            id="autumn, an end before the start",
        ),
        pytest.param(
            told("2026-11-16T10:30", "2026-11-16T09:30", 1, 1),
            MADRID,
            NO_OFFSET,
            [("09:30", "10:00", 1.0), ("10:00", "11:00", 1.0)],
            id="a clock that was set right meanwhile",
        ),
    ],
)
def test_parts(
    charge: CloudCharge,
    zone: ZoneInfo,
    offset: timedelta,
    parts: list[tuple[str, str, float]],
) -> None:
    """The most likely reading has the energy in the right hours."""
    assert shown(spans(charge, zone, offset)[0]) == parts


@pytest.mark.parametrize(
    ("created", "start"),
    [
        ("2026-10-25T00:10", "2026-10-25T00:10"),
        ("2026-10-25T01:10", "2026-10-25T01:10"),
    ],
)
def test_the_repeated_hour_by_its_upload(created: str, start: str) -> None:
    """A charge is uploaded after its start, and mostly at once."""
    charge = told("2026-10-25T02:10", "2026-10-25T02:40", 1, created=created)
    found = spans(charge, MADRID, NO_OFFSET)
    assert found[0].start == utc(start)
    assert found[0].end - found[0].start == timedelta(minutes=30)


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1)),  # noqa: DTZ001
    st.timedeltas(timedelta(0), timedelta(days=2)),
    st.lists(st.floats(0, 22), max_size=30),
    st.floats(0, 100),
    st.timedeltas(timedelta(hours=-3), timedelta(hours=3)),
)
def test_nothing_is_lost(
    start: datetime,
    length: timedelta,
    energies: list[float],
    energy: float,
    offset: timedelta,
) -> None:
    """Whatever the cloud says, the parts add up to the charge and follow each other."""
    charge = CloudCharge(
        id="x",
        start=start,
        end=start + length,
        energy=energy,
        energy_by_hour=tuple(energies),
        finished=True,
    )
    for span in spans(charge, MADRID, offset):
        assert sum(part.energy for part in span.parts) == pytest.approx(energy)
        assert [part.start for part in span.parts[1:]] == [
            part.end for part in span.parts[:-1]
        ]
