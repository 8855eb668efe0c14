"""One request at a time, the most urgent first."""

import asyncio
from collections.abc import Awaitable, Callable
from enum import IntEnum
import heapq
from itertools import count

from .exceptions import V2CTimeoutError


class Priority(IntEnum):
    """Who goes first. A command that reduces the draw waits for nobody."""

    REDUCE = 0
    COMMAND = 1
    READ_BACK = 2
    POLL = 3


type _Place = tuple[Priority, int]


class RequestQueue:
    """Serialises the requests to one charger, with a pause between any two.

    A charger's web server answers overlapping or hurried requests with 404 or not at
    all (seen by several clients; 150 ms is what one of them settled on).
    """

    def __init__(self, gap: float) -> None:
        """Keep ``gap`` seconds between the end of a request and the next start."""
        self._gap = gap
        self._waiting: list[tuple[_Place, asyncio.Future[None]]] = []
        self._order = count()
        self._busy = False
        self._free_at = 0.0
        self._timer: asyncio.TimerHandle | None = None
        self._preemptible: asyncio.Timeout | None = None

    async def run[T](
        self,
        priority: Priority,
        request: Callable[[], Awaitable[T]],
        *,
        repeatable: bool,
    ) -> T:
        """Carry out a request when its turn comes.

        A ``REDUCE`` breaks off whatever less urgent request is under way. A repeatable
        one (a read) then queues again; a write raises ``V2CTimeoutError``, for nobody
        knows whether it arrived.
        """
        place = (priority, next(self._order))
        if priority is Priority.REDUCE:
            self._break_off()
        while True:
            await self._take_turn(place)
            scope = asyncio.timeout(None)
            try:
                async with scope:
                    if priority is not Priority.REDUCE:
                        self._preemptible = scope
                    return await request()
            except TimeoutError:
                if not scope.expired():
                    raise
                if not repeatable:
                    raise V2CTimeoutError(
                        "A more urgent command broke this one off"
                    ) from None
            finally:
                self._preemptible = None
                self._give_back(self._gap)

    def _break_off(self) -> None:
        if self._preemptible is not None:
            self._preemptible.reschedule(asyncio.get_running_loop().time())
            self._preemptible = None

    async def _take_turn(self, place: _Place) -> None:
        while True:
            turn = asyncio.get_running_loop().create_future()
            heapq.heappush(self._waiting, (place, turn))
            self._call_next()
            try:
                await turn
            except asyncio.CancelledError:
                if turn.cancelled():
                    self._call_next()
                else:
                    self._give_back(0)
                raise
            if place[0] is Priority.REDUCE or not self._reduce_waits():
                return
            # It came after this turn was given, but before anything was sent.
            self._give_back(0)

    def _reduce_waits(self) -> bool:
        return any(
            priority is Priority.REDUCE and not turn.done()
            for (priority, _), turn in self._waiting
        )

    def _give_back(self, gap: float) -> None:
        self._busy = False
        self._free_at = asyncio.get_running_loop().time() + gap
        self._call_next()

    def _call_next(self) -> None:
        """Give the most urgent request its turn, at once or when the pause is over."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        while self._waiting and self._waiting[0][1].done():
            heapq.heappop(self._waiting)
        if self._busy or not self._waiting:
            return
        loop = asyncio.get_running_loop()
        if (wait := self._free_at - loop.time()) > 0:
            self._timer = loop.call_later(wait, self._call_next)
            return
        self._busy = True
        heapq.heappop(self._waiting)[1].set_result(None)
