"""The Bluetooth of a charger, or of a bridge beside it (docs/bluetooth-profile.md).

V2C has published nothing of its own, so this is the profile that this project defines.
"""

import asyncio
from collections.abc import Awaitable, Callable
from enum import Enum, auto
import hashlib
import hmac
from http import HTTPStatus
import json
from random import Random
from typing import Final

from .charges import ChargeLog
from .cloud_statistics import by_hour
from .gatt_packets import Joiner, cut
from .radio import USUAL_MTU, Peripheral, Radio
from .settings import Reply
from .smart_charger import SmartCharger

SERVICE: Final = "8f7a5c5a-1025-4209-b014-fba1039d1a14"
REQUEST: Final = "8f7a5c5b-1025-4209-b014-fba1039d1a14"
ANSWER: Final = "8f7a5c5c-1025-4209-b014-fba1039d1a14"
_STRANGE: Final = (
    "5d0b1c00-7f31-4c8a-9a55-31f0c4a7e201",
    "5d0b1c01-7f31-4c8a-9a55-31f0c4a7e201",
    "5d0b1c02-7f31-4c8a-9a55-31f0c4a7e201",
)
_DECIMALS: Final = 2

type Answer = tuple[HTTPStatus, str]
type Answerer = Callable[[str, str], Awaitable[Answer]]
"""Answers a path with its content."""

_NOT_FOUND: Final[Answer] = (HTTPStatus.NOT_FOUND, "")


class BleFault(Enum):
    """What is wrong on the air.

    NONE; SILENT: no answer ever; DROP: the connection ends when a request is complete,
    which is carried out; EARLY: it ends before a request is complete; LOSE, REPEAT,
    SHUFFLE, CUT, GARBLE: what happens to the packets of an answer; ERROR: writes are
    answered `ERROR` and change nothing.
    """

    NONE = auto()
    SILENT = auto()
    DROP = auto()
    EARLY = auto()
    LOSE = auto()
    REPEAT = auto()
    SHUFFLE = auto()
    CUT = auto()
    GARBLE = auto()
    ERROR = auto()


class Ble:
    """A peripheral that speaks the profile.

    Attributes:
        peripheral: it on the air.
        fault: what is wrong.
        pin: what a client must prove to know; None lets everybody in.
        requests: the paths that were asked for, oldest first.
    """

    def __init__(
        self,
        radio: Radio,
        answer: Answerer,
        *,
        name: str,
        address: str,
        information: dict[str, str],
        random: Random,
        known_language: bool = True,
    ) -> None:
        """Prepare it; `start` puts it on the air.

        Without a `known_language` its GATT table is one that nobody has seen.
        """
        self.fault = BleFault.NONE
        self.pin: str | None = None
        self.requests: list[str] = []
        self.peripheral = Peripheral(radio, name, address, information)
        self.peripheral.on_packet = self._take
        self.peripheral.on_gone = self._forget
        self.peripheral.on_close = self._finish
        if known_language:
            self.peripheral.offer(SERVICE, REQUEST, ANSWER)
        else:
            self.peripheral.offer(*_STRANGE)
        self._radio = radio
        self._answer = answer
        self._random = random
        self._joiner = Joiner()
        self._nonce = ""
        self._let_in = False
        self._last: tuple[int, bytes] | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        """Put it on the air."""
        await self._radio.add(self.peripheral)

    async def _finish(self) -> None:
        await asyncio.gather(*self._tasks)

    def _forget(self) -> None:
        """Start anew: each connection has requests and a proof of its own."""
        self._joiner = Joiner()
        self._nonce, self._let_in, self._last = "", False, None

    def _take(self, packet: bytes) -> None:
        message = self._joiner.take(packet)
        early = self.fault is BleFault.EARLY
        if message is None and not early:
            return
        work = self.peripheral.drop() if message is None else self._serve(*message)
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _serve(self, number: int, body: bytes) -> None:
        if self.fault is BleFault.EARLY:
            await self.peripheral.drop()
            return
        if self._last is None or self._last[0] != number:
            path, _, content = body.decode(errors="replace").partition("\n")
            self.requests.append(path)
            status, text = await self._look_up(path, content)
            self._last = number, status.to_bytes(2, "little") + text.encode()
        match self.fault:
            case BleFault.SILENT:
                return
            case BleFault.DROP:
                await self.peripheral.drop()
                return
        packets = cut(number, self._last[1], self.peripheral.packet_size)
        await self.peripheral.notify(self._spoil(packets))

    async def _look_up(self, path: str, content: str) -> Answer:
        if self.pin is not None and not self._let_in:
            return self._check(path, self.pin)
        if self.fault is BleFault.ERROR and path.startswith("write/"):
            return HTTPStatus.OK, "ERROR"
        return await self._answer(path, content)

    def _check(self, path: str, pin: str) -> Answer:
        if path == "nonce":
            self._nonce = self._random.randbytes(16).hex()
            return HTTPStatus.OK, self._nonce
        proof = hmac.new(pin.encode(), self._nonce.encode(), hashlib.sha256).hexdigest()
        self._let_in = bool(self._nonce) and path == f"login/{proof}"
        self._nonce = ""
        return (HTTPStatus.OK if self._let_in else HTTPStatus.UNAUTHORIZED), ""

    def _spoil(self, packets: list[bytes]) -> list[bytes]:
        victim = self._random.randrange(len(packets))
        packet = packets[victim]
        match self.fault:
            case BleFault.LOSE:
                del packets[victim]
            case BleFault.REPEAT:
                packets.insert(self._random.randrange(len(packets)), packet)
            case BleFault.SHUFFLE:
                self._random.shuffle(packets)
            case BleFault.CUT:
                packets[victim] = packet[:-1]
            case BleFault.GARBLE:
                packets[victim] = packet[:-1] + bytes([packet[-1] ^ 0x04])
        return packets


def answers_of(charger: SmartCharger) -> Answerer:
    """Return what answers for a charger."""

    async def answer(path: str, content: str) -> Answer:
        kind, _, rest = path.partition("/")
        match kind:
            case "RealTimeData" if charger.powered:
                return HTTPStatus.OK, charger.real_time_data()
            case "read":
                value = charger.read(rest)
                return _NOT_FOUND if value is None else (HTTPStatus.OK, value)
            case "write":
                keyword, _, value = rest.partition("=")
                return {
                    Reply.OK: (HTTPStatus.OK, "OK"),
                    Reply.ERROR: (HTTPStatus.OK, "ERROR"),
                    Reply.UNKNOWN: _NOT_FOUND,
                }[charger.write(keyword, value)]
            case "charges":
                return HTTPStatus.OK, _charges(charger.log)
            case "networks":
                networks = [
                    {"ssid": network.ssid, "rssi": network.rssi}
                    for network in charger.networks
                ]
                return HTTPStatus.OK, json.dumps(networks)
            case "wifi":
                wanted = json.loads(content)
                charger.join_network(wanted["ssid"], wanted["password"])
                return HTTPStatus.OK, "OK"
        return _NOT_FOUND

    return answer


def _charges(log: ChargeLog) -> str:
    """Return the charges that a charger remembers, in the cloud's form."""
    return json.dumps(
        [
            {
                "idCharge": charge.id,
                "startChargeDate": charge.started.isoformat(timespec="seconds"),
                "endChargeDate": charge.ended.isoformat(timespec="seconds"),
                "energy": round(charge.total, _DECIMALS),
                "energyByHour": by_hour(charge.energy, _DECIMALS),
                "finished": True,
            }
            for charge in log.remembered
            if charge.ended is not None
        ]
    )


async def add_bluetooth(
    radio: Radio,
    charger: SmartCharger,
    *,
    name: str = "",
    address: str = "F0:F1:F2:F3:F4:F5",
    known_language: bool = True,
    mtu: int = USUAL_MTU,
    manufacturer: bytes = b"",
) -> Ble:
    """Give a charger Bluetooth."""
    ble = Ble(
        radio,
        answers_of(charger),
        name=name or f"Trydan {charger.id}",
        address=address,
        information={
            "manufacturer": "V2C",
            "model": "Trydan",
            "serial": charger.id,
            "firmware": charger.firmware.version,
        },
        random=Random(f"ble {charger.id}"),
        known_language=known_language,
    )
    ble.peripheral.mtu = mtu
    ble.peripheral.manufacturer = manufacturer
    await ble.start()
    return ble
