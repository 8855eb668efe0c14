"""Profiles as they are stored: JSON, and nothing but what is written here."""

from collections.abc import Mapping
from typing import Any

from .bands import clock_end, clock_minute, clock_text
from .holidays import Holidays
from .profiles import Band, BandsError, DayKind, Preset, Profile, ProfileError, Unit


def encode(profile: Profile) -> dict[str, Any]:
    """A profile as JSON.

    {"preset": "custom", "unit": "W", "holidays": "spain", "bands": [{"days":
    ["working", "off"], "start": "08:00", "end": "24:00", "limit": 4600}]}
    """
    return {
        "preset": str(profile.preset),
        "unit": str(profile.unit),
        "holidays": str(profile.holidays),
        "bands": [
            {
                "days": [str(kind) for kind in DayKind if kind in band.kinds],
                "start": clock_text(band.start),
                "end": clock_text(band.end),
                "limit": band.limit,
            }
            for band in profile.bands
        ],
    }


def decode(stored: object) -> Profile:
    """A profile from JSON.

    Raises ``BandsError`` where the bands do not tell one limit for each minute, and
    another ``ProfileError`` where it is no profile at all.
    """
    try:
        data = _record(stored, {"preset", "unit", "holidays", "bands"})
        return Profile(
            unit=Unit(data["unit"]),
            bands=tuple(_band(item) for item in _items(data["bands"])),
            holidays=Holidays(data["holidays"]),
            preset=Preset(data["preset"]),
        )
    except BandsError:
        raise
    except ValueError as err:
        raise ProfileError(f"No limits can be read from {stored!r}: {err}") from err


def make_band(kinds: frozenset[DayKind], start: str, end: str, limit: float) -> Band:
    """A band as people tell it: what ends at midnight may say 00:00 or 24:00.

    Raises ``ProfileError``, or ``ClockError`` where a time is none.
    """
    return Band(
        kinds=kinds,
        start=clock_minute(start),
        end=clock_end(end),
        limit=limit,
    )


def _band(stored: object) -> Band:
    data = _record(stored, {"days", "start", "end", "limit"})
    limit = data["limit"]
    if isinstance(limit, bool) or not isinstance(limit, int | float):
        raise ProfileError(f"{limit!r} is no limit")
    kinds = frozenset(DayKind(kind) for kind in _items(data["days"]))
    return make_band(kinds, data["start"], data["end"], limit)


def _record(stored: object, keys: set[str]) -> Mapping[str, Any]:
    if not isinstance(stored, Mapping) or stored.keys() != keys:
        raise ProfileError(f"{stored!r} must have {', '.join(sorted(keys))}")
    return stored


def _items(stored: object) -> list[Any]:
    if not isinstance(stored, list | tuple):
        raise ProfileError(f"{stored!r} is no list")
    return list(stored)
