"""The prices that were published, by quarter of an hour. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from custom_components.v2c_cloud.control.price_slots import PriceSlot

from .points import QUARTER, quarter_of, quarters_between

type Json = Any

_KEPT: Final = timedelta(days=28)
_DAY: Final = timedelta(days=1)
_DIGITS: Final = 6


class PriceBook:
    """What a source has published: it holds until the source says otherwise.

    A source that is not there takes nothing out of it.
    """

    def __init__(self, key: str, currency: str) -> None:
        """Begin without a price.

        Args:
            key: Of the source; the prices of another one are others.
            currency: Of all prices.

        """
        self.key = key
        self.currency = currency
        self._prices: dict[datetime, float] = {}

    def __len__(self) -> int:
        """Count the quarters."""
        return len(self._prices)

    def publish(self, prices: Mapping[datetime, float], now: datetime) -> bool:
        """Take prices per kWh by quarter; tell whether any is new or another."""
        before = now - _KEPT
        news = {
            quarter: round(price, _DIGITS)
            for quarter, price in prices.items()
            if quarter >= before and self._prices.get(quarter) != round(price, _DIGITS)
        }
        if not news:
            return False
        self._prices = {
            quarter: price
            for quarter, price in (self._prices | news).items()
            if quarter >= before
        }
        return True

    def price(self, instant: datetime) -> float | None:
        """The price per kWh that holds at an instant."""
        return self._prices.get(quarter_of(instant))

    def covers(self, start: datetime, end: datetime) -> bool:
        """Whether all of a span is known."""
        return all(quarter in self._prices for quarter in quarters_between(start, end))

    def repeats_yesterday(
        self, prices: Mapping[datetime, float], start: datetime, end: datetime
    ) -> bool:
        """Whether prices of a day are all those of the day before, and others are known.

        A source has not turned its page then.
        """
        told = {
            quarter: round(price, _DIGITS)
            for quarter, price in prices.items()
            if start <= quarter < end
        }
        return (
            self.covers(start, end)
            and any(self.price(quarter) != told[quarter] for quarter in told)
            and all(self.price(quarter - _DAY) == told[quarter] for quarter in told)
        )

    def until(self, now: datetime) -> datetime | None:
        """The end of what is known, if that is not over."""
        last = max(self._prices, default=None)
        return None if last is None or last + QUARTER <= now else last + QUARTER

    def slots(self, start: datetime, end: datetime) -> Iterator[PriceSlot]:
        """Yield the slots that begin in a span, in order."""
        for quarter in quarters_between(start, end):
            if (price := self._prices.get(quarter)) is not None:
                yield PriceSlot(
                    start=quarter,
                    end=quarter + QUARTER,
                    price_per_kwh=price,
                    currency=self.currency,
                )

    def all_slots(self) -> tuple[PriceSlot, ...]:
        """All of them, in order."""
        if not self._prices:
            return ()
        return tuple(self.slots(min(self._prices), max(self._prices) + QUARTER))

    def encode(self) -> Json:
        """As it is stored: the prices that follow each other in one list."""
        runs: list[tuple[int, list[float]]] = []
        after: datetime | None = None
        for quarter in sorted(self._prices):
            if quarter != after:
                runs.append((round(quarter.timestamp()), []))
            runs[-1][1].append(self._prices[quarter])
            after = quarter + QUARTER
        return {"key": self.key, "currency": self.currency, "runs": runs}

    @classmethod
    def decode(cls, data: Json) -> PriceBook:
        """As it was stored."""
        book = cls(data["key"], data["currency"])
        book._prices = dict(_decoded(data["runs"]))
        return book


def _decoded(runs: Iterable[Json]) -> Iterator[tuple[datetime, float]]:
    for start, prices in runs:
        first = datetime.fromtimestamp(start, UTC)
        for index, price in enumerate(prices):
            yield first + index * QUARTER, price
