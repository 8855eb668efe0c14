"""Carries out what power control decides for one charger."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from homeassistant.core import HomeAssistant, callback

from .api.charger import Outcome
from .api.exceptions import V2CError, V2CUnconfirmedError, V2CWriteLimitError
from .api.models import ChargerState, FieldValue
from .const import LOGGER
from .control.borrowed import TIMER_FIELDS, borrow, must_wait, to_give_back
from .control.charger_meter import charger_reading
from .control.command import Command, current_field, next_command, reduces
from .control.model import PowerControl, TimerPart
from .control.override import Expected
from .control.power_settings import PowerSettings
from .coordinator import ChargerCoordinator
from .store import HouseStore

if TYPE_CHECKING:
    from .house import V2CConfigEntry

_TRY_REDUCE_AGAIN = 2.0
_TRY_AGAIN = 15.0
"""Seconds after which a command that did not work is decided anew."""
_SELDOM = 600.0
"""Seconds to which that grows for a pause that only saves money: each may be some calls
to the cloud."""
_DISTRUST = 600.0
"""Seconds for which a car waits by a pause, after its charger's timers did not obey."""


def has_own_meter(state: ChargerState) -> bool:
    """Whether the charger's own dynamic control works, and watches over the house."""
    return state.modulating and charger_reading(state, 0.0) is not None


class PowerHand:
    """Writes to one charger on behalf of power control, and remembers what it wrote."""

    def __init__(
        self,
        hass: HomeAssistant,
        entry: V2CConfigEntry,
        coordinator: ChargerCoordinator,
        store: HouseStore,
    ) -> None:
        """Take over what the last run left."""
        self._hass = hass
        self._entry = entry
        self._store = store
        self.coordinator = coordinator
        self.expected: Expected | None = None
        """What was written last and confirmed."""
        self.unconfirmed = False
        """Whether nobody knows if the last command was carried out."""
        self.timer: TimerPart | None = None
        """What the charger's timers are for now; None where they are left alone."""
        self._timer_trusted_at = 0.0
        self._held_since: float | None = None
        """Since when the timers are known to hold the car."""
        self._wanted: int | None = None
        self._under_way = 0
        """A that the command under way leads to."""
        self._task: asyncio.Task[None] | None = None
        self._ordered = False
        """Whether the command under way is an order, and leads to no current."""
        self.giving_back = False
        """Whether what was changed is being set to what it was before."""
        self._retry_at = {False: 0.0, True: 0.0}
        """When to write again: an increase, and a reduction."""
        self._patience = _TRY_AGAIN
        self._listeners: list[Callable[[], None]] = []

    @property
    def state(self) -> ChargerState:
        """The charger now."""
        return self.coordinator.charger.snapshot().state

    @property
    def settings(self) -> PowerSettings:
        """What people want, and what was done."""
        return self._store.recall(self.coordinator.charger.charger_id).power

    @property
    def busy(self) -> bool:
        """Whether a command is under way."""
        return self._task is not None

    @property
    def under_way(self) -> int:
        """A that the command under way leads to; 0 without one, and for a pause."""
        return self._under_way if self.busy else 0

    @callback
    def async_change(self, **changes: object) -> None:
        """Change what is remembered of the charger."""
        charger_id = self.coordinator.charger.charger_id
        memory = self._store.recall(charger_id)
        # replace() itself refuses a name that there is not.
        power = replace(memory.power, **changes)  # type: ignore[arg-type]
        self._store.remember(charger_id, replace(memory, power=power))
        if "mode" in changes:
            # A reduction that had time may have none now.
            self._retry_at[True] = 0.0

    @callback
    def async_want(self, current: int | None) -> None:
        """Let the charger offer this many A, 0 for a pause, None for what it offers.

        A reduction breaks off whatever is under way; an increase waits its turn.
        """
        if current is None:
            if not self._ordered:
                self.async_rest()
            return
        if self.busy:
            self._wanted = current
            if current >= self._under_way:
                return
            self._stop_working()
        state = self.state
        if self._next(state, current) is None:
            if self.expected is None:
                self._expect_as_it_is(state)
            if self._held_since is None and self.timer is not None and state.timer:
                self._held_since = self._hass.loop.time()
        elif self._hass.loop.time() >= self._retry_at[reduces(state, current)]:
            self._wanted = self._under_way = current
            self._work(self._async_reach)

    def _next(self, state: ChargerState, wanted: int) -> Command | None:
        """What to write next; timers that did not obey are not relied on."""
        timer = self.timer
        if timer is not None and self._hass.loop.time() < self._timer_trusted_at:
            timer = replace(timer, waits=False)
        return next_command(state, wanted, timer)

    def is_held(self, state: ChargerState) -> bool:
        """Whether the charger offers nothing, for its timers are ours and on."""
        return self.timer is not None and bool(state.timer) and not state.charging

    @callback
    def was_let_go(self, state: ChargerState, now: float, patience: float) -> bool:
        """Whether somebody has switched the timers off that held the car; told once."""
        since = self._held_since
        if self.busy or since is None or state.timer is not False:
            return False
        self._held_since = None
        waits = self.timer is not None and self.timer.waits
        return waits and now - since > patience

    @callback
    def async_order(self, command: Command) -> None:
        """Write one field; a later look sees whether it was carried out."""
        self._order(partial(self.async_write, command))

    @callback
    def async_found_resumed(self) -> None:
        """Somebody has ended a pause of ours, and nobody minds."""
        self.async_change(paused_by_us=False)
        self.expected = None

    @callback
    def async_rest(self) -> None:
        """Want nothing any more."""
        self._wanted = None
        self._stop_working()

    def _stop_working(self) -> None:
        if self._task is not None:
            self._task.cancel()
            self._task = None
        self._ordered = False

    def _order(self, work: Callable[[], Awaitable[None]]) -> None:
        self.async_rest()
        self._under_way = 0
        self._work(work)
        self._ordered = True

    def _work(self, work: Callable[[], Awaitable[None]]) -> None:
        self._task = self._entry.async_create_background_task(
            self._hass,
            self._async_work(work),
            f"{self.coordinator.name} power",
            # Busy from now on, and not only once the first command waits.
            eager_start=False,
        )

    async def _async_reach(self) -> None:
        while self._wanted is not None:
            command = self._next(self.state, self._wanted)
            if command is None:
                break
            self._under_way = self._wanted
            await self.async_write(command)

    async def _async_work(self, work: Callable[[], Awaitable[None]]) -> None:
        me = asyncio.current_task()
        try:
            await work()
        except V2CError as err:
            LOGGER.debug("%s is not set yet: %s", self.coordinator.name, err)
            self.unconfirmed = isinstance(err, V2CUnconfirmedError)
            self._be_patient(err)
        else:
            self.unconfirmed, self._patience = False, _TRY_AGAIN
        finally:
            if self._task is me:
                self._task = None
                self._ordered = False

    def _be_patient(self, err: V2CError) -> None:
        """An increase that failed must not keep a reduction waiting.

        Where no limit is at stake there is time.
        """
        less = reduces(self.state, self._under_way)
        patience = _TRY_REDUCE_AGAIN if less else _TRY_AGAIN
        if less and self.settings.mode is PowerControl.OFF:
            patience = self._patience
            self._patience = min(2 * patience, _SELDOM)
        if isinstance(err, V2CWriteLimitError):
            patience = err.retry_after
        self._retry_at[less] = self._hass.loop.time() + patience

    async def async_write(self, command: Command) -> None:
        """Write one field, having remembered what was there before.

        Raises ``V2CError``.
        """
        state = self.state
        self.async_change(borrowed=borrow(self.settings.borrowed, command.field, state))
        if command.field == "paused" and command.value:
            # Before it is sent: a pause that we do not remember would be somebody's.
            self.async_change(paused_by_us=True)
        if command.field == "timer":
            self._held_since = None
        try:
            outcome = await self.coordinator.charger.set(command.field, command.value)
        except V2CError:
            if command.field == "timer":
                self._timer_trusted_at = self._hass.loop.time() + _DISTRUST
            raise
        if outcome is Outcome.SUPERSEDED:
            # Somebody else has just set it: the next look decides anew.
            self._wanted = None
            return
        if command.field == "paused" and not command.value:
            self._end_pause()
        self._expect(command)

    def _end_pause(self) -> None:
        """Ours is over, and what was no pause before is given back: the next is not."""
        borrowed = dict(self.settings.borrowed)
        if borrowed.get("paused") is False:
            del borrowed["paused"]
        self.async_change(paused_by_us=False, borrowed=borrowed)

    def _expect(self, command: Command) -> None:
        """Note what was confirmed; the rest of the state may be somebody's wish."""
        field = current_field(self.state)
        before = self.expected
        current = before.current if before and before.field == field else None
        if command.field == field and isinstance(command.value, int):
            current = command.value
        self.expected = Expected(
            field=field,
            current=current,
            paused=self.settings.paused_by_us,
            at=self._hass.loop.time(),
        )

    def _expect_as_it_is(self, state: ChargerState) -> None:
        """The charger was found as it is wanted: as good as written."""
        field = current_field(state)
        self.expected = Expected(
            field=field,
            current=None if state.paused else getattr(state, field),
            paused=self.settings.paused_by_us,
            at=self._hass.loop.time(),
        )

    async def async_give_back(
        self, *, pause: bool = True, timers: bool = False
    ) -> None:
        """Set everything to what it was before. Raises ``V2CError``.

        A pause stays where ``pause`` says so: EcoCharging goes on without control. What
        it needs, the charger's timers, is given back where ``timers`` says so.

        What has been given back is borrowed no more; the rest is tried again later. The
        number of phases waits until no car is plugged in, which could be harmed.
        """
        self.async_rest()
        self.giving_back = True
        try:
            await self._give_all_back(pause=pause)
            if timers:
                await self.async_give_back_fields(TIMER_FIELDS)
        finally:
            self.giving_back = False

    async def async_give_back_fields(self, fields: Sequence[str]) -> None:
        """Set these fields to what they were before. Raises ``V2CError``."""
        for field, value in to_give_back(self.settings.borrowed):
            if field in fields:
                await self._give_back(field, value)

    @callback
    def async_return(self) -> None:
        """Give back what could not be given back before, as soon as that works."""
        snapshot = self.coordinator.charger.snapshot()
        waits = self.busy or self.giving_back or snapshot.active_link is None
        if waits or self._hass.loop.time() < self._retry_at[False]:
            return
        timer = self.timer
        if timer is not None and not timer.waits and snapshot.state.timer:
            self.async_order(Command(field="timer", value=False))
        elif any(
            not must_wait(field, snapshot.state)
            for field in self.settings.borrowed.keys() - set(TIMER_FIELDS)
        ):
            self._order(self._give_all_back)

    async def _give_all_back(self, *, pause: bool = True) -> None:
        """All but what is EcoCharging's, which may still be wanted."""
        ours = TIMER_FIELDS if pause else (*TIMER_FIELDS, "paused")
        for field, value in to_give_back(self.settings.borrowed):
            if field not in ours and not must_wait(field, self.state):
                await self._give_back(field, value)
        if pause:
            self.async_change(paused_by_us=False)
        self.expected = None

    @callback
    def async_give_back_phases(self) -> None:
        """Set the number of phases to what it was; not while a car is plugged in."""
        mode = self.settings.borrowed.get("charge_mode")
        if mode is not None:
            self._order(partial(self._give_back, "charge_mode", mode))

    async def _give_back(self, field: str, value: FieldValue) -> None:
        if field == "timer":
            self._held_since = None
        await self.coordinator.charger.set(field, value)
        borrowed = self.settings.borrowed
        rest = {name: old for name, old in borrowed.items() if name != field}
        self.async_change(borrowed=rest)

    async def async_leave(self, rest_current: int) -> None:
        """Leave the charger so that nothing has to watch it. Raises ``V2CError``.

        With a meter of its own it controls itself again; without one it keeps a current
        that always fits, or pauses.
        """
        self.async_rest()
        state = self.state
        if has_own_meter(state):
            await self.async_give_back()
        elif rest_current:
            # What is less than that was not more for a reason.
            current = min(rest_current, state.intensity or rest_current)
            await self.async_write(Command(field="intensity", value=current))
        elif not state.paused:
            await self.async_write(Command(field="paused", value=True))
