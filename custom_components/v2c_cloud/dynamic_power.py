"""Dynamic power control of a house: the meter in, currents out.

Looks at everything whenever the meter or a charger says something, lets
``control.decision`` decide, and hands the currents to the chargers.
"""

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from homeassistant.const import EVENT_HOMEASSISTANT_STOP
from homeassistant.core import CALLBACK_TYPE, Event, HomeAssistant, callback
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers.event import async_track_time_interval
from homeassistant.util import dt as dt_util

from .api.exceptions import V2CError
from .api.models import Link
from .const import DOMAIN, LOGGER
from .control.decision import Decided, DecisionMemory, Look, decide
from .control.draw import Draw
from .control.model import Allowance, MeterStatus, PowerControl, Reason
from .control.power import CLOUD, LAN
from .control.profiles import CLOUD_LEAD, LAN_LEAD, BandLimit, band_limit, next_change
from .control.situation import Situation
from .errors import translated_errors
from .house_options import HouseOptions, read_what_can_be_read
from .meter import HouseMeter
from .power_charger import PowerCharger

if TYPE_CHECKING:
    from .house import House, V2CConfigEntry

_TICK: Final = timedelta(seconds=15)
"""How often to look even if nobody says anything: silence, too, is to be noticed."""
_SLOW_LINKS: Final = frozenset({Link.BLE, Link.CLOUD})
"""What they tell is old, and what they are told arrives late."""
_LEAVE_WITHIN: Final = 8.0
"""Seconds that Home Assistant's stop waits for the chargers."""
_METER_STARTS: Final = 60.0
"""Seconds that a meter may take until it first speaks: its integration starts, too."""
_KEPT_DECISIONS: Final = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class PowerStatus:
    """What people see of one charger's power control."""

    reason: Reason
    since: datetime
    """UTC; since when this is the reason."""
    target: int | None = None
    """A that the charger shall offer; None while nobody controls it."""
    headroom: float | None = None
    """W that the tightest limit leaves this charger beside the rest of the house."""


@dataclass(slots=True, kw_only=True)
class _Band:
    """The limit of this time of day, as long as it holds."""

    limit: BandLimit
    until: datetime | None


class DynamicPower:
    """The power control of one house."""

    def __init__(
        self,
        hass: HomeAssistant,
        entry: V2CConfigEntry,
        house: House,
        meter: HouseMeter,
    ) -> None:
        """Know the house; nothing happens before ``async_start``."""
        self._hass = hass
        self._entry = entry
        self._house = house
        self.meter = meter
        self._memory = DecisionMemory()
        self._options_seen: object = None
        self._options = read_what_can_be_read(entry.options)
        self._band: _Band | None = None
        self._leaving = False
        self._read_at: float | None = None
        self._cancel_look: Callable[[], None] | None = None
        self._started_at = hass.loop.time()
        self.chargers = {
            subentry_id: PowerCharger(hass, entry, coordinator, house.store)
            for subentry_id, coordinator in house.chargers.items()
        }
        """By the ID of the charger's subentry."""
        self._statuses: dict[str, PowerStatus] = {}
        self._listeners: list[Callable[[], None]] = []
        self.history: deque[dict[str, Any]] = deque(maxlen=_KEPT_DECISIONS)
        """The last decisions that differed from the one before, with their inputs."""

    @property
    def wanted(self) -> bool:
        """Whether anybody wants a charger to be controlled."""
        return any(
            item.settings.mode is not PowerControl.OFF
            for item in self.chargers.values()
        )

    @property
    def options(self) -> HouseOptions:
        """What the owner has set, as of now: actions change it without a reload."""
        if self._entry.options is not self._options_seen:
            self._options_seen = self._entry.options
            self._options = read_what_can_be_read(self._entry.options)
            self._band = None
        return self._options

    def status(self, subentry_id: str) -> PowerStatus | None:
        """What people see of a charger; None before the first look."""
        return self._statuses.get(subentry_id)

    @callback
    def async_subscribe(self, listener: Callable[[], None]) -> CALLBACK_TYPE:
        """Call ``listener`` after each change of a status or of what people want."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    @callback
    def async_start(self) -> None:
        """Begin to look; ends with the entry."""
        on_unload = self._entry.async_on_unload
        on_unload(self.meter.async_subscribe(self._look))
        for item in self.chargers.values():
            on_unload(item.coordinator.charger.subscribe(self.async_look_soon))
            item.async_settle()
        on_unload(async_track_time_interval(self._hass, self._tick, _TICK))
        on_unload(
            self._hass.bus.async_listen(EVENT_HOMEASSISTANT_STOP, self._async_stopping)
        )
        on_unload(self._async_ended)
        self._look()

    @callback
    def _async_ended(self) -> None:
        self._forget_look()
        for item in self.chargers.values():
            item.hand.async_rest()

    @callback
    def _tick(self, _: datetime) -> None:
        self._look()

    @callback
    def async_look_soon(self) -> None:
        """Look in the next turn of the loop.

        What we do to a charger changes it in the middle of a look.
        """
        if self._cancel_look is None:
            self._cancel_look = self._hass.loop.call_soon(self._look).cancel

    @callback
    def _look(self) -> None:
        """Look at everything, decide, and let it be done."""
        self._forget_look()
        if self._leaving:
            return
        now = self._hass.loop.time()
        status = self.meter.status
        self._read_meter()
        situations = {
            subentry_id: item.situation(
                now,
                self.options,
                need_met=self._house.targets[subentry_id].met,
                eco=self._house.eco.wish(subentry_id),
            )
            for subentry_id, item in self.chargers.items()
        }
        slow = any(
            item.coordinator.data.snapshot.active_link in _SLOW_LINKS
            and item.settings.mode is not PowerControl.OFF
            for item in self.chargers.values()
        )
        limit = self._limit(slow=slow)
        local = dt_util.now()
        look = Look(
            situations=tuple(situations.values()),
            reading=self.meter.reading if status is MeterStatus.OK else None,
            allowance=limit.allowance if limit else Allowance(),
            phases=self.options.connection.phases,
            lower_band=limit is not None and limit.lower_than_highest,
            peak=self._house.store.peaks.at(local.hour, local.toordinal()),
            patient=now - self._started_at < _METER_STARTS,
            battery_first=self.options.power_control.battery_first,
            tuning=replace(
                CLOUD if slow else LAN,
                margin=max(
                    self.options.power_control.margin, CLOUD.margin if slow else 0.0
                ),
            ),
        )
        # Before it is decided: a charger that begins to be switched is left alone.
        switched = [
            item.async_switch(now, self._memory, look, self.options)
            for item in self.chargers.values()
        ]
        look = replace(look, situations=tuple(switched))
        self._memory, decided = decide(self._memory, now, look)
        self._note_peak(local, look)
        changed = False
        for subentry_id, item in self.chargers.items():
            decision = decided[item.charger_id]
            changed |= self._show(subentry_id, decision)
            current = decision.decision.current
            item.hand.async_want(current)
            if current is None and item.settings.mode is PowerControl.OFF:
                item.hand.async_return()
        if changed:
            self._record(look, decided)
            self._tell()

    def _forget_look(self) -> None:
        if self._cancel_look is not None:
            self._cancel_look()
            self._cancel_look = None

    def _read_meter(self) -> None:
        """Let the chargers learn from what the meter says, once for each reading."""
        reading = self.meter.reading
        if reading is None or reading.at == self._read_at:
            return
        self._read_at = reading.at
        if self.options.connection.phases != 1:
            for item in self.chargers.values():
                others = [
                    other.offered
                    for other in self.chargers.values()
                    if other is not item
                ]
                item.async_read_meter(reading, others)

    def _limit(self, *, slow: bool) -> BandLimit | None:
        """The limit that holds now, or is about to."""
        options, now = self.options, dt_util.utcnow()
        if options.profile is None:
            return None
        band = self._band
        if band is None or (band.until is not None and now >= band.until):
            zone = dt_util.get_default_time_zone()
            lead = CLOUD_LEAD if slow else LAN_LEAD
            band = self._band = _Band(
                limit=band_limit(
                    options.profile,
                    now,
                    zone,
                    lead=lead,
                    connection=options.connection,
                ),
                until=next_change(options.profile, now, zone, lead=lead),
            )
        return band.limit

    def _note_peak(self, local: datetime, look: Look) -> None:
        house = self._memory.house_power
        if look.reading is None or house is None or look.uncontrolled:
            return
        self._house.store.remember_house(local, house)

    def _show(self, subentry_id: str, decided: Decided) -> bool:
        """Take over what people see; tell whether it is something else than before."""
        decision = decided.decision
        before = self._statuses.get(subentry_id)
        same = before is not None and before.reason is decision.reason
        controlled = self.chargers[subentry_id].settings.mode is not PowerControl.OFF
        headroom = decided.headroom if controlled else None
        after = PowerStatus(
            reason=decision.reason,
            since=before.since if before and same else dt_util.utcnow(),
            target=decision.current if controlled else None,
            # In steps that a person can follow, and that the recorder can bear.
            headroom=None if headroom is None else round(headroom / 100) * 100.0,
        )
        self._statuses[subentry_id] = after
        return after != before

    def _record(self, look: Look, decided: dict[str, Decided]) -> None:
        self.history.append(
            {
                "at": dt_util.utcnow().isoformat(timespec="seconds"),
                "meter": look.reading and asdict(look.reading),
                "allowance": asdict(look.allowance),
                "house": self._memory.house_power,
                "chargers": [
                    {
                        "mode": item.mode,
                        "offered": item.offered,
                        "most": item.most,
                        "draw": draw.current if draw else None,
                        "current": decided[item.charger_id].decision.current,
                        "reason": decided[item.charger_id].decision.reason,
                    }
                    for item in look.situations
                    for draw in (self._draw_of(item),)
                ],
            }
        )

    def _draw_of(self, item: Situation) -> Draw | None:
        member = self._memory.law.members.get(item.charger_id)
        return member.draw if member else None

    def _tell(self) -> None:
        for listener in tuple(self._listeners):
            listener()

    async def async_set_mode(self, subentry_id: str, mode: PowerControl) -> None:
        """Control a charger, or leave it alone and give back what was changed.

        Raises translated exceptions.
        """
        item = self.chargers[subentry_id]
        if mode is PowerControl.OFF:
            item.hand.async_change(mode=mode, boost=False)
            item.async_end_override()
            self._look()
            self._tell()
            with translated_errors(item.coordinator.subentry.title):
                await item.hand.async_give_back(
                    pause=not self._house.eco.waits(subentry_id)
                )
        else:
            self._check(mode)
            if item.settings.mode is PowerControl.OFF:
                # Whoever lets control decide does not want an old pause to stay.
                paused = bool(item.hand.state.paused)
                item.hand.async_change(paused_by_us=paused)
            item.hand.async_change(mode=mode)
        self._look()
        self._tell()

    def _check(self, mode: PowerControl) -> None:
        """Refuse what cannot protect the house."""
        status = self.meter.status
        if status in {MeterStatus.MISSING, MeterStatus.TOO_SLOW}:
            key = "control_needs_meter"
            if status is MeterStatus.TOO_SLOW:
                key = "control_needs_faster_meter"
            raise ServiceValidationError(translation_domain=DOMAIN, translation_key=key)
        if mode is not PowerControl.PV and self.options.profile is None:
            raise ServiceValidationError(
                translation_domain=DOMAIN, translation_key="control_needs_limit"
            )

    @callback
    def async_set(self, subentry_id: str, **changes: object) -> None:
        """Change ``maximum``, ``priority`` or ``boost`` of a charger."""
        self.chargers[subentry_id].hand.async_change(**changes)
        self._look()
        self._tell()

    @callback
    def async_end_override(self, subentry_id: str) -> None:
        """Let control decide again, whatever somebody has set by hand."""
        self.chargers[subentry_id].async_end_override()
        self._look()
        self._tell()

    async def _async_stopping(self, _: Event) -> None:
        """Leave every controlled charger so that nothing has to watch it."""
        self._leaving = True
        rest = self.options.power_control.rest_current
        leaving = [
            self._async_leave(item, rest)
            for item in self.chargers.values()
            if item.coordinator.data.snapshot.active_link is not None
        ]
        try:
            async with asyncio.timeout(_LEAVE_WITHIN):
                await asyncio.gather(*leaving)
        except TimeoutError:
            LOGGER.warning("Not all chargers could be left in their rest state")

    async def _async_leave(self, item: PowerCharger, rest: int) -> None:
        try:
            if item.settings.mode is not PowerControl.OFF:
                await item.hand.async_leave(rest)
            elif item.settings.paused_by_us:
                # Nobody would end the pause: a car that is ready comes before money.
                await item.hand.async_give_back()
        except V2CError as err:
            LOGGER.warning(
                "%s could not be left in its rest state: %s", item.coordinator.name, err
            )

    @callback
    def async_end(self) -> None:
        """Decide no more."""
        self._leaving = True
