"""The steps that ask for a tariff: fixed prices by time of day, day and season."""

from collections.abc import Mapping
from typing import Any, Final
from zoneinfo import ZoneInfo

from homeassistant.components.sensor import DOMAIN as SENSOR
from homeassistant.config_entries import ConfigFlowResult
from homeassistant.helpers.selector import (
    BooleanSelector,
    EntitySelector,
    EntitySelectorConfig,
    ObjectSelector,
    ObjectSelectorConfig,
    SelectSelectorMode,
)
import probatio

from .control.bands import clock_text
from .control.holidays import Holidays
from .control.schedule import SEASONS, WEEK, Hours, HoursError, Season
from .control.tariff import Tariff, custom_tariff
from .control.tariff_presets import (
    USUAL_OFF_PEAK,
    OffPeak,
    TariffPreset,
    preset_periods,
    preset_schedule,
)
from .flow_forms import FormError
from .house_flow import HouseSteps, choice
from .prices.options import CONF_PRICES, CONF_SOURCE, PriceKind
from .tariff_input import (
    CLOCK,
    CONF_END,
    CONF_PRICE,
    CONF_SECOND_END,
    CONF_SECOND_START,
    CONF_START,
    bands_of,
    check_colours,
    hours_error,
    off_peak_of,
    price_number,
    read_amounts,
    read_bands,
    read_off_peak,
)
from .tariff_options import (
    CONF_COLOUR_TODAY,
    CONF_COLOUR_TOMORROW,
    CONF_TARIFF,
    TariffOptions,
    read_tariff,
    store_tariff,
)

CONF_HOLIDAYS: Final = "holidays"
CONF_PRESET: Final = "preset"
CONF_SEASONS: Final = "seasons"

_WINTER: Final = frozenset({Season.WINTER})
_SUMMER: Final = frozenset({Season.SUMMER})


class TariffSteps(HouseSteps):
    """Asks what a kWh costs, and when."""

    _tariff_preset: TariffPreset
    _price_holidays: Holidays
    _two_seasons: bool
    _winter_hours: list[Hours]

    async def async_step_tariff(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask whose hours the tariff has."""
        if user_input is not None:
            preset = self._tariff_preset = TariffPreset(user_input[CONF_PRESET])
            if preset in USUAL_OFF_PEAK:
                return await self.async_step_tariff_off_peak()
            if preset is TariffPreset.TEMPO:
                return await self.async_step_tariff_tempo()
            if preset is TariffPreset.CUSTOM:
                return await self.async_step_tariff_custom()
            return await self.async_step_tariff_prices()
        known = self._known_tariff
        return self._show_form(
            step_id="tariff",
            schema=probatio.Schema(
                {
                    probatio.Required(CONF_PRESET): choice(
                        "tariff", *TariffPreset, mode=SelectSelectorMode.DROPDOWN
                    )
                }
            ),
            values={CONF_PRESET: known.tariff.preset} if known else None,
        )

    async def async_step_tariff_prices(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for the price of each period."""
        error = None
        if user_input is not None:
            try:
                return self._save_tariff(TariffOptions(tariff=self._read(user_input)))
            except FormError as err:
                error = err
        return self._show_form(
            step_id="tariff_prices",
            schema=probatio.Schema(self._price_fields),
            values=self._known_prices if user_input is None else user_input,
            error=error,
        )

    async def async_step_tariff_off_peak(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for two prices, and for the cheap hours."""
        error = None
        if user_input is not None:
            try:
                tariff = self._read(user_input, off_peak=read_off_peak(user_input))
                return self._save_tariff(TariffOptions(tariff=tariff))
            except FormError as err:
                error = err
            except HoursError as err:
                error = hours_error(err)
        return self._show_form(
            step_id="tariff_off_peak",
            schema=probatio.Schema(
                {
                    **self._price_fields,
                    probatio.Required(CONF_START): CLOCK,
                    probatio.Required(CONF_END): CLOCK,
                    probatio.Optional(CONF_SECOND_START): CLOCK,
                    probatio.Optional(CONF_SECOND_END): CLOCK,
                }
            ),
            values=self._known_off_peak if user_input is None else user_input,
            error=error,
        )

    async def async_step_tariff_tempo(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for six prices, and for who tells the colours."""
        error = None
        if user_input is not None:
            today = user_input[CONF_COLOUR_TODAY]
            tomorrow = user_input.get(CONF_COLOUR_TOMORROW)
            try:
                check_colours(self.hass, today, tomorrow)
                tariff = TariffOptions(
                    tariff=self._read(user_input),
                    colour_today=today,
                    colour_tomorrow=tomorrow,
                )
                return self._save_tariff(tariff)
            except FormError as err:
                error = err
        sensor = EntitySelector(EntitySelectorConfig(domain=SENSOR))
        return self._show_form(
            step_id="tariff_tempo",
            schema=probatio.Schema(
                {
                    probatio.Required(CONF_COLOUR_TODAY): sensor,
                    probatio.Optional(CONF_COLOUR_TOMORROW): sensor,
                    **self._price_fields,
                }
            ),
            values=self._known_tempo if user_input is None else user_input,
            error=error,
        )

    async def async_step_tariff_custom(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask which holidays are like Sundays, and whether summer differs."""
        if user_input is not None:
            self._price_holidays = Holidays(user_input[CONF_HOLIDAYS])
            self._two_seasons = user_input[CONF_SEASONS]
            return await self.async_step_tariff_bands()
        hours = self._known_week.schedule.hours if self._known_week else ()
        return self._show_form(
            step_id="tariff_custom",
            schema=probatio.Schema(
                {
                    probatio.Required(CONF_HOLIDAYS): choice(
                        "holidays", *Holidays, mode=SelectSelectorMode.DROPDOWN
                    ),
                    probatio.Required(CONF_SEASONS): BooleanSelector(),
                }
            ),
            values={
                CONF_HOLIDAYS: self._known_week.schedule.holidays
                if self._known_week
                else Holidays.NONE,
                CONF_SEASONS: any(item.seasons != SEASONS for item in hours),
            },
        )

    async def async_step_tariff_bands(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for the hours of each kind of day, in winter or all year."""
        error = None
        if user_input is not None:
            seasons = _WINTER if self._two_seasons else SEASONS
            try:
                hours = read_bands(user_input, seasons, self._currency)
            except FormError as err:
                error = err
            else:
                if not self._two_seasons:
                    return self._save_custom(hours)
                self._winter_hours = hours
                return await self.async_step_tariff_bands_summer()
        return self._show_bands("tariff_bands", Season.WINTER, user_input, error)

    async def async_step_tariff_bands_summer(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask the same for summer."""
        error = None
        if user_input is not None:
            try:
                hours = read_bands(user_input, _SUMMER, self._currency)
                return self._save_custom([*self._winter_hours, *hours])
            except FormError as err:
                error = err
        return self._show_bands("tariff_bands_summer", Season.SUMMER, user_input, error)

    def _show_bands(
        self,
        step_id: str,
        season: Season,
        user_input: dict[str, Any] | None,
        error: FormError | None,
    ) -> ConfigFlowResult:
        known = self._known_week
        values: Mapping[str, object] | None = user_input
        if values is None and known is not None:
            values = bands_of(known, season)
        return self._show_form(
            step_id=step_id,
            schema=_bands_schema(self._currency),
            values=values,
            error=error,
        )

    @property
    def _currency(self) -> str:
        return self.hass.config.currency

    @property
    def _zone(self) -> ZoneInfo:
        """Home Assistant has loaded it: no file is read."""
        return ZoneInfo(self.hass.config.time_zone)

    @property
    def _price_fields(self) -> dict[probatio.Marker, object]:
        number = price_number(self._currency)
        periods = preset_periods(self._tariff_preset)
        return {probatio.Optional(period): number for period in periods}

    @property
    def _known_tariff(self) -> TariffOptions | None:
        """What was told before; what cannot be read is asked anew."""
        try:
            return read_tariff(self.config_entry.options)
        except ValueError:
            return None

    @property
    def _known_week(self) -> Tariff | None:
        """The same, if its days have no colours: a start for hours of one's own."""
        known = self._known_tariff
        return known.tariff if known and not known.tariff.coloured else None

    @property
    def _known_prices(self) -> dict[str, object]:
        """The prices of periods that have the same name."""
        known = self._known_tariff
        periods = preset_periods(self._tariff_preset)
        return {
            period: price
            for period, price in (known.tariff.prices if known else {}).items()
            if period in periods
        }

    @property
    def _known_off_peak(self) -> dict[str, object]:
        known = self._known_tariff
        if known is not None and known.tariff.preset in USUAL_OFF_PEAK:
            return {**self._known_prices, **off_peak_of(known.tariff)}
        ((start, end),) = USUAL_OFF_PEAK[self._tariff_preset]
        return {CONF_START: clock_text(start), CONF_END: clock_text(end)}

    @property
    def _known_tempo(self) -> dict[str, object]:
        known = self._known_tariff
        if known is None:
            return {}
        return {
            **self._known_prices,
            CONF_COLOUR_TODAY: known.colour_today,
            CONF_COLOUR_TOMORROW: known.colour_tomorrow,
        }

    def _read(self, user_input: Mapping[str, Any], off_peak: OffPeak = ()) -> Tariff:
        """The tariff of the preset. Raises ``FormError`` or ``HoursError``."""
        preset = self._tariff_preset
        return Tariff(
            preset=preset,
            schedule=preset_schedule(preset, self._zone, off_peak=off_peak),
            prices=read_amounts(user_input, preset_periods(preset), self._currency),
            currency=self._currency,
        )

    def _save_custom(self, hours: list[Hours]) -> ConfigFlowResult:
        tariff = custom_tariff(
            hours,
            self._zone,
            currency=self._currency,
            holidays=self._price_holidays,
        )
        return self._save_tariff(TariffOptions(tariff=tariff))

    def _save_tariff(self, tariff: TariffOptions) -> ConfigFlowResult:
        parts: dict[str, object] = {CONF_TARIFF: store_tariff(tariff)}
        chosen = self.config_entry.options.get(CONF_PRICES, {})
        if CONF_SOURCE in chosen:
            # Whoever tells a tariff wants it to count.
            parts[CONF_PRICES] = {**chosen, CONF_SOURCE: str(PriceKind.TARIFF)}
        return self._save(**parts)


def _bands_schema(currency: str) -> probatio.Schema:
    bands = ObjectSelector(
        ObjectSelectorConfig(
            multiple=True,
            translation_key="price_band",
            fields={
                CONF_START: {"required": True, "selector": CLOCK},
                CONF_END: {"required": True, "selector": CLOCK},
                CONF_PRICE: {"selector": price_number(currency)},
            },
        )
    )
    return probatio.Schema({probatio.Optional(str(day)): bands for day in WEEK})
