"""Answers that are not the cloud's, and what nobody may be told."""

import asyncio
import logging
import traceback

import aiohttp
import pytest

from custom_components.v2c_cloud.api.cloud import CloudClient, decode_body
from custom_components.v2c_cloud.api.exceptions import (
    V2CError,
    V2CRejectedError,
    V2CResponseError,
    V2CTimeoutError,
)
from custom_components.v2c_cloud.api.models import PairedCharger
from scripts.simulator import CloudFault, Simulator

from .helpers import API_KEY, Answer, for_ever, http, saying, serving


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        pytest.param(for_ever, V2CResponseError, id="never ends"),
        pytest.param(saying(b"SSH-2.0\r\n"), V2CTimeoutError, id="not HTTP"),
        pytest.param(saying(b""), V2CTimeoutError, id="hangs up"),
        pytest.param(saying(http(b"[", length=9)), V2CTimeoutError, id="breaks off"),
        pytest.param(saying(http(b"")), V2CResponseError, id="empty"),
        pytest.param(saying(http(b"[" * 60_000)), V2CResponseError, id="deep"),
        pytest.param(saying(http(b"\xff\xfe")), V2CResponseError, id="bytes"),
        pytest.param(
            saying(http(b"", status="404 Not Found")), V2CRejectedError, id="404"
        ),
        pytest.param(
            saying(http(b"", status="418 Teapot")), V2CResponseError, id="418"
        ),
        pytest.param(
            saying(
                b"HTTP/1.1 302 Found\r\nLocation: http://192.0.2.1/\r\n"
                b"Content-Length: 0\r\n\r\n"
            ),
            V2CResponseError,
            id="redirect",
        ),
    ],
)
async def test_what_is_not_the_cloud(
    session: aiohttp.ClientSession, answer: Answer, error: type[V2CError]
) -> None:
    """Whatever answers, it is a V2CError, and soon."""
    async with serving(answer) as (host, port), asyncio.timeout(5):
        with pytest.raises(error):
            await CloudClient(session, API_KEY, f"http://{host}:{port}").pairings()


async def test_an_answer_in_pieces(session: aiohttp.ClientSession) -> None:
    """A body is read to its end, however slowly it comes."""

    async def answer(
        reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        await reader.readuntil(b"\r\n\r\n")
        for piece in (http(b"", length=23), b'[{"deviceId"', b':"ABC123"}]'):
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(0.02)

    async with serving(answer) as (host, port):
        client = CloudClient(session, API_KEY, f"http://{host}:{port}")
        chargers = await client.pairings()

    assert chargers == [PairedCharger(charger_id="ABC123")]


@pytest.mark.parametrize(
    ("fault", "key"),
    [
        (CloudFault.NONE, "wrong-" + API_KEY),
        (CloudFault.UNAUTHORIZED, API_KEY),
        (CloudFault.PAIRINGS_FORBIDDEN, API_KEY),
        (CloudFault.RATE_LIMITED, API_KEY),
        (CloudFault.SERVER_ERROR, API_KEY),
        (CloudFault.DOWN, API_KEY),
        (CloudFault.NONE, API_KEY + "\n"),
    ],
)
async def test_the_key_is_never_told(
    simulator: Simulator,
    session: aiohttp.ClientSession,
    caplog: pytest.LogCaptureFixture,
    fault: CloudFault,
    key: str,
) -> None:
    """Not in an error's text, nor in its traceback, nor in a log."""
    caplog.set_level(logging.DEBUG)
    simulator.cloud.fault = fault
    simulator.cloud.add_key(API_KEY)
    client = CloudClient(session, key, simulator.cloud.url)

    with pytest.raises(V2CError) as error:
        await client.pairings()

    told = "".join(traceback.format_exception(error.value)) + repr(error.value)
    assert error.value.__cause__ is None
    assert API_KEY not in told
    assert API_KEY not in caplog.text
    assert simulator.cloud.url not in told


@pytest.mark.parametrize(
    "answer",
    [saying(b"SSH-2.0\r\n"), saying(http(b"[", length=9)), saying(b"")],
    ids=["not HTTP", "breaks off", "hangs up"],
)
async def test_the_key_is_not_told_by_what_aiohttp_raises(
    session: aiohttp.ClientSession, answer: Answer
) -> None:
    """Its errors carry the headers of the request."""
    async with serving(answer) as (host, port):
        client = CloudClient(session, API_KEY, f"http://{host}:{port}")
        with pytest.raises(V2CError) as error:
            await client.pairings()

    told = "".join(traceback.format_exception(error.value)) + repr(error.value)
    assert error.value.__cause__ is None
    assert error.value.__suppress_context__
    assert API_KEY not in told


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("", None),
        ("  \n", None),
        ("Command executed successfully", "Command executed successfully"),
        ('{"message":"done"}', {"message": "done"}),
        ('"{\\"power\\":\\"1.38\\"}"', {"power": "1.38"}),
        ("1", 1),
        ("true", True),
        ('"2.4.6"', "2.4.6"),
        ("2.4.6", "2.4.6"),
        ("[" * 60_000, "[" * 60_000),
    ],
    ids=lambda item: str(item)[:20],
)
def test_bodies(text: str, value: object) -> None:
    """Every form in which an answer was seen."""
    assert decode_body(text) == value
