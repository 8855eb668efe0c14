"""The packets of docs/bluetooth-profile.md, as a charger's side has them.

Written from that page and not from the integration, so that each proves the other.
"""

import binascii
from typing import Final

_HEAD_SIZE: Final = 4
_CHECKSUM_SIZE: Final = 4
_LAST: Final = 0x8000
_LONGEST: Final = 4096


def cut(number: int, body: bytes, size: int) -> list[bytes]:
    """Return a message as packets of up to `size` bytes."""
    head = number.to_bytes(2, "little")
    data = body + binascii.crc32(head + body).to_bytes(4, "little")
    step = size - _HEAD_SIZE
    parts = [data[start : start + step] for start in range(0, len(data), step)]
    marks = [*range(len(parts) - 1), len(parts) - 1 | _LAST]
    return [
        head + mark.to_bytes(2, "little") + part
        for mark, part in zip(marks, parts, strict=True)
    ]


class Joiner:
    """Collects the packets of the newest message; an older one is forgotten."""

    def __init__(self) -> None:
        """Have nothing yet."""
        self._number = -1
        self._parts: dict[int, bytes] = {}
        self._count = 0

    def take(self, packet: bytes) -> tuple[int, bytes] | None:
        """Take a packet; return number and body of the message that it completes."""
        number = int.from_bytes(packet[:2], "little")
        mark = int.from_bytes(packet[2:_HEAD_SIZE], "little")
        if len(packet) <= _HEAD_SIZE:
            return None
        if number != self._number:
            self._number, self._parts, self._count = number, {}, 0
        if mark & _LAST:
            self._count = (mark & ~_LAST) + 1
        self._parts.setdefault(mark & ~_LAST, packet[_HEAD_SIZE:])
        wanted = range(self._count)
        if not wanted or any(part not in self._parts for part in wanted):
            return None
        data = b"".join(self._parts[part] for part in wanted)
        self._parts, self._count = {}, 0
        body, found = data[:-_CHECKSUM_SIZE], data[-_CHECKSUM_SIZE:]
        expected = binascii.crc32(packet[:2] + body).to_bytes(4, "little")
        return (number, body) if found == expected and len(body) <= _LONGEST else None
