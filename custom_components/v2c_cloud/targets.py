"""Watches where the running session shall stop, and pauses the charger there.

The charger may have been told as well. That it pauses at a target by itself is what
V2C's OpenAPI 1.0.0 says; nobody has seen how it counts, so we count, too.
"""

from collections.abc import Callable
from dataclasses import replace
import time
from typing import TYPE_CHECKING

from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback

from .api.charger import Outcome
from .api.exceptions import V2CError
from .api.models import ChargerState
from .const import LOGGER
from .control.target import Target, TargetKind
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
        self, hass: HomeAssistant, coordinator: ChargerCoordinator, store: HouseStore
    ) -> None:
        """Take over what the last run left."""
        self._hass = hass
        self._coordinator = coordinator
        self._charger = coordinator.charger
        self._store = store
        self._listeners: list[Callable[[], None]] = []
        self._pausing = False
        self._pause_at = 0.0
        self._resumed = True
        self.met = False
        """Whether the pause of now is that of a target."""
        self._target = store.recall(self._charger.charger_id).target
        self._counter = _counter_of(self._target)
        self._goal = self._target.left if self._target else 0.0

    @property
    def target(self) -> Target | None:
        """The target with what is left of it now."""
        return self._target

    @callback
    def async_start(self) -> CALLBACK_TYPE:
        """Look at everything that is read of the charger; returns how to stop that."""
        stop = self._charger.subscribe(self._look)
        self._look()
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
        self._pause_at = 0.0
        self._resumed = False
        self._keep(target)
        self._look()

    @callback
    def async_end(self) -> None:
        """Forget the target."""
        self._keep(None)

    @callback
    def _look(self) -> None:
        """Count what has been charged since."""
        target, snapshot = self._target, self._charger.snapshot()
        if snapshot.state.paused is False or snapshot.state.connected is False:
            self.met = False
        if target is None or snapshot.active_link is None:
            return
        state = snapshot.state
        reading = session_reading(target.kind, state)
        if state.connected is False or self._is_another_session(target, reading):
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
            self._pause()

    def _is_another_session(self, target: Target, reading: float | None) -> bool:
        """Whether the car was changed while Home Assistant was away.

        The charger's counter also starts again for no reason; while we watch we see
        the plug instead.
        """
        if not self._resumed or reading is None:
            return False
        self._resumed = False
        return target.reading is not None and reading < target.reading

    def _pause(self) -> None:
        if not self._pausing and time.monotonic() >= self._pause_at:
            self._pausing = True
            self._coordinator.config_entry.async_create_background_task(
                self._hass, self._async_pause(), f"{self._coordinator.name} target"
            )

    async def _async_pause(self) -> None:
        """Pause at the target. What does not work is tried again."""
        target = self._target
        try:
            outcome = await self._charger.set("paused", True)
        except V2CError as err:
            LOGGER.debug("%s is not paused yet: %s", self._coordinator.name, err)
            self._pause_at = time.monotonic() + _TRY_AGAIN
        else:
            # Somebody may have wanted more in the meantime.
            if outcome is not Outcome.SUPERSEDED and self._target == target:
                self.met = True
                self._keep(None)
        finally:
            self._pausing = False

    def _keep(self, target: Target | None) -> None:
        self._target = target
        memory = self._store.recall(self._charger.charger_id)
        self._store.remember(self._charger.charger_id, replace(memory, target=target))
        for listener in tuple(self._listeners):
            listener()


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
        watch = TargetWatch(hass, coordinator, house.store)
        house.targets[subentry_id] = watch
        entry.async_on_unload(watch.async_start())
