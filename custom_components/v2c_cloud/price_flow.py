"""The steps that ask where prices come from, and what solar energy is worth."""

from collections.abc import Mapping
from typing import Any, Final

from homeassistant.config_entries import ConfigFlowResult
from homeassistant.const import (
    ATTR_UNIT_OF_MEASUREMENT,
    STATE_UNAVAILABLE,
    STATE_UNKNOWN,
    Platform,
)
from homeassistant.core import State
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.selector import EntitySelector, EntitySelectorConfig
import probatio

from .const import CONF_PRICE, DOMAIN
from .energy_prefs import async_get_preferences
from .flow_forms import FormError
from .house_flow import choice
from .prices.dashboard import NamedPrice
from .prices.options import (
    CONF_ENTITY,
    CONF_EXPORT,
    CONF_EXPORT_ENTITY,
    CONF_EXPORT_PRICE,
    CONF_PRICES,
    CONF_SOLAR,
    CONF_SOURCE,
    EXPORT_KINDS,
    PriceKind,
    PriceOptions,
    SolarCost,
    read_price_options,
)
from .prices.points import number
from .prices.units import price_unit
from .tariff_flow import TariffSteps
from .tariff_input import price_number, read_amount
from .tariff_options import CONF_TARIFF

_PRICE_ENTITY: Final = EntitySelector(
    EntitySelectorConfig(
        filter={
            "domain": [
                *(Platform.SENSOR, Platform.NUMBER, Platform.EVENT),
                "input_number",
            ]
        }
    )
)


class PriceSteps(TariffSteps):
    """Asks for the source of prices."""

    _price_parts: dict[str, object]
    """What was answered so far, as it is stored."""

    async def async_step_price(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask where the price of what is bought comes from."""
        error = None
        if user_input is not None:
            kind = PriceKind(user_input[CONF_SOURCE])
            self._price_parts = {CONF_SOURCE: str(kind)}
            match kind:
                case PriceKind.ENTITY:
                    return await self.async_step_price_entity()
                case PriceKind.FIXED:
                    return await self.async_step_price_fixed()
                case PriceKind.TARIFF if CONF_TARIFF not in self.config_entry.options:
                    return await self.async_step_tariff()
                case PriceKind.ENERGY if (
                    await async_get_preferences(self.hass)
                ).prices.bought == NamedPrice():
                    error = FormError("dashboard_without_price", CONF_SOURCE)
                case _:
                    return await self.async_step_price_export()
        return self._show_form(
            step_id="price",
            schema=probatio.Schema(
                {probatio.Required(CONF_SOURCE): choice("price_source", *PriceKind)}
            ),
            values=user_input or {CONF_SOURCE: self._known_sources.source},
            error=error,
        )

    async def async_step_price_entity(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for the entity, and check its unit."""
        error = None
        if user_input is not None:
            try:
                self._check_price_unit(user_input[CONF_ENTITY], CONF_ENTITY)
            except FormError as err:
                error = err
            else:
                self._price_parts |= user_input
                return await self.async_step_price_export()
        known = self._known_sources.entity
        return self._show_form(
            step_id="price_entity",
            schema=probatio.Schema({probatio.Required(CONF_ENTITY): _PRICE_ENTITY}),
            values=user_input or ({CONF_ENTITY: known} if known else None),
            error=error,
        )

    async def async_step_price_fixed(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask what a kWh costs."""
        currency = self.hass.config.currency
        error = None
        if user_input is not None:
            try:
                price = read_amount(user_input.get(CONF_PRICE), currency, CONF_PRICE)
            except FormError as err:
                error = err
            else:
                self._price_parts[CONF_PRICE] = price
                return await self.async_step_price_export()
        return self._show_form(
            step_id="price_fixed",
            schema=probatio.Schema(
                {probatio.Optional(CONF_PRICE): price_number(currency)}
            ),
            values=user_input or self.config_entry.options,
            error=error,
        )

    async def async_step_price_export(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask what a kWh into the grid brings, and what the car's solar share costs."""
        error = None
        if user_input is not None:
            try:
                self._check_export(user_input)
            except FormError as err:
                error = err
            else:
                return self._save_prices(user_input)
        known = self._known_sources
        values = {
            CONF_EXPORT: known.export,
            CONF_EXPORT_ENTITY: known.export_entity,
            CONF_EXPORT_PRICE: known.export_price,
            CONF_SOLAR: known.solar,
        }
        return self._show_form(
            step_id="price_export",
            schema=probatio.Schema(
                {
                    probatio.Required(CONF_EXPORT): choice(
                        "price_export", *EXPORT_KINDS
                    ),
                    probatio.Optional(CONF_EXPORT_ENTITY): _PRICE_ENTITY,
                    probatio.Optional(CONF_EXPORT_PRICE): price_number(
                        self.hass.config.currency
                    ),
                    probatio.Required(CONF_SOLAR): choice("price_solar", *SolarCost),
                }
            ),
            values=user_input
            or {key: value for key, value in values.items() if value is not None},
            error=error,
        )

    def _save_prices(self, export: dict[str, Any]) -> ConfigFlowResult:
        parts = self._price_parts | export
        price = {CONF_PRICE: parts.pop(CONF_PRICE)} if CONF_PRICE in parts else {}
        return self._save(**{CONF_PRICES: parts}, **price)

    def _check_export(self, user_input: dict[str, Any]) -> None:
        """Raise ``FormError`` where half of an answer is missing."""
        kind, solar = PriceKind(user_input[CONF_EXPORT]), user_input[CONF_SOLAR]
        if kind is PriceKind.ENTITY:
            if CONF_EXPORT_ENTITY not in user_input:
                raise FormError("export_entity_missing", CONF_EXPORT_ENTITY)
            self._check_price_unit(user_input[CONF_EXPORT_ENTITY], CONF_EXPORT_ENTITY)
        if kind is PriceKind.FIXED:
            if CONF_EXPORT_PRICE not in user_input:
                raise FormError("export_price_missing", CONF_EXPORT_PRICE)
            read_amount(
                user_input[CONF_EXPORT_PRICE],
                self.hass.config.currency,
                CONF_EXPORT_PRICE,
            )
        if kind is PriceKind.NONE and solar == SolarCost.EXPORT:
            raise FormError("solar_without_price", CONF_SOLAR)

    def _check_price_unit(self, entity_id: str, field: str) -> None:
        """Raise ``FormError`` for an entity that tells no price.

        One that is not there now may be the right choice all the same.
        """
        entry = er.async_get(self.hass).async_get(entity_id)
        if entry is not None and entry.platform == DOMAIN:
            raise FormError("own_price", field)
        state = self.hass.states.get(entity_id)
        unit = None if state is None else state.attributes.get(ATTR_UNIT_OF_MEASUREMENT)
        if price_unit(unit, self.hass.config.currency) is None:
            raise FormError("no_unit_of_price", field, entity=entity_id, unit=str(unit))
        if state is not None and not _may_tell_prices(state):
            raise FormError(
                "sensor_not_a_number", field, sensor=entity_id, state=state.state
            )

    @property
    def _known_sources(self) -> PriceOptions:
        return read_price_options(self.config_entry.options)


def _may_tell_prices(state: State) -> bool:
    """Whether a state is a price, is not known now, or has lists in its attributes."""
    return (
        state.domain != Platform.SENSOR
        or state.state in {STATE_UNAVAILABLE, STATE_UNKNOWN}
        or number(state.state) is not None
        or any(isinstance(it, list | Mapping) for it in state.attributes.values())
    )
