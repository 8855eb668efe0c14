"""What EcoCharging knows of the cars of one charger from what they did before."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.util import dt as dt_util

from .control.cars import Car
from .control.departures import Departures
from .control.holidays import BY_COUNTRY, Holidays, holidays
from .control.stays import Calendar, Stay, StayTable
from .coordinator import ChargerCoordinator
from .eco_cars import ChargerCars
from .eco_history import (
    LearnedFrom,
    learned_from,
    recorded_until,
    seen_power,
    sessions_since,
    stays_between,
    stays_of,
)
from .eco_recorded import RecordedCharges
from .sessions.model import Session

if TYPE_CHECKING:
    from .house import House, V2CConfigEntry


@dataclass(frozen=True, slots=True)
class _LookedAt:
    """What decides whether there is anything new to learn."""

    sessions: Sequence[Session]
    recorded: Sequence[Stay]
    car: Car | None
    since: str | None

    def is_same(self, other: _LookedAt | None) -> bool:
        """Whether nothing is new; a log that changed is another, so none is read."""
        return (
            other is not None
            and self.sessions is other.sessions
            and self.recorded is other.recorded
            and (self.car, self.since) == (other.car, other.since)
        )


class EcoHabits:
    """The habits of the car that is plugged in; of all cars while that is not known."""

    def __init__(
        self,
        hass: HomeAssistant,
        entry: V2CConfigEntry,
        house: House,
        coordinator: ChargerCoordinator,
        cars: ChargerCars,
    ) -> None:
        """Know the charger and its cars."""
        self._hass = hass
        self._store = house.store
        self._tracker = house.sessions[coordinator.subentry.subentry_id]
        self._charger_id = coordinator.charger.charger_id
        self._cars = cars
        self._looked_at: _LookedAt | None = None
        self._power: float | None = None
        self._departures: Departures
        self._learned_from: LearnedFrom
        self.recorded = RecordedCharges(hass, entry, coordinator)
        """What Home Assistant's statistics tell."""

    @callback
    def async_start(self, changed: Callable[[], None]) -> CALLBACK_TYPE:
        """Read what was before; returns how to stop that."""
        return self.recorded.async_start(self._recorded_until, changed)

    def _recorded_until(self) -> datetime:
        return recorded_until(self._tracker.sessions, dt_util.utcnow())

    @property
    def calendar(self) -> Calendar:
        """How people see time here."""
        country = BY_COUNTRY.get(self._hass.config.country or "", Holidays.NONE)
        return Calendar(
            zone=dt_util.get_default_time_zone(),
            is_holiday=lambda day: day in holidays(country, day.year),
        )

    @property
    def departures(self) -> Departures:
        """What is known of departures, and the stays that they were learned from."""
        self._learn()
        return self._departures

    @property
    def power(self) -> float | None:
        """The highest power that the car took lately, in kW; None if nobody saw it."""
        self._learn()
        return self._power

    @property
    def learned_from(self) -> LearnedFrom:
        """How many stays that was learned from."""
        self._learn()
        return self._learned_from

    def _learn(self) -> None:
        """Look at what there is, if that is not what was looked at last."""
        sessions, recorded = self._tracker.sessions, self.recorded.told.stays
        since = self._store.recall(self._charger_id).eco.habits_since
        looked_at = _LookedAt(sessions, recorded, self._cars.car, since)
        if looked_at.is_same(self._looked_at):
            return
        self._looked_at = looked_at
        mine = self._cars.sessions_of(looked_at.car, sessions)
        logged = stays_of(sessions_since(mine, since))
        # Nobody knows which car a statistic is of: it counts for each.
        older = stays_between(recorded, since, self._recorded_until())
        self._learned_from = learned_from(older, logged)
        self._power = seen_power(mine)
        calendar = self.calendar
        table = StayTable.of([*older, *logged], calendar)
        self._departures = Departures(table=table, calendar=calendar)
