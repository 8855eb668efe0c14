"""Sensors of a charger and of its house."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import override

from homeassistant.components.sensor import (
    SensorDeviceClass,
    SensorEntity,
    SensorEntityDescription,
    SensorStateClass,
)
from homeassistant.const import (
    EntityCategory,
    UnitOfElectricCurrent,
    UnitOfElectricPotential,
    UnitOfEnergy,
    UnitOfPower,
    UnitOfTime,
)
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.helpers.typing import StateType

from .account import CloudAccount
from .api.models import ChargeState, Link, MeterError, MeterType, SignalStatus
from .car_entities import (
    CAR_LEVEL,
    EXPECTED_LEVEL,
    PLUGGED_CAR,
    CarLevelSensor,
    ExpectedLevelSensor,
    PluggedCarSensor,
)
from .coordinator import ChargerCoordinator, ChargerData
from .eco_sensors import ECO_SENSORS, SAVED_THIS_MONTH, EcoSensor, SavingsSensor
from .entity import (
    ChargerEntity,
    HouseEntity,
    V2CDescription,
    async_add_charger_entities,
)
from .house import V2CConfigEntry
from .nearby_entities import SIGNAL, SignalSensor
from .power_sensors import CHARGING_REASON, POWER_SENSORS, PowerSensor, ReasonSensor
from .price_sensor import PRICE_NOW, PriceSensor
from .session_sensors import (
    HOUSE_SUM_SENSORS,
    LAST_SESSION_SENSORS,
    SUM_SENSORS,
    HouseSumSensor,
    LastSessionSensor,
    SumSensor,
)
from .smart_lock_entities import LOCK_REASON, NEAREST_KEY, LockReasonSensor, NearestKey
from .target_sensors import TARGET_SENSORS, TargetSensor

PARALLEL_UPDATES = 0

_OFFLINE = "offline"


@dataclass(frozen=True, kw_only=True)
class V2CSensorDescription(SensorEntityDescription, V2CDescription):
    """A sensor; without ``value_fn`` it shows its field."""

    value_fn: Callable[[ChargerData], StateType] | None = None


@dataclass(frozen=True, kw_only=True)
class V2CHouseSensorDescription(SensorEntityDescription):
    """A sensor of the house's account."""

    value_fn: Callable[[CloudAccount], StateType]


def _charge_state(data: ChargerData) -> StateType:
    """The connector's state; a paused car counts as connected, not as charging.

    Firmware 2.5.0 stays in state C while it is paused.
    """
    state = data.snapshot.state
    if state.charge_state is ChargeState.CHARGING and not state.charging:
        return ChargeState.CONNECTED
    return state.charge_state


def _power(key: str, *, enabled: bool = True) -> V2CSensorDescription:
    return V2CSensorDescription(
        key=key,
        field=key,
        device_class=SensorDeviceClass.POWER,
        native_unit_of_measurement=UnitOfPower.WATT,
        state_class=SensorStateClass.MEASUREMENT,
        suggested_display_precision=0,
        entity_registry_enabled_default=enabled,
    )


def _phase_current(phase: int) -> V2CSensorDescription:
    return V2CSensorDescription(
        key=f"current_l{phase}",
        field=f"current_l{phase}",
        suffix=f"intensity_l{phase}",
        device_class=SensorDeviceClass.CURRENT,
        native_unit_of_measurement=UnitOfElectricCurrent.AMPERE,
        state_class=SensorStateClass.MEASUREMENT,
        suggested_display_precision=1,
        entity_registry_enabled_default=False,
    )


def _phase_voltage(phase: int) -> V2CSensorDescription:
    return V2CSensorDescription(
        key=f"voltage_l{phase}",
        field=f"voltage_l{phase}",
        device_class=SensorDeviceClass.VOLTAGE,
        native_unit_of_measurement=UnitOfElectricPotential.VOLT,
        state_class=SensorStateClass.MEASUREMENT,
        suggested_display_precision=0,
        entity_registry_enabled_default=False,
    )


SENSORS: tuple[V2CSensorDescription, ...] = (
    V2CSensorDescription(
        key="charge_state",
        field="charge_state",
        device_class=SensorDeviceClass.ENUM,
        options=list(ChargeState),
        value_fn=_charge_state,
    ),
    _power("charge_power"),
    V2CSensorDescription(
        key="charge_energy",
        field="charge_energy",
        device_class=SensorDeviceClass.ENERGY,
        native_unit_of_measurement=UnitOfEnergy.KILO_WATT_HOUR,
        state_class=SensorStateClass.TOTAL_INCREASING,
        suggested_display_precision=2,
    ),
    V2CSensorDescription(
        key="total_energy",
        field="charge_energy",
        device_class=SensorDeviceClass.ENERGY,
        native_unit_of_measurement=UnitOfEnergy.KILO_WATT_HOUR,
        state_class=SensorStateClass.TOTAL_INCREASING,
        suggested_display_precision=2,
        value_fn=lambda data: data.total_energy,
    ),
    V2CSensorDescription(
        key="charge_time",
        field="charge_time",
        device_class=SensorDeviceClass.DURATION,
        native_unit_of_measurement=UnitOfTime.SECONDS,
        suggested_unit_of_measurement=UnitOfTime.MINUTES,
        suggested_display_precision=0,
        state_class=SensorStateClass.MEASUREMENT,
    ),
    _power("house_power"),
    _power("grid_power"),
    _power("fv_power"),
    _power("battery_power", enabled=False),
    *(_phase_current(phase) for phase in (1, 2, 3)),
    *(_phase_voltage(phase) for phase in (1, 2, 3)),
    V2CSensorDescription(
        key="meter_error",
        field="meter_error",
        suffix="slave_error",
        device_class=SensorDeviceClass.ENUM,
        options=list(MeterError),
        entity_category=EntityCategory.DIAGNOSTIC,
        entity_registry_enabled_default=False,
    ),
    V2CSensorDescription(
        key="meter_type",
        field="meter_type",
        device_class=SensorDeviceClass.ENUM,
        options=list(MeterType),
        entity_category=EntityCategory.DIAGNOSTIC,
        entity_registry_enabled_default=False,
    ),
    V2CSensorDescription(
        key="ssid",
        field="ssid",
        suffix="wifi_ssid",
        entity_category=EntityCategory.DIAGNOSTIC,
        entity_registry_enabled_default=False,
    ),
    V2CSensorDescription(
        key="ip_address",
        field="ip_address",
        suffix="wifi_ip",
        entity_category=EntityCategory.DIAGNOSTIC,
        entity_registry_enabled_default=False,
    ),
    V2CSensorDescription(
        key="signal_status",
        field="signal_status",
        device_class=SensorDeviceClass.ENUM,
        options=list(SignalStatus),
        entity_category=EntityCategory.DIAGNOSTIC,
        entity_registry_enabled_default=False,
    ),
    V2CSensorDescription(
        key="firmware_version",
        field="firmware",
        entity_category=EntityCategory.DIAGNOSTIC,
    ),
    V2CSensorDescription(
        key="active_link",
        suffix="active_transport",
        device_class=SensorDeviceClass.ENUM,
        options=[*Link, _OFFLINE],
        entity_category=EntityCategory.DIAGNOSTIC,
        value_fn=lambda data: data.snapshot.active_link or _OFFLINE,
    ),
    V2CSensorDescription(
        key="writes_today",
        state_class=SensorStateClass.TOTAL_INCREASING,
        entity_category=EntityCategory.DIAGNOSTIC,
        entity_registry_enabled_default=False,
        value_fn=lambda data: data.snapshot.writes_today,
    ),
)

HOUSE_SENSORS: tuple[V2CHouseSensorDescription, ...] = (
    V2CHouseSensorDescription(
        key="cloud_calls_left",
        state_class=SensorStateClass.MEASUREMENT,
        entity_category=EntityCategory.DIAGNOSTIC,
        value_fn=lambda account: account.calls_left,
    ),
)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: V2CConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add the sensors."""
    if (account := entry.runtime_data.account) is not None:
        async_add_entities(HouseSensor(entry, account, item) for item in HOUSE_SENSORS)
    async_add_entities([PriceSensor(entry, PRICE_NOW)])
    async_add_entities(HouseSumSensor(hass, entry, item) for item in HOUSE_SUM_SENSORS)
    async_add_charger_entities(entry, async_add_entities, SENSORS, ChargerSensor)
    for subentry_id, coordinator in entry.runtime_data.chargers.items():
        log = entry.runtime_data.sessions[subentry_id]
        nearby = entry.runtime_data.nearby.get(subentry_id)
        async_add_entities(
            [
                *((SignalSensor(coordinator, SIGNAL, nearby),) if nearby else ()),
                *(
                    LastSessionSensor(coordinator, log, it)
                    for it in LAST_SESSION_SENSORS
                ),
                *(SumSensor(coordinator, log, it) for it in SUM_SENSORS),
            ],
            config_subentry_id=subentry_id,
        )
    async_add_charger_entities(entry, async_add_entities, TARGET_SENSORS, TargetSensor)
    async_add_charger_entities(
        entry, async_add_entities, (CHARGING_REASON,), ReasonSensor
    )
    async_add_charger_entities(entry, async_add_entities, POWER_SENSORS, PowerSensor)
    async_add_charger_entities(entry, async_add_entities, ECO_SENSORS, EcoSensor)
    async_add_charger_entities(
        entry, async_add_entities, (SAVED_THIS_MONTH,), SavingsSensor
    )
    async_add_charger_entities(
        entry, async_add_entities, (LOCK_REASON,), LockReasonSensor
    )
    async_add_charger_entities(entry, async_add_entities, (NEAREST_KEY,), NearestKey)
    async_add_charger_entities(
        entry, async_add_entities, (PLUGGED_CAR,), PluggedCarSensor
    )
    async_add_charger_entities(entry, async_add_entities, (CAR_LEVEL,), CarLevelSensor)
    async_add_charger_entities(
        entry, async_add_entities, (EXPECTED_LEVEL,), ExpectedLevelSensor
    )


class ChargerSensor(ChargerEntity, SensorEntity):
    """A value of a charger."""

    entity_description: V2CSensorDescription

    def __init__(
        self, coordinator: ChargerCoordinator, description: V2CSensorDescription
    ) -> None:
        """Show one value."""
        super().__init__(coordinator, description)

    @property
    @override
    def native_value(self) -> StateType:
        """The value, in the unit of the description."""
        description = self.entity_description
        if description.value_fn is not None:
            return description.value_fn(self.coordinator.data)
        value: StateType = getattr(self.state_of_charger, description.field or "")
        return value


class HouseSensor(HouseEntity, SensorEntity):
    """A value of the house's account."""

    entity_description: V2CHouseSensorDescription

    @property
    @override
    def native_value(self) -> StateType:
        """The value, in the unit of the description."""
        return self.entity_description.value_fn(self.account)
