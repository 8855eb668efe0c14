"""What the session log goes by."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from homeassistant.core import HomeAssistant

if TYPE_CHECKING:
    from .house_prices import HousePrices


@dataclass(frozen=True, slots=True)
class SessionTariff:
    """The prices of a house, where they are in the currency that costs are told in."""

    hass: HomeAssistant
    prices: HousePrices

    def price(self, instant: datetime) -> float | None:
        """The mean price per kWh of the quarter of an hour that an instant is in."""
        return self.prices.quarter_price(instant) if self._usable else None

    def solar_price(self, instant: datetime) -> float | None:
        """What a kWh of the roof counts then."""
        return self.prices.solar_price(instant) if self._usable else None

    @property
    def _usable(self) -> bool:
        return self.prices.currency == self.hass.config.currency
