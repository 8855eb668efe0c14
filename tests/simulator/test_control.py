"""The control interface."""

from collections.abc import Awaitable, Callable
import json

from aiohttp import ClientSession
import pytest
import pytest_socket

from scripts.simulator import (
    Car,
    ChargeState,
    CloudFault,
    LanFault,
    SimulatedCharger,
    Simulator,
)
from scripts.simulator.json_type import Json

type Document = dict[str, Json]
type Order = Callable[..., Awaitable[tuple[int, Document]]]


@pytest.fixture
def order(
    simulator: Simulator, charger: SimulatedCharger, client: ClientSession
) -> Order:
    """Post an order; gives status and answer."""

    async def post(path: str, /, **body: object) -> tuple[int, Document]:
        async with client.post(simulator.control.url + path, json=body) as response:
            return response.status, await response.json()

    return post


async def fetch(simulator: Simulator, client: ClientSession, path: str) -> Document:
    """Return a document."""
    async with client.get(simulator.control.url + path) as response:
        assert response.status == 200
        document: Document = await response.json()
        return document


async def test_plug_charge_unplug(
    simulator: Simulator, charger: SimulatedCharger, order: Order
) -> None:
    """A session by remote control."""
    plugged, _ = await order("/plug", soc=0.5, capacity=50, max_current=20)
    car = charger.car
    await order("/advance", seconds=60)
    power = charger.power
    unplugged, state = await order("/unplug")

    assert (plugged, unplugged) == (200, 200)
    assert car is not None
    assert (car.capacity, car.max_current) == (50, 20)
    assert power == 16 * 230
    assert simulator.time == 60
    assert state["car"] is None
    assert charger.car is None


async def test_house(
    simulator: Simulator, charger: SimulatedCharger, order: Order, client: ClientSession
) -> None:
    """Load and roof can be set and are shown."""
    await order("/load", watts=3000)
    await order("/solar", watts=1000)
    await order("/advance", seconds=3600)

    house = await fetch(simulator, client, "/house")

    assert (house["load"], house["solar"], house["grid"]) == (3000, 1000, 2000)
    assert house["grid_phases"] == [2000, 0, 0]
    assert (house["imported"], house["produced"]) == (2.0, 1.0)
    assert house["time"] == "2026-11-16T12:00:00+00:00"


async def test_meter(simulator: Simulator, order: Order) -> None:
    """The meter can fall silent."""
    await order("/meter", online=False)

    assert simulator.house.read_meter() is None


async def test_state_shows_everything(
    simulator: Simulator, charger: SimulatedCharger, client: ClientSession
) -> None:
    """Also a charger without LAN, in one document."""
    await simulator.add_charger("DEF456", lan=False)
    charger.plug(Car())
    await simulator.advance(60)

    state = await fetch(simulator, client, "/state")

    text = json.dumps(state)
    assert '"DEF456"' in text
    assert '"charge_state": 2' in text
    assert f'"port": {charger.lan.port}' in text
    assert '"lan": null' in text
    assert simulator.cloud.url in text


async def test_prices(simulator: Simulator, client: ClientSession) -> None:
    """Today and tomorrow by the simulated clock, or a day asked for."""
    both = await fetch(simulator, client, "/prices")
    one = await fetch(simulator, client, "/prices?day=2026-10-25")

    assert both["currency"] == "EUR"
    assert isinstance(both["prices"], list)
    assert isinstance(one["prices"], list)
    assert (len(both["prices"]), len(one["prices"])) == (48, 25)
    assert both["prices"][0] == {
        "start": "2026-11-16T00:00:00+01:00",
        "price": 0.08872,
    }


async def test_prices_of_no_day(simulator: Simulator, client: ClientSession) -> None:
    """A wrong date is refused with a sentence."""
    async with client.get(simulator.control.url + "/prices?day=soon") as response:
        assert response.status == 400
        assert "2026-11-22" in (await response.json())["error"]


async def test_faults(charger: SimulatedCharger, order: Order) -> None:
    """A fault by name, and none."""
    await order("/fault", state="pilot_fault")
    broken = charger.values.charge_state
    await order("/fault", state="none")

    assert broken is ChargeState.PILOT_FAULT
    assert charger.values.charge_state.name == "DISCONNECTED"


async def test_power_cut(charger: SimulatedCharger, order: Order) -> None:
    """Off for as long as ordered."""
    await order("/power_cut", seconds=30)
    dark = charger.powered
    await order("/advance", seconds=30)

    assert not dark
    assert charger.powered


async def test_lan_trouble(charger: SimulatedCharger, order: Order) -> None:
    """A link can be broken and mended."""
    _, state = await order("/lan", fault="hang", path="/RealTimeData", times=3)
    broken = charger.lan.fail
    await order("/lan", fault="none")

    assert isinstance(state["lan"], dict)
    assert state["lan"]["fault"] == "HANG"
    assert broken is LanFault.HANG
    assert charger.lan.fail.name == "NONE"


async def test_move(charger: SimulatedCharger, order: Order) -> None:
    """To a free port, to another loopback address."""
    pytest_socket.socket_allow_hosts(["127.0.0.1", "127.0.0.2"])
    before = charger.lan.port

    await order("/move")
    port = charger.lan.port
    await order("/move", port=port, host="127.0.0.2")

    assert port != before
    assert (charger.lan.host, charger.lan.port) == ("127.0.0.2", port)


async def test_move_to_a_taken_port_changes_nothing(
    simulator: Simulator, charger: SimulatedCharger, order: Order
) -> None:
    """The charger stays where it was."""
    before = charger.lan.port
    other = await simulator.add_charger("DEF456")

    status, answer = await order("/move", charger="ABC123", port=other.lan.port)

    assert status == 400
    assert "cannot be used" in str(answer["error"])
    assert charger.lan.port == before


async def test_cloud_trouble(
    simulator: Simulator, charger: SimulatedCharger, order: Order
) -> None:
    """Faults, quota and the charger's own way to the cloud."""
    await order("/cloud", fault="down", remaining=5, online=False)

    assert simulator.cloud.fault is CloudFault.DOWN
    assert simulator.cloud.remaining == 5
    assert not charger.online


async def test_the_account(
    simulator: Simulator, charger: SimulatedCharger, order: Order
) -> None:
    """Other clients, tariff, webhook and a new name."""
    await order(
        "/cloud",
        spend=300,
        tariff=0.2,
        webhook="http://127.0.0.1:8123/api/webhook/x",
        name="Street",
    )
    seen = (simulator.cloud.remaining, simulator.cloud.tariff, charger.name)
    webhook = simulator.cloud.webhook
    await order("/cloud", webhook="")

    assert seen == (700, 0.2, "Street")
    assert webhook == "http://127.0.0.1:8123/api/webhook/x"
    assert simulator.cloud.hook.url is None


async def test_swipe(charger: SimulatedCharger, order: Order) -> None:
    """A card before the reader, and what became of it."""
    charger.reader.learn("Vicente", 0)

    _, answer = await order("/swipe", code="aa23b601")

    state = answer["charger"]
    assert answer["swipe"] == "LEARNED"
    assert isinstance(state, dict)
    assert state["cards"] == [{"code": "aa23b601", "tag": "Vicente"}]


async def test_history(charger: SimulatedCharger, order: Order) -> None:
    """Charges of the past, ready for the cloud."""
    _, answer = await order("/history", days=20, seed=4)

    assert answer["charges"] == len(charger.log.pending) > 5


async def test_speed(simulator: Simulator, order: Order) -> None:
    """The clock can be set going."""
    await order("/speed", speed=50)

    assert simulator.speed == 50


@pytest.mark.parametrize(
    ("path", "body", "sentence"),
    [
        ("/plug", {"soc": 2}, "soc is a number from 0 to 1."),
        ("/plug", {"soc": "half"}, "soc is a number from 0 to 1."),
        ("/plug", {"soc": True}, "soc is a number from 0 to 1."),
        ("/plug", {"charger": "NOBODY"}, "charger is one of ABC123."),
        ("/plug", {"charger": 5}, "charger is one of ABC123."),
        ("/load", {}, "watts is a number from 0 to 1e+06."),
        ("/load", {"watts": -1}, "watts is a number from 0 to 1e+06."),
        ("/load", {"watts": float("nan")}, "watts is a number from 0 to 1e+06."),
        ("/meter", {"online": 1}, "online is true or false."),
        (
            "/fault",
            {"state": "charging"},
            "state is one of NONE, SYSTEM_FAILURE, PILOT_FAULT, VENTILATION.",
        ),
        ("/power_cut", {"seconds": 0}, "seconds is a number from 1 to 86400."),
        (
            "/lan",
            {"fault": "fire"},
            "fault is one of NONE, DROP, HANG, REFUSE, NOT_FOUND, SLOW, ERROR.",
        ),
        (
            "/move",
            {"host": "192.168.1.5"},
            "host is a loopback address such as 127.0.0.2.",
        ),
        ("/history", {"days": 0}, "days is a number from 1 to 3650."),
        (
            "/cloud",
            {"webhook": "http://example.com"},
            "webhook is a URL on loopback, or empty.",
        ),
        ("/advance", {"seconds": -5}, "seconds is a number from 0 to 604800."),
    ],
)
async def test_mistakes(
    order: Order, path: str, body: dict[str, object], sentence: str
) -> None:
    """400 and a sentence, never a stack trace."""
    assert await order(path, **body) == (400, {"error": sentence})


async def test_a_second_car(order: Order) -> None:
    """One plug, one car."""
    await order("/plug")

    status, answer = await order("/plug")

    assert status == 400
    assert "unplug it first" in str(answer["error"])


async def test_no_lan_to_break(simulator: Simulator, order: Order) -> None:
    """A 4G charger has no LAN."""
    await simulator.add_charger("DEF456", lan=False)

    answer = await order("/lan", charger="DEF456", fault="drop")

    assert answer == (400, {"error": "DEF456 is not on the LAN."})


async def test_which_charger(simulator: Simulator, order: Order) -> None:
    """With two chargers the caller must say which."""
    await simulator.add_charger("DEF456")

    answer = await order("/plug")

    assert answer == (400, {"error": "charger is one of ABC123, DEF456."})


@pytest.mark.parametrize("body", ["{", "[]", "5"])
async def test_no_json_object(
    simulator: Simulator, client: ClientSession, body: str
) -> None:
    """Only objects are orders."""
    async with client.post(simulator.control.url + "/plug", data=body) as response:
        assert response.status == 400
        assert (await response.json())["error"].startswith("The body is not")
