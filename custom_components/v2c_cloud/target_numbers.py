"""Numbers that say how much the running session shall still get."""

from dataclasses import dataclass
from typing import override

from homeassistant.components.number import (
    NumberDeviceClass,
    NumberEntity,
    NumberEntityDescription,
    NumberMode,
)
from homeassistant.const import UnitOfEnergy
from homeassistant.exceptions import ServiceValidationError

from .api.cloud_services import MOST_ENERGY
from .car_entities import CarNumberDescription
from .const import DOMAIN
from .control.target import TargetKind
from .coordinator import ChargerCoordinator
from .eco_entity import EcoEntity
from .entity import V2CDescription
from .service_calls import ChargerCall
from .service_targets import async_set_energy


@dataclass(frozen=True, kw_only=True)
class TargetNumberDescription(NumberEntityDescription, V2CDescription):
    """A number of the running session."""


TARGET_ENERGY = TargetNumberDescription(
    key="target_energy",
    device_class=NumberDeviceClass.ENERGY,
    native_unit_of_measurement=UnitOfEnergy.KILO_WATT_HOUR,
    native_min_value=0,
    native_max_value=MOST_ENERGY,
    native_step=0.1,
    mode=NumberMode.BOX,
)


class TargetEnergyNumber(EcoEntity, NumberEntity):
    """How many kWh the running session shall still get; 0 ends the target."""

    entity_description: TargetNumberDescription | CarNumberDescription

    def __init__(
        self,
        coordinator: ChargerCoordinator,
        description: TargetNumberDescription | CarNumberDescription,
    ) -> None:
        """Show and set the target."""
        super().__init__(coordinator, description)
        self._watch = self._house.targets[self._subentry_id]

    @override
    async def async_added_to_hass(self) -> None:
        await super().async_added_to_hass()
        self.async_on_remove(
            self._watch.async_subscribe(self._handle_coordinator_update)
        )

    @property
    def _left(self) -> float | None:
        """KWh; None without a target in kWh."""
        target = self._watch.target
        if target is None or target.kind is not TargetKind.ENERGY:
            return None
        return target.left

    @property
    @override
    def native_value(self) -> float | None:
        """What is left of the session's target, in kWh."""
        return None if self._left is None else round(self._left, 1)

    @override
    async def async_set_native_value(self, value: float) -> None:
        await async_set_energy(
            ChargerCall(
                hass=self.hass,
                house=self._house,
                subentry_id=self._subentry_id,
                data={},
            ),
            value,
        )


class TargetRangeNumber(TargetEnergyNumber):
    """For how many km the running session shall still charge; 0 ends the target."""

    @property
    @override
    def native_value(self) -> float | None:
        """What is left of the session's target, in km."""
        left, car = self._left, self.item.cars.car
        distance = None if car is None or left is None else car.distance_of(left)
        return None if distance is None else round(distance)

    @override
    async def async_set_native_value(self, value: float) -> None:
        car = self.item.cars.car
        energy = None if car is None else car.energy_for(value)
        if energy is None:
            raise ServiceValidationError(
                translation_domain=DOMAIN,
                translation_key="no_car_for_range",
                translation_placeholders={"charger": self.coordinator.subentry.title},
            )
        await super().async_set_native_value(energy)
