"""A house's power as sensors of Home Assistant have it."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
import math
import time
from typing import Final, override

from homeassistant.const import (
    ATTR_RESTORED,
    ATTR_UNIT_OF_MEASUREMENT,
    UnitOfApparentPower,
    UnitOfPower,
)
from homeassistant.core import (
    CoreState,
    Event,
    EventStateChangedData,
    EventStateReportedData,
    HomeAssistant,
    State,
    callback,
)
from homeassistant.helpers.event import (
    async_track_state_change_event,
    async_track_state_report_event,
)
from homeassistant.util import dt as dt_util
from homeassistant.util.unit_conversion import ApparentPowerConverter, PowerConverter

from .control.meter_age import MeterAge
from .control.model import MeterReading, MeterStatus
from .meter_feed import (
    METER_MISSING,
    METER_SILENT,
    METER_UNAVAILABLE,
    METER_UNIT,
    MeterFeed,
    MeterProblem,
    slow_meter,
)
from .meter_sensors import PowerSensors

_W: Final = (PowerConverter, UnitOfPower.WATT)
_VA: Final = (ApparentPowerConverter, UnitOfApparentPower.VOLT_AMPERE)

_BESIDE: Final = 600.0
"""Seconds after which what roof or battery said is not known any more.

They are no one's limit, and many inverters are asked every five minutes only.
"""


@dataclass(slots=True, kw_only=True)
class _Sensor:
    """A power sensor."""

    apparent: bool
    value: float | None = None
    """W or VA, with the sensor's own sign."""
    age: MeterAge = field(default_factory=MeterAge)

    def take(self, state: State | None) -> bool:
        """Take its state; tells whether that is a number of W or VA."""
        self.value = None if state is None else _power(state, apparent=self.apparent)
        return self.value is not None

    def value_at(self, now: float) -> float | None:
        """What it says, if that is not too long ago."""
        reported_at = self.age.reported_at
        if reported_at is None or now - reported_at >= _BESIDE:
            return None
        return self.value


def _number(state: State) -> float | None:
    """A state's number; None where it has none."""
    try:
        value = float(state.state)
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def _power(state: State, *, apparent: bool) -> float | None:
    """A state in W or VA; None where it is no such thing."""
    converter, unit = _VA if apparent else _W
    given = state.attributes.get(ATTR_UNIT_OF_MEASUREMENT)
    value = _number(state)
    if value is None or given not in converter.VALID_UNITS:
        return None
    return converter.convert(value, given, unit)


class SensorFeed(MeterFeed):
    """Sensors of Home Assistant.

    What counts as a report is every value that is written, changed or not, except the
    first one after a sensor was added: it may be what the sensor remembers from before
    a restart. For the same reason nothing that is there while Home Assistant starts is
    a report. Otherwise a sensor that was there before has the age that its
    ``last_reported`` says.
    """

    def __init__(
        self, hass: HomeAssistant, sensors: PowerSensors, heard: Callable[[], None]
    ) -> None:
        """Know the sensors; nothing is read yet."""
        super().__init__(heard)
        self.entities = sensors.all
        self._hass = hass
        self._use = sensors
        self._sensors = {
            entity_id: _Sensor(
                apparent=sensors.apparent and entity_id in sensors.needed
            )
            for entity_id in sensors.all
        }
        self._needed = [self._sensors[entity_id] for entity_id in sensors.needed]
        self._grid_sign = -1.0 if sensors.grid_inverted else 1.0
        self._battery_sign = -1.0 if sensors.battery_inverted else 1.0
        self._reading: MeterReading | None = None

    @property
    @override
    def ages(self) -> Collection[MeterAge]:
        return [sensor.age for sensor in self._needed]

    @property
    @override
    def reading(self) -> MeterReading | None:
        if (grid := self._reading) is None:
            return None
        return MeterReading(
            at=grid.at,
            power=grid.power,
            phases=grid.phases,
            solar=self._beside(self._use.solar, 1.0),
            battery=self._beside(self._use.battery, self._battery_sign),
        )

    def _beside(self, entity_ids: Collection[str], sign: float) -> float | None:
        """What roof or battery give; None as soon as one of several is not known."""
        now = self._hass.loop.time()
        values = [self._sensors[entity_id].value_at(now) for entity_id in entity_ids]
        known = [value for value in values if value is not None]
        return sign * sum(known) if known and len(known) == len(values) else None

    @callback
    @override
    def async_start(self) -> None:
        now, wall_now = self._hass.loop.time(), time.time()
        running = self._hass.state is CoreState.running
        for entity_id, sensor in self._sensors.items():
            state = self._hass.states.get(entity_id)
            if sensor.take(state) and state and running:
                ago = max(wall_now - state.last_reported_timestamp, 0.0)
                sensor.age = sensor.age.reported(now - ago)
        self._look()
        self._stops = [
            async_track_state_change_event(self._hass, self.entities, self._changed),
            async_track_state_report_event(self._hass, self.entities, self._reported),
        ]

    @callback
    def _changed(self, event: Event[EventStateChangedData]) -> None:
        before = event.data["old_state"]
        added = before is None or ATTR_RESTORED in before.attributes
        self._take(event.data["entity_id"], event.data["new_state"], report=not added)

    @callback
    def _reported(self, event: Event[EventStateReportedData]) -> None:
        self._take(event.data["entity_id"], event.data["new_state"], report=True)

    def _take(self, entity_id: str, state: State | None, *, report: bool) -> None:
        sensor = self._sensors[entity_id]
        if sensor.take(state) and report:
            sensor.age = sensor.age.reported(self._hass.loop.time())
            if entity_id in self._use.needed:
                self._look()

    def _look(self) -> None:
        """Put a reading together if all sensors of the grid are known."""
        values: dict[str, float] = {}
        oldest = math.inf
        for entity_id in self._use.needed:
            sensor = self._sensors[entity_id]
            if sensor.value is None or sensor.age.reported_at is None:
                return
            values[entity_id] = self._grid_sign * sensor.value
            oldest = min(oldest, sensor.age.reported_at)
        if not values:
            return
        phases = tuple(values[entity_id] for entity_id in self._use.phases)
        grid = [values[entity_id] for entity_id in self._use.grid]
        self._reading = MeterReading(
            at=oldest, power=sum(grid or phases), phases=phases or None
        )
        self._heard()

    @override
    def problem(self, status: MeterStatus) -> MeterProblem:
        if not self._needed:
            return MeterProblem(key=METER_MISSING)
        now = self._hass.loop.time()
        entity_id = next(
            entity_id
            for entity_id in self._use.needed
            if self._sensors[entity_id].age.status(now) is status
        )
        sensor, state = self._sensors[entity_id], self._hass.states.get(entity_id)
        name = entity_id if state is None else f"{state.name} ({entity_id})"
        if status is MeterStatus.TOO_SLOW:
            return slow_meter(name, [sensor.age])
        if state is None or _number(state) is None:
            return MeterProblem(key=METER_UNAVAILABLE, placeholders={"sensor": name})
        if sensor.value is None:
            unit = str(state.attributes.get(ATTR_UNIT_OF_MEASUREMENT, ""))
            return MeterProblem(
                key=METER_UNIT, placeholders={"sensor": name, "unit": unit}
            )
        since = dt_util.as_local(state.last_reported).strftime("%Y-%m-%d %H:%M")
        return MeterProblem(
            key=METER_SILENT, placeholders={"sensor": name, "since": since}
        )
