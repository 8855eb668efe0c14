"""Sessions, the charges within them and their energy over time, as frozen data.

Times are UTC, energy is in kWh, CO2 in kg, cost in the house's currency. ``None`` always
means "not known", never zero.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

HOUR = timedelta(hours=1)


class SessionSource(StrEnum):
    """Who told of a session."""

    LAN = "lan"
    CLOUD = "cloud"
    BOTH = "both"


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """The RFID card that let a car charge."""

    code: str = field(repr=False)
    name: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """The energy of a quarter of an hour, or of an hour where no more is known."""

    start: datetime
    minutes: int
    """15 or 60; the start is a whole quarter or hour of UTC."""
    energy: float
    solar: float | None = None
    """kWh of the roof; what is not known of a part is not in it."""
    price: float | None = None
    """Per kWh."""
    estimated: bool = False
    """Whether the energy is known to have flowed, but not when."""

    @property
    def hour(self) -> datetime:
        """The hour that it is part of."""
        return self.start.replace(minute=0)

    @property
    def cost(self) -> float | None:
        """What its energy cost."""
        return None if self.price is None else self.price * self.energy


@dataclass(frozen=True, slots=True, kw_only=True)
class HourEnergy:
    """What flowed in an hour of UTC."""

    start: datetime
    energy: float
    cost: float | None = None
    solar: float | None = None
    estimated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Charge:
    """From the first current to its end; what the cloud records."""

    start: datetime
    end: datetime | None = None
    """None while it goes on."""
    slots: tuple[Slot, ...] = ()
    """In order, none twice; an hour holds either quarters or itself."""
    cloud_id: str | None = None
    """The cloud's ``idCharge``."""
    cloud_cost: float | None = None
    """What the cloud made of it, by the tariff set in V2C's app."""
    co2: float | None = None
    card: Card | None = None

    @property
    def energy(self) -> float:
        """What was charged so far."""
        return round(sum(slot.energy for slot in self.slots), 3)

    @property
    def solar_energy(self) -> float | None:
        """What the roof gave of it, as far as that is known."""
        return total(slot.solar for slot in self.slots)

    @property
    def tariff_cost(self) -> float | None:
        """The cost by the house's prices; None when a price is not known."""
        return _sum_if_all(slot.cost for slot in self.slots if slot.energy)

    @property
    def cost(self) -> float | None:
        """The cost by the house's prices, else the cloud's."""
        ours = self.tariff_cost
        return self.cloud_cost if ours is None else round(ours, 4)

    @property
    def energy_by_hour(self) -> tuple[HourEnergy, ...]:
        """The energy of each hour of UTC in which any flowed."""
        hours: dict[datetime, list[Slot]] = {}
        for slot in self.slots:
            hours.setdefault(slot.hour, []).append(slot)
        return tuple(
            self._hour(start, hours[start])
            for start in sorted(hours)
            if any(slot.energy for slot in hours[start])
        )

    def _hour(self, start: datetime, slots: list[Slot]) -> HourEnergy:
        energy = sum(slot.energy for slot in slots)
        if self.tariff_cost is not None:
            cost = _sum_if_all(slot.cost for slot in slots if slot.energy)
        elif self.cloud_cost is not None:
            cost = self.cloud_cost * energy / sum(slot.energy for slot in self.slots)
        else:
            cost = None
        return HourEnergy(
            start=start,
            energy=round(energy, 3),
            cost=_rounded(cost),
            solar=total(slot.solar for slot in slots),
            estimated=any(slot.estimated for slot in slots),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """From plug-in to unplug."""

    id: str
    """Unique for the charger; stays when the cloud completes the session."""
    charger_id: str
    start: datetime
    end: datetime | None = None
    """None while the car is plugged in."""
    charges: tuple[Charge, ...] = ()
    """In order."""
    source: SessionSource = SessionSource.LAN

    @property
    def energy(self) -> float:
        """What was charged so far."""
        return round(sum(charge.energy for charge in self.charges), 3)

    @property
    def duration(self) -> timedelta | None:
        """From plug-in to unplug; None while that is not over."""
        return None if self.end is None else self.end - self.start

    @property
    def cost(self) -> float | None:
        """The cost; None when that of a charge with energy is not known."""
        cost = _sum_if_all(charge.cost for charge in self.charges if charge.energy)
        return _rounded(cost)

    @property
    def solar_energy(self) -> float | None:
        """What the roof gave, as far as that is known."""
        return total(charge.solar_energy for charge in self.charges)

    @property
    def co2(self) -> float | None:
        """What the cloud says was emitted, of the charges that it knows."""
        return total(charge.co2 for charge in self.charges)

    @property
    def card(self) -> Card | None:
        """The first card that was used."""
        return next((charge.card for charge in self.charges if charge.card), None)

    @property
    def energy_by_hour(self) -> tuple[HourEnergy, ...]:
        """The energy of each hour of UTC, in order, over all charges."""
        hours: dict[datetime, list[HourEnergy]] = {}
        for charge in self.charges:
            for hour in charge.energy_by_hour:
                hours.setdefault(hour.start, []).append(hour)
        return tuple(
            HourEnergy(
                start=start,
                energy=round(sum(part.energy for part in hours[start]), 3),
                cost=_rounded(_sum_if_all(part.cost for part in hours[start])),
                solar=total(part.solar for part in hours[start]),
                estimated=any(part.estimated for part in hours[start]),
            )
            for start in sorted(hours)
        )


def total(values: Iterable[float | None]) -> float | None:
    """The sum of what is known; None when nothing is."""
    known = [value for value in values if value is not None]
    return round(sum(known), 4) if known else None


def _sum_if_all(values: Iterable[float | None]) -> float | None:
    """The sum; None when there is nothing, or one of them is not known."""
    found = list(values)
    known = [value for value in found if value is not None]
    return sum(known) if found and len(known) == len(found) else None


def _rounded(cost: float | None) -> float | None:
    return None if cost is None else round(cost, 4)
