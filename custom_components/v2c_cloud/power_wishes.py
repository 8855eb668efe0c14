"""Entities with which people say how power control shall charge their cars."""

from dataclasses import dataclass
from typing import Any, override

from homeassistant.components.button import ButtonEntity, ButtonEntityDescription
from homeassistant.components.number import (
    NumberDeviceClass,
    NumberEntity,
    NumberEntityDescription,
    NumberMode,
)
from homeassistant.components.select import SelectEntity, SelectEntityDescription
from homeassistant.components.switch import SwitchEntity, SwitchEntityDescription
from homeassistant.const import EntityCategory, UnitOfElectricCurrent

from .control.limits import LOWEST_CURRENT
from .control.model import PowerControl
from .control.situation import HIGHEST_CURRENT
from .coordinator import ChargerCoordinator
from .entity import V2CDescription
from .power_entity import PowerEntity
from .session_wishes import async_boost

LOWEST_PRIORITY = 9


@dataclass(frozen=True, kw_only=True)
class PowerSelectDescription(SelectEntityDescription, V2CDescription):
    """A select of power control."""


@dataclass(frozen=True, kw_only=True)
class PowerNumberDescription(NumberEntityDescription, V2CDescription):
    """A number of power control."""

    setting: str
    """The name of what it sets."""
    shared: bool = False
    """Whether it means something only beside another charger of the house."""

    @override
    def exists(self, coordinator: ChargerCoordinator) -> bool:
        alone = len(coordinator.config_entry.runtime_data.chargers) == 1
        return not (self.shared and alone)


@dataclass(frozen=True, kw_only=True)
class PowerSwitchDescription(SwitchEntityDescription, V2CDescription):
    """A switch of power control."""


@dataclass(frozen=True, kw_only=True)
class PowerButtonDescription(ButtonEntityDescription, V2CDescription):
    """A button of power control."""


POWER_CONTROL = PowerSelectDescription(
    key="power_control", options=[str(mode) for mode in PowerControl]
)

POWER_NUMBERS: tuple[PowerNumberDescription, ...] = (
    PowerNumberDescription(
        key="power_control_maximum",
        setting="maximum",
        device_class=NumberDeviceClass.CURRENT,
        native_unit_of_measurement=UnitOfElectricCurrent.AMPERE,
        native_min_value=LOWEST_CURRENT,
        native_max_value=HIGHEST_CURRENT,
        native_step=1,
        entity_category=EntityCategory.CONFIG,
    ),
    PowerNumberDescription(
        key="power_control_priority",
        setting="priority",
        shared=True,
        native_min_value=1,
        native_max_value=LOWEST_PRIORITY,
        native_step=1,
        mode=NumberMode.BOX,
        entity_category=EntityCategory.CONFIG,
    ),
)

BOOST = PowerSwitchDescription(key="boost")

END_OVERRIDE = PowerButtonDescription(key="end_override")


class PowerControlSelect(PowerEntity, SelectEntity):
    """What power control aims at, or that it leaves the charger alone."""

    entity_description: PowerSelectDescription

    @property
    @override
    def current_option(self) -> str:
        """The aim."""
        return self.settings.mode

    @override
    async def async_select_option(self, option: str) -> None:
        await self.power.async_set_mode(self._subentry_id, PowerControl(option))


class PowerNumber(PowerEntity, NumberEntity):
    """A number within which control decides."""

    entity_description: PowerNumberDescription

    def __init__(
        self, coordinator: ChargerCoordinator, description: PowerNumberDescription
    ) -> None:
        """Control one setting."""
        super().__init__(coordinator, description)

    @property
    @override
    def native_value(self) -> int:
        """The value, in the entity's unit."""
        value: int = getattr(self.settings, self.entity_description.setting)
        return value

    @override
    async def async_set_native_value(self, value: float) -> None:
        self.power.async_set(
            self._subentry_id, **{self.entity_description.setting: round(value)}
        )


class BoostSwitch(PowerEntity, SwitchEntity):
    """Charges at full until the plug is pulled, as far as the limits allow."""

    entity_description: PowerSwitchDescription

    @property
    @override
    def is_on(self) -> bool:
        """Whether this session is boosted."""
        return self.settings.boost

    @override
    async def async_turn_on(self, **kwargs: Any) -> None:
        async_boost(self._house, self._subentry_id, enabled=True)

    @override
    async def async_turn_off(self, **kwargs: Any) -> None:
        async_boost(self._house, self._subentry_id, enabled=False)


class EndOverrideButton(PowerEntity, ButtonEntity):
    """Lets control decide again, where somebody has set the charger by hand."""

    entity_description: PowerButtonDescription

    @property
    @override
    def available(self) -> bool:
        """Whether there is anything to end."""
        settings = self.settings
        return settings.ceiling is not None or settings.paused_by_user

    @override
    async def async_press(self) -> None:
        self.power.async_end_override(self._subentry_id)
