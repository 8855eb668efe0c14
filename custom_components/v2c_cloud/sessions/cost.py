"""What energy costs. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from .model import Charge, Session, Slot


class Tariff(Protocol):
    """Where prices come from."""

    def price(self, instant: datetime) -> float | None:
        """The price per kWh at an instant; None when it is not known."""


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


def with_prices(session: Session, tariff: Tariff) -> Session:
    """Give a price to all energy that has none; what has one keeps it."""
    charges = tuple(_charge_with_prices(charge, tariff) for charge in session.charges)
    return session if charges == session.charges else replace(session, charges=charges)


def _charge_with_prices(charge: Charge, tariff: Tariff) -> Charge:
    slots = tuple(_slot_with_price(slot, tariff) for slot in charge.slots)
    return replace(charge, slots=slots)


def _slot_with_price(slot: Slot, tariff: Tariff) -> Slot:
    if slot.price is not None or (price := tariff.price(slot.start)) is None:
        return slot
    return replace(slot, price=price)
