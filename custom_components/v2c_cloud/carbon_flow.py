"""The steps that ask where it is read how much CO2 the grid emits."""

from typing import Any, Final

from homeassistant.config_entries import ConfigFlowResult
from homeassistant.const import ATTR_UNIT_OF_MEASUREMENT, Platform
from homeassistant.helpers.selector import EntitySelector, EntitySelectorConfig
from homeassistant.util import dt as dt_util
import probatio

from .flow_forms import FormError
from .house_carbon import CONF_CARBON, carbon_entity
from .house_flow import HouseSteps
from .prices.adapter import Place
from .prices.carbon import carbon_unit, forecast_in
from .prices.options import CONF_ENTITY

_SCHEMA: Final = probatio.Schema(
    {
        probatio.Optional(CONF_ENTITY): EntitySelector(
            EntitySelectorConfig(filter={"domain": Platform.SENSOR})
        )
    }
)


class CarbonSteps(HouseSteps):
    """Asks for the source of carbon intensity."""

    _carbon: dict[str, Any]
    """What was answered, as it is stored."""

    async def async_step_carbon(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for the entity; what is evident is suggested, and none is an answer."""
        error = None
        if user_input is not None:
            self._carbon = user_input
            try:
                seen = self._attributes_without_forecast(user_input.get(CONF_ENTITY))
            except FormError as err:
                error = err
            else:
                if seen is None:
                    return self._save(**{CONF_CARBON: user_input})
                return self._show_form(
                    step_id="carbon_now",
                    entity=user_input[CONF_ENTITY],
                    attributes=seen,
                )
        known = carbon_entity(self.hass, self.config_entry.options)
        return self._show_form(
            step_id="carbon",
            schema=_SCHEMA,
            values=user_input or ({CONF_ENTITY: known} if known else None),
            error=error,
        )

    async def async_step_carbon_now(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Go on once it was read that the coming hours are estimated."""
        return self._save(**{CONF_CARBON: self._carbon})

    def _attributes_without_forecast(self, entity_id: str | None) -> str | None:
        """The attributes of an entity that tells only the present; None if it tells more.

        One that is not there now may be the right choice all the same. Raises
        ``FormError`` for an entity that tells something else.
        """
        state = None if entity_id is None else self.hass.states.get(entity_id)
        if state is None:
            return None
        unit = state.attributes.get(ATTR_UNIT_OF_MEASUREMENT)
        if carbon_unit(unit) is None:
            raise FormError(
                "no_unit_of_carbon",
                CONF_ENTITY,
                entity=state.entity_id,
                unit=str(unit),
            )
        place = Place(zone=dt_util.get_default_time_zone(), day=dt_util.now().date())
        if forecast_in(state.attributes, place):
            return None
        return ", ".join(sorted(state.attributes))
