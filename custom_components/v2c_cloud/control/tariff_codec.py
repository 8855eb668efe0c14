"""Tariffs as they are stored: JSON. Pure.

{"preset": "spain", "currency": "EUR", "time_zone": "Europe/Madrid", "prices": {"p1":
0.21, "p2": 0.15, "p3": 0.09}}; with cheap hours that are typed, also {"off_peak":
[{"start": "22:00", "end": "06:00"}]}; with hours that are all typed, instead of prices
{"holidays": "spain", "bands": [{"days": ["working"], "seasons": ["winter", "summer"],
"start": "08:00", "end": "24:00", "price": 0.21}]}.

{"preset": "spain", "time_zone": "Europe/Madrid", "factor": 1.0, "additions": {"p1": 0.1,
"p2": 0.04, "p3": 0.01}, "tax": 1.21} is what is added to a spot price; where the factor
differs, also {"factors": {"p3": 1.18}}.

What is written is all that is needed. What is read may have more, and may lack what has
a usual value: seasons, holidays, factor, tax.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum
import math
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from .bands import clock_end, clock_minute, clock_text
from .holidays import Holidays
from .schedule import SEASONS, Hours, HoursError, PriceDay, Season
from .tariff import Surcharges, Tariff, TariffError, custom_tariff
from .tariff_presets import (
    OFF_PEAK,
    SURCHARGE_PRESETS,
    USUAL_OFF_PEAK,
    OffPeak,
    TariffPreset,
    preset_schedule,
)


def encode_tariff(tariff: Tariff) -> dict[str, Any]:
    """A tariff as JSON, without the colours of its days: those are not the contract's."""
    schedule = tariff.schedule
    stored: dict[str, Any] = {
        "preset": str(tariff.preset),
        "currency": tariff.currency,
        "time_zone": schedule.zone.key,
    }
    if tariff.preset is TariffPreset.CUSTOM:
        bands = [
            {
                "days": _in_order(hours.days, PriceDay),
                "seasons": _in_order(hours.seasons, Season),
                **_stretch(hours),
                "price": tariff.prices[hours.period],
            }
            for hours in schedule.hours
        ]
        return stored | {"holidays": str(schedule.holidays), "bands": bands}
    if tariff.preset in USUAL_OFF_PEAK:
        stored["off_peak"] = [
            _stretch(hours) for hours in schedule.hours if hours.period == OFF_PEAK
        ]
    return stored | {"prices": dict(tariff.prices)}


def decode_tariff(stored: object) -> Tariff:
    """A tariff from JSON.

    Raises ``HoursError`` where its hours do not tell one price for each minute, and
    ``TariffError`` where it is no tariff at all.
    """
    try:
        data = _record(stored)
        preset = TariffPreset(data["preset"])
        zone = _zone(data["time_zone"])
        currency = _text(data["currency"])
        if preset is TariffPreset.CUSTOM:
            return custom_tariff(
                map(_hours, _items(data["bands"])),
                zone,
                currency=currency,
                holidays=Holidays(data.get("holidays", Holidays.NONE)),
            )
        return Tariff(
            preset=preset,
            schedule=preset_schedule(preset, zone, off_peak=_off_peak(data)),
            prices=_amounts(data["prices"]),
            currency=currency,
        )
    except HoursError:
        raise
    except (KeyError, ValueError) as err:
        raise TariffError(f"No tariff can be read from {stored!r}: {err}") from err


def encode_surcharges(surcharges: Surcharges) -> dict[str, Any]:
    """What is added to a spot price, as JSON."""
    stored: dict[str, Any] = {
        "preset": str(surcharges.preset),
        "time_zone": surcharges.schedule.zone.key,
        "factor": surcharges.factor,
        "additions": dict(surcharges.additions),
        "tax": surcharges.tax,
    }
    if surcharges.factors:
        stored["factors"] = dict(surcharges.factors)
    return stored


def decode_surcharges(stored: object) -> Surcharges:
    """What is added to a spot price, from JSON. Raises ``TariffError``."""
    try:
        data = _record(stored)
        preset = SURCHARGE_PRESETS[SURCHARGE_PRESETS.index(data["preset"])]
        return Surcharges(
            preset=preset,
            schedule=preset_schedule(preset, _zone(data["time_zone"])),
            factor=_number(data.get("factor", 1.0)),
            factors=_amounts(data.get("factors", {})),
            additions=_amounts(data["additions"]),
            tax=_number(data.get("tax", 1.0)),
        )
    except (KeyError, ValueError) as err:
        raise TariffError(f"No surcharges can be read from {stored!r}: {err}") from err


def _in_order(chosen: Iterable[StrEnum], kinds: type[StrEnum]) -> list[str]:
    return [str(kind) for kind in kinds if kind in set(chosen)]


def _stretch(hours: Hours) -> dict[str, str]:
    return {"start": clock_text(hours.start), "end": clock_text(hours.end)}


def _hours(stored: object) -> Hours:
    data = _record(stored)
    return Hours(
        days=frozenset(map(PriceDay, _items(data["days"]))),
        seasons=frozenset(map(Season, _items(data.get("seasons", list(SEASONS))))),
        start=clock_minute(data["start"]),
        end=clock_end(data["end"]),
        period=str(_number(data["price"])),
    )


def _off_peak(data: Mapping[str, Any]) -> OffPeak:
    return tuple(
        (clock_minute(item["start"]), clock_end(item["end"]))
        for item in map(_record, _items(data.get("off_peak", [])))
    )


def _zone(stored: object) -> ZoneInfo:
    try:
        return ZoneInfo(_text(stored))
    except (ZoneInfoNotFoundError, OSError) as err:
        raise ValueError(f"{stored!r} is no time zone") from err


def _amounts(stored: object) -> dict[str, float]:
    return {name: _number(value) for name, value in _record(stored).items()}


def _number(stored: object) -> float:
    if (
        isinstance(stored, bool)
        or not isinstance(stored, int | float)
        or not math.isfinite(stored)
    ):
        raise ValueError(f"{stored!r} is no number")
    return float(stored)


def _text(stored: object) -> str:
    if not isinstance(stored, str) or not stored:
        raise ValueError(f"{stored!r} is no text")
    return stored


def _record(stored: object) -> Mapping[str, Any]:
    if not isinstance(stored, Mapping):
        raise TariffError(f"{stored!r} is no record")
    return stored


def _items(stored: object) -> list[Any]:
    if not isinstance(stored, list | tuple):
        raise TariffError(f"{stored!r} is no list")
    return list(stored)
