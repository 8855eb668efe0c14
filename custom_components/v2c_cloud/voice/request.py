"""One thing that somebody asks of a charger."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from homeassistant.const import ATTR_ENTITY_ID, Platform
from homeassistant.core import Context, HomeAssistant, State

from .chargers import Entity, SpokenCharger, async_chargers, meant, the_charger
from .speech import Speaker

SLOT_CHARGER = "charger"
SLOT_CONFIRMED = "confirmed"

PAUSED: Entity = (Platform.SWITCH, "paused")
LOCKED: Entity = (Platform.SWITCH, "locked")
BOOST: Entity = (Platform.SWITCH, "boost")
ECO_CHARGING: Entity = (Platform.SWITCH, "eco_charging")
READY_BY_ON: Entity = (Platform.SWITCH, "ready_by_on")
INTENSITY: Entity = (Platform.NUMBER, "intensity")
READY_BY: Entity = (Platform.TIME, "ready_by")
CHARGING: Entity = (Platform.BINARY_SENSOR, "charging")
CONNECTED: Entity = (Platform.BINARY_SENSOR, "connected")
WILL_BE_READY: Entity = (Platform.BINARY_SENSOR, "will_be_ready")
CHARGE_POWER: Entity = (Platform.SENSOR, "charge_power")
CHARGING_REASON: Entity = (Platform.SENSOR, "charging_reason")
NEXT_START: Entity = (Platform.SENSOR, "next_start")
PLANNED_END: Entity = (Platform.SENSOR, "planned_end")
ENERGY_TO_TARGET: Entity = (Platform.SENSOR, "energy_to_target")
TIME_TO_TARGET: Entity = (Platform.SENSOR, "time_to_target")
MONTH_ENERGY: Entity = (Platform.SENSOR, "month_energy")
MONTH_COST: Entity = (Platform.SENSOR, "month_cost")


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """Who asks for what, in which language."""

    hass: HomeAssistant
    speaker: Speaker
    context: Context
    assistant: str | None
    area_id: str | None
    slots: Mapping[str, Any]

    @property
    def confirmed(self) -> bool:
        """Whether somebody has said that they want it all the same."""
        return bool(self.slots.get(SLOT_CONFIRMED))

    def charger(self) -> SpokenCharger:
        """The one that is meant. Raises ``SpokenError``."""
        return the_charger(
            async_chargers(self.hass, self.assistant),
            self.slots.get(SLOT_CHARGER),
            self.area_id,
        )

    def chargers(self) -> Sequence[SpokenCharger]:
        """All that may be meant. Raises ``SpokenError``."""
        return meant(
            async_chargers(self.hass, self.assistant), self.slots.get(SLOT_CHARGER)
        )

    async def async_command(self, state: State, action: str, **data: object) -> None:
        """Do what the entity does, as if somebody had pressed it.

        Raises ``HomeAssistantError``.
        """
        await self.hass.services.async_call(
            state.domain,
            action,
            {ATTR_ENTITY_ID: state.entity_id, **data},
            blocking=True,
            context=self.context,
        )
