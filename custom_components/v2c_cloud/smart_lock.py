"""Locks a charger when its keys leave, and unlocks it when one comes near."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
import time
from typing import TYPE_CHECKING, Final

from homeassistant.const import ATTR_RESTORED, STATE_UNAVAILABLE, STATE_UNKNOWN
from homeassistant.core import (
    CALLBACK_TYPE,
    CoreState,
    Event,
    EventStateChangedData,
    EventStateReportedData,
    HomeAssistant,
    State,
    callback,
)
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.event import (
    async_track_state_change_event,
    async_track_state_report_event,
    async_track_time_interval,
)

from .const import LOGGER
from .control.smart_key import KeyMemory, Sighting, Zone
from .control.smart_lock import (
    ChargerSight,
    LockDecision,
    LockMemory,
    LockReason,
    LockSettings,
    look,
)
from .coordinator import ChargerCoordinator
from .house_options import OptionsError
from .power_charger import is_lost
from .smart_lock_keys import KEY_DOMAINS, KeySensors, async_find_key, async_read_key
from .smart_lock_options import LockOptions, read_lock
from .store import HouseStore, LockState

if TYPE_CHECKING:
    from .house import House, V2CConfigEntry

_TICK: Final = timedelta(seconds=3)
"""How often to look while nothing is reported: delays end, and sightings grow old."""
_TRY_AGAIN: Final = (30.0, 60.0, 120.0, 300.0)
"""Seconds after each failure until a command is tried again."""


class SmartLock:
    """The lock of one charger."""

    def __init__(
        self,
        hass: HomeAssistant,
        coordinator: ChargerCoordinator,
        store: HouseStore,
        options: LockOptions,
    ) -> None:
        """Take over what the last run left; nothing is done before the start."""
        self.options = options
        self.coordinator = coordinator
        self._hass = hass
        self._store = store
        self._charger_id = coordinator.charger.charger_id
        self._listeners: list[Callable[[], None]] = []
        self._heard: dict[str, float] = {}
        self._writing = False
        self._failures = 0
        self._try_at = 0.0
        kept = store.recall(self._charger_id).smart_lock
        self.enabled = kept.enabled
        """Whether it may lock and unlock."""
        self._memory = LockMemory(
            keys={
                entity: KeyMemory(zone=Zone(zone))
                for entity, zone in kept.zones.items()
            },
            locked=kept.locked,
            by_hand=kept.by_hand,
        )
        self._decision = LockDecision(reason=LockReason.OFF)
        self.settings = LockSettings()
        """What it decides by, as of the last look."""

    @property
    def reason(self) -> LockReason:
        """Why the charger is locked, or not."""
        if self._failures and self._decision.lock is not None:
            return LockReason.COMMAND_FAILED
        return self._decision.reason

    @property
    def keys(self) -> Mapping[str, KeyMemory]:
        """Where its keys are, by entity ID."""
        return self._memory.keys

    def _keys(self) -> list[KeySensors]:
        """Its keys as they are now: what they are read by can change at any time."""
        return [async_find_key(self._hass, key.entity) for key in self.options.keys]

    @callback
    def async_subscribe(self, listener: Callable[[], None]) -> CALLBACK_TYPE:
        """Call ``listener`` after each look; returns how to stop that."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    @callback
    def async_start(self) -> CALLBACK_TYPE:
        """Look at the keys and at the charger; returns how to stop that."""
        entities = [entity for key in self._keys() for entity in key.entities]
        if self._hass.state is CoreState.running:
            ago = time.time() - time.monotonic()
            self._heard = {
                entity: state.last_reported_timestamp - ago
                for entity in entities
                if (state := self._hass.states.get(entity)) is not None
            }
        stops = [
            async_track_state_change_event(self._hass, entities, self._changed),
            async_track_state_report_event(self._hass, entities, self._reported),
            async_track_time_interval(self._hass, self._tick, _TICK),
            self.coordinator.charger.subscribe(self._look),
        ]
        self._look()

        @callback
        def stop() -> None:
            for item in stops:
                item()

        return stop

    @callback
    def async_enable(self, *, enabled: bool) -> None:
        """Begin or cease to lock and unlock."""
        self.enabled = enabled
        self._failures = 0
        self._look()

    @callback
    def _changed(self, event: Event[EventStateChangedData]) -> None:
        before, state = event.data["old_state"], event.data["new_state"]
        if state is not None and not _is_memory(before, state):
            self._hear(state)
        self._look()

    @callback
    def _reported(self, event: Event[EventStateReportedData]) -> None:
        self._hear(event.data["new_state"])
        self._look()

    def _hear(self, state: State) -> None:
        """Note a report, unless it may be what is remembered from before a restart."""
        if self._hass.state is CoreState.running:
            self._heard[state.entity_id] = time.monotonic()

    @callback
    def _tick(self, _: datetime) -> None:
        self._look()

    @callback
    def _look(self) -> None:
        """Look, decide, and let it be done."""
        now = time.monotonic()
        keys = self._keys()
        self.settings = self.options.settings(
            enabled=self.enabled,
            copyable=frozenset(key.entity for key in keys if key.copyable),
        )
        snapshot = self.coordinator.charger.snapshot()
        self._memory, self._decision = look(
            self._memory,
            self.settings,
            ChargerSight(
                locked=snapshot.state.locked,
                connected=snapshot.state.connected,
                reachable=snapshot.active_link is not None,
                lost=is_lost(snapshot),
                busy=self._writing,
            ),
            self._sightings(keys, now),
            now,
        )
        if not self._writing:
            self._act(now)
        self._remember()
        for listener in tuple(self._listeners):
            listener()

    def _sightings(self, keys: list[KeySensors], now: float) -> dict[str, Sighting]:
        if self._hass.state is not CoreState.running:
            # Trackers are still being added: those that are there know nothing yet.
            return {}
        return {
            key.entity: async_read_key(
                self._hass, key, options, self._heard, self.options.scanner, now
            )
            for key, options in zip(keys, self.options.keys, strict=True)
        }

    def _act(self, now: float) -> None:
        """Let the charger be told, unless that has just failed."""
        lock = self._decision.lock
        if lock is None:
            self._failures = 0
            return
        if self._failures and now < self._try_at:
            return
        self._writing = True
        self._memory = replace(self._memory, sent=lock)
        self.coordinator.config_entry.async_create_background_task(
            self._hass, self._async_write(lock=lock), f"{self.coordinator.name} lock"
        )

    async def _async_write(self, *, lock: bool) -> None:
        """Lock or unlock. What does not work is tried again, if it is still right."""
        try:
            await self.coordinator.async_set("locked", lock)
        except HomeAssistantError as err:
            LOGGER.debug("%s: lock = %s failed: %s", self.coordinator.name, lock, err)
            wait = _TRY_AGAIN[min(self._failures, len(_TRY_AGAIN) - 1)]
            self._failures += 1
            self._try_at = time.monotonic() + wait
        else:
            LOGGER.info("%s: lock = %s", self.coordinator.name, lock)
            self._failures = 0
        finally:
            self._writing = False
        self._look()

    def _remember(self) -> None:
        memory = self._store.recall(self._charger_id)
        state = LockState(
            enabled=self.enabled,
            locked=self._memory.locked,
            by_hand=self._memory.by_hand,
            zones={entity: str(key.zone) for entity, key in self.keys.items()},
        )
        if memory.smart_lock != state:
            self._store.remember(self._charger_id, replace(memory, smart_lock=state))


def _is_memory(before: State | None, state: State) -> bool:
    """Whether a tracker may only say what it remembers, having just been added."""
    if before is None or ATTR_RESTORED in before.attributes:
        return True
    silent = before.state in (STATE_UNAVAILABLE, STATE_UNKNOWN)
    return silent and state.domain in KEY_DOMAINS


@callback
def async_start_smart_locks(
    hass: HomeAssistant, entry: V2CConfigEntry, house: House
) -> None:
    """Let the chargers of a house be locked and unlocked until it is unloaded."""
    for subentry_id, coordinator in house.chargers.items():
        try:
            options = read_lock(entry.options, coordinator.charger.charger_id)
        except OptionsError as err:
            LOGGER.warning("%s: %s", coordinator.name, err)
            continue
        if options is not None and coordinator.charger.can_set("locked"):
            lock = SmartLock(hass, coordinator, house.store, options)
            house.locks[subentry_id] = lock
            entry.async_on_unload(lock.async_start())
