"""A house's meter under test, with its clock and what it told."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from freezegun.api import FrozenDateTimeFactory
from homeassistant.components.energy.data import EnergyManager
from homeassistant.const import ATTR_UNIT_OF_MEASUREMENT
from homeassistant.core import HomeAssistant
from pytest_homeassistant_custom_component.common import async_fire_time_changed

from custom_components.v2c_cloud.control.model import MeterReading, MeterStatus
from custom_components.v2c_cloud.coordinator import ChargerCoordinator
from custom_components.v2c_cloud.house_options import MeterOptions
from custom_components.v2c_cloud.meter import HouseMeter

GRID = "sensor.grid_power"


@dataclass(slots=True, kw_only=True)
class MeterBench:
    """Makes meters, lets time pass and notes what it was told."""

    hass: HomeAssistant
    clock: FrozenDateTimeFactory
    meters: list[HouseMeter] = field(default_factory=list)
    told: list[tuple[str, float | None]] = field(default_factory=list)
    """Status and grid power at each call of the listener."""

    async def start(
        self,
        chargers: Mapping[str, ChargerCoordinator] | None = None,
        **options: object,
    ) -> HouseMeter:
        """Start a meter with these options."""
        meter = HouseMeter(
            self.hass,
            MeterOptions(**options),  # type: ignore[arg-type]
            chargers or {},
        )
        self.meters.append(meter)

        def told() -> None:
            reading = meter.reading
            self.told.append((meter.status, None if reading is None else reading.power))

        meter.async_subscribe(told)
        await meter.async_start()
        await self.hass.async_block_till_done()
        self.told.clear()
        return meter

    async def say(
        self,
        value: float | str,
        entity_id: str = GRID,
        unit: str | None = "W",
    ) -> None:
        """Let a sensor write its state."""
        attributes = {} if unit is None else {ATTR_UNIT_OF_MEASUREMENT: unit}
        self.hass.states.async_set(entity_id, str(value), attributes)
        await self.hass.async_block_till_done()

    async def wait(self, seconds: float) -> None:
        """Let time pass."""
        self.clock.tick(seconds)
        async_fire_time_changed(self.hass)
        await self.hass.async_block_till_done()

    async def repeat(self, values: list[float], every: float) -> None:
        """Let the grid's sensor write these values, with time before each."""
        for value in values:
            await self.wait(every)
            await self.say(value)

    def stop(self) -> None:
        """Stop all meters."""
        for meter in self.meters:
            meter.async_stop()


def status(meter: HouseMeter) -> MeterStatus:
    """The status now: a call, since a property is taken to stay what it was."""
    return meter.status


def reading(meter: HouseMeter) -> MeterReading | None:
    """The reading now, for the same reason."""
    return meter.reading


async def prefer(manager: EnergyManager, *sources: dict[str, Any]) -> None:
    """Save preferences as the dashboard does."""
    await manager.async_update(cast("Any", {"energy_sources": list(sources)}))
