"""With the timings that users have: what reduces waits for nobody."""

import asyncio
from collections.abc import Callable, Coroutine
import time

import aiohttp
import pytest

from custom_components.v2c_cloud.api.charger import Charger, Outcome
from custom_components.v2c_cloud.api.lan import LanLink, LanTimings
from custom_components.v2c_cloud.api.models import Link
from scripts.simulator import LanFault, SimulatedCharger

from .helpers import until


@pytest.fixture
async def patient(charger: SimulatedCharger, session: aiohttp.ClientSession) -> Charger:
    """The charger over the LAN, with the time and the timings that users have."""
    lan = LanLink(session, charger.lan.host, charger.lan.port, LanTimings())
    patient = Charger("ABC123", [lan])
    await patient.refresh(Link.LAN)
    return patient


@pytest.mark.parametrize(
    ("path", "other"),
    [
        ("/RealTimeData", lambda patient: patient.refresh(Link.LAN)),
        ("/write/Timer", lambda patient: patient.set("timer", True)),
        ("/RealTimeData", lambda patient: patient.set("timer", True)),
    ],
    ids=["poll", "write of another field", "read-back of another field"],
)
async def test_a_reduction_reaches_the_wire_within_a_second(
    charger: SimulatedCharger,
    patient: Charger,
    path: str,
    other: Callable[[Charger], Coroutine[None, None, object]],
) -> None:
    """Whatever hangs."""
    charger.lan.set_fault(LanFault.HANG, path=path, times=1)
    charger.lan.requests.clear()
    hanging = asyncio.create_task(other(patient))
    await until(
        lambda: any(item.path.startswith(path) for item in charger.lan.requests)
    )
    decided = time.monotonic()

    outcome = await patient.set("intensity", 6)

    write = next(item for item in charger.lan.requests if "Intensity" in item.path)
    assert outcome is Outcome.CONFIRMED
    assert 0 < write.started - decided < 1
    hanging.cancel()
    await asyncio.gather(hanging, return_exceptions=True)


async def test_nothing_overlaps_under_load(
    charger: SimulatedCharger, patient: Charger
) -> None:
    """Polls and commands together: one request at a time, 150 ms apart."""
    charger.lan.strict_manners = True
    charger.lan.rush_404 = 1.0

    outcomes = await asyncio.gather(
        *(patient.refresh(Link.LAN) for _ in range(4)),
        patient.set("intensity", 20),
        patient.set("timer", True),
        patient.set("intensity", 10),
        return_exceptions=True,
    )

    assert outcomes[4:] == [Outcome.SUPERSEDED, Outcome.CONFIRMED, Outcome.CONFIRMED]
    assert charger.lan.max_concurrent == 1
    assert {request.status for request in charger.lan.requests} == {200}


async def test_priorities_on_the_wire(
    charger: SimulatedCharger, patient: Charger
) -> None:
    """What reduces goes before what increases, whoever came first."""
    charger.lan.latency = 0.1
    polls = [asyncio.create_task(patient.refresh(Link.LAN)) for _ in range(3)]
    counted = charger.lan.counted
    await until(lambda: charger.lan.counted > counted)
    charger.lan.requests.clear()

    await asyncio.gather(
        patient.set("timer", True), patient.set("intensity", 8), *polls
    )

    paths = [request.path for request in charger.lan.requests]
    assert paths[:2] == ["/write/Intensity=8", "/write/Timer=1"]
