"""The webhook: what it tells, and to whom."""

from collections.abc import AsyncIterator

from aiohttp import web
import pytest

from scripts.simulator import Car, SimulatedCharger, Simulator
from scripts.simulator.http_server import HttpServer

type Payload = dict[str, str]


class Listener:
    """Somebody who is called."""

    def __init__(self) -> None:
        """Prepare to listen."""
        self.heard: list[Payload] = []
        app = web.Application()
        app.router.add_post("/hook", self._hear)
        self.server = HttpServer(app)

    async def _hear(self, request: web.Request) -> web.Response:
        self.heard.append(await request.json())
        return web.Response()


@pytest.fixture
async def listener(simulator: Simulator) -> AsyncIterator[Listener]:
    """Somebody whom the cloud calls."""
    listener = Listener()
    await listener.server.start()
    simulator.cloud.webhook = f"http://127.0.0.1:{listener.server.port}/hook"
    yield listener
    await listener.server.stop()


async def test_start_and_end(
    simulator: Simulator, charger: SimulatedCharger, listener: Listener
) -> None:
    """Two calls, all values strings."""
    charger.plug(Car())
    await simulator.advance(3600)
    charger.unplug()
    await simulator.advance(5)

    begin, end = listener.heard
    assert begin == {
        "idCharge": begin["idCharge"],
        "deviceId": "ABC123",
        "method": "startcharge",
        "datetime": begin["idCharge"],
        "energy": "0.0",
        "cost": "0.0",
        "energyByHour": "0.0",
        "rfidCode": "",
    }
    assert end == begin | {
        "method": "endcharge",
        "datetime": "2026-11-16 13:00:00",
        "energy": "3.7",
        "cost": "0.555",
        "energyByHour": "3.7",
    }
    assert [post.status for post in simulator.cloud.hook.posts] == [200, 200]


async def test_a_charger_that_was_offline(
    simulator: Simulator, charger: SimulatedCharger, listener: Listener
) -> None:
    """Its news come late, with the times of the events."""
    charger.cloud_online = False
    charger.plug(Car())
    await simulator.advance(1800)
    charger.unplug()
    before = list(listener.heard)
    charger.cloud_online = True
    await simulator.advance(5)

    assert before == []
    assert [call["method"] for call in listener.heard] == ["startcharge", "endcharge"]


async def test_nobody_listens(simulator: Simulator, charger: SimulatedCharger) -> None:
    """The world goes on."""
    simulator.cloud.webhook = "http://127.0.0.1:1/hook"
    charger.plug(Car())
    await simulator.advance(60)

    assert [post.status for post in simulator.cloud.hook.posts] == [None]
    assert charger.power == 16 * 230


@pytest.mark.parametrize("url", ["http://example.com/hook", "nonsense"])
async def test_loopback_only(simulator: Simulator, url: str) -> None:
    """Nobody else is ever called."""
    with pytest.raises(ValueError, match="on loopback only"):
        simulator.cloud.webhook = url

    assert simulator.cloud.webhook is None
