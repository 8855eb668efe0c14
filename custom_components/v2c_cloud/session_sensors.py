"""Sensors of the session log: a charger's last session, the month, and all sessions."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import override

from homeassistant.components.sensor import (
    SensorDeviceClass,
    SensorEntity,
    SensorEntityDescription,
    SensorStateClass,
)
from homeassistant.const import UnitOfEnergy, UnitOfTime
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.device_registry import DeviceInfo
from homeassistant.helpers.event import async_track_time_change
from homeassistant.helpers.typing import StateType

from .coordinator import ChargerCoordinator
from .entity import ChargerEntity, V2CDescription
from .house import V2CConfigEntry, house_identifier
from .local_time import month_start
from .logged_sessions import LoggedSessions
from .session_figures import (
    cost_since,
    energy_since,
    energy_without_cost,
    last_session,
    sum_of_known,
)
from .sessions.model import Session

type Figure = Callable[[Sequence[Session], datetime], float | None]

ATTR_ENERGY_WITHOUT_COST = "energy_without_cost"
_BEGINNING = datetime.fromtimestamp(0, UTC)


@dataclass(frozen=True, kw_only=True)
class LastSessionDescription(SensorEntityDescription, V2CDescription):
    """A sensor of a charger's last session."""

    value_fn: Callable[[Session], StateType | datetime]


@dataclass(frozen=True, kw_only=True)
class SumDescription(SensorEntityDescription, V2CDescription):
    """A sensor of what the chargers of a house, or one of them, did.

    That is since the month began, or in all sessions that are over.
    """

    figure: Figure
    month: bool = False


def _duration(session: Session) -> StateType:
    duration = session.duration
    return None if duration is None else duration.total_seconds()


LAST_SESSION_SENSORS: tuple[LastSessionDescription, ...] = (
    LastSessionDescription(
        key="last_session_energy",
        device_class=SensorDeviceClass.ENERGY,
        native_unit_of_measurement=UnitOfEnergy.KILO_WATT_HOUR,
        suggested_display_precision=2,
        value_fn=lambda session: session.energy,
    ),
    LastSessionDescription(
        key="last_session_duration",
        device_class=SensorDeviceClass.DURATION,
        native_unit_of_measurement=UnitOfTime.SECONDS,
        suggested_unit_of_measurement=UnitOfTime.HOURS,
        suggested_display_precision=1,
        value_fn=_duration,
    ),
    LastSessionDescription(
        key="last_session_cost",
        device_class=SensorDeviceClass.MONETARY,
        suggested_display_precision=2,
        value_fn=lambda session: session.cost,
    ),
    LastSessionDescription(
        key="last_session_end",
        device_class=SensorDeviceClass.TIMESTAMP,
        value_fn=lambda session: session.end,
    ),
)

SUM_SENSORS: tuple[SumDescription, ...] = (
    SumDescription(
        key="month_energy",
        device_class=SensorDeviceClass.ENERGY,
        native_unit_of_measurement=UnitOfEnergy.KILO_WATT_HOUR,
        state_class=SensorStateClass.TOTAL,
        suggested_display_precision=1,
        figure=energy_since,
        month=True,
    ),
    SumDescription(
        key="month_cost",
        device_class=SensorDeviceClass.MONETARY,
        state_class=SensorStateClass.TOTAL,
        suggested_display_precision=2,
        figure=cost_since,
        month=True,
    ),
    SumDescription(
        key="all_sessions_energy",
        device_class=SensorDeviceClass.ENERGY,
        native_unit_of_measurement=UnitOfEnergy.KILO_WATT_HOUR,
        state_class=SensorStateClass.TOTAL,
        suggested_display_precision=1,
        figure=energy_since,
    ),
    SumDescription(
        key="all_sessions_cost",
        device_class=SensorDeviceClass.MONETARY,
        state_class=SensorStateClass.TOTAL,
        suggested_display_precision=2,
        figure=cost_since,
    ),
)

HOUSE_SUM_SENSORS: tuple[SumDescription, ...] = tuple(
    replace(item, key=f"house_{item.key}", translation_key=item.key)
    for item in SUM_SENSORS
)


def _unit(description: SensorEntityDescription, currency: str) -> str | None:
    if description.device_class is SensorDeviceClass.MONETARY:
        return currency
    return description.native_unit_of_measurement


class LastSessionSensor(ChargerEntity, SensorEntity):
    """A value of the session that ended last."""

    entity_description: LastSessionDescription

    def __init__(
        self,
        coordinator: ChargerCoordinator,
        log: LoggedSessions,
        description: LastSessionDescription,
    ) -> None:
        """Show one value."""
        super().__init__(coordinator, description)
        self._log = log
        self._attr_native_unit_of_measurement = _unit(
            description, coordinator.hass.config.currency
        )
        self._take_value()

    @override
    async def async_added_to_hass(self) -> None:
        await super().async_added_to_hass()
        self.async_on_remove(self._log.async_subscribe(self._async_log_changed))

    @callback
    def _async_log_changed(self) -> None:
        self._take_value()
        self.async_write_ha_state()

    def _take_value(self) -> None:
        session = last_session(self._log.sessions)
        self._attr_native_value = (
            None if session is None else self.entity_description.value_fn(session)
        )


class _Sum(SensorEntity):
    """Adds up the logs of one or more chargers."""

    # They change with the value, and are of no use later.
    _unrecorded_attributes = frozenset({ATTR_ENERGY_WITHOUT_COST})
    entity_description: SumDescription

    def __init__(self, logs: Iterable[LoggedSessions], unit: str | None) -> None:
        self._logs = tuple(logs)
        self._added: list[tuple[Session, ...]] | None = None
        self._attr_native_unit_of_measurement = unit
        self._take_value()

    @override
    async def async_added_to_hass(self) -> None:
        await super().async_added_to_hass()
        for log in self._logs:
            self.async_on_remove(log.async_subscribe(self._async_log_changed))
        if self.entity_description.month:
            self.async_on_remove(
                async_track_time_change(
                    self.hass, self._async_day_changed, hour=0, minute=0, second=0
                )
            )

    @callback
    def _async_day_changed(self, _now: datetime) -> None:
        self._added = None
        self._async_log_changed()

    @callback
    def _async_log_changed(self) -> None:
        if self._take_value():
            self.async_write_ha_state()

    def _take_value(self) -> bool:
        """Add up anew, which takes its time, where anything has changed."""
        month, figure = self.entity_description.month, self.entity_description.figure
        counted = [
            tuple(item for item in log.sessions if month or item.end is not None)
            for log in self._logs
        ]
        if counted == self._added:
            return False
        self._added = counted
        start = month_start() if month else _BEGINNING
        self._attr_last_reset = start if month else None
        value = sum_of_known(figure(sessions, start) for sessions in counted)
        self._attr_native_value = None if value is None else round(value, 4)
        if figure is cost_since:
            missing = sum(energy_without_cost(it, start) for it in counted)
            self._attr_extra_state_attributes = {
                ATTR_ENERGY_WITHOUT_COST: round(missing, 3)
            }
        return True


class SumSensor(ChargerEntity, _Sum):
    """What a charger did."""

    entity_description: SumDescription

    def __init__(
        self,
        coordinator: ChargerCoordinator,
        log: LoggedSessions,
        description: SumDescription,
    ) -> None:
        """Show one value."""
        ChargerEntity.__init__(self, coordinator, description)
        _Sum.__init__(self, [log], _unit(description, coordinator.hass.config.currency))


class HouseSumSensor(_Sum):
    """What a house's chargers did."""

    _attr_has_entity_name = True
    _attr_should_poll = False

    def __init__(
        self, hass: HomeAssistant, entry: V2CConfigEntry, description: SumDescription
    ) -> None:
        """Show one value."""
        self.entity_description = description
        super().__init__(
            entry.runtime_data.sessions.values(),
            _unit(description, hass.config.currency),
        )
        self._attr_unique_id = f"{entry.entry_id}_{description.key}"
        self._attr_device_info = DeviceInfo(identifiers={house_identifier(entry)})
