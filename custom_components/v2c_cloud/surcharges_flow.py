"""The steps that ask what a contract adds to a spot price."""

from typing import Any, Final
from zoneinfo import ZoneInfo

from homeassistant.config_entries import ConfigFlowResult
from homeassistant.const import PERCENTAGE
from homeassistant.data_entry_flow import section
from homeassistant.helpers.selector import SelectSelectorMode
import probatio

from .control.tariff import Surcharges
from .control.tariff_codec import encode_surcharges
from .control.tariff_presets import (
    SURCHARGE_PRESETS,
    TariffPreset,
    preset_periods,
    preset_schedule,
)
from .flow_forms import FormError
from .house_flow import HouseSteps, choice, number_box
from .tariff_input import price_number, read_amounts
from .tariff_options import CONF_SURCHARGES, read_surcharges

CONF_FACTOR: Final = "factor"
CONF_FACTORS: Final = "factors"
CONF_HOURS: Final = "hours"
CONF_TAX: Final = "tax"

NONE: Final = "none"
_LEAST: Final = -1000
"""Whoever pays a discount back, per kWh."""


class SurchargeSteps(HouseSteps):
    """Asks for tolls, charges and taxes."""

    _surcharge_preset: TariffPreset

    async def async_step_surcharges(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask by which hours what is added differs, if anything is."""
        if user_input is not None:
            if user_input[CONF_HOURS] == NONE:
                options = {**self.config_entry.options}
                options.pop(CONF_SURCHARGES, None)
                return self.async_create_entry(data=options)
            self._surcharge_preset = TariffPreset(user_input[CONF_HOURS])
            return await self.async_step_surcharges_amounts()
        known = self._known_surcharges
        return self._show_form(
            step_id="surcharges",
            schema=probatio.Schema(
                {
                    probatio.Required(CONF_HOURS): choice(
                        "surcharges",
                        NONE,
                        *SURCHARGE_PRESETS,
                        mode=SelectSelectorMode.DROPDOWN,
                    )
                }
            ),
            values={CONF_HOURS: known.preset if known else NONE},
        )

    async def async_step_surcharges_amounts(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask what is added."""
        currency = self.hass.config.currency
        preset = self._surcharge_preset
        periods = preset_periods(preset)
        error = None
        if user_input is not None:
            try:
                surcharges = Surcharges(
                    preset=preset,
                    schedule=preset_schedule(
                        preset, ZoneInfo(self.hass.config.time_zone)
                    ),
                    factor=float(user_input[CONF_FACTOR]),
                    factors=user_input.get(CONF_FACTORS, {}),
                    additions=read_amounts(user_input, periods, currency),
                    tax=round(1 + user_input[CONF_TAX] / 100, 6),
                )
                return self._save(**{CONF_SURCHARGES: encode_surcharges(surcharges)})
            except FormError as err:
                error = err
        amount, factor = price_number(currency, least=_LEAST), number_box(0.1, 10)
        by_period = probatio.Schema({probatio.Optional(it): factor for it in periods})
        factors = section(by_period, {"collapsed": True})
        return self._show_form(
            step_id="surcharges_amounts",
            schema=probatio.Schema(
                {
                    **{probatio.Required(period): amount for period in periods},
                    probatio.Required(CONF_FACTOR): factor,
                    probatio.Required(CONF_TAX): number_box(0, 100, PERCENTAGE),
                    **(
                        {probatio.Optional(CONF_FACTORS): factors}
                        if periods[1:]
                        else {}
                    ),
                }
            ),
            values=self._known_amounts if user_input is None else user_input,
            error=error,
        )

    @property
    def _known_surcharges(self) -> Surcharges | None:
        """What was told before; what cannot be read is asked anew."""
        try:
            return read_surcharges(self.config_entry.options)
        except ValueError:
            return None

    @property
    def _known_amounts(self) -> dict[str, object]:
        known = self._known_surcharges
        additions = known.additions if known else {}
        periods = preset_periods(self._surcharge_preset)
        return {
            **{period: additions.get(period, 0) for period in periods},
            CONF_FACTOR: known.factor if known else 1,
            CONF_FACTORS: known.factors if known else {},
            CONF_TAX: round((known.tax - 1) * 100, 4) if known else 0,
        }
