"""What prices will be that nobody has published yet, from the recent past of the same.

A price is expected to be the level of the last days, with the shape that the hours of
such a day had lately. It is a guess, and marked as one.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta, tzinfo
from typing import Final

from .holidays import Holidays, holidays
from .price_slots import PriceSlot
from .profiles import DayKind

_QUARTER: Final = timedelta(minutes=15)
_QUARTERS: Final = 96
_KEPT: Final = 28
"""Days that are looked at."""
_LACKING: Final = 4
"""Quarters that may lack in a whole day: those of the hour that spring leaves out."""
_ENOUGH: Final = 48
"""Quarters that must be known of a day to know its level."""
_SHAPE_FADES: Final = 7.0
"""Days after which a day's shape counts half."""
_LEVEL_FADES: Final = 1.0
"""Days after which a day's level counts half."""
_OTHER_KIND: Final = 0.05
"""What the shape of a working day says of one that is none, and the other way round."""
_SATURDAY: Final = 5

type _Day = list[float | None]


class ExpectedPrices:
    """Learns from what was published, and says what may come."""

    def __init__(self, zone: tzinfo, calendar: Holidays = Holidays.NONE) -> None:
        """Know nothing.

        Args:
            zone: What the hours of the day are told in.
            calendar: The holidays that are like weekends.

        """
        self._zone = zone
        self._calendar = calendar
        self._days: dict[date, _Day] = {}
        self._currency = ""
        self._courses: dict[DayKind, _Day] = {}
        """The course of each kind of day, once somebody has asked for it."""

    def __len__(self) -> int:
        """Count the days that something is known of."""
        return len(self._days)

    def learn(self, slots: Iterable[PriceSlot]) -> None:
        """Take what was published; the same may come again."""
        for slot in slots:
            if slot.expected:
                continue
            self._currency = slot.currency
            begin = slot.start
            while begin < slot.end:
                day, index = self._place(begin)
                prices = self._days.setdefault(day, [None] * _QUARTERS)
                prices[index] = slot.price_per_kwh
                begin += _QUARTER
        self._courses = {}
        if self._days:
            first = max(self._days) - timedelta(days=_KEPT - 1)
            self._days = {day: it for day, it in self._days.items() if day >= first}

    def slots(self, start: datetime, end: datetime) -> tuple[PriceSlot, ...]:
        """The slots of 15 minutes that begin in a span; none of what nobody can guess.

        The span begins at a full quarter of an hour.
        """
        return tuple(self._slots(start, end))

    def _slots(self, start: datetime, end: datetime) -> Iterator[PriceSlot]:
        begin = start
        while begin < end:
            day, index = self._place(begin)
            price = self._course(self._kind(day))[index]
            after = begin + _QUARTER
            if price is not None:
                yield PriceSlot(
                    start=begin,
                    end=after,
                    price_per_kwh=price,
                    currency=self._currency,
                    expected=True,
                )
            begin = after

    def _place(self, instant: datetime) -> tuple[date, int]:
        local = instant.astimezone(self._zone)
        return local.date(), local.hour * 4 + local.minute // 15

    def _kind(self, day: date) -> DayKind:
        if day.weekday() >= _SATURDAY or day in holidays(self._calendar, day.year):
            return DayKind.OFF
        return DayKind.WORKING

    def _course(self, kind: DayKind) -> _Day:
        if kind not in self._courses:
            self._courses[kind] = self._made(kind)
        return self._courses[kind]

    def _made(self, kind: DayKind) -> _Day:
        days = self._known_days()
        if not days:
            return [None] * _QUARTERS
        newest = max(days)
        means = self._means(days)
        level = self._level(kind, means, newest)
        sums, weights = [0.0] * _QUARTERS, [0.0] * _QUARTERS
        for day, prices in days.items():
            weight = _fading(newest - day, _SHAPE_FADES)
            if self._kind(day) is not kind:
                weight *= _OTHER_KIND
            for index, price in enumerate(prices):
                if price is not None:
                    sums[index] += weight * (price - means[day])
                    weights[index] += weight
        return [
            round(level + total / weight, 6) if weight else None
            for total, weight in zip(sums, weights, strict=True)
        ]

    def _level(self, kind: DayKind, means: dict[date, float], newest: date) -> float:
        """The mean price of a day of this kind, as the last days have it."""
        usual = {
            one: _mean([mean for day, mean in means.items() if self._kind(day) is one])
            for one in {self._kind(day) for day in means}
        }
        here = usual.get(kind)
        total = weights = 0.0
        for day, mean in means.items():
            weight = _fading(newest - day, _LEVEL_FADES)
            other = 0.0 if here is None else here - usual[self._kind(day)]
            total += weight * (mean + other)
            weights += weight
        return total / weights

    def _means(self, days: dict[date, _Day]) -> dict[date, float]:
        """The level of each day.

        Of a day that is known in parts: by how much these are above the same parts of
        whole days, for the hours that lack may be the cheap ones.
        """
        means = {day: _mean(prices) for day, prices in days.items()}
        whole = [day for day, prices in days.items() if prices.count(None) <= _LACKING]
        if not whole:
            return means
        for day in days.keys() - set(whole):
            alike = [it for it in whole if self._kind(it) is self._kind(day)] or whole
            above = [
                price - _mean([days[it][index] for it in alike])
                for index, price in enumerate(days[day])
                if price is not None
                and any(days[it][index] is not None for it in alike)
            ]
            means[day] = _mean(above) + _mean([means[it] for it in alike])
        return means

    def _known_days(self) -> dict[date, _Day]:
        """The days whose level is known; in the first hours, what there is."""
        whole = {
            day: prices
            for day, prices in self._days.items()
            if _QUARTERS - prices.count(None) >= _ENOUGH
        }
        return whole or self._days


def _fading(age: timedelta, half: float) -> float:
    return float(0.5 ** (age.days / half))


def _mean(prices: Sequence[float | None]) -> float:
    known = [price for price in prices if price is not None]
    return sum(known) / len(known)
