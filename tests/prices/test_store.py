"""What is remembered of prices."""

from typing import Any

from homeassistant.core import HomeAssistant
import pytest

from custom_components.v2c_cloud.prices.store import PriceStore

from .bench import HOUR, utc

NOW = utc("2026-11-25T12:00")
KEY = "v2c_cloud.house.prices"


async def test_books(hass: HomeAssistant, hass_storage: dict[str, Any]) -> None:
    """A book is there again, as long as its source is the same."""
    store = PriceStore(hass, "house")
    await store.async_load()
    store.book("bought", "one", "EUR").publish({NOW: 0.1}, NOW)
    await store.async_flush()

    again = PriceStore(hass, "house")
    await again.async_load()
    assert again.last_currency("bought", "one") == "EUR"
    assert again.last_currency("bought", "other") is None
    assert again.last_currency("sold", "one") is None
    assert again.book("bought", "one", "EUR").price(NOW + HOUR / 8) == 0.1
    assert len(again.book("bought", "one", "SEK")) == 0
    await again.async_remove()
    assert KEY not in hass_storage


@pytest.mark.parametrize("book", [None, {}, {"key": 1, "currency": 2, "runs": [[3]]}])
async def test_a_book_that_cannot_be_read(
    hass: HomeAssistant,
    hass_storage: dict[str, Any],
    caplog: pytest.LogCaptureFixture,
    book: object,
) -> None:
    """It is begun anew, and the others stay."""
    sold = {"key": "one", "currency": "EUR", "runs": [[NOW.timestamp(), [0.2]]]}
    hass_storage[KEY] = {"version": 1, "data": {"bought": book, "sold": sold}}
    store = PriceStore(hass, "house")
    await store.async_load()
    assert len(store.book("bought", "one", "EUR")) == 0
    assert store.book("sold", "one", "EUR").price(NOW) == 0.2
    assert "cannot be read" in caplog.text


@pytest.mark.parametrize(
    "colours", [None, {"teller": "x"}, {"teller": "x", "days": {"2026-11-25": "green"}}]
)
async def test_colours_that_cannot_be_read(
    hass: HomeAssistant,
    hass_storage: dict[str, Any],
    caplog: pytest.LogCaptureFixture,
    colours: object,
) -> None:
    """They are begun anew."""
    hass_storage[KEY] = {"version": 1, "data": {"colours": colours}}
    store = PriceStore(hass, "house")
    await store.async_load()
    assert store.colours("x") == {}
    assert "cannot be read" in caplog.text
