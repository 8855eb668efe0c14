"""Tells Home Assistant what is wrong with a house's prices, when it lasts."""

from typing import Final

from homeassistant.core import HomeAssistant

from .house import V2CConfigEntry
from .house_tariff import TARIFF_COLOUR
from .lasting_issues import LastingIssues
from .prices.entity_source import (
    PRICES_NO_ANSWER,
    PRICES_UNAVAILABLE,
    PRICES_UNIT,
    PRICES_WITHOUT_FUTURE,
)
from .prices.house_prices import (
    PRICES_CURRENCY,
    SURCHARGES_UNREADABLE,
    TARIFF_MISSING,
    HousePrices,
)

_PROBLEMS: Final = (
    PRICES_CURRENCY,
    PRICES_NO_ANSWER,
    PRICES_UNAVAILABLE,
    PRICES_UNIT,
    PRICES_WITHOUT_FUTURE,
    SURCHARGES_UNREADABLE,
    TARIFF_COLOUR,
    TARIFF_MISSING,
)
"""That there is no price at all is nothing to repair: nobody has to have one."""


class PriceIssues(LastingIssues):
    """The issue of the source of one house's prices."""

    def __init__(
        self, hass: HomeAssistant, entry: V2CConfigEntry, prices: HousePrices
    ) -> None:
        """Know the prices."""
        super().__init__(
            hass,
            entry,
            keys=_PROBLEMS,
            problem=lambda: prices.problem,
            subscribe=prices.async_listen,
        )
