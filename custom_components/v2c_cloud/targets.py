"""Watches where the running session shall stop, and pauses the charger there.

Where people want energy that costs nothing, the car goes on as long as there is any.

The charger may have been told as well. That it pauses at a target by itself is what
V2C's OpenAPI 1.0.0 says; nobody has seen how it counts, so we count, too.
"""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
import time
from typing import TYPE_CHECKING

from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback

from .api.charger import Outcome
from .api.exceptions import V2CError
from .api.models import ChargerState
from .const import LOGGER
from .control.target import Target, TargetKind, TargetStage
from .coordinator import ChargerCoordinator
from .energy_counter import EnergyCounter
from .store import HouseStore

if TYPE_CHECKING:
    from .house import House, V2CConfigEntry

_TRY_AGAIN = 30.0
"""Seconds after which a pause that did not work is tried again."""
_MOST_PER_STEP = {TargetKind.ENERGY: 100.0, TargetKind.TIME: 7 * 86400.0}


def session_reading(kind: TargetKind, state: ChargerState) -> float | None:
    """What the charger shows of the running session, in kWh or s."""
    return state.charge_energy if kind is TargetKind.ENERGY else state.charge_time


class TargetWatch:
    """The target of one charger: at most one, which ends when the plug is pulled."""

    def __init__(
        self,
        hass: HomeAssistant,
        coordinator: ChargerCoordinator,
        store: HouseStore,
        *,
        is_free: Callable[[], bool | None],
        pausing: Callable[[], None],
    ) -> None:
        """Take over what the last run left.

        Args:
            hass: Home Assistant.
            coordinator: The charger's.
            store: Keeps the target.
            is_free: Whether energy is free now, and wanted; None: not known yet.
            pausing: Called before the charger is paused: it is for the target.

        """
        self._hass = hass
        self._is_free = is_free
        self._pausing_for_target = pausing
        self._coordinator = coordinator
        self._charger = coordinator.charger
        self._store = store
        self._listeners: list[Callable[[], None]] = []
        self._busy = False
        self._set_at = 0.0
        self.armed = 0
        """How often a target was armed."""
        self._resumed = True
        self._target = store.recall(self._charger.charger_id).target
        self._counter = _counter_of(self._target)
        self._goal = self._target.left if self._target else 0.0
        self.met = self._stage is TargetStage.HELD
        """Whether the pause of now is that of a target."""

    @property
    def target(self) -> Target | None:
        """The target with what is left of it now; None once it was met."""
        return None if self.was_met else self._target

    @property
    def was_met(self) -> bool:
        """Whether the car has got what was asked for in this session."""
        return self._stage in {TargetStage.HELD, TargetStage.PASSED}

    @property
    def _stage(self) -> TargetStage | None:
        return self._target.stage if self._target else None

    @callback
    def async_start(self) -> CALLBACK_TYPE:
        """Look at everything that is read of the charger; returns how to stop that."""
        stop = self._charger.subscribe(self.async_look)
        self.async_look()
        return stop

    @callback
    def async_subscribe(self, listener: Callable[[], None]) -> CALLBACK_TYPE:
        """Call ``listener`` after each change; returns how to stop that."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    @callback
    def async_arm(self, target: Target) -> None:
        """Stop there, and no longer where an older target wanted to."""
        self._counter = _counter_of(target)
        self._goal = target.left
        self._set_at = 0.0
        self.armed += 1
        self._resumed = False
        self._keep(target)
        self.async_look()

    @callback
    def async_end(self) -> None:
        """Forget the target."""
        self._keep(None)

    @callback
    def async_look(self) -> None:
        """Count what has been charged since, and pause where that is enough."""
        target, snapshot = self._target, self._charger.snapshot()
        if snapshot.state.paused is False or snapshot.state.connected is False:
            self.met = False
        if target is None or snapshot.active_link is None:
            return
        state = snapshot.state
        reading = session_reading(target.kind, state)
        if state.connected is False or self._is_another_session(target, reading):
            self._end_with_session(target, paused=bool(state.paused))
            return
        if (
            target.stage is TargetStage.HELD
            and state.paused is False
            and not self._busy
        ):
            # Whoever goes on gets more.
            self._keep(None)
            return
        self._counter.update(reading)
        target = replace(
            target,
            left=max(round(self._goal - self._counter.total, 3), 0.0),
            reading=self._counter.session,
        )
        if target != self._target:
            self._keep(target)
        if target.reached:
            self._settle(target, paused=bool(state.paused))

    def _end_with_session(self, target: Target, *, paused: bool) -> None:
        """Forget the target; its pause was not meant for the next car."""
        if paused and target.stage is TargetStage.HELD:
            self._set(paused=False)
        else:
            self._keep(None)

    def _is_another_session(self, target: Target, reading: float | None) -> bool:
        """Whether the car was changed while Home Assistant was away.

        The charger's counter also starts again for no reason; while we watch we see
        the plug instead.
        """
        if not self._resumed or reading is None:
            return False
        self._resumed = False
        return target.reading is not None and reading < target.reading

    def _settle(self, target: Target, *, paused: bool) -> None:
        """Pause the car that has got it all, but not while energy is free."""
        free = self._is_free()
        if free and paused and (target.stage is TargetStage.HELD or target.on_charger):
            self._set(paused=False)
        elif free and target.stage is TargetStage.ARMED:
            self._keep(replace(target, stage=TargetStage.PASSED))
        elif (not free and target.stage is TargetStage.ARMED) or (
            # After a start it takes a moment until anybody knows.
            free is False and target.stage is TargetStage.PASSED
        ):
            self._set(paused=True)

    def _set(self, *, paused: bool) -> None:
        if not self._busy and time.monotonic() >= self._set_at:
            self._busy = True
            self._coordinator.config_entry.async_create_background_task(
                self._hass,
                self._async_set(paused=paused),
                f"{self._coordinator.name} target",
            )

    async def _async_set(self, *, paused: bool) -> None:
        """Pause at the target, or go on. What does not work is tried again."""
        armed = self.armed
        if paused:
            self._pausing_for_target()
        try:
            outcome = await self._charger.set("paused", paused)
        except V2CError as err:
            LOGGER.debug("%s: paused is not set yet: %s", self._coordinator.name, err)
            self._set_at = time.monotonic() + _TRY_AGAIN
        else:
            # Somebody may have wanted more in the meantime.
            same = outcome is not Outcome.SUPERSEDED and self.armed == armed
            if same and self._target is not None:
                self.met = paused
                self._keep(_settled(self._target, paused=paused))
        finally:
            self._busy = False

    def _keep(self, target: Target | None) -> None:
        self._target = target
        memory = self._store.recall(self._charger.charger_id)
        self._store.remember(self._charger.charger_id, replace(memory, target=target))
        for listener in tuple(self._listeners):
            listener()


def _settled(target: Target, *, paused: bool) -> Target:
    """A target for which the charger was paused, or that it was let go on from.

    The charger's own target stops it once.
    """
    if paused:
        return replace(target, stage=TargetStage.HELD)
    return replace(target, stage=TargetStage.PASSED, on_charger=False)


def _counter_of(target: Target | None) -> EnergyCounter:
    if target is None:
        return EnergyCounter()
    return EnergyCounter(
        session=target.reading, most_per_step=_MOST_PER_STEP[target.kind]
    )


@callback
def async_watch_targets(
    hass: HomeAssistant, entry: V2CConfigEntry, house: House
) -> None:
    """Watch the chargers of a house until it is unloaded."""
    for subentry_id, coordinator in house.chargers.items():
        watch = TargetWatch(
            hass,
            coordinator,
            house.store,
            is_free=partial(house.eco.takes_free, subentry_id),
            pausing=house.power.chargers[subentry_id].async_yield_pause,
        )
        house.targets[subentry_id] = watch
        entry.async_on_unload(watch.async_start())
        entry.async_on_unload(house.eco.async_subscribe(watch.async_look))
