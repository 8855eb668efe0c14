"""The account and the cloud link, over real sockets."""

import asyncio
from collections.abc import Awaitable, Callable
import logging
import traceback

import aiohttp
import pytest

from custom_components.v2c_cloud.api.cloud import CloudClient, CloudLink, decode_body
from custom_components.v2c_cloud.api.cloud_values import CloudCommand
from custom_components.v2c_cloud.api.exceptions import (
    V2CAuthError,
    V2CConnectionError,
    V2CError,
    V2CRateLimitedError,
    V2CRejectedError,
    V2CResponseError,
    V2CTimeoutError,
    V2CUnsupportedError,
)
from custom_components.v2c_cloud.api.models import (
    Action,
    ChargerState,
    ChargeState,
    Language,
    PairedCharger,
)
from custom_components.v2c_cloud.api.queue import Priority
from scripts.simulator import Car, CloudFault, SimulatedCharger, Simulator
from scripts.simulator.cloud import CommandAnswer, OfflineAnswer

from .conftest import API_KEY, Answer, Clock, for_ever, http, saying, serving, until

LIVE = "/device/currentstatecharge"
SHADOW = "/device/reported"


def asked(simulator: Simulator) -> list[str]:
    """What the cloud was asked, in order."""
    return [request.path for request in simulator.cloud.requests]


async def charging(simulator: Simulator, charger: SimulatedCharger) -> None:
    """Plug a car in and let it charge."""
    charger.plug(Car())
    await simulator.advance(60)
    assert charger.charging


CALLS: dict[str, Callable[[CloudClient], Awaitable[object]]] = {
    "pairings": lambda client: client.pairings(),
    "reported": lambda client: client.reported("ABC123"),
    "live": lambda client: client.live("ABC123"),
    "version": lambda client: client.version("ABC123"),
    "command": lambda client: client.command(
        "ABC123", CloudCommand(path="device/pausecharge")
    ),
}
every_call = pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)


async def test_pairings(
    simulator: Simulator, charger: SimulatedCharger, client: CloudClient
) -> None:
    """The account's chargers, with or without a LAN."""
    await simulator.add_charger("4G0001", lan=False)
    await simulator.add_charger("NOCLD1", cloud=False)

    assert await client.pairings() == [
        PairedCharger(charger_id="ABC123", name="Garage"),
        PairedCharger(charger_id="4G0001", name="4G0001"),
    ]


async def test_an_account_sees_its_own(
    simulator: Simulator, session: aiohttp.ClientSession, charger: SimulatedCharger
) -> None:
    """Another user's key lists nothing and reaches nothing."""
    simulator.cloud.add_key("other", user="other", chargers=frozenset())
    client = CloudClient(session, "other", simulator.cloud.url)

    assert await client.pairings() == []
    with pytest.raises(V2CRejectedError):
        await client.reported(charger.id)


@pytest.mark.parametrize("in_string", [False, True])
async def test_documents(
    simulator: Simulator,
    charger: SimulatedCharger,
    client: CloudClient,
    in_string: bool,
) -> None:
    """JSON, or JSON in a string: the same values in our units."""
    simulator.cloud.json_in_string = in_string
    simulator.house.load = 530.0
    charger.values.dynamic = True
    await charging(simulator, charger)
    await simulator.advance(100)

    live, live_served = await client.live("ABC123")
    shadow, _ = await client.reported("ABC123")
    version = await client.version("ABC123")

    assert live.charge_state is ChargeState.CHARGING
    assert live.charge_power == charger.values.charge_power > 1000
    assert live.house_power == pytest.approx(charger.values.house_power, abs=0.01)
    assert live.charge_current == charger.values.intensity
    assert live_served >= {"charge_power", "grid_power", "fv_power", "meter_error"}
    assert shadow.charger_id == "ABC123"
    assert shadow.contracted_power == 4600
    assert shadow.light_led == 50
    assert shadow.ip_address == "127.0.0.1"
    assert shadow.cloud_connected is True
    assert version == ChargerState(firmware="2.5.0", model="Trydan")


async def test_version_as_text(
    simulator: Simulator, charger: SimulatedCharger, client: CloudClient
) -> None:
    """The bare version."""
    simulator.cloud.version_as_text = True

    assert await client.version("ABC123") == ChargerState(firmware="2.5.0")


async def test_a_pole(simulator: Simulator, client: CloudClient) -> None:
    """The short payload, as numbers."""
    pole = await simulator.add_charger("POLE01", lan=False, simplified=True)
    await charging(simulator, pole)

    state, served = await client.live("POLE01")

    assert state.charge_power == pole.values.charge_power > 1000
    assert served == {
        "charge_state",
        "charge_power",
        "charge_energy",
        "charge_time",
        "meter_error",
    }


@every_call
async def test_a_wrong_key(
    simulator: Simulator,
    session: aiohttp.ClientSession,
    charger: SimulatedCharger,
    call: Callable[[CloudClient], Awaitable[object]],
) -> None:
    """401 to whatever is asked."""
    client = CloudClient(session, "wrong", simulator.cloud.url)

    with pytest.raises(V2CAuthError):
        await call(client)


@pytest.mark.parametrize("key", ["line\nbreak", "tab\t", "nul\0"])
async def test_a_key_that_cannot_be_one(
    simulator: Simulator, session: aiohttp.ClientSession, key: str
) -> None:
    """Pasted with more than the key: nothing is sent."""
    client = CloudClient(session, key, simulator.cloud.url)

    with pytest.raises(V2CAuthError):
        await client.pairings()

    assert simulator.cloud.counted == 0
    assert client.budget.calls == 0


async def test_forbidden_pairings(
    simulator: Simulator, charger: SimulatedCharger, client: CloudClient
) -> None:
    """In March 2026 that call alone was refused."""
    simulator.cloud.fault = CloudFault.PAIRINGS_FORBIDDEN

    with pytest.raises(V2CAuthError):
        await client.pairings()
    state, _ = await client.reported("ABC123")

    assert state.charger_id == "ABC123"


@every_call
async def test_the_quota_is_spent(
    simulator: Simulator,
    charger: SimulatedCharger,
    client: CloudClient,
    clock: Clock,
    call: Callable[[CloudClient], Awaitable[object]],
) -> None:
    """429: the budget blocks polls from then on."""
    simulator.cloud.remaining = 1
    await client.pairings()

    with pytest.raises(V2CRateLimitedError) as error:
        await call(client)

    assert error.value.retry_after is None
    assert client.budget.remaining == 0
    assert not client.budget.may_poll(clock.now + 600)


async def test_a_429_may_say_when(session: aiohttp.ClientSession, clock: Clock) -> None:
    """Retry-After is not documented, but heeded."""
    answer = saying(
        b"HTTP/1.1 429 Too Many Requests\r\nRetry-After: 120\r\n"
        b"Content-Length: 0\r\n\r\n"
    )
    async with serving(answer) as (host, port):
        client = CloudClient(session, API_KEY, f"http://{host}:{port}", clock)
        with pytest.raises(V2CRateLimitedError) as error:
            await client.pairings()

    assert error.value.retry_after == 120
    assert not client.budget.may_poll(clock.now + 119)
    assert client.budget.may_poll(clock.now + 120)


async def test_headers_are_the_truth(
    simulator: Simulator, charger: SimulatedCharger, client: CloudClient
) -> None:
    """Other programs spend from the same allowance."""
    simulator.cloud.limit = 1500
    simulator.cloud.remaining = 700

    await client.pairings()

    assert (client.budget.limit, client.budget.remaining) == (1500, 699)
    assert client.budget.calls == 1


@every_call
@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (CloudFault.SERVER_ERROR, V2CTimeoutError),
        (CloudFault.DOWN, V2CTimeoutError),
    ],
)
async def test_outages(
    simulator: Simulator,
    charger: SimulatedCharger,
    client: CloudClient,
    call: Callable[[CloudClient], Awaitable[object]],
    fault: CloudFault,
    error: type[V2CError],
) -> None:
    """Nobody knows whether a command was carried out."""
    simulator.cloud.fault = fault

    with pytest.raises(error):
        await call(client)


async def test_a_slow_cloud(
    simulator: Simulator,
    charger: SimulatedCharger,
    session: aiohttp.ClientSession,
    clock: Clock,
) -> None:
    """Its patience ends; a shorter one is used here."""
    simulator.cloud.fault = CloudFault.SLOW
    simulator.cloud.slow_delay = 0.4
    simulator.cloud.add_key(API_KEY)
    client = CloudClient(session, API_KEY, simulator.cloud.url, clock, timeout=0.2)

    with pytest.raises(V2CTimeoutError) as error:
        await client.reported("ABC123")

    assert API_KEY not in "".join(traceback.format_exception(error.value))
    await until(lambda: simulator.cloud.counted == 1)


@every_call
async def test_nobody_listens(
    session: aiohttp.ClientSession, call: Callable[[CloudClient], Awaitable[object]]
) -> None:
    """Certainly nothing was carried out."""
    async with serving(for_ever) as (host, port):
        pass
    client = CloudClient(session, API_KEY, f"http://{host}:{port}")

    with pytest.raises(V2CConnectionError) as error:
        await call(client)

    assert not isinstance(error.value, V2CTimeoutError)


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        pytest.param(for_ever, V2CResponseError, id="never ends"),
        pytest.param(saying(b"SSH-2.0\r\n"), V2CTimeoutError, id="not HTTP"),
        pytest.param(saying(b""), V2CTimeoutError, id="hangs up"),
        pytest.param(saying(http(b"[", length=9)), V2CTimeoutError, id="breaks off"),
        pytest.param(saying(http(b"")), V2CResponseError, id="empty"),
        pytest.param(saying(http(b"[" * 60_000)), V2CResponseError, id="deep"),
        pytest.param(saying(http(b"\xff\xfe")), V2CResponseError, id="bytes"),
        pytest.param(
            saying(http(b"", status="404 Not Found")), V2CRejectedError, id="404"
        ),
        pytest.param(
            saying(http(b"", status="418 Teapot")), V2CResponseError, id="418"
        ),
        pytest.param(
            saying(
                b"HTTP/1.1 302 Found\r\nLocation: http://192.0.2.1/\r\n"
                b"Content-Length: 0\r\n\r\n"
            ),
            V2CResponseError,
            id="redirect",
        ),
    ],
)
async def test_what_is_not_the_cloud(
    session: aiohttp.ClientSession, answer: Answer, error: type[V2CError]
) -> None:
    """Whatever answers, it is a V2CError, and soon."""
    async with serving(answer) as (host, port), asyncio.timeout(5):
        with pytest.raises(error):
            await CloudClient(session, API_KEY, f"http://{host}:{port}").pairings()


async def test_an_answer_in_pieces(session: aiohttp.ClientSession) -> None:
    """A body is read to its end, however slowly it comes."""

    async def answer(
        reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        await reader.readuntil(b"\r\n\r\n")
        for piece in (http(b"", length=23), b'[{"deviceId"', b':"ABC123"}]'):
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(0.02)

    async with serving(answer) as (host, port):
        client = CloudClient(session, API_KEY, f"http://{host}:{port}")
        chargers = await client.pairings()

    assert chargers == [PairedCharger(charger_id="ABC123")]


@pytest.mark.parametrize(
    ("fault", "key"),
    [
        (CloudFault.NONE, "wrong-" + API_KEY),
        (CloudFault.UNAUTHORIZED, API_KEY),
        (CloudFault.PAIRINGS_FORBIDDEN, API_KEY),
        (CloudFault.RATE_LIMITED, API_KEY),
        (CloudFault.SERVER_ERROR, API_KEY),
        (CloudFault.DOWN, API_KEY),
        (CloudFault.NONE, API_KEY + "\n"),
    ],
)
async def test_the_key_is_never_told(
    simulator: Simulator,
    session: aiohttp.ClientSession,
    caplog: pytest.LogCaptureFixture,
    fault: CloudFault,
    key: str,
) -> None:
    """Not in an error's text, nor in its traceback, nor in a log."""
    caplog.set_level(logging.DEBUG)
    simulator.cloud.fault = fault
    simulator.cloud.add_key(API_KEY)
    client = CloudClient(session, key, simulator.cloud.url)

    with pytest.raises(V2CError) as error:
        await client.pairings()

    told = "".join(traceback.format_exception(error.value)) + repr(error.value)
    assert error.value.__cause__ is None
    assert API_KEY not in told
    assert API_KEY not in caplog.text
    assert simulator.cloud.url not in told


@pytest.mark.parametrize(
    "answer",
    [saying(b"SSH-2.0\r\n"), saying(http(b"[", length=9)), saying(b"")],
    ids=["not HTTP", "breaks off", "hangs up"],
)
async def test_the_key_is_not_told_by_what_aiohttp_raises(
    session: aiohttp.ClientSession, answer: Answer
) -> None:
    """Its errors carry the headers of the request."""
    async with serving(answer) as (host, port):
        client = CloudClient(session, API_KEY, f"http://{host}:{port}")
        with pytest.raises(V2CError) as error:
            await client.pairings()

    told = "".join(traceback.format_exception(error.value)) + repr(error.value)
    assert error.value.__cause__ is None
    assert error.value.__suppress_context__
    assert API_KEY not in told


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("", None),
        ("  \n", None),
        ("Command executed successfully", "Command executed successfully"),
        ('{"message":"done"}', {"message": "done"}),
        ('"{\\"power\\":\\"1.38\\"}"', {"power": "1.38"}),
        ("1", 1),
        ("true", True),
        ('"2.4.6"', "2.4.6"),
        ("2.4.6", "2.4.6"),
        ("[" * 60_000, "[" * 60_000),
    ],
    ids=lambda item: str(item)[:20],
)
def test_bodies(text: str, value: object) -> None:
    """Every form in which an answer was seen."""
    assert decode_body(text) == value


# The link of one charger.


async def test_reads_the_shadow_then_the_charger(
    simulator: Simulator, cloud: CloudLink, clock: Clock
) -> None:
    """One call each; the shadow again after 15 minutes."""
    readings = []
    for _ in range(4):
        readings.append(await cloud.read())
        clock.now += 300

    assert asked(simulator) == [SHADOW, LIVE, LIVE, SHADOW]
    assert readings[0].state.intensity == 16
    assert "charge_power" not in readings[0].served
    assert {"charge_power", "intensity"} <= readings[1].served


async def test_of_two_documents_the_younger_counts(
    simulator: Simulator, charger: SimulatedCharger, cloud: CloudLink, clock: Clock
) -> None:
    """Each field has the time of the document that it is from."""
    await cloud.read()
    shadow_at = clock.now
    await charging(simulator, charger)
    clock.now += 60

    reading = await cloud.read()

    assert reading.at == clock.now
    assert reading.state.charge_state is ChargeState.CHARGING
    assert reading.time_of("charge_state") == clock.now
    assert reading.time_of("locked") == shadow_at


async def test_an_unknown_state_is_not_covered_by_an_old_one(
    simulator: Simulator, charger: SimulatedCharger, cloud: CloudLink, clock: Clock
) -> None:
    """What the younger document says counts, even if nobody understands it."""
    await cloud.read()
    documents = {
        LIVE.encode(): b'{"charge_state":"7","power":"0"}',
    }

    async def answer(
        reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        path = head.split()[1].partition(b"?")[0]
        writer.write(http(documents[path]))
        await writer.drain()

    async with serving(answer) as (host, port), aiohttp.ClientSession() as session:
        cloud.client = CloudClient(session, API_KEY, f"http://{host}:{port}", clock)
        reading = await cloud.read()

    assert reading.state.charge_state is None
    assert reading.state.intensity == 16
    assert "charge_state" in reading.served


@pytest.mark.parametrize(("dynamic", "known"), [(False, False), (True, True)])
async def test_without_dynamic_control_nothing_is_known_of_the_house(
    simulator: Simulator,
    charger: SimulatedCharger,
    cloud: CloudLink,
    dynamic: bool,
    known: bool,
) -> None:
    """The charger does not read its meter then: 0 W would be a guess."""
    charger.values.dynamic = dynamic
    await simulator.advance(100)
    await cloud.read()

    reading = await cloud.read()

    assert (reading.state.house_power is not None) is known
    assert ("house_power" in reading.served) is known
    assert reading.state.charge_power == 0


async def test_the_shadow_is_read_again_once_it_counts(
    simulator: Simulator, cloud: CloudLink, clock: Clock
) -> None:
    """120 s after a command, not 15 minutes later; once is enough."""
    await cloud.read()
    clock.now += 10
    await cloud.write("locked", True, Priority.COMMAND)
    clock.now += 119
    await cloud.read()
    clock.now += 1
    await cloud.read()
    await cloud.read()

    assert asked(simulator) == [SHADOW, "/device/locked", LIVE, SHADOW, LIVE]


async def test_a_charger_that_is_offline(
    simulator: Simulator, charger: SimulatedCharger, cloud: CloudLink, clock: Clock
) -> None:
    """The shadow tells; while it does, asking the charger itself is in vain."""
    charger.cloud_online = False
    await simulator.advance(1)

    first = await cloud.read()
    clock.now += 300
    await cloud.read()
    charger.cloud_online = True
    clock.now += 300
    third = await cloud.read()
    await cloud.read()

    assert first.state.cloud_connected is False
    assert third.state.cloud_connected is True
    assert asked(simulator) == [SHADOW, SHADOW, SHADOW, LIVE]


async def test_a_live_read_of_an_offline_charger_may_fail(
    simulator: Simulator, charger: SimulatedCharger, cloud: CloudLink
) -> None:
    """What V2C answers then is not known."""
    await cloud.read()
    simulator.cloud.offline_answer = OfflineAnswer.ERROR
    charger.cloud_online = False

    with pytest.raises(V2CConnectionError):
        await cloud.read()


@pytest.mark.parametrize("answer", CommandAnswer)
async def test_writes(
    simulator: Simulator,
    charger: SimulatedCharger,
    cloud: CloudLink,
    answer: CommandAnswer,
) -> None:
    """Whatever the body of the 200 is."""
    simulator.cloud.command_answer = answer

    await cloud.write("intensity", 10, Priority.COMMAND)
    await cloud.write("paused", True, Priority.REDUCE)
    await cloud.write("language", Language.ITALIAN, Priority.COMMAND)

    values = charger.values
    assert (values.intensity, values.paused, values.language) == (10, True, 4)
    assert simulator.cloud.requests[0].query == {"deviceId": "ABC123", "value": "10"}


async def test_a_refused_command(cloud: CloudLink, charger: SimulatedCharger) -> None:
    """400: the cloud took nothing."""
    with pytest.raises(V2CRejectedError):
        await cloud.write("intensity", 99, Priority.COMMAND)


async def test_cannot_write_what_has_no_command(
    simulator: Simulator, cloud: CloudLink
) -> None:
    """Contracted power is the LAN's; nothing is sent."""
    assert not cloud.can_write("contracted_power")
    assert cloud.can_write("locked")

    with pytest.raises(V2CUnsupportedError):
        await cloud.write("contracted_power", 4600, Priority.COMMAND)

    assert simulator.cloud.counted == 0


async def test_only_some_fields_can_be_read_back(cloud: CloudLink) -> None:
    """No call is spent where the live answer proves nothing."""
    assert cloud.read_back_delays("locked") == ()
    assert len(cloud.read_back_delays("intensity")) == 2
    assert len(cloud.read_back_delays("paused")) == 2


async def test_reads_back_from_the_charger(
    simulator: Simulator, charger: SimulatedCharger, cloud: CloudLink
) -> None:
    """The shadow's own value does not count, its context does."""
    charger.values.dynamic = True
    await simulator.advance(100)
    await charging(simulator, charger)
    await cloud.read()

    state = await cloud.read_back("intensity")

    assert state.intensity is None
    assert state.charge_current == charger.values.intensity
    assert state.dynamic is True
    assert asked(simulator) == [SHADOW, LIVE]


async def test_actions(
    simulator: Simulator, charger: SimulatedCharger, cloud: CloudLink
) -> None:
    """Each reaches the charger."""
    assert cloud.can_act(Action.REBOOT)

    await cloud.act(Action.REBOOT)

    assert not charger.powered

    await simulator.advance(60)
    await cloud.act(Action.UPDATE_FIRMWARE)
    await simulator.advance(120)

    assert charger.firmware.version == "2.5.1"


async def test_every_call_counts(
    simulator: Simulator, cloud: CloudLink, client: CloudClient
) -> None:
    """Our count is the cloud's."""
    await cloud.read()
    await cloud.write("locked", True, Priority.COMMAND)
    await cloud.read_back("paused")
    await client.pairings()

    assert client.budget.calls == simulator.cloud.counted == 4
    assert client.budget.remaining == simulator.cloud.remaining == 996
