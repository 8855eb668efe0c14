"""One charger: merges what its links know, routes a command and confirms it."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date
from enum import Enum, auto
import time

from .connection import Connection
from .exceptions import (
    V2CConnectionError,
    V2CError,
    V2CRejectedError,
    V2CResponseError,
    V2CTimeoutError,
    V2CUnconfirmedError,
    V2CUnsupportedError,
    V2CWriteLimitError,
)
from .link import ChargerLink
from .models import Action, ChargerSnapshot, ChargerState, FieldValue, Link, Reading
from .queue import Priority
from .settings import Effect, check, confirms, effect
from .write_limit import WriteLimit

_FRESH = 30.0
"""Seconds for which a reading is trusted to show that a value is set already."""
_APART = {"paused": "locked", "locked": "paused"}
_APART_SECONDS = 10.0


class Outcome(Enum):
    """How a command ended, if it did not raise."""

    CONFIRMED = auto()
    ACCEPTED = auto()
    """Taken by the link; this link can only show later whether it worked."""
    SUPERSEDED = auto()
    """A newer command for the same field took its place."""
    UNCHANGED = auto()
    """The value was set already; nothing was written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shown:
    """A value shown in place of what was read, until a reading counts."""

    value: FieldValue
    at: float
    link: Link | None = None
    """The link that took it; None while it is under way."""
    confirmed: bool = False


class Charger:
    """Everything that is known of one charger, and the only place that writes to it."""

    def __init__(
        self,
        charger_id: str,
        links: Iterable[ChargerLink],
        *,
        clock: Callable[[], float] = time.monotonic,
        today: Callable[[], date] = date.today,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        """Combine the links of the charger with this ID; nothing is sent yet."""
        self.charger_id = charger_id
        self._clock = clock
        self._today = today
        self._sleep = sleep
        connections = {link.kind: Connection(link, charger_id) for link in links}
        self._connections = {
            kind: connections[kind] for kind in Link if kind in connections
        }
        self._shown: dict[str, _Shown] = {}
        self._commands: dict[str, asyncio.Task[Outcome]] = {}
        self._apart = asyncio.Lock()
        self._written_at: dict[str, float] = {}
        self._intensity: int | None = None
        self._listeners: list[Callable[[], None]] = []
        self.write_limit = WriteLimit(today())

    @property
    def links(self) -> tuple[Link, ...]:
        """The links this charger has, the preferred one first."""
        return tuple(self._connections)

    def link(self, kind: Link) -> ChargerLink | None:
        """One of the links, if there is such a one."""
        connection = self._connections.get(kind)
        return connection.link if connection else None

    def reading(self, kind: Link) -> Reading | None:
        """The last good reading of a link that still counts."""
        connection = self._connections.get(kind)
        return connection.reading if connection else None

    def failures(self, kind: Link) -> int:
        """How often in a row reading over a link has failed."""
        return self._connections[kind].failures

    def can_set(self, field: str) -> bool:
        """Tell whether any link has a command for a field."""
        return any(item.link.can_write(field) for item in self._connections.values())

    def can_act(self, action: Action) -> bool:
        """Tell whether any link can ask for an action."""
        return any(item.link.can_act(action) for item in self._connections.values())

    def subscribe(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Call ``listener`` after each change; returns how to stop that."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def snapshot(self) -> ChargerSnapshot:
        """What all links that work know together, preferred links first."""
        working = [item for item in self._connections.values() if item.reading]
        self.write_limit.roll(self._today())
        return ChargerSnapshot(
            state=self._read_state().having(
                {
                    name: shown.value
                    for name, shown in self._shown.items()
                    if shown.link is None or self._connections[shown.link].reading
                }
            ),
            links={kind: item.health for kind, item in self._connections.items()},
            active_link=working[0].link.kind if working else None,
            served=frozenset[str]().union(
                *(item.reading.served for item in working if item.reading)
            ),
            writes_today=self.write_limit.writes_today,
        )

    def _read_state(self) -> ChargerState:
        """What was read, without what is only shown."""
        state = ChargerState()
        for connection in self._connections.values():
            if reading := connection.reading:
                state = state.or_else(reading.state)
        if state.intensity is None and state.paused:
            # Firmware 2.5.1 hides the set current while it is paused.
            state = state.having({"intensity": self._intensity})
        return state

    async def refresh(self, kind: Link) -> None:
        """Read over one link and tell the listeners. Never raises ``V2CError``."""
        try:
            await self._read(self._connections[kind])
        except V2CError:
            return  # noted as the health of the link

    async def _read(self, connection: Connection) -> None:
        connection.link.alone = all(
            other is connection or other.reading is None
            for other in self._connections.values()
        )
        try:
            reading = await connection.link.read()
        except V2CError as err:
            connection.fail(err, self._clock())
            raise
        else:
            if connection.accept(reading):
                self._intensity = reading.state.intensity or self._intensity
                self._settle(reading, connection.link)
        finally:
            self._changed()

    def _settle(self, reading: Reading, link: ChargerLink) -> None:
        """Let go of shown values that this reading is late enough to contradict.

        Another link than the one that took the value must tell the field to do so.
        """
        self._shown = {
            name: shown
            for name, shown in self._shown.items()
            if shown.link is None
            or reading.time_of(name) < shown.at + link.settle_time
            or (shown.link is not link.kind and name not in reading.served)
        }

    async def set(self, field: str, value: FieldValue) -> Outcome:
        """Set a field and return once that is confirmed, or taken by the cloud.

        A newer command for the same field makes this one return ``SUPERSEDED``.

        Raises ``V2CInvalidValueError`` or ``V2CWriteLimitError`` before anything is
        sent, ``V2CUnsupportedError`` when no link has such a command,
        ``V2CUnconfirmedError`` when nobody knows whether it was carried out, and
        ``V2CRejectedError``, ``V2CConnectionError``, ``V2CAuthError`` or
        ``V2CRateLimitedError`` when it was not.
        """
        if not self.can_set(field):
            raise V2CUnsupportedError(f"No link of this charger can set {field}")
        check(field, value, self.snapshot().state)
        older = self._commands.get(field)
        if older is None and self._is_set(field, value):
            return Outcome.UNCHANGED
        consequence = self._effect(field, value)
        if consequence is not Effect.REDUCE and (
            wait := self.write_limit.wait(field, self._clock())
        ):
            raise V2CWriteLimitError(field, wait)
        if older is not None:
            older.cancel()
        under_way = _Shown(value=value, at=self._clock())
        self._show(field, under_way)
        task = asyncio.create_task(self._send_along(field, value, consequence))
        self._commands[field] = task
        try:
            await asyncio.wait((task,))
        except asyncio.CancelledError:
            task.cancel()
            raise
        finally:
            if self._commands.get(field) is task:
                del self._commands[field]
            if self._shown.get(field) is under_way:
                del self._shown[field]
                self._changed()
        return Outcome.SUPERSEDED if task.cancelled() else task.result()

    async def act(self, action: Action) -> None:
        """Ask the charger to do something once; nothing shows whether it did.

        Raises ``V2CUnsupportedError`` when no link has such a command.
        """
        for connection in self._connections.values():
            if connection.link.can_act(action):
                await connection.link.act(action)
                return
        raise V2CUnsupportedError(f"No link of this charger can {action}")

    def _effect(self, field: str, value: FieldValue) -> Effect:
        """What a command does, whichever of the values shown and read holds.

        While another command is under way either may hold.
        """
        shown, read = (
            effect(field, getattr(state, field), value)
            for state in (self.snapshot().state, self._read_state())
        )
        return Effect.REDUCE if Effect.REDUCE in (shown, read) else shown

    def _is_set(self, field: str, value: FieldValue) -> bool:
        """Whether the link that would be written to has just shown this value."""
        now = self._clock()
        if shown := self._shown.get(field):
            return shown.confirmed and shown.value == value and now - shown.at < _FRESH
        reading = self._route(field)[0].reading
        return (
            reading is not None
            and getattr(reading.state, field) == value
            and now - reading.time_of(field) < _FRESH
        )

    def _route(self, field: str) -> list[Connection]:
        """The links that have such a command: working ones first."""
        return sorted(
            (item for item in self._connections.values() if item.link.can_write(field)),
            key=lambda item: item.reading is None,
        )

    async def _send_along(
        self, field: str, value: FieldValue, consequence: Effect
    ) -> Outcome:
        """Try one link after the other, as far as sending twice is harmless."""
        first, *others = self._route(field)
        try:
            return await self._send(first, field, value, consequence)
        except V2CError as err:
            error = err
        for connection in others:
            # Whoever asked for more draw decides anew; nothing is replayed.
            if consequence is Effect.GRANT and _reached_charger(error):
                break
            try:
                return await self._send(connection, field, value, consequence)
            except V2CError as err:
                error = err if _reached_charger(err) else error
        raise error

    async def _send(
        self,
        connection: Connection,
        field: str,
        value: FieldValue,
        consequence: Effect,
    ) -> Outcome:
        link = connection.link
        if not connection.trusted:
            await self._read(connection)
        if not connection.trusted:
            raise V2CConnectionError(connection.health.reason)
        before = connection.reading.state if connection.reading else ChargerState()
        priority = Priority.REDUCE if consequence is Effect.REDUCE else Priority.COMMAND
        taken = True
        async with self._kept_apart(field):
            try:
                await link.write(field, value, priority)
            except V2CTimeoutError, V2CResponseError:
                taken = False
        self.write_limit.count(self._today())
        shown = await self._read_back(link, field, value, before)
        if shown is False or not (shown or taken):
            raise V2CUnconfirmedError(
                f"{field} was sent, but the charger does not show the new value"
            )
        self._show(
            field,
            _Shown(
                value=value, at=self._clock(), link=link.kind, confirmed=bool(shown)
            ),
        )
        if field == "intensity" and isinstance(value, int):
            self._intensity = value
        return Outcome.CONFIRMED if shown else Outcome.ACCEPTED

    async def _read_back(
        self, link: ChargerLink, field: str, value: FieldValue, before: ChargerState
    ) -> bool | None:
        """Read until the charger shows the value or cannot show it (None)."""
        delays = link.read_back_delays(field)
        shown: bool | None = False if delays else None
        try:
            async with asyncio.timeout(link.confirm_within):
                for delay in delays:
                    await self._sleep(delay)
                    try:
                        state = await link.read_back(field)
                    except V2CError:
                        continue
                    shown = confirms(field, value, state, before)
                    if shown is not False:
                        break
        except TimeoutError:
            pass
        return shown

    @asynccontextmanager
    async def _kept_apart(self, field: str) -> AsyncIterator[None]:
        """Firmware 2.4.6 silently undoes a pause and a lock that come together."""
        if field not in _APART:
            yield
            return
        async with self._apart:
            other = self._written_at.get(_APART[field])
            if other is not None:
                wait = other + _APART_SECONDS - self._clock()
                await self._sleep(max(wait, 0))
            try:
                yield
            finally:
                self._written_at[field] = self._clock()

    def _show(self, field: str, shown: _Shown) -> None:
        self._shown[field] = shown
        self._changed()

    def _changed(self) -> None:
        for listener in tuple(self._listeners):
            listener()


def _reached_charger(err: V2CError) -> bool:
    """Whether the charger may have had the command, or did refuse it."""
    return isinstance(err, V2CUnconfirmedError | V2CRejectedError)
