"""The charger's own web server: plain HTTP on the LAN, GET for everything."""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
import math
import time
from typing import override

import aiohttp
from aiohttp.connector import Connection
from yarl import URL

from .datamanager import (
    READ_SINGLY,
    WRITABLE,
    Keyword,
    encode,
    parse_realtime,
    parse_single,
)
from .exceptions import (
    V2CConnectionError,
    V2CError,
    V2CRejectedError,
    V2CResponseError,
    V2CTimeoutError,
    V2CUnsupportedError,
)
from .http import read_body
from .link import ChargerLink
from .models import ChargerState, FieldValue, Link, Reading
from .queue import Priority, RequestQueue

_NOT_FOUND_IN_A_ROW = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class LanTimings:
    """The manners of the LAN link, in seconds."""

    gap: float = 0.15
    connect_timeout: float = 2.0
    read_timeout: float = 6.0
    write_timeout: float = 3.0
    read_back_timeout: float = 3.0
    read_back_delays: tuple[float, ...] = (0.0, 1.0, 3.0)
    reread_single_after: float = 900.0
    retry_single_after: float = 60.0


class LanLink(ChargerLink):
    """Reads and writes one charger over HTTP.

    A connection serves one request: the charger has seven sockets for all its
    clients, and an idle one would keep one of them.
    """

    kind = Link.LAN

    def __init__(
        self,
        session: aiohttp.ClientSession,
        host: str,
        port: int = 80,
        timings: LanTimings | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Prepare to talk to a host name or IP address; nothing is sent yet.

        Raises ``ValueError`` for what can be neither.
        """
        self._session = session
        self._base = URL.build(scheme="http", host=host, port=port)
        self._timings = timings or LanTimings()
        self._clock = clock
        self._queue = RequestQueue(self._timings.gap)
        self._firmware: str | None = None
        self._singles: dict[str, _Single] = {}

    @property
    def host(self) -> str:
        """The charger's host name or address."""
        return self._base.host or ""

    @property
    def port(self) -> int:
        """The charger's port."""
        return self._base.port or 80

    @override
    def can_write(self, field: str) -> bool:
        return field in WRITABLE

    @override
    def read_back_delays(self, field: str) -> tuple[float, ...]:
        return self._timings.read_back_delays

    @override
    async def read(self) -> Reading:
        """Read everything; keywords that only ``/read/`` tells are read seldom."""
        state, served = await self._read_all(Priority.POLL)
        at = self._clock()
        if state.firmware != self._firmware:
            # An update may have brought or taken keywords.
            self._firmware = state.firmware
            self._singles = {}
        missing = [item for item in READ_SINGLY if item.field not in served]
        await self._read_due(missing)
        older: dict[str, float] = {}
        for keyword in missing:
            single = self._single(keyword)
            if single.part is not None:
                part, part_served = single.part
                state, served = state.or_else(part), served | part_served
                older[keyword.field] = single.read_at
        return Reading(state=state, served=served, at=at, older=older)

    async def identify(self) -> ChargerState:
        """Read ``/RealTimeData`` once and nothing else."""
        return (await self._read_all(Priority.POLL))[0]

    @override
    async def write(self, field: str, value: FieldValue, priority: Priority) -> None:
        keyword, text = encode(field, value)
        self._single(keyword).due_at = -math.inf

        async def request() -> str:
            return await self._get(
                f"write/{keyword.name}={text}", self._timings.write_timeout
            )

        try:
            body = await self._patiently(
                lambda: self._queue.run(priority, request, repeatable=False)
            )
        except _NotFoundError as err:
            raise V2CUnsupportedError(
                f"This charger's firmware has no {keyword.name}"
            ) from err
        match body.strip().upper():
            case "OK":
                return
            case "ERROR":  # with status 200, too
                raise V2CRejectedError(f"The charger refused {keyword.name}={text}")
            case _:
                raise V2CResponseError(f"{keyword.name} was answered with nonsense")

    @override
    async def read_back(self, field: str) -> ChargerState:
        """Read one field again, together with whatever comes with it."""
        keyword = WRITABLE.get(field)
        if keyword is not None and self._single(keyword).part is not None:
            return await self._read_single(keyword, Priority.READ_BACK)
        return (await self._read_all(Priority.READ_BACK))[0]

    async def _read_all(
        self, priority: Priority
    ) -> tuple[ChargerState, frozenset[str]]:
        return parse_realtime(
            await self._patiently(lambda: self._read(priority, "RealTimeData"))
        )

    async def _patiently(self, ask: Callable[[], Awaitable[str]]) -> str:
        """Ask again after a 404: a hurried charger answers so to what it knows."""
        for _ in range(_NOT_FOUND_IN_A_ROW - 1):
            with suppress(_NotFoundError):
                return await ask()
        return await ask()

    def _single(self, keyword: Keyword) -> _Single:
        return self._singles.setdefault(keyword.name, _Single())

    async def _read_due(self, keywords: list[Keyword]) -> None:
        """Read what is due singly; a failure never fails the poll that it is part of.

        One 404 may only mean that the charger was hurried: a keyword is asked for at
        each poll until it has come or was missing three times.
        """
        now = self._clock()
        for keyword in keywords:
            single = self._single(keyword)
            if single.not_found >= _NOT_FOUND_IN_A_ROW or now < single.due_at:
                continue
            try:
                await self._read_single(keyword, Priority.POLL)
            except _NotFoundError:
                single.not_found += 1
            except V2CConnectionError:
                # Where one answer is missing the others would be waited for in vain.
                single.due_at = now + self._timings.retry_single_after
                return
            except V2CError:
                single.due_at = now + self._timings.retry_single_after

    async def _read_single(self, keyword: Keyword, priority: Priority) -> ChargerState:
        text = await self._read(priority, f"read/{keyword.name}")
        single = self._single(keyword)
        single.part = parse_single(keyword, text)
        single.not_found = 0
        single.read_at = self._clock()
        single.due_at = single.read_at + self._timings.reread_single_after
        return single.part[0]

    async def _read(self, priority: Priority, path: str) -> str:
        timings = self._timings
        timeout = (
            timings.read_back_timeout
            if priority is Priority.READ_BACK
            else timings.read_timeout
        )

        async def request() -> str:
            return await self._get(path, timeout)

        return await self._queue.run(priority, request, repeatable=True)

    async def _get(self, path: str, timeout: float) -> str:
        """GET a path; the only place that knows what HTTP errors mean here."""
        try:
            async with self._session.get(
                self._base.joinpath(path),
                timeout=aiohttp.ClientTimeout(
                    total=timeout, connect=self._timings.connect_timeout
                ),
                allow_redirects=False,
                headers={"Connection": "close"},
                middlewares=(_alone,),
            ) as response:
                if response.status == 404:
                    raise _NotFoundError(f"{path} does not exist")
                if response.status != 200:
                    raise V2CResponseError(f"{path} answered {response.status}")
                return await read_body(response)
        except (
            aiohttp.ClientConnectorError,
            aiohttp.ConnectionTimeoutError,
            aiohttp.InvalidURL,
            UnicodeError,  # a name that no name server could be asked for
        ) as err:
            raise V2CConnectionError("The charger cannot be reached") from err
        except TimeoutError as err:
            raise V2CTimeoutError("The charger did not answer in time") from err
        except aiohttp.ClientResponseError as err:
            raise V2CResponseError("What answers does not speak HTTP") from err
        except aiohttp.ClientError as err:
            # It had gone out, so it may have been carried out.
            raise V2CTimeoutError("The charger broke the connection off") from err


class _NotFoundError(V2CResponseError):
    """404: the keyword is not there, or the charger was asked too fast."""


class _BrokenOffError(aiohttp.ClientError):
    """The connection ended before an answer came."""


class _LastResponse(aiohttp.ClientResponse):
    """An answer after which the connection is closed, whatever the charger offers."""

    @override
    async def start(self, connection: Connection) -> aiohttp.ClientResponse:
        if connection.protocol is not None:
            connection.protocol.force_close()
        return await super().start(connection)


async def _alone(
    request: aiohttp.ClientRequest, handler: aiohttp.ClientHandlerType
) -> aiohttp.ClientResponse:
    """Send a request once, over a connection of its own.

    aiohttp would keep the connection for the next request, and repeat a GET whose
    connection broke: a write is one, too.
    """
    request.response_class = _LastResponse
    try:
        return await handler(request)
    except aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError:
        raise
    except (aiohttp.ClientOSError, aiohttp.ServerDisconnectedError) as err:
        raise _BrokenOffError from err


@dataclass(slots=True)
class _Single:
    """What is known of a keyword that is read alone."""

    part: tuple[ChargerState, frozenset[str]] | None = None
    read_at: float = -math.inf
    due_at: float = -math.inf
    not_found: int = 0


async def probe(
    session: aiohttp.ClientSession,
    host: str,
    port: int = 80,
    timings: LanTimings | None = None,
) -> ChargerState:
    """Ask a host once who it is.

    Raises ``V2CConnectionError`` when nothing answers and ``V2CResponseError`` when
    something else than a V2C charger does.
    """
    return await LanLink(session, host, port, timings).identify()
