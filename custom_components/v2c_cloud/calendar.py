"""Calendars of each charger: its sessions, and the charges that are planned."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import override

from homeassistant.components.calendar import (
    CalendarEntity,
    CalendarEntityDescription,
    CalendarEvent,
)
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.util import dt as dt_util

from .control.plan_runs import Run, runs_at
from .coordinator import ChargerCoordinator
from .eco_entity import EcoEntity
from .entity import ChargerEntity, V2CDescription
from .house import V2CConfigEntry
from .logged_sessions import LoggedSessions
from .sessions.live import is_charging
from .sessions.model import Charge, Session

PARALLEL_UPDATES = 0

_SHORTEST = timedelta(seconds=1)
"""Home Assistant has no event without a length."""
_OPEN = timedelta(hours=2)
"""A session that goes on is shown for longer than its present hour."""


@dataclass(frozen=True, kw_only=True)
class V2CCalendarDescription(CalendarEntityDescription, V2CDescription):
    """A calendar."""


SESSIONS = V2CCalendarDescription(key="sessions")
PLANNED_CHARGING = V2CCalendarDescription(key="planned_charging")


async def async_setup_entry(
    hass: HomeAssistant,
    entry: V2CConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add the calendars of each charger."""
    house = entry.runtime_data
    for subentry_id, log in house.sessions.items():
        async_add_entities(
            [
                SessionCalendar(house.chargers[subentry_id], log),
                PlanCalendar(house.chargers[subentry_id], PLANNED_CHARGING),
            ],
            config_subentry_id=subentry_id,
        )


class SessionCalendar(ChargerEntity, CalendarEntity):
    """When a charger had a car, and what that took."""

    # It grows with every reading, and the session log keeps it.
    _unrecorded_attributes = frozenset({"message"})
    entity_description: V2CCalendarDescription

    def __init__(self, coordinator: ChargerCoordinator, log: LoggedSessions) -> None:
        """Show a log."""
        super().__init__(coordinator, SESSIONS)
        self._log = log

    @override
    async def async_added_to_hass(self) -> None:
        await super().async_added_to_hass()
        self.async_on_remove(self._log.async_subscribe(self._async_log_changed))

    @callback
    def _async_log_changed(self) -> None:
        self.async_write_ha_state()

    @property
    @override
    def event(self) -> CalendarEvent | None:
        """The session that goes on; nobody knows the next."""
        running = _running(self._log)
        if running is None:
            return None
        this_hour = dt_util.utcnow().replace(minute=0, second=0, microsecond=0)
        return self._event(running, this_hour + _OPEN)

    @override
    async def async_get_events(
        self, hass: HomeAssistant, start_date: datetime, end_date: datetime
    ) -> list[CalendarEvent]:
        """The sessions that touch a range, the oldest first."""
        now = dt_util.utcnow()
        return [
            self._event(session, now)
            for session in reversed(self._log.sessions)
            if session.start < end_date and (session.end or now) > start_date
        ]

    def _event(self, session: Session, open_end: datetime) -> CalendarEvent:
        currency = self.hass.config.currency
        start, end = wall_clock_range(session.start, session.end or open_end)
        return CalendarEvent(
            start=start,
            end=end,
            summary=session_summary(session, currency),
            description=session_description(session),
            uid=f"{session.charger_id}_{session.id}",
        )


class PlanCalendar(EcoEntity, CalendarEntity):
    """When a car will probably be charged, as it is planned now."""

    # It shrinks as the car is charged.
    _unrecorded_attributes = frozenset({"message"})
    entity_description: V2CCalendarDescription

    @property
    @override
    def event(self) -> CalendarEvent | None:
        """The charge that goes on, or the next."""
        now = dt_util.utcnow()
        return next((self._event(run) for run in self._runs if run.end > now), None)

    @override
    async def async_get_events(
        self, hass: HomeAssistant, start_date: datetime, end_date: datetime
    ) -> list[CalendarEvent]:
        """The charges that touch a range."""
        return [
            self._event(run)
            for run in self._runs
            if run.start < end_date and run.end > start_date
        ]

    @property
    def _runs(self) -> tuple[Run, ...]:
        plan, now = self.plan, dt_util.utcnow()
        return () if plan is None else runs_at(plan, now, self._begun(now))

    def _begun(self, now: datetime) -> Run | None:
        """The charge that goes on, until now."""
        session = _running(self._house.sessions[self._subentry_id])
        if session is None or not is_charging(session):
            return None
        charge = session.charges[-1]
        return Run(start=charge.start, end=now, energy=charge.energy, cost=charge.cost)

    def _event(self, run: Run) -> CalendarEvent:
        start, end = wall_clock_range(run.start, run.end)
        return CalendarEvent(
            start=start,
            end=end,
            summary=energy_and_cost(run.energy, run.cost, self._house.prices.currency),
            uid=f"{self.coordinator.charger.charger_id}_{run.start:%Y%m%d%H%M}",
        )


def _running(log: LoggedSessions) -> Session | None:
    """The session that goes on, with its prices."""
    return next((session for session in log.sessions if session.end is None), None)


def wall_clock_range(start: datetime, end: datetime) -> tuple[datetime, datetime]:
    """Return a range in local time that a calendar takes.

    In autumn's repeated hour the clock may show less at the end than at the start, and
    calendars reckon by what it shows: such an event ends by the summer's clock.
    """
    local_start = dt_util.as_local(start)
    local_end = dt_util.as_local(max(end, start + _SHORTEST))
    if local_end - local_start < _SHORTEST:
        turned_back = (local_start.utcoffset() or timedelta()) - (
            local_end.utcoffset() or timedelta()
        )
        local_end += turned_back
    return local_start, local_end


def session_summary(session: Session, currency: str) -> str:
    """Return what a session took, and what that cost."""
    return energy_and_cost(session.energy, session.cost, currency)


def energy_and_cost(energy: float, cost: float | None, currency: str) -> str:
    """Return both in figures that need no language."""
    summary = f"{energy:.1f} kWh"
    if cost is not None:
        summary += f", {cost:.2f} {currency}"
    return summary


def session_description(session: Session) -> str:
    """Return the charges within, a line each, and what else is known."""
    lines = [_charge_line(charge) for charge in session.charges]
    if (solar := session.solar_energy) is not None:
        lines.append(f"☀ {solar:.1f} kWh")
    if (co2 := session.co2) is not None:
        lines.append(f"CO₂ {co2:.1f} kg")
    # The name alone: with its code a card can be copied.
    if (card := session.card) is not None and card.name:
        lines.append(f"RFID {card.name}")
    return "\n".join(lines)


def _charge_line(charge: Charge) -> str:
    start = f"{dt_util.as_local(charge.start):%H:%M}"
    end = "…" if charge.end is None else f"{dt_util.as_local(charge.end):%H:%M}"
    return f"{start} – {end}  {charge.energy:.1f} kWh"
