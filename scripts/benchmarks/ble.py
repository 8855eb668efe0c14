"""What the Bluetooth link costs: time, packets, and what a thousand connections leave.

The radio is virtual and takes no time of its own, so these are the figures of the code
above it: bleak, bleak-retry-connector, the framing and the link. A real connection adds
some tenths of a second to seconds, and each packet some 10 to 50 ms.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date
import gc
from importlib.metadata import version
import time
from typing import Any, Final

from bleak import BleakClient
from bleak.backends.device import BLEDevice

from custom_components.v2c_cloud.api.ble import BleLink
from custom_components.v2c_cloud.api.ble_session import GattSession
from custom_components.v2c_cloud.api.charger import Charger, Outcome
from custom_components.v2c_cloud.api.models import Link
from scripts.simulator import SimulatedCharger, Simulator
from scripts.simulator.ble import Ble, add_bluetooth
from scripts.simulator.bleak_client import client_of
from scripts.simulator.radio import LEAST_MTU, USUAL_MTU, Radio

from .report import BenchmarkError, Target, percentiles, rounded, say

SUMMARY: Final = "time, packets and memory of the Bluetooth link (2 minutes)"
_MTUS: Final = (LEAST_MTU, USUAL_MTU)
_WARM_UP: Final = 100
_CYCLES: Final = 1000
_SAMPLES: Final = 200
_QUICK: Final = (5, 10, 5)


@dataclass(slots=True)
class _Clock:
    """Time that only this program moves, for writes are spaced by minutes."""

    now: float = 1000.0

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.now += seconds
        await asyncio.sleep(0)


@dataclass(slots=True)
class _Bench:
    """A charger on the air, and how to make links to it."""

    radio: Radio
    charger: SimulatedCharger
    ble: Ble
    clock: _Clock = field(default_factory=_Clock)

    def link(self) -> BleLink:
        peripheral = self.ble.peripheral
        backend = client_of(self.radio)

        class Client(BleakClient):
            def __init__(self, device: BLEDevice, **options: Any) -> None:
                del options["_is_retry_client"]
                super().__init__(device, backend=backend, **options)

        return BleLink(
            lambda: BLEDevice(peripheral.address, peripheral.name, {}),
            clock=self.clock,
            client_class=Client,
        )


@asynccontextmanager
async def _bench(mtu: int) -> AsyncIterator[_Bench]:
    async with Simulator() as simulator, Radio() as radio:
        charger = await simulator.add_charger("SIM001", lan=False)
        yield _Bench(radio, charger, await add_bluetooth(radio, charger, mtu=mtu))


async def _cycle(bench: _Bench) -> float:
    """Connect, read all and let go; return the seconds until all was read."""
    link = bench.link()
    started = time.perf_counter()
    await link.read()
    seconds = time.perf_counter() - started
    await link.close()
    return seconds


async def _measure_writes(bench: _Bench, samples: int) -> list[float]:
    """Return the seconds that confirmed commands took."""
    link = bench.link()
    charger = Charger(
        bench.charger.id,
        [link],
        clock=bench.clock,
        today=lambda: date(2026, 11, 25),
        sleep=bench.clock.sleep,
    )
    await charger.refresh(Link.BLE)
    seconds = []
    for number in range(samples):
        bench.clock.now += 3600
        started = time.perf_counter()
        outcome = await charger.set("intensity", 10 + number % 2)
        seconds.append(time.perf_counter() - started)
        if outcome is not Outcome.CONFIRMED:
            raise BenchmarkError(f"A command was {outcome}, and not confirmed.")
    await link.close()
    return seconds


async def _poll_traffic(bench: _Bench) -> dict[str, int]:
    """Return what one poll sends and gets over a connection that stands."""
    link = bench.link()
    await link.read()
    traffic = link.connection.traffic
    before = (traffic.bytes_sent, traffic.bytes_received, traffic.packets_received)
    await link.read()
    figures = {
        "bytes_sent": traffic.bytes_sent - before[0],
        "bytes_received": traffic.bytes_received - before[1],
        "notifications": traffic.packets_received - before[2],
    }
    await link.close()
    return figures


def _resident() -> int:
    """Return the memory that this process has, in KiB (Linux)."""
    with open("/proc/self/status", encoding="ascii") as status:  # noqa: PTH123
        lines = dict(line.split(":", 1) for line in status)
    return int(lines["VmRSS"].split()[0])


async def _measure_memory(bench: _Bench, warm_up: int, cycles: int) -> dict[str, Any]:
    """Return what so many connections leave behind."""
    for _ in range(warm_up):
        await _cycle(bench)
    gc.collect()
    before = _resident()
    for number in range(cycles):
        await _cycle(bench)
        if number % 250 == 249:
            say(f"{number + 1} connections")
    gc.collect()
    return {
        "cycles": cycles,
        "resident_before_kib": before,
        "resident_after_kib": _resident(),
        "sessions_left": sum(
            isinstance(item, GattSession) for item in gc.get_objects()
        ),
        "connections_left": bench.radio.connections,
    }


async def _measure(quick: bool) -> dict[str, Any]:
    warm_up, cycles, samples = _QUICK if quick else (_WARM_UP, _CYCLES, _SAMPLES)
    figures: dict[str, Any] = {}
    for mtu in _MTUS:
        say(f"MTU {mtu}")
        async with _bench(mtu) as bench:
            await _cycle(bench)
            figures[f"mtu_{mtu}"] = {
                "connect_and_read_s": percentiles(
                    [await _cycle(bench) for _ in range(samples)]
                ),
                "confirmed_write_s": percentiles(await _measure_writes(bench, samples)),
                "poll": await _poll_traffic(bench),
            }
    async with _bench(USUAL_MTU) as bench:
        figures["memory"] = await _measure_memory(bench, warm_up, cycles)
    return figures


def run(quick: bool) -> dict[str, Any]:
    """Measure everything; return the report."""
    figures = asyncio.run(_measure(quick))
    memory = figures["memory"]
    grown = memory["resident_after_kib"] - memory["resident_before_kib"]
    memory["grown_kib_per_cycle"] = rounded(grown / memory["cycles"])
    return figures | {
        "conditions": {
            "bleak": version("bleak"),
            "bleak_retry_connector": version("bleak-retry-connector"),
            "bumble": version("bumble"),
        }
    }


def targets(figures: Mapping[str, Any]) -> list[Target]:
    """Return what the figures shall reach."""
    judged = [
        Target(name=f"{mtu}: {name}, s (p95)", figure=read(figures[mtu]), limit=limit)
        for mtu in (f"mtu_{mtu}" for mtu in _MTUS)
        for name, read, limit in _TIMES
    ]
    memory = figures["memory"]
    return [
        *judged,
        Target(name="sessions left", figure=memory["sessions_left"], limit=0),
        Target(name="connections left", figure=memory["connections_left"], limit=0),
        Target(name="KiB grown a cycle", figure=memory["grown_kib_per_cycle"], limit=1),
    ]


_TIMES: Final[tuple[tuple[str, Callable[[Any], float | None], float], ...]] = (
    ("connect and read all", lambda it: it["connect_and_read_s"]["p95"], 1),
    ("confirmed write", lambda it: it["confirmed_write_s"]["p95"], 1),
)
