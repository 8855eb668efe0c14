"""The charger's side of the packets, byte by byte as docs/bluetooth-profile.md."""

from pathlib import Path

import pytest

from scripts.simulator.gatt_packets import Joiner, cut

REQUEST = bytes.fromhex("3412 0080 52656164 00000000")
"""A packet whose checksum is wrong."""
EXAMPLE = bytes.fromhex("01020080726561642f4c6f636b656400000000")
PAGE = Path(__file__).parents[2] / "docs" / "bluetooth-profile.md"


def test_a_message_in_one_packet() -> None:
    """ID, number with the mark of the last, body, checksum."""
    (packet,) = cut(0x0201, b"read/Locked", 244)

    assert packet[:4] == bytes.fromhex("01020080")
    assert packet[4:-4] == b"read/Locked"
    assert packet.hex(" ") in PAGE.read_text(encoding="utf-8").replace("  ", " ")


@pytest.mark.parametrize("size", [20, 21, 100, 244])
def test_there_and_back(size: int) -> None:
    """The last packet completes the message, whatever came first."""
    joiner = Joiner()
    *others, last = reversed(cut(7, bytes(300), size))

    assert [joiner.take(packet) for packet in others] == [None] * len(others)
    assert joiner.take(last) == (7, bytes(300))


def test_a_new_message_ends_the_one_before() -> None:
    """A client that was interrupted asks anew."""
    joiner = Joiner()
    joiner.take(cut(7, bytes(300), 20)[0])
    (packet,) = cut(8, b"x", 20)

    assert joiner.take(packet) == (8, b"x")


@pytest.mark.parametrize("packet", [b"", b"\x01\x02\x00\x80", REQUEST, EXAMPLE])
def test_what_is_no_message(packet: bytes) -> None:
    """Too short, or with a checksum that is none."""
    assert Joiner().take(packet) is None
