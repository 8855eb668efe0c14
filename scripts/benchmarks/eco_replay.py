"""Replays sessions against prices, as EcoCharging and others would charge them.

Nothing is known before its time: prices after their publication, a need while the car
takes it, a departure when it happens. Habits are learned from former sessions only.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
import time as clock
from typing import Final
from zoneinfo import ZoneInfo

from custom_components.v2c_cloud.control.departures import Departures
from custom_components.v2c_cloud.control.eco import make_plan
from custom_components.v2c_cloud.control.expected_prices import ExpectedPrices
from custom_components.v2c_cloud.control.needs import KnownNeed, LearnedNeed
from custom_components.v2c_cloud.control.plan import (
    Caution,
    DepartureSource,
    EcoRequest,
    EcoSlot,
    NeedSource,
    Plan,
    SlotLimits,
)
from custom_components.v2c_cloud.control.price_slots import PriceSlot
from custom_components.v2c_cloud.control.stays import Calendar, Stay, StayTable

from .eco_files import RecordedSession

QUARTER: Final = timedelta(minutes=15)
_HOUR: Final = timedelta(hours=1)
_DAY: Final = timedelta(days=1)
_HORIZON: Final = timedelta(hours=48)
_EXPECTS_AFTER: Final = timedelta(days=28)
_EXPECTED_FROM: Final = 29 * 96
"""Slots of the past from which others are expected."""
_LEAST_KW: Final = 1.38
"""6 A on one phase."""
_CLOSE: Final = 1e-6
"""kWh that are none."""


class Market:
    """Prices over time, and when they became known."""

    def __init__(
        self, slots: Sequence[PriceSlot], zone: ZoneInfo, published_at: time
    ) -> None:
        """Take all that there ever was."""
        self._slots = slots
        self._starts = [slot.start for slot in slots]
        self._zone = zone
        self._published_at = published_at
        self._expected: dict[int, ExpectedPrices] = {}
        self.first = slots[0].start + _EXPECTS_AFTER
        """From when there is a past to expect from."""
        self.last = slots[-1].end

    def between(self, start: datetime, end: datetime) -> Sequence[PriceSlot]:
        """The slots that lie in a span, as far as they exist."""
        first = max(bisect_right(self._starts, start) - 1, 0)
        return self._slots[first : bisect_right(self._starts, end - timedelta(0, 1))]

    def covers(self, start: datetime, end: datetime) -> bool:
        """Whether there is a price for all of a span, and a past before it."""
        slots = self.between(start, end)
        whole = sum(((slot.end - slot.start) for slot in slots), timedelta())
        return (
            self.first <= start
            and end <= self.last
            and bool(slots)
            and whole == slots[-1].end - slots[0].start
            and slots[-1].end >= end
        )

    def known_until(self, now: datetime) -> datetime:
        """The end of the last local day that is published."""
        local = now.astimezone(self._zone)
        days = 2 if local.time() >= self._published_at else 1
        midnight = datetime.combine(local.date() + days * _DAY, time(), self._zone)
        return midnight.astimezone(UTC)

    def next_publication(self, now: datetime) -> datetime:
        """When more will be known."""
        local = now.astimezone(self._zone)
        day = local.date() + (_DAY if local.time() >= self._published_at else _DAY * 0)
        return datetime.combine(day, self._published_at, self._zone).astimezone(UTC)

    def seen(self, now: datetime) -> list[PriceSlot]:
        """What is known at a moment, and what is expected beyond it."""
        end = now + _HORIZON
        known = self.known_until(now)
        published = bisect_right(self._starts, known - timedelta(0, 1))
        if published not in self._expected:
            self._expected[published] = ExpectedPrices(self._zone)
            past = self._slots[max(published - _EXPECTED_FROM, 0) : published]
            self._expected[published].learn(past)
        slots = list(self.between(now, min(known, end)))
        begin = slots[-1].end if slots else known
        return [*slots, *self._expected[published].slots(begin, end)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Garage:
    """What all sessions of a replay share."""

    market: Market
    power: float
    """kW."""
    calendar: Calendar


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one session."""

    session: RecordedSession
    wanted: float
    """kWh that charging at once would have given."""
    cost: float
    """With every missing kWh at the dearest price of the session."""
    missing: float
    """kWh."""
    starts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A slot, as far as the car was there."""

    start: datetime
    end: datetime
    price: float

    def energy(self, power: float) -> float:
        """KWh that so many kW give."""
        return power * ((self.end - self.start) / _HOUR)


def pieces(garage: Garage, session: RecordedSession) -> list[Piece]:
    """The slots of a session."""
    return [
        Piece(
            start=max(slot.start, session.plug_in),
            end=min(slot.end, session.plug_out),
            price=slot.price_per_kwh,
        )
        for slot in garage.market.between(session.plug_in, session.plug_out)
    ]


def outcome(
    garage: Garage,
    session: RecordedSession,
    slots: Sequence[Piece],
    energies: Sequence[float],
) -> Outcome:
    """Judge what was charged in each slot."""
    wanted = wanted_of(garage, session, slots)
    missing = max(wanted - sum(energies), 0.0)
    paid = sum(
        piece.price * energy for piece, energy in zip(slots, energies, strict=True)
    )
    on = [energy > _CLOSE for energy in energies]
    return Outcome(
        session=session,
        wanted=wanted,
        cost=paid + missing * max(piece.price for piece in slots),
        missing=missing,
        starts=sum(
            now and not before
            for now, before in zip(on, [False, *on[:-1]], strict=True)
        ),
    )


def wanted_of(
    garage: Garage, session: RecordedSession, slots: Sequence[Piece]
) -> float:
    """What the charger could have given at all."""
    return min(session.energy, sum(piece.energy(garage.power) for piece in slots))


type Strategy = Callable[[Garage, RecordedSession, Sequence[Piece]], list[float]]
"""kWh that are charged in each slot of a session."""


def fill(order: Iterable[int], energies: Sequence[float], wanted: float) -> list[float]:
    """Charge in slots in this order until there is enough."""
    taken = [0.0] * len(energies)
    for number in order:
        taken[number] = min(energies[number], wanted)
        wanted -= taken[number]
    return taken


def at_once(
    garage: Garage, session: RecordedSession, slots: Sequence[Piece]
) -> list[float]:
    """Charge from plug-in on."""
    energies = [piece.energy(garage.power) for piece in slots]
    return fill(range(len(slots)), energies, session.energy)


def timer(
    garage: Garage, session: RecordedSession, slots: Sequence[Piece]
) -> list[float]:
    """Charge from the first midnight to 8:00 on, and on afterwards if need be."""
    zone = garage.calendar.zone
    begins = next(
        (
            number
            for number, piece in enumerate(slots)
            if piece.start.astimezone(zone).hour < 8
        ),
        len(slots),
    )
    energies = [piece.energy(garage.power) for piece in slots]
    return fill(range(begins, len(slots)), energies, session.energy)


def perfect(
    garage: Garage, session: RecordedSession, slots: Sequence[Piece]
) -> list[float]:
    """Charge in the cheapest slots of those that there will have been."""
    energies = [piece.energy(garage.power) for piece in slots]
    order = sorted(range(len(slots)), key=lambda number: slots[number].price)
    return fill(order, energies, session.energy)


@dataclass(slots=True)
class Planned:
    """EcoCharging, with what it is told beside what it learns."""

    caution: Caution = Caution.BALANCED
    ready_by: time | None = None
    knows_need: bool = False
    knows_departure: bool = False

    plan_seconds: list[float] = field(default_factory=list, init=False)
    """Of a processor, so that what else the machine does does not count."""
    learn_seconds: list[float] = field(default_factory=list, init=False)
    _stays: dict[str, list[Stay]] = field(
        default_factory=lambda: defaultdict(list), init=False
    )

    def __call__(
        self, garage: Garage, session: RecordedSession, slots: Sequence[Piece]
    ) -> list[float]:
        """Plan at plug-in, and anew at each publication and deadline."""
        started = clock.process_time()
        table = StayTable.of(self._stays[session.user], garage.calendar)
        departures = Departures(table=table, calendar=garage.calendar)
        need: KnownNeed | LearnedNeed
        if self.knows_need:
            need = KnownNeed(wanted_of(garage, session, slots))
        else:
            need = LearnedNeed(table=table)
        self.learn_seconds.append(clock.process_time() - started)
        deadline = self._deadline(garage, session)
        taken = [0.0] * len(slots)
        got, number, charging = 0.0, 0, False
        while number < len(slots) and got < session.energy - 1e-9:
            now = slots[number].start
            seen = garage.market.seen(now)
            request = EcoRequest(
                at=now,
                plug_in=session.plug_in,
                taken=got,
                charging=charging,
                slots=[
                    EcoSlot(
                        start=slot.start,
                        end=slot.end,
                        price=slot.price_per_kwh,
                        expected=slot.expected,
                    )
                    for slot in seen
                ],
                limits=[SlotLimits(most=garage.power)] * len(seen),
                least=_LEAST_KW,
                need=need,
                need_source=NeedSource.LEARNED,
                deadline=deadline,
                deadline_source=DepartureSource.READY_BY,
                caution=self.caution,
            )
            started = clock.process_time()
            plan = make_plan(request, departures)
            self.plan_seconds.append(clock.process_time() - started)
            until = garage.market.next_publication(now)
            if deadline is not None and now < deadline:
                until = min(until, deadline)
            energies = _planned(plan)
            while number < len(slots) and slots[number].start < until:
                piece = slots[number]
                planned = energies.get(piece.start, 0.0)
                energy = min(planned, piece.energy(garage.power), session.energy - got)
                taken[number] = max(energy, 0.0)
                got += taken[number]
                charging = taken[number] > 0
                number += 1
        return taken

    def learn(self, session: RecordedSession) -> None:
        """Take a session that is over."""
        self._stays[session.user].append(
            Stay(
                plug_in=session.plug_in,
                plug_out=session.plug_out,
                energy=session.energy,
            )
        )

    def _deadline(self, garage: Garage, session: RecordedSession) -> datetime | None:
        if self.knows_departure:
            return session.plug_out
        if self.ready_by is None:
            return None
        zone = garage.calendar.zone
        local = session.plug_in.astimezone(zone)
        day = local.date() + (_DAY if local.time() >= self.ready_by else _DAY * 0)
        return datetime.combine(day, self.ready_by, zone).astimezone(UTC)


def _planned(plan: Plan) -> Mapping[datetime, float]:
    """What is planned for each slot, by its start or the moment of the plan."""
    return {max(slot.start, plan.made_at): slot.energy for slot in plan.slots}


def replay(
    garage: Garage, sessions: Iterable[RecordedSession], strategy: Strategy
) -> Iterator[Outcome]:
    """Replay all sessions that have prices, in order; the others are learned from.

    A session is learned from when the next one of its user begins, or it would not be
    over.
    """
    for session in sessions:
        if garage.market.covers(session.plug_in, session.plug_out):
            slots = pieces(garage, session)
            energies = strategy(garage, session, slots)
            yield outcome(garage, session, slots, energies)
        if isinstance(strategy, Planned):
            strategy.learn(session)
