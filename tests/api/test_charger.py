"""What is known of one charger over all of its links."""

from datetime import timedelta

import aiohttp
import pytest

from custom_components.v2c_cloud.api.charger import Charger, Outcome
from custom_components.v2c_cloud.api.cloud import CloudLink
from custom_components.v2c_cloud.api.exceptions import V2CUnsupportedError
from custom_components.v2c_cloud.api.lan import LanLink
from custom_components.v2c_cloud.api.models import (
    Action,
    ChargerState,
    ChargeState,
    Language,
    Link,
    LinkStatus,
)
from scripts.simulator import (
    FIRMWARES,
    Car,
    CloudFault,
    LanFault,
    SimulatedCharger,
    Simulator,
)

from .helpers import QUICK, Clock, add_charger, known_as


@pytest.fixture
def both(lan: LanLink, cloud: CloudLink, clock: Clock) -> Charger:
    """The charger over the LAN and the cloud."""
    return known_as("ABC123", clock, cloud, lan)


@pytest.fixture
def near(lan: LanLink, clock: Clock) -> Charger:
    """The charger over the LAN alone."""
    return known_as("ABC123", clock, lan)


def test_before_anything_was_read(both: Charger, lan: LanLink) -> None:
    """Links in the order in which they are preferred, and no value."""
    snapshot = both.snapshot()

    assert both.links == (Link.LAN, Link.CLOUD)
    assert both.link(Link.LAN) is lan
    assert both.link(Link.BLE) is None
    assert both.reading(Link.LAN) is None
    assert both.reading(Link.BLE) is None
    assert snapshot.state == ChargerState()
    assert snapshot.served == frozenset()
    assert snapshot.active_link is None
    assert {health.status for health in snapshot.links.values()} == {LinkStatus.UNKNOWN}


@pytest.mark.parametrize("firmware", FIRMWARES)
async def test_every_firmware_has_values(
    simulator: Simulator, session: aiohttp.ClientSession, clock: Clock, firmware: str
) -> None:
    """Nine of nine, over the LAN alone."""
    simulated = await add_charger(simulator, firmware)
    lan = LanLink(session, simulated.lan.host, simulated.lan.port, QUICK, clock)
    charger = known_as("ABC123", clock, lan)

    await charger.refresh(Link.LAN)

    snapshot = charger.snapshot()
    assert snapshot.active_link is Link.LAN
    assert snapshot.links[Link.LAN].up
    assert snapshot.state.charge_state is ChargeState.DISCONNECTED
    assert snapshot.state.intensity == 16
    assert snapshot.state.known <= snapshot.served


async def test_the_lan_comes_first_and_the_cloud_fills(
    charger: SimulatedCharger, both: Charger
) -> None:
    """The shadow is late; but only it knows the charger's language."""
    await both.refresh(Link.CLOUD)
    charger.values.intensity = 9
    await both.refresh(Link.LAN)

    snapshot = both.snapshot()

    assert snapshot.active_link is Link.LAN
    assert snapshot.state.intensity == 9
    assert snapshot.state.language is Language.ENGLISH
    assert {"language", "ready"} <= snapshot.served


async def test_what_only_a_lost_link_knew_vanishes(
    charger: SimulatedCharger, both: Charger, clock: Clock
) -> None:
    """The other link's values stay."""
    await both.refresh(Link.CLOUD)
    await both.refresh(Link.LAN)
    charger.lan.fail = LanFault.REFUSE
    clock.now += 60
    await both.refresh(Link.LAN)

    snapshot = both.snapshot()

    assert snapshot.active_link is Link.CLOUD
    assert snapshot.links[Link.LAN].status is LinkStatus.UNREACHABLE
    assert snapshot.state.ready is None
    assert "ready" not in snapshot.served
    assert snapshot.state.intensity == 16


async def test_a_lost_answer_is_forgiven(
    charger: SimulatedCharger, near: Charger, clock: Clock
) -> None:
    """Values stay through two failures, and are gone with the third."""
    await near.refresh(Link.LAN)
    charger.lan.fail = LanFault.DROP
    known = []
    for _ in range(3):
        clock.now += 5
        await near.refresh(Link.LAN)
        known.append((near.snapshot().state.intensity, near.failures(Link.LAN)))

    assert known == [(16, 1), (16, 2), (None, 3)]
    assert near.snapshot().links[Link.LAN].reason

    charger.lan.fail = LanFault.NONE
    await near.refresh(Link.LAN)

    assert near.snapshot().state.intensity == 16
    assert near.snapshot().links[Link.LAN].reason is None
    assert near.failures(Link.LAN) == 0


async def test_everything_is_lost(
    charger: SimulatedCharger, near: Charger, clock: Clock
) -> None:
    """No link, no value, whatever was remembered."""
    await near.set("intensity", 10)
    await near.refresh(Link.LAN)
    charger.lan.fail = LanFault.REFUSE
    clock.now += 60
    await near.refresh(Link.LAN)

    assert near.snapshot().state == ChargerState()
    assert near.snapshot().active_link is None


async def test_the_lan_does_not_depend_on_the_cloud(
    simulator: Simulator, both: Charger, clock: Clock
) -> None:
    """A refused key takes down the cloud link, and at once; nothing else."""
    await both.refresh(Link.LAN)
    await both.refresh(Link.CLOUD)
    simulator.cloud.fault = CloudFault.UNAUTHORIZED
    await both.refresh(Link.CLOUD)

    snapshot = both.snapshot()

    assert snapshot.links[Link.CLOUD].status is LinkStatus.REFUSED
    assert snapshot.links[Link.LAN].up
    assert snapshot.state.language is None
    assert snapshot.state.intensity == 16


async def test_a_spent_quota_keeps_what_is_known_for_a_while(
    simulator: Simulator, both: Charger, clock: Clock
) -> None:
    """Not for ever: the last reading is too old in the end."""
    await both.refresh(Link.CLOUD)
    simulator.cloud.fault = CloudFault.RATE_LIMITED
    clock.now += 300
    await both.refresh(Link.CLOUD)

    assert both.snapshot().state.intensity == 16

    clock.now += 600
    await both.refresh(Link.CLOUD)

    assert both.snapshot().links[Link.CLOUD].status is LinkStatus.RATE_LIMITED
    assert both.snapshot().state.intensity is None


async def test_a_charger_that_the_cloud_does_not_reach(
    simulator: Simulator, charger: SimulatedCharger, both: Charger
) -> None:
    """The cloud still has its shadow, but that is the past."""
    charger.cloud_online = False
    await simulator.advance(1)
    await both.refresh(Link.CLOUD)

    snapshot = both.snapshot()

    assert snapshot.links[Link.CLOUD].status is LinkStatus.UNREACHABLE
    assert "cloud" in (snapshot.links[Link.CLOUD].reason or "")
    assert snapshot.state.intensity is None


async def test_another_charger_at_the_address(
    simulator: Simulator, charger: SimulatedCharger, near: Charger
) -> None:
    """After a change of addresses its values are not taken for ours."""
    await near.refresh(Link.LAN)
    port = charger.lan.port
    await charger.lan.stop()
    other = await add_charger(simulator, charger_id="OTHER1")
    await other.lan.move(port=port)

    await near.refresh(Link.LAN)

    snapshot = near.snapshot()
    assert snapshot.links[Link.LAN].status is LinkStatus.WRONG_CHARGER
    assert snapshot.state == ChargerState()
    assert snapshot.active_link is None


async def test_charging_while_paused(
    simulator: Simulator, charger: SimulatedCharger, near: Charger
) -> None:
    """Firmware 2.5.0 stays in state C, but no current flows."""
    charger.plug(Car())
    await simulator.advance(60)
    await near.refresh(Link.LAN)
    assert near.snapshot().state.charging

    await near.set("paused", True)
    await simulator.advance(10)
    await near.refresh(Link.LAN)

    state = near.snapshot().state
    assert state.charge_state is ChargeState.CHARGING
    assert state.charging is False
    assert charger.power == 0


async def test_listeners_hear_of_every_change(near: Charger) -> None:
    """Until they no longer want to."""
    heard: list[int | None] = []
    stop = near.subscribe(lambda: heard.append(near.snapshot().state.intensity))

    await near.refresh(Link.LAN)
    assert heard == [16]

    await near.set("intensity", 10)
    assert heard[1:] == [10, 10]

    stop()
    await near.refresh(Link.LAN)
    assert len(heard) == 3


async def test_writes_are_counted_by_the_local_day(near: Charger, clock: Clock) -> None:
    """What a sensor shows, also when the day has changed since the last write."""
    assert await near.set("intensity", 10) is Outcome.CONFIRMED
    assert await near.set("paused", True) is Outcome.CONFIRMED

    assert near.snapshot().writes_today == 2

    clock.today += timedelta(days=1)

    assert near.snapshot().writes_today == 0


async def test_what_it_can_do(
    charger: SimulatedCharger, near: Charger, both: Charger
) -> None:
    """As far as any of its links can."""
    assert not near.can_set("language")
    assert both.can_set("language")
    assert not near.can_act(Action.REBOOT)
    assert both.can_act(Action.REBOOT)

    await both.act(Action.REBOOT)

    assert not charger.powered

    with pytest.raises(V2CUnsupportedError):
        await near.act(Action.REBOOT)
