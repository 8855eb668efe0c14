"""Triggers of chargers, for the automation editor."""

from abc import abstractmethod
import asyncio
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, ClassVar, override

from homeassistant.components.binary_sensor import DOMAIN as BINARY_SENSOR
from homeassistant.components.event import ATTR_EVENT_TYPE, DOMAIN as EVENT
from homeassistant.components.sensor import DOMAIN as SENSOR
from homeassistant.const import STATE_OFF, STATE_ON, STATE_UNAVAILABLE
from homeassistant.core import CALLBACK_TYPE, Context, HomeAssistant, State, callback
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.automation import DomainSpec
from homeassistant.helpers.trigger import (
    EntityTargetStateTriggerBase,
    EntityTriggerBase,
    NotTriggeredReasonReporter,
    StatelessEntityTriggerBase,
    Trigger,
    TriggerActionRunner,
    TriggerConfig,
    TriggerNotTriggeredReporter,
)
from homeassistant.util import dt as dt_util

from .api.models import FAULT_STATES
from .automation_targets import of_ours
from .control.model import Reason
from .event import ATTR_SOLAR_SHARE, CARD_USED, SESSION_ENDED

LIMITED = frozenset(
    {
        Reason.HOUSE,
        Reason.BAND,
        Reason.PHASE,
        Reason.CHARGER,
        Reason.WAITING_HOUSE,
    }
)
"""The reasons with which something else than people keeps a car from its full power."""

_SESSION_VARIABLES = (
    "energy",
    "cost",
    "currency",
    "duration",
    "solar_energy",
    ATTR_SOLAR_SHARE,
    "co2",
    "card",
    "start",
    "end",
)
_NEXT_START = "next_start"
_PLANNED_END = "planned_end"
_SAME_PLAN = timedelta(seconds=2)
"""The entities of one plan write their states one after the other."""


class _BecameTrigger(EntityTargetStateTriggerBase):
    """When an entity of a charger enters a state."""

    _key: ClassVar[str]

    @override
    def entity_filter(self, entities: set[str]) -> set[str]:
        return of_ours(self._hass, super().entity_filter(entities), {self._key})


class _EventTrigger(StatelessEntityTriggerBase):
    """When an event entity of a charger tells something.

    What it tells are variables of the trigger as well.
    """

    _domain_specs: Mapping[str, DomainSpec] = {EVENT: DomainSpec()}
    _key: ClassVar[str]
    _event_types: ClassVar[frozenset[str]]

    @override
    def entity_filter(self, entities: set[str]) -> set[str]:
        return of_ours(self._hass, super().entity_filter(entities), {self._key})

    @override
    def is_valid_state(
        self, state: State, report_not_triggered: NotTriggeredReasonReporter
    ) -> bool:
        return state.attributes.get(ATTR_EVENT_TYPE) in self._event_types

    @override
    async def async_attach_runner(
        self,
        run_action: TriggerActionRunner,
        did_not_trigger: TriggerNotTriggeredReporter | None = None,
    ) -> CALLBACK_TYPE:
        @callback
        def run(
            extra_trigger_payload: dict[str, Any],
            description: str,
            context: Context | None = None,
        ) -> asyncio.Task[Any]:
            told = self._told(extra_trigger_payload["to_state"])
            return run_action(told | extra_trigger_payload, description, context)

        return await super().async_attach_runner(run, did_not_trigger)

    @abstractmethod
    def _told(self, state: State) -> dict[str, Any]:
        """What the event told, without what it says of the charger."""


class _SessionTrigger(_EventTrigger):
    """When something happens to a session, with what the session took."""

    _key = "session"

    @override
    def _told(self, state: State) -> dict[str, Any]:
        return {key: state.attributes.get(key) for key in _SESSION_VARIABLES}


class SessionEndedTrigger(_SessionTrigger):
    """When a car is unplugged."""

    _event_types = frozenset({SESSION_ENDED})


class CardUsedTrigger(_SessionTrigger):
    """When it becomes known whose card a session was charged with."""

    _event_types = frozenset({CARD_USED})


class FaultTrigger(_EventTrigger):
    """When a charger reports a fault."""

    _key = "fault"
    _event_types = frozenset(map(str, FAULT_STATES))
    _primary_entities_only = False

    @override
    def _told(self, state: State) -> dict[str, Any]:
        return {"fault": state.attributes[ATTR_EVENT_TYPE]}


class PlanChangedTrigger(EntityTriggerBase):
    """When EcoCharging plans other hours for a car, or plans at all."""

    _domain_specs: Mapping[str, DomainSpec] = {SENSOR: DomainSpec()}
    _schema = StatelessEntityTriggerBase._schema  # noqa: SLF001
    _excluded_from_states = frozenset({STATE_UNAVAILABLE})

    @override
    def entity_filter(self, entities: set[str]) -> set[str]:
        return of_ours(
            self._hass, super().entity_filter(entities), {_NEXT_START, _PLANNED_END}
        )

    def __init__(self, hass: HomeAssistant, config: TriggerConfig) -> None:
        """Start with no plan told."""
        super().__init__(hass, config)
        self._told: dict[str | None, State] = {}

    @override
    def is_valid_transition(self, from_state: State, to_state: State) -> bool:
        """Tell a new plan from an old one that has got further.

        The next start that has come makes room for the one after it.
        """
        before = dt_util.parse_datetime(from_state.state)
        if from_state.state == to_state.state or (
            before is not None and before <= to_state.last_updated
        ):
            return False
        entry = er.async_get(self._hass).async_get(to_state.entity_id)
        charger = None if entry is None else entry.device_id
        last = self._told.get(charger)
        if last is not None and (
            to_state.entity_id != last.entity_id
            and to_state.last_updated - last.last_updated < _SAME_PLAN
        ):
            return False
        self._told[charger] = to_state
        return True


def _became(domain: str, key: str, *states: str) -> type[Trigger]:
    """Make a trigger of an entity that enters one of the states."""

    specs, to_states = {domain: DomainSpec()}, set(states)

    class BecameTrigger(_BecameTrigger):
        _domain_specs = specs
        _key = key
        _to_states = to_states

    return BecameTrigger


TRIGGERS: dict[str, type[Trigger]] = {
    "became_limited": _became(SENSOR, "charging_reason", *LIMITED),
    "card_used": CardUsedTrigger,
    "fault": FaultTrigger,
    "plan_changed": PlanChangedTrigger,
    "plugged_in": _became(BINARY_SENSOR, "connected", STATE_ON),
    "session_ended": SessionEndedTrigger,
    "started_charging": _became(BINARY_SENSOR, "charging", STATE_ON),
    "stopped_charging": _became(BINARY_SENSOR, "charging", STATE_OFF),
    "unplugged": _became(BINARY_SENSOR, "connected", STATE_OFF),
}


async def async_get_triggers(hass: HomeAssistant) -> dict[str, type[Trigger]]:
    """Return the triggers."""
    return TRIGGERS
