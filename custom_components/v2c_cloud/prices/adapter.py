"""How a provider's prices are read: from attributes, or by calling its action."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import State
from homeassistant.helpers import entity_registry as er

from .lists import read_attributes
from .points import Point

MARKET_ZONE = ZoneInfo("Europe/Madrid")
"""The time of Europe's day-ahead markets, that of Paris and Berlin, too."""
MARKET_PUBLISHES = time(13)
"""When tomorrow's prices of these markets can be expected, in their time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """What an adapter has to know of the home, and of the entity that it reads."""

    zone: tzinfo
    """The home's."""
    day: date
    """The local day on which the entity last changed: what it calls today."""


type AttributeReader = Callable[[Mapping[str, Any], Place], Sequence[Point]]


def lists_in(*names: str) -> AttributeReader:
    """Read the lists in the attributes of these names, all of them."""

    def read(attributes: Mapping[str, Any], place: Place) -> list[Point]:
        return read_attributes(attributes, names, place.zone)

    return read


def no_siblings(named: er.RegistryEntry, other: er.RegistryEntry) -> bool:
    """No other entity tells prices for the one that somebody named."""
    return False


def all_entities(entity: er.RegistryEntry) -> bool:
    """Any entity of the provider."""
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class AttributeAdapter:
    """A provider whose entities have the prices in their attributes."""

    read: AttributeReader
    """What is not of this provider gives no points."""
    is_sibling: Callable[[er.RegistryEntry, er.RegistryEntry], bool] = no_siblings
    """Whether another entity of the same entry has prices for the one that was named."""
    factor: float | None = None
    """Turns its numbers into the currency per kWh, where the entity's unit does not."""
    state_is_now: bool = False
    """Whether the entity's state is the price that holds where attributes tell none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What an action is asked for."""

    entity: er.RegistryEntry
    state: State | None
    """The entity's."""
    entry: ConfigEntry
    """The provider's."""
    day: date
    """A day of the market."""
    zone: tzinfo
    """The market's, or the home's."""

    @property
    def start(self) -> datetime:
        """The begin of the day."""
        return datetime.combine(self.day, time(), self.zone)

    @property
    def end(self) -> datetime:
        """The end of the day."""
        return datetime.combine(self.day + timedelta(days=1), time(), self.zone)


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionAdapter:
    """A provider that tells the prices of a day when its action is called."""

    domain: str
    action: str
    ask: Callable[[Question], dict[str, Any]]
    read: Callable[[Mapping[str, Any], Question], Sequence[Point]]
    publishes: time
    """When the prices of tomorrow can be expected, in the zone of the market."""
    settles: time = time()
    """Until then, what it calls today may be yesterday: it is not asked."""
    zone: tzinfo | None = None
    """The zone of its days; None is the home's."""
    factor: float | None = None
    """As in ``AttributeAdapter``."""
    serves: Callable[[er.RegistryEntry], bool] = all_entities
    """Whether it tells the prices of an entity."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """All ways to read one provider: the first that gives prices is taken."""

    attributes: tuple[AttributeAdapter, ...] = ()
    actions: tuple[ActionAdapter, ...] = ()

    def action_for(self, entity: er.RegistryEntry) -> ActionAdapter | None:
        """The action that tells the prices of an entity."""
        return next((it for it in self.actions if it.serves(entity)), None)
