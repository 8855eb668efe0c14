"""Commands that meet each other, a poll or a limit."""

import asyncio

import aiohttp
import pytest

from custom_components.v2c_cloud.api.charger import Charger, Outcome
from custom_components.v2c_cloud.api.exceptions import (
    V2CUnconfirmedError,
    V2CWriteLimitError,
)
from custom_components.v2c_cloud.api.lan import LanLink
from custom_components.v2c_cloud.api.models import Link
from custom_components.v2c_cloud.api.queue import Priority
from custom_components.v2c_cloud.api.write_limit import BURST
from scripts.simulator import LanFault, SimulatedCharger, Simulator

from .helpers import (
    HASTY,
    QUICK,
    REAL_TIME_DATA,
    Clock,
    add_charger,
    over_lan,
    until,
    written,
)


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

    assert [*outcomes] == [Outcome.CONFIRMED] * 3
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
    assert [*outcomes] == [Outcome.CONFIRMED] * 2
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
