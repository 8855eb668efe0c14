"""Which car is plugged in at one charger, and what that means for its plan."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from homeassistant.core import CALLBACK_TYPE, callback

from .control.cars import Car, Guess, NeedFromLevel, car_of_card, which_car
from .control.eco_settings import EcoSettings
from .control.stays import MOST_STAYS
from .coordinator import ChargerCoordinator
from .sessions.model import Session

if TYPE_CHECKING:
    from .house import House

_NO_TIME: Final = timedelta()


class ChargerCars:
    """The cars that come to one charger."""

    def __init__(self, house: House, coordinator: ChargerCoordinator) -> None:
        """Know the charger and the cars of its house."""
        self._house = house
        self._tracker = house.sessions[coordinator.subentry.subentry_id]
        self._charger = coordinator.charger
        self._charger_id = coordinator.charger.charger_id

    @callback
    def async_listen(self, listener: Callable[[], None]) -> CALLBACK_TYPE:
        """Call ``listener`` when a car tells something; returns how to stop that."""
        return self._house.cars.async_listen(listener)

    @property
    def _settings(self) -> EcoSettings:
        return self._house.store.recall(self._charger_id).eco

    @property
    def guess(self) -> Guess | None:
        """The car that is plugged in, and how that is known; None if it is not."""
        if (session := self._present) is None:
            return None
        return which_car(
            tuple(self._house.cars.cars.values()),
            card=session.card.code if session.card else None,
            chosen=self._settings.car,
            plugged=self._house.cars.plugged,
            elsewhere={
                car_id
                for other in self._house.eco.chargers.values()
                if other.cars is not self and (car_id := other.cars.said) is not None
            },
        )

    @property
    def _present(self) -> Session | None:
        """The session of the car that is plugged in."""
        connected = self._charger.snapshot().state.connected
        return self._tracker.running if connected else None

    @property
    def said(self) -> str | None:
        """The ID of the car that is plugged in here, where its card or somebody says."""
        if (session := self._present) is None:
            return None
        owner = session.card and car_of_card(
            self._house.cars.cars.values(), session.card.code
        )
        return owner.car_id if owner else self._settings.car

    @property
    def car(self) -> Car | None:
        """The car that is plugged in; None if that is not known."""
        guess = self.guess
        return guess.car if guess else None

    @callback
    def async_note(self) -> None:
        """Remember which car the running session is of."""
        session, car = self._tracker.running, self.car
        memory = self._house.store.recall(self._charger_id)
        if session is None or car is None:
            return
        if memory.session_cars.get(session.id) == car.car_id:
            return
        others = {
            session_id: car_id
            for session_id, car_id in memory.session_cars.items()
            if session_id != session.id
        }
        newest = [*others.items(), (session.id, car.car_id)][-MOST_STAYS:]
        self._house.store.remember(
            self._charger_id, replace(memory, session_cars=dict(newest))
        )

    def sessions_of(
        self, car: Car | None, sessions: Sequence[Session]
    ) -> Sequence[Session]:
        """The sessions that tell of a car: its own, and those of nobody knows which."""
        if car is None:
            return sessions
        return [
            session
            for session in sessions
            if self.car_of(session) in (None, car.car_id)
        ]

    def car_of(self, session: Session) -> str | None:
        """The ID of the car of a session. Its card, which comes late, knows best."""
        cars = self._house.cars.cars
        if session.card is not None:
            owner = car_of_card(cars.values(), session.card.code)
            if owner is not None:
                return owner.car_id
        noted = self._house.store.recall(self._charger_id).session_cars.get(session.id)
        return noted if noted in cars else None

    def need(self, session: Session, now: datetime) -> NeedFromLevel | None:
        """What the car's battery says that it needs; None if it says nothing."""
        car = self.car
        if car is None or car.capacity is None:
            return None
        level = self._house.cars.level(car, session.start)
        if level is None:
            return None
        return NeedFromLevel(
            level=level,
            capacity=car.capacity,
            efficiency=car.efficiency,
            charged=charged_since(session, level.since, now),
            target=self._settings.target_level,
            limit=self._house.cars.limit(car),
        )

    def reached(self, now: datetime) -> bool:
        """Whether the battery is as full as somebody wants it."""
        session = self._tracker.running
        told = None if session is None else self.need(session, now)
        return told is not None and not told.left

    async def async_departure(self, session: Session, now: datetime) -> datetime | None:
        """When the car leaves by its calendar; None if that is not known."""
        car = self.car
        if car is None:
            return None
        return await self._house.cars.async_departure(car, session.start, now)


def charged_since(session: Session, since: datetime, now: datetime) -> float:
    """KWh of a session that were charged after an instant."""
    if since <= session.start:
        return session.energy
    energy = 0.0
    for charge in session.charges:
        for slot in charge.slots:
            start = max(slot.start, charge.start)
            end = min(slot.start + timedelta(minutes=slot.minutes), charge.end or now)
            after = end - max(start, since)
            if after > _NO_TIME:
                energy += slot.energy * (after / (end - start))
    return energy
