"""One open Bluetooth connection; the only module that knows bleak.

It is imported when the first connection is made: Home Assistant brings bleak with its
Bluetooth, and puts a client of its own in the place of bleak's when that starts.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

from bleak import BleakClient
from bleak.backends.device import BLEDevice
from bleak.exc import BleakError
import bleak_retry_connector

from .ble_profiles import GattCharacteristic, GattService, GattTable
from .exceptions import V2CConnectionError, V2CTimeoutError

_ATTEMPTS = 2
_GOODBYE = 5.0

type ClientClass = type[BleakClient]


class GattSession:
    """A connection to one charger."""

    def __init__(self, client: BleakClient) -> None:
        """Take over a client that is connected."""
        self._client = client
        self._turn = asyncio.Lock()

    @property
    def is_open(self) -> bool:
        """Whether the connection still stands."""
        return self._client.is_connected

    @property
    def table(self) -> GattTable:
        """All services with their characteristics."""
        return tuple(
            GattService(
                uuid=service.uuid.lower(),
                characteristics=tuple(
                    GattCharacteristic(
                        uuid=item.uuid.lower(), properties=tuple(item.properties)
                    )
                    for item in service.characteristics
                ),
            )
            for service in self._client.services
        )

    def packet_size(self, uuid: str) -> int:
        """Bytes that one packet to a characteristic can hold."""
        found = self._client.services.get_characteristic(uuid)
        return found.max_write_without_response_size if found else 0

    async def write(self, uuid: str, packet: bytes) -> None:
        """Write and wait until the other side has it. Raises ``V2CTimeoutError``."""
        await self._do(self._client.write_gatt_char(uuid, packet, response=True))

    async def read(self, uuid: str) -> bytes:
        """Read a value. Raises ``V2CTimeoutError``."""
        return bytes(await self._do(self._client.read_gatt_char(uuid)))

    async def listen(self, uuid: str, listener: Callable[[bytes], None]) -> None:
        """Call ``listener`` with each notification. Raises ``V2CTimeoutError``."""
        await self._do(
            self._client.start_notify(uuid, lambda _, data: listener(bytes(data)))
        )

    async def close(self) -> None:
        """End the connection, whatever state it is in."""
        with suppress(BleakError, TimeoutError):
            async with asyncio.timeout(_GOODBYE):
                await self._client.disconnect()

    async def _do[T](self, operation: Awaitable[T]) -> T:
        """Carry out one operation of the link, which takes one at a time.

        Whoever asked for it may be called off; the link is not, for half an operation
        would leave it unusable.
        """

        async def in_turn() -> T:
            async with self._turn:
                return await operation

        task = asyncio.create_task(in_turn())
        # Nobody else looks at how it ended when whoever asked is gone.
        task.add_done_callback(lambda done: done.cancelled() or done.exception())
        try:
            return await asyncio.shield(task)
        except BleakError as err:
            raise V2CTimeoutError("The Bluetooth connection broke off") from err


async def open_session(
    find_device: Callable[[], BLEDevice],
    disconnected: Callable[[], None],
    client_class: ClientClass | None,
    patience: float,
) -> GattSession:
    """Connect to a charger within ``patience`` seconds.

    Raises ``V2CConnectionError``, with what ``find_device`` gives as its reason, too.
    """
    device = find_device()
    try:
        async with asyncio.timeout(patience):
            client = await bleak_retry_connector.establish_connection(
                client_class or bleak_retry_connector.BleakClientWithServiceCache,
                device,
                device.name or "V2C",
                disconnected_callback=lambda _: disconnected(),
                max_attempts=_ATTEMPTS,
                ble_device_callback=find_device,
            )
    except (BleakError, TimeoutError) as err:
        raise V2CConnectionError(
            "It is near, but takes no Bluetooth connection: it may have one with "
            "the V2C app"
        ) from err
    return GattSession(client)
