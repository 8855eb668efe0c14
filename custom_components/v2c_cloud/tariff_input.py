"""Tariffs as people type them: prices, hours, and who tells the colours of days."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final
from zoneinfo import ZoneInfo

from homeassistant.const import STATE_UNAVAILABLE, STATE_UNKNOWN, UnitOfEnergy
from homeassistant.core import HomeAssistant
from homeassistant.helpers.selector import (
    NumberSelector,
    TextSelector,
    TextSelectorConfig,
    TextSelectorType,
)

from .control.bands import (
    DAY,
    BandsProblem,
    ClockError,
    clock_end,
    clock_minute,
    clock_text,
)
from .control.schedule import SEASONS, WEEK, Hours, HoursError, Schedule, Season
from .control.tariff import Tariff
from .control.tariff_presets import OFF_PEAK, OffPeak
from .control.tempo import read_colour
from .flow_forms import FormError
from .house_flow import number_box

CONF_START: Final = "start"
CONF_END: Final = "end"
CONF_PRICE: Final = "price"
CONF_SECOND_START: Final = "second_start"
CONF_SECOND_END: Final = "second_end"

CLOCK: Final = TextSelector(TextSelectorConfig(type=TextSelectorType.TIME))

_HIGHEST: Final = 1000
"""In any currency: what is more was not meant per kWh."""
_HIGHEST_OF_STRONG: Final = 5
_STRONG: Final = ("EUR", "GBP", "USD", "CHF")
"""Currencies of which nobody pays more than a few for a kWh: who types 15, means cents."""
_BANDS_ERRORS: Final[Mapping[BandsProblem, str]] = {
    BandsProblem.HOLE: "price_hole",
    BandsProblem.OVERLAP: "price_overlap",
}


def price_number(currency: str, *, least: float = 0) -> NumberSelector:
    """An amount per kWh."""
    return number_box(least, _HIGHEST, f"{currency}/{UnitOfEnergy.KILO_WATT_HOUR}")


def read_amounts(
    user_input: Mapping[str, Any], periods: Sequence[str], currency: str
) -> dict[str, float]:
    """What was typed for each period. Raises ``FormError``."""
    return {
        period: read_amount(user_input.get(period), currency, period)
        for period in periods
    }


def read_amount(amount: float | None, currency: str, field: str) -> float:
    """An amount that can be meant per kWh. Raises ``FormError``.

    A number that a form requires is filled in as the least one that it allows: a price
    that nobody typed would be 0. It is asked for here instead.
    """
    if amount is None:
        raise FormError("price_missing", field)
    if currency in _STRONG and abs(amount) > _HIGHEST_OF_STRONG:
        raise FormError(
            "price_in_cents",
            field,
            highest=str(_HIGHEST_OF_STRONG),
            currency=currency,
        )
    return float(amount)


def read_off_peak(user_input: Mapping[str, Any]) -> OffPeak:
    """One or two stretches of cheap hours. Raises ``FormError``."""
    off_peak: OffPeak = (
        _stretch(user_input[CONF_START], user_input[CONF_END], CONF_START),
    )
    start, end = user_input.get(CONF_SECOND_START), user_input.get(CONF_SECOND_END)
    if start is not None and end is not None:
        off_peak += (_stretch(start, end, CONF_SECOND_START),)
    elif start is not None:
        raise FormError("hours_incomplete", CONF_SECOND_END)
    elif end is not None:
        raise FormError("hours_incomplete", CONF_SECOND_START)
    if any(start == end % DAY for start, end in off_peak):
        raise FormError("cheap_all_day")
    return off_peak


def off_peak_of(tariff: Tariff) -> dict[str, str]:
    """The cheap hours of a tariff, as the form has them."""
    stretches = [
        clock
        for hours in tariff.schedule.hours
        if hours.period == OFF_PEAK
        for clock in _clocks(hours)
    ]
    fields = (CONF_START, CONF_END, CONF_SECOND_START, CONF_SECOND_END)
    return dict(zip(fields, stretches, strict=False))


def read_bands(
    user_input: Mapping[str, Any], seasons: frozenset[Season], currency: str
) -> list[Hours]:
    """The hours that were typed for each kind of day, checked. Raises ``FormError``."""
    read = []
    for day in WEEK:
        for band in user_input.get(day, []):
            start, end = _stretch(band[CONF_START], band[CONF_END], day)
            price = read_amount(band.get(CONF_PRICE), currency, day)
            read.append(
                Hours(
                    days=frozenset({day}),
                    seasons=seasons,
                    start=start,
                    end=end,
                    period=str(price),
                )
            )
    whole_year = tuple(replace(hours, seasons=SEASONS) for hours in read)
    try:
        Schedule(hours=whole_year, zone=ZoneInfo("UTC"))
    except HoursError as err:
        raise hours_error(err, err.day) from err
    return read


def bands_of(tariff: Tariff, season: Season) -> dict[str, list[dict[str, object]]]:
    """The hours of a tariff by kind of day, as the form has them."""
    return {
        day: [
            {
                **dict(zip((CONF_START, CONF_END), _clocks(hours), strict=True)),
                CONF_PRICE: tariff.prices[hours.period],
            }
            for hours in tariff.schedule.hours
            if hours.on(day, season)
        ]
        for day in WEEK
    }


def hours_error(err: HoursError, field: str = "base") -> FormError:
    """The sentence that names the hours that are told never, or twice."""
    return FormError(
        _BANDS_ERRORS[err.flaw.problem],
        field,
        start=clock_text(err.flaw.start),
        end=clock_text(err.flaw.end),
    )


def check_colours(hass: HomeAssistant, today: str, tomorrow: str | None) -> None:
    """Raise ``FormError`` where these sensors tell no colours.

    What tomorrow's says while nobody knows the colour differs from one integration to
    the next: it only has to be there.
    """
    state = hass.states.get(today)
    if state is None:
        raise FormError("sensor_missing", "colour_today", sensor=today)
    unknown = state.state in {STATE_UNKNOWN, STATE_UNAVAILABLE}
    if not unknown and read_colour(state.state) is None:
        raise FormError(
            "sensor_no_colour", "colour_today", sensor=today, state=state.state
        )
    if tomorrow is None:
        return
    if tomorrow == today:
        raise FormError("sensor_of_both_days", "colour_tomorrow")
    if hass.states.get(tomorrow) is None:
        raise FormError("sensor_missing", "colour_tomorrow", sensor=tomorrow)


def _stretch(start: str, end: str, field: str) -> tuple[int, int]:
    try:
        begin = clock_minute(start)
        if begin < DAY:
            return begin, clock_end(end)
    except ClockError:
        pass
    raise FormError("no_hours", field, start=start, end=end)


def _clocks(hours: Hours) -> tuple[str, str]:
    # A clock in a form has no 24:00.
    return clock_text(hours.start), clock_text(hours.end % DAY)
