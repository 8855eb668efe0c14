"""Switches of a charger."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, override

from homeassistant.components.switch import SwitchEntity, SwitchEntityDescription
from homeassistant.const import EntityCategory
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .api.timers import TIMERS
from .coordinator import ChargerCoordinator
from .eco_wishes import (
    ECO_SWITCHES,
    PRICE_CAP_ON,
    SKIP_TONIGHT,
    EcoSwitch,
    PriceCapSwitch,
    SkipSwitch,
)
from .entity import ChargerEntity, V2CDescription, async_add_charger_entities
from .house import House, V2CConfigEntry
from .power_wishes import BOOST, BoostSwitch
from .session_wishes import async_resume
from .smart_lock_entities import SMART_LOCK, SmartLockSwitch
from .timer_entity import TimerEntity

# The charger's own queue serialises, and a pause must not wait for a light.
PARALLEL_UPDATES = 0


@dataclass(frozen=True, kw_only=True)
class V2CSwitchDescription(SwitchEntityDescription, V2CDescription):
    """A switch writes the field that it shows."""

    field: str
    writes: bool = True
    ends: Callable[[House, str], None] | None = None
    """What else somebody wants who turns it off, by the charger's subentry."""


SWITCHES: tuple[V2CSwitchDescription, ...] = (
    V2CSwitchDescription(
        key="paused", field="paused", suffix="charging_pause", ends=async_resume
    ),
    V2CSwitchDescription(key="locked", field="locked"),
    V2CSwitchDescription(key="timer", field="timer"),
    V2CSwitchDescription(key="dynamic", field="dynamic"),
    V2CSwitchDescription(
        key="pause_dynamic",
        field="pause_dynamic",
        entity_category=EntityCategory.CONFIG,
    ),
    V2CSwitchDescription(
        key="logo_led", field="logo_led", entity_category=EntityCategory.CONFIG
    ),
    V2CSwitchDescription(
        key="rfid_reader",
        field="rfid_reader",
        entity_category=EntityCategory.CONFIG,
    ),
    V2CSwitchDescription(
        key="ocpp",
        field="ocpp",
        suffix="ocpp_enabled",
        entity_category=EntityCategory.CONFIG,
        entity_registry_enabled_default=False,
    ),
)

TIMER_SWITCHES: tuple[V2CSwitchDescription, ...] = tuple(
    V2CSwitchDescription(key=name, field=name, entity_category=EntityCategory.CONFIG)
    for name in TIMERS
)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: V2CConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add the switches."""
    async_add_charger_entities(entry, async_add_entities, SWITCHES, ChargerSwitch)
    async_add_charger_entities(entry, async_add_entities, TIMER_SWITCHES, TimerSwitch)
    async_add_charger_entities(entry, async_add_entities, (BOOST,), BoostSwitch)
    async_add_charger_entities(entry, async_add_entities, ECO_SWITCHES, EcoSwitch)
    async_add_charger_entities(
        entry, async_add_entities, (PRICE_CAP_ON,), PriceCapSwitch
    )
    async_add_charger_entities(entry, async_add_entities, (SKIP_TONIGHT,), SkipSwitch)
    async_add_charger_entities(
        entry, async_add_entities, (SMART_LOCK,), SmartLockSwitch
    )


class ChargerSwitch(ChargerEntity, SwitchEntity):
    """A setting of a charger that is on or off."""

    entity_description: V2CSwitchDescription

    def __init__(
        self, coordinator: ChargerCoordinator, description: V2CSwitchDescription
    ) -> None:
        """Control one setting."""
        super().__init__(coordinator, description)

    @property
    @override
    def is_on(self) -> bool | None:
        """On, off, or not known."""
        value: bool | None = getattr(
            self.state_of_charger, self.entity_description.field
        )
        return value

    @override
    async def async_turn_on(self, **kwargs: Any) -> None:
        await self.coordinator.async_set(self.entity_description.field, True)

    @override
    async def async_turn_off(self, **kwargs: Any) -> None:
        if self.entity_description.ends is not None:
            house = self.coordinator.config_entry.runtime_data
            self.entity_description.ends(house, self.coordinator.subentry.subentry_id)
        await self.coordinator.async_set(self.entity_description.field, False)


class TimerSwitch(TimerEntity, SwitchEntity):
    """Whether one of the two timers counts."""

    entity_description: V2CSwitchDescription

    def __init__(
        self, coordinator: ChargerCoordinator, description: V2CSwitchDescription
    ) -> None:
        """Control one timer."""
        super().__init__(coordinator, description)

    @property
    @override
    def is_on(self) -> bool | None:
        """On, off, or not known."""
        return None if self.timer is None else self.timer.enabled

    @override
    async def async_turn_on(self, **kwargs: Any) -> None:
        await self.async_change(lambda timer: replace(timer, enabled=True))

    @override
    async def async_turn_off(self, **kwargs: Any) -> None:
        await self.async_change(lambda timer: replace(timer, enabled=False))
