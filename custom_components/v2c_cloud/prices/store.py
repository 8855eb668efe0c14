"""What a house remembers of prices, in a file of its own: it grows with each day."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from homeassistant.core import HomeAssistant
from homeassistant.helpers.storage import Store

from custom_components.v2c_cloud.const import DOMAIN, LOGGER
from custom_components.v2c_cloud.control.schedule import PriceDay

from .book import PriceBook

_VERSION: Final = 1
_COLOURS: Final = "colours"
_SAVE_DELAY: Final = 600
"""Seconds; a source tells again what a crash loses."""


class PriceStore:
    """Keeps the books of what is bought and of what is sold, and colours of days."""

    def __init__(self, hass: HomeAssistant, entry_id: str) -> None:
        """Prepare the file of one house."""
        self._store: Store[dict[str, Any]] = Store(
            hass, _VERSION, f"{DOMAIN}.{entry_id}.prices"
        )
        self._books: dict[str, PriceBook] = {}
        self._teller = ""
        self._colours: Mapping[date, PriceDay] = {}

    async def async_load(self) -> None:
        """Read the file, if there is one; what cannot be read is begun anew."""
        for name, data in (await self._store.async_load() or {}).items():
            try:
                if name == _COLOURS:
                    self._teller, self._colours = data["teller"], _days(data["days"])
                else:
                    self._books[name] = PriceBook.decode(data)
            except (LookupError, TypeError, ValueError) as err:
                LOGGER.warning("The prices of a house cannot be read: %r", err)

    def book(self, name: str, key: str, currency: str) -> PriceBook:
        """The book of a source; an empty one of another source than before."""
        book = self._books.get(name)
        if book is None or (book.key, book.currency) != (key, currency):
            book = self._books[name] = PriceBook(key, currency)
        return book

    def last_currency(self, name: str, key: str) -> str | None:
        """What the source counted in when it was last there."""
        book = self._books.get(name)
        return None if book is None or book.key != key else book.currency

    def colours(self, teller: str) -> Mapping[date, PriceDay]:
        """The colours of days, by the day on whose morning each begins.

        None that another sensor has told.
        """
        return self._colours if teller == self._teller else {}

    def keep_colours(self, teller: str, colours: Mapping[date, PriceDay]) -> None:
        """Remember what a sensor told, and nothing else."""
        self._teller, self._colours = teller, colours
        self.save_soon()

    def save_soon(self) -> None:
        """Reach the disk within minutes or at the stop."""
        self._store.async_delay_save(self._data, _SAVE_DELAY)

    async def async_flush(self) -> None:
        """Write to the disk now."""
        await self._store.async_save(self._data())

    async def async_remove(self) -> None:
        """Forget everything."""
        await self._store.async_remove()

    def _data(self) -> dict[str, Any]:
        data: dict[str, Any] = {
            name: book.encode() for name, book in self._books.items()
        }
        if self._colours:
            days = {it.isoformat(): str(self._colours[it]) for it in self._colours}
            data[_COLOURS] = {"teller": self._teller, "days": days}
        return data


def _days(stored: Mapping[str, str]) -> dict[date, PriceDay]:
    return {date.fromisoformat(day): PriceDay(stored[day]) for day in stored}
