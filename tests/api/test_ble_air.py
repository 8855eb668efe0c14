"""Bad air: what is lost, late, taken by others, or not understood."""

import asyncio
import gc

from bleak.backends.device import BLEDevice
import pytest

from custom_components.v2c_cloud.api.ble import BleLink
from custom_components.v2c_cloud.api.ble_connection import BleTimings
from custom_components.v2c_cloud.api.ble_session import GattSession
from custom_components.v2c_cloud.api.exceptions import (
    V2CConnectionError,
    V2CError,
    V2CResponseError,
    V2CTimeoutError,
    V2CUnconfirmedError,
)
from custom_components.v2c_cloud.api.models import Link, LinkStatus
from custom_components.v2c_cloud.api.queue import Priority
from scripts.simulator import SimulatedCharger
from scripts.simulator.ble import Ble, BleFault, add_bluetooth
from scripts.simulator.radio import Radio
from tests.radios import HASTY, MakeLink, device_of, drop

from .helpers import Clock, known_as, until, written


@pytest.mark.parametrize(
    ("fault", "answered"),
    [
        (BleFault.REPEAT, True),
        (BleFault.SHUFFLE, True),
        (BleFault.LOSE, False),
        (BleFault.CUT, False),
        (BleFault.GARBLE, False),
        (BleFault.SILENT, False),
        (BleFault.DROP, False),
        (BleFault.EARLY, False),
    ],
)
async def test_bad_air(
    make_link: MakeLink, ble: Ble, fault: BleFault, answered: bool
) -> None:
    """An answer is right, or none; and the next one comes."""
    link = make_link(HASTY)
    await link.read()
    ble.fault = fault
    try:
        reading = await link.read()
    except V2CError:
        seen = None
    else:
        seen = reading.state.charger_id
    ble.fault = BleFault.NONE

    assert seen == ("ABC123" if answered else None)
    assert (await link.read()).state.charger_id == "ABC123"


async def test_an_answer_that_was_damaged_is_not_waited_for(
    link: BleLink, ble: Ble
) -> None:
    """Five seconds would have passed."""
    await link.read()
    ble.fault = BleFault.GARBLE
    with pytest.raises(V2CResponseError, match="damaged"):
        await asyncio.wait_for(link.read(), 2)


async def test_a_write_whose_answer_is_lost_is_looked_up(
    make_link: MakeLink, ble: Ble, clock: Clock, charger: SimulatedCharger
) -> None:
    """It was carried out, and reading back shows that; it is written once."""
    link = make_link(HASTY)
    near = known_as("ABC123", clock, link)
    await near.refresh(Link.BLE)
    ble.fault = BleFault.DROP
    with pytest.raises(V2CTimeoutError):
        await link.write("locked", True, Priority.COMMAND)
    ble.fault = BleFault.NONE
    assert written(charger) == ["Locked=1"]
    await near.refresh(Link.BLE)
    assert near.snapshot().state.locked


async def test_an_increase_that_nobody_confirms_is_not_repeated(
    make_link: MakeLink, ble: Ble, clock: Clock, charger: SimulatedCharger
) -> None:
    """Whoever asked for it decides anew."""
    near = known_as("ABC123", clock, make_link(HASTY))
    await near.refresh(Link.BLE)
    ble.fault = BleFault.SILENT
    with pytest.raises(V2CUnconfirmedError):
        await near.set("intensity", 20)
    assert written(charger) == ["Intensity=20"]


async def test_half_a_request_is_none(
    radio: Radio, charger: SimulatedCharger, make_link: MakeLink
) -> None:
    """A link lost in the middle of a write: certainly nothing was carried out."""
    small = await add_bluetooth(radio, charger, address="F0:00:00:00:00:17", mtu=23)
    link = make_link(HASTY, lambda: device_of(small))
    await link.read()
    small.fault = BleFault.EARLY
    with pytest.raises(V2CConnectionError) as caught:
        await link.write("voltage_installation", 230, Priority.COMMAND)
    assert not isinstance(caught.value, V2CTimeoutError)
    assert written(charger) == []


async def test_a_reduce_does_not_wait_for_a_poll(
    link: BleLink, ble: Ble, charger: SimulatedCharger
) -> None:
    """A poll without an answer is broken off, and goes on later."""
    await link.read()
    ble.fault = BleFault.SILENT
    poll = asyncio.create_task(link.read())
    await until(lambda: ble.requests.count("RealTimeData") == 2)
    ble.fault = BleFault.NONE
    await asyncio.wait_for(link.write("paused", True, Priority.REDUCE), 2)
    assert charger.values.paused
    assert (await poll).state.paused


async def test_lets_go_when_idle(make_link: MakeLink, ble: Ble) -> None:
    """A charger takes one client, and the app is one."""
    link = make_link(BleTimings(hold=0.05))
    await link.read()
    assert ble.peripheral.clients == 1
    await until(lambda: ble.peripheral.clients == 0)
    await link.read()
    assert link.connection.traffic.connections == 2


async def test_keeps_the_connection_if_asked(make_link: MakeLink, ble: Ble) -> None:
    """Quicker, and nobody else can have one."""
    link = make_link(BleTimings(hold=0.0), persistent=True)
    await link.read()
    await asyncio.sleep(0.05)
    await link.read()
    assert link.connection.traffic.connections == 1
    await link.close()
    assert ble.peripheral.clients == 0


async def test_a_connection_that_breaks_is_made_again(
    radio: Radio, link: BleLink, ble: Ble
) -> None:
    """At the next question."""
    await link.read()
    await drop(radio, ble)
    assert (await link.read()).state.charger_id == "ABC123"
    assert link.connection.traffic.connections == 2


async def test_closed_is_closed(link: BleLink) -> None:
    """What is unloaded does not come back."""
    await link.read()
    await link.close()
    with pytest.raises(V2CConnectionError):
        await link.read()


async def test_no_way_to_the_charger(make_link: MakeLink, clock: Clock) -> None:
    """The reason is whoever's who knows the adapters."""

    def find() -> BLEDevice:
        raise V2CConnectionError("no adapter hears it")

    near = known_as("ABC123", clock, make_link(find_device=find))
    await near.refresh(Link.BLE)
    health = near.snapshot().links[Link.BLE]

    assert health.status is LinkStatus.UNREACHABLE
    assert health.reason == "no adapter hears it"


async def test_the_app_has_it(
    radio: Radio, make_link: MakeLink, ble: Ble, charger: SimulatedCharger
) -> None:
    """One client at a time: it may be the app's turn, and ours comes again."""
    link = make_link(HASTY)
    await radio.take_by_phone(ble.peripheral)
    with pytest.raises(V2CConnectionError, match="V2C app"):
        await link.read()
    await radio.release_by_phone()
    assert (await make_link().read()).state.charger_id == charger.id


async def test_no_slot_is_free(radio: Radio, make_link: MakeLink, ble: Ble) -> None:
    """A proxy has three connections or so for all devices."""
    radio.slots = 0
    with pytest.raises(V2CConnectionError):
        await make_link(HASTY).read()


async def test_a_language_that_nobody_knows(
    radio: Radio, charger: SimulatedCharger, make_link: MakeLink, clock: Clock
) -> None:
    """It is there, nothing is written to it, and it is left alone for an hour."""
    ble = await add_bluetooth(
        radio, charger, address="F0:00:00:00:00:19", known_language=False
    )
    link = make_link(find_device=lambda: device_of(ble))
    near = known_as("ABC123", clock, link)
    await near.refresh(Link.BLE)
    await near.refresh(Link.BLE)

    assert near.snapshot().links[Link.BLE].status is LinkStatus.UNSUPPORTED
    assert not near.can_set("paused")
    assert link.connection.information["model"] == "Trydan"
    assert len(link.connection.table) >= 2
    assert link.connection.traffic.connections == 1
    assert ble.peripheral.clients == 0
    clock.now += 3_700
    await near.refresh(Link.BLE)
    assert link.connection.traffic.connections == 2
    assert ble.requests == []


async def test_connections_leave_nothing_behind(
    radio: Radio, make_link: MakeLink, ble: Ble
) -> None:
    """The benchmark does this a thousand times."""
    for _ in range(25):
        link = make_link()
        await link.read()
        await link.close()
    del link
    tasks = len(asyncio.all_tasks())
    gc.collect()

    assert radio.connections == 0
    assert ble.peripheral.clients == 0
    assert tasks == 1
    assert [item for item in gc.get_objects() if isinstance(item, GattSession)] == []
