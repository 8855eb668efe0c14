"""The options of a house: what its contract allows."""

from typing import Any, override

from homeassistant.config_entries import (
    ConfigEntryState,
    ConfigFlowContext,
    ConfigFlowResult,
    OptionsFlowWithReload,
)

from .house import House
from .limits_flow import Limits, LimitsSteps


class V2COptionsFlow(
    LimitsSteps[ConfigFlowContext, ConfigFlowResult, str], OptionsFlowWithReload
):
    """Asks again for what the set-up may have left out."""

    async def async_step_init(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for the contract."""
        return await self._async_ask_limits(
            "init", user_input, self.config_entry.options
        )

    @override
    def _charger_currents(self) -> dict[str, int]:
        entry = self.config_entry
        if entry.state is not ConfigEntryState.LOADED:
            return {}
        house: House = entry.runtime_data
        return {
            coordinator.subentry.title: current
            for coordinator in house.chargers.values()
            if (current := coordinator.data.snapshot.state.max_intensity) is not None
        }

    @override
    async def _async_save_limits(self, limits: Limits) -> ConfigFlowResult:
        return self.async_create_entry(data=limits)
