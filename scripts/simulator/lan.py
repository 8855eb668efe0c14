"""The LAN interface of a charger: a small HTTP server on a real loopback socket.

It is written on bare sockets because what matters here is what a web framework hides:
a connection aborted or never answered, a port that refuses, and who overlapped whom.
A charger without power refuses connections: silence cannot be had on loopback.
"""

import asyncio
from dataclasses import dataclass
from enum import Enum, auto
from http import HTTPStatus
from random import Random
import socket
import struct
from typing import Final

from .charger import Charger
from .real_time import real_sleep, real_time
from .settings import Reply

NOT_FOUND_TEXT: Final = "This URI does not exist"
_MAX_SOCKETS: Final = 7
_BACKLOG: Final = 5
_MAX_HEAD: Final = 4096
_KEPT_REQUESTS: Final = 10_000
_RESET: Final = struct.pack("ii", 1, 0)


class LanFault(Enum):
    """What is wrong on the LAN.

    NONE; DROP: the connection is aborted after the request; HANG: no answer ever;
    REFUSE: nobody listens; NOT_FOUND: a 404 that will pass; SLOW: the answer takes
    `delay` seconds; ERROR: writes are answered `ERROR` and change nothing.
    """

    NONE = auto()
    DROP = auto()
    HANG = auto()
    REFUSE = auto()
    NOT_FOUND = auto()
    SLOW = auto()
    ERROR = auto()


@dataclass(slots=True, kw_only=True)
class LanRequest:
    """One request, in real seconds; `status` is 0 while or because unanswered."""

    path: str
    started: float
    concurrent: int
    ended: float | None = None
    status: int = 0


@dataclass(slots=True, kw_only=True)
class _Trouble:
    fault: LanFault = LanFault.NONE
    path: str = "/"
    times: int | None = None
    delay: float = 2.0


@dataclass(frozen=True, slots=True)
class _Answer:
    status: HTTPStatus
    body: str

    def encode(self) -> bytes:
        kind = "text" if self.status is HTTPStatus.OK else "text/html"
        body = self.body.encode()
        head = (
            f"HTTP/1.1 {self.status.value} {self.status.phrase}\r\n"
            f"Content-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        return head.encode() + body


_NOT_FOUND: Final = _Answer(HTTPStatus.NOT_FOUND, NOT_FOUND_TEXT)
_ERROR: Final = _Answer(HTTPStatus.OK, "ERROR")


class Lan:
    """The server of one charger.

    Attributes:
        requests: what was asked, oldest first, the newest 10,000 at least.
        counted: how many requests there were.
        max_concurrent: most requests that were ever in flight at once.
        latency: real seconds that each answer takes; without it no overlap shows.
        strict_manners: whether a rushed request may be answered with a passing 404.
        rush_gap: a request is rushed within so many real seconds after the last
            answer, or while another is in flight. Owners report trouble without a
            pause and none with 150 ms; 100 ms between them is our choice.
        rush_404: how probable the 404 to a rushed request is.
    """

    def __init__(self, charger: Charger, random: Random) -> None:
        """Prepare the server of a charger; `start` opens it."""
        self.requests: list[LanRequest] = []
        self.counted = 0
        self.max_concurrent = 0
        self.latency = 0.01
        self.strict_manners = True
        self.rush_gap = 0.1
        self.rush_404 = 0.3
        self._charger = charger
        self._random = random
        self._trouble = _Trouble()
        self._host = self._home = "127.0.0.1"
        self._port = 0
        self._reachable = True
        self._listener: socket.socket | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._slots = asyncio.Semaphore(_MAX_SOCKETS)
        self._turn = asyncio.Lock()
        self._in_flight = 0
        self._last_end = float("-inf")

    @property
    def host(self) -> str:
        """Return the address it has."""
        return self._host

    @property
    def port(self) -> int:
        """Return the port it has, also while it refuses connections."""
        return self._port

    @property
    def fail(self) -> LanFault:
        """Return the present fault; setting one makes it total and lasting."""
        return self._trouble.fault

    @fail.setter
    def fail(self, fault: LanFault) -> None:
        self.set_fault(fault)

    def set_fault(
        self,
        fault: LanFault,
        *,
        path: str = "/",
        times: int | None = None,
        delay: float = 2.0,
    ) -> None:
        """Break the link for paths with a prefix, for so many requests or for ever.

        `delay` is for SLOW, in real seconds. REFUSE cannot be limited.
        """
        self._trouble = _Trouble(fault=fault, path=path, times=times, delay=delay)
        self.sync()

    async def start(self, host: str = "127.0.0.1", port: int = 0) -> None:
        """Listen on an address; port 0 takes a free one."""
        self._host = self._home = host
        self._port = port
        self._reachable = True
        self._open()

    async def move(self, port: int | None = None, host: str = "127.0.0.1") -> None:
        """Move to another address, as after a new DHCP lease; None is a free port."""
        await self.stop()
        await self.start(host, port or 0)

    def roam(self, host: str | None, *, reachable: bool) -> None:
        """Follow the charger into another network, with the same port.

        `host` is its address there, None the one it had at first. In a network that
        is not `reachable` nobody listens.
        """
        self._close()
        self._drop_connections()
        self._host = host or self._home
        self._charger.values.ip = host or (self._home if reachable else "")
        self._reachable = reachable
        self.sync()

    async def stop(self) -> None:
        """Close everything and wait until it is closed."""
        self._close()
        self._drop_connections()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def sync(self) -> None:
        """Open or close according to the charger's power and the fault."""
        broken = not self._reachable or self.fail is LanFault.REFUSE
        reachable = self._charger.powered and not broken
        if reachable and self._listener is None and self._port:
            self._open()
        elif not reachable:
            self._close()
            self._drop_connections()

    def _open(self) -> None:
        listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        try:
            listener.setblocking(False)
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind((self._host, self._port))
            listener.listen(_BACKLOG)
        except OSError:
            listener.close()
            raise
        self._port = listener.getsockname()[1]
        self._charger.values.ip = self._host
        self._listener = listener
        asyncio.get_running_loop().add_reader(listener.fileno(), self._accept)

    def _close(self) -> None:
        if self._listener is not None:
            asyncio.get_running_loop().remove_reader(self._listener.fileno())
            self._listener.close()
            self._listener = None

    def _drop_connections(self) -> None:
        for task in self._tasks:
            task.cancel()

    def _accept(self) -> None:
        if self._listener is None:
            return
        try:
            connection, _ = self._listener.accept()
        except BlockingIOError, ConnectionError:
            return
        connection.setblocking(False)
        if len(self._tasks) >= _MAX_SOCKETS + _BACKLOG:
            connection.close()
            return
        task = asyncio.get_running_loop().create_task(self._serve(connection))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _serve(self, connection: socket.socket) -> None:
        with connection:
            try:
                async with self._slots:
                    await self._converse(connection)
            except OSError:
                return

    async def _converse(self, connection: socket.socket) -> None:
        loop = asyncio.get_running_loop()
        received = b""
        while True:
            while b"\r\n\r\n" not in received:
                more = await loop.sock_recv(connection, _MAX_HEAD)
                if not more or len(received) > _MAX_HEAD:
                    return
                received += more
            head, _, received = received.partition(b"\r\n\r\n")
            answer = await self._handle(connection, head.decode("latin-1"))
            if answer is None:
                return
            await loop.sock_sendall(connection, answer.encode())
            if "connection: close" in head.decode("latin-1").lower():
                return

    async def _handle(self, connection: socket.socket, head: str) -> _Answer | None:
        method, _, rest = head.partition(" ")
        request = self._enter(rest.partition(" ")[0])
        rushed = (
            request.concurrent > 1 or request.started - self._last_end < self.rush_gap
        )
        try:
            async with self._turn:
                await real_sleep(self.latency)
                answer = await self._answer(connection, method, request.path, rushed)
        finally:
            self._in_flight -= 1
            request.ended = self._last_end = real_time()
        request.status = answer.status.value if answer else 0
        return answer

    def _enter(self, path: str) -> LanRequest:
        self._in_flight += 1
        self.counted += 1
        self.max_concurrent = max(self.max_concurrent, self._in_flight)
        request = LanRequest(path=path, started=real_time(), concurrent=self._in_flight)
        self.requests.append(request)
        if len(self.requests) > 2 * _KEPT_REQUESTS:
            del self.requests[:_KEPT_REQUESTS]
        return request

    async def _answer(
        self, connection: socket.socket, method: str, path: str, rushed: bool
    ) -> _Answer | None:
        trouble = self._use_trouble(path)
        match trouble.fault:
            case LanFault.DROP:
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
                return None
            case LanFault.HANG:
                loop = asyncio.get_running_loop()
                while await loop.sock_recv(connection, _MAX_HEAD):
                    pass
                return None
            case LanFault.NOT_FOUND:
                return _NOT_FOUND
            case LanFault.SLOW:
                await real_sleep(trouble.delay)
            case LanFault.ERROR if path.startswith("/write/"):
                return _ERROR
        rude = self.strict_manners and rushed
        if rude and self._random.random() < self.rush_404:
            return _NOT_FOUND
        if method != "GET":
            return _Answer(HTTPStatus.METHOD_NOT_ALLOWED, "Request method not handled")
        return self._look_up(path)

    def _use_trouble(self, path: str) -> _Trouble:
        trouble = self._trouble
        if not path.startswith(trouble.path):
            return _Trouble()
        if trouble.times is not None:
            trouble.times -= 1
            if trouble.times <= 0:
                self._trouble = _Trouble()
        return trouble

    def _look_up(self, path: str) -> _Answer:
        if path == "/RealTimeData":
            return _Answer(HTTPStatus.OK, self._charger.real_time_data())
        if path.startswith("/read/"):
            value = self._charger.read(path.removeprefix("/read/"))
            return _NOT_FOUND if value is None else _Answer(HTTPStatus.OK, value)
        keyword, equals, value = path.removeprefix("/write/").partition("=")
        if not path.startswith("/write/") or not equals:
            return _NOT_FOUND
        reply = self._charger.write(keyword, value)
        return {
            Reply.OK: _Answer(HTTPStatus.OK, "OK"),
            Reply.ERROR: _ERROR,
            Reply.UNKNOWN: _NOT_FOUND,
        }[reply]
