"""Cuts a message into what fits one GATT packet, and puts packets together again.

Our own format, specified in docs/bluetooth-profile.md: V2C has published none.
"""

from collections.abc import Iterator
import struct
import zlib

from .datamanager import MAX_DOCUMENT
from .exceptions import V2CResponseError

SMALLEST_PACKET = 20
"""Bytes: what is left of the least MTU that Bluetooth allows, which is 23."""
LARGEST_PACKET = 512
"""Bytes: no GATT value is longer, whatever the MTU."""

_HEAD = struct.Struct("<HH")
_CHECKSUM = struct.Struct("<I")
_LAST = 0x8000
"""The bit of the packet's number that says that no packet follows."""


def checksum(message_id: int, body: bytes) -> bytes:
    """The CRC-32 of a message and its ID, as it follows the body."""
    return _CHECKSUM.pack(
        zlib.crc32(body, zlib.crc32(message_id.to_bytes(2, "little")))
    )


def packets(message_id: int, body: bytes, size: int) -> Iterator[bytes]:
    """Cut a message into packets of up to ``size`` bytes.

    ``message_id`` is from 0 to 65535.
    """
    data = body + checksum(message_id, body)
    step = max(SMALLEST_PACKET, min(size, LARGEST_PACKET)) - _HEAD.size
    last = (len(data) - 1) // step
    for number in range(last + 1):
        mark = _LAST if number == last else 0
        yield (
            _HEAD.pack(message_id, number | mark)
            + data[number * step : (number + 1) * step]
        )


class Assembler:
    """Puts the packets of one message together, in whatever order they come."""

    def __init__(self, message_id: int) -> None:
        """Wait for the message with this ID; packets of others are left alone."""
        self._message_id = message_id
        self._parts: dict[int, bytes] = {}
        self._last: int | None = None
        self._size = 0

    def add(self, packet: bytes) -> bytes | None:
        """Take a packet; returns the message once all of it is there.

        A packet that comes twice counts once. Raises ``V2CResponseError`` when the
        message is not what was sent, or longer than any charger's.
        """
        if len(packet) <= _HEAD.size:
            return None
        message_id, number = _HEAD.unpack_from(packet)
        if message_id != self._message_id:
            return None
        if number & _LAST:
            number ^= _LAST
            self._last = number
        if number not in self._parts:
            self._parts[number] = packet[_HEAD.size :]
            self._size += len(packet) - _HEAD.size
        if self._size > MAX_DOCUMENT + _CHECKSUM.size:
            raise V2CResponseError("The answer is too long for a V2C charger")
        if self._last is None or any(
            number not in self._parts for number in range(self._last + 1)
        ):
            return None
        data = b"".join(self._parts[number] for number in range(self._last + 1))
        body, found = data[: -_CHECKSUM.size], data[-_CHECKSUM.size :]
        if found != checksum(message_id, body):
            raise V2CResponseError("The answer was damaged on its way")
        return body
