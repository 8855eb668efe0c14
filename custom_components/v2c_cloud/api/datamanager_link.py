"""What the links that speak V2C's Datamanager have in common: the LAN and Bluetooth."""

from abc import abstractmethod
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
import math
from typing import override

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
    V2CUnsupportedError,
)
from .link import ChargerLink
from .models import ChargerState, FieldValue, Reading
from .queue import Priority, RequestQueue

_NOT_FOUND_IN_A_ROW = 3


class NotFoundError(V2CResponseError):
    """404: the keyword is not there, or the charger was asked too fast."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DatamanagerTimings:
    """The manners of a link, in seconds."""

    gap: float = 0.15
    read_timeout: float = 6.0
    write_timeout: float = 3.0
    read_back_timeout: float = 3.0
    read_back_delays: tuple[float, ...] = (0.0, 1.0, 3.0)
    reread_single_after: float = 900.0
    retry_single_after: float = 60.0


@dataclass(slots=True)
class _Single:
    """What is known of a keyword that is read alone."""

    part: tuple[ChargerState, frozenset[str]] | None = None
    read_at: float = -math.inf
    due_at: float = -math.inf
    not_found: int = 0


class DatamanagerLink(ChargerLink):
    """Reads and writes keywords, one request at a time."""

    def __init__(self, timings: DatamanagerTimings, clock: Callable[[], float]) -> None:
        """Prepare to talk; nothing is sent yet."""
        self._timings = timings
        self._clock = clock
        self._queue = RequestQueue(timings.gap)
        self._firmware: str | None = None
        self._singles: dict[str, _Single] = {}

    @abstractmethod
    async def _get(self, path: str, timeout: float) -> str:
        """Ask for a path such as ``RealTimeData``.

        Raises ``NotFoundError`` for one that does not exist, else as ``write`` does.
        """

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
        except NotFoundError as err:
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
            with suppress(NotFoundError):
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
            except NotFoundError:
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
