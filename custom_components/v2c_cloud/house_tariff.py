"""The tariff of a house, with the colours of its days where it has them."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from itertools import takewhile
from typing import Final

from homeassistant.core import (
    CALLBACK_TYPE,
    Event,
    EventStateChangedData,
    HomeAssistant,
    callback,
)
from homeassistant.helpers.event import (
    async_track_state_change_event,
    async_track_utc_time_change,
)
from homeassistant.util import dt as dt_util

from .control.price_slots import PriceSlot
from .control.schedule import PriceDay
from .control.tempo import day_colours, read_colour
from .problems import Problem
from .tariff_options import TariffOptions

TARIFF_COLOUR: Final = "tariff_colour"

_NO_DAYS: Final[Mapping[date, PriceDay]] = {}
_ENDLESS: Final = timedelta(days=8)
"""How far ahead prices are told that hold until somebody changes them."""


class HouseTariff:
    """Prices that a contract fixes.

    Sensors of other integrations tell the colours of Tempo's days. What they said is
    remembered for some days.
    """

    def __init__(self, hass: HomeAssistant, options: TariffOptions) -> None:
        """Follow nothing yet."""
        self._hass = hass
        self._options = options
        self._tariff = options.tariff
        self._colours = _NO_DAYS

    @property
    def teller(self) -> str:
        """Who tells the colours; what another one has told is not remembered."""
        return self._options.colour_today or ""

    @property
    def colours(self) -> Mapping[date, PriceDay]:
        """What is known of the days, by the day on whose morning each begins."""
        return self._colours

    @property
    def currency(self) -> str:
        """Of its prices."""
        return self._tariff.currency

    @property
    def problem(self) -> Problem | None:
        """Why there is no price now."""
        if self._tariff.price(dt_util.utcnow()) is not None:
            return None
        return Problem(
            key=TARIFF_COLOUR,
            placeholders={"sensor": self._options.colour_today or ""},
        )

    def price(self, instant: datetime) -> float | None:
        """The price per kWh at an instant; None where nobody knows the day's colour."""
        return self._tariff.price(instant)

    def quarter_price(self, instant: datetime) -> float | None:
        """The mean over the quarter of an hour that an instant is in."""
        slots = self._tariff.slots(instant, instant + timedelta(microseconds=1))
        return next((it.price_per_kwh for it in slots if not it.expected), None)

    def slots(self, start: datetime, end: datetime) -> tuple[PriceSlot, ...]:
        """The slots of 15 minutes that have a part in a span."""
        return self._tariff.slots(start, end)

    def known_until(self, now: datetime) -> datetime | None:
        """Until when prices are no guess; None where that of now is none either."""
        if not self._tariff.coloured:
            return now + _ENDLESS
        if self._tariff.price(now) is None:
            return None
        slots = self._tariff.slots(now, now + _ENDLESS)
        known = [*takewhile(lambda slot: not slot.expected, slots)]
        return known[-1].end

    @callback
    def async_start(
        self, changed: Callable[[], None], known: Mapping[date, PriceDay] = _NO_DAYS
    ) -> CALLBACK_TYPE:
        """Follow the sensors; ``changed`` is called when they say something else.

        ``known`` is what they said before. Returns how to stop.
        """
        if not self._tariff.coloured:
            return lambda: None
        self._colours = known
        self._look()

        @callback
        def look(_: Event[EventStateChangedData] | datetime) -> None:
            before = self._colours
            self._look()
            if self._colours != before:
                changed()

        sensors = (self._options.colour_today, self._options.colour_tomorrow)
        stops = (
            async_track_state_change_event(self._hass, filter(None, sensors), look),
            # At some hours the same states mean something else.
            async_track_utc_time_change(self._hass, look, minute=0, second=0),
        )

        @callback
        def stop() -> None:
            for unwatch in stops:
                unwatch()

        return stop

    def _look(self) -> None:
        self._colours = day_colours(
            self._colour(self._options.colour_today),
            self._colour(self._options.colour_tomorrow),
            dt_util.now(self._tariff.schedule.zone),
            self._colours,
        )
        self._tariff = self._tariff.with_colours(self._colours)

    def _colour(self, sensor: str | None) -> PriceDay | None:
        state = self._hass.states.get(sensor) if sensor else None
        return read_colour(state.state) if state else None
