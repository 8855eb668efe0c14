"""The charger's own web server: plain HTTP on the LAN, GET for everything."""

from collections.abc import Callable
from dataclasses import dataclass
import time
from typing import override

import aiohttp
from aiohttp.connector import Connection
from yarl import URL

from .datamanager_link import DatamanagerLink, DatamanagerTimings, NotFoundError
from .exceptions import V2CConnectionError, V2CResponseError, V2CTimeoutError
from .http import read_body
from .models import ChargerState, Link


@dataclass(frozen=True, slots=True, kw_only=True)
class LanTimings(DatamanagerTimings):
    """The manners of the LAN link, in seconds."""

    connect_timeout: float = 2.0


class LanLink(DatamanagerLink):
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
        timings = timings or LanTimings()
        super().__init__(timings, clock)
        self._session = session
        self._base = URL.build(scheme="http", host=host, port=port)
        self._connect_timeout = timings.connect_timeout

    @property
    def host(self) -> str:
        """The charger's host name or address."""
        return self._base.host or ""

    @property
    def port(self) -> int:
        """The charger's port."""
        return self._base.port or 80

    @override
    async def _get(self, path: str, timeout: float) -> str:
        """GET a path; the only place that knows what HTTP errors mean here."""
        try:
            async with self._session.get(
                self._base.joinpath(path),
                timeout=aiohttp.ClientTimeout(
                    total=timeout, connect=self._connect_timeout
                ),
                allow_redirects=False,
                headers={"Connection": "close"},
                middlewares=(_alone,),
            ) as response:
                if response.status == 404:
                    raise NotFoundError(f"{path} does not exist")
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
