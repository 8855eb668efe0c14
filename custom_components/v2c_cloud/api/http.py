"""What the two links over HTTP have in common."""

import aiohttp

from .datamanager import MAX_DOCUMENT
from .exceptions import V2CResponseError


async def read_body(
    response: aiohttp.ClientResponse, longest: int = MAX_DOCUMENT
) -> str:
    """The body as text, whatever type it claims (chargers say ``text``).

    Raises ``V2CResponseError`` as soon as it is longer than ``longest`` bytes.
    """
    body = bytearray()
    async for chunk in response.content.iter_any():
        body += chunk
        if len(body) > longest:
            raise V2CResponseError("The answer is too long for V2C")
    return body.decode("utf-8", errors="replace")
