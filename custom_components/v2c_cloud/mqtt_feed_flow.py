"""The step that asks whether the charger's own meter is fed over MQTT."""

from typing import Any, Final

from homeassistant.components import mqtt
from homeassistant.config_entries import ConfigFlowResult
from homeassistant.helpers.selector import BooleanSelector, TextSelector
import probatio

from .flow_forms import FormError
from .house_flow import HouseSteps
from .meter_sensors import picked_sensors
from .mqtt_feed import (
    CONF_BATTERY_INVERTED,
    CONF_METER_FEED,
    CONF_PREFIX,
    LONGEST_PREFIX,
    TOPICS,
    read_prefix,
    repeats_charger,
)

_WANTED: Final = "wanted"
_SCHEMA: Final = probatio.Schema(
    {
        probatio.Required(_WANTED, default=False): BooleanSelector(),
        probatio.Optional(CONF_PREFIX): TextSelector(),
        probatio.Required(CONF_BATTERY_INVERTED, default=False): BooleanSelector(),
    }
)


class MqttFeedSteps(HouseSteps):
    """Asks for the feed."""

    async def async_step_meter_feed(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask whether and how; without it nothing is published."""
        others = {**self.config_entry.options}
        stored = others.pop(CONF_METER_FEED, None)
        error = None
        if user_input is not None:
            try:
                feed = self._read_feed(user_input)
            except FormError as err:
                error = err
            else:
                return self.async_create_entry(data=others | feed)
        return self._show_form(
            step_id="meter_feed",
            schema=_SCHEMA,
            values=user_input or {_WANTED: stored is not None, **(stored or {})},
            error=error,
            topics=", ".join(TOPICS),
            longest=str(LONGEST_PREFIX),
        )

    def _read_feed(self, user_input: dict[str, Any]) -> dict[str, object]:
        """What was chosen, as it is stored. Raises ``FormError``."""
        if not user_input[_WANTED]:
            return {}
        try:
            prefix = read_prefix(user_input.get(CONF_PREFIX, ""))
        except ValueError as err:
            raise FormError("feed_prefix", CONF_PREFIX) from err
        meter = self._options.meter
        if repeats_charger(self.hass, meter.source, picked_sensors(meter).all):
            raise FormError("feed_own_meter", _WANTED)
        if not mqtt.mqtt_config_entry_enabled(self.hass):
            raise FormError("feed_no_mqtt", _WANTED)
        return {
            CONF_METER_FEED: {
                CONF_PREFIX: prefix,
                CONF_BATTERY_INVERTED: user_input[CONF_BATTERY_INVERTED],
            }
        }
