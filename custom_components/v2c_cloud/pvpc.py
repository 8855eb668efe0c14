"""The contracted power that Home Assistant's own PVPC integration was told."""

from typing import Final

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import entity_registry as er

_PLATFORM: Final = "pvpc_hourly_pricing"
_POWER: Final = "available_power"
"""W, of the period that is running."""
_PERIOD: Final = "period"
_VALLEY: Final = "P3"
"""The night, weekends and holidays; P1 and P2 share the other contracted power."""


@callback
def async_contracted_powers(hass: HomeAssistant) -> tuple[float | None, float | None]:
    """The powers by day and by night, in W; None where the sensor does not tell now.

    It tells only the one of the period that is running.
    """
    peak: float | None = None
    valley: float | None = None
    for entry in er.async_get(hass).entities.values():
        if entry.platform != _PLATFORM:
            continue
        state = hass.states.get(entry.entity_id)
        power = state.attributes.get(_POWER) if state else None
        if state is None or not isinstance(power, int | float) or power <= 0:
            continue
        if state.attributes.get(_PERIOD) == _VALLEY:
            valley = float(power)
        else:
            peak = float(power)
    return peak, valley
