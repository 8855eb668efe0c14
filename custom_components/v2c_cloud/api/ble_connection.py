"""Asks a charger over Bluetooth: connects when needed, lets go when idle."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
import hashlib
import hmac
import random
from typing import TYPE_CHECKING

from .ble_framing import Assembler, packets
from .ble_profiles import GattTable, Profile, choose_profile, readable_information
from .datamanager import as_name
from .datamanager_link import DatamanagerTimings, NotFoundError
from .exceptions import (
    V2CConnectionError,
    V2CError,
    V2CPinError,
    V2CResponseError,
    V2CTimeoutError,
    V2CUnsupportedError,
)

if TYPE_CHECKING:
    from bleak.backends.device import BLEDevice

    from .ble_session import ClientClass, GattSession

_STATUS_SIZE = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class BleTimings(DatamanagerTimings):
    """The manners of the Bluetooth link, in seconds."""

    gap: float = 0.0
    connect_timeout: float = 30.0
    write_timeout: float = 6.0
    hold: float = 15.0
    """How long a connection is kept after a request: a charger takes one client."""
    look_again_after: float = 3600.0
    """When a charger whose GATT table nobody knows is connected to again."""


@dataclass(slots=True)
class Traffic:
    """What has gone over the air since the start, to be measured."""

    connections: int = 0
    packets_sent: int = 0
    packets_received: int = 0
    bytes_sent: int = 0
    bytes_received: int = 0


class BleConnection:
    """The way to one charger. Its user asks one question at a time."""

    def __init__(
        self,
        find_device: Callable[[], BLEDevice],
        *,
        pin: str | None = None,
        persistent: bool = False,
        timings: BleTimings,
        client_class: ClientClass | None = None,
    ) -> None:
        """Prepare to connect; nothing is sent yet.

        ``find_device`` is asked before each connection, and raises
        ``V2CConnectionError`` with the reason when there is no way to the charger.
        """
        self.table: GattTable = ()
        """What the last connection showed."""
        self.information: dict[str, str] = {}
        """What the charger says of itself in Bluetooth's own words."""
        self.traffic = Traffic()
        self._find_device = find_device
        self._pin = pin
        self._persistent = persistent
        self._timings = timings
        self._client_class = client_class
        self._profile: Profile | None = None
        self._session: GattSession | None = None
        self._changing = asyncio.Lock()
        self._release: asyncio.TimerHandle | None = None
        self._letting_go: asyncio.Task[None] | None = None
        self._assembler: Assembler | None = None
        self._answer: asyncio.Future[bytes] | None = None
        self._closed = False
        # The answer to a question of an earlier run must not be taken for one of ours.
        self._message_id = random.randrange(0x10000)  # noqa: S311 - no secret

    @property
    def persistent(self) -> bool:
        """Whether the connection is kept when nobody asks anything."""
        return self._persistent

    @persistent.setter
    def persistent(self, persistent: bool) -> None:
        if persistent != self._persistent:
            self._persistent = persistent
            self._keep()
            if self._answer is None:
                self._release_later()

    @property
    def profile(self) -> Profile | None:
        """What it speaks, once that was seen."""
        return self._profile

    @property
    def profile_unknown(self) -> bool:
        """Whether the charger was seen to speak what nobody here knows."""
        return bool(self.table) and self._profile is None

    async def ask(self, path: str, content: str = "", *, timeout: float) -> str:
        """Ask one question and return the answer.

        Raises ``V2CConnectionError`` when it was certainly not carried out,
        ``V2CTimeoutError`` or ``V2CResponseError`` when nobody knows, ``NotFoundError``
        for a path that the charger does not know, ``V2CPinError`` when it wants
        another PIN, and ``V2CUnsupportedError`` when it speaks another language.
        """
        self._keep()
        try:
            session, profile = await self._connected()
            return await self._ask(session, profile, path, content, timeout)
        finally:
            self._release_later()

    async def close(self) -> None:
        """Let the charger go for good."""
        self._closed = True
        self._keep()
        await self._let_go()

    async def _connected(self) -> tuple[GattSession, Profile]:
        async with self._changing:
            if self._closed:
                raise V2CConnectionError("Home Assistant is letting the charger go")
            if self._session is None or not self._session.is_open:
                self._session = await self._open()
            if self._profile is None:
                raise V2CUnsupportedError(
                    "The charger speaks a Bluetooth language that nobody here knows"
                )
            return self._session, self._profile

    async def _open(self) -> GattSession:
        self._find_device()
        # Home Assistant has bleak only where it has Bluetooth.
        from .ble_session import open_session  # noqa: PLC0415

        session = await open_session(
            self._find_device,
            self._disconnected,
            self._client_class,
            self._timings.connect_timeout,
        )
        self.traffic.connections += 1
        try:
            self.table = session.table
            self._profile = choose_profile(self.table)
            if not self.information:
                await self._inform(session)
            if self._profile is not None:
                await session.listen(self._profile.answer, self._receive)
                await self._log_in(session, self._profile)
        except BaseException:
            await session.close()
            raise
        if self._profile is None:
            await session.close()
        return session

    async def _inform(self, session: GattSession) -> None:
        """Read what Bluetooth's own Device Information tells; it may be missing."""
        for uuid, name in readable_information(self.table).items():
            with suppress(V2CError, UnicodeDecodeError):
                if text := as_name((await session.read(uuid)).decode().strip("\0 ")):
                    self.information[name] = text

    async def _log_in(self, session: GattSession, profile: Profile) -> None:
        """Prove to know the PIN, if there is one, without sending it."""
        if self._pin is None:
            return
        timeout = self._timings.read_timeout
        try:
            nonce = await self._ask(session, profile, "nonce", "", timeout)
        except NotFoundError:
            return  # it wants no PIN
        proof = hmac.new(self._pin.encode(), nonce.encode(), hashlib.sha256).hexdigest()
        await self._ask(session, profile, f"login/{proof}", "", timeout)

    async def _ask(
        self,
        session: GattSession,
        profile: Profile,
        path: str,
        content: str,
        timeout: float,
    ) -> str:
        self._message_id = (self._message_id + 1) % 0x10000
        self._assembler = Assembler(self._message_id)
        self._answer = asyncio.get_running_loop().create_future()
        body = f"{path}\n{content}" if content else path
        *others, last = packets(
            self._message_id, body.encode(), session.packet_size(profile.request)
        )
        whole = False
        try:
            async with asyncio.timeout(timeout):
                for packet in others:
                    await self._send(session, profile, packet)
                whole = True
                await self._send(session, profile, last)
                answer = await self._answer
        except TimeoutError as err:
            await session.close()
            raise _failure(whole) from err
        except V2CTimeoutError as err:
            raise _failure(whole) from err
        finally:
            if self._answer.done() and not self._answer.cancelled():
                # The connection may have broken before anybody waited for this.
                self._answer.exception()
            self._assembler = self._answer = None
        return _body(answer)

    async def _send(
        self, session: GattSession, profile: Profile, packet: bytes
    ) -> None:
        await session.write(profile.request, packet)
        self.traffic.packets_sent += 1
        self.traffic.bytes_sent += len(packet)

    def _receive(self, packet: bytes) -> None:
        self.traffic.packets_received += 1
        self.traffic.bytes_received += len(packet)
        if self._assembler is None or self._answer is None or self._answer.done():
            return
        try:
            answer = self._assembler.add(packet)
        except V2CResponseError as err:
            self._answer.set_exception(err)
        else:
            if answer is not None:
                self._answer.set_result(answer)

    def _disconnected(self) -> None:
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(
                V2CTimeoutError("The Bluetooth connection broke off")
            )

    def _keep(self) -> None:
        if self._release is not None:
            self._release.cancel()
            self._release = None

    def _release_later(self) -> None:
        if self._session is None or self._persistent or self._closed:
            return
        self._release = asyncio.get_running_loop().call_later(
            self._timings.hold, self._start_letting_go
        )

    def _start_letting_go(self) -> None:
        self._release = None
        self._letting_go = asyncio.get_running_loop().create_task(self._let_go())

    async def _let_go(self) -> None:
        """Disconnect, unless somebody has just asked again."""
        async with self._changing:
            if self._session is not None and (self._closed or self._answer is None):
                session, self._session = self._session, None
                await session.close()


def _failure(whole: bool) -> V2CConnectionError:
    """What it means that no answer came: a part of a request is none."""
    if whole:
        return V2CTimeoutError("The charger did not answer over Bluetooth")
    return V2CConnectionError("The Bluetooth connection broke off too early")


def _body(answer: bytes) -> str:
    """Take an answer apart; raises what its status means."""
    status = int.from_bytes(answer[:_STATUS_SIZE], "little")
    match status:
        case 200:
            return answer[_STATUS_SIZE:].decode(errors="replace")
        case 401:
            raise V2CPinError("The charger wants another PIN")
        case 404:
            raise NotFoundError("The charger does not know this")
        case 503:
            raise V2CConnectionError("The bridge does not reach its charger")
        case 504:
            raise V2CTimeoutError("The bridge's charger did not answer")
        case _:
            raise V2CResponseError(f"The charger answered {status}")
