"""The prices that an entity's provider has published."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Final, Protocol
import zlib

from homeassistant.const import (
    ATTR_UNIT_OF_MEASUREMENT,
    STATE_UNAVAILABLE,
    STATE_UNKNOWN,
)
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, State, callback
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.event import (
    async_track_state_change_event,
    async_track_utc_time_change,
)
from homeassistant.util import dt as dt_util

from custom_components.v2c_cloud.problems import Problem

from .action_caller import ActionCaller
from .adapter import ActionAdapter, AttributeAdapter, Place, Provider
from .book import PriceBook
from .generic import PROVIDER as GENERIC
from .points import (
    QUARTER,
    Point,
    day_span,
    number,
    quarter_of,
    quarter_prices,
    quarters_between,
)
from .providers import provider_of
from .store import PriceStore
from .units import PriceUnit, price_unit

if TYPE_CHECKING:
    from custom_components.v2c_cloud.house import V2CConfigEntry

PRICES_UNAVAILABLE: Final = "prices_unavailable"
PRICES_UNIT: Final = "prices_unit"
PRICES_NO_ANSWER: Final = "prices_no_answer"
PRICES_WITHOUT_FUTURE: Final = "prices_without_future"

_CURRENCY: Final = "currency"
_QUARTERS: Final = (0, 15, 30, 45)
_SPREAD: Final = 600
"""s over which homes ask their providers, not all in the same second."""
_EPOCH: Final = datetime.fromtimestamp(0, UTC)
_NO_STATE: Final = {STATE_UNAVAILABLE, STATE_UNKNOWN}


class UnitReader(Protocol):
    """Understands a unit."""

    def __call__(
        self, text: object, home: str, currency: object = None
    ) -> PriceUnit | None:
        """None for a unit of something else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """What an entity tells the course of."""

    unit: UnitReader
    provider: Callable[[str | None], Provider]
    """How to read the entities of an integration."""
    fallback: Provider
    """What is tried after that: an integration may have learned another way."""
    holds: timedelta
    """What is told of now counts until the next full multiple of this, 15 min or an
    hour."""


PRICES: Final = Quantity(
    unit=price_unit, provider=provider_of, fallback=GENERIC, holds=QUARTER
)


class EntitySource:
    """Follows one price entity, and whatever else of its provider has its prices."""

    def __init__(
        self,
        hass: HomeAssistant,
        entry: V2CConfigEntry,
        store: PriceStore,
        name: str,
        entity_id: str,
        changed: Callable[[], None],
        quantity: Quantity = PRICES,
    ) -> None:
        """Take what was published before.

        Args:
            hass: Home Assistant.
            entry: The house's.
            store: Has the book.
            name: Of the book.
            entity_id: Of the price.
            changed: Is called when more is known, or something is wrong.
            quantity: What it tells.

        """
        self._hass = hass
        self._entry = entry
        self._store = store
        self._name = name
        self._changed = changed
        self._quantity = quantity
        self.entity_id = entity_id
        self._unit: PriceUnit | None = None
        self._reader: AttributeAdapter | None = None
        self._caller = ActionCaller(hass)
        self._watched: frozenset[str] = frozenset()
        self._unwatch: CALLBACK_TYPE | None = None
        self._stop_ticks: list[CALLBACK_TYPE] = []
        self._stated: datetime | None = None
        self.problem: Problem | None = None
        self.book = self._book(
            store.last_currency(name, self.key) or hass.config.currency
        )

    @property
    def key(self) -> str:
        """What its prices are stored under; another name of the entity is no other."""
        registered = self.registered
        return self.entity_id if registered is None else registered.id

    @property
    def registered(self) -> er.RegistryEntry | None:
        """The entity's entry in the registry."""
        return er.async_get(self._hass).async_get(self.entity_id)

    @property
    def platform(self) -> str | None:
        """The integration that the entity is of."""
        registered = self.registered
        return None if registered is None else registered.platform

    @property
    def title(self) -> str:
        """What people call it."""
        state = self._hass.states.get(self.entity_id)
        return self.entity_id if state is None else state.name

    @callback
    def async_start(self) -> None:
        """Begin to listen, and read what is there."""
        spread = zlib.crc32(self._entry.entry_id.encode()) % _SPREAD
        minute, second = divmod(60 + spread, 60)
        self._stop_ticks = [
            # What holds in a quarter of an hour is known from its begin on.
            async_track_utc_time_change(
                self._hass, self._heard, minute=_QUARTERS, second=0
            ),
            async_track_utc_time_change(
                self._hass,
                self._ticked,
                minute=[start + minute for start in _QUARTERS],
                second=second,
            ),
        ]
        self._read(tomorrow=True)

    @callback
    def async_stop(self) -> None:
        """Listen no more."""
        while self._stop_ticks:
            self._stop_ticks.pop()()
        if self._unwatch is not None:
            self._unwatch()
            self._unwatch = None

    @callback
    def _heard(self, _: object) -> None:
        # Many homes hear of a new quarter in the same second: tomorrow can wait.
        self._read(tomorrow=False)

    @callback
    def _ticked(self, _: object) -> None:
        self._read(tomorrow=True)

    def _read(self, *, tomorrow: bool) -> None:
        """Read what the entities say, and ask the provider if that is due."""
        now = dt_util.utcnow()
        self._watch()
        self._take_unit()
        news = self._read_attributes(now)
        if self._reader is None or self._reader.state_is_now:
            news |= self._read_state(now)
        if self._reader is None:
            self._ask_if_due(now, tomorrow=tomorrow)
        self._settle(now, news=news)

    @property
    def _state(self) -> State | None:
        """The entity's state, if it says anything now."""
        state = self._hass.states.get(self.entity_id)
        return None if state is None or state.state in _NO_STATE else state

    @property
    def _action(self) -> ActionAdapter | None:
        registered = self.registered
        if registered is None:
            return None
        return self._quantity.provider(registered.platform).action_for(registered)

    def _take_unit(self) -> None:
        """Note the unit; what is not available now may have lost it."""
        if (state := self._state) is None:
            return
        self._unit = self._quantity.unit(
            state.attributes.get(ATTR_UNIT_OF_MEASUREMENT),
            self._hass.config.currency,
            state.attributes.get(_CURRENCY),
        )
        if self._unit is not None and self._unit.currency != self.book.currency:
            self.book = self._book(self._unit.currency)

    def _book(self, currency: str) -> PriceBook:
        return self._store.book(self._name, self.key, currency)

    def _adapters(self) -> Iterable[AttributeAdapter]:
        """What is tried in turn."""
        quantity = self._quantity
        return (
            *quantity.provider(self.platform).attributes,
            *quantity.fallback.attributes,
        )

    def _entities(self, adapter: AttributeAdapter) -> list[str]:
        """The entities that an adapter reads, the one that was named first."""
        registered = self.registered
        if registered is None or registered.config_entry_id is None:
            return [self.entity_id]
        others = er.async_entries_for_config_entry(
            er.async_get(self._hass), registered.config_entry_id
        )
        return [
            self.entity_id,
            *(
                other.entity_id
                for other in others
                if other.entity_id != self.entity_id
                and adapter.is_sibling(registered, other)
            ),
        ]

    def _watch(self) -> None:
        watched = frozenset(
            entity_id
            for adapter in self._adapters()
            for entity_id in self._entities(adapter)
        )
        if watched == self._watched:
            return
        if self._unwatch is not None:
            self._unwatch()
        self._watched = watched
        self._unwatch = async_track_state_change_event(self._hass, watched, self._heard)

    def _read_attributes(self, now: datetime) -> bool:
        """Read by the first adapter that finds something; tell whether it is new."""
        self._reader = None
        if self._unit is None:
            return False
        for adapter in self._adapters():
            points = [
                point
                for entity_id in self._entities(adapter)
                for point in self._points(adapter, entity_id)
            ]
            # One alone is the price of now, not those of the next hours.
            if len(points) > 1:
                self._reader = adapter
                return self._publish(points, adapter.factor, now)
        return False

    def _points(self, adapter: AttributeAdapter, entity_id: str) -> Iterable[Point]:
        if (state := self._hass.states.get(entity_id)) is None:
            return ()
        zone = dt_util.get_default_time_zone()
        # What an entity calls today may have become yesterday since.
        day = state.last_updated.astimezone(zone).date()
        points = adapter.read(state.attributes, Place(zone=zone, day=day))
        # After midnight it may turn before its lists do.
        if self.book.repeats_yesterday(
            self._priced(points, adapter.factor), *day_span(day, zone)
        ):
            day -= timedelta(days=1)
            points = adapter.read(state.attributes, Place(zone=zone, day=day))
        return points

    def _read_state(self, now: datetime) -> bool:
        """Take the price now of a source that tells no other, or not yet."""
        state, unit = self._state, self._unit
        if state is None or unit is None or (price := number(state.state)) is None:
            return False
        quarter = quarter_of(now)
        others = self._reader is not None or self._action is not None
        if others and quarter != self._stated and self.book.price(now) is not None:
            return False
        self._stated = quarter
        holds = self._quantity.holds
        until = now + holds - (now - _EPOCH) % holds
        return self.book.publish(
            dict.fromkeys(quarters_between(now, until), price * unit.factor), now
        )

    def _publish(
        self, points: Iterable[Point], factor: float | None, now: datetime
    ) -> bool:
        return self.book.publish(self._priced(points, factor), now)

    def _priced(
        self, points: Iterable[Point], factor: float | None
    ) -> dict[datetime, float]:
        """The price per kWh of each quarter of an hour."""
        if factor is None:
            factor = 1.0 if self._unit is None else self._unit.factor
        return {
            quarter: price * factor
            for quarter, price in quarter_prices(points, self.book.price).items()
        }

    def _ask_if_due(self, now: datetime, *, tomorrow: bool) -> None:
        action, registered = self._action, self.registered
        if action is None or registered is None or self._unit is None:
            return
        days = self._caller.due(action, self.book, now, tomorrow=tomorrow)
        if days and self._caller.can_ask(action, registered):
            self._entry.async_create_background_task(
                self._hass,
                self._async_ask(action, registered, days),
                f"{action.domain} prices",
            )

    async def _async_ask(
        self, action: ActionAdapter, entity: er.RegistryEntry, days: list[date]
    ) -> None:
        points = await self._caller.async_ask(action, entity, days)
        now = dt_util.utcnow()
        self._settle(now, news=self._publish(points, action.factor, now))

    def _settle(self, now: datetime, *, news: bool) -> None:
        """Tell what has changed."""
        problem = self._find_problem(now)
        if news:
            self._store.save_soon()
        if news or problem != self.problem:
            self.problem = problem
            self._changed()

    def _find_problem(self, now: datetime) -> Problem | None:
        state, name = self._state, {"entity": self.title}
        if state is None or self._reader is not None:
            known = self.book.price(now) is not None
            return None if known else Problem(key=PRICES_UNAVAILABLE, placeholders=name)
        if self._unit is None:
            unit = state.attributes.get(ATTR_UNIT_OF_MEASUREMENT)
            return Problem(key=PRICES_UNIT, placeholders={**name, "unit": str(unit)})
        if self.book.covers(now, now + 2 * QUARTER):
            return None
        if (action := self._action) is not None:
            return Problem(
                key=PRICES_NO_ANSWER,
                placeholders={**name, "action": f"{action.domain}.{action.action}"},
            )
        return Problem(
            key=PRICES_WITHOUT_FUTURE,
            placeholders={**name, "attributes": ", ".join(sorted(state.attributes))},
        )
