"""V2C's cloud: accounts, quota, faults and the answers of its REST API."""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, auto
from http import HTTPStatus
import json
from typing import Final

from aiohttp import web

from .charger import Charger
from .cloud_operations import OPERATIONS, Operation
from .cloud_payloads import Json, current_state, pairing, reported, version
from .http_server import HOST, HttpServer
from .real_time import real_sleep, real_time
from .values import Values

BASE_PATH: Final = "/kong/v2c_service"
DAILY_CALLS: Final = 1000
SHADOW_LAG: Final = 90.0
_REPORT_INTERVAL: Final = 5.0
DONE_TEXT: Final = "Command executed successfully"
_DAY: Final = 86_400.0
_KEPT_REQUESTS: Final = 10_000
_OWNER: Final = "owner"


class CloudFault(Enum):
    """What is wrong with the cloud.

    UNAUTHORIZED: 401 to every key (as for a week in September 2026);
    PAIRINGS_FORBIDDEN: 403 on pairings only (as in March 2026); RATE_LIMITED: 429;
    SLOW: answers take `slow_delay` real seconds; DOWN: connections are cut;
    SERVER_ERROR: 500.
    """

    NONE = auto()
    UNAUTHORIZED = auto()
    PAIRINGS_FORBIDDEN = auto()
    RATE_LIMITED = auto()
    SLOW = auto()
    DOWN = auto()
    SERVER_ERROR = auto()


class CommandAnswer(Enum):
    """The body of a command's 200: each was seen or promised somewhere."""

    EMPTY = auto()
    TEXT = auto()
    MESSAGE = auto()


class ConnectedAnswer(Enum):
    """The body of `connected`; EMPTY was seen for a connected charger only."""

    OBJECT = auto()
    SCALAR = auto()
    NUMBER = auto()
    EMPTY = auto()


class OfflineAnswer(Enum):
    """What an offline charger's caller gets; V2C does not say.

    LOST: 200, a command has no effect and a live read has the last values;
    ERROR: 500.
    """

    LOST = auto()
    ERROR = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class CloudRequest:
    """One call, at a monotonic real time in seconds."""

    method: str
    path: str
    query: Mapping[str, str]
    started: float
    status: int


@dataclass(slots=True, kw_only=True)
class Account:
    """One user: the quota is theirs, however many keys and chargers they have."""

    remaining: int = DAILY_CALLS
    chargers: frozenset[str] | None = None

    def owns(self, charger_id: str) -> bool:
        """Whether the user has this charger; by default they have all."""
        return self.chargers is None or charger_id in self.chargers


@dataclass(slots=True)
class _Shadow:
    reports: deque[tuple[float, Values]] = field(default_factory=deque)

    def add(self, time: float, values: Values) -> None:
        if not self.reports or self.reports[-1][1] != values:
            self.reports.append((time, values))

    def seen_at(self, time: float) -> Values:
        while len(self.reports) > 1 and self.reports[1][0] <= time - SHADOW_LAG:
            self.reports.popleft()
        return self.reports[0][1]


class Cloud:
    """The cloud of all simulated chargers.

    Attributes:
        requests: every call, oldest first, the newest 10,000 at least.
        counted: how many calls there were.
        fault: what is wrong now.
        slow_delay: real seconds for SLOW.
        limit: calls a day; the quota starts anew each simulated day, which is inferred.
        json_in_string: `reported`, `currentstatecharge` and `version` come as a JSON
            string that holds the document.
        version_as_text: `version` is bare text.
        command_answer: body of a command's 200; chargefvmode always has the message.
        connected_answer: body of `connected`.
        offline_answer: what happens to calls for an offline charger.
    """

    def __init__(self, chargers: Mapping[str, Charger]) -> None:
        """Prepare a cloud without keys; `register` pairs chargers with it."""
        self.requests: list[CloudRequest] = []
        self.counted = 0
        self.fault = CloudFault.NONE
        self.slow_delay = 5.0
        self.limit = DAILY_CALLS
        self.json_in_string = False
        self.version_as_text = False
        self.command_answer = CommandAnswer.EMPTY
        self.connected_answer = ConnectedAnswer.OBJECT
        self.offline_answer = OfflineAnswer.LOST
        self._chargers = chargers
        self._shadows: dict[str, _Shadow] = {}
        self._accounts: dict[str, Account] = {}
        self._keys: dict[str, Account] = {}
        self._time = 0.0
        self._operations = {(op.method, op.path): op for op in OPERATIONS}
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", self._handle)
        self._server = HttpServer(app)

    @property
    def url(self) -> str:
        """Return the base URL."""
        return f"http://{HOST}:{self._server.port}{BASE_PATH}"

    @property
    def remaining(self) -> int:
        """Return the calls that the owner has left today."""
        return self._account(_OWNER).remaining

    @remaining.setter
    def remaining(self, calls: int) -> None:
        self._account(_OWNER).remaining = calls

    def add_key(
        self,
        key: str,
        *,
        user: str = _OWNER,
        chargers: frozenset[str] | None = None,
    ) -> None:
        """Make a key valid; `chargers` limits what its user has."""
        account = self._account(user)
        if chargers is not None:
            account.chargers = chargers
        self._keys[key] = account

    def remove_key(self, key: str) -> None:
        """Make a key invalid."""
        del self._keys[key]

    def register(self, charger: Charger) -> None:
        """Pair a charger with the cloud."""
        shadow = _Shadow()
        shadow.add(self._time - SHADOW_LAG, charger.snapshot())
        self._shadows[charger.id] = shadow

    async def start(self, port: int = 0) -> None:
        """Listen; port 0 takes a free one."""
        await self._server.start(port)

    async def stop(self) -> None:
        """Close; may be called twice."""
        await self._server.stop()

    def step(self, time: float) -> None:
        """Take the reports of the chargers that are online; renew the quota daily.

        That they report every 5 s is inferred; the lag of 90 s comes on top.
        """
        if time // _DAY > self._time // _DAY:
            for account in self._accounts.values():
                account.remaining = self.limit
        due = time // _REPORT_INTERVAL > self._time // _REPORT_INTERVAL
        self._time = time
        if not due:
            return
        for charger_id, shadow in self._shadows.items():
            charger = self._chargers[charger_id]
            if charger.online:
                shadow.add(time, charger.snapshot())
                shadow.seen_at(time)

    def _account(self, user: str) -> Account:
        return self._accounts.setdefault(user, Account(remaining=self.limit))

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        started = real_time()
        path = request.path.removeprefix(BASE_PATH)
        answer = await self._answer(request, path)
        self.counted += 1
        self.requests.append(
            CloudRequest(
                method=request.method,
                path=path,
                query=dict(request.query),
                started=started,
                status=answer.status,
            )
        )
        if len(self.requests) > 2 * _KEPT_REQUESTS:
            del self.requests[:_KEPT_REQUESTS]
        return answer

    async def _answer(self, request: web.Request, path: str) -> web.Response:
        match self.fault:
            case CloudFault.DOWN:
                if request.transport is not None:
                    request.transport.abort()
                return _error(HTTPStatus.BAD_GATEWAY)
            case CloudFault.SLOW:
                await real_sleep(self.slow_delay)
            case CloudFault.SERVER_ERROR:
                return _error(HTTPStatus.INTERNAL_SERVER_ERROR)
        account = self._keys.get(request.headers.get("apikey", ""))
        if account is None or self.fault is CloudFault.UNAUTHORIZED:
            return _error(HTTPStatus.UNAUTHORIZED)
        if account.remaining <= 0 or self.fault is CloudFault.RATE_LIMITED:
            return _error(HTTPStatus.TOO_MANY_REQUESTS)
        account.remaining -= 1
        answer = self._perform(request, path, account)
        if answer.status == HTTPStatus.OK:
            answer.headers["RateLimit-Limit"] = str(self.limit)
            answer.headers["RateLimit-Remaining"] = str(account.remaining)
        return answer

    def _perform(
        self, request: web.Request, path: str, account: Account
    ) -> web.Response:
        operation = self._operations.get((request.method, path))
        if operation is None or not request.path.startswith(BASE_PATH):
            return _error(HTTPStatus.NOT_FOUND)
        if any(name not in request.query for name in operation.required):
            return _error(HTTPStatus.BAD_REQUEST)
        if path == "/pairings/me":
            return self._pairings(account)
        if not operation.reads and operation.command is None:
            return _error(HTTPStatus.NOT_IMPLEMENTED)
        charger = self._find(operation, request.query, account)
        if charger is None:
            return _error(
                HTTPStatus.NOT_FOUND if path == "/version" else HTTPStatus.BAD_REQUEST
            )
        return self._for_charger(operation, charger, request.query)

    def _find(
        self, operation: Operation, query: Mapping[str, str], account: Account
    ) -> Charger | None:
        charger_id = query[operation.device] if operation.device else ""
        if charger_id not in self._shadows or not account.owns(charger_id):
            return None
        return self._chargers[charger_id]

    def _for_charger(
        self, operation: Operation, charger: Charger, query: Mapping[str, str]
    ) -> web.Response:
        stored = operation.path in {"/device/reported", "/device/connected", "/version"}
        unreachable = not charger.online and not stored
        if unreachable and self.offline_answer is OfflineAnswer.ERROR:
            return _error(HTTPStatus.INTERNAL_SERVER_ERROR)
        if operation.reads:
            return self._read(operation.path, charger)
        if unreachable:
            return self._done(operation)
        if operation.command is None or not operation.command(charger, query):
            return _error(HTTPStatus.BAD_REQUEST)
        return self._done(operation)

    def _read(self, path: str, charger: Charger) -> web.Response:
        match path:
            case "/device/connected":
                return self._connected(charger.online)
            case "/device/reported":
                shadow = self._shadows[charger.id].seen_at(self._time)
                return self._document(reported(charger, shadow))
            case "/version" if self.version_as_text:
                return web.Response(text=charger.firmware.version)
            case "/version":
                return self._document(version(charger))
            case _:
                return self._document(current_state(charger))

    def _pairings(self, account: Account) -> web.Response:
        if self.fault is CloudFault.PAIRINGS_FORBIDDEN:
            return _error(HTTPStatus.FORBIDDEN)
        owned = [charger_id for charger_id in self._shadows if account.owns(charger_id)]
        return _json([pairing(self._chargers[charger_id]) for charger_id in owned])

    def _connected(self, online: bool) -> web.Response:
        match self.connected_answer:
            case ConnectedAnswer.EMPTY if online:
                return web.Response()
            case ConnectedAnswer.SCALAR:
                return _json(online)
            case ConnectedAnswer.NUMBER:
                return web.Response(text=str(int(online)))
            case _:
                return _json({"connected": online})

    def _done(self, operation: Operation) -> web.Response:
        promised = operation.path == "/device/chargefvmode"
        if promised or self.command_answer is CommandAnswer.MESSAGE:
            return _json({"message": DONE_TEXT})
        if self.command_answer is CommandAnswer.TEXT:
            return web.Response(text=DONE_TEXT)
        return web.Response()

    def _document(self, document: Json) -> web.Response:
        return _json(json.dumps(document) if self.json_in_string else document)


def _json(document: Json) -> web.Response:
    return web.json_response(document)


def _error(status: HTTPStatus) -> web.Response:
    return web.Response(status=status)
