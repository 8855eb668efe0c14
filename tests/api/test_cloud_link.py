"""The cloud link of one charger, over real sockets."""

import asyncio

import aiohttp
import pytest

from custom_components.v2c_cloud.api.cloud import CloudClient, CloudLink
from custom_components.v2c_cloud.api.exceptions import (
    V2CConnectionError,
    V2CRejectedError,
    V2CUnsupportedError,
)
from custom_components.v2c_cloud.api.models import Action, ChargeState, Language
from custom_components.v2c_cloud.api.queue import Priority
from scripts.simulator import SimulatedCharger, Simulator
from scripts.simulator.cloud import CommandAnswer, OfflineAnswer

from .helpers import API_KEY, Clock, http, serving, start_charging

LIVE = "/device/currentstatecharge"


SHADOW = "/device/reported"


def asked(simulator: Simulator) -> list[str]:
    """What the cloud was asked, in order."""
    return [request.path for request in simulator.cloud.requests]


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


@pytest.mark.parametrize(
    ("alone", "expected"),
    [(True, [SHADOW, LIVE, LIVE, SHADOW]), (False, [SHADOW] * 4)],
)
async def test_seldom_reads(
    simulator: Simulator,
    cloud: CloudLink,
    clock: Clock,
    alone: bool,
    expected: list[str],
) -> None:
    """Where both documents are always due each has its turns.

    What the charger does another link may tell better.
    """
    cloud.alone = alone
    for _ in range(4):
        await cloud.read()
        clock.now += 2000

    assert asked(simulator) == expected


async def test_a_live_read_that_fails_has_had_its_turn(
    simulator: Simulator, charger: SimulatedCharger, cloud: CloudLink, clock: Clock
) -> None:
    """Only the shadow can tell that the charger is offline."""
    simulator.cloud.offline_answer = OfflineAnswer.ERROR
    await cloud.read()
    charger.cloud_online = False
    for _ in range(2):
        clock.now += 2000
        with pytest.raises(V2CConnectionError):
            await cloud.read()

    assert (await cloud.read()).state.cloud_connected is False
    assert asked(simulator) == [SHADOW, LIVE, LIVE, SHADOW]


async def test_of_two_documents_the_younger_counts(
    simulator: Simulator, charger: SimulatedCharger, cloud: CloudLink, clock: Clock
) -> None:
    """Each field has the time of the document that it is from."""
    await cloud.read()
    shadow_at = clock.now
    await start_charging(simulator, charger)
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
    await start_charging(simulator, charger)
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
