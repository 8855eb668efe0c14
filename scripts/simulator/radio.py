"""A radio that only this process hears: chargers advertise, adapters connect.

It is bumble's, whose timers belong to a loop. That loop has a thread of its own, with
the machine's own clock, so that tests may freeze theirs. Whoever uses it stays in the
loop that it was started from.
"""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from contextlib import suppress
from dataclasses import dataclass
import logging
from threading import Thread
from typing import Any, Final, Self, override

from bumble.controller import Controller
from bumble.core import AdvertisingData, BaseError
from bumble.device import Advertisement, Connection, Device, DeviceConfiguration
from bumble.gatt import Characteristic, CharacteristicValue, Service
from bumble.hci import Address
from bumble.host import Host
from bumble.link import LocalLink
from bumble.transport.common import AsyncPipeSink

from .real_time import real_time

ADAPTER_ADDRESS: Final = "C0:00:00:00:00:01"
PHONE_ADDRESS: Final = "C0:00:00:00:00:02"
LEAST_MTU: Final = 23
USUAL_MTU: Final = 247
_NO_MAKER: Final = b"\x34\x12"
_INTERVAL: Final = 20.0
_SETTLE: Final = 0.05

logging.getLogger("bumble").setLevel(logging.ERROR)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """An advertisement as an adapter hears it."""

    address: str
    rssi: int
    data: bytes


class _Loop(asyncio.SelectorEventLoop):
    @override
    def time(self) -> float:
        return real_time()


def address_of(text: str) -> Address:
    """Return a static random address, as most such devices have."""
    return Address(text, Address.RANDOM_DEVICE_ADDRESS)


class Peripheral:
    """Something that advertises and has a GATT table.

    Attributes:
        name: what it calls itself.
        address: where it is; the two highest bits are set.
        rssi: how strong it is heard, dBm.
        mtu: the largest MTU that it agrees to.
        manufacturer: what it advertises as its maker's own data.
        on_packet: what is told of each value that is written to `inbox`.
        on_gone: what is told when a client has gone.
        on_close: what is waited for before the radio is switched off.
    """

    def __init__(
        self,
        radio: Radio,
        name: str,
        address: str,
        information: dict[str, str],
    ) -> None:
        """Prepare; `Radio.add` puts it on the air."""
        self.name = name
        self.address = address
        self.rssi = -55
        self.mtu = USUAL_MTU
        self.manufacturer = b""
        self.on_packet: Callable[[bytes], None] = lambda packet: None
        self.on_gone: Callable[[], None] = lambda: None
        self.on_close: Callable[[], Awaitable[None]] = _nothing
        self.device = radio.device(name, address)
        self._radio = radio
        self._outbox: Characteristic[bytes] | None = None
        self._services = [_information_service(information)] if information else []

    def offer(self, service: str, inbox: str, outbox: str) -> None:
        """Have a UART-like service: one value to write to, one that notifies."""
        properties = Characteristic.Properties
        self._outbox = Characteristic(
            outbox, properties.NOTIFY, Characteristic.READABLE, b""
        )
        written: Characteristic[bytes] = Characteristic(
            inbox,
            properties.WRITE | properties.WRITE_WITHOUT_RESPONSE,
            Characteristic.WRITEABLE,
            CharacteristicValue(write=self._written),
        )
        self._services.append(Service(service, [written, self._outbox]))

    @property
    def clients(self) -> int:
        """Return how many clients are connected."""
        return len(self.device.connections)

    @property
    def packet_size(self) -> int:
        """Return how many bytes a notification to the client may have."""
        sizes = [item.att_mtu for item in self.device.connections.values()]
        return min([*sizes, USUAL_MTU]) - 3

    async def notify(self, packets: Sequence[bytes]) -> None:
        """Send packets to whoever listens."""
        await self._radio.run(self._notify(packets))

    async def drop(self) -> None:
        """End all connections."""
        await self._radio.run(self._drop())

    async def silence(self) -> None:
        """Advertise no more."""
        await self._radio.run(self.device.stop_advertising())

    async def advertise(self) -> None:
        """Advertise, also after a client has gone."""
        await self._radio.run(self._advertise())

    async def open(self) -> None:
        """Power up, within the radio's loop."""
        self.device.gatt_server.max_mtu = self.mtu
        self.device.add_services(self._services)
        await self.device.power_on()
        self.device.on("connection", self._connected)
        fields: list[tuple[AdvertisingData.Type, bytes]] = [
            (AdvertisingData.Type.FLAGS, b"\x06"),
            (AdvertisingData.Type.COMPLETE_LOCAL_NAME, self.name.encode()),
        ]
        if self.manufacturer:
            data = _NO_MAKER + self.manufacturer
            fields.append((AdvertisingData.Type.MANUFACTURER_SPECIFIC_DATA, data))
        self.device.advertising_data = bytes(AdvertisingData(fields))
        await self._advertise()

    async def close(self) -> None:
        """Power down, within the radio's loop."""
        await self._drop()
        # Advertising starts anew after a client has gone, and cannot be stopped before.
        await asyncio.sleep(_SETTLE)
        await self.device.stop_advertising()
        await self.device.power_off()

    async def _advertise(self) -> None:
        await self.device.start_advertising(
            auto_restart=True,
            advertising_interval_min=_INTERVAL,
            advertising_interval_max=_INTERVAL,
        )

    async def _notify(self, packets: Sequence[bytes]) -> None:
        if self._outbox is None:
            return
        for packet in packets:
            for connection in list(self.device.connections.values()):
                await self.device.notify_subscriber(connection, self._outbox, packet)

    async def _drop(self) -> None:
        for connection in list(self.device.connections.values()):
            with suppress(BaseError):
                await connection.disconnect()

    def _written(self, connection: Connection, value: bytes) -> None:
        del connection
        self._radio.tell(self.on_packet, bytes(value))

    def _connected(self, connection: Connection) -> None:
        connection.on("disconnection", self._disconnected)

    def _disconnected(self, reason: int) -> None:
        del reason
        self._radio.tell(self.on_gone)


async def _nothing() -> None:
    """Do nothing."""


def _information_service(information: dict[str, str]) -> Service:
    """Return Bluetooth's own Device Information service."""
    numbers = {
        "model": "2A24",
        "serial": "2A25",
        "firmware": "2A26",
        "hardware": "2A27",
        "manufacturer": "2A29",
    }
    return Service(
        "180A",
        [
            Characteristic(
                numbers[key],
                Characteristic.Properties.READ,
                Characteristic.READABLE,
                value.encode(),
            )
            for key, value in information.items()
        ],
    )


class Radio:
    """The air, with one adapter that listens.

    Attributes:
        adapter: the bumble device behind the adapter.
        phone: another client, as V2C's app would be.
        on_sighting: what is told of each advertisement that the adapter hears.
        slots: how many connections the adapter can have at once.
    """

    def __init__(self) -> None:
        """Prepare; `start` puts it on the air."""
        self.on_sighting: Callable[[Sighting], None] = lambda sighting: None
        self.slots = 3
        self._link: LocalLink = LocalLink()  # type: ignore[no-untyped-call]
        self._peripherals: dict[str, Peripheral] = {}
        self._loop = _Loop()
        self._thread = Thread(target=self._loop.run_forever, name="radio")
        self._controllers: dict[str, Controller] = {}
        self._home: asyncio.AbstractEventLoop | None = None
        self.adapter: Device
        self.phone: Device

    async def __aenter__(self) -> Self:
        """Put the adapter on the air."""
        self._home = asyncio.get_running_loop()
        self._thread.start()
        self.adapter = self.device("adapter", ADAPTER_ADDRESS)
        self.phone = self.device("phone", PHONE_ADDRESS)
        await self.run(self._start())
        return self

    async def __aexit__(self, *exception: object) -> None:
        """Take everything off the air."""
        for peripheral in self._peripherals.values():
            await peripheral.on_close()
        await self.run(self._stop())
        self._home = None
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    @property
    def connections(self) -> int:
        """Return how many connections the adapter has."""
        return len(self.adapter.connections)

    async def add(self, peripheral: Peripheral) -> None:
        """Put something on the air."""
        self._peripherals[peripheral.address] = peripheral
        await self.run(peripheral.open())

    async def connect(self, address: str, patience: float) -> Connection:
        """Connect the adapter, within the radio's loop.

        Raises:
            TimeoutError: nobody answered within so many seconds.
        """
        work = self.adapter.connect(address_of(address), timeout=None)
        try:
            return await asyncio.wait_for(work, patience)
        except BaseException:
            # bumble's controller takes the order to cancel, and goes on.
            self._controllers[self.adapter.name].pending_le_connection = None
            raise

    async def take_by_phone(self, peripheral: Peripheral) -> None:
        """Connect another client, as V2C's app would be."""
        await self.run(self.phone.connect(address_of(peripheral.address)))

    async def release_by_phone(self) -> None:
        """Let the other client go."""
        for connection in list(self.phone.connections.values()):
            await self.run(connection.disconnect())

    async def run[T](self, work: Coroutine[Any, Any, T]) -> T:
        """Do something in the radio's loop."""
        return await asyncio.wrap_future(
            asyncio.run_coroutine_threadsafe(work, self._loop)
        )

    def tell[*Ts](self, listener: Callable[[*Ts], None], *arguments: *Ts) -> None:
        """Call something in the loop of whoever uses the radio, from the radio's."""
        if self._home is not None and not self._home.is_closed():
            self._home.call_soon_threadsafe(listener, *arguments)

    def device(self, name: str, address: str) -> Device:
        """Return a device without power yet, from outside of the radio's loop."""
        made = asyncio.run_coroutine_threadsafe(self._device(name, address), self._loop)
        return made.result()

    async def _device(self, name: str, address: str) -> Device:
        controller = Controller(name, link=self._link)
        self._controllers[name] = controller
        host = Host(controller, AsyncPipeSink(controller))
        configuration = DeviceConfiguration(name=name, address=address_of(address))
        return Device(config=configuration, host=host)

    def _heard(self, advertisement: Advertisement) -> None:
        address = advertisement.address.to_string(with_type_qualifier=False)
        peripheral = self._peripherals.get(address)
        if peripheral is not None:
            sighting = Sighting(
                address=address,
                rssi=peripheral.rssi,
                data=bytes(advertisement.data_bytes),
            )
            self.tell(lambda: self.on_sighting(sighting))

    async def _start(self) -> None:
        await self.phone.power_on()
        await self.adapter.power_on()
        self.adapter.on("advertisement", self._heard)
        await self.adapter.start_scanning(
            legacy=True, active=True, filter_duplicates=False
        )

    async def _stop(self) -> None:
        for device in (self.adapter, self.phone):
            for connection in list(device.connections.values()):
                with suppress(BaseError):
                    await connection.disconnect()
        await self.adapter.stop_scanning()
        for peripheral in self._peripherals.values():
            await peripheral.close()
        for device in (self.adapter, self.phone):
            await device.power_off()
