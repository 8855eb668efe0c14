"""V2C's cloud: the account's REST API, and the link of one charger through it.

Paths, parameters and quirks: V2C's OpenAPI 1.0.0 ("Thirdparty API") and what its
users report. The cloud speaks kW and strings; this module does not let either out.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
import json
import math
import time
from typing import override

import aiohttp
from yarl import URL

from .budget import CallBudget, kind_of
from .cloud_services import CloudServices
from .cloud_values import (
    ACTIONS,
    COMMANDS,
    WRITE_ONLY,
    CloudCommand,
    pairings_from,
    parse_live,
    parse_reported,
    parse_version,
)
from .datamanager import MAX_DOCUMENT, METERED
from .exceptions import (
    V2CAuthError,
    V2CConnectionError,
    V2CForbiddenError,
    V2CRateLimitedError,
    V2CRejectedError,
    V2CResponseError,
    V2CTimeoutError,
    V2CUnsupportedError,
)
from .http import read_body
from .link import ChargerLink
from .models import Action, ChargerState, FieldValue, Link, PairedCharger, Reading
from .queue import Priority

BASE_URL = "https://v2c.cloud/kong/v2c_service"
_TIMEOUT = 15.0
_CONNECT_TIMEOUT = 5.0


class CloudClient:
    """One account of V2C's cloud."""

    def __init__(
        self,
        session: aiohttp.ClientSession,
        api_key: str,
        base_url: str = BASE_URL,
        clock: Callable[[], float] = time.monotonic,
        timeout: float = _TIMEOUT,
    ) -> None:
        """Prepare to use an API key; nothing is sent yet."""
        self._session = session
        self._api_key = api_key
        self._base = URL(base_url)
        self._clock = clock
        self._timeout = aiohttp.ClientTimeout(total=timeout, connect=_CONNECT_TIMEOUT)
        self.budget = CallBudget(clock())

    async def pairings(self) -> list[PairedCharger]:
        """List the chargers of the account."""
        return pairings_from(await self._call("GET", "pairings/me", {}))

    async def reported(self, charger_id: str) -> tuple[ChargerState, frozenset[str]]:
        """Read the shadow: what the charger last reported, up to 90 s late."""
        return parse_reported(
            await self._call("GET", "device/reported", {"deviceId": charger_id})
        )

    async def live(self, charger_id: str) -> tuple[ChargerState, frozenset[str]]:
        """Ask the charger itself for the state of the charge."""
        return parse_live(
            await self._call(
                "POST", "device/currentstatecharge", {"deviceId": charger_id}
            )
        )

    async def version(self, charger_id: str) -> ChargerState:
        """Read firmware and model."""
        return parse_version(
            await self._call("GET", "version", {"deviceId": charger_id})
        )

    async def request(
        self, charger_id: str, command: CloudCommand, longest: int | None = None
    ) -> object:
        """Send a command; the cloud's 200 means that it was taken, not that it worked.

        Returns the answer's document, which is refused if it is longer than
        ``longest`` bytes. Raises ``V2CRejectedError`` when the cloud refuses it.
        """
        device = {command.device: charger_id} if command.device else {}
        return await self._call(
            command.method,
            command.path,
            {**device, **command.query},
            command.body,
            longest or MAX_DOCUMENT,
        )

    async def _call(
        self,
        method: str,
        path: str,
        query: Mapping[str, str],
        body: Mapping[str, object] | None = None,
        longest: int = MAX_DOCUMENT,
    ) -> object:
        """Make one call; the only place that knows what HTTP errors mean here.

        Neither an error's text nor its cause holds the URL or the headers: aiohttp's
        own errors would show the key, and the query may hold a password.
        """
        if not self._api_key.isprintable():
            raise V2CAuthError("The key has characters that no key has")
        self.budget.spend(self._clock(), kind_of(method, path))
        try:
            async with self._session.request(
                method,
                self._base.joinpath(path),
                params=query,
                json=body,
                headers={"apikey": self._api_key},
                timeout=self._timeout,
                allow_redirects=False,
            ) as response:
                self.budget.told(
                    _header(response, "RateLimit-Limit"),
                    _header(response, "RateLimit-Remaining"),
                )
                self._raise_for_status(response, path)
                text = await read_body(response, longest)
        except aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError:
            raise V2CConnectionError("V2C's cloud cannot be reached") from None
        except TimeoutError, aiohttp.ClientError:
            raise V2CTimeoutError("V2C's cloud did not answer") from None
        return decode_body(text)

    def _raise_for_status(self, response: aiohttp.ClientResponse, path: str) -> None:
        match response.status:
            case 200 | 201 | 202 | 204:
                return
            case 401:
                raise V2CAuthError(f"V2C's cloud refused the key for {path}")
            case 403:
                raise V2CForbiddenError(f"V2C's cloud does not allow {path}")
            case 429:
                retry_after = _header(response, "Retry-After")
                self.budget.exhausted(self._clock(), retry_after)
                raise V2CRateLimitedError(
                    "The day's calls to V2C's cloud are used up", retry_after
                )
            case 400 | 404 | 422:
                raise V2CRejectedError(f"V2C's cloud refused {path}")
            case status if status >= 500:
                # What a gateway gave up waiting for may be carried out all the same.
                raise V2CTimeoutError(f"V2C's cloud answered {status} to {path}")
            case status:
                raise V2CResponseError(f"V2C's cloud answered {status} to {path}")


def _header(response: aiohttp.ClientResponse, name: str) -> int | None:
    try:
        return int(response.headers.get(name, ""))
    except ValueError:
        return None


def decode_body(text: str) -> object:
    """The body as JSON if it is any, even twice packed; else as text; empty as None.

    Seen: documents inside a JSON string, bare scalars, plain sentences, nothing.
    """
    value: object = text.strip() or None
    for _ in range(2):
        if not isinstance(value, str):
            break
        try:
            value = json.loads(value)
        except ValueError, RecursionError:
            break
    return value


_LIVE_PROVES = frozenset({"intensity", "paused"})
_SHADOW_EVERY = 900.0
_LIVE_PER_SHADOW = 2


@dataclass(frozen=True, slots=True)
class _Document:
    """One of the two documents, and when it was read."""

    state: ChargerState
    served: frozenset[str]
    at: float


_UNREAD = _Document(ChargerState(), frozenset(), -math.inf)


class CloudLink(ChargerLink):
    """One charger through its owner's account. Each read spends one call.

    How often is the account's business; which of the two documents is decided here.
    """

    kind = Link.CLOUD
    settle_time = 120.0
    confirm_within = 30.0
    patience = 900.0
    names_charger = True

    def __init__(
        self,
        client: CloudClient,
        charger_id: str,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Prepare to reach a charger by its ID; nothing is sent yet."""
        self.client = client
        self.charger_id = charger_id
        self._clock = clock
        self._live = _UNREAD
        self._shadow = _UNREAD
        self._asked_live = 0
        self._written_at = -math.inf
        self.services = CloudServices(client, charger_id)

    @override
    def can_write(self, field: str) -> bool:
        return field in COMMANDS

    @override
    async def read(self) -> Reading:
        """Read the shadow when it is due, else ask the charger through the cloud."""
        if self._shadow_due():
            parts = await self.client.reported(self.charger_id)
            self._shadow = _Document(*parts, self._clock())
            self._asked_live = 0
        else:
            await self._read_live()
        return self._merged()

    @override
    async def write(self, field: str, value: FieldValue, priority: Priority) -> None:
        build = COMMANDS.get(field)
        if build is None:
            raise V2CUnsupportedError(f"{field} cannot be written through the cloud")
        command = build(value)
        self._written_at = self._clock()
        await self.client.request(self.charger_id, command)

    @override
    def read_back_delays(self, field: str) -> tuple[float, ...]:
        return (4.0, 8.0) if field in _LIVE_PROVES else ()

    @override
    async def read_back(self, field: str) -> ChargerState:
        """Ask the charger, and take from the shadow what else a judgement needs.

        The shadow's own value does not count: it may be 90 s behind.
        """
        await self._read_live()
        return self._live.state.or_else(self._shadow.state.having({field: None}))

    @override
    def can_act(self, action: Action) -> bool:
        return True

    @override
    async def act(self, action: Action) -> None:
        await self.client.request(self.charger_id, ACTIONS[action])

    def _shadow_due(self) -> bool:
        """Whether the shadow is old, or may now show what was written since.

        A charger that is not connected to the cloud cannot be asked anything else.
        Many chargers share so few calls that the shadow is always old: then most of
        them still ask what the charger does, unless another link tells that.
        """
        now = self._clock()
        settled = self._written_at + self.settle_time
        its_turn = self._asked_live >= _LIVE_PER_SHADOW or not self.alone
        return (
            self._shadow is _UNREAD
            or (its_turn and now - self._shadow.at >= _SHADOW_EVERY)
            or self._shadow.at < settled <= now
            or self._shadow.state.cloud_connected is False
        )

    async def _read_live(self) -> None:
        self._asked_live += 1
        parts = await self.client.live(self.charger_id)
        self._live = _Document(*parts, self._clock())

    def _merged(self) -> Reading:
        """Both documents together; of a value that both have, the younger counts."""
        old, young = sorted((self._shadow, self._live), key=lambda item: item.at)
        state = old.state.having(
            {name: getattr(young.state, name) for name in young.served}
        )
        served = young.served | old.served
        if state.dynamic is False:
            state, served = state.having(dict.fromkeys(METERED)), served - METERED
        return Reading(
            state=state,
            served=served | WRITE_ONLY,
            at=young.at,
            # What no document tells was never read: what was last set stays shown.
            older=dict.fromkeys(old.served - young.served, old.at)
            | dict.fromkeys(WRITE_ONLY, -math.inf),
        )
