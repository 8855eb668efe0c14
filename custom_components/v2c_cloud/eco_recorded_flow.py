"""The steps that ask which statistic tells of a charger's past."""

from typing import Any, Final

from homeassistant.components.recorder import DOMAIN as RECORDER
from homeassistant.config_entries import ConfigEntryState, ConfigFlowResult
from homeassistant.helpers.selector import StatisticSelector
from homeassistant.util import dt as dt_util
import probatio

from .eco_recorded import CONF_ECO_STATISTICS, Told, async_read_charges
from .flow_forms import FormError
from .house import House
from .house_flow import ChargerSteps

CONF_STATISTIC: Final = "statistic"

_SCHEMA: Final = probatio.Schema(
    {probatio.Optional(CONF_STATISTIC): StatisticSelector()}
)


class EcoRecordedSteps(ChargerSteps):
    """Asks what EcoCharging may learn from beside the session log."""

    async def async_step_eco_statistics(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask which charger it is about, where there are several."""
        if RECORDER not in self.hass.config.components:
            return self.async_abort(reason="no_recorder")
        question = self._choose_charger("eco_statistics", user_input)
        return question or await self.async_step_eco_statistic()

    async def async_step_eco_statistic(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for the statistic; refuse one in which no charge can be made out."""
        chosen = dict(self.config_entry.options.get(CONF_ECO_STATISTICS, {}))
        values = {CONF_STATISTIC: chosen.pop(self._charger_id, None)}
        error = None
        if user_input is not None:
            statistic_id = user_input.get(CONF_STATISTIC)
            if statistic_id is None:
                return self._save(**{CONF_ECO_STATISTICS: chosen})
            told = await async_read_charges(self.hass, [statistic_id], dt_util.utcnow())
            if told.stays:
                chosen[self._charger_id] = statistic_id
                return self._save(**{CONF_ECO_STATISTICS: chosen})
            values, error = user_input, FormError("no_charges", CONF_STATISTIC)
        told = self._told
        return self._show_form(
            step_id="eco_statistic",
            schema=_SCHEMA,
            values=values,
            error=error,
            charger=self._title,
            statistic=told.statistic_id or "–",
            charges=str(len(told.stays)),
        )

    @property
    def _told(self) -> Told:
        """What the charger learns from now."""
        entry = self.config_entry
        if entry.state is not ConfigEntryState.LOADED:
            return Told()
        house: House = entry.runtime_data
        [told] = [
            item.habits.recorded.told
            for subentry_id, item in house.eco.chargers.items()
            if entry.subentries[subentry_id].unique_id == self._charger_id
        ]
        return told
