"""EcoCharging of one charger: asks for a plan, and says what it means for now."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from homeassistant.config_entries import (
    SIGNAL_CONFIG_ENTRY_CHANGED,
    ConfigEntry,
    ConfigEntryChange,
)
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers.dispatcher import async_dispatcher_connect
from homeassistant.util import dt as dt_util

from .api.models import ChargerState
from .control.departures import Departures
from .control.eco import make_plan
from .control.eco_settings import EcoSettings
from .control.eco_wish import wish_of
from .control.limits import LOWEST_CURRENT, PHASE_VOLTAGE
from .control.model import EcoWish, PowerControl, Reason
from .control.needs import KnownNeed, LearnedNeed, Need
from .control.plan import DepartureSource, EcoRequest, NeedSource, Plan, PlanState
from .control.target import TargetKind
from .coordinator import ChargerCoordinator
from .eco_cars import ChargerCars
from .eco_habits import EcoHabits
from .eco_limits import SlotBounds, async_solar_forecast, slot_limits, without_skipped
from .eco_savings import EcoSavings
from .eco_slots import eco_slots
from .eco_timer import EcoTimer
from .sessions.model import Session
from .targets import TargetWatch

if TYPE_CHECKING:
    from .house import House, V2CConfigEntry
    from .power_charger import PowerCharger

_HORIZON: Final = timedelta(hours=49)
_USUAL_CURRENT: Final = 16
"""A; taken for a charger that does not tell what it is set to."""
_BEGUN: Final = 0.5
"""kWh that a car has taken whose charge goes on after a restart."""


class EcoCharger:
    """The plan of one charger, made anew whenever something changes."""

    def __init__(
        self,
        hass: HomeAssistant,
        entry: V2CConfigEntry,
        house: House,
        coordinator: ChargerCoordinator,
        changed: Callable[[], None],
    ) -> None:
        """Know the charger; nothing happens before ``async_start``.

        ``changed`` is called after each new plan.
        """
        self._hass = hass
        self._entry = entry
        self._house = house
        self._coordinator = coordinator
        self._changed = changed
        self._charger_id = coordinator.charger.charger_id
        self._tracker = house.sessions[coordinator.subentry.subentry_id]
        self.cars = ChargerCars(house, coordinator)
        """Which car is plugged in."""
        self.habits = EcoHabits(hass, entry, house, coordinator, self.cars)
        """What its cars did before."""
        self.savings = EcoSavings(
            house.store, self._charger_id, self._tracker, house.prices
        )
        """What it has saved."""
        self._current = _USUAL_CURRENT
        self._looked_at: object = None
        self._met_at: datetime | None = None
        """When a car last had what it needs."""
        self._planning = False
        self._again = False
        self._timer = EcoTimer(hass, entry, house, coordinator)
        self.plan: Plan | None = None
        """None while no car is plugged in, or it does not take part."""

    @property
    def settings(self) -> EcoSettings:
        """What people want of it."""
        return self._house.store.recall(self._charger_id).eco

    @property
    def phases(self) -> int:
        """How many phases the car is charged with, as far as is known."""
        count, car = self._item.count, self.cars.car
        return car.phases_of(count) if car else count

    @callback
    def async_start(self) -> CALLBACK_TYPE:
        """Begin to plan; returns how to stop that."""
        stops = (
            self._coordinator.charger.subscribe(self._look),
            self._house.prices.async_listen(self.async_plan),
            self._house.carbon.async_listen(self._carbon_changed),
            self._tracker.async_subscribe(self._session_changed),
            self.cars.async_listen(self._heard),
            self.habits.async_start(self.async_plan),
            self._watch.async_subscribe(self._look),
            self._house.power.async_subscribe(self._look),
            async_dispatcher_connect(
                self._hass, SIGNAL_CONFIG_ENTRY_CHANGED, self._entry_changed
            ),
        )
        self._heard()
        # A session may have ended while nobody was there to see it.
        self.savings.async_count()

        @callback
        def stop() -> None:
            for each in stops:
                each()

        return stop

    @callback
    def async_change(self, **changes: object) -> None:
        """Change what people want, and plan anew."""
        self._remember(**changes)
        self.async_plan()

    def _remember(self, **changes: object) -> None:
        memory = self._house.store.recall(self._charger_id)
        # replace() itself refuses a name that there is not.
        eco = replace(memory.eco, **changes)  # type: ignore[arg-type]
        self._house.store.remember(self._charger_id, replace(memory, eco=eco))

    @property
    def _item(self) -> PowerCharger:
        return self._house.power.chargers[self._coordinator.subentry.subentry_id]

    @property
    def _watch(self) -> TargetWatch:
        return self._house.targets[self._coordinator.subentry.subentry_id]

    @property
    def _full(self) -> bool:
        """Whether the car takes nothing more."""
        return self._item.full(self._hass.loop.time())

    @property
    def _state(self) -> ChargerState:
        return self._coordinator.charger.snapshot().state

    @callback
    def _heard(self) -> None:
        """Plan with what a car tells."""
        self.cars.async_note()
        self.async_plan()

    @property
    def _allowed(self) -> tuple[object, ...]:
        """What people, the charger and the limits of the house allow.

        Without what power control, or the charger's own, chooses from that all the time.
        """
        settings, house = self._item.settings, self._house.power.options
        if settings.mode is not PowerControl.OFF:
            return settings.mode, settings.maximum, self.phases, house
        return None if self._state.modulating else self._current, self.phases

    @callback
    def _entry_changed(self, _: ConfigEntryChange, changed: ConfigEntry) -> None:
        """Plan with options that an action has changed."""
        if changed is self._entry:
            self._look()

    @callback
    def _carbon_changed(self) -> None:
        """Plan with what the grid emits; there may be something to choose from now."""
        self._coordinator.async_look_for_entities()
        self.async_plan()

    @callback
    def _look(self) -> None:
        """Plan anew when the car comes, goes, begins, ends, or may or shall get more."""
        state = self._state
        # What people have set, and not what power control has made of it.
        current = self._item.settings.borrowed.get("intensity", state.intensity)
        if current and isinstance(current, int):
            self._current = current
        running = self._tracker.running
        now = (
            state.connected,
            state.charging,
            self._watch.target and self._watch.armed,
            self._watch.was_met,
            self._allowed,
            self._item.settings.boost,
            running and running.id,
            self._full,
            self.cars.car,
            self.cars.reached(dt_util.utcnow()),
        )
        if now != self._looked_at:
            self._looked_at = now
            self.cars.async_note()
            if state.connected is False and self.settings.skip_until is not None:
                self._remember(skip_until=None)
            self.async_plan()
        self._timer.async_look(self._wish(dt_util.utcnow()), self.plan)

    @callback
    def _session_changed(self) -> None:
        """Plan for a session that begins; count what those that ended have saved."""
        self._look()
        if self.savings.async_count():
            self._changed()

    @callback
    def async_plan(self) -> None:
        """Plan as soon as a plan that is being made is made."""
        if self._planning:
            self._again = True
            return
        self._planning = True
        self._entry.async_create_background_task(
            self._hass, self._async_plan(), f"{self._coordinator.name} plan"
        )

    async def _async_plan(self) -> None:
        try:
            while True:
                self._again = False
                request = await self._async_request()
                if request is None:
                    self.plan = None
                else:
                    # It takes some ms, which the loop has better use for.
                    self.plan = await self._hass.async_add_executor_job(
                        make_plan, request, self.habits.departures
                    )
                    if self.plan.state is PlanState.MET:
                        self._met_at = request.at
                self._changed()
                if not self._again:
                    return
        finally:
            self._planning = False

    async def _async_request(self) -> EcoRequest | None:
        """What is to be planned; None while there is nothing."""
        settings, session = self.settings, self._tracker.running
        if not settings.enabled or session is None or not self._state.connected:
            return None
        self.savings.async_take_part(session)
        now = dt_util.utcnow()
        departures = self.habits.departures
        need, source = self._need(session, departures, now)
        deadline = settings.deadline(
            session.start, departures.calendar.zone, met_at=self._met_at
        )
        deadline_source = DepartureSource.READY_BY
        event = await self.cars.async_departure(session, now)
        if event is not None and (deadline is None or event < deadline):
            deadline, deadline_source = event, DepartureSource.CALENDAR
        bounds = self._bounds()
        slots = eco_slots(self._house, now, now + _HORIZON)
        forecast = await async_solar_forecast(self._hass)
        boost = self._item.settings.boost
        solar_price = self._house.prices.solar_price(now)
        return EcoRequest(
            at=now,
            plug_in=min(session.start, now),
            taken=session.energy,
            charging=self._has_begun(session, now),
            slots=slots,
            limits=without_skipped(
                slots,
                slot_limits(slots, bounds, self._house, forecast),
                None if boost else settings.skip_until,
            ),
            least=bounds.least,
            need=need,
            need_source=source,
            deadline=deadline,
            deadline_source=deadline_source,
            objective=settings.objective,
            caution=settings.caution,
            reserve=settings.reserve,
            price_cap=settings.cap,
            contiguous=settings.contiguous,
            take_free=settings.take_free,
            solar_price=solar_price or 0.0,
            boost=boost,
        )

    def _has_begun(self, session: Session, now: datetime) -> bool:
        """Whether a charge that was wanted has begun.

        Not one by the sun, nor the first moments of a car that nobody has held yet:
        else a charge in one piece would go on from there, whatever it costs.
        """
        if not self._state.charging or self.plan is None:
            return bool(self._state.charging) and session.energy >= _BEGUN
        wish = self._wish(now)
        return wish is not None and wish.charge

    def _need(
        self, session: Session, departures: Departures, now: datetime
    ) -> tuple[Need, NeedSource]:
        target = self._watch.target
        if target is not None and target.kind is TargetKind.ENERGY:
            return KnownNeed(session.energy + target.left), NeedSource.TARGET
        if self._full:
            return KnownNeed(session.energy), NeedSource.FULL
        if self._watch.was_met:
            return KnownNeed(session.energy), NeedSource.TARGET
        told = self.cars.need(session, now)
        if told is not None:
            return told.need(session.energy), NeedSource.CAR
        car = self.cars.car
        most = car.most_taken if car else None
        return LearnedNeed(table=departures.table, capacity=most), NeedSource.LEARNED

    def _bounds(self) -> SlotBounds:
        """What charger and car allow."""
        item = self._item
        controlled = item.settings.mode is not PowerControl.OFF
        current = item.settings.maximum if controlled else self._current
        if car := self.cars.car:
            current = car.current_of(current)
        phase = self.phases * PHASE_VOLTAGE / 1000
        most = current * phase
        if (power := self.habits.power) is not None:
            most = min(most, max(power, LOWEST_CURRENT * phase))
        return SlotBounds(
            most=most,
            least=LOWEST_CURRENT * phase,
            phases=self.phases,
            limited=controlled,
        )

    @callback
    def wish(self, now: datetime) -> EcoWish | None:
        """What it wants now; None where it takes no part."""
        wish = self._wish(now)
        if wish is None:
            return None
        return replace(wish, timer=self._timer.part(wish, self.plan, now))

    def _wish(self, now: datetime) -> EcoWish | None:
        settings = self.settings
        if not settings.enabled or not self._state.connected:
            return None
        if settings.skips(now):
            return EcoWish(charge=False, reason=Reason.SKIPPED)
        return wish_of(
            self.plan,
            now,
            # What is so stays so until there is a plan.
            waits=bool(self._state.paused) or self._timer.holding,
            phases=self.phases,
        )
