"""The cloud: keys, quota, documents, faults."""

import json

from aiohttp import ClientError, ClientSession
import pytest

from scripts.simulator import CloudFault, SimulatedCharger, Simulator
from scripts.simulator.cloud import (
    DONE_TEXT,
    CommandAnswer,
    ConnectedAnswer,
    OfflineAnswer,
)

from .conftest import KEY, Call


async def test_pairings(simulator: Simulator, call: Call) -> None:
    """All chargers of the account, the one without LAN too."""
    await simulator.add_charger("DEF456", lan=False)
    await simulator.add_charger("GHI789", cloud=False)

    _, body = await call("GET", "/pairings/me")

    assert [(item["deviceId"], item["tag"]) for item in json.loads(body)] == [
        ("ABC123", "Garage"),
        ("DEF456", "DEF456"),
    ]


async def test_two_users(simulator: Simulator, call: Call) -> None:
    """Each user has their own chargers and their own quota."""
    await simulator.add_charger("DEF456")
    simulator.cloud.add_key("other", user="other", chargers=frozenset({"DEF456"}))

    _, body = await call("GET", "/pairings/me", key="other")
    foreign, _ = await call("GET", "/device/reported", key="other")

    assert [item["deviceId"] for item in json.loads(body)] == ["DEF456"]
    assert foreign == 400
    assert simulator.cloud.remaining == 1000


async def test_json_inside_a_string(simulator: Simulator, call: Call) -> None:
    """A second parse is needed."""
    simulator.cloud.json_in_string = True

    _, body = await call("GET", "/device/reported")

    assert json.loads(json.loads(body))["device_id"] == "ABC123"


@pytest.mark.parametrize("as_text", [True, False])
async def test_version(simulator: Simulator, call: Call, as_text: bool) -> None:
    """An object or bare text."""
    simulator.cloud.version_as_text = as_text
    bodies = {
        True: "2.5.0",
        False: json.dumps(
            {
                "versionId": "2.5.0",
                "modelName": "TRYDAN",
                "commercialName": "Trydan",
            }
        ),
    }

    assert await call("GET", "/version") == (200, bodies[as_text])


@pytest.mark.parametrize(
    ("style", "bodies"),
    [
        (ConnectedAnswer.OBJECT, ['{"connected": true}', '{"connected": false}']),
        (ConnectedAnswer.SCALAR, ["true", "false"]),
        (ConnectedAnswer.NUMBER, ["1", "0"]),
        (ConnectedAnswer.EMPTY, ["", '{"connected": false}']),
    ],
)
async def test_connected(
    simulator: Simulator,
    charger: SimulatedCharger,
    call: Call,
    style: ConnectedAnswer,
    bodies: list[str],
) -> None:
    """Every form that clients are prepared for."""
    simulator.cloud.connected_answer = style
    online = await call("GET", "/device/connected")
    charger.power_cut(60)
    offline = await call("GET", "/device/connected")

    assert [online, offline] == [(200, body) for body in bodies]


@pytest.mark.parametrize(
    ("style", "body"),
    [
        (CommandAnswer.EMPTY, ""),
        (CommandAnswer.TEXT, DONE_TEXT),
        (CommandAnswer.MESSAGE, json.dumps({"message": DONE_TEXT})),
    ],
)
async def test_answers_to_commands(
    simulator: Simulator,
    charger: SimulatedCharger,
    call: Call,
    style: CommandAnswer,
    body: str,
) -> None:
    """Empty, text or JSON; the command was done anyway."""
    simulator.cloud.command_answer = style

    assert await call("POST", "/device/pausecharge") == (200, body)
    assert charger.values.paused


async def test_chargefvmode_promises_a_message(call: Call) -> None:
    """The only command with a documented body."""
    answer = await call("POST", "/device/chargefvmode", value="1")

    assert answer == (200, json.dumps({"message": DONE_TEXT}))


@pytest.mark.parametrize(
    ("method", "path", "query", "status"),
    [
        ("POST", "/device/intensity", {}, 400),
        ("POST", "/device/intensity", {"value": "99"}, 400),
        ("POST", "/device/intensity", {"value": "10", "device": "NOBODY"}, 400),
        ("GET", "/version", {"device": "NOBODY"}, 404),
        ("GET", "/device/intensity", {"value": "10"}, 404),
        ("GET", "/device/light_led", {}, 404),
        ("POST", "/device/charger_until_energy", {"value": "much"}, 400),
        ("GET", "/stadistic/device", {"chargeDateStart": "yesterday"}, 400),
    ],
)
async def test_refusals(
    call: Call, method: str, path: str, query: dict[str, str], status: int
) -> None:
    """Missing, wrong and unknown things."""
    assert (await call(method, path, **query))[0] == status


async def test_the_path_must_be_whole(
    simulator: Simulator, call: Call, client: ClientSession
) -> None:
    """Nothing answers beside the base URL."""
    url = simulator.cloud.url.replace("/kong", "/elsewhere") + "/pairings/me"

    async with client.get(url, headers={"apikey": KEY}) as response:
        assert response.status == 404


@pytest.mark.parametrize("key", ["", "wrong"])
async def test_unknown_keys(simulator: Simulator, call: Call, key: str) -> None:
    """401, and no quota is spent."""
    assert await call("GET", "/pairings/me", key=key) == (401, "")
    assert simulator.cloud.remaining == 1000


async def test_a_removed_key(simulator: Simulator, call: Call) -> None:
    """A key can be taken back."""
    simulator.cloud.remove_key(KEY)

    assert (await call("GET", "/pairings/me"))[0] == 401


async def test_quota_headers(
    simulator: Simulator, call: Call, client: ClientSession
) -> None:
    """Each answer says what is left."""
    headers = []
    for _ in range(2):
        async with client.get(
            simulator.cloud.url + "/pairings/me", headers={"apikey": KEY}
        ) as response:
            headers.append(
                (
                    response.headers["RateLimit-Limit"],
                    response.headers["RateLimit-Remaining"],
                )
            )

    assert headers == [("1000", "999"), ("1000", "998")]


async def test_quota_spent_and_renewed(simulator: Simulator, call: Call) -> None:
    """429 until the next simulated day."""
    simulator.cloud.remaining = 1
    statuses = [(await call("GET", "/pairings/me"))[0] for _ in range(2)]
    await simulator.advance(86_400)
    statuses.append((await call("GET", "/pairings/me"))[0])

    assert statuses == [200, 429, 200]
    assert simulator.cloud.remaining == 999


@pytest.mark.parametrize(
    ("fault", "pairings", "reported"),
    [
        (CloudFault.UNAUTHORIZED, 401, 401),
        (CloudFault.PAIRINGS_FORBIDDEN, 403, 200),
        (CloudFault.RATE_LIMITED, 429, 429),
        (CloudFault.SERVER_ERROR, 500, 500),
    ],
)
async def test_faults(
    simulator: Simulator, call: Call, fault: CloudFault, pairings: int, reported: int
) -> None:
    """What V2C's cloud was seen to do on bad days."""
    simulator.cloud.fault = fault

    assert (await call("GET", "/pairings/me"))[0] == pairings
    assert (await call("GET", "/device/reported"))[0] == reported


async def test_down(simulator: Simulator, call: Call) -> None:
    """Connections are cut without an answer, and it comes back."""
    simulator.cloud.fault = CloudFault.DOWN
    with pytest.raises(ClientError):
        await call("GET", "/pairings/me")
    simulator.cloud.fault = CloudFault.NONE

    assert (await call("GET", "/pairings/me"))[0] == 200


async def test_slow(simulator: Simulator, call: Call) -> None:
    """It answers, but late."""
    simulator.cloud.fault = CloudFault.SLOW
    simulator.cloud.slow_delay = 0.1

    assert (await call("GET", "/pairings/me"))[0] == 200
    assert simulator.cloud.requests[0].status == 200


async def test_commands_to_an_offline_charger_are_lost(
    charger: SimulatedCharger, call: Call
) -> None:
    """200, and nothing happens: V2C does not say, this is the worst case."""
    charger.cloud_online = False

    assert await call("POST", "/device/pausecharge") == (200, "")
    assert not charger.values.paused


async def test_commands_to_an_offline_charger_may_fail(
    simulator: Simulator, charger: SimulatedCharger, call: Call
) -> None:
    """The other possibility; what is stored in the cloud is still read."""
    simulator.cloud.offline_answer = OfflineAnswer.ERROR
    charger.cloud_online = False

    assert (await call("POST", "/device/pausecharge"))[0] == 500
    assert (await call("POST", "/device/currentstatecharge"))[0] == 500
    assert (await call("GET", "/device/reported"))[0] == 200


async def test_a_4g_charger(simulator: Simulator, call: Call) -> None:
    """No address in the shadow, but everything works."""
    charger = await simulator.add_charger("DEF456", lan=False)

    _, body = await call("GET", "/device/reported", device="DEF456")
    await call("POST", "/device/intensity", device="DEF456", value="8")

    assert json.loads(json.loads(body)["wifi_info"])["ip"] == ""
    assert charger.values.intensity == 8


async def test_reboot(
    simulator: Simulator, charger: SimulatedCharger, call: Call
) -> None:
    """It is away for some seconds."""
    await call("POST", "/device/reboot")
    away = charger.powered
    await simulator.advance(16)

    assert not away
    assert charger.powered


async def test_records_calls(simulator: Simulator, call: Call) -> None:
    """Method, path, query and status."""
    await call("POST", "/device/intensity", value="10")

    request = simulator.cloud.requests[0]
    assert (request.method, request.path, request.status) == (
        "POST",
        "/device/intensity",
        200,
    )
    assert request.query == {"deviceId": "ABC123", "id": "ABC123", "value": "10"}
    assert simulator.cloud.counted == 1
