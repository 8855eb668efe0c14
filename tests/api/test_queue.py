"""One request at a time, the most urgent first."""

import asyncio
from collections.abc import Awaitable, Callable
from itertools import pairwise

import pytest

from custom_components.v2c_cloud.api.exceptions import V2CTimeoutError
from custom_components.v2c_cloud.api.queue import Priority, RequestQueue

GAP = 0.02


class Wire:
    """What happens on the wire, in the order in which it does."""

    def __init__(self, gap: float = GAP) -> None:
        """Nothing yet."""
        self.queue = RequestQueue(gap)
        self.started: list[str] = []
        self.spans: list[tuple[float, float]] = []
        self.running = 0
        self.most = 0
        self.hung = asyncio.Event()

    def request(
        self, name: str, *, hang: bool, seconds: float, at_the_end: Callable[[], None]
    ) -> Callable[[], Awaitable[str]]:
        """A request that takes some time, or for ever."""

        async def run() -> str:
            loop = asyncio.get_running_loop()
            self.started.append(name)
            self.running += 1
            self.most = max(self.most, self.running)
            start = loop.time()
            try:
                if hang and not self.hung.is_set():
                    self.hung.set()
                    await asyncio.Event().wait()
                await asyncio.sleep(seconds)
                # Runs when this request has ended, before anybody else does.
                loop.call_soon(at_the_end)
            finally:
                self.running -= 1
                self.spans.append((start, loop.time()))
            return name

        return run

    async def send(
        self,
        name: str,
        priority: Priority = Priority.POLL,
        *,
        repeatable: bool = True,
        hang: bool = False,
        seconds: float = 0.0,
        at_the_end: Callable[[], None] = lambda: None,
    ) -> str:
        """Send a request through the queue."""
        return await self.queue.run(
            priority,
            self.request(name, hang=hang, seconds=seconds, at_the_end=at_the_end),
            repeatable=repeatable,
        )


def cancel(task: asyncio.Task[str]) -> None:
    """Cancel a task that has not ended."""
    assert task.cancel()


@pytest.fixture
async def wire() -> Wire:
    """A queue and what it lets through."""
    return Wire()


async def test_never_two_at_once(wire: Wire) -> None:
    """Twenty callers, one wire, a pause between any two requests."""
    names = [f"poll {number}" for number in range(20)]

    results = await asyncio.gather(*(wire.send(name) for name in names))

    gaps = [start - end for (_, end), (start, _) in pairwise(wire.spans)]
    assert results == names
    assert wire.started == names
    assert wire.most == 1
    assert len(gaps) == 19
    assert min(gaps) >= GAP - 0.001


async def test_the_most_urgent_goes_first(wire: Wire) -> None:
    """Reduce, other commands, read-backs, polls; equals as they came."""
    first = asyncio.create_task(wire.send("first", Priority.REDUCE, seconds=0.02))
    await asyncio.sleep(0.01)

    await asyncio.gather(
        wire.send("poll", Priority.POLL),
        wire.send("read-back", Priority.READ_BACK),
        wire.send("command", Priority.COMMAND),
        wire.send("second command", Priority.COMMAND),
        wire.send("reduce", Priority.REDUCE),
        first,
    )

    assert wire.started == [
        "first",
        "reduce",
        "command",
        "second command",
        "read-back",
        "poll",
    ]


async def test_a_reduce_breaks_off_a_hung_poll(wire: Wire) -> None:
    """The poll is repeated afterwards; its caller notices nothing."""
    poll = asyncio.create_task(wire.send("poll", hang=True))
    await wire.hung.wait()

    async with asyncio.timeout(1):
        assert await wire.send("reduce", Priority.REDUCE, repeatable=False) == "reduce"
        assert await poll == "poll"

    assert wire.started == ["poll", "reduce", "poll"]
    assert wire.most == 1


async def test_a_reduce_breaks_off_a_hung_write(wire: Wire) -> None:
    """Nobody knows whether that write arrived, so it is not repeated."""
    write = asyncio.create_task(
        wire.send("write", Priority.COMMAND, repeatable=False, hang=True)
    )
    await wire.hung.wait()

    async with asyncio.timeout(1):
        await wire.send("reduce", Priority.REDUCE, repeatable=False)
        with pytest.raises(V2CTimeoutError):
            await write

    assert wire.started == ["write", "reduce"]


async def test_a_reduce_does_not_break_off_a_reduce(wire: Wire) -> None:
    """Both matter; the first one ends first."""
    first = asyncio.create_task(
        wire.send("first", Priority.REDUCE, repeatable=False, seconds=0.05)
    )
    await asyncio.sleep(0.01)

    await wire.send("second", Priority.REDUCE, repeatable=False)

    assert await first == "first"
    assert wire.started == ["first", "second"]


async def test_many_reduces_at_once(wire: Wire) -> None:
    """They take turns and none is lost."""
    poll = asyncio.create_task(wire.send("poll", hang=True))
    await wire.hung.wait()
    names = [f"reduce {number}" for number in range(5)]

    async with asyncio.timeout(2):
        results = await asyncio.gather(
            *(wire.send(name, Priority.REDUCE, repeatable=False) for name in names)
        )
        await poll

    assert results == names
    assert wire.started == ["poll", *names, "poll"]


async def test_a_reduce_overtakes_one_that_was_just_given_its_turn() -> None:
    """Between a turn and its request there is a moment: nothing has been sent yet."""
    wire = Wire(gap=0)
    reduces: list[asyncio.Task[str]] = []

    def reduce() -> None:
        sending = wire.send("reduce", Priority.REDUCE, repeatable=False)
        reduces.append(asyncio.Task(sending, eager_start=True))

    first = asyncio.create_task(wire.send("first", at_the_end=reduce))
    write = asyncio.create_task(wire.send("write", Priority.COMMAND, repeatable=False))

    async with asyncio.timeout(1):
        await asyncio.gather(first, write)
        await asyncio.gather(*reduces)

    assert wire.started == ["first", "reduce", "write"]


async def test_only_a_reduce_breaks_off(wire: Wire) -> None:
    """A command waits for the poll that is under way."""
    poll = asyncio.create_task(wire.send("poll", seconds=0.05))
    await asyncio.sleep(0.01)

    await wire.send("command", Priority.COMMAND, repeatable=False)

    assert poll.done()
    assert wire.started == ["poll", "command"]


async def test_errors_pass_and_free_the_wire(wire: Wire) -> None:
    """Also a TimeoutError of the request itself is not taken for a breaking off."""

    async def fail() -> None:
        raise TimeoutError("of the request")

    with pytest.raises(TimeoutError, match="of the request"):
        await wire.queue.run(Priority.POLL, fail, repeatable=True)

    assert await wire.send("next") == "next"


async def test_a_caller_that_gives_up_while_under_way(wire: Wire) -> None:
    """Its request ends with it, and the next one has its turn."""
    poll = asyncio.create_task(wire.send("poll", hang=True))
    await wire.hung.wait()

    poll.cancel()
    with pytest.raises(asyncio.CancelledError):
        await poll

    assert await wire.send("next") == "next"


async def test_a_caller_that_gives_up_as_it_is_broken_off(wire: Wire) -> None:
    """A poll that is both preempted and cancelled is not repeated."""
    poll = asyncio.create_task(wire.send("poll", hang=True))
    await wire.hung.wait()
    reduce = asyncio.create_task(wire.send("reduce", Priority.REDUCE))
    await asyncio.sleep(0)

    poll.cancel()
    with pytest.raises(asyncio.CancelledError):
        await poll

    assert await reduce == "reduce"
    assert wire.started == ["poll", "reduce"]


async def test_a_caller_that_gives_up_while_waiting(wire: Wire) -> None:
    """Nobody waits for it, and no timer is left behind."""
    await wire.send("first")
    waiting = [asyncio.create_task(wire.send("never")) for _ in range(3)]
    await asyncio.sleep(0)

    for task in waiting:
        task.cancel()
    results = await asyncio.gather(*waiting, return_exceptions=True)

    assert [type(result) for result in results] == [asyncio.CancelledError] * 3
    assert wire.started == ["first"]
    assert await wire.send("next") == "next"


async def test_a_caller_that_gives_up_just_as_its_turn_comes() -> None:
    """The turn goes to the next one."""
    wire = Wire(gap=0)
    first = asyncio.create_task(wire.send("first", at_the_end=lambda: cancel(second)))
    second = asyncio.create_task(wire.send("second"))
    third = asyncio.create_task(wire.send("third"))

    async with asyncio.timeout(1):
        await asyncio.gather(first, third)

    assert second.cancelled()
    assert wire.started == ["first", "third"]
