"""What each slot of a plan allows: contract, house, charger, car and roof."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from homeassistant.components.energy.websocket_api import async_get_energy_platforms
from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util

from .const import LOGGER
from .control.plan import EcoSlot, SlotLimits
from .control.profiles import band_limit
from .energy_prefs import async_get_preferences

if TYPE_CHECKING:
    from .house import House

_QUARTER: Final = timedelta(minutes=15)
_LONGEST_STEP: Final = timedelta(hours=1)

type Forecast = Mapping[datetime, float]
"""W that the roof is expected to give, by the start of a quarter of an hour in UTC."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotBounds:
    """What charger and car allow at any time."""

    most: float
    """kW."""
    least: float
    """kW below which the car does not charge."""
    phases: int
    """That the car loads."""
    limited: bool
    """Whether power control keeps the house's limits, so that a plan must, too."""


def slot_limits(
    slots: Sequence[EcoSlot],
    bounds: SlotBounds,
    house: House,
    forecast: Forecast,
) -> tuple[SlotLimits, ...]:
    """What is left for the car in each slot."""
    options = house.power.options
    zone = dt_util.get_default_time_zone()
    loads = house.store.loads
    limits = []
    for slot in slots:
        # Less than nothing was the sun, which the forecast tells: it counts once, and
        # not in the night because it shone in the hours that were seen.
        load = max(loads.at(slot.start.astimezone(zone).hour) or 0.0, 0.0)
        solar = max(forecast.get(slot.start, 0.0) - load, 0.0)
        most = bounds.most
        if bounds.limited and options.profile is not None:
            band = band_limit(
                options.profile,
                slot.start,
                zone,
                lead=0.0,
                connection=options.connection,
            )
            allowed = band.allowance
            margin = options.power_control.margin
            if allowed.power is not None:
                rest = allowed.power - margin - load + solar
                most = min(most, max(rest, 0.0) / 1000)
            if allowed.phase is not None:
                # Nobody knows which phases carry the house: all alike.
                rest = (
                    allowed.phase - margin - (load - solar) / options.connection.phases
                )
                most = min(most, max(rest, 0.0) * bounds.phases / 1000)
        limits.append(SlotLimits(most=most, solar=min(solar / 1000, most)))
    return tuple(limits)


def without_skipped(
    slots: Sequence[EcoSlot], limits: Sequence[SlotLimits], until: str | None
) -> tuple[SlotLimits, ...]:
    """Leave nothing for the car in slots before an instant in ISO format."""
    if until is None:
        return tuple(limits)
    end = datetime.fromisoformat(until)
    nothing = SlotLimits(most=0.0, skipped=True)
    return tuple(
        nothing if slot.start < end else limit
        for slot, limit in zip(slots, limits, strict=True)
    )


async def async_solar_forecast(hass: HomeAssistant) -> Forecast:
    """The roof's forecast that the Energy dashboard shows; empty without one.

    Each provider tells Wh by the start of a period, and no length: a period ends where
    the next one begins, after an hour at the latest.
    """
    preferences = await async_get_preferences(hass)
    entries = preferences.solar_forecasts
    if not entries:
        return {}
    platforms = await async_get_energy_platforms(hass)
    power: dict[datetime, float] = {}
    for entry_id in entries:
        entry = hass.config_entries.async_get_entry(entry_id)
        if entry is None or entry.domain not in platforms:
            continue
        try:
            told = await platforms[entry.domain](hass, entry_id)
        except Exception as err:  # noqa: BLE001 - somebody else's code
            LOGGER.debug("%s has no solar forecast: %r", entry.domain, err)
            continue
        for start, watts in _quarters(told["wh_hours"] if told else {}):
            power[start] = power.get(start, 0.0) + watts
    return power


def _quarters(told: Mapping[str, float]) -> list[tuple[datetime, float]]:
    """W in each quarter of an hour."""
    periods = sorted(
        (dt_util.as_utc(start), energy)
        for text, energy in told.items()
        if (start := dt_util.parse_datetime(text)) is not None
    )
    quarters = []
    for number, (start, energy) in enumerate(periods):
        after = periods[number + 1][0] if number + 1 < len(periods) else None
        end = min(after or start + _LONGEST_STEP, start + _LONGEST_STEP)
        watts = energy / ((end - start) / timedelta(hours=1))
        quarter = start
        while quarter < end:
            quarters.append((quarter, watts))
            quarter += _QUARTER
    return quarters
