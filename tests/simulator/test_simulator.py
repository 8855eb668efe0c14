"""The world: its clock, its seed and its end."""

import asyncio
from datetime import timedelta
import socket

import pytest

from scripts.simulator import Car, SimulatedCharger, Simulator
from scripts.simulator.real_time import real_sleep
from scripts.simulator.simulator import START

from .conftest import until


async def story(seed: int) -> list[tuple[float, str]]:
    """Return what a small day looks like under a seed."""
    async with Simulator(seed=seed) as simulator:
        charger = await simulator.add_charger("ABC123")
        simulator.house.load = lambda time: 300 + time % 7
        charger.plug(Car())
        charger.write("Dynamic", "1")
        seen = []
        for _ in range(30):
            await simulator.advance(1.5)
            seen.append((simulator.house.grid_power, charger.real_time_data()))
        return seen


async def test_time_moves_only_when_told(simulator: Simulator) -> None:
    """At speed 0 nothing happens by itself."""
    await real_sleep(0.05)
    before = simulator.now
    await simulator.advance(90.5)

    assert before == START
    assert simulator.now == START + timedelta(seconds=90.5)


async def test_a_seed_repeats_the_world() -> None:
    """Two worlds with one seed are equal; not all seeds are."""
    stories = [await story(seed) for seed in (1, 1, 2, 3, 4, 5)]

    assert stories[0] == stories[1]
    assert any(other != stories[0] for other in stories[2:])


async def test_runs_faster_than_real_time() -> None:
    """At speed 600 a tenth of a second is a minute."""
    async with Simulator(speed=600) as simulator:
        charger = await simulator.add_charger("ABC123")
        charger.plug(Car())
        await until(lambda: simulator.time >= 120)
        power = charger.power

    assert power == 230 * 16


async def test_speed_can_change(simulator: Simulator) -> None:
    """A stopped clock can be started and stopped again."""
    simulator.set_speed(1000)
    await until(lambda: simulator.time >= 10)
    simulator.set_speed(0)
    await real_sleep(0.15)
    stopped = simulator.time
    await real_sleep(0.25)

    assert simulator.time == stopped


async def test_a_broken_house_does_not_stop_the_clock(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """A faulty load function is reported, and others go on."""
    async with Simulator(speed=100) as simulator:
        simulator.house.load = lambda time: 1 / 0
        await until(lambda: "went wrong" not in caplog.text)
        simulator.house.load = 100.0
        before = simulator.time
        await until(lambda: simulator.time > before)


async def test_two_chargers_share_a_house(simulator: Simulator) -> None:
    """The meter sees both cars."""
    chargers = [await simulator.add_charger(name) for name in ("ABC123", "DEF456")]
    for charger in chargers:
        charger.plug(Car())
    await simulator.advance(60)

    assert simulator.house.grid_power == 2 * 16 * 230


async def test_another_charger_changes_nothing_for_the_first() -> None:
    """Each charger has its own chance."""
    runs = []
    for others in (0, 3):
        async with Simulator(seed=5) as simulator:
            charger = await simulator.add_charger("ABC123")
            for number in range(others):
                (await simulator.add_charger(f"OTHER{number}")).plug(Car())
            charger.plug(Car())
            await simulator.advance(4)
            runs.append(charger.power)

    assert runs[0] == runs[1]


async def test_leaves_nothing_behind() -> None:
    """No task and no listening socket survives."""
    before = asyncio.all_tasks()
    async with Simulator(speed=10) as simulator:
        charger = await simulator.add_charger("ABC123")
        address = (charger.lan.host, charger.lan.port)
        _, writer = await asyncio.open_connection(*address)
        await real_sleep(0.02)
    after = asyncio.all_tasks()
    with pytest.raises(OSError, match="refused"), socket.socket() as probe:
        probe.connect(address)
    writer.close()

    assert after == before


async def test_closes_after_a_failed_start() -> None:
    """A port that is taken leaves no other port open."""
    async with Simulator() as first:
        taken = int(first.control.url.rpartition(":")[2])
        second = Simulator(control_port=taken)
        with pytest.raises(OSError, match="address already in use"):
            await second.__aenter__()
        with (
            pytest.raises(OSError, match="refused"),
            socket.socket() as probe,
        ):
            probe.connect(
                ("127.0.0.1", int(second.cloud.url.split(":")[2].split("/")[0]))
            )


async def test_a_taken_lan_port_adds_no_charger(
    simulator: Simulator, charger: SimulatedCharger
) -> None:
    """A charger that cannot open its port is not there."""
    with pytest.raises(OSError, match="in use"):
        await simulator.add_charger("DEF456", lan_port=charger.lan.port)

    assert list(simulator.chargers) == ["ABC123"]


async def test_ids_are_unique(simulator: Simulator, charger: SimulatedCharger) -> None:
    """No two labels are alike."""
    with pytest.raises(ValueError, match="a charger ABC123 already"):
        await simulator.add_charger("ABC123")


async def test_firmware_must_be_known(simulator: Simulator) -> None:
    """The message lists the choices."""
    with pytest.raises(ValueError, match=r"no firmware 9\.9.*2\.5\.0"):
        await simulator.add_charger("ABC123", firmware="9.9")
