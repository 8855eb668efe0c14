"""Polls one charger over the LAN and hands on what all of its links know."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, override

from homeassistant.config_entries import ConfigSubentry
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers.update_coordinator import DataUpdateCoordinator
from homeassistant.util import dt as dt_util

from .api.charger import Charger
from .api.cloud import CloudLink
from .api.cloud_services import CloudServices
from .api.models import (
    LOCAL_LINKS,
    Action,
    ChargerSnapshot,
    ChargerState,
    FieldValue,
    Link,
    timers_of,
)
from .api.timers import ALL_DAYS, ChargeTimer
from .const import CONF_CAPABILITIES, CONF_FIRMWARE, DOMAIN, LOGGER
from .energy_counter import EnergyCounter
from .errors import translated_errors
from .store import HouseStore

if TYPE_CHECKING:
    from .house import V2CConfigEntry

_CHARGING = timedelta(seconds=5)
_CONNECTED = timedelta(seconds=10)
_IDLE = timedelta(seconds=20)
_BACK_OFF = tuple(timedelta(seconds=seconds) for seconds in (5, 5, 5, 10, 20, 40, 60))

_CLOUD_BESIDE_LOCAL = 1800.0
_CLOUD_CHARGING = 60.0
_CLOUD_CONNECTED = 120.0
_CLOUD_IDLE = 300.0


@dataclass(frozen=True, slots=True)
class ChargerData:
    """What entities show of a charger."""

    snapshot: ChargerSnapshot
    total_energy: float | None
    """kWh since the charger was added; None before anything was read."""


class ChargerCoordinator(DataUpdateCoordinator[ChargerData]):
    """One charger in Home Assistant.

    It never fails as a whole: what a lost link knew is missing from the data, and the
    entities that show it become unavailable.
    """

    config_entry: V2CConfigEntry

    def __init__(
        self,
        hass: HomeAssistant,
        entry: V2CConfigEntry,
        subentry: ConfigSubentry,
        charger: Charger,
        store: HouseStore,
    ) -> None:
        """Take over where the last run ended; nothing is sent yet."""
        super().__init__(
            hass,
            LOGGER,
            config_entry=entry,
            name=subentry.title,
            update_interval=_IDLE if Link.LAN in charger.links else None,
            always_update=False,
        )
        self.charger = charger
        self.subentry = subentry
        self.capabilities = frozenset[str](subentry.data.get(CONF_CAPABILITIES, ()))
        """The fields that this charger has been seen to have."""
        self._store = store
        self._failures = 0
        self._polling = False
        self._reachable = True
        self._capability_listeners: list[Callable[[], None]] = []
        memory = store.recall(charger.charger_id)
        self._energy = EnergyCounter(memory.total_energy, memory.session_energy)
        if memory.writes_day == charger.write_limit.day.isoformat():
            charger.write_limit.writes_today = memory.writes
        self._timer_days = {
            name: frozenset(map(int, days)) for name, days in memory.timer_days.items()
        }
        self.data = ChargerData(charger.snapshot(), self._total_energy)
        entry.async_on_unload(charger.subscribe(self._async_charger_changed))

    @property
    def _total_energy(self) -> float | None:
        return None if self._energy.session is None else self._energy.total

    @property
    def cloud_services(self) -> CloudServices | None:
        """What the account can do for the charger; None without an account."""
        link = self.charger.link(Link.CLOUD)
        return link.services if isinstance(link, CloudLink) else None

    @property
    def cloud_interval(self) -> float:
        """Seconds until the cloud should be asked again, if the quota allows."""
        snapshot = self.data.snapshot
        if snapshot.active_link in LOCAL_LINKS:
            return _CLOUD_BESIDE_LOCAL
        if snapshot.state.charging:
            return _CLOUD_CHARGING
        return _CLOUD_CONNECTED if snapshot.state.connected else _CLOUD_IDLE

    @callback
    def async_on_new_capabilities(self, listener: Callable[[], None]) -> CALLBACK_TYPE:
        """Call ``listener`` when the charger shows more than it was known to have."""
        self._capability_listeners.append(listener)
        return lambda: self._capability_listeners.remove(listener)

    @callback
    def async_look_for_entities(self) -> None:
        """Let the platforms add what the charger is only now known to have."""
        for listener in tuple(self._capability_listeners):
            listener()

    async def async_set(self, field: str, value: FieldValue) -> None:
        """Set a field of the charger. Raises translated exceptions."""
        with translated_errors(self.subentry.title):
            await self.charger.set(field, value)

    def charge_timer(self, name: str) -> ChargeTimer | None:
        """A timer, ``timer_1`` or ``timer_2``; None before the cloud told it.

        A charger forgets the days of a timer that is off: those are remembered here.
        """
        timer = timers_of(self.data.snapshot.state)[name]
        if timer is None or timer.enabled:
            return timer
        return replace(timer, days=self._timer_days.get(name, ALL_DAYS))

    async def async_set_timer(self, name: str, timer: ChargeTimer) -> None:
        """Set a timer. The days of one that is off are kept for when it is on."""
        now = timers_of(self.data.snapshot.state)[name]
        if timer.enabled or timer.as_charger_keeps_it != now:
            await self.async_set(name, timer.as_charger_keeps_it)
        if timer.days and timer.days != self._timer_days.get(name):
            self._timer_days[name] = timer.days
            self._observe()
            self.async_update_listeners()

    async def async_act(self, action: Action) -> None:
        """Ask the charger to do something once. Raises translated exceptions."""
        with translated_errors(self.subentry.title):
            await self.charger.act(action)

    @override
    async def _async_update_data(self) -> ChargerData:
        if Link.LAN in self.charger.links:
            self._polling = True
            try:
                await self.charger.refresh(Link.LAN)
            finally:
                self._polling = False
            self.update_interval = self._next_interval()
        return self._observe()

    def _next_interval(self) -> timedelta:
        reading = self.charger.reading(Link.LAN)
        if self.charger.failures(Link.LAN):
            self._failures += 1
            return _BACK_OFF[min(self._failures, len(_BACK_OFF)) - 1]
        self._failures = 0
        if reading is None or not reading.state.connected:
            return _IDLE
        return _CHARGING if reading.state.charging else _CONNECTED

    @callback
    def _async_charger_changed(self) -> None:
        """A command, a read-back or the cloud told something new."""
        if self._polling:
            return
        data = self._observe()
        if data != self.data:
            self.data = data
            self.async_update_listeners()

    def _observe(self) -> ChargerData:
        """Look at the charger, and draw the consequences that outlive the look."""
        snapshot = self.charger.snapshot()
        self._energy.update(snapshot.state.charge_energy)
        self._note_timer_days(snapshot.state)
        self._store.remember(
            self.charger.charger_id,
            replace(
                self._store.recall(self.charger.charger_id),
                total_energy=self._energy.total,
                session_energy=self._energy.session,
                writes=snapshot.writes_today,
                writes_day=dt_util.now().date().isoformat(),
                timer_days={
                    name: "".join(map(str, sorted(days)))
                    for name, days in self._timer_days.items()
                },
            ),
        )
        self._note_reachable(snapshot)
        self._note_firmware(snapshot.state.firmware)
        self._note_capabilities(snapshot.served)
        return ChargerData(snapshot, self._total_energy)

    def _note_timer_days(self, state: ChargerState) -> None:
        borrowed = self._store.recall(self.charger.charger_id).power.borrowed
        for name, timer in timers_of(state).items():
            if timer is not None and timer.enabled and name not in borrowed:
                self._timer_days[name] = timer.days

    def _note_reachable(self, snapshot: ChargerSnapshot) -> None:
        """Log once when the charger is lost and once when it is back."""
        reachable = snapshot.active_link is not None
        tried = any(health.reason for health in snapshot.links.values())
        if self._reachable and not reachable and tried:
            reasons = "; ".join(
                f"{link}: {health.reason}" for link, health in snapshot.links.items()
            )
            LOGGER.info("%s cannot be reached (%s)", self.name, reasons)
            self._reachable = False
        elif reachable and not self._reachable:
            LOGGER.info("%s can be reached again", self.name)
            self._reachable = True

    def _note_firmware(self, firmware: str | None) -> None:
        if firmware is None or firmware == self.subentry.data.get(CONF_FIRMWARE):
            return
        self._update_subentry(**{CONF_FIRMWARE: firmware})
        registry = dr.async_get(self.hass)
        for device in dr.async_entries_for_config_entry(
            registry, self.config_entry.entry_id
        ):
            if (DOMAIN, self.charger.charger_id) in device.identifiers:
                registry.async_update_device(device.id, sw_version=firmware)

    def _note_capabilities(self, served: frozenset[str]) -> None:
        if served <= self.capabilities:
            return
        self.capabilities |= served
        self._update_subentry(**{CONF_CAPABILITIES: sorted(self.capabilities)})
        self.async_look_for_entities()

    def _update_subentry(self, **changes: object) -> None:
        self.hass.config_entries.async_update_subentry(
            self.config_entry,
            self.subentry,
            data={**self.subentry.data, **changes},
        )
