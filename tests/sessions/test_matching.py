"""The charges of the cloud find their sessions, and nothing counts twice."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from hypothesis import given, strategies as st
import pytest

from custom_components.v2c_cloud.api.charges import CloudCharge
from custom_components.v2c_cloud.sessions.clock_offset import learn_offset
from custom_components.v2c_cloud.sessions.matching import Matched, match
from custom_components.v2c_cloud.sessions.model import Session, SessionSource, Slot

from .helpers import CHARGER, MADRID, minutes, seen, told, utc

EVENING = seen(
    "2026-11-16T18:00",
    "2026-11-17T06:00",
    ("2026-11-16T18:05", "2026-11-16T20:05", 7.0),
)
EVENING_TOLD = told(
    "2026-11-16T19:05", "2026-11-16T21:05", 3.2, 3.5, 0.3, cost=1.05, card="aa23b601"
)
TWO_CHARGES = seen(
    "2026-11-18T18:00",
    "2026-11-19T06:00",
    ("2026-11-18T18:05", "2026-11-18T20:05", 7.0),
    ("2026-11-18T22:00", "2026-11-18T23:00", 3.5),
)


def matched(
    sessions: Sequence[Session],
    charges: Sequence[CloudCharge],
    offset: timedelta | None = None,
) -> Matched:
    """What is made of both sources in Madrid."""
    return match(CHARGER, sessions, charges, MADRID, offset)


def energy(found: Matched) -> float:
    """All kWh."""
    return sum(session.energy for session in found.sessions)


def by_hour(session: Session) -> dict[str, float]:
    """The kWh of each hour."""
    return {f"{it.start:%H}": round(it.energy, 3) for it in session.energy_by_hour}


def test_both_agree() -> None:
    """The LAN's quarters stay, the cloud's cost and card come."""
    [session] = matched([EVENING], [EVENING_TOLD]).sessions
    assert session.source is SessionSource.BOTH
    assert (session.id, session.start, session.end) == (
        EVENING.id,
        EVENING.start,
        EVENING.end,
    )
    assert session.charges[0].slots == EVENING.charges[0].slots
    assert session.cost == 1.05
    assert session.card is not None
    assert session.card.code == "aa23b601"
    assert "aa23b601" not in repr(session.card)


def test_one_source_alone() -> None:
    """What only one side knows is kept with that source."""
    found = matched([EVENING], [told("2026-11-17T12:00", "2026-11-17T13:00", 3)])
    assert [(session.source, session.energy) for session in found.sessions] == [
        (SessionSource.CLOUD, 3.0),
        (SessionSource.LAN, 7.0),
    ]
    assert found.sessions[0].end == utc("2026-11-17T12:00")


def test_the_cloud_corrects() -> None:
    """Its hours count, with what the LAN saw within each."""
    [session] = matched(
        [EVENING], [told("2026-11-16T19:05", "2026-11-16T21:05", 3, 3, 0.25)]
    ).sessions
    assert by_hour(session) == {"18": 3.0, "19": 3.0, "20": 0.25}
    assert {slot.minutes for slot in session.charges[0].slots} == {15}


def test_the_lan_was_lost() -> None:
    """The cloud completes a charge whose end was not seen."""
    lost = seen(
        "2026-11-16T18:00",
        "2026-11-16T18:35",
        ("2026-11-16T18:05", "2026-11-16T18:35", 1.75),
    )
    [session] = matched([lost], [EVENING_TOLD]).sessions
    assert by_hour(session) == {"18": 3.2, "19": 3.5, "20": 0.3}
    assert session.end == utc("2026-11-16T20:05")
    assert session.charges[0].end == utc("2026-11-16T20:05")


def test_estimates_give_way() -> None:
    """The cloud knows when energy flowed that the LAN only counted."""
    charge = EVENING.charges[0]
    vague = tuple(replace(slot, estimated=True) for slot in charge.slots)
    session = replace(EVENING, charges=(replace(charge, slots=vague),))
    [found] = matched([session], [EVENING_TOLD]).sessions
    assert by_hour(found) == {"18": 3.2, "19": 3.5, "20": 0.3}
    assert not any(slot.estimated for slot in found.charges[0].slots)


def test_charges_of_a_session() -> None:
    """Each finds its own, another is added, and one for two takes their place."""
    first = told("2026-11-18T19:05", "2026-11-18T21:05", 3.2, 3.5, 0.3)
    second = told("2026-11-18T23:00", "2026-11-19T00:00", 3.5)
    third = told("2026-11-19T03:00", "2026-11-19T04:00", 1.5)
    [session] = matched([TWO_CHARGES], [first, second, third]).sessions
    assert [charge.energy for charge in session.charges] == [7.0, 3.5, 1.5]

    whole = told("2026-11-18T19:00", "2026-11-19T07:00", energy=10.5)
    [session] = matched([TWO_CHARGES], [whole]).sessions
    assert [charge.cloud_id for charge in session.charges] == [whole.id]
    assert session.energy == 10.5


def test_two_charges_for_one() -> None:
    """The LAN did not see the break."""
    parts = [
        told("2026-11-16T19:05", "2026-11-16T20:00", 3.2),
        told("2026-11-16T20:10", "2026-11-16T21:05", 2.9, 0.3),
    ]
    [session] = matched([EVENING], parts).sessions
    assert [charge.energy for charge in session.charges] == [3.2, 3.2]
    assert session.source is SessionSource.BOTH


def test_a_running_charge() -> None:
    """While it goes on, the LAN knows better; a card is known at once."""
    running = seen("2026-11-16T18:00", None, ("2026-11-16T18:05", None, 3.0))
    now = told("2026-11-16T19:05", None, 1.0, card="aa23b601")
    [session] = matched([running], [now]).sessions
    assert (session.end, session.energy) == (None, 3.0)
    assert session.card is not None

    [alone] = matched([], [now]).sessions
    assert (alone.end, alone.duration, alone.energy) == (None, None, 1.0)


def test_sessions_over_the_cloud_stay_the_clouds() -> None:
    """A charger without LAN is seen by polling the cloud."""
    polled = replace(EVENING, source=SessionSource.CLOUD)
    [session] = matched([polled], [EVENING_TOLD]).sessions
    assert session.source is SessionSource.CLOUD


@pytest.mark.parametrize("hours", [-2, -1, 1, 2.9])
def test_a_wrong_clock(hours: float) -> None:
    """The offset is learned of what both sides saw, and used for what one saw."""
    wrong = timedelta(hours=hours)
    charges = [
        replace(one, start=one.start + wrong, end=one.end and one.end + wrong)
        for one in (
            EVENING_TOLD,
            told("2026-11-18T19:05", "2026-11-18T21:05", energy=7.0),
            told("2026-11-18T23:00", "2026-11-19T00:00", energy=3.5),
            told("2026-11-20T12:00", "2026-11-20T13:00", energy=2),
        )
    ]
    found = matched([EVENING, TWO_CHARGES], charges)
    assert found.offset == wrong
    assert [session.source for session in found.sessions] == [
        SessionSource.CLOUD,
        SessionSource.BOTH,
        SessionSource.BOTH,
    ]
    assert found.sessions[0].start == utc("2026-11-20T11:00")
    assert energy(found) == pytest.approx(19.5, abs=0.1)


def test_an_offset_that_is_known() -> None:
    """What was learned before helps when nothing can be learned now."""
    lost = seen(
        "2026-11-16T18:00",
        "2026-11-16T18:35",
        ("2026-11-16T18:05", "2026-11-16T18:35", 1.75),
    )
    behind = told("2026-11-16T17:05", "2026-11-16T19:05", 3.2, 3.5, 0.3)
    found = matched([lost], [behind], timedelta(hours=-2))
    assert [session.source for session in found.sessions] == [SessionSource.BOTH]
    assert found.offset == timedelta(hours=-2)


def test_a_clock_that_was_set_right() -> None:
    """One old charge by the wrong clock still finds its session."""
    right = [
        told("2026-11-18T19:05", "2026-11-18T21:05", energy=7.0),
        told("2026-11-18T23:00", "2026-11-19T00:00", energy=3.5),
    ]
    short = seen(
        "2026-11-14T18:00",
        "2026-11-14T19:00",
        ("2026-11-14T18:00", "2026-11-14T19:00", 3.0),
    )
    wrong = told("2026-11-14T16:30", "2026-11-14T17:30", energy=3.0)
    found = matched([short, TWO_CHARGES], [wrong, *right])
    assert found.offset == timedelta(0)
    assert [session.source for session in found.sessions] == [SessionSource.BOTH] * 2
    assert energy(found) == 13.5


def test_no_offset_without_likeness() -> None:
    """Other lengths and energies tell nothing about the clock."""
    assert learn_offset([EVENING], [], MADRID) is None
    other = told("2026-11-16T17:05", "2026-11-16T18:05", energy=7.0)
    small = told("2026-11-16T17:05", "2026-11-16T19:05", energy=0.1)
    assert learn_offset([EVENING], [other, small], MADRID) is None


def test_between_two_sessions() -> None:
    """A charge that may be of either counts nowhere, unless its energy decides."""
    one = seen(
        "2026-11-16T12:00",
        "2026-11-16T13:00",
        ("2026-11-16T12:00", "2026-11-16T13:00", 3),
    )
    two = seen(
        "2026-11-16T13:01",
        "2026-11-16T14:00",
        ("2026-11-16T13:01", "2026-11-16T14:00", 4),
    )
    between = told("2026-11-16T13:30", "2026-11-16T14:30", energy=5)
    found = matched([one, two], [between])
    assert found.ambiguous == (between,)
    assert energy(found) == 7
    assert found.claimed == {}

    like_two = replace(between, energy=4.0)
    found = matched([one, two], [like_two], timedelta(0))
    assert found.ambiguous == ()
    assert energy(found) == pytest.approx(7)

    mostly_two = told("2026-11-16T13:58", "2026-11-16T15:00", energy=5)
    assert energy(matched([one, two], [mostly_two])) == pytest.approx(8)


def test_charges_that_cannot_both_be() -> None:
    """One connector does not charge twice at once: the second of them is put aside."""
    other = replace(EVENING_TOLD, id="another", start=EVENING_TOLD.start + minutes(3))
    found = matched([], [other, EVENING_TOLD])
    assert found.ambiguous == (other,)
    assert energy(found) == 7.0


def test_alike_by_chance() -> None:
    """Two sessions like a charge whose clock is wrong, and two charges like a session."""
    first = seen(
        "2026-11-16T10:00",
        "2026-11-16T11:00",
        ("2026-11-16T10:00", "2026-11-16T11:00", 3),
    )
    second = seen(
        "2026-11-16T13:30",
        "2026-11-16T14:30",
        ("2026-11-16T13:30", "2026-11-16T14:30", 3),
    )
    sure = [
        told("2026-11-18T19:05", "2026-11-18T21:05", energy=7.0),
        told("2026-11-18T23:00", "2026-11-19T00:00", energy=3.5),
    ]
    between = told("2026-11-16T12:15", "2026-11-16T13:15", energy=3.0)
    later = told("2026-11-16T13:15", "2026-11-16T14:15", energy=3.0)
    found = matched([first, second, TWO_CHARGES], [between, *sure])
    assert found.ambiguous == (between,)
    assert energy(found) == 16.5

    found = matched([first, TWO_CHARGES], [between, later, *sure])
    assert {*found.ambiguous} <= {between, later}
    assert energy(found) == 13.5


def test_autumn() -> None:
    """Of the repeated hour, the LAN knows which of the two it was."""
    sessions = [
        seen(
            "2026-10-25T00:05",
            "2026-10-25T00:50",
            ("2026-10-25T00:10", "2026-10-25T00:40", 1.75),
        ),
        seen(
            "2026-10-25T01:00",
            "2026-10-25T01:55",
            ("2026-10-25T01:20", "2026-10-25T01:50", 2.5),
        ),
    ]
    charges = [
        told("2026-10-25T02:20", "2026-10-25T02:50", 2.5),
        told("2026-10-25T02:10", "2026-10-25T02:40", 1.75),
    ]
    found = matched(sessions, charges)
    assert found.ambiguous == ()
    assert [(it.source, it.energy) for it in found.sessions] == [
        (SessionSource.BOTH, 2.5),
        (SessionSource.BOTH, 1.75),
    ]


def test_autumn_from_the_cloud_alone() -> None:
    """Two charges that overlap on the wall were one after the other."""
    charges = [
        told("2026-10-25T02:20", "2026-10-25T02:50", 2.5),
        told("2026-10-25T02:10", "2026-10-25T02:40", 1.75),
    ]
    found = matched([], charges)
    assert found.ambiguous == ()
    assert energy(found) == 4.25


HOURS = st.integers(0, 40)
CHARGES = st.lists(
    st.builds(
        lambda hour, length, kwh: told(
            f"2026-10-{24 + hour // 24}T{hour % 24:02}:00",
            f"2026-10-{24 + (hour + length) // 24}T{(hour + length) % 24:02}:30",
            energy=kwh,
        ),
        HOURS,
        st.integers(0, 6),
        st.floats(0, 20),
    ),
    max_size=6,
)
SESSIONS = st.lists(st.tuples(st.integers(1, 4), st.floats(0.1, 20)), max_size=6).map(
    lambda parts: [
        replace(
            seen(
                "2026-10-24T01:00",
                "2026-10-24T02:00",
                ("2026-10-24T01:00", "2026-10-24T02:00", kwh),
            ),
            id=str(index),
            start=utc("2026-10-24T01:00") + timedelta(hours=6 * index),
            end=utc("2026-10-24T01:00") + timedelta(hours=6 * index + length),
            charges=(
                replace(
                    seen(
                        "2026-10-24T01:00", None, ("2026-10-24T01:00", None, kwh)
                    ).charges[0],
                    start=utc("2026-10-24T01:00") + timedelta(hours=6 * index),
                    end=utc("2026-10-24T02:00") + timedelta(hours=6 * index),
                    slots=(
                        Slot(
                            start=utc("2026-10-24T01:00") + timedelta(hours=6 * index),
                            minutes=60,
                            energy=kwh,
                        ),
                    ),
                ),
            ),
        )
        for index, (length, kwh) in enumerate(parts)
    ]
)


@given(SESSIONS, CHARGES, st.randoms(use_true_random=False))
def test_order_and_repetition_change_nothing(
    sessions: list[Session], charges: list[CloudCharge], random: object
) -> None:
    """However often and in whatever order the cloud tells, the result is the same."""
    unique = list({charge.id: charge for charge in charges}.values())
    shuffled = [*unique, *unique]
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert matched(sessions, shuffled) == matched(sessions, unique)
    assert matched(list(reversed(sessions)), unique) == matched(sessions, unique)


@given(SESSIONS, CHARGES)
def test_nothing_counts_twice(
    sessions: list[Session], charges: list[CloudCharge]
) -> None:
    """Each charge of the cloud is in one session or is put aside."""
    found = matched(sessions, charges)
    claimed = [one for ids in found.claimed.values() for one in ids]
    aside = [charge.id for charge in found.ambiguous]
    assert sorted([*claimed, *aside]) == sorted({charge.id for charge in charges})
    both = [item for item in found.sessions if item.id in found.claimed]
    kwh = {charge.id: charge.energy for charge in charges}
    for session in both:
        told_energy = sum(kwh[one] for one in found.claimed[session.id])
        seen_energy = sum(it.energy for it in sessions if it.id == session.id)
        assert session.energy <= told_energy + seen_energy + 0.01
    for session in sessions:
        assert session.id in {item.id for item in found.sessions}
