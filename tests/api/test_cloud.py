"""The account, over real sockets."""

from collections.abc import Awaitable, Callable
import traceback

import aiohttp
import pytest

from custom_components.v2c_cloud.api.cloud import CloudClient
from custom_components.v2c_cloud.api.cloud_values import CloudCommand
from custom_components.v2c_cloud.api.exceptions import (
    V2CAuthError,
    V2CConnectionError,
    V2CError,
    V2CRateLimitedError,
    V2CRejectedError,
    V2CTimeoutError,
)
from custom_components.v2c_cloud.api.models import (
    ChargerState,
    ChargeState,
    PairedCharger,
)
from scripts.simulator import CloudFault, SimulatedCharger, Simulator

from .helpers import API_KEY, Clock, for_ever, saying, serving, start_charging, until

CALLS: dict[str, Callable[[CloudClient], Awaitable[object]]] = {
    "pairings": lambda client: client.pairings(),
    "reported": lambda client: client.reported("ABC123"),
    "live": lambda client: client.live("ABC123"),
    "version": lambda client: client.version("ABC123"),
    "command": lambda client: client.request(
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
    await start_charging(simulator, charger)
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
    await start_charging(simulator, pole)

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
