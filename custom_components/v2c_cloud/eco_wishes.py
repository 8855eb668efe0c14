"""Entities with which people say when their cars shall be charged."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from typing import Any, override

from homeassistant.components.number import (
    NumberDeviceClass,
    NumberEntity,
    NumberEntityDescription,
    NumberMode,
)
from homeassistant.components.select import SelectEntity, SelectEntityDescription
from homeassistant.components.switch import SwitchEntity, SwitchEntityDescription
from homeassistant.components.time import TimeEntity, TimeEntityDescription
from homeassistant.const import EntityCategory, UnitOfEnergy
from homeassistant.exceptions import ServiceValidationError
from homeassistant.util import dt as dt_util

from .api.timers import WEEKDAYS
from .const import DOMAIN
from .control.eco_settings import end_of_night
from .control.plan import Caution
from .coordinator import ChargerCoordinator
from .eco_entity import EcoEntity
from .entity import V2CDescription

ATTR_OTHER_DAYS = "other_days"


@dataclass(frozen=True, kw_only=True)
class EcoSwitchDescription(SwitchEntityDescription, V2CDescription):
    """A switch of EcoCharging."""

    setting: str = ""
    """The name of what it sets."""


@dataclass(frozen=True, kw_only=True)
class EcoNumberDescription(NumberEntityDescription, V2CDescription):
    """A number of EcoCharging."""


@dataclass(frozen=True, kw_only=True)
class EcoSelectDescription(SelectEntityDescription, V2CDescription):
    """A select of EcoCharging."""


@dataclass(frozen=True, kw_only=True)
class EcoTimeDescription(TimeEntityDescription, V2CDescription):
    """A time of EcoCharging."""


ECO_SWITCHES: tuple[EcoSwitchDescription, ...] = (
    EcoSwitchDescription(key="eco_charging", setting="enabled"),
    EcoSwitchDescription(key="ready_by_on", setting="ready_by_on"),
    EcoSwitchDescription(
        key="contiguous",
        setting="contiguous",
        entity_category=EntityCategory.CONFIG,
        entity_registry_enabled_default=False,
    ),
    EcoSwitchDescription(
        key="take_free",
        setting="take_free",
        entity_category=EntityCategory.CONFIG,
        entity_registry_enabled_default=False,
    ),
)

PRICE_CAP_ON = EcoSwitchDescription(
    key="price_cap_on",
    setting="price_cap_on",
    entity_category=EntityCategory.CONFIG,
    entity_registry_enabled_default=False,
)

SKIP_TONIGHT = EcoSwitchDescription(key="skip_tonight")

RESERVE_ENERGY = EcoNumberDescription(
    key="reserve_energy",
    device_class=NumberDeviceClass.ENERGY,
    native_unit_of_measurement=UnitOfEnergy.KILO_WATT_HOUR,
    native_min_value=0,
    native_max_value=100,
    native_step=0.5,
    mode=NumberMode.BOX,
    entity_category=EntityCategory.CONFIG,
)

PRICE_CAP = EcoNumberDescription(
    key="price_cap",
    native_min_value=-10,
    native_max_value=1000,
    native_step=0.0001,
    mode=NumberMode.BOX,
    entity_category=EntityCategory.CONFIG,
    entity_registry_enabled_default=False,
)

CAUTION = EcoSelectDescription(
    key="caution", options=list(Caution), entity_category=EntityCategory.CONFIG
)

READY_BY = EcoTimeDescription(key="ready_by")


class EcoSwitch(EcoEntity, SwitchEntity):
    """A wish that holds or does not."""

    entity_description: EcoSwitchDescription

    def __init__(
        self, coordinator: ChargerCoordinator, description: EcoSwitchDescription
    ) -> None:
        """Control one wish."""
        super().__init__(coordinator, description)

    @property
    @override
    def is_on(self) -> bool:
        """Whether it holds."""
        value: bool = getattr(self.settings, self.entity_description.setting)
        return value

    @override
    async def async_turn_on(self, **kwargs: Any) -> None:
        self.change(**{self.entity_description.setting: True})

    @override
    async def async_turn_off(self, **kwargs: Any) -> None:
        self.change(**{self.entity_description.setting: False})


class PriceCapSwitch(EcoSwitch):
    """Whether there is a price above which nothing is charged."""

    @override
    async def async_turn_on(self, **kwargs: Any) -> None:
        if self.settings.price_cap is None:
            raise ServiceValidationError(
                translation_domain=DOMAIN,
                translation_key="no_price_cap",
                translation_placeholders={"charger": self.coordinator.name},
            )
        await super().async_turn_on()


class SkipSwitch(EcoSwitch):
    """Whether nothing is charged until noon; ends by itself."""

    @property
    @override
    def is_on(self) -> bool:
        """Whether it holds now."""
        return self.settings.skips(dt_util.utcnow())

    @override
    async def async_turn_on(self, **kwargs: Any) -> None:
        if not self.settings.enabled:
            raise ServiceValidationError(
                translation_domain=DOMAIN,
                translation_key="skip_needs_eco",
                translation_placeholders={"charger": self.coordinator.name},
            )
        until = end_of_night(dt_util.utcnow(), dt_util.get_default_time_zone())
        self.change(skip_until=until.isoformat())

    @override
    async def async_turn_off(self, **kwargs: Any) -> None:
        self.change(skip_until=None)


class ReserveNumber(EcoEntity, NumberEntity):
    """KWh that are charged at once, whatever they cost."""

    entity_description: EcoNumberDescription

    def __init__(
        self, coordinator: ChargerCoordinator, description: EcoNumberDescription
    ) -> None:
        """Control the reserve."""
        super().__init__(coordinator, description)

    @property
    @override
    def native_value(self) -> float:
        """The reserve."""
        return self.settings.reserve

    @override
    async def async_set_native_value(self, value: float) -> None:
        self.change(reserve=value)


class PriceCapNumber(EcoEntity, NumberEntity):
    """The price above which nothing is charged but the reserve.

    It stays when it is switched off; whoever sets it wants it to count.
    """

    entity_description: EcoNumberDescription

    def __init__(
        self, coordinator: ChargerCoordinator, description: EcoNumberDescription
    ) -> None:
        """Control the cap."""
        super().__init__(coordinator, description)

    @property
    @override
    def native_unit_of_measurement(self) -> str:
        """The currency of the prices, per kWh."""
        return f"{self._house.prices.currency}/{UnitOfEnergy.KILO_WATT_HOUR}"

    @property
    @override
    def native_value(self) -> float | None:
        """The price; None where nobody has set one."""
        return self.settings.price_cap

    @override
    async def async_set_native_value(self, value: float) -> None:
        self.change(price_cap=value, price_cap_on=True)


class CautionSelect(EcoEntity, SelectEntity):
    """How sure it must be that the car is ready."""

    entity_description: EcoSelectDescription

    def __init__(
        self, coordinator: ChargerCoordinator, description: EcoSelectDescription
    ) -> None:
        """Control the caution."""
        super().__init__(coordinator, description)

    @property
    @override
    def current_option(self) -> str:
        """The level."""
        return self.settings.caution

    @override
    async def async_select_option(self, option: str) -> None:
        self.change(caution=Caution(option))


class ReadyByTime(EcoEntity, TimeEntity):
    """The time by which the car must be ready, on days that are not told otherwise."""

    entity_description: EcoTimeDescription

    def __init__(
        self, coordinator: ChargerCoordinator, description: EcoTimeDescription
    ) -> None:
        """Control the time."""
        super().__init__(coordinator, description)

    @property
    @override
    def native_value(self) -> time:
        """The local time."""
        return time.fromisoformat(self.settings.ready_by)

    @property
    @override
    def extra_state_attributes(self) -> Mapping[str, Any]:
        """The days that differ: another time, or none."""
        week = self.settings.week
        return {
            ATTR_OTHER_DAYS: {
                name: week[str(number)] or None
                for name, number in WEEKDAYS.items()
                if str(number) in week
            }
        }

    @override
    async def async_set_value(self, value: time) -> None:
        # Whoever sets a time wants it to count.
        self.change(ready_by=f"{value:%H:%M}", ready_by_on=True)
