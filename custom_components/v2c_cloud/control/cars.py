"""Cars that use a charger: which one it is, and how much it takes. Pure."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from .needs import KnownNeed

USUAL_EFFICIENCY = 0.9
"""Of what a charger gives, what reaches the battery. Assumed: cars do not tell it."""
FULL = 100.0
"""%."""
_OLD = timedelta(minutes=60)
_REST = 0.5
"""kWh that may always come where the car itself ends the charge: levels are rounded."""


class CarSource(StrEnum):
    """What tells which car is plugged in."""

    CARD = "card"
    SELECT = "select"
    SENSOR = "sensor"
    ONLY = "only"
    """No other car is kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EventRule:
    """Which events of a calendar a car leaves for."""

    calendar: str
    """Entity ID."""
    lead: timedelta = timedelta(minutes=15)
    """How long before the event the car leaves."""
    word: str = ""
    """What an event's text must contain; "" for all events."""

    def fits(self, *texts: str) -> bool:
        """Whether one of an event's texts contains the word."""
        word = self.word.casefold()
        return any(word in text.casefold() for text in (*texts, ""))


@dataclass(frozen=True, slots=True, kw_only=True)
class Car:
    """A car as its owner describes it. None where nobody told."""

    car_id: str
    name: str
    capacity: float | None = None
    """kWh that its battery holds."""
    phases: int | None = None
    """Of the charger on board."""
    current: int | None = None
    """A that it takes at the most, on each phase."""
    consumption: float | None = None
    """kWh per 100 km, out of the battery."""
    efficiency: float = USUAL_EFFICIENCY
    level: str | None = None
    """Entity ID of how full its battery is, in %; as those below."""
    limit: str | None = None
    """At which level the car itself stops."""
    plugged: str | None = None
    """Whether it is plugged in."""
    cards: frozenset[str] = field(default=frozenset(), repr=False)
    """RFID codes, as ``card_code`` writes them. Whoever has one can charge."""
    events: EventRule | None = None

    @property
    def entities(self) -> frozenset[str]:
        """What it is to be heard from."""
        return frozenset(filter(None, (self.level, self.limit, self.plugged)))

    @property
    def most_taken(self) -> float | None:
        """KWh from a charger that the empty battery takes."""
        return None if self.capacity is None else self.capacity / self.efficiency

    def phases_of(self, phases: int) -> int:
        """How many phases it uses of those of a charger."""
        return phases if self.phases is None else min(phases, self.phases)

    def current_of(self, current: int) -> int:
        """A that it takes of those that a charger offers."""
        return current if self.current is None else min(current, self.current)

    def energy_for(self, distance: float) -> float | None:
        """KWh from a charger for so many km; None where the consumption is unknown."""
        if self.consumption is None:
            return None
        return distance * self.consumption / 100 / self.efficiency

    def distance_of(self, energy: float) -> float | None:
        """Km that so many kWh from a charger are good for."""
        if self.consumption is None:
            return None
        return energy * self.efficiency / self.consumption * 100


def card_code(text: str) -> str:
    """A card's code as it is compared: people and readers write it differently."""
    return "".join(filter(str.isalnum, text)).upper()


def car_of_card(cars: Iterable[Car], code: str) -> Car | None:
    """The car that a card belongs to."""
    return next((car for car in cars if card_code(code) in car.cards), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Guess:
    """Which car it is, and how that is known."""

    car: Car
    source: CarSource


def which_car(
    cars: Sequence[Car],
    *,
    card: str | None = None,
    chosen: str | None = None,
    plugged: Mapping[str, bool | None],
    elsewhere: Collection[str] = (),
) -> Guess | None:
    """The car that is plugged in; None where that is not known.

    ``card`` is the code of the session's card, ``chosen`` the ID of the car that
    somebody chose, ``plugged`` what the cars tell themselves, by their ID, and
    ``elsewhere`` the IDs of those that are known to be at other chargers. A car that
    tells of no plug is not meant, unless by card or choice: it may be a guest's.
    """
    if card is not None and (owner := car_of_card(cars, card)) is not None:
        return Guess(car=owner, source=CarSource.CARD)
    for car in cars:
        if car.car_id == chosen:
            return Guess(car=car, source=CarSource.SELECT)
    cars = [car for car in cars if car.car_id not in elsewhere]
    said = [car for car in cars if plugged.get(car.car_id)]
    if len(said) == 1:
        return Guess(car=said[0], source=CarSource.SENSOR)
    possible = [car for car in cars if plugged.get(car.car_id) is not False]
    if len(possible) == 1:
        source = CarSource.ONLY if len(cars) == 1 else CarSource.SENSOR
        return Guess(car=possible[0], source=source)
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """How full a battery was last said to be."""

    percent: float
    """0 to 100."""
    since: datetime
    """When it was first said to be that."""
    told: datetime
    """When that was said last."""

    def is_old(self, now: datetime) -> bool:
        """Whether nobody has told anything for an hour."""
        return now - self.told > _OLD


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedFromLevel:
    """What a session needs, told by the car's battery.

    What was charged since the car told its level is added to it, since many cars tell
    it late, and in whole percents.
    """

    level: Level
    capacity: float
    """kWh."""
    efficiency: float
    charged: float
    """kWh that the charger gave since the level was first told."""
    target: float = FULL
    """% that somebody wants."""
    limit: float | None = None
    """% at which the car itself stops."""

    @property
    def percent(self) -> float:
        """How full the battery is now, in all likelihood."""
        return min(self.level.percent + self._percent_of(self.charged), FULL)

    def percent_after(self, energy: float) -> float:
        """How full it is once the charger has given so many kWh more."""
        most = max(self._own_limit, self.percent)
        return min(self.percent + self._percent_of(energy), most)

    def _percent_of(self, energy: float) -> float:
        return energy * self.efficiency / self.capacity * 100

    @property
    def goal(self) -> float:
        """% at which the charge ends."""
        return min(self.target, self._own_limit)

    @property
    def left(self) -> float:
        """KWh that the charger has still to give."""
        lacking = max(self.goal - self.percent, 0.0)
        return lacking / 100 * self.capacity / self.efficiency

    def need(self, taken: float) -> KnownNeed:
        """The need of a session that has taken so many kWh.

        Where the car itself ends the charge a rest stays needed until it says that it
        has got there: an estimate must not end it short of that.
        """
        left = self.left
        if self.target >= self._own_limit and self.level.percent < self.goal:
            left = max(left, _REST)
        return KnownNeed(taken + left)

    @property
    def _own_limit(self) -> float:
        return FULL if self.limit is None else self.limit


def next_departure(
    starts: Sequence[datetime], lead: timedelta, *, plug_in: datetime, now: datetime
) -> datetime | None:
    """When a car leaves for the first event that it was plugged in before.

    An event counts until it begins: who has not left by then is late, or stays.
    """
    return min(
        (start - lead for start in starts if start > now and start - lead > plug_in),
        default=None,
    )
