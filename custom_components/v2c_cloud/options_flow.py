"""The options of a house: what its grid allows, its price, and V2C's webhook."""

from typing import Any, override

from homeassistant.components import webhook
from homeassistant.config_entries import (
    ConfigEntryState,
    ConfigFlowContext,
    ConfigFlowResult,
)
from homeassistant.const import CONF_API_KEY, CONF_WEBHOOK_ID
from homeassistant.helpers.network import NoURLAvailableError
from homeassistant.helpers.selector import BooleanSelector
import probatio

from .carbon_flow import CarbonSteps
from .eco_recorded_flow import EcoRecordedSteps
from .eco_timer_flow import EcoTimerSteps
from .flow_forms import FormError
from .house import House
from .limits_flow import LIMITS_SCHEMA, Limits, LimitsSteps
from .meter_flow import MeterSteps
from .mqtt_feed_flow import MqttFeedSteps
from .power_control_flow import PowerControlSteps
from .price_flow import PriceSteps
from .profile_flow import ProfileSteps
from .smart_lock_flow import SmartLockSteps
from .surcharges_flow import SurchargeSteps
from .webhook import webhook_url

_WEBHOOK = "webhook"
_WEBHOOK_SCHEMA = probatio.Schema({probatio.Required(_WEBHOOK): BooleanSelector()})


class V2COptionsFlow(
    LimitsSteps[ConfigFlowContext, ConfigFlowResult, str],
    ProfileSteps,
    MeterSteps,
    PowerControlSteps,
    PriceSteps,
    CarbonSteps,
    SurchargeSteps,
    MqttFeedSteps,
    SmartLockSteps,
    EcoRecordedSteps,
    EcoTimerSteps,
):
    """Asks again for what the set-up may have left out."""

    _url: str

    async def async_step_init(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask what to change."""
        steps = [
            *("limits", "profile", "meter", "power_control"),
            *("price", "tariff", "surcharges", "carbon", "meter_feed", "smart_lock"),
            "eco_statistics",
        ]
        if CONF_API_KEY in self.config_entry.data:
            steps += ["eco_timer", "webhook"]
        return self.async_show_menu(step_id="init", menu_options=steps)

    async def async_step_limits(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for the contract."""
        return await self._async_ask_limits(
            "limits", user_input, self.config_entry.options
        )

    async def async_step_webhook(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask whether V2C should call when a charge begins or ends."""
        error = None
        if user_input is not None:
            try:
                return await self._async_set_webhook(wanted=user_input[_WEBHOOK])
            except NoURLAvailableError:
                error = FormError("no_external_url", _WEBHOOK)
        return self._show_form(
            step_id="webhook",
            schema=_WEBHOOK_SCHEMA,
            values={_WEBHOOK: CONF_WEBHOOK_ID in self.config_entry.data},
            error=error,
        )

    async def _async_set_webhook(self, *, wanted: bool) -> ConfigFlowResult:
        """Make the webhook or remove it; an old one stays as it was pasted."""
        entry = self.config_entry
        data = dict(entry.data)
        if wanted:
            webhook_id = data.setdefault(CONF_WEBHOOK_ID, webhook.async_generate_id())
            self._url = webhook_url(self.hass, webhook_id)
        else:
            data.pop(CONF_WEBHOOK_ID, None)
        if self.hass.config_entries.async_update_entry(entry, data=data):
            self.hass.config_entries.async_schedule_reload(entry.entry_id)
        if wanted:
            return await self.async_step_webhook_url()
        return self.async_create_entry(data=dict(entry.options))

    async def async_step_webhook_url(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Show what to paste in V2C's portal."""
        if user_input is not None:
            return self.async_create_entry(data=dict(self.config_entry.options))
        return self._show_form(step_id="webhook_url", url=self._url)

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
        others = {
            key: value
            for key, value in self.config_entry.options.items()
            if key not in LIMITS_SCHEMA.schema
        }
        return self.async_create_entry(data=others | limits)
