"""A bridge beside a charger: brings its LAN interface to Bluetooth, and knows nothing.

What an ESP32 would do, as docs/bluetooth-profile.md says.
"""

from http import HTTPStatus
from typing import Final

from aiohttp import ClientConnectorError, ClientError, ClientSession, ClientTimeout
from yarl import URL

from .ble import Answer, Answerer

_PATHS: Final = frozenset({"RealTimeData", "read", "write"})
_PATIENCE: Final = ClientTimeout(total=5)


def bridge_to(session: ClientSession, url: str) -> Answerer:
    """Return what hands paths on to a charger's web server, and back what comes."""

    async def answer(path: str, content: str) -> Answer:
        if content or path.partition("/")[0] not in _PATHS:
            return HTTPStatus.NOT_FOUND, ""
        try:
            async with session.get(URL(url) / path, timeout=_PATIENCE) as response:
                return HTTPStatus(response.status), await response.text()
        except ClientConnectorError:
            return HTTPStatus.SERVICE_UNAVAILABLE, ""
        except ClientError, TimeoutError:
            return HTTPStatus.GATEWAY_TIMEOUT, ""

    return answer
