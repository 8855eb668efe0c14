"""Entities of a charger about the cars that come to it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, override

from homeassistant.components.number import (
    NumberDeviceClass,
    NumberEntity,
    NumberEntityDescription,
    NumberMode,
)
from homeassistant.components.select import SelectEntity, SelectEntityDescription
from homeassistant.components.sensor import (
    SensorDeviceClass,
    SensorEntity,
    SensorEntityDescription,
    SensorStateClass,
)
from homeassistant.const import PERCENTAGE, UnitOfLength
from homeassistant.util import dt as dt_util

from .control.cars import FULL, Car, NeedFromLevel
from .control.plan_runs import energy_until
from .coordinator import ChargerCoordinator
from .eco_entity import EcoEntity
from .entity import V2CDescription
from .house_cars import AUTOMATIC

_FURTHEST: Final = 1000
"""Km."""


@dataclass(frozen=True, kw_only=True)
class _CarDescription(V2CDescription):
    """Exists where the house has a car of which it says something."""

    needs: Callable[[Car], bool] = lambda _: True

    @override
    def exists(self, coordinator: ChargerCoordinator) -> bool:
        cars = coordinator.config_entry.runtime_data.cars.cars
        return any(self.needs(car) for car in cars.values())


@dataclass(frozen=True, kw_only=True)
class CarSelectDescription(SelectEntityDescription, _CarDescription):
    """A select of the cars."""


@dataclass(frozen=True, kw_only=True)
class CarNumberDescription(NumberEntityDescription, _CarDescription):
    """A number about a car."""


@dataclass(frozen=True, kw_only=True)
class CarSensorDescription(SensorEntityDescription, _CarDescription):
    """A sensor of the car that is plugged in."""


def _tells_level(car: Car) -> bool:
    return car.level is not None and car.capacity is not None


CAR = CarSelectDescription(key="car")
TARGET_LEVEL = CarNumberDescription(
    key="target_level",
    needs=_tells_level,
    native_unit_of_measurement=PERCENTAGE,
    native_min_value=1,
    native_max_value=FULL,
    native_step=1,
)
TARGET_RANGE = CarNumberDescription(
    key="target_range",
    needs=lambda car: car.consumption is not None,
    device_class=NumberDeviceClass.DISTANCE,
    native_unit_of_measurement=UnitOfLength.KILOMETERS,
    native_min_value=0,
    native_max_value=_FURTHEST,
    native_step=1,
    mode=NumberMode.BOX,
)
PLUGGED_CAR = CarSensorDescription(key="plugged_car")
CAR_LEVEL = CarSensorDescription(
    key="car_level",
    needs=_tells_level,
    device_class=SensorDeviceClass.BATTERY,
    native_unit_of_measurement=PERCENTAGE,
    state_class=SensorStateClass.MEASUREMENT,
    suggested_display_precision=0,
)
EXPECTED_LEVEL = CarSensorDescription(
    key="expected_level",
    needs=_tells_level,
    native_unit_of_measurement=PERCENTAGE,
    suggested_display_precision=0,
)

CAR_ENTITIES: Final = (
    CAR,
    TARGET_LEVEL,
    TARGET_RANGE,
    PLUGGED_CAR,
    CAR_LEVEL,
    EXPECTED_LEVEL,
)


class CarSelect(EcoEntity, SelectEntity):
    """Which car is charged here, or that it is to be found out."""

    entity_description: CarSelectDescription

    def __init__(
        self, coordinator: ChargerCoordinator, description: CarSelectDescription
    ) -> None:
        """List the cars."""
        super().__init__(coordinator, description)
        self._names = {car.name: car.car_id for car in self._house.cars.cars.values()}
        self._attr_options = [AUTOMATIC, *self._names]

    @property
    @override
    def current_option(self) -> str:
        """The car that somebody chose."""
        car = self._house.cars.cars.get(self.settings.car or "")
        return AUTOMATIC if car is None else car.name

    @override
    async def async_select_option(self, option: str) -> None:
        self.change(car=self._names.get(option))


class TargetLevelNumber(EcoEntity, NumberEntity):
    """Up to which level a car is charged that tells its own."""

    entity_description: CarNumberDescription

    @property
    @override
    def native_value(self) -> float:
        """The level, in %."""
        return self.settings.target_level

    @override
    async def async_set_native_value(self, value: float) -> None:
        self.change(target_level=value)


class PluggedCarSensor(EcoEntity, SensorEntity):
    """The name of the car that is plugged in; unknown while nobody can tell."""

    entity_description: CarSensorDescription

    @property
    @override
    def native_value(self) -> str | None:
        """Its name."""
        car = self.item.cars.car
        return car.name if car else None

    @property
    @override
    def extra_state_attributes(self) -> dict[str, object]:
        """How that is known."""
        guess = self.item.cars.guess
        return {"known_by": guess and guess.source}


class CarLevelSensor(EcoEntity, SensorEntity):
    """How full the plugged car's battery is, in all likelihood."""

    _unrecorded_attributes = frozenset({"told_at"})
    entity_description: CarSensorDescription

    @property
    def _told(self) -> NeedFromLevel | None:
        session = self._house.sessions[self._subentry_id].running
        if session is None:
            return None
        return self.item.cars.need(session, dt_util.utcnow())

    @property
    @override
    def native_value(self) -> int | None:
        """What the car told, and what was charged since; in whole %."""
        told = self._told
        return None if told is None else round(told.percent)

    @property
    @override
    def extra_state_attributes(self) -> dict[str, object]:
        """What the car told, and when: an old level is less sure."""
        if (told := self._told) is None:
            return {}
        return {
            "told_level": told.level.percent,
            "told_since": told.level.since.replace(microsecond=0),
            "told_at": told.level.told.replace(microsecond=0),
            "is_old": told.level.is_old(dt_util.utcnow()),
            "goal": told.goal,
        }


class ExpectedLevelSensor(CarLevelSensor):
    """How full the battery will be when the car leaves, if all goes as planned."""

    @property
    @override
    def native_value(self) -> int | None:
        """In whole %; None where no departure is ahead, or the car tells nothing."""
        plan, told, now = self.plan, self._told, dt_util.utcnow()
        if plan is None or told is None or plan.departure is None:
            return None
        if plan.departure <= now:
            return None
        energy = energy_until(plan, plan.departure) - energy_until(plan, now)
        return round(told.percent_after(energy))

    @property
    @override
    def extra_state_attributes(self) -> dict[str, object]:
        """Nothing that *Car battery* does not tell."""
        return {}
