"""The adapter of a virtual radio, as bleak sees adapters."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, Final, cast, override

from bleak.args import SizedBuffer
from bleak.assigned_numbers import CharacteristicPropertyName
from bleak.backends.characteristic import BleakGATTCharacteristic
from bleak.backends.client import BaseBleakClient, NotifyCallback
from bleak.backends.descriptor import BleakGATTDescriptor
from bleak.backends.service import BleakGATTService, BleakGATTServiceCollection
from bleak.exc import BleakError
from bumble.core import UUID, BaseError
from bumble.device import Connection, Peer
from bumble.gatt_client import CharacteristicProxy

from .radio import LEAST_MTU, USUAL_MTU, Radio

_BASE: Final = "-0000-1000-8000-00805f9b34fb"
_NAMES: Final[dict[int, CharacteristicPropertyName]] = {
    0x02: "read",
    0x04: "write-without-response",
    0x08: "write",
    0x10: "notify",
    0x20: "indicate",
}


def _text(uuid: UUID) -> str:
    if len(uuid.uuid_bytes) == 2:
        return f"0000{uuid.to_hex_str().lower()}{_BASE}"
    return uuid.to_hex_str("-").lower()


class RadioClient(BaseBleakClient):
    """A client that goes over a radio; `client_of` binds it to one."""

    radio: Radio

    def __init__(self, address_or_ble_device: Any, **kwargs: Any) -> None:
        """Prepare to connect."""
        super().__init__(address_or_ble_device, **kwargs)
        self._connection: Connection | None = None
        self._listeners: dict[int, Callable[[bytes], None]] = {}

    @property
    @override
    def name(self) -> str:
        return "radio"

    @property
    @override
    def mtu_size(self) -> int:
        return self._connection.att_mtu if self._connection else LEAST_MTU

    @property
    @override
    def is_connected(self) -> bool:
        return self._connection is not None

    @override
    async def connect(self, pair: bool, **kwargs: Any) -> None:
        patience = kwargs.get("timeout", self._timeout)
        await self._do(self._connect(patience))

    @override
    async def disconnect(self) -> None:
        if (connection := self._connection) is not None:
            self._connection = None
            await self._do(connection.disconnect())

    @override
    async def pair(self, *args: Any, **kwargs: Any) -> None:
        raise NotImplementedError

    @override
    async def unpair(self) -> None:
        raise NotImplementedError

    @override
    async def read_gatt_char(
        self,
        characteristic: BleakGATTCharacteristic,
        *,
        use_cached: bool = False,
        **kwargs: Any,
    ) -> bytearray:
        proxy = self._proxy(characteristic)
        return bytearray(await self._do(proxy.read_value()))

    @override
    async def read_gatt_descriptor(
        self,
        descriptor: BleakGATTDescriptor,
        *,
        use_cached: bool = False,
        **kwargs: Any,
    ) -> bytearray:
        raise NotImplementedError

    @override
    async def write_gatt_char(
        self, characteristic: BleakGATTCharacteristic, data: SizedBuffer, response: bool
    ) -> None:
        proxy = self._proxy(characteristic)
        await self._do(proxy.write_value(bytes(data), with_response=response))

    @override
    async def write_gatt_descriptor(
        self, descriptor: BleakGATTDescriptor, data: SizedBuffer
    ) -> None:
        raise NotImplementedError

    @override
    async def start_notify(
        self,
        characteristic: BleakGATTCharacteristic,
        callback: NotifyCallback,
        **kwargs: Any,
    ) -> None:
        proxy = self._proxy(characteristic)

        def heard(value: bytes) -> None:
            self.radio.tell(callback, bytearray(value))

        self._listeners[characteristic.handle] = heard
        await self._do(proxy.subscribe(heard))

    @override
    async def stop_notify(self, characteristic: BleakGATTCharacteristic) -> None:
        proxy = self._proxy(characteristic)
        await self._do(
            proxy.unsubscribe(self._listeners.pop(characteristic.handle, None))
        )

    def _proxy(
        self, characteristic: BleakGATTCharacteristic
    ) -> CharacteristicProxy[bytes]:
        if self._connection is None:
            raise BleakError("Not connected")
        return cast("CharacteristicProxy[bytes]", characteristic.obj)

    async def _connect(self, patience: float) -> None:
        if self.radio.connections >= self.radio.slots:
            raise BleakError("No connection slot is free")
        connection = await self.radio.connect(self.address, patience)
        try:
            connection.on("disconnection", lambda _: self.radio.tell(self._gone))
            peer = Peer(connection)
            await peer.request_mtu(USUAL_MTU)
            self.services = await self._discover(peer)
        except BaseException:
            await connection.disconnect()
            raise
        self._connection = connection

    async def _discover(self, peer: Peer) -> BleakGATTServiceCollection:
        found = BleakGATTServiceCollection()
        await peer.discover_services()
        for service in peer.services:
            known = BleakGATTService(service, service.handle, _text(service.uuid))
            found.add_service(known)
            await service.discover_characteristics()
            for item in service.characteristics:
                await item.discover_descriptors()
                names = [
                    name for bit, name in _NAMES.items() if int(item.properties) & bit
                ]
                found.add_characteristic(
                    BleakGATTCharacteristic(
                        item,
                        item.handle,
                        _text(item.uuid),
                        names,
                        lambda: self.mtu_size - 3,
                        known,
                    )
                )
        return found

    def _gone(self) -> None:
        self._connection = None
        if self._disconnected_callback is not None:
            self._disconnected_callback()

    async def _do[T](self, work: Coroutine[Any, Any, T]) -> T:
        try:
            return await self.radio.run(work)
        except asyncio.CancelledError as error:
            task = asyncio.current_task()
            if task is None or task.cancelling():
                raise
            # bumble calls a request off when its connection ends.
            raise BleakError("Disconnected") from error
        except (BaseError, TimeoutError) as error:
            raise BleakError(f"The radio says {error!r}") from error


def client_of(radio: Radio) -> type[RadioClient]:
    """Return the class of clients that use a radio."""
    return type("ClientOfThisRadio", (RadioClient,), {"radio": radio})
