"""V2C's cloud: accounts, quota, faults and the answers of its REST API."""

from collections.abc import Mapping
from http import HTTPStatus
import json
from typing import Final

from aiohttp import web

from .cloud_account import SHADOW_LAG, Account, CloudRequest, Shadow
from .cloud_answers import RefusalError, document, error
from .cloud_operations import OPERATIONS, Operation
from .cloud_payloads import pairing
from .cloud_reads import Question
from .cloud_statistics import Statistics
from .cloud_switches import (
    DAILY_CALLS,
    BodyFault,
    CloudFault,
    CommandAnswer,
    ConnectedAnswer,
    GlobalAnswer,
    OfflineAnswer,
    Switches,
)
from .http_server import HOST, HttpServer
from .json_type import Json
from .real_time import real_time
from .smart_charger import SmartCharger
from .wall_clock import WallClock
from .webhook import Webhook

__all__ = [
    "BASE_PATH",
    "DAILY_CALLS",
    "DONE_TEXT",
    "SHADOW_LAG",
    "Account",
    "BodyFault",
    "Cloud",
    "CloudFault",
    "CloudRequest",
    "CommandAnswer",
    "ConnectedAnswer",
    "GlobalAnswer",
    "OfflineAnswer",
]

BASE_PATH: Final = "/kong/v2c_service"
_REPORT_INTERVAL: Final = 5.0
DONE_TEXT: Final = "Command executed successfully"
_DAY: Final = 86_400.0
_KEPT_REQUESTS: Final = 10_000
_OWNER: Final = "owner"


class Cloud(Switches):
    """The cloud of all simulated chargers.

    Attributes:
        requests: every call, oldest first, the newest 10,000 at least.
        counted: how many calls there were.
        statistics: the charges that were uploaded.
        hook: the webhook, with the calls it made.
    """

    def __init__(
        self, chargers: Mapping[str, SmartCharger], clock: WallClock | None = None
    ) -> None:
        """Prepare a cloud without keys; `register` pairs chargers with it."""
        super().__init__()
        self.requests: list[CloudRequest] = []
        self.counted = 0
        self.statistics = Statistics()
        self.hook = Webhook()
        self._clock = clock or WallClock()
        self._chargers = chargers
        self._shadows: dict[str, Shadow] = {}
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

    @property
    def webhook(self) -> str | None:
        """Return the URL that hears of charges; setting one refuses all but loopback."""
        return self.hook.url

    @webhook.setter
    def webhook(self, url: str | None) -> None:
        self.hook.url = url

    def spend(self, calls: int, *, user: str = _OWNER) -> None:
        """Let other clients of a user spend some of today's calls."""
        account = self._account(user)
        account.remaining = max(0, account.remaining - calls)

    def add_key(
        self,
        key: str,
        *,
        user: str = _OWNER,
        chargers: frozenset[str] | None = None,
        read_only: bool | None = None,
    ) -> None:
        """Make a key valid; `chargers` limits what its user has.

        `read_only` makes the user one with whom the chargers are only shared.
        """
        account = self._account(user)
        if chargers is not None:
            account.chargers = chargers
        if read_only is not None:
            account.read_only = read_only
        self._keys[key] = account

    def remove_key(self, key: str) -> None:
        """Make a key invalid."""
        del self._keys[key]

    def register(self, charger: SmartCharger) -> None:
        """Pair a charger with the cloud."""
        shadow = Shadow()
        shadow.add(self._time - SHADOW_LAG, charger.snapshot())
        self._shadows[charger.id] = shadow

    def remove(self, charger_id: str) -> None:
        """Take a charger out of all accounts; `register` brings it back.

        Raises:
            LookupError: it was not there.
        """
        del self._shadows[charger_id]

    async def start(self, port: int = 0) -> None:
        """Listen; port 0 takes a free one."""
        await self._server.start(port)

    async def stop(self) -> None:
        """Close; may be called twice."""
        await self._server.stop()

    def step(self, time: float) -> None:
        """Take the reports of the chargers that are online; renew the quota daily.

        That they report every 5 s is inferred; the lag of 90 s comes on top. Charges
        have no lag.
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
        self._collect()

    def _collect(self) -> None:
        now = self._clock.utc(self._time)
        for charger_id in self._shadows:
            charger = self._chargers[charger_id]
            if not charger.online or not charger.log.pending:
                continue
            for news in self.statistics.collect(charger, now, self.tariff):
                self.hook.tell(news, self.energy_decimals)

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
                return error(HTTPStatus.BAD_GATEWAY)
            case CloudFault.SLOW:
                await self.wait(self.slow_delay)
            case CloudFault.SERVER_ERROR:
                return error(HTTPStatus.INTERNAL_SERVER_ERROR)
        account = self._keys.get(request.headers.get("apikey", ""))
        if account is None or self.fault is CloudFault.UNAUTHORIZED:
            return error(HTTPStatus.UNAUTHORIZED)
        if account.remaining <= 0 or self.fault is CloudFault.RATE_LIMITED:
            return error(HTTPStatus.TOO_MANY_REQUESTS)
        account.remaining -= 1
        try:
            answer = self._perform(request, path, account, await _body(request))
        except RefusalError as refusal:
            return error(refusal.status)
        if answer.status == HTTPStatus.OK:
            answer.headers["RateLimit-Limit"] = str(self.limit)
            answer.headers["RateLimit-Remaining"] = str(account.remaining)
        return answer

    def _perform(
        self, request: web.Request, path: str, account: Account, body: Json
    ) -> web.Response:
        operation = self._operations.get((request.method, path))
        if operation is None or not request.path.startswith(BASE_PATH):
            return error(HTTPStatus.NOT_FOUND)
        if any(name not in request.query for name in operation.required):
            return error(HTTPStatus.BAD_REQUEST)
        if operation.device is None:
            return self._spoiled(self._for_account(path, account, request.query))
        charger = self._find(request.query[operation.device], account)
        if charger is None:
            return error(
                HTTPStatus.NOT_FOUND if path == "/version" else HTTPStatus.BAD_REQUEST
            )
        unreachable = not charger.online and not operation.stored
        if unreachable and self.offline_answer is OfflineAnswer.ERROR:
            return error(HTTPStatus.INTERNAL_SERVER_ERROR)
        if operation.read is None:
            if account.read_only:
                return error(self.read_only_answer)
            return self._command(operation, charger, request.query, body)
        return self._spoiled(self._read(operation, charger, request.query))

    def _find(self, charger_id: str, account: Account) -> SmartCharger | None:
        if charger_id not in self._shadows or not account.owns(charger_id):
            return None
        return self._chargers[charger_id]

    def _command(
        self,
        operation: Operation,
        charger: SmartCharger,
        query: Mapping[str, str],
        body: Json,
    ) -> web.Response:
        if not charger.online:
            return self._done(operation)
        try:
            done = operation.command and operation.command(charger, query, body)
        except LookupError:
            return error(HTTPStatus.NOT_FOUND)
        return self._done(operation) if done else error(HTTPStatus.BAD_REQUEST)

    def _read(
        self, operation: Operation, charger: SmartCharger, query: Mapping[str, str]
    ) -> web.Response:
        self._collect()
        question = Question(
            charger=charger,
            query=query,
            shadow=self._shadows[charger.id].seen_at(self._time),
            statistics=self.statistics,
            switches=self,
        )
        try:
            return (
                operation.read(question)
                if operation.read
                else error(HTTPStatus.NOT_FOUND)
            )
        except LookupError:
            return error(HTTPStatus.NOT_FOUND)

    def _for_account(
        self, path: str, account: Account, query: Mapping[str, str]
    ) -> web.Response:
        owned = [charger_id for charger_id in self._shadows if account.owns(charger_id)]
        if path != "/pairings/me":
            self._collect()
            return document(self.statistics.totals(owned, query, self))
        if self.fault is CloudFault.PAIRINGS_FORBIDDEN:
            return error(HTTPStatus.FORBIDDEN)
        return document(
            [
                pairing(
                    self._chargers[charger_id],
                    price=self.tariff,
                    master=not account.read_only,
                )
                for charger_id in owned
            ]
        )

    def _done(self, operation: Operation) -> web.Response:
        promised = operation.path == "/device/chargefvmode"
        if promised or self.command_answer is CommandAnswer.MESSAGE:
            return document({"message": DONE_TEXT})
        if self.command_answer is CommandAnswer.TEXT:
            return web.Response(text=DONE_TEXT)
        return web.Response()

    def _spoiled(self, answer: web.Response) -> web.Response:
        text = answer.text
        if answer.status != HTTPStatus.OK or not text:
            return answer
        match self.body_fault:
            case BodyFault.HALF:
                answer.text = text[: len(text) // 2]
            case BodyFault.EMPTY:
                answer.text = ""
        return answer


async def _body(request: web.Request) -> Json:
    try:
        body: Json = json.loads(await request.text())
    except ValueError:
        return None
    return body
