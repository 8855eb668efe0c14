"""What the simulator's tests share; none of them needs Home Assistant."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

from aiohttp import ClientSession
import pytest

from scripts.simulator import SimulatedCharger, Simulator
from scripts.simulator.json_type import Json
from scripts.simulator.real_time import real_sleep

KEY = "a-key"

type Call = Callable[..., Awaitable[tuple[int, str]]]
type Get = Callable[[SimulatedCharger, str], Awaitable[tuple[int, str]]]


async def until(condition: Callable[[], bool]) -> None:
    """Wait until something is so in real time, 10 s at most."""
    async with asyncio.timeout(10):
        while not condition():
            await real_sleep(0.01)


@pytest.fixture
async def simulator() -> AsyncIterator[Simulator]:
    """A simulated house whose time moves only when a test says so."""
    async with Simulator(seed=1) as world:
        yield world


@pytest.fixture
async def charger(simulator: Simulator) -> SimulatedCharger:
    """A charger on firmware 2.5.0 that answers at once, with nothing plugged in."""
    charger = await simulator.add_charger("ABC123", name="Garage")
    charger.lan.strict_manners = False
    charger.lan.latency = 0.0
    return charger


@pytest.fixture
async def client() -> AsyncIterator[ClientSession]:
    """An HTTP client."""
    async with ClientSession() as session:
        yield session


@pytest.fixture
def get(client: ClientSession) -> Get:
    """Ask a charger's LAN interface; gives status and body."""

    async def ask(charger: SimulatedCharger, path: str) -> tuple[int, str]:
        url = f"http://{charger.lan.host}:{charger.lan.port}{path}"
        async with client.get(url) as response:
            return response.status, await response.text()

    return ask


@pytest.fixture
def call(
    simulator: Simulator, charger: SimulatedCharger, client: ClientSession
) -> Call:
    """Call an operation for the charger; gives status and body."""
    simulator.cloud.add_key(KEY)

    async def ask(
        method: str,
        path: str,
        *,
        key: str = KEY,
        device: str = "ABC123",
        body: Json = None,
        **query: str,
    ) -> tuple[int, str]:
        async with client.request(
            method,
            simulator.cloud.url + path,
            params={"deviceId": device, "id": device} | query,
            headers={"apikey": key},
            json=body,
        ) as response:
            return response.status, await response.text()

    return ask
