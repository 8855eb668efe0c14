"""A house under power control, in Home Assistant and in the simulator at once."""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any

from freezegun.api import TickingDateTimeFactory
from homeassistant.const import ATTR_DEVICE_CLASS, ATTR_UNIT_OF_MEASUREMENT
from homeassistant.core import HomeAssistant
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
)

from custom_components.v2c_cloud.control.model import PowerControl, Reason
from custom_components.v2c_cloud.dynamic_power import DynamicPower, PowerStatus
from custom_components.v2c_cloud.power_charger import PowerCharger
from scripts.simulator import Car, SimulatedCharger, Simulator

GRID = "sensor.grid_power"
METER = {"source": "entities", "grid": GRID}
_STEP = 10


@dataclass(slots=True, kw_only=True)
class PowerHouse:
    """Lets time pass for all of it, with a meter that reports every five seconds."""

    hass: HomeAssistant
    clock: TickingDateTimeFactory
    simulator: Simulator
    entry: MockConfigEntry
    metered: bool = True
    highest: float = 0.0
    """W that the grid gave at the most, seen second by second."""
    over: dict[float, int] = field(default_factory=dict)
    """Seconds over each limit that somebody asked for."""
    watch_limit: float | None = None

    @property
    def power(self) -> DynamicPower:
        """The power control."""
        power: DynamicPower = self.entry.runtime_data.power
        return power

    def _subentry_id(self, charger: SimulatedCharger) -> str:
        return next(
            subentry_id
            for subentry_id, item in self.power.chargers.items()
            if item.charger_id == charger.id
        )

    def charger(self, charger: SimulatedCharger) -> PowerCharger:
        """A charger as power control sees it."""
        return self.power.chargers[self._subentry_id(charger)]

    def status(self, charger: SimulatedCharger) -> PowerStatus:
        """What people see."""
        status = self.power.status(self._subentry_id(charger))
        assert status is not None
        return status

    def reason(self, charger: SimulatedCharger) -> Reason:
        """Why it is (not) charging."""
        return self.status(charger).reason

    async def control(
        self,
        charger: SimulatedCharger,
        mode: PowerControl = PowerControl.GRID_PV,
        **changes: Any,
    ) -> None:
        """Let it be controlled."""
        subentry_id = self._subentry_id(charger)
        await self.power.async_set_mode(subentry_id, mode)
        self.power.async_set(subentry_id, **changes)
        await self.hass.async_block_till_done(wait_background_tasks=True)

    async def end_override(self, charger: SimulatedCharger) -> None:
        """Let control decide again."""
        self.power.async_end_override(self._subentry_id(charger))
        await self.hass.async_block_till_done(wait_background_tasks=True)

    def say(self) -> None:
        """Let the meter report."""
        self.hass.states.async_set(
            GRID,
            str(round(self.simulator.house.grid_power)),
            {ATTR_UNIT_OF_MEASUREMENT: "W", ATTR_DEVICE_CLASS: "power"},
        )

    async def live(self, seconds: int, step: int = _STEP) -> None:
        """Let time pass."""
        for _ in range(0, seconds, step):
            self.clock.tick(step)
            for _ in range(step):
                await self.simulator.advance(1)
                self._watch()
            if self.metered:
                self.say()
            async_fire_time_changed(self.hass)
            await self.hass.async_block_till_done(wait_background_tasks=True)

    def _watch(self) -> None:
        grid = self.simulator.house.grid_power
        self.highest = max(self.highest, grid)
        limit = self.watch_limit
        if limit is not None and grid > limit:
            self.over[limit] = self.over.get(limit, 0) + 1


type MakePowerHouse = Callable[..., Coroutine[Any, Any, PowerHouse]]


def make_power_house(
    hass: HomeAssistant,
    clock: TickingDateTimeFactory,
    simulator: Simulator,
    add_house: Callable[..., Coroutine[Any, Any, MockConfigEntry]],
) -> MakePowerHouse:
    """Make houses with the given chargers and options, watched for some minutes."""

    async def make(
        *chargers: SimulatedCharger,
        kilowatts: float | None = 4.6,
        watched: int = 360,
        **options: Any,
    ) -> PowerHouse:
        if kilowatts is not None:
            options = {"contracted_power": kilowatts, "phases": 1, **options}
        for charger in chargers:
            # Hours pass in seconds here: the manners of the LAN are tested elsewhere.
            charger.lan.strict_manners = False
            charger.lan.latency = 0.0
        entry = await add_house(*chargers, **{"meter": METER, **options})
        house = PowerHouse(hass=hass, clock=clock, simulator=simulator, entry=entry)
        house.say()
        await house.live(watched)
        return house

    return make


def big_car(**changes: Any) -> Car:
    """A car that is never full."""
    return Car(**{"capacity": 1000.0, "soc": 0.1, **changes})
