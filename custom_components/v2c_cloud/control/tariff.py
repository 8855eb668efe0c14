"""What a kWh costs by a contract with fixed prices, or with a spot price. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
import math
from typing import Self
from zoneinfo import ZoneInfo

from .holidays import Holidays
from .price_slots import PriceSlot
from .schedule import QUARTER, Hours, PriceDay, Quarter, Schedule, floor_quarter
from .tariff_presets import TariffPreset


class TariffError(ValueError):
    """A tariff that tells no price."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tariff:
    """A contract whose prices are fixed: flat, by time of day, by day, by season."""

    preset: TariffPreset
    schedule: Schedule
    prices: Mapping[str, float]
    """Per kWh, by period."""
    currency: str
    """As ISO 4217 writes it."""

    def __post_init__(self) -> None:
        """Refuse periods without a price. Raises ``TariffError``."""
        _check_amounts(self.prices, self.schedule)

    @property
    def coloured(self) -> bool:
        """Whether somebody must tell the colours of the days."""
        return self.schedule.colours is not None

    def with_colours(self, colours: Mapping[date, PriceDay]) -> Self:
        """The same with what is known of the days; only for a coloured tariff.

        Each colour stands at the day on whose morning, at 6, it begins. A day after the
        last of these is expected to be like it.
        """
        return replace(self, schedule=replace(self.schedule, colours=colours))

    def price(self, instant: datetime) -> float | None:
        """What a kWh costs then; None where nobody knows the colour of the day."""
        period = self.schedule.period(instant)
        return None if period is None else self.prices[period]

    def slots(self, start: datetime, end: datetime) -> tuple[PriceSlot, ...]:
        """The price of each quarter of an hour that has a part between two instants.

        Where the price changes within a quarter, it is the mean. Quarters of days whose
        colour is a guess are expected; where nobody can even guess, they are left out.
        """
        return tuple(
            PriceSlot(
                start=quarter.start,
                end=quarter.start + QUARTER,
                price_per_kwh=_mean(self.prices, quarter),
                currency=self.currency,
                expected=quarter.expected,
            )
            for quarter in self.schedule.quarters(start, end)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Surcharges:
    """What a contract adds to a spot price: tolls, charges, taxes.

    price = (spot * factor of the period + addition of the period) * tax
    """

    preset: TariffPreset
    schedule: Schedule
    factor: float = 1.0
    """Above 1 where losses of the grid or a share of the seller count."""
    factors: Mapping[str, float] = field(default_factory=dict)
    """Of the periods in which it is another one."""
    additions: Mapping[str, float]
    """Per kWh, by period, in the currency of the spot price; may be negative."""
    tax: float = 1.0
    """1.21 for taxes of 21 %."""

    def __post_init__(self) -> None:
        """Refuse what tells no price. Raises ``TariffError``."""
        _check_amounts(self.additions, self.schedule)
        if self.schedule.colours is not None:
            raise TariffError("What is added cannot depend on the colour of a day")
        if not self.factors.keys() <= self.additions.keys():
            raise TariffError(f"No period has one of the factors {dict(self.factors)}")
        for value in (self.factor, self.tax, *self.factors.values()):
            if not 0 < value < math.inf:
                raise TariffError(f"{value} is no factor")

    def apply(self, slots: Iterable[PriceSlot]) -> tuple[PriceSlot, ...]:
        """The slots with what the contract adds, each as long as before."""
        slots = tuple(slots)
        if not slots:
            return ()
        begin, end = min(slot.start for slot in slots), max(slot.end for slot in slots)
        factors = {name: self.factors.get(name, self.factor) for name in self.additions}
        effects = {
            quarter.start: (_mean(factors, quarter), _mean(self.additions, quarter))
            for quarter in self.schedule.quarters(begin, end)
        }
        return tuple(
            replace(slot, price_per_kwh=self._price(slot, effects)) for slot in slots
        )

    def _price(
        self, slot: PriceSlot, effects: Mapping[datetime, tuple[float, float]]
    ) -> float:
        first = floor_quarter(slot.start)
        count = math.ceil((slot.end - first) / QUARTER)
        quarters = [effects[first + QUARTER * step] for step in range(count)]
        factor, added = (
            math.fsum(part) / count for part in zip(*quarters, strict=True)
        )
        return round((slot.price_per_kwh * factor + added) * self.tax, 9)


def custom_tariff(
    hours: Iterable[Hours],
    zone: ZoneInfo,
    *,
    currency: str,
    holidays: Holidays = Holidays.NONE,
) -> Tariff:
    """A tariff whose hours were typed: the name of each period is its price.

    Raises ``HoursError`` where they do not tell one price for each minute.
    """
    schedule = Schedule(hours=tuple(hours), zone=zone, holidays=holidays)
    return Tariff(
        preset=TariffPreset.CUSTOM,
        schedule=schedule,
        prices={period: float(period) for period in schedule.periods},
        currency=currency,
    )


def _mean(amounts: Mapping[str, float], quarter: Quarter) -> float:
    if len(quarter.shares) == 1:
        return amounts[quarter.shares[0][0]]
    return round(math.fsum(amounts[name] * part for name, part in quarter.shares), 9)


def _check_amounts(amounts: Mapping[str, float], schedule: Schedule) -> None:
    """Raise ``TariffError`` unless each period has an amount, and nothing else has."""
    if amounts.keys() != set(schedule.periods):
        raise TariffError(
            f"Amounts of {', '.join(sorted(amounts))} for the periods "
            f"{', '.join(sorted(schedule.periods))}"
        )
    if not all(map(math.isfinite, amounts.values())):
        raise TariffError(f"{dict(amounts)} are no amounts")
