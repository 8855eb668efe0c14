"""Hourly prices with the shape of a Spanish day, made up but always the same."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from math import sin
from typing import Final
from zoneinfo import ZoneInfo

MARKET_ZONE: Final = ZoneInfo("Europe/Madrid")
_VALLEY_HOURS: Final = 8
_VALLEY, _FLAT, _PEAK = 0.005, 0.035, 0.105
_PEAK_HOURS: Final = frozenset({10, 11, 12, 13, 18, 19, 20, 21})
# Energy without tolls by local hour: cheap at night, cheapest under the sun at 14 h,
# dearest at 20 h.
_ENERGY: Final = (
    *(0.092, 0.086, 0.081, 0.079, 0.078, 0.082),
    *(0.094, 0.112, 0.118, 0.098, 0.074, 0.058),
    *(0.047, 0.041, 0.036, 0.038, 0.049, 0.077),
    *(0.116, 0.141, 0.152, 0.139, 0.121, 0.104),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """The price of one hour that begins at `start` (local time with its offset)."""

    start: datetime
    price: float


def day_prices(day: date) -> list[Price]:
    """Return the prices of a local day in EUR/kWh: 23, 24 or 25 hours."""
    start = _midnight(day)
    hours = round((_midnight(day + timedelta(days=1)) - start) / timedelta(hours=1))
    starts = (
        (start + timedelta(hours=hour)).astimezone(MARKET_ZONE) for hour in range(hours)
    )
    return [Price(start=begin, price=_price(begin)) for begin in starts]


def prices(now: datetime) -> list[Price]:
    """Return the prices of today and tomorrow, as the market's zone has them."""
    today = now.astimezone(MARKET_ZONE).date()
    return day_prices(today) + day_prices(today + timedelta(days=1))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), MARKET_ZONE).astimezone(UTC)


def _price(start: datetime) -> float:
    weekend = start.weekday() >= 5
    if weekend or start.hour < _VALLEY_HOURS:
        toll = _VALLEY
    else:
        toll = _PEAK if start.hour in _PEAK_HOURS else _FLAT
    swing = 1 + 0.15 * sin(start.toordinal() * 1.7)
    return round(_ENERGY[start.hour] * swing * (0.85 if weekend else 1.0) + toll, 5)
