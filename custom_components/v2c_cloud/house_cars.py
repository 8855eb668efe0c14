"""The cars of a house, and what other integrations tell of them."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
import math
from typing import Any, Final

from homeassistant.components.calendar import DOMAIN as CALENDAR, SERVICE_GET_EVENTS
from homeassistant.config_entries import ConfigEntry, ConfigSubentry
from homeassistant.const import ATTR_ENTITY_ID, STATE_OFF, STATE_ON
from homeassistant.core import (
    CALLBACK_TYPE,
    Event,
    EventStateChangedData,
    HomeAssistant,
    callback,
)
from homeassistant.helpers.event import async_track_state_change_event
from homeassistant.util import dt as dt_util

from .const import LOGGER, SUBENTRY_CAR
from .control.cars import FULL, Car, EventRule, Level, card_code, next_departure

CONF_CAPACITY: Final = "capacity"
CONF_CAR_PHASES: Final = "car_phases"
CONF_CAR_CURRENT: Final = "car_current"
CONF_CONSUMPTION: Final = "consumption"
CONF_EFFICIENCY: Final = "efficiency"
"""%."""
CONF_LEVEL: Final = "level"
CONF_LEVEL_LIMIT: Final = "level_limit"
CONF_PLUGGED: Final = "plugged"
CONF_CARDS: Final = "cards"
CONF_CALENDAR: Final = "calendar"
CONF_LEAD: Final = "lead"
"""Minutes."""
CONF_WORD: Final = "word"

AUTOMATIC: Final = "automatic"
"""What the select of a charger calls "find it out": no car's name."""

_BETWEEN_CALLS: Final = timedelta(minutes=14)
"""Less than a quarter of an hour, so that a late plan leaves none out."""
_AHEAD: Final = timedelta(days=3)


def car_subentries(entry: ConfigEntry) -> dict[str, ConfigSubentry]:
    """The cars of a house, by subentry ID."""
    return {
        subentry_id: subentry
        for subentry_id, subentry in entry.subentries.items()
        if subentry.subentry_type == SUBENTRY_CAR
    }


def read_car(subentry: ConfigSubentry) -> Car:
    """A car as it is stored."""
    data: Mapping[str, Any] = subentry.data
    events = None
    if calendar := data.get(CONF_CALENDAR):
        events = EventRule(
            calendar=calendar,
            lead=timedelta(minutes=data[CONF_LEAD]),
            word=data.get(CONF_WORD, ""),
        )
    return Car(
        car_id=subentry.subentry_id,
        name=subentry.title,
        capacity=data.get(CONF_CAPACITY),
        phases=data.get(CONF_CAR_PHASES),
        current=data.get(CONF_CAR_CURRENT),
        consumption=data.get(CONF_CONSUMPTION),
        efficiency=data[CONF_EFFICIENCY] / 100,
        level=data.get(CONF_LEVEL),
        limit=data.get(CONF_LEVEL_LIMIT),
        plugged=data.get(CONF_PLUGGED),
        cards=frozenset(map(card_code, data.get(CONF_CARDS, ()))),
        events=events,
    )


class HouseCars:
    """Knows the cars of a house. Nothing that is not told is taken for zero."""

    def __init__(self, hass: HomeAssistant, entry: ConfigEntry) -> None:
        """Read the cars; whoever changes one loads the house anew."""
        self._hass = hass
        self.cars: Mapping[str, Car] = {
            subentry_id: read_car(subentry)
            for subentry_id, subentry in car_subentries(entry).items()
        }
        """By ID."""
        self._levels: dict[str, Level] = {}
        self._asked_at: dict[str, datetime] = {}
        self._starts: dict[str, list[datetime]] = {}

    @callback
    def async_listen(self, listener: Callable[[], None]) -> CALLBACK_TYPE:
        """Call ``listener`` when a car tells something; returns how to stop that."""
        entities = frozenset().union(*(car.entities for car in self.cars.values()))

        @callback
        def heard(_: Event[EventStateChangedData]) -> None:
            listener()

        return async_track_state_change_event(self._hass, entities, heard)

    @property
    def plugged(self) -> dict[str, bool | None]:
        """Whether each car says that it is plugged in, by ID; None if it does not."""
        said = {STATE_ON: True, STATE_OFF: False}
        return {
            car_id: None
            if car.plugged is None
            or (state := self._hass.states.get(car.plugged)) is None
            else said.get(state.state)
            for car_id, car in self.cars.items()
        }

    def level(self, car: Car, since: datetime) -> Level | None:
        """How full a car says that its battery is.

        While it says nothing, what it said ``since`` then still counts.
        """
        known = self._levels.get(car.car_id)
        state = None if car.level is None else self._hass.states.get(car.level)
        percent = None if state is None else _percent(state.state)
        if state is None or percent is None:
            return known if known is not None and known.told >= since else None
        changed = state.last_changed
        if known is not None and known.percent == percent:
            changed = known.since
        level = Level(percent=percent, since=changed, told=state.last_reported)
        self._levels[car.car_id] = level
        return level

    def limit(self, car: Car) -> float | None:
        """The level at which a car itself stops, in %."""
        state = None if car.limit is None else self._hass.states.get(car.limit)
        return None if state is None else _percent(state.state)

    async def async_departure(
        self, car: Car, plug_in: datetime, now: datetime
    ) -> datetime | None:
        """When a car leaves for the next event of its calendar; None without any."""
        if (rule := car.events) is None:
            return None
        asked_at = self._asked_at.get(car.car_id)
        if asked_at is None or not timedelta() <= now - asked_at < _BETWEEN_CALLS:
            self._asked_at[car.car_id] = now
            starts = await self._async_starts(rule, now)
            if starts is not None:
                self._starts[car.car_id] = starts
        starts = self._starts.get(car.car_id, [])
        return next_departure(starts, rule.lead, plug_in=plug_in, now=now)

    async def _async_starts(
        self, rule: EventRule, now: datetime
    ) -> list[datetime] | None:
        """When the events begin that a car leaves for; None if nobody can tell."""
        try:
            answer = await self._hass.services.async_call(
                CALENDAR,
                SERVICE_GET_EVENTS,
                {
                    ATTR_ENTITY_ID: rule.calendar,
                    "start_date_time": dt_util.as_local(now).isoformat(),
                    "end_date_time": dt_util.as_local(now + _AHEAD).isoformat(),
                },
                blocking=True,
                return_response=True,
            )
            told: Any = answer
            events = told[rule.calendar]["events"]
        except Exception as err:  # noqa: BLE001 - whatever another integration raises
            # What it said before is more than nothing.
            LOGGER.debug("%s tells no events: %r", rule.calendar, err)
            return None
        return [
            dt_util.as_utc(start)
            for event in events
            if rule.fits(*(event.get(key) or "" for key in _TEXTS))
            # An event of a whole day has a date, and nobody leaves at midnight.
            and "T" in event["start"]
            and (start := dt_util.parse_datetime(event["start"])) is not None
        ]


_TEXTS: Final = ("summary", "description", "location")


def _percent(text: str) -> float | None:
    """A level in %; None for everything else."""
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) and 0 <= value <= FULL else None
