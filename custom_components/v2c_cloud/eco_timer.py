"""EcoCharging that waits by the charger's own timer, so that it outlives Home Assistant.

The charger's first timer holds an envelope, written through the cloud; the LAN switches
the timers on while the car waits and off while it shall charge. Assumed until an owner
verifies it: no charger was at hand.
"""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from homeassistant.core import HomeAssistant, callback
from homeassistant.util import dt as dt_util

from .api.exceptions import V2CError
from .api.models import ChargerState, FieldValue
from .api.timers import TIMERS, ChargeTimer
from .const import LOGGER
from .control.borrowed import TIMER_FIELDS
from .control.command import Command
from .control.envelope import (
    WRITE_GAP,
    Envelope,
    envelope_of,
    holds,
    is_due,
    next_window,
    timer_of,
)
from .control.limits import PHASE_VOLTAGE
from .control.model import EcoWish, PowerControl, TimerPart
from .control.plan import Plan
from .coordinator import ChargerCoordinator
from .power_hand import PowerHand, has_own_meter

if TYPE_CHECKING:
    from .house import House, V2CConfigEntry

CONF_ECO_TIMER: Final = "eco_timer"
"""Options: whether EcoCharging waits by the chargers' timers."""
_TRY_AGAIN: Final = timedelta(minutes=10)


def can_wait_by_timer(coordinator: ChargerCoordinator) -> bool:
    """Whether a link sets the charger's timers, and one switches them on and off."""
    return all(coordinator.charger.can_set(field) for field in TIMER_FIELDS)


class EcoTimer:
    """The timers of one charger, as EcoCharging uses them."""

    def __init__(
        self,
        hass: HomeAssistant,
        entry: V2CConfigEntry,
        house: House,
        coordinator: ChargerCoordinator,
    ) -> None:
        """Know the charger; nothing is written before ``async_look``."""
        self._hass = hass
        self._entry = entry
        self._house = house
        self._coordinator = coordinator
        self._writing = False
        self._failed = False
        self._not_before: datetime | None = None
        self._write_at: datetime | None = None
        """Not before then another envelope."""

    @property
    def _hand(self) -> PowerHand:
        return self._house.power.chargers[self._coordinator.subentry.subentry_id].hand

    @property
    def _state(self) -> ChargerState:
        return self._coordinator.charger.snapshot().state

    @property
    def _borrowed(self) -> dict[str, FieldValue]:
        return {
            field: value
            for field, value in self._hand.settings.borrowed.items()
            if field in TIMER_FIELDS
        }

    @property
    def _active(self) -> bool:
        memory = self._house.store.recall(self._coordinator.charger.charger_id)
        wanted = bool(self._entry.options.get(CONF_ECO_TIMER))
        return wanted and memory.eco.enabled and can_wait_by_timer(self._coordinator)

    @property
    def holding(self) -> bool:
        """Whether it is this that keeps the car from charging."""
        state = self._state
        ours = self._active and TIMERS[0] in self._borrowed
        return ours and bool(state.timer) and not state.charging

    def part(self, wish: EcoWish, plan: Plan | None, now: datetime) -> TimerPart | None:
        """What the timers are for now; None where they are nobody's business."""
        if not self._active:
            return None
        rest = self._rest
        waits = wish.waits_for_hours and rest != 0
        return TimerPart(waits=waits and self._holds(plan, now), rest=rest)

    def _holds(self, plan: Plan | None, now: datetime) -> bool:
        """Whether the charger is known to have an envelope that can be waited by."""
        state = self._state
        first, second = state.timer_1, state.timer_2
        if first is None or second is None:
            # After a restart the cloud has not told them yet: what is so stays so.
            return self.holding
        window = self._window(first, now)
        wanted = self._wanted(plan, now)
        due = wanted is None or is_due(window, wanted, now)
        if due and TIMERS[0] not in self._borrowed:
            return False
        departure = plan.departure if plan else None
        return not second.enabled and holds(window, now, departure)

    @property
    def _rest(self) -> int | None:
        """A that are safe with nobody to watch; None for what the charger is set to."""
        if self._hand.settings.mode is PowerControl.OFF or has_own_meter(self._state):
            return None
        return self._house.power.options.power_control.rest_current

    @staticmethod
    def _window(timer: ChargeTimer, now: datetime) -> Envelope | None:
        return next_window(timer, now, dt_util.get_default_time_zone())

    def _wanted(self, plan: Plan | None, now: datetime) -> Envelope | None:
        if plan is None:
            return None
        rest = self._rest
        item = self._house.power.chargers[self._coordinator.subentry.subentry_id]
        most = None if rest is None else rest * item.count * PHASE_VOLTAGE / 1000
        return envelope_of(plan, now, most)

    @callback
    def async_look(self, wish: EcoWish | None, plan: Plan | None) -> None:
        """Write what the charger has to know, or give back what is not needed."""
        now = dt_util.utcnow()
        if self._writing or (self._not_before and now < self._not_before):
            return
        if fields := self._to_give_back():
            self._start(None, fields)
        elif self._active and wish is not None and wish.waits_for_hours:
            if commands := self._to_write(plan, now):
                self._start(commands, ())

    def _to_give_back(self) -> tuple[str, ...]:
        """The fields that are not needed any more, as far as a link can set them.

        A car that has left needs no more than the switch, unless that was on before:
        the times are needed again tomorrow, and each costs a call.
        """
        borrowed, charger = self._borrowed, self._coordinator.charger
        if not borrowed:
            return ()
        fields: tuple[str, ...] = TIMER_FIELDS
        if self._active:
            if self._state.connected is not False:
                return ()
            self._write_at = None
            if not borrowed.get("timer", self._state.timer):
                fields = ("timer",)
        return tuple(
            field for field in fields if field in borrowed and charger.can_set(field)
        )

    def _to_write(self, plan: Plan | None, now: datetime) -> list[Command]:
        """What the cloud has to be told so that the car can wait by the timer."""
        first, second = self._state.timer_1, self._state.timer_2
        wanted = self._wanted(plan, now)
        early = self._write_at is not None and now < self._write_at
        if first is None or second is None or wanted is None or early:
            return []
        commands = []
        if second.enabled:
            off = ChargeTimer(start=second.start, end=second.end, enabled=False)
            commands.append(Command(field=TIMERS[1], value=off))
        if is_due(self._window(first, now), wanted, now):
            timer = timer_of(wanted, now, dt_util.get_default_time_zone())
            commands.append(Command(field=TIMERS[0], value=timer))
        return commands

    def _start(self, commands: list[Command] | None, fields: tuple[str, ...]) -> None:
        self._writing = True
        self._entry.async_create_background_task(
            self._hass,
            self._async_work(commands or [], fields),
            f"{self._coordinator.name} timers",
        )

    async def _async_work(
        self, commands: list[Command], fields: tuple[str, ...]
    ) -> None:
        try:
            await self._hand.async_give_back_fields(fields)
            for command in commands:
                await self._hand.async_write(command)
        except V2CError as err:
            self._fail(err, giving_back=bool(fields))
        else:
            now = dt_util.utcnow()
            self._failed, self._not_before = False, None
            if commands:
                self._write_at = now + WRITE_GAP
        finally:
            self._writing = False
            self._house.power.async_look_soon()

    def _fail(self, err: V2CError, *, giving_back: bool) -> None:
        """That is told once; a car that waits does so by a pause meanwhile."""
        self._not_before = dt_util.utcnow() + _TRY_AGAIN
        if self._failed:
            return
        self._failed = True
        name = self._coordinator.name
        if giving_back:
            LOGGER.warning(
                "The timers of %s cannot be set back to what they were (%s): it is"
                " tried again every ten minutes",
                name,
                err,
            )
            return
        LOGGER.warning(
            "The timers of %s cannot be set (%s): until they can be, EcoCharging"
            " waits by a pause, which ends with Home Assistant only if it is stopped"
            " properly",
            name,
            err,
        )
