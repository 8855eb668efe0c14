"""What energy costs. Pure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from .model import Charge, Session, Slot
from .slots import QUARTER


class Tariff(Protocol):
    """Where prices come from."""

    def price(self, instant: datetime) -> float | None:
        """The price per kWh at an instant; None when it is not known."""

    def solar_price(self, instant: datetime) -> float | None:
        """What a kWh of the roof counts then; None when it is not known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceStep:
    """A fixed price and when it was set; None is without one."""

    since: datetime
    price: float | None


@dataclass(frozen=True, slots=True)
class FixedTariff:
    """One price, at least until somebody changes it.

    What was charged before the first price was known costs that price.
    """

    steps: Sequence[PriceStep]
    """In order."""

    def price(self, instant: datetime) -> float | None:
        """The price per kWh at an instant."""
        if not self.steps:
            return None
        passed = [step for step in self.steps if step.since <= instant]
        return (passed[-1] if passed else self.steps[0]).price

    def having(self, price: float | None, now: datetime) -> FixedTariff:
        """The tariff with the price that holds from now on."""
        last = self.steps[-1].price if self.steps else None
        if price == last:
            return self
        return FixedTariff((*self.steps, PriceStep(since=now, price=price)))

    def solar_price(self, instant: datetime) -> float | None:
        """The roof's energy costs nothing."""
        return 0.0


def with_prices(session: Session, tariff: Tariff) -> Session:
    """Give a price to all energy that has none; what has one keeps it."""
    charges = tuple(_charge_with_prices(charge, tariff) for charge in session.charges)
    return session if charges == session.charges else replace(session, charges=charges)


def lacks_price(session: Session) -> bool:
    """Whether any of its energy has no price."""
    return any(
        slot.energy and slot.price is None
        for charge in session.charges
        for slot in charge.slots
    )


def _charge_with_prices(charge: Charge, tariff: Tariff) -> Charge:
    slots = tuple(_slot_with_price(slot, tariff) for slot in charge.slots)
    return replace(charge, slots=slots)


def _slot_with_price(slot: Slot, tariff: Tariff) -> Slot:
    """Give it the price of grid and roof together, by what each gave.

    That way it stays the price of all its energy, as those were priced that are older.
    What is not known to be of the roof is the grid's.
    """
    if slot.price is not None:
        return slot
    share = min((slot.solar or 0.0) / slot.energy, 1.0) if slot.energy else 0.0
    price = _mean(tariff.price, slot) if share < 1 else 0.0
    solar_price = _mean(tariff.solar_price, slot) if share else 0.0
    if price is None or solar_price is None:
        return slot
    return replace(
        slot, price=price * (1 - share) + solar_price * share if share else price
    )


def _mean(price_at: Callable[[datetime], float | None], slot: Slot) -> float | None:
    """The mean over a slot; None when a part of it is not known."""
    quarters = range(slot.minutes // 15)
    prices = [price_at(slot.start + index * QUARTER) for index in quarters]
    known = [price for price in prices if price is not None]
    if len(known) < len(prices):
        return None
    return known[0] if len(set(known)) == 1 else sum(known) / len(known)
