"""Sessions made of readings, and of what lies between them."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import given, strategies as st
import pytest

from custom_components.v2c_cloud.api.models import ChargerState, ChargeState
from custom_components.v2c_cloud.sessions.live import LiveLog
from custom_components.v2c_cloud.sessions.model import Session, SessionSource, Slot

from .helpers import CHARGER, away, charging, minutes, utc, waiting, watch

DAY = "2026-11-16T"


@pytest.fixture
def log() -> LiveLog:
    """A log of a charger with nothing plugged in."""
    log = LiveLog(charger_id=CHARGER)
    watch(log, (f"{DAY}10:00", away(7.6)))
    return log


def bounds(session: Session) -> list[str]:
    """The session's and its charges' bounds, as people would say them."""
    spans = [(session.start, session.end)]
    spans += [(charge.start, charge.end) for charge in session.charges]
    return [
        f"{start:%H:%M}-{end:%H:%M}" if end else f"{start:%H:%M}-"
        for start, end in spans
    ]


def energies(session: Session) -> dict[str, float]:
    """The kWh of each slot."""
    return {
        f"{slot.start:%H:%M}": round(slot.energy, 3)
        for charge in session.charges
        for slot in charge.slots
    }


def test_a_session(log: LiveLog) -> None:
    """Plug-in, a charge of two quarters, unplug; the old counter is not its own."""
    ended = watch(
        log,
        (f"{DAY}10:05", waiting(7.6)),
        (f"{DAY}10:06", waiting(0.0)),
        (f"{DAY}10:10", charging(0.0)),
        (f"{DAY}10:15", charging(0.3)),
        (f"{DAY}10:20", charging(0.6)),
        (f"{DAY}10:21", waiting(0.6)),
        (f"{DAY}10:30", away(0.6)),
    )
    assert [bounds(session) for session in ended] == [["10:05-10:30", "10:10-10:21"]]
    assert energies(ended[0]) == {"10:00": 0.3, "10:15": 0.3}
    assert ended[0].id == "20261116T100500Z"
    assert ended[0].source is SessionSource.LAN
    assert ended[0].energy == 0.6
    assert not any(slot.estimated for slot in ended[0].charges[0].slots)
    assert log.session is None


def test_charges_within(log: LiveLog) -> None:
    """A pause ends a charge, a short break does not; a fault ends nothing."""
    paused = replace(charging(0.4), paused=True)
    faulty = ChargerState(charge_state=ChargeState.SYSTEM_FAULT)
    [session] = watch(
        log,
        (f"{DAY}10:05", charging(0.0)),
        (f"{DAY}10:06", charging(0.0)),
        (f"{DAY}10:10", charging(0.4)),
        (f"{DAY}10:11", paused),
        (f"{DAY}10:12", charging(0.4)),
        (f"{DAY}10:14", faulty),
        (f"{DAY}10:16", paused),
        (f"{DAY}10:20", charging(0.4)),
        (f"{DAY}10:25", away(0.5)),
    )
    assert bounds(session) == ["10:05-10:25", "10:05-10:16", "10:20-10:25"]
    assert session.energy == 0.5


def test_a_counter_that_flickers(log: LiveLog) -> None:
    """One lower reading is none; a reset in mid-session starts no other session."""
    [session] = watch(
        log,
        (f"{DAY}10:05", charging(0.0)),
        (f"{DAY}10:06", charging(0.0)),
        (f"{DAY}10:10", charging(0.4)),
        (f"{DAY}10:11", charging(0.0)),
        (f"{DAY}10:12", charging(0.5)),
        (f"{DAY}10:13", charging(0.0)),
        (f"{DAY}10:14", charging(0.1)),
        (f"{DAY}10:15", away(0.1)),
    )
    assert session.energy == pytest.approx(0.6)


def test_the_cloud_lags_behind(log: LiveLog) -> None:
    """The same counter, a little older, is no new start."""
    watch(log, (f"{DAY}10:05", charging(0.0)), (f"{DAY}10:06", charging(0.0)))
    watch(log, (f"{DAY}10:15", charging(1.0)))
    for at, reading in (("10:16", 0.95), ("10:17", 0.95), ("10:18", 1.1)):
        log.observe(charging(reading), utc(f"{DAY}{at}"), lan=False)
    assert log.session is not None
    assert log.session.energy == pytest.approx(1.1)


def test_a_charger_without_lan() -> None:
    """Its sessions are the cloud's; the LAN makes them its own."""
    log = LiveLog(charger_id=CHARGER)
    log.observe(waiting(), utc(f"{DAY}10:00"), lan=False)
    [polled] = log.observe(away(), utc(f"{DAY}10:01"), lan=False)
    log.observe(waiting(), utc(f"{DAY}10:02"), lan=False)
    [seen] = log.observe(away(), utc(f"{DAY}10:03"))
    assert (polled.source, seen.source) == (SessionSource.CLOUD, SessionSource.LAN)


@pytest.mark.parametrize(
    ("before", "after", "expected", "estimated"),
    [
        pytest.param(
            charging(1.0), charging(8.2), ("10:15", "12:15"), False, id="it went on"
        ),
        pytest.param(
            charging(1.0), charging(4.6), ("10:15", "12:15"), True, id="who knows"
        ),
        pytest.param(
            charging(1.0), waiting(4.6), ("10:15", "11:15"), True, id="it ended"
        ),
        pytest.param(
            waiting(1.0), charging(4.6), ("11:15", "12:15"), True, id="it began"
        ),
        pytest.param(
            waiting(1.0), waiting(4.6), ("10:15", "12:15"), True, id="it came and went"
        ),
        pytest.param(
            charging(1.0, power=0.0),
            charging(4.6, power=0.0),
            ("10:15", "12:15"),
            True,
            id="no power",
        ),
    ],
)
def test_a_gap_in_a_session(
    log: LiveLog,
    before: ChargerState,
    after: ChargerState,
    expected: tuple[str, str],
    estimated: bool,
) -> None:
    """Energy goes where it is known to have flowed, else everywhere."""
    power = before.charge_power or after.charge_power
    watch(
        log,
        (f"{DAY}10:05", charging(0.0, power or 0.0)),
        (f"{DAY}10:06", charging(0.0, power or 0.0)),
        (f"{DAY}10:15", charging(1.0, power or 0.0)),
        (f"{DAY}10:20", before),
    )
    assert log.session is not None
    old = log.session.charges[-1].slots
    watch(log, (f"{DAY}12:20", after))
    assert log.session.energy == pytest.approx(after.charge_energy)
    charge = log.session.charges[-1]
    new = [slot for slot in charge.slots if slot not in old and slot.energy > 0]
    assert (f"{new[0].start:%H:%M}", f"{new[-1].start:%H:%M}") == expected
    assert any(slot.estimated for slot in new) is estimated


def test_a_restart_in_mid_session(log: LiveLog) -> None:
    """What is stored is enough to go on."""
    watch(log, (f"{DAY}10:05", charging(0.0)), (f"{DAY}10:06", charging(0.0)))
    watch(log, (f"{DAY}10:16", charging(0.6)))
    again = replace(log)
    [session] = watch(again, (f"{DAY}10:20", charging(0.9)), (f"{DAY}10:21", away(0.9)))
    assert bounds(session) == ["10:05-10:21", "10:05-10:21"]
    assert session.energy == pytest.approx(0.9)


def test_another_car_came_unseen(log: LiveLog) -> None:
    """The old session ends where it was last seen; the new begins with its energy."""
    ended = watch(
        log,
        (f"{DAY}10:05", charging(0.0)),
        (f"{DAY}10:06", charging(0.0)),
        (f"{DAY}11:00", charging(3.0)),
        (f"{DAY}14:00", charging(1.8)),
        (f"{DAY}14:01", charging(1.8)),
    )
    assert [bounds(session) for session in ended] == [["10:05-11:00", "10:05-11:00"]]
    assert ended[0].energy == 3.0
    assert log.session is not None
    assert bounds(log.session) == ["13:31-", "13:31-"]
    assert log.session.energy == pytest.approx(1.8)


def test_unplugged_unseen(log: LiveLog) -> None:
    """The end is where the rest of the energy ends."""
    ended = watch(
        log,
        (f"{DAY}10:05", charging(0.0)),
        (f"{DAY}10:06", charging(0.0)),
        (f"{DAY}11:00", charging(3.0)),
        (f"{DAY}14:00", away(4.8)),
    )
    assert [bounds(session) for session in ended] == [["10:05-11:30", "10:05-11:30"]]
    assert ended[0].energy == pytest.approx(4.8)


def test_unplugged_unseen_without_energy(log: LiveLog) -> None:
    """The end is where the car was last seen."""
    ended = watch(log, (f"{DAY}10:05", waiting(7.6)), (f"{DAY}14:00", away(7.6)))
    assert [bounds(session) for session in ended] == [["10:05-10:05"]]


def test_a_whole_session_unseen(log: LiveLog) -> None:
    """It is kept, at a time that is estimated."""
    ended = watch(log, (f"{DAY}14:00", away(2.0)), (f"{DAY}14:01", away(2.0)))
    assert [bounds(session) for session in ended] == [["10:00-14:01", "10:00-14:01"]]
    assert ended[0].energy == pytest.approx(2.0)
    assert all(slot.estimated for slot in ended[0].charges[0].slots)


def test_a_whole_session_unseen_after_another(log: LiveLog) -> None:
    """Two sessions end with one reading."""
    ended = watch(
        log,
        (f"{DAY}10:05", waiting(7.6)),
        (f"{DAY}14:00", away(2.0)),
        (f"{DAY}14:01", away(2.0)),
    )
    assert [bounds(session) for session in ended] == [
        ["10:05-10:05"],
        ["10:05-14:01", "10:05-14:01"],
    ]
    assert [session.energy for session in ended] == [0, 2.0]


def test_a_charge_between_two_readings(log: LiveLog) -> None:
    """The counter knows it, and it belongs to the charge that just ended or to none."""
    watch(
        log,
        (f"{DAY}10:05", waiting(0.0)),
        (f"{DAY}10:06", waiting(0.0)),
        (f"{DAY}10:10", waiting(0.2)),
        (f"{DAY}10:11", waiting(0.21)),
        (f"{DAY}10:19", waiting(0.21)),
        (f"{DAY}10:20", waiting(0.25)),
    )
    assert log.session is not None
    assert bounds(log.session) == ["10:05-", "10:06-10:11", "10:19-10:20"]


def test_what_the_roof_gave(log: LiveLog) -> None:
    """The sun's part of each step is known while the meter is."""
    sunny = replace(
        charging(0.6), grid_power=1800.0, fv_power=2500.0, house_power=4300.0
    )
    watch(
        log,
        (f"{DAY}10:05", charging(0.0)),
        (f"{DAY}10:06", charging(0.0)),
        (f"{DAY}10:10", replace(sunny, charge_energy=0.4)),
        (f"{DAY}10:14", charging(0.6)),
    )
    assert log.session is not None
    assert log.session.solar_energy == pytest.approx(0.2)


def test_nonsense_is_nothing(log: LiveLog) -> None:
    """A reading that tells nothing, and a clock that was set back."""
    before = replace(log)
    assert watch(log, (f"{DAY}10:01", ChargerState())) == []
    assert log == before
    watch(log, (f"{DAY}10:05", waiting(0.0)), (f"{DAY}10:06", waiting(0.0)))
    watch(log, (f"{DAY}10:02", charging(0.1)))
    assert log.session is not None
    assert log.session.energy == pytest.approx(0.1)


def test_charges_are_bounded(log: LiveLog) -> None:
    """A car that starts and stops all night does not fill the store."""
    start = utc(f"{DAY}12:00")
    for index in range(400):
        state = (charging, waiting)[index % 2]()
        log.observe(state, start + minutes(3 * index))
    assert log.session is not None
    assert len(log.session.charges) == 100


STATES = st.sampled_from([None, *ChargeState])


@given(
    st.lists(
        st.tuples(
            st.sampled_from([-60, 5, 20, 300, 1000, 40000]),
            STATES,
            st.none() | st.floats(0, 50),
            st.booleans(),
        ),
        max_size=25,
    )
)
def test_whatever_comes(
    readings: list[tuple[int, ChargeState | None, float | None, bool]],
) -> None:
    """Sessions follow each other, and hold no more energy than was counted."""
    log = LiveLog(charger_id=CHARGER)
    now = utc(f"{DAY}10:00")
    sessions: list[Session] = []
    for seconds, charge_state, energy, lan in readings:
        now += timedelta(seconds=seconds)
        state = ChargerState(
            charge_state=charge_state, charge_energy=energy, charge_power=3600.0
        )
        sessions += log.observe(state, now, lan=lan)
    every = [*sessions, *filter(None, [log.session])]
    assert sum(session.energy for session in every) <= log.counter.total + 0.01
    assert all(session.end and session.end >= session.start for session in sessions)
    slots: list[Slot] = [
        slot for item in every for charge in item.charges for slot in charge.slots
    ]
    assert all(slot.energy > 0 and slot.start.minute % 15 == 0 for slot in slots)
