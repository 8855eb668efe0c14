"""Charges in the energy of each hour."""

from datetime import datetime, timedelta
import math
from zoneinfo import ZoneInfo

from hypothesis import given, strategies as st
import pytest

from custom_components.v2c_cloud.control.charged_hours import HOUR, stays_of_hours
from custom_components.v2c_cloud.control.stays import Calendar, Stay, StayTable

EVENING = datetime.fromisoformat("2026-10-20T18:00:00+00:00")
MINUTE = timedelta(minutes=1)


def hours(*energies: float | None, start: datetime = EVENING) -> dict[datetime, float]:
    """These hours between two that are quiet; None for one that is not known."""
    first = start - 2 * HOUR
    return {
        first + number * HOUR: energy
        for number, energy in enumerate((0.0, 0.0, *energies, 0.0))
        if energy is not None
    }


def told(*energies: float | None) -> list[tuple[float, float, float]]:
    """Begin and end in hours after 18:00, and kWh of each charge."""
    return [
        (
            round((stay.plug_in - EVENING) / HOUR, 2),
            round((stay.plug_out - EVENING) / HOUR, 2),
            stay.energy,
        )
        for stay in stays_of_hours(hours(*energies))
    ]


@pytest.mark.parametrize(
    ("energies", "expected"),
    [
        pytest.param((), [], id="nothing"),
        pytest.param((0.0, 0.0), [], id="no charge"),
        pytest.param((1.8, 7.2, 3.6), [(0.75, 2.5, 12.6)], id="parts of hours"),
        pytest.param((7.2, 7.2, 7.2), [(0, 3, 21.6)], id="whole hours"),
        pytest.param((3.0, 1.5), [(0, 1.5, 4.5)], id="no full hour to compare with"),
        pytest.param((2.0,), [(0, 1, 2.0)], id="one hour alone"),
        pytest.param((0.4, 0.5), [], id="a test"),
        pytest.param((0.05, 7.0, 7.0, 7.0, 0.08), [(1, 4, 21.0)], id="standby"),
        pytest.param((0.09,) * 30, [], id="standby for long"),
        pytest.param((4.0, 0, 0, 4.0), [(0, 4, 8.0)], id="a pause"),
        pytest.param(
            (4.0, 0, 0, 0, 5.0), [(0, 1, 4.0), (4, 5, 5.0)], id="a longer pause"
        ),
        pytest.param(
            (1.8, 7.2, 3.6, 0, 0, 0, 3.6),
            [(0.75, 2.5, 12.6), (6.25, 6.75, 3.6)],
            id="a short one beside one that tells the power",
        ),
        pytest.param((3.0,) * 48, [(0, 48, 144.0)], id="two days"),
        pytest.param((3.0,) * 49, [], id="no charger alone"),
        pytest.param((3.0, None, 3.0, 3.0), [], id="a gap within"),
        pytest.param((3.0, 3.0, None), [], id="a gap after"),
        pytest.param((None, 0, 0, 3.0, 3.0), [(3, 5, 6.0)], id="a gap long before"),
        pytest.param((None, 3.0, 3.0), [], id="a gap before"),
        pytest.param((3.0, 0, 0, 0, None, 9.0), [(0, 1, 3.0)], id="all of a gap"),
        pytest.param((3.0, -12.0, 3.0), [], id="a reset within"),
        pytest.param((-4000.0, 0, 3.0), [(2, 3, 3.0)], id="a reset before"),
        pytest.param((3.0, 0, 0, 0, 512.0), [(0, 1, 3.0)], id="a meter replaced"),
        pytest.param((22.0, 22.0, 5.5), [(0, 2.25, 49.5)], id="22 kW"),
        pytest.param((3.0, math.nan), [], id="not a number"),
    ],
)
def test_charges(
    energies: tuple[float | None, ...], expected: list[tuple[float, float, float]]
) -> None:
    """What hours tell; what they do not, is not guessed."""
    assert told(*energies) == expected


def test_hours_that_begin_or_end_within_a_charge() -> None:
    """Nobody knows how much it was."""
    assert stays_of_hours({EVENING: 3.0, EVENING + HOUR: 3.0}) == []
    assert stays_of_hours({}) == []


def test_nobody_saw_the_plug() -> None:
    """So it tells of no departure."""
    [stay] = stays_of_hours(hours(7.2, 7.2, 7.2))
    assert stay == Stay(
        plug_in=EVENING,
        plug_out=EVENING + 3 * HOUR,
        energy=21.6,
        unplug_seen=False,
    )


@pytest.mark.parametrize(
    ("day", "clock_hours"),
    [("2026-03-28", 6.0), ("2026-06-20", 5.0), ("2026-10-24", 4.0)],
)
def test_clocks_that_are_put_forward_or_back(day: str, clock_hours: float) -> None:
    """Hours are those of UTC, so that none is missing and none is double."""
    zone = ZoneInfo("Europe/Madrid")
    begin = datetime.fromisoformat(f"{day}T23:00:00").replace(tzinfo=zone)
    start = begin.astimezone(EVENING.tzinfo)
    stays = stays_of_hours(hours(*(3.0,) * 5, start=start))
    table = StayTable.of(stays, Calendar(zone=zone))
    assert table.energy == [15.0]
    assert table.clock == [23.0]
    assert table.hours == [5.0]
    assert table.clock_hours == [clock_hours]


def test_the_oldest_first() -> None:
    """In whatever order hours come."""
    days = [hours(5.0 + day, start=EVENING + day * 24 * HOUR) for day in range(3)]
    all_hours = {
        **{EVENING + number * HOUR: 0.0 for number in range(60)},
        **days[2],
        **days[0],
        **days[1],
    }
    assert [stay.energy for stay in stays_of_hours(all_hours)] == [5.0, 6.0, 7.0]


@given(
    st.lists(
        st.one_of(st.none(), st.floats(min_value=-5, max_value=30)), max_size=80
    ).map(lambda energies: hours(*energies))
)
def test_laws(measured: dict[datetime, float]) -> None:
    """Nothing is invented, counted twice or put where nothing flowed."""
    stays = stays_of_hours(measured)
    flowed = sum(energy for energy in measured.values() if 0 < energy <= 25)
    assert sum(stay.energy for stay in stays) <= flowed + 0.001 * len(stays)
    ends = [EVENING - 2 * HOUR, *(stay.plug_out for stay in stays)]
    assert all(
        end <= stay.plug_in < stay.plug_out
        for end, stay in zip(ends, stays, strict=False)
    )
    hour_of = [stay.plug_in + MINUTE / 60_000 for stay in stays]
    assert all(
        measured[each.replace(minute=0, second=0, microsecond=0)] >= 0.1
        for each in hour_of
    )
