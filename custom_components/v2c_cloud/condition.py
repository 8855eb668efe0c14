"""Conditions of chargers, for the automation editor."""

from typing import ClassVar, override

from homeassistant.components.binary_sensor import DOMAIN as BINARY_SENSOR
from homeassistant.components.sensor import DOMAIN as SENSOR
from homeassistant.const import STATE_ON
from homeassistant.core import HomeAssistant
from homeassistant.helpers.automation import DomainSpec
from homeassistant.helpers.condition import Condition, EntityStateConditionBase

from .automation_targets import of_ours
from .control.model import Reason


class _IsCondition(EntityStateConditionBase):
    """Whether an entity of a charger is in a state."""

    _key: ClassVar[str]

    @override
    def entity_filter(self, entities: set[str]) -> set[str]:
        return of_ours(self._hass, super().entity_filter(entities), {self._key})


def _is(domain: str, key: str, state: str = STATE_ON) -> type[Condition]:
    """Make a condition of an entity that is in the state."""

    specs = {domain: DomainSpec()}
    states: set[str | bool] = {state}

    class IsCondition(_IsCondition):
        _domain_specs = specs
        _key = key
        _states = states

    return IsCondition


CONDITIONS: dict[str, type[Condition]] = {
    "is_charging": _is(BINARY_SENSOR, "charging"),
    "is_plugged_in": _is(BINARY_SENSOR, "connected"),
    "is_waiting_for_cheap_hours": _is(
        SENSOR, "charging_reason", str(Reason.WAITING_PRICE)
    ),
    "will_be_ready": _is(BINARY_SENSOR, "will_be_ready"),
}


async def async_get_conditions(hass: HomeAssistant) -> dict[str, type[Condition]]:
    """Return the conditions."""
    return CONDITIONS
