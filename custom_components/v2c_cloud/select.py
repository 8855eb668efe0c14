"""Selects of a charger."""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import override

from homeassistant.components.select import SelectEntity, SelectEntityDescription
from homeassistant.const import EntityCategory
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .api.models import ChargeMode, DynamicPowerMode, InstallationType, Language, PvMode
from .api.timers import DAYS_OF, TIMERS, TimerDays, name_of_days
from .car_entities import CAR, CarSelect
from .coordinator import ChargerCoordinator
from .eco_objective import OBJECTIVE, ObjectiveSelect
from .eco_wishes import CAUTION, CautionSelect
from .entity import ChargerEntity, V2CDescription, async_add_charger_entities
from .house import V2CConfigEntry
from .power_wishes import POWER_CONTROL, PowerControlSelect
from .timer_entity import TimerEntity

# The charger's own queue serialises, and a reduction must not wait for a light.
PARALLEL_UPDATES = 0


@dataclass(frozen=True, kw_only=True)
class V2CSelectDescription(SelectEntityDescription, V2CDescription):
    """A select writes the field that it shows."""

    field: str
    writes: bool = True
    values: type[StrEnum]
    not_offered: StrEnum | None = None
    """A value that is shown while it holds, but cannot be chosen."""
    unless: str | None = None
    """A field that says the same and can be read: where it is, this is too much."""

    @override
    def exists(self, coordinator: ChargerCoordinator) -> bool:
        if self.unless is not None and coordinator.charger.can_set(self.unless):
            return False
        return super().exists(coordinator)


SELECTS: tuple[V2CSelectDescription, ...] = (
    V2CSelectDescription(
        key="charge_mode",
        field="charge_mode",
        values=ChargeMode,
        entity_category=EntityCategory.CONFIG,
    ),
    V2CSelectDescription(
        key="dynamic_power_mode",
        field="dynamic_power_mode",
        values=DynamicPowerMode,
        not_offered=DynamicPowerMode.TIMED_POWER_DISABLED,
        entity_category=EntityCategory.CONFIG,
    ),
    V2CSelectDescription(
        key="installation_type",
        field="installation_type",
        values=InstallationType,
        entity_category=EntityCategory.CONFIG,
        entity_registry_enabled_default=False,
    ),
    V2CSelectDescription(
        key="language",
        field="language",
        values=Language,
        entity_category=EntityCategory.CONFIG,
        entity_registry_enabled_default=False,
    ),
    V2CSelectDescription(
        key="pv_mode",
        field="pv_mode",
        values=PvMode,
        unless="dynamic_power_mode",
        entity_category=EntityCategory.CONFIG,
    ),
)

TIMER_DAYS: tuple[V2CSelectDescription, ...] = tuple(
    V2CSelectDescription(
        key=f"{name}_days",
        field=name,
        values=TimerDays,
        not_offered=TimerDays.CUSTOM,
        entity_category=EntityCategory.CONFIG,
    )
    for name in TIMERS
)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: V2CConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add the selects."""
    async_add_charger_entities(entry, async_add_entities, SELECTS, ChargerSelect)
    async_add_charger_entities(entry, async_add_entities, TIMER_DAYS, TimerDaysSelect)
    async_add_charger_entities(
        entry, async_add_entities, (POWER_CONTROL,), PowerControlSelect
    )
    async_add_charger_entities(entry, async_add_entities, (CAR,), CarSelect)
    async_add_charger_entities(entry, async_add_entities, (CAUTION,), CautionSelect)
    async_add_charger_entities(entry, async_add_entities, (OBJECTIVE,), ObjectiveSelect)


class ChargerSelect(ChargerEntity, SelectEntity):
    """A setting of a charger with a few values."""

    entity_description: V2CSelectDescription

    def __init__(
        self, coordinator: ChargerCoordinator, description: V2CSelectDescription
    ) -> None:
        """Control one setting."""
        super().__init__(coordinator, description)

    @property
    @override
    def options(self) -> list[str]:
        """The values to choose from; one that is not offered only while it is shown."""
        not_offered = self.entity_description.not_offered
        return [
            str(value)
            for value in self.entity_description.values
            if value != not_offered or value == self.current_option
        ]

    @property
    @override
    def current_option(self) -> str | None:
        """The value, if it is one that we know."""
        value: StrEnum | None = getattr(
            self.state_of_charger, self.entity_description.field
        )
        return None if value is None else str(value)

    @override
    async def async_select_option(self, option: str) -> None:
        await self.coordinator.async_set(
            self.entity_description.field, self.entity_description.values(option)
        )


class TimerDaysSelect(TimerEntity, ChargerSelect):
    """The days of one of the two timers."""

    @property
    @override
    def current_option(self) -> str | None:
        """The name of the days; those of a timer that is off are remembered."""
        return None if self.timer is None else name_of_days(self.timer.days)

    @override
    async def async_select_option(self, option: str) -> None:
        days = DAYS_OF[TimerDays(option)]
        await self.async_change(lambda timer: replace(timer, days=days))
