"""What an entity has published, and what may come beyond that."""

from datetime import datetime, timedelta
from typing import Final

from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util

from custom_components.v2c_cloud.control.expected_prices import ExpectedPrices
from custom_components.v2c_cloud.control.holidays import BY_COUNTRY, Holidays
from custom_components.v2c_cloud.control.price_slots import PriceSlot

from .book import PriceBook
from .points import QUARTER, quarters_between

_LOOKED_BACK: Final = timedelta(days=1)
"""What a source may correct."""


class Foresight:
    """Learns from the book of a source what it has not told yet."""

    def __init__(self, hass: HomeAssistant) -> None:
        """Know nothing."""
        self._hass = hass
        self._book: PriceBook | None = None
        self._expected = self._new_expected()

    def __len__(self) -> int:
        """Count the days that it has learned from."""
        return len(self._expected)

    def begin(self, book: PriceBook) -> None:
        """Learn from all of a book, and from no other."""
        self._book = book
        self._expected = self._new_expected()
        self._expected.learn(book.all_slots())

    def look(self, book: PriceBook) -> None:
        """Learn what is new."""
        if book is not self._book:
            self.begin(book)
        now = dt_util.utcnow()
        self._expected.learn(book.slots(now - _LOOKED_BACK, book.until(now) or now))

    def slots(
        self, book: PriceBook, start: datetime, end: datetime
    ) -> tuple[PriceSlot, ...]:
        """What was published as it was, and what is lacking from now on as expected."""
        known = {slot.start: slot for slot in book.slots(start, end)}
        lacking = [
            quarter
            for quarter in quarters_between(max(start, dt_util.utcnow()), end)
            if quarter not in known
        ]
        if lacking:
            guessed = self._expected.slots(lacking[0], lacking[-1] + QUARTER)
            known = {slot.start: slot for slot in guessed} | known
        return tuple(known[quarter] for quarter in sorted(known))

    def _new_expected(self) -> ExpectedPrices:
        country = self._hass.config.country or ""
        return ExpectedPrices(
            dt_util.get_default_time_zone(), BY_COUNTRY.get(country, Holidays.NONE)
        )
