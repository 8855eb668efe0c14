"""Times of a charger: when its timers begin and end, and when a car must be ready."""

from dataclasses import dataclass, replace
from datetime import time
from typing import override

from homeassistant.components.time import TimeEntity, TimeEntityDescription
from homeassistant.const import EntityCategory
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .api.timers import TIMERS, ChargeTimer
from .coordinator import ChargerCoordinator
from .eco_wishes import READY_BY, ReadyByTime
from .entity import V2CDescription, async_add_charger_entities
from .house import V2CConfigEntry
from .timer_entity import TimerEntity

# The charger's own queue serialises, and a reduction must not wait for a timer.
PARALLEL_UPDATES = 0


@dataclass(frozen=True, kw_only=True)
class V2CTimeDescription(TimeEntityDescription, V2CDescription):
    """One end of a timer."""

    field: str
    writes: bool = True
    is_start: bool


TIMES: tuple[V2CTimeDescription, ...] = tuple(
    V2CTimeDescription(
        key=f"{name}_{'start' if is_start else 'end'}",
        field=name,
        is_start=is_start,
        entity_category=EntityCategory.CONFIG,
    )
    for name in TIMERS
    for is_start in (True, False)
)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: V2CConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add the times."""
    async_add_charger_entities(entry, async_add_entities, TIMES, TimerTime)
    async_add_charger_entities(entry, async_add_entities, (READY_BY,), ReadyByTime)


class TimerTime(TimerEntity, TimeEntity):
    """One end of a timer, by the charger's own clock."""

    entity_description: V2CTimeDescription

    def __init__(
        self, coordinator: ChargerCoordinator, description: V2CTimeDescription
    ) -> None:
        """Control one end of a timer."""
        super().__init__(coordinator, description)

    @property
    @override
    def native_value(self) -> time | None:
        """The time of day."""
        if (timer := self.timer) is None:
            return None
        return timer.start if self.entity_description.is_start else timer.end

    @override
    async def async_set_value(self, value: time) -> None:
        def changed(timer: ChargeTimer) -> ChargeTimer:
            if self.entity_description.is_start:
                return replace(timer, start=value)
            return replace(timer, end=value)

        await self.async_change(changed)
