"""Timers: their form, and when they let a charger charge."""

from datetime import datetime
import json

import pytest

from scripts.simulator import Car, ChargeState, SimulatedCharger, Simulator, Timer
from scripts.simulator.json_type import Json
from scripts.simulator.schedule import NO_TIMERS, parse_timer, waits

from .conftest import Call

NIGHT = Timer(start=22 * 60, end=6 * 60, days="1")
NOON = Timer(start=12 * 60, end=13 * 60, days="123")
MONDAY, TUESDAY, WEDNESDAY, SUNDAY = 16, 17, 18, 15


def november(day: int, hour: int, minute: int = 0) -> datetime:
    """Return a local time."""
    return datetime(2026, 11, day, hour, minute)  # noqa: DTZ001


@pytest.mark.parametrize(
    ("timer", "local", "covered"),
    [
        (NOON, november(MONDAY, 11, 59), False),
        (NOON, november(MONDAY, 12), True),
        (NOON, november(WEDNESDAY, 12, 59), True),
        (NOON, november(MONDAY, 13), False),
        (NOON, november(SUNDAY, 12, 30), False),
        (NIGHT, november(MONDAY, 5), False),
        (NIGHT, november(MONDAY, 22), True),
        (NIGHT, november(TUESDAY, 5, 59), True),
        (NIGHT, november(TUESDAY, 6), False),
        (NIGHT, november(TUESDAY, 23), False),
        (Timer(start=0, end=0, days="1"), november(MONDAY, 15), True),
        (Timer(start=0, end=0, days="1"), november(TUESDAY, 0), False),
        (Timer(start=1320, end=360, days="7"), november(MONDAY, 1), True),
    ],
)
def test_covers(timer: Timer, local: datetime, covered: bool) -> None:
    """A timer over midnight belongs to the day on which it starts."""
    assert timer.covers(local) is covered


def test_either_timer_is_enough() -> None:
    """Without any timer there is nothing to wait for."""
    assert not waits((NIGHT, NOON), november(MONDAY, 12))
    assert not waits((NIGHT, NOON), november(MONDAY, 23))
    assert waits((NIGHT, NOON), november(MONDAY, 15))
    assert not waits(NO_TIMERS, november(MONDAY, 15))


@pytest.mark.parametrize(
    "body",
    [
        None,
        [],
        {},
        {"timeStart": "22:00", "timeEnd": "06:00"},
        {"timeStart": "24:00", "timeEnd": "06:00", "daysOfWeek": "1"},
        {"timeStart": "22:00", "timeEnd": "6", "daysOfWeek": "1"},
        {"timeStart": 22, "timeEnd": "06:00", "daysOfWeek": "1"},
        {"timeStart": "22:00", "timeEnd": "06:00", "daysOfWeek": ""},
        {"timeStart": "22:00", "timeEnd": "06:00", "daysOfWeek": "18"},
        {"timeStart": "22:00", "timeEnd": "06:00", "daysOfWeek": "121"},
        {"start_time": "22:00", "end_time": "06:00", "active": True},
    ],
)
def test_bodies_that_are_none(body: Json) -> None:
    """The form that V2C once documented by mistake is among them."""
    assert parse_timer(body) is None


async def test_program_and_read_back(simulator: Simulator, call: Call) -> None:
    """Written at once, seen in the shadow when it comes; nothing is zero-padded."""
    body: Json = {"timeStart": "22:05", "timeEnd": "06:00", "daysOfWeek": "123"}
    await simulator.advance(10)

    status, _ = await call("POST", "/device/timer", timerId="1", body=body)
    await simulator.advance(120)
    _, text = await call("GET", "/device/reported")

    shadow = json.loads(text)
    assert status == 200
    assert {key: shadow[key] for key in shadow if key[-3:] in {"_00", "_01"}} == {
        "hourstart_00": "0",
        "minutestart_00": "0",
        "hourend_00": "0",
        "minuteend_00": "0",
        "daysofweek_00": "8",
        "hourstart_01": "22",
        "minutestart_01": "5",
        "hourend_01": "6",
        "minuteend_01": "0",
        "daysofweek_01": "123",
    }
    assert shadow["programed"] == "0"


@pytest.mark.parametrize(("number", "days"), [("2", "1"), ("0", "9"), ("", "1")])
async def test_refused_timers(call: Call, number: str, days: str) -> None:
    """There are two timers and seven days."""
    body: Json = {"timeStart": "22:00", "timeEnd": "06:00", "daysOfWeek": days}

    answer = await call("POST", "/device/timer", timerId=number, body=body)

    assert answer == (400, "")


async def test_the_charger_obeys(
    simulator: Simulator, charger: SimulatedCharger
) -> None:
    """At 12:00 local a car waits for 13:00, charges for an hour, and waits again."""
    charger.values.timers = (Timer(start=13 * 60, end=14 * 60, days="1"), Timer())
    charger.write("Timer", "1")
    charger.plug(Car())
    await simulator.advance(60 * 59)
    before = (charger.values.charge_state, charger.power)
    await simulator.advance(120)
    within = charger.power
    await simulator.advance(3600)
    after = (charger.waiting_for_timer, charger.power)

    assert before == (ChargeState.CONNECTED, 0.0)
    assert within == 16 * 230
    assert after == (True, 0.0)


async def test_without_the_master_switch_timers_do_nothing(
    simulator: Simulator, charger: SimulatedCharger
) -> None:
    """Timer = 0."""
    charger.values.timers = (Timer(start=13 * 60, end=14 * 60, days="1"), Timer())
    charger.plug(Car())
    await simulator.advance(60)

    assert charger.power == 16 * 230


async def test_timers_go_by_the_clock_of_the_charger(
    simulator: Simulator, charger: SimulatedCharger
) -> None:
    """A charger whose clock is an hour ahead begins an hour early."""
    charger.values.timers = (Timer(start=13 * 60, end=14 * 60, days="1"), Timer())
    charger.write("Timer", "1")
    charger.clock_offset = 3600
    charger.plug(Car())
    await simulator.advance(60)

    assert charger.power == 16 * 230


async def test_timers_go_by_the_zone_of_the_house() -> None:
    """11:00 UTC is 11:00 in Lisbon."""
    async with Simulator(time_zone="Europe/Lisbon") as simulator:
        charger = await simulator.add_charger("ABC123")
        charger.values.timers = (Timer(start=660, end=720, days="1"), Timer())
        charger.write("Timer", "1")
        charger.plug(Car())
        await simulator.advance(60)

        assert charger.power == 16 * 230
