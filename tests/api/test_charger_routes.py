"""Commands over several links: who is asked, and what is replayed."""

import aiohttp
import pytest

from custom_components.v2c_cloud.api.charger import Charger, Outcome
from custom_components.v2c_cloud.api.cloud import CloudLink
from custom_components.v2c_cloud.api.exceptions import (
    V2CConnectionError,
    V2CError,
    V2CRejectedError,
    V2CUnconfirmedError,
)
from custom_components.v2c_cloud.api.lan import LanLink
from custom_components.v2c_cloud.api.models import FieldValue, Language, Link
from scripts.simulator import CloudFault, LanFault, SimulatedCharger, Simulator

from .helpers import HASTY, Clock, add_charger, commanded, known_as

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


async def test_the_cloud_beside_the_lan(
    simulator: Simulator, charger: SimulatedCharger, both: Charger, clock: Clock
) -> None:
    """What the charger does is the cloud's to tell only where the LAN does not."""
    clock.now += 2000
    await both.refresh(Link.CLOUD)
    charger.lan.fail = LanFault.REFUSE
    await both.refresh(Link.LAN)
    clock.now += 2000
    await both.refresh(Link.CLOUD)

    assert [
        call.path.removeprefix("/device/") for call in simulator.cloud.requests
    ] == [*("reported", "reported", "currentstatecharge")]
