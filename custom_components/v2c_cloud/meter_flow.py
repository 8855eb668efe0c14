"""The steps that ask where the house's power is read."""

from typing import Any, Final

from homeassistant.components.sensor import SensorDeviceClass
from homeassistant.config_entries import ConfigFlowResult
from homeassistant.const import (
    ATTR_UNIT_OF_MEASUREMENT,
    STATE_UNAVAILABLE,
    STATE_UNKNOWN,
    Platform,
    UnitOfApparentPower,
    UnitOfPower,
)
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.selector import (
    BooleanSelector,
    EntitySelector,
    EntitySelectorConfig,
)
import probatio

from .const import CONF_PHASES
from .energy_prefs import async_get_preferences
from .flow_forms import FormError
from .house_flow import HouseSteps, choice
from .house_options import (
    CONF_APPARENT,
    CONF_BATTERY,
    CONF_BATTERY_INVERTED,
    CONF_GRID,
    CONF_GRID_INVERTED,
    CONF_METER,
    CONF_SOLAR,
    CONF_SOURCE,
    MeterSource,
)

CONF_PHASE_SENSORS: Final = ("phase_1", "phase_2", "phase_3")

_POWER_UNITS: Final = {UnitOfPower.WATT, UnitOfPower.KILO_WATT, UnitOfPower.MEGA_WATT}
_APPARENT_UNITS: Final = {
    UnitOfApparentPower.VOLT_AMPERE,
    UnitOfApparentPower.KILO_VOLT_AMPERE,
}
_NO_VALUE: Final = {STATE_UNAVAILABLE, STATE_UNKNOWN}
"""Inverters sleep at night, and are the right choice all the same."""


def _sensor(*classes: SensorDeviceClass) -> EntitySelector:
    return EntitySelector(
        EntitySelectorConfig(
            filter={"domain": Platform.SENSOR, "device_class": list(classes)}
        )
    )


_GRID_SENSOR = _sensor(SensorDeviceClass.POWER, SensorDeviceClass.APPARENT_POWER)
_POWER_SENSOR = _sensor(SensorDeviceClass.POWER)


class MeterSteps(HouseSteps):
    """Asks for the meter."""

    async def async_step_meter(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask where the meter is."""
        error = None
        if user_input is not None:
            source = MeterSource(user_input[CONF_SOURCE])
            if source is MeterSource.ENTITIES:
                return await self.async_step_meter_entities()
            dashboard = (await async_get_preferences(self.hass)).sensors
            if source is MeterSource.CHARGER or dashboard.grid:
                return self._save(**{CONF_METER: {CONF_SOURCE: str(source)}})
            error = FormError("dashboard_without_power", CONF_SOURCE)
        schema = probatio.Schema(
            {probatio.Required(CONF_SOURCE): choice("meter_source", *MeterSource)}
        )
        return self._show_form(
            step_id="meter",
            schema=schema,
            values=user_input or {CONF_SOURCE: self._options.meter.source},
            error=error,
        )

    async def async_step_meter_entities(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for the sensors, and check what they say."""
        error = None
        if user_input is not None:
            try:
                return self._save(**{CONF_METER: self._read_sensors(user_input)})
            except FormError as err:
                error = err
        return self._show_form(
            step_id="meter_entities",
            schema=_entities_schema(three_phases=self._options.phases == 3),
            values=user_input or self._meter_values(),
            error=error,
        )

    def _meter_values(self) -> dict[str, object]:
        meter = self._options.meter
        values: dict[str, object] = {
            CONF_GRID: meter.grid,
            CONF_GRID_INVERTED: meter.grid_inverted,
            CONF_SOLAR: meter.solar,
            CONF_BATTERY: meter.battery,
            CONF_BATTERY_INVERTED: meter.battery_inverted,
            **dict(zip(CONF_PHASE_SENSORS, meter.phases, strict=False)),
        }
        return {key: value for key, value in values.items() if value is not None}

    def _read_sensors(self, user_input: dict[str, Any]) -> dict[str, object]:
        """What was picked, as it is stored. Raises ``FormError``."""
        picked: dict[str, str] = {
            key: user_input[key] for key in CONF_PHASE_SENSORS if key in user_input
        }
        if picked and len(picked) < len(CONF_PHASE_SENSORS):
            missing = next(key for key in CONF_PHASE_SENSORS if key not in picked)
            raise FormError("phase_sensors_missing", missing)
        meter: dict[str, object] = {
            key: value for key, value in user_input.items() if key not in picked
        } | {CONF_SOURCE: str(MeterSource.ENTITIES)}
        if picked:
            meter[CONF_PHASES] = list(picked.values())
        if CONF_GRID in meter:
            picked[CONF_GRID] = user_input[CONF_GRID]
        if not picked:
            raise FormError("grid_sensor_missing", CONF_GRID)
        apparent = {
            self._checked_unit(key, sensor, _POWER_UNITS | _APPARENT_UNITS)
            in _APPARENT_UNITS
            for key, sensor in picked.items()
        }
        if len(apparent) > 1:
            raise FormError("sensors_differ", CONF_GRID)
        for key in (CONF_SOLAR, CONF_BATTERY):
            if key in meter:
                self._checked_unit(key, user_input[key], _POWER_UNITS)
        return meter | {CONF_APPARENT: apparent == {True}}

    def _checked_unit(self, field: str, sensor: str, units: set[Any]) -> str:
        """The unit of a sensor that says a power. Raises ``FormError``."""
        state = self.hass.states.get(sensor)
        if state is None:
            raise FormError("sensor_missing", field, sensor=sensor)
        entry = er.async_get(self.hass).async_get(sensor)
        unit = state.attributes.get(
            ATTR_UNIT_OF_MEASUREMENT, entry.unit_of_measurement if entry else None
        )
        if unit not in units:
            raise FormError("sensor_unit", field, sensor=sensor, unit=str(unit or "–"))
        if state.state not in _NO_VALUE and not _is_number(state.state):
            raise FormError(
                "sensor_not_a_number", field, sensor=sensor, state=state.state
            )
        return str(unit)


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _entities_schema(*, three_phases: bool) -> probatio.Schema:
    phases = (
        {probatio.Optional(key): _GRID_SENSOR for key in CONF_PHASE_SENSORS}
        if three_phases
        else {}
    )
    return probatio.Schema(
        {
            probatio.Optional(CONF_GRID): _GRID_SENSOR,
            **phases,
            probatio.Required(CONF_GRID_INVERTED, default=False): BooleanSelector(),
            probatio.Optional(CONF_SOLAR): _POWER_SENSOR,
            probatio.Optional(CONF_BATTERY): _POWER_SENSOR,
            probatio.Required(CONF_BATTERY_INVERTED, default=False): BooleanSelector(),
        }
    )
