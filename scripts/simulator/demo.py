"""A roof and a household that follow the time of day, for demonstrations."""

from collections.abc import Callable
from datetime import datetime, timedelta
from math import pi, sin
from typing import Final

from .prices import MARKET_ZONE

_SUNRISE: Final = 7.5
_SUNSET: Final = 19.5
_BASE_LOAD: Final = 250.0
# Breakfast, lunch, dinner and the boiler: (from hour, to hour, W).
_MEALS: Final = (
    (7.0, 8.5, 1400.0),
    (13.5, 15.0, 1900.0),
    (20.0, 22.5, 2300.0),
    (2.0, 4.0, 900.0),
)


def roof(start: datetime, peak: float) -> Callable[[float], float]:
    """Return a production in W over seconds since `start`, without clouds."""

    def produce(seconds: float) -> float:
        hour = _hour(start, seconds)
        if not _SUNRISE < hour < _SUNSET:
            return 0.0
        return peak * sin(pi * (hour - _SUNRISE) / (_SUNSET - _SUNRISE))

    return produce


def household(start: datetime, scale: float = 1.0) -> Callable[[float], float]:
    """Return a demand in W over seconds since `start`, with a fridge that cycles."""

    def consume(seconds: float) -> float:
        hour = _hour(start, seconds)
        meals = sum(watts for begin, end, watts in _MEALS if begin <= hour < end)
        fridge = 90.0 if seconds % 2400 < 900 else 0.0
        return scale * (_BASE_LOAD + fridge + meals)

    return consume


def _hour(start: datetime, seconds: float) -> float:
    local = (start + timedelta(seconds=seconds)).astimezone(MARKET_ZONE)
    return local.hour + local.minute / 60 + local.second / 3600
