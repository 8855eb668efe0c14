"""Commands over several links: who is asked, what is replayed, what the cloud shows."""

import asyncio
from collections.abc import Callable, Coroutine
import time

import aiohttp
import pytest

from custom_components.v2c_cloud.api.charger import Charger, Outcome
from custom_components.v2c_cloud.api.cloud import CloudLink
from custom_components.v2c_cloud.api.exceptions import (
    V2CAuthError,
    V2CConnectionError,
    V2CError,
    V2CRateLimitedError,
    V2CRejectedError,
    V2CUnconfirmedError,
)
from custom_components.v2c_cloud.api.lan import LanLink, LanTimings
from custom_components.v2c_cloud.api.models import FieldValue, Language, Link
from custom_components.v2c_cloud.api.queue import Priority
from scripts.simulator import Car, CloudFault, LanFault, SimulatedCharger, Simulator

from .conftest import HASTY, Clock, add_charger, known_as, until

INCREASE = ("intensity", 20)
REDUCE = ("paused", True)
HARMLESS = ("logo_led", False)

commands = pytest.mark.parametrize(
    ("field", "value"),
    [INCREASE, REDUCE, HARMLESS],
    ids=["increase", "reduce", "light"],
)
what_may_be_sent_twice = pytest.mark.parametrize(
    ("field", "value"), [REDUCE, HARMLESS], ids=["reduce", "light"]
)


@pytest.fixture
async def both(
    charger: SimulatedCharger,
    session: aiohttp.ClientSession,
    cloud: CloudLink,
    clock: Clock,
) -> Charger:
    """The charger over the LAN and the cloud, both read once."""
    lan = LanLink(session, charger.lan.host, charger.lan.port, HASTY, clock)
    both = known_as("ABC123", clock, lan, cloud)
    await both.refresh(Link.LAN)
    await both.refresh(Link.CLOUD)
    return both


@pytest.fixture
async def far(cloud: CloudLink, clock: Clock) -> Charger:
    """The charger over the cloud alone, read once."""
    far = known_as("ABC123", clock, cloud)
    await far.refresh(Link.CLOUD)
    return far


def commanded(simulator: Simulator) -> list[str]:
    """The commands that the cloud was sent."""
    return [
        request.path.removeprefix("/device/")
        for request in simulator.cloud.requests
        if request.path not in {"/device/reported", "/device/currentstatecharge"}
    ]


async def start_charging(simulator: Simulator, charger: SimulatedCharger) -> None:
    """Plug a car in and let it charge."""
    charger.plug(Car())
    await simulator.advance(60)
    assert charger.charging


@commands
async def test_the_lan_first(
    simulator: Simulator, both: Charger, field: str, value: FieldValue
) -> None:
    """It is fast and free."""
    assert await both.set(field, value) is Outcome.CONFIRMED
    assert commanded(simulator) == []


@commands
async def test_where_nobody_listens_the_cloud_is_next(
    simulator: Simulator,
    charger: SimulatedCharger,
    both: Charger,
    field: str,
    value: FieldValue,
) -> None:
    """Certainly nothing was carried out, so even an increase may go on."""
    charger.lan.fail = LanFault.REFUSE

    assert await both.set(field, value) is Outcome.ACCEPTED
    assert len(commanded(simulator)) == 1
    assert getattr(charger.values, field) == value


@what_may_be_sent_twice
@pytest.mark.parametrize("fault", [LanFault.HANG, LanFault.DROP, LanFault.ERROR])
async def test_what_may_be_sent_twice_is(
    simulator: Simulator,
    charger: SimulatedCharger,
    both: Charger,
    fault: LanFault,
    field: str,
    value: FieldValue,
) -> None:
    """Nobody knows whether it arrived, but twice does no harm."""
    charger.lan.set_fault(fault, path="/write/")

    assert await both.set(field, value) is Outcome.ACCEPTED
    assert len(commanded(simulator)) == 1
    assert getattr(charger.values, field) == value


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (LanFault.HANG, V2CUnconfirmedError),
        (LanFault.DROP, V2CUnconfirmedError),
        (LanFault.ERROR, V2CRejectedError),
    ],
)
async def test_an_increase_is_never_replayed(
    simulator: Simulator,
    charger: SimulatedCharger,
    both: Charger,
    fault: LanFault,
    error: type[V2CError],
) -> None:
    """Whoever wanted it decides anew."""
    charger.lan.set_fault(fault, path="/write/")

    with pytest.raises(error):
        await both.set(*INCREASE)

    assert commanded(simulator) == []
    assert charger.values.intensity == 16
    assert both.snapshot().state.intensity == 16


async def test_an_increase_that_the_firmware_lacks_goes_on(
    simulator: Simulator, session: aiohttp.ClientSession, cloud: CloudLink, clock: Clock
) -> None:
    """Firmware 2.1.7 has no logo on the LAN; the cloud has."""
    old = await add_charger(simulator, "2.1.7", "OLD001")
    lan = LanLink(session, old.lan.host, old.lan.port, HASTY, clock)
    both = known_as("OLD001", clock, lan, CloudLink(cloud.client, "OLD001", clock))
    await both.refresh(Link.LAN)

    assert await both.set("logo_led", False) is Outcome.ACCEPTED
    assert commanded(simulator) == ["logo_led"]


async def test_the_link_that_works_is_asked_first(
    simulator: Simulator, charger: SimulatedCharger, both: Charger, clock: Clock
) -> None:
    """A LAN that is known to be lost costs no time."""
    charger.lan.fail = LanFault.REFUSE
    clock.now += 60
    await both.refresh(Link.LAN)
    charger.lan.fail = LanFault.HANG
    counted = charger.lan.counted

    await both.set(*REDUCE)

    assert commanded(simulator) == ["pausecharge"]
    assert charger.lan.counted == counted


async def test_a_lost_lan_is_still_better_than_nothing(
    simulator: Simulator, charger: SimulatedCharger, both: Charger, clock: Clock
) -> None:
    """The cloud fails; the LAN has come back meanwhile."""
    charger.lan.fail = LanFault.REFUSE
    clock.now += 60
    await both.refresh(Link.LAN)
    charger.lan.fail = LanFault.NONE
    simulator.cloud.fault = CloudFault.UNAUTHORIZED

    assert await both.set(*INCREASE) is Outcome.CONFIRMED
    assert charger.values.intensity == 20


@pytest.mark.parametrize(
    ("lan_fault", "cloud_fault", "error"),
    [
        (LanFault.REFUSE, CloudFault.UNAUTHORIZED, V2CConnectionError),
        (LanFault.ERROR, CloudFault.UNAUTHORIZED, V2CRejectedError),
        (LanFault.HANG, CloudFault.RATE_LIMITED, V2CUnconfirmedError),
        (LanFault.REFUSE, CloudFault.SERVER_ERROR, V2CUnconfirmedError),
    ],
)
async def test_when_no_link_helps(
    simulator: Simulator,
    charger: SimulatedCharger,
    both: Charger,
    lan_fault: LanFault,
    cloud_fault: CloudFault,
    error: type[V2CError],
) -> None:
    """The error that says most of the charger is raised."""
    charger.lan.fail = lan_fault
    simulator.cloud.fault = cloud_fault

    with pytest.raises(error):
        await both.set("locked", True)


async def test_what_only_the_cloud_can_set(simulator: Simulator, both: Charger) -> None:
    """The LAN is not even asked."""
    assert await both.set("language", Language.ITALIAN) is Outcome.ACCEPTED
    assert commanded(simulator) == ["language"]


async def test_what_only_the_lan_can_set(
    simulator: Simulator, charger: SimulatedCharger, both: Charger
) -> None:
    """Without the LAN it cannot be done."""
    charger.lan.fail = LanFault.REFUSE

    with pytest.raises(V2CConnectionError):
        await both.set("contracted_power", 3000)

    assert commanded(simulator) == []


async def moved_onto(
    simulator: Simulator, charger: SimulatedCharger
) -> SimulatedCharger:
    """Another charger that now has the charger's address."""
    port = charger.lan.port
    await charger.lan.stop()
    other = await add_charger(simulator, charger_id="OTHER1")
    await other.lan.move(port=port)
    return other


async def test_nothing_is_written_to_another_charger(
    simulator: Simulator, charger: SimulatedCharger, both: Charger
) -> None:
    """The cloud names the charger, so it is asked instead."""
    other = await moved_onto(simulator, charger)
    await both.refresh(Link.LAN)

    assert await both.set("locked", True) is Outcome.ACCEPTED

    assert charger.values.locked
    assert list(other.writes) == []


@pytest.mark.parametrize("reads", [0, 1])
async def test_nor_if_there_is_no_other_way(
    simulator: Simulator,
    session: aiohttp.ClientSession,
    charger: SimulatedCharger,
    clock: Clock,
    reads: int,
) -> None:
    """Also before the first poll: who answers is looked at first."""
    other = await moved_onto(simulator, charger)
    lan = LanLink(session, other.lan.host, other.lan.port, HASTY, clock)
    near = known_as("ABC123", clock, lan)
    for _ in range(reads):
        await near.refresh(Link.LAN)

    with pytest.raises(V2CConnectionError, match="Another charger"):
        await near.set(*REDUCE)

    assert list(other.writes) == []


async def test_before_the_first_poll(
    charger: SimulatedCharger, session: aiohttp.ClientSession, clock: Clock
) -> None:
    """A command may come first; it costs one look."""
    lan = LanLink(session, charger.lan.host, charger.lan.port, HASTY, clock)
    near = known_as("ABC123", clock, lan)

    assert await near.set(*REDUCE) is Outcome.CONFIRMED
    assert [request.path for request in charger.lan.requests] == [
        "/RealTimeData",
        "/write/Paused=1",
        "/RealTimeData",
    ]


async def test_before_the_first_poll_of_nobody(
    charger: SimulatedCharger, session: aiohttp.ClientSession, clock: Clock
) -> None:
    """What went wrong is said."""
    charger.lan.fail = LanFault.REFUSE
    lan = LanLink(session, charger.lan.host, charger.lan.port, HASTY, clock)
    near = known_as("ABC123", clock, lan)

    with pytest.raises(V2CConnectionError, match="cannot be reached"):
        await near.set(*REDUCE)


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (CloudFault.UNAUTHORIZED, V2CAuthError),
        (CloudFault.RATE_LIMITED, V2CRateLimitedError),
        (CloudFault.SERVER_ERROR, V2CUnconfirmedError),
    ],
)
async def test_the_cloud_alone_fails(
    simulator: Simulator, far: Charger, fault: CloudFault, error: type[V2CError]
) -> None:
    """As it failed; a 500 leaves everything open."""
    simulator.cloud.fault = fault

    with pytest.raises(error):
        await far.set(*REDUCE)

    assert far.snapshot().state.paused is False


async def test_a_pause_over_the_cloud_is_seen_in_the_draw(
    simulator: Simulator, charger: SimulatedCharger, far: Charger
) -> None:
    """The live answer shows no pause, but the end of the current."""
    await start_charging(simulator, charger)
    await far.refresh(Link.CLOUD)

    assert await far.set("paused", True) is Outcome.CONFIRMED
    assert charger.values.paused


async def test_a_confirmed_pause_is_shown_until_the_shadow_counts(
    simulator: Simulator, charger: SimulatedCharger, far: Charger, clock: Clock
) -> None:
    """The shadow is late: it still says "not paused" for a while."""
    await start_charging(simulator, charger)
    await far.refresh(Link.CLOUD)
    await far.set("paused", True)
    shown = []
    for _ in range(5):
        await clock.sleep(30)
        await far.refresh(Link.CLOUD)
        shown.append(far.snapshot().state.paused)

    assert shown == [True] * 5
    assert commanded(simulator) == ["pausecharge"]


async def test_a_pause_of_a_car_at_rest_cannot_be_seen(far: Charger) -> None:
    """It drew nothing before: that it still does not proves nothing."""
    await far.refresh(Link.CLOUD)

    assert await far.set("paused", True) is Outcome.ACCEPTED
    assert far.snapshot().state.paused is True


async def test_a_lower_current_over_the_cloud(
    simulator: Simulator, charger: SimulatedCharger, far: Charger
) -> None:
    """The current that flows shows it."""
    await start_charging(simulator, charger)
    await far.refresh(Link.CLOUD)

    assert await far.set("intensity", 8) is Outcome.CONFIRMED
    assert charger.values.intensity == 8


async def test_a_current_over_the_cloud_while_nothing_flows(far: Charger) -> None:
    """Nothing can show it; the shadow will."""
    assert await far.set("intensity", 8) is Outcome.ACCEPTED
    assert far.snapshot().state.intensity == 8


@pytest.mark.parametrize(("field", "value"), [("intensity", 8), ("paused", True)])
async def test_a_reduction_that_the_cloud_loses(
    simulator: Simulator,
    charger: SimulatedCharger,
    far: Charger,
    field: str,
    value: FieldValue,
) -> None:
    """The car still draws too much: nobody may believe otherwise."""
    await start_charging(simulator, charger)
    await far.refresh(Link.CLOUD)
    charger.cloud_online = False

    with pytest.raises(V2CUnconfirmedError):
        await far.set(field, value)

    assert far.snapshot().state.paused is False
    assert far.snapshot().state.intensity == 16


async def test_what_the_cloud_took_is_shown_until_the_shadow_counts(
    simulator: Simulator, charger: SimulatedCharger, far: Charger, clock: Clock
) -> None:
    """Neither an older shadow nor a younger live answer ends that."""
    assert await far.set("locked", True) is Outcome.ACCEPTED
    asked = simulator.cloud.counted
    charger.values.locked = False
    shown = []
    for _ in range(5):
        await clock.sleep(30)
        await far.refresh(Link.CLOUD)
        shown.append(far.snapshot().state.locked)

    # The shadow of after 120 s knows what became of it.
    assert shown == [True, True, True, False, False]
    assert [request.path for request in simulator.cloud.requests[asked:]] == [
        *["/device/currentstatecharge"] * 3,
        "/device/reported",
        "/device/currentstatecharge",
    ]


async def test_what_the_cloud_took_vanishes_with_the_cloud(
    simulator: Simulator, far: Charger
) -> None:
    """A value of a link that is lost is no value."""
    await far.set("locked", True)
    simulator.cloud.fault = CloudFault.UNAUTHORIZED

    await far.refresh(Link.CLOUD)

    assert far.snapshot().state.locked is None


async def test_an_old_shadow_does_not_prove_that_a_value_is_set(
    simulator: Simulator, charger: SimulatedCharger, far: Charger, clock: Clock
) -> None:
    """It was unlocked ten minutes ago; somebody may have locked it in the app."""
    await clock.sleep(600)
    await far.refresh(Link.CLOUD)
    charger.values.locked = True

    assert await far.set("locked", False) is Outcome.ACCEPTED
    assert not charger.values.locked


async def test_the_lan_contradicts_what_the_cloud_took(
    charger: SimulatedCharger, both: Charger, clock: Clock
) -> None:
    """It is asked directly, so it is right."""
    charger.lan.fail = LanFault.REFUSE
    await both.set("locked", True)
    charger.lan.fail = LanFault.NONE
    charger.values.locked = False
    clock.now += 5

    await both.refresh(Link.LAN)

    assert both.snapshot().state.locked is False


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


async def test_the_command_is_a_command_for_the_queue(lan: LanLink) -> None:
    """Read-backs go before polls, and behind commands."""
    assert Priority.REDUCE < Priority.COMMAND < Priority.READ_BACK < Priority.POLL
