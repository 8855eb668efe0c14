"""The step that asks whether EcoCharging waits by the chargers' own timers."""

from typing import Any, Final

from homeassistant.config_entries import ConfigEntryState, ConfigFlowResult
from homeassistant.helpers.selector import BooleanSelector
import probatio

from .eco_timer import CONF_ECO_TIMER, can_wait_by_timer
from .house import House
from .house_flow import HouseSteps

_SCHEMA: Final = probatio.Schema({probatio.Required(CONF_ECO_TIMER): BooleanSelector()})


class EcoTimerSteps(HouseSteps):
    """Asks whether a plan shall outlive Home Assistant."""

    async def async_step_eco_timer(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask; refuse where no charger could do so."""
        if user_input is not None:
            return self._save(**user_input)
        entry = self.config_entry
        if entry.state is ConfigEntryState.LOADED:
            house: House = entry.runtime_data
            if not any(map(can_wait_by_timer, house.chargers.values())):
                return self.async_abort(reason="no_cloud_timers")
        return self._show_form(
            step_id="eco_timer",
            schema=_SCHEMA,
            values={CONF_ECO_TIMER: entry.options.get(CONF_ECO_TIMER, False)},
        )
