"""Sensors that say when a car will be charged, for how much, and whether in time."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, override

from homeassistant.components.binary_sensor import (
    BinarySensorEntity,
    BinarySensorEntityDescription,
)
from homeassistant.components.sensor import (
    SensorDeviceClass,
    SensorEntity,
    SensorEntityDescription,
    SensorStateClass,
)
from homeassistant.const import UnitOfEnergy
from homeassistant.helpers.typing import StateType
from homeassistant.util import dt as dt_util

from .control.plan import Plan
from .control.plan_runs import next_run
from .coordinator import ChargerCoordinator
from .eco_charger import EcoCharger
from .eco_entity import EcoEntity
from .eco_figures import chance, co2, cost, departure, energy, will_be_ready
from .eco_plan import planned_facts
from .entity import V2CDescription
from .local_time import month_start

type Facts = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class EcoSensorDescription(SensorEntityDescription, V2CDescription):
    """A sensor of a plan."""

    value_fn: Callable[[Plan], StateType | datetime]
    facts_fn: Callable[[EcoCharger, Plan], Facts] | None = None


@dataclass(frozen=True, kw_only=True)
class SavingsDescription(SensorEntityDescription, V2CDescription):
    """A sensor of what was saved."""


@dataclass(frozen=True, kw_only=True)
class ReadinessDescription(BinarySensorEntityDescription, V2CDescription):
    """A sensor of whether the car will be ready."""


def _next_start(plan: Plan) -> datetime | None:
    run = next_run(plan)
    return None if run is None else run.start


def _need_facts(item: EcoCharger, plan: Plan) -> Facts:
    low, high = plan.need_range or (None, None)
    return {
        "source": plan.need_source,
        "low": energy(low),
        "high": energy(high),
        "learned_from": asdict(item.habits.learned_from),
    }


ECO_SENSORS: tuple[EcoSensorDescription, ...] = (
    EcoSensorDescription(
        key="next_start",
        device_class=SensorDeviceClass.TIMESTAMP,
        value_fn=_next_start,
        facts_fn=lambda item, plan: {"slots": planned_facts(item, plan)},
    ),
    EcoSensorDescription(
        key="planned_end",
        device_class=SensorDeviceClass.TIMESTAMP,
        value_fn=lambda plan: plan.planned_end,
    ),
    EcoSensorDescription(
        key="expected_cost",
        device_class=SensorDeviceClass.MONETARY,
        suggested_display_precision=2,
        value_fn=cost,
        facts_fn=lambda _, plan: {"objective": plan.objective, "co2": co2(plan)},
    ),
    EcoSensorDescription(
        key="expected_need",
        device_class=SensorDeviceClass.ENERGY,
        native_unit_of_measurement=UnitOfEnergy.KILO_WATT_HOUR,
        suggested_display_precision=1,
        value_fn=lambda plan: energy(plan.need),
        facts_fn=_need_facts,
    ),
    EcoSensorDescription(
        key="expected_departure",
        device_class=SensorDeviceClass.TIMESTAMP,
        value_fn=departure,
        facts_fn=lambda _, plan: {
            "source": plan.departure_source,
            "confidence": chance(plan.departure_chance),
        },
    ),
)

SAVED_THIS_MONTH = SavingsDescription(
    key="saved_this_month",
    device_class=SensorDeviceClass.MONETARY,
    state_class=SensorStateClass.TOTAL,
    suggested_display_precision=2,
)

WILL_BE_READY = ReadinessDescription(key="will_be_ready")


class EcoSensor(EcoEntity, SensorEntity):
    """A value of a plan; unknown without one."""

    # The plan of each moment is of no use later.
    _unrecorded_attributes = frozenset({"slots"})
    entity_description: EcoSensorDescription

    def __init__(
        self, coordinator: ChargerCoordinator, description: EcoSensorDescription
    ) -> None:
        """Show one value."""
        super().__init__(coordinator, description)

    @property
    @override
    def native_unit_of_measurement(self) -> str | None:
        """The unit of the description; money is in the currency of the prices."""
        if self.entity_description.device_class is SensorDeviceClass.MONETARY:
            return self._house.prices.currency
        return self.entity_description.native_unit_of_measurement

    @property
    @override
    def native_value(self) -> StateType | datetime:
        """The value."""
        plan = self.plan
        return None if plan is None else self.entity_description.value_fn(plan)

    @property
    @override
    def extra_state_attributes(self) -> Facts | None:
        plan, facts_fn = self.plan, self.entity_description.facts_fn
        return None if plan is None or facts_fn is None else facts_fn(self.item, plan)


class SavingsSensor(EcoEntity, SensorEntity):
    """What was saved this month against charging at once."""

    entity_description: SavingsDescription

    def __init__(
        self, coordinator: ChargerCoordinator, description: SavingsDescription
    ) -> None:
        """Show what was saved."""
        super().__init__(coordinator, description)

    @property
    @override
    def native_unit_of_measurement(self) -> str:
        """The currency of the prices."""
        return self._house.prices.currency

    @property
    @override
    def native_value(self) -> float | None:
        """The sum; None where no session was ever counted."""
        saved = self.item.savings.this_month
        return None if saved is None else round(saved, 2)

    @property
    @override
    def last_reset(self) -> datetime:
        """The beginning of the month."""
        return month_start()


class ReadinessSensor(EcoEntity, BinarySensorEntity):
    """Whether the car will be ready; unknown without a plan, and if nobody can tell."""

    entity_description: ReadinessDescription

    def __init__(
        self, coordinator: ChargerCoordinator, description: ReadinessDescription
    ) -> None:
        """Show whether it will."""
        super().__init__(coordinator, description)

    @property
    @override
    def is_on(self) -> bool | None:
        """Yes, no, or not known; no judgement on a night that somebody skips."""
        plan = self.plan
        if plan is None or self.settings.skips(dt_util.utcnow()):
            return None
        return will_be_ready(plan)

    @property
    @override
    def extra_state_attributes(self) -> Facts | None:
        plan = self.plan
        if plan is None or self.settings.skips(dt_util.utcnow()):
            return None
        return {"chance": chance(plan.readiness)}
