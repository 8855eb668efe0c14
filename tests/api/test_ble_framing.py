"""Packets that are lost, repeated, reordered, cut or garbled never tell a lie."""

from itertools import pairwise
from random import Random
import zlib

from hypothesis import given, strategies as st
import pytest

from custom_components.v2c_cloud.api.ble_framing import (
    LARGEST_PACKET,
    SMALLEST_PACKET,
    Assembler,
    checksum,
    packets,
)
from custom_components.v2c_cloud.api.datamanager import MAX_DOCUMENT
from custom_components.v2c_cloud.api.exceptions import V2CResponseError

IDS = st.integers(0, 0xFFFF)
BODIES = st.binary(max_size=1_500)
SIZES = st.integers(SMALLEST_PACKET, LARGEST_PACKET)


def received(message_id: int, sent: list[bytes]) -> bytes | None:
    """What a receiver makes of packets; None if it has or believes nothing."""
    assembler = Assembler(message_id)
    try:
        return next(
            (body for packet in sent if (body := assembler.add(packet)) is not None),
            None,
        )
    except V2CResponseError:
        return None


@given(IDS, BODIES, SIZES)
def test_what_is_sent_arrives(message_id: int, body: bytes, size: int) -> None:
    """At any size of packet, none of which is too large."""
    sent = list(packets(message_id, body, size))

    assert received(message_id, sent) == body
    assert max(map(len, sent)) <= size


@given(IDS, BODIES, SIZES, st.randoms(use_true_random=False))
def test_order_and_repetition_do_not_matter(
    message_id: int, body: bytes, size: int, random: Random
) -> None:
    """A queue may shuffle, a link may repeat."""
    sent = list(packets(message_id, body, size))
    sent += random.choices(sent, k=3)
    random.shuffle(sent)

    assert received(message_id, sent) == body


@given(IDS, BODIES, SIZES, st.data())
def test_a_lost_packet_is_an_answer_that_never_comes(
    message_id: int, body: bytes, size: int, data: st.DataObject
) -> None:
    """There is no half a message."""
    sent = list(packets(message_id, body, size))
    del sent[data.draw(st.integers(0, len(sent) - 1))]

    assert received(message_id, sent) is None


@given(IDS, BODIES, SIZES, st.data())
def test_a_damaged_message_is_not_believed(
    message_id: int, body: bytes, size: int, data: st.DataObject
) -> None:
    """Cut short, or with wrong bits, wherever that is: right or nothing."""
    sent = list(packets(message_id, body, size))
    victim = data.draw(st.integers(0, len(sent) - 1))
    packet = bytearray(sent[victim])
    bit = data.draw(st.integers(0, 8 * len(packet) - 1))
    packet[bit // 8] ^= 1 << bit % 8
    sent[victim] = bytes(packet[: data.draw(st.integers(0, len(packet)))])

    assert received(message_id, sent) in (None, body)


@given(IDS, IDS, st.lists(BODIES, min_size=2, max_size=4), SIZES, st.data())
def test_messages_do_not_mix(
    wanted: int, other: int, bodies: list[bytes], size: int, data: st.DataObject
) -> None:
    """Packets of several messages in any order are one of them, or none."""
    ids = [wanted, *[other] * (len(bodies) - 1)]
    sent = [
        packet
        for message_id, body in zip(ids, bodies, strict=True)
        for packet in packets(message_id, body, size)
    ]

    assert received(wanted, data.draw(st.permutations(sent))) in (None, *bodies)


@given(IDS, st.lists(st.binary(max_size=64), max_size=20))
def test_noise_is_no_message(message_id: int, sent: list[bytes]) -> None:
    """Whatever comes, nothing else than ``V2CResponseError`` is raised."""
    assert received(message_id, sent) is None


def test_the_checksum_is_the_well_known_one() -> None:
    """CRC-32 as in zip and Ethernet, little-endian, over the ID and the body."""
    assert checksum(0x0201, b"OK") == zlib.crc32(b"\x01\x02OK").to_bytes(4, "little")
    assert list(packets(0x0201, b"OK", 20)) == [
        b"\x01\x02\x00\x80OK" + checksum(0x0201, b"OK")
    ]


def test_packets_are_numbered() -> None:
    """The last says so; at the least MTU there is room for 16 bytes."""
    sent = list(packets(7, bytes(40), 20))
    numbers = [int.from_bytes(packet[2:4], "little") for packet in sent]

    assert [len(packet) for packet in sent] == [20, 20, 16]
    assert numbers == [0, 1, 2 | 0x8000]
    assert all(first < second for first, second in pairwise(numbers))


def test_a_message_without_an_end_is_given_up() -> None:
    """Nobody fills Home Assistant's memory."""
    assembler = Assembler(1)
    endless = packets(1, bytes(2 * MAX_DOCUMENT), LARGEST_PACKET)

    with pytest.raises(V2CResponseError, match="too long"):
        list(map(assembler.add, endless))
