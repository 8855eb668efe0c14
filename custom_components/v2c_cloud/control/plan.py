"""What EcoCharging is asked for one car, and the plan that it answers with.

All frozen. Instants are UTC, energy is in kWh, power in kW, prices per kWh, what the
grid emits in g of CO2 per kWh.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Self

from .needs import Need

_HOUR = timedelta(hours=1)


class Caution(StrEnum):
    """How sure it must be that the car is ready when it leaves."""

    THRIFTY = "thrifty"
    RELAXED = "relaxed"
    BALANCED = "balanced"
    SURE = "sure"
    VERY_SURE = "very_sure"

    @property
    def harm(self) -> float:
        """What a missing kWh costs beyond a dear one, in spans of the prices.

        A span is about from the cheapest to the dearest, but for single peaks.
        """
        return _HARMS[self]


_HARMS = {
    Caution.THRIFTY: 0.0,
    Caution.RELAXED: 0.15,
    Caution.BALANCED: 0.49,
    Caution.SURE: 0.8,
    Caution.VERY_SURE: 2.0,
}


class Objective(StrEnum):
    """What there shall be as little of as can be."""

    PRICE = "price"
    CO2 = "co2"


class DepartureSource(StrEnum):
    """Who tells when the car leaves."""

    READY_BY = "ready_by"
    CALENDAR = "calendar"
    LEARNED = "learned"


class NeedSource(StrEnum):
    """Who tells how much the car takes."""

    TARGET = "target"
    CAR = "car"
    FULL = "full"
    """The car takes nothing more of what it is offered."""
    LEARNED = "learned"


class PlanState(StrEnum):
    """What kind of plan it is."""

    PLANNED = "planned"
    LATE = "late"
    """The time is over, or too short: charges at once."""
    NO_PRICES = "no_prices"
    """Nobody tells what energy costs, nor what it emits if that counts: at once."""
    MET = "met"
    """Nothing is left to be charged."""
    BOOST = "boost"
    """Somebody wants the car charged now, whatever it costs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotLimits:
    """What one slot allows."""

    most: float
    """kW that contract, house and charger leave for the car."""
    solar: float = 0.0
    """kW that the roof is expected to leave over."""
    skipped: bool = False
    """Whether somebody wants no charging in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EcoSlot:
    """What is known of one slot before it is planned."""

    start: datetime
    end: datetime
    price: float | None
    """None where nobody tells it."""
    expected: bool = False
    """Whether nobody has published the price: what the recent past makes of it."""
    co2: float | None = None
    """g per kWh of the grid; None where nobody tells it."""
    co2_expected: bool = False

    def weight(self, objective: Objective) -> float | None:
        """What a kWh counts."""
        return self.co2 if objective is Objective.CO2 else self.price


@dataclass(frozen=True, slots=True, kw_only=True)
class EcoRequest:
    """One plugged car, at one moment."""

    at: datetime
    """The moment of it."""
    plug_in: datetime
    taken: float
    """kWh since then."""
    charging: bool
    slots: Sequence[EcoSlot]
    """In order, from the one of ``at`` on; expected ones at the end."""
    limits: Sequence[SlotLimits]
    """One for each slot."""
    least: float
    """kW below which a car does not charge."""
    need: Need
    """Of the whole session."""
    need_source: NeedSource
    deadline: datetime | None
    """When the car must be ready; None where that is learned."""
    deadline_source: DepartureSource = DepartureSource.LEARNED
    objective: Objective = Objective.PRICE
    """The price counts all the same where nobody tells what is emitted."""
    caution: Caution = Caution.BALANCED
    reserve: float = 0.0
    """kWh that are charged at once, whatever they cost."""
    price_cap: float | None = None
    """Nothing is charged where a kWh costs more, but the reserve: for any objective."""
    start_cost: float = 0.02
    """What a start costs: contactors and patience, in the currency."""
    least_run: timedelta = timedelta(minutes=30)
    """For how long it charges at least."""
    contiguous: bool = False
    take_free: bool = False
    """Whether slots that cost nothing are charged in, whatever is needed."""
    solar_price: float = 0.0
    """Per kWh of the roof."""

    def too_dear(self, slot: EcoSlot) -> bool:
        """Whether a kWh is known to cost more than somebody wants to pay."""
        cap, price = self.price_cap, slot.price
        return cap is not None and price is not None and price > cap

    boost: bool = False
    """Whether somebody wants it charged now, whatever it costs."""

    def with_a_try(self, end: datetime) -> Self:
        """Reckon with the least where no slot until then leaves that.

        What a house usually takes is no limit: what it leaves is seen when it is tried.
        """
        if any(
            limits.most >= self.least
            for slot, limits in zip(self.slots, self.limits, strict=True)
            if slot.end > self.at and (slot.start < end or end <= self.at)
        ):
            return self
        limits = [
            each if each.skipped else replace(each, most=max(each.most, self.least))
            for each in self.limits
        ]
        return replace(self, limits=limits)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedSlot:
    """One slot of the horizon and what is done in it."""

    start: datetime
    end: datetime
    price: float | None
    expected: bool
    """Whether the price is."""
    co2: float | None = None
    """g per kWh of the grid."""
    most: float
    """kW that the car may take."""
    solar: float
    energy: float = 0.0
    """kWh to be charged, if the car is there and takes them; 0 to wait."""
    chance: float = 0.0
    """The chance that it does."""
    free: bool = False
    """Whether the car may be charged because that costs nothing, whatever is needed."""

    @property
    def cost(self) -> float | None:
        """Of what is to be charged."""
        return None if self.price is None else self.energy * self.price

    @property
    def emissions(self) -> float | None:
        """G of CO2 of what is to be charged; what the roof leaves over has none."""
        if self.co2 is None:
            return None
        roof = self.solar * ((self.end - self.start) / _HOUR)
        return self.co2 * max(self.energy - roof, 0.0)


def planned_slot(
    slot: EcoSlot, limits: SlotLimits, energy: float = 0.0, chance: float = 0.0
) -> PlannedSlot:
    """What is done in a slot of which all that can be known is."""
    return PlannedSlot(
        start=slot.start,
        end=slot.end,
        price=slot.price,
        expected=slot.expected,
        co2=slot.co2,
        most=limits.most,
        solar=limits.solar,
        energy=energy,
        chance=chance,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """When a car will be charged, and why."""

    state: PlanState
    made_at: datetime
    slots: tuple[PlannedSlot, ...] = ()
    departure: datetime | None = None
    """When it is to be ready, or will probably leave."""
    departure_source: DepartureSource = DepartureSource.LEARNED
    departure_chance: float | None = None
    """The chance that it leaves within an hour of that, where it is learned."""
    need: float | None = None
    """kWh that are probably still needed."""
    need_source: NeedSource = NeedSource.LEARNED
    need_range: tuple[float, float] | None = None
    """kWh that one in ten needs less and more than, where it is learned."""
    at_once: float = 0.0
    """kWh of the reserve that are still missing, and are charged whatever they cost."""
    readiness: float | None = None
    """The chance that the car has what it needs when it leaves."""
    objective: Objective = Objective.PRICE
    """What it goes by: not what somebody wants where nobody tells that."""

    @property
    def planned(self) -> tuple[PlannedSlot, ...]:
        """The slots in which something is charged."""
        return tuple(slot for slot in self.slots if slot.energy > 0)

    @property
    def next_start(self) -> datetime | None:
        """When the next charge begins; now, while one is planned for now."""
        planned = self.planned
        return max(planned[0].start, self.made_at) if planned else None

    @property
    def likely(self) -> tuple[PlannedSlot, ...]:
        """The planned slots until what is probably needed is charged.

        Then those that cost nothing, if the car is probably there.
        """
        enough = self._enough
        return tuple(
            slot
            for number, slot in enumerate(self.planned)
            if number < enough or (slot.free and slot.chance >= _LIKELY)
        )

    @property
    def _enough(self) -> int:
        """How many of the planned slots give what is probably needed."""
        planned = self.planned
        if self.need is None:
            return len(planned)
        left = self.need
        for number, slot in enumerate(planned):
            if left <= _CLOSE:
                return number
            left -= slot.energy
        return len(planned)

    @property
    def planned_end(self) -> datetime | None:
        """When what is probably needed will be charged."""
        needed = self.planned[: self._enough]
        return needed[-1].end if needed else None

    @property
    def expected_energy(self) -> float:
        """KWh that will be charged on average."""
        return sum(slot.energy * slot.chance for slot in self.slots)

    def at(self, instant: datetime) -> PlannedSlot | None:
        """The slot of an instant; None where the plan does not reach."""
        return next(
            (slot for slot in self.slots if slot.start <= instant < slot.end), None
        )


_CLOSE = 0.05
"""kWh that nobody misses."""
_LIKELY = 0.5
"""The chance from which a car is probably there."""
