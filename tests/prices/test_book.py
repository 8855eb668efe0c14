"""What was published."""

import json

from custom_components.v2c_cloud.prices.book import PriceBook

from .bench import HOUR, QUARTER, utc

NOW = utc("2026-11-25T12:00")
DAY = 24 * HOUR


def test_what_is_new() -> None:
    """The same again is nothing new, and another price is."""
    book = PriceBook("sensor.price", "EUR")
    assert book.until(NOW) is None
    assert book.all_slots() == ()
    assert book.publish({NOW: 0.1, NOW + QUARTER: 0.2}, NOW)
    assert not book.publish({NOW: 0.1000000001}, NOW)
    assert book.publish({NOW: -0.1}, NOW)
    assert book.price(NOW + QUARTER / 2) == -0.1
    assert book.price(NOW - QUARTER) is None
    assert book.until(NOW) == NOW + 2 * QUARTER
    assert book.until(NOW + HOUR) is None
    assert book.covers(NOW, NOW + 2 * QUARTER)
    assert not book.covers(NOW, NOW + 3 * QUARTER)


def test_four_weeks() -> None:
    """What is older is forgotten."""
    book = PriceBook("sensor.price", "EUR")
    assert not book.publish({NOW - 29 * DAY: 0.1}, NOW)
    assert book.publish({NOW - 27 * DAY: 0.1, NOW: 0.2}, NOW)
    assert book.publish({NOW + 2 * DAY: 0.3}, NOW + 2 * DAY)
    assert [slot.start for slot in book.all_slots()] == [NOW, NOW + 2 * DAY]


def test_stored() -> None:
    """As it was, and in little room."""
    book = PriceBook("sensor.price", "EUR")
    quarters = {NOW - 28 * DAY + i * QUARTER: i / 10_000 for i in range(28 * 96)}
    del quarters[NOW - 5 * DAY]
    book.publish(quarters, NOW)
    text = json.dumps(book.encode())
    again = PriceBook.decode(json.loads(text))
    assert again.all_slots() == book.all_slots()
    assert (again.key, again.currency, len(again)) == ("sensor.price", "EUR", 2687)
    assert len(text) < 30_000
