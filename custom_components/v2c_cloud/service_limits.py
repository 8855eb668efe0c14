"""The actions about the limits of a house by time of day."""

from typing import Any

from homeassistant.core import SupportsResponse
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import config_validation as cv
from homeassistant.util.json import JsonObjectType
import probatio

from .const import DOMAIN
from .control.bands import clock_text
from .control.holidays import Holidays
from .control.profile_codec import encode
from .control.profiles import DayKind, Preset, Profile
from .house_options import CONF_LIMITS, read_options, read_what_can_be_read
from .limits_input import (
    LOWEST_LIMIT,
    UNITS,
    LimitsError,
    TypedBand,
    contract_profile,
    custom_profile,
    shown,
    single_profile,
)
from .service_calls import HouseAction, HouseCall

ATTR_BANDS = "bands"
ATTR_DAYS = "days"
ATTR_END = "end"
ATTR_HOLIDAYS = "holidays"
ATTR_LIMIT = "limit"
ATTR_POWER = "power"
ATTR_PRESET = "preset"
ATTR_START = "start"
ATTR_UNIT = "unit"
ATTR_VALLEY_POWER = "valley_power"

_KILOWATTS = next(iter(UNITS))
_LIMIT = probatio.All(probatio.Coerce(float), probatio.Range(min=LOWEST_LIMIT))


def _clock(value: Any) -> str:
    """A time of day; YAML makes 1320, the minutes, of 22:00 without quotes."""
    return clock_text(value) if isinstance(value, int) else cv.string(value)


def _kind(value: Any) -> DayKind:
    """A kind of day; YAML makes False of off without quotes."""
    return DayKind.OFF if value is False else DayKind(value)


_BAND = probatio.Schema(
    {
        probatio.Optional(ATTR_DAYS, default=list(DayKind)): probatio.All(
            cv.ensure_list, [_kind]
        ),
        probatio.Required(ATTR_START): _clock,
        probatio.Required(ATTR_END): _clock,
        probatio.Required(ATTR_LIMIT): _LIMIT,
    }
)


async def _set_power_limits(call: HouseCall) -> JsonObjectType:
    """Store limits; what obeys them reads the options whenever they change."""
    try:
        profile = _asked_profile(call)
    except LimitsError as err:
        raise ServiceValidationError(
            translation_domain=DOMAIN,
            translation_key=err.key,
            translation_placeholders=err.placeholders,
        ) from err
    call.hass.config_entries.async_update_entry(
        call.entry, options={**call.entry.options, CONF_LIMITS: encode(profile)}
    )
    return {"limits": shown(profile)}


async def _get_power_limits(call: HouseCall) -> JsonObjectType:
    try:
        profile = read_options(call.entry.options).profile
    except ValueError as err:
        raise ServiceValidationError(
            translation_domain=DOMAIN, translation_key="limits_unreadable"
        ) from err
    return {"limits": shown(profile) if profile else None}


def _asked_profile(call: HouseCall) -> Profile:
    """The limits of a call. Raises ``LimitsError``."""
    data = call.data
    preset: Preset = data[ATTR_PRESET]
    given = data.keys() & {ATTR_BANDS, ATTR_POWER, ATTR_VALLEY_POWER}
    wanted = {ATTR_BANDS if preset is Preset.CUSTOM else ATTR_POWER}
    if given - ({ATTR_VALLEY_POWER} if preset is Preset.SPAIN else set()) != wanted:
        raise LimitsError("limits_incomplete")
    unit = UNITS[data[ATTR_UNIT]]
    connection = read_what_can_be_read(call.entry.options).connection
    match preset:
        case Preset.CUSTOM:
            bands = [
                TypedBand(
                    kinds=frozenset(band[ATTR_DAYS]),
                    start=band[ATTR_START],
                    end=band[ATTR_END],
                    limit=band[ATTR_LIMIT],
                )
                for band in data[ATTR_BANDS]
            ]
            return custom_profile(bands, unit, data[ATTR_HOLIDAYS], connection)
        case Preset.SINGLE:
            return single_profile(data[ATTR_POWER], unit, connection)
        case _:
            return contract_profile(
                preset, data[ATTR_POWER], data.get(ATTR_VALLEY_POWER), connection
            )


LIMITS_ACTIONS = (
    HouseAction(
        name="set_power_limits",
        run=_set_power_limits,
        fields={
            probatio.Required(ATTR_PRESET): probatio.Coerce(Preset),
            probatio.Optional(ATTR_POWER): _LIMIT,
            probatio.Optional(ATTR_VALLEY_POWER): _LIMIT,
            probatio.Optional(ATTR_UNIT, default=_KILOWATTS): probatio.In(UNITS),
            probatio.Optional(ATTR_HOLIDAYS, default=Holidays.NONE): probatio.Coerce(
                Holidays
            ),
            probatio.Optional(ATTR_BANDS): probatio.All(cv.ensure_list, [_BAND]),
        },
        response=SupportsResponse.OPTIONAL,
        admin=True,
    ),
    HouseAction(
        name="get_power_limits",
        run=_get_power_limits,
        response=SupportsResponse.ONLY,
    ),
)
