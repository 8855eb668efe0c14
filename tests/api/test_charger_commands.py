"""Commands over the LAN: confirmed, refused, superseded, or nobody knows."""

import asyncio
from dataclasses import replace

import aiohttp
import pytest

from custom_components.v2c_cloud.api.charger import Charger, Outcome
from custom_components.v2c_cloud.api.exceptions import (
    V2CInvalidValueError,
    V2CRejectedError,
    V2CUnconfirmedError,
    V2CUnsupportedError,
    V2CWriteLimitError,
)
from custom_components.v2c_cloud.api.lan import LanLink, LanTimings
from custom_components.v2c_cloud.api.models import (
    ChargeMode,
    DynamicPowerMode,
    FieldValue,
    Link,
)
from custom_components.v2c_cloud.api.queue import Priority
from custom_components.v2c_cloud.api.write_limit import BURST
from scripts.simulator import FIRMWARES, LanFault, SimulatedCharger, Simulator

from .conftest import HASTY, QUICK, Clock, add_charger, known_as, until

REAL_TIME_DATA = "/RealTimeData"


def over_lan(
    charger: SimulatedCharger,
    session: aiohttp.ClientSession,
    clock: Clock,
    timings: LanTimings = QUICK,
) -> Charger:
    """A charger over the LAN alone."""
    link = LanLink(session, charger.lan.host, charger.lan.port, timings, clock)
    return known_as(charger.id, clock, link)


@pytest.fixture
async def near(
    charger: SimulatedCharger, session: aiohttp.ClientSession, clock: Clock
) -> Charger:
    """The charger over the LAN, read once."""
    near = over_lan(charger, session, clock)
    await near.refresh(Link.LAN)
    charger.lan.requests.clear()
    return near


def written(charger: SimulatedCharger) -> list[str]:
    """What reached the charger."""
    return [f"{item.keyword}={item.value}" for item in charger.writes]


@pytest.mark.parametrize("firmware", FIRMWARES)
async def test_every_firmware_obeys(
    simulator: Simulator, session: aiohttp.ClientSession, clock: Clock, firmware: str
) -> None:
    """A current, a pause and its end, each confirmed by reading back."""
    charger = await add_charger(simulator, firmware)
    near = over_lan(charger, session, clock)
    await near.refresh(Link.LAN)

    outcomes = [
        await near.set("intensity", 10),
        await near.set("paused", True),
        await near.set("paused", False),
    ]

    assert outcomes == [Outcome.CONFIRMED] * 3
    assert written(charger) == ["Intensity=10", "Paused=1", "Paused=0"]
    assert near.snapshot().state.intensity == 10
    assert near.snapshot().state.paused is False


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("locked", True),
        ("timer", True),
        ("dynamic", True),
        ("pause_dynamic", True),
        ("min_intensity", 8),
        ("max_intensity", 20),
        ("contracted_power", -500),
        ("voltage_installation", 220),
        ("charge_mode", ChargeMode.MIXED),
        ("dynamic_power_mode", DynamicPowerMode.PV_EXCLUSIVE),
        ("light_led", 5),
        ("logo_led", False),
    ],
)
async def test_every_setting(
    near: Charger, charger: SimulatedCharger, field: str, value: FieldValue
) -> None:
    """Written once, read back once, and shown."""
    assert await near.set(field, value) is Outcome.CONFIRMED

    assert len(written(charger)) == 1
    assert charger.lan.requests[1].path == REAL_TIME_DATA
    assert len(charger.lan.requests) == 2
    assert getattr(near.snapshot().state, field) == value


async def test_what_is_set_is_not_written_again(
    near: Charger, charger: SimulatedCharger, clock: Clock
) -> None:
    """Neither what was read nor what was confirmed."""
    assert await near.set("intensity", 16) is Outcome.UNCHANGED
    assert await near.set("intensity", 10) is Outcome.CONFIRMED
    assert await near.set("intensity", 10) is Outcome.UNCHANGED
    assert written(charger) == ["Intensity=10"]


async def test_an_old_reading_proves_nothing(
    near: Charger, charger: SimulatedCharger, clock: Clock
) -> None:
    """Somebody else may have changed it since."""
    clock.now += 30

    assert await near.set("intensity", 16) is Outcome.CONFIRMED
    assert written(charger) == ["Intensity=16"]


@pytest.mark.parametrize(
    ("field", "value"),
    [("intensity", 5), ("intensity", 33), ("min_intensity", 33), ("intensity", None)],
)
async def test_what_is_out_of_range_is_not_sent(
    near: Charger, charger: SimulatedCharger, field: str, value: FieldValue
) -> None:
    """Refused with the range, before anything else."""
    with pytest.raises(V2CInvalidValueError):
        await near.set(field, value)

    assert charger.lan.requests == []


async def test_bounds_are_those_of_the_charger(
    near: Charger, charger: SimulatedCharger
) -> None:
    """Also those that were set a moment ago."""
    await near.set("max_intensity", 10)

    with pytest.raises(V2CInvalidValueError) as error:
        await near.set("min_intensity", 11)

    assert error.value.maximum == 10
    assert written(charger) == ["MaxIntensity=10"]


@pytest.mark.parametrize("field", ["language", "charge_power", "nonsense"])
async def test_what_no_link_can_set(
    near: Charger, charger: SimulatedCharger, field: str
) -> None:
    """Nothing is sent."""
    with pytest.raises(V2CUnsupportedError):
        await near.set(field, 1)

    assert charger.lan.requests == []


async def test_an_option_that_does_not_exist(
    near: Charger, charger: SimulatedCharger
) -> None:
    """Nothing is sent, and nothing stays shown."""
    with pytest.raises(V2CUnsupportedError):
        await near.set("charge_mode", "sixphasic")

    assert charger.lan.requests == []
    assert near.snapshot().state.charge_mode is ChargeMode.MONOPHASIC


async def test_a_refusal(near: Charger, charger: SimulatedCharger) -> None:
    """ERROR with status 200: the old value is shown again."""
    charger.lan.fail = LanFault.ERROR

    with pytest.raises(V2CRejectedError):
        await near.set("intensity", 10)

    assert near.snapshot().state.intensity == 16
    assert near.snapshot().writes_today == 0


async def test_a_charger_that_says_ok_and_does_nothing(
    near: Charger, charger: SimulatedCharger, clock: Clock
) -> None:
    """Three looks within five seconds, then nobody knows."""
    charger.max_current = 12
    before = clock.now

    with pytest.raises(V2CUnconfirmedError):
        await near.set("intensity", 14)

    paths = [request.path for request in charger.lan.requests]
    assert paths == ["/write/Intensity=14", *[REAL_TIME_DATA] * 3]
    assert clock.now - before == 4
    assert near.snapshot().state.intensity == 16
    assert near.snapshot().writes_today == 1


async def test_a_mode_that_firmware_translates(
    simulator: Simulator, session: aiohttp.ClientSession, clock: Clock
) -> None:
    """Firmware 2.5.1 makes 4 of DynamicPowerMode 1, 2.3.20 keeps it."""
    new = await add_charger(simulator, "2.5.1", "NEW001")
    old = await add_charger(simulator, "2.3.20", "OLD001")

    with pytest.raises(V2CUnconfirmedError):
        await over_lan(new, session, clock).set(
            "dynamic_power_mode", DynamicPowerMode.TIMED_POWER_DISABLED
        )

    assert new.values.dynamic_power_mode == 4
    assert (
        await over_lan(old, session, clock).set(
            "dynamic_power_mode", DynamicPowerMode.TIMED_POWER_DISABLED
        )
        is Outcome.CONFIRMED
    )


async def test_a_current_set_while_paused(
    simulator: Simulator, session: aiohttp.ClientSession, clock: Clock
) -> None:
    """Firmware 2.5.1 then reads 0: OK is all that can be had, and is remembered."""
    charger = await add_charger(simulator, "2.5.1")
    near = over_lan(charger, session, clock)
    await near.refresh(Link.LAN)
    await near.set("paused", True)

    outcome = await near.set("intensity", 11)
    shown = [near.snapshot().state.intensity]
    for _ in range(2):
        clock.now += 20
        await near.refresh(Link.LAN)
        shown.append(near.snapshot().state.intensity)

    assert outcome is Outcome.ACCEPTED
    assert charger.read("Intensity") == "0"
    assert shown == [11, 11, 11]

    assert await near.set("paused", False) is Outcome.CONFIRMED
    await near.refresh(Link.LAN)
    assert near.snapshot().state.intensity == 11


async def test_a_current_set_while_the_charger_modulates(
    near: Charger, charger: SimulatedCharger
) -> None:
    """It chooses by itself: what was written has no effect, and is not shown long."""
    await near.set("dynamic", True)
    await near.refresh(Link.LAN)

    assert await near.set("intensity", 11) is Outcome.ACCEPTED

    await near.refresh(Link.LAN)
    assert near.snapshot().state.intensity == charger.values.intensity == 16


async def test_the_value_is_shown_while_under_way(
    near: Charger, charger: SimulatedCharger
) -> None:
    """Also when a poll that was on its way still has the old one."""
    charger.lan.set_fault(LanFault.SLOW, path=REAL_TIME_DATA, delay=0.1, times=1)
    poll = asyncio.create_task(near.refresh(Link.LAN))
    await until(lambda: charger.lan.counted == 2)
    command = asyncio.create_task(near.set("intensity", 20))
    await asyncio.sleep(0)
    shown = [near.snapshot().state.intensity]

    await poll
    shown.append(near.snapshot().state.intensity)

    assert await command is Outcome.CONFIRMED
    assert [*shown, near.snapshot().state.intensity] == [20, 20, 20]


async def test_a_value_is_not_shown_after_a_failure(
    charger: SimulatedCharger, session: aiohttp.ClientSession, clock: Clock
) -> None:
    """What the charger had is what it has, as far as anybody knows."""
    near = over_lan(charger, session, clock, HASTY)
    await near.refresh(Link.LAN)
    charger.lan.set_fault(LanFault.HANG, path="/write/")
    command = asyncio.create_task(near.set("intensity", 20))
    await until(lambda: charger.lan.counted == 2)
    shown = near.snapshot().state.intensity

    with pytest.raises(V2CUnconfirmedError):
        await command

    assert (shown, near.snapshot().state.intensity) == (20, 16)


async def test_a_confirmed_value_outlives_a_poll_that_is_older(
    simulator: Simulator, session: aiohttp.ClientSession, clock: Clock
) -> None:
    """The poll's document is from before the write, although it ends after it."""
    charger = await add_charger(simulator, "2.4.6")
    near = over_lan(charger, session, clock)
    await near.refresh(Link.LAN)
    charger.lan.set_fault(LanFault.SLOW, path="/read/", delay=0.2)
    clock.now += 900
    counted = charger.lan.counted
    poll = asyncio.create_task(near.refresh(Link.LAN))
    await until(lambda: charger.lan.counted == counted + 2)
    clock.now += 1

    outcome = await near.set("timer", True)
    await poll

    assert outcome is Outcome.CONFIRMED
    assert near.snapshot().state.timer is True


async def test_a_newer_command_takes_the_place_of_an_older_one(
    charger: SimulatedCharger, session: aiohttp.ClientSession, clock: Clock
) -> None:
    """The older one ends at once, wherever it was; only the newer value counts."""
    near = over_lan(charger, session, clock)
    await near.refresh(Link.LAN)
    charger.lan.set_fault(LanFault.HANG, path="/write/Intensity=20", times=1)
    older = asyncio.create_task(near.set("intensity", 20))
    await until(lambda: charger.lan.counted == 2)

    newer = await near.set("intensity", 12)

    assert await older is Outcome.SUPERSEDED
    assert newer is Outcome.CONFIRMED
    assert written(charger) == ["Intensity=12"]
    assert near.snapshot().state.intensity == 12


async def test_many_commands_at_once(near: Charger, charger: SimulatedCharger) -> None:
    """The last one wins; the charger never has two requests at once."""
    currents = [31, 30, 29, 28, 27, 26, 25, 24, 23, 22]

    outcomes = await asyncio.gather(*(near.set("intensity", amps) for amps in currents))

    assert outcomes == [Outcome.SUPERSEDED] * 9 + [Outcome.CONFIRMED]
    assert charger.values.intensity == 22
    assert charger.lan.max_concurrent == 1


async def test_different_fields_do_not_disturb_each_other(
    near: Charger, charger: SimulatedCharger
) -> None:
    """Each is confirmed."""
    outcomes = await asyncio.gather(
        near.set("intensity", 12), near.set("timer", True), near.set("light_led", 5)
    )

    assert outcomes == [Outcome.CONFIRMED] * 3
    assert charger.lan.max_concurrent == 1


async def test_a_caller_that_gives_up(
    charger: SimulatedCharger, session: aiohttp.ClientSession, clock: Clock
) -> None:
    """Its command ends with it; the next one is carried out."""
    near = over_lan(charger, session, clock)
    await near.refresh(Link.LAN)
    charger.lan.set_fault(LanFault.HANG, path="/write/", times=1)
    command = asyncio.create_task(near.set("intensity", 20))
    await until(lambda: charger.lan.counted == 2)

    command.cancel()
    with pytest.raises(asyncio.CancelledError):
        await command
    await until(lambda: near.snapshot().state.intensity == 16)

    assert await near.set("intensity", 12) is Outcome.CONFIRMED
    assert written(charger) == ["Intensity=12"]


@pytest.mark.parametrize("fault", [LanFault.DROP, LanFault.NOT_FOUND])
async def test_a_read_back_may_fail_twice(
    near: Charger, charger: SimulatedCharger, fault: LanFault
) -> None:
    """The third one counts."""
    charger.lan.set_fault(fault, path=REAL_TIME_DATA, times=2)

    assert await near.set("intensity", 10) is Outcome.CONFIRMED


async def test_a_read_back_that_never_comes(
    near: Charger, charger: SimulatedCharger
) -> None:
    """OK alone proves nothing."""
    charger.lan.set_fault(LanFault.DROP, path=REAL_TIME_DATA)

    with pytest.raises(V2CUnconfirmedError):
        await near.set("intensity", 10)


async def test_reading_back_has_an_end(
    charger: SimulatedCharger, session: aiohttp.ClientSession, clock: Clock
) -> None:
    """A hung read-back does not hold the command for longer than allowed."""
    link = LanLink(session, charger.lan.host, charger.lan.port, QUICK, clock)
    link.confirm_within = 0.2
    near = known_as(charger.id, clock, link)
    await near.refresh(Link.LAN)
    charger.lan.set_fault(LanFault.HANG, path=REAL_TIME_DATA)

    async with asyncio.timeout(2):
        with pytest.raises(V2CUnconfirmedError):
            await near.set("intensity", 10)


async def test_a_write_without_an_answer_may_have_arrived(
    charger: SimulatedCharger, session: aiohttp.ClientSession, clock: Clock
) -> None:
    """Reading back tells."""
    near = over_lan(charger, session, clock, replace(QUICK, write_timeout=0.2))
    await near.refresh(Link.LAN)
    charger.lan.set_fault(LanFault.SLOW, path="/write/", delay=0.4)

    assert await near.set("intensity", 20) is Outcome.CONFIRMED
    assert written(charger) == ["Intensity=20"]


async def test_pause_and_lock_are_kept_apart(
    simulator: Simulator, session: aiohttp.ClientSession, clock: Clock
) -> None:
    """Firmware 2.4.6 silently undoes both when they come within 10 s."""
    charger = await add_charger(simulator, "2.4.6")
    near = over_lan(charger, session, clock)
    await near.refresh(Link.LAN)

    outcomes = await asyncio.gather(near.set("locked", True), near.set("paused", True))
    await simulator.advance(30)

    first, second = charger.writes
    assert outcomes == [Outcome.CONFIRMED] * 2
    assert second.time - first.time >= 10
    assert charger.values.locked
    assert charger.values.paused


async def test_other_fields_are_not_kept_apart(
    near: Charger, charger: SimulatedCharger, clock: Clock
) -> None:
    """Nor a field from itself."""
    before = clock.now

    await near.set("paused", True)
    await near.set("intensity", 10)
    await near.set("paused", False)

    assert clock.now == before


async def test_a_silent_revert_is_noticed(
    simulator: Simulator, session: aiohttp.ClientSession, clock: Clock
) -> None:
    """Somebody else has locked firmware 2.4.6 a moment ago, and answers get lost."""
    charger = await add_charger(simulator, "2.4.6")
    near = over_lan(charger, session, clock)
    other = LanLink(session, charger.lan.host, charger.lan.port, QUICK)
    await near.refresh(Link.LAN)
    await other.write("locked", True, Priority.COMMAND)
    charger.lan.set_fault(LanFault.DROP, path=REAL_TIME_DATA, times=2)

    with pytest.raises(V2CUnconfirmedError):
        await near.set("paused", True)

    assert written(charger) == ["Locked=1", "Paused=1"]
    assert not charger.values.paused


async def test_increases_are_limited_reductions_are_not(
    near: Charger, charger: SimulatedCharger, clock: Clock
) -> None:
    """To spare the charger's memory; a refusal says how long to wait."""
    for amps in range(20, 20 + BURST):
        await near.set("intensity", amps)

    with pytest.raises(V2CWriteLimitError) as error:
        await near.set("intensity", 32)

    assert error.value.retry_after == 60
    assert await near.set("intensity", 10) is Outcome.CONFIRMED

    clock.now += 60

    assert await near.set("intensity", 12) is Outcome.CONFIRMED
    assert await near.set("paused", True) is Outcome.CONFIRMED


async def test_a_refused_increase_leaves_the_command_under_way(
    charger: SimulatedCharger, session: aiohttp.ClientSession, clock: Clock
) -> None:
    """What was not sent cannot take the place of anything."""
    near = over_lan(charger, session, clock)
    await near.refresh(Link.LAN)
    for amps in range(20, 20 + BURST):
        await near.set("intensity", amps)
    charger.lan.set_fault(LanFault.SLOW, path="/write/", delay=0.2, times=1)
    counted = charger.lan.counted
    reduce = asyncio.create_task(near.set("intensity", 8))
    await until(lambda: charger.lan.counted > counted)

    with pytest.raises(V2CWriteLimitError):
        await near.set("intensity", 32)

    assert await reduce is Outcome.CONFIRMED
    assert charger.values.intensity == 8


async def test_less_than_what_is_under_way_reduces(
    charger: SimulatedCharger, session: aiohttp.ClientSession, clock: Clock
) -> None:
    """16 A were read, 20 A are under way: 18 A may come too late, never too often."""
    near = over_lan(charger, session, clock)
    await near.refresh(Link.LAN)
    charger.lan.set_fault(LanFault.HANG, path="/write/Intensity=20", times=1)
    increase = asyncio.create_task(near.set("intensity", 20))
    await until(lambda: charger.lan.counted == 2)
    for _ in range(BURST):
        near.write_limit.wait("intensity", clock.now)

    assert await near.set("intensity", 18) is Outcome.CONFIRMED
    assert await increase is Outcome.SUPERSEDED
