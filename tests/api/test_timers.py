"""A charger's two timers: in the shadow, in a command, and under way."""

from dataclasses import replace
from datetime import UTC, time
import json

from hypothesis import given, strategies as st
import pytest

from custom_components.v2c_cloud.api.charger import Charger, Outcome
from custom_components.v2c_cloud.api.cloud_values import COMMANDS, parse_reported
from custom_components.v2c_cloud.api.exceptions import V2CInvalidValueError
from custom_components.v2c_cloud.api.models import (
    ChargerState,
    FieldValue,
    Link,
    PvMode,
)
from custom_components.v2c_cloud.api.timers import (
    ALL_DAYS,
    DAYS_OF,
    ChargeTimer,
    TimerDays,
    name_of_days,
)
from scripts.simulator import SimulatedCharger, Simulator
from scripts.simulator.cloud_payloads import reported
from scripts.simulator.schedule import Timer, parse_timer

from .helpers import Clock, commanded

NIGHT = ChargeTimer(start=time(22, 5), end=time(6, 30), days=frozenset({1, 2, 3, 4}))
OFF = replace(NIGHT, days=frozenset(), enabled=False)

SHADOW: dict[str, object] = {
    "hourstart_00": "22",
    "minutestart_00": "5",
    "hourend_00": "6",
    "minuteend_00": "30",
    "daysofweek_00": "1234",
}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, NIGHT),
        ({"minutestart_00": "05", "hourend_00": "06"}, NIGHT),
        ({"hourstart_00": 22, "daysofweek_00": 1234}, NIGHT),
        ({"hourstart_00": "22.000000", "daysofweek_00": "1234.000000"}, NIGHT),
        ({"daysofweek_00": "4321"}, NIGHT),
        ({"daysofweek_00": "8"}, OFF),
        ({"daysofweek_00": 8}, OFF),
        ({"daysofweek_00": "1234567"}, replace(NIGHT, days=ALL_DAYS)),
    ],
)
def test_shadow(changes: dict[str, object], expected: ChargeTimer) -> None:
    """Hours and minutes without leading zeros; days as digits."""
    state, served = parse_reported(SHADOW | changes)

    assert state == ChargerState(timer_1=expected)
    assert served == {"timer_1"}


@pytest.mark.parametrize(
    "changes",
    [
        {"daysofweek_00": ""},
        {"daysofweek_00": None},
        {"daysofweek_00": "0"},
        {"daysofweek_00": "9"},
        {"daysofweek_00": "18"},
        {"daysofweek_00": "-12"},
        {"daysofweek_00": "Mon"},
        {"hourstart_00": "24"},
        {"hourend_00": None},
        {"minutestart_00": "60"},
        {"minuteend_00": "-1"},
        {"minuteend_00": ""},
    ],
)
def test_what_is_no_timer(changes: dict[str, object]) -> None:
    """It is served, but not known; nothing is guessed."""
    state, served = parse_reported(SHADOW | changes)

    assert state == ChargerState()
    assert served == {"timer_1"}


def test_a_shadow_without_timers() -> None:
    """A charger that tells no days is not known to have timers."""
    _, served = parse_reported({"hourstart_00": "22", "locked": "0"})

    assert served == {"locked"}


TIMES = st.times().map(lambda value: value.replace(second=0, microsecond=0))
DAYS = st.frozensets(st.integers(1, 7), min_size=1)


@given(start=TIMES, end=TIMES, days=DAYS, enabled=st.booleans())
def test_what_is_written_reads_back(
    start: time, end: time, days: frozenset[int], enabled: bool
) -> None:
    """Through V2C's body, as the simulated charger understands it, and its shadow."""
    timer = ChargeTimer(start=start, end=end, days=days, enabled=enabled)

    body = COMMANDS["timer_1"](timer).body
    kept = parse_timer(json.loads(json.dumps(body)))

    assert kept is not None
    shadow = {
        "hourstart_00": str(kept.start // 60),
        "minutestart_00": str(kept.start % 60),
        "hourend_00": str(kept.end // 60),
        "minuteend_00": str(kept.end % 60),
        "daysofweek_00": kept.days,
    }
    assert parse_reported(shadow)[0].timer_1 == timer.as_charger_keeps_it


def test_a_charger_keeps_minutes() -> None:
    """Seconds and a zone are lost on the way, so they must not be waited for."""
    timer = replace(NIGHT, start=time(22, 5, 59, 1, tzinfo=UTC))

    assert timer.as_charger_keeps_it == NIGHT


@pytest.mark.parametrize("name", sorted(DAYS_OF))
def test_days_have_a_name(name: TimerDays) -> None:
    """Each named set is found by its days."""
    assert name_of_days(DAYS_OF[name]) is name


@pytest.mark.parametrize("days", [frozenset[int](), frozenset({1, 2})])
def test_other_days(days: frozenset[int]) -> None:
    """All else is custom."""
    assert name_of_days(days) is TimerDays.CUSTOM


def test_only_custom_has_no_days() -> None:
    """Whatever can be chosen can be written."""
    assert set(TimerDays) - DAYS_OF.keys() == {TimerDays.CUSTOM}


async def test_reads_both_timers(
    simulator: Simulator, charger: SimulatedCharger, far: Charger
) -> None:
    """The simulator's own shadow, with one timer on and one off."""
    charger.values.timers = (Timer(start=1325, end=390, days="1234"), Timer())
    state, _ = parse_reported(reported(charger, charger.values))

    assert state.timer_1 == NIGHT
    assert state.timer_2 == ChargeTimer(start=time(0), end=time(0), enabled=False)
    assert far.snapshot().state.timer_1 == state.timer_2


async def test_a_timer_is_written_and_shown_until_the_shadow_counts(
    simulator: Simulator, charger: SimulatedCharger, far: Charger, clock: Clock
) -> None:
    """Optimistic for 120 s; then the shadow has it, too."""
    outcome = await far.set("timer_2", NIGHT)

    assert outcome is Outcome.ACCEPTED
    assert commanded(simulator) == ["timer"]
    assert charger.values.timers[1] == Timer(start=1325, end=390, days="1234")
    assert charger.values.timers[0] == Timer()
    assert far.snapshot().state.timer_2 == NIGHT

    await clock.sleep(60)
    await far.refresh(Link.CLOUD)
    assert far.snapshot().state.timer_2 == NIGHT

    await clock.sleep(61)
    await far.refresh(Link.CLOUD)
    assert far.snapshot().state.timer_2 == NIGHT
    assert far.reading(Link.CLOUD) is not None


async def test_a_timer_that_was_not_taken_is_not_shown_for_ever(
    simulator: Simulator, charger: SimulatedCharger, far: Charger, clock: Clock
) -> None:
    """The cloud's 200 proves nothing; after 120 s the shadow does."""
    charger.cloud_online = False
    await far.set("timer_1", NIGHT)
    assert far.snapshot().state.timer_1 == NIGHT

    charger.cloud_online = True
    await clock.sleep(121)
    await far.refresh(Link.CLOUD)

    timer = far.snapshot().state.timer_1
    assert timer is not None
    assert not timer.enabled


async def test_the_lan_does_not_contradict_what_it_does_not_know(
    both: Charger, clock: Clock
) -> None:
    """Its readings come every few seconds, the shadow's word counts after 120 s."""
    await both.set("timer_1", NIGHT)
    await clock.sleep(10)
    await both.refresh(Link.LAN)

    assert both.snapshot().state.timer_1 == NIGHT

    await clock.sleep(111)
    await both.refresh(Link.CLOUD)
    assert both.snapshot().state.timer_1 == NIGHT


async def test_a_timer_without_days_is_not_sent(
    simulator: Simulator, far: Charger
) -> None:
    """Refused before anything is sent."""
    with pytest.raises(V2CInvalidValueError):
        await far.set("timer_1", replace(NIGHT, days=frozenset()))

    assert commanded(simulator) == []


async def test_the_lan_does_not_know_timers(near: Charger) -> None:
    """Only its switch for both is there."""
    assert not near.can_set("timer_1")
    assert "timer_1" not in near.snapshot().served


@pytest.mark.parametrize(
    ("field", "value", "path"),
    [
        ("pv_mode", PvMode.PV_EXCLUSIVE, "chargefvmode"),
        ("denka_max_power", 5000, "denka/max_power"),
    ],
)
async def test_what_nothing_tells_is_what_was_last_taken(
    simulator: Simulator,
    far: Charger,
    clock: Clock,
    field: str,
    value: FieldValue,
    path: str,
) -> None:
    """Not known before; afterwards for as long as the link lives.

    It is sent again when somebody asks for it: V2C's app may have changed it.
    """
    assert getattr(far.snapshot().state, field) is None
    assert field in far.snapshot().served

    await far.set(field, value)
    await clock.sleep(1000)
    await far.refresh(Link.CLOUD)
    assert getattr(far.snapshot().state, field) == value

    await far.set(field, value)
    assert commanded(simulator) == [path, path]
