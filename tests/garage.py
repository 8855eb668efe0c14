"""A charger with a lock and its keys, in Home Assistant and in the simulator at once."""

from collections.abc import Callable, Coroutine, Iterator
from dataclasses import dataclass
from typing import Any

from freezegun.api import TickingDateTimeFactory
from homeassistant.components.switch import DOMAIN as SWITCH
from homeassistant.const import (
    ATTR_ENTITY_ID,
    SERVICE_TURN_OFF,
    SERVICE_TURN_ON,
    Platform,
)
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from scripts.simulator import SimulatedCharger, Simulator

from .clocks import pass_time, running_clock
from .conftest import AddHouse, entity_id, state_of
from .keys import PHONE, WATCH, say

KEYS = [{"entity": PHONE}, {"entity": WATCH}]


@pytest.fixture(name="clock")
def clock_fixture() -> Iterator[TickingDateTimeFactory]:
    """Time that tests can move on."""
    with running_clock(gap=0.0) as clock:
        yield clock


@dataclass(slots=True, kw_only=True)
class Garage:
    """A charger with a lock, and its keys."""

    hass: HomeAssistant
    clock: TickingDateTimeFactory
    simulator: Simulator
    charger: SimulatedCharger
    entry: MockConfigEntry

    def is_locked(self) -> bool:
        """Whether the charger is."""
        return self.charger.values.locked

    @property
    def writes(self) -> list[str]:
        """What was written to its lock."""
        return [
            write.value for write in self.charger.writes if write.keyword == "Locked"
        ]

    @property
    def tries(self) -> int:
        """How often somebody wanted to write to it."""
        return sum(
            request.path.startswith("/write/Locked")
            for request in self.charger.lan.requests
        )

    @property
    def reason(self) -> str:
        """Why it is locked or not."""
        return state_of(self.hass, Platform.SENSOR, "lock_reason")

    async def live(self, seconds: int) -> str:
        """Let time pass; returns the reason then."""
        await pass_time(self.hass, self.clock, self.simulator, seconds, step=5)
        return self.reason

    async def see(
        self, home: bool, entity: str = PHONE, seconds: int = 90, **attributes: object
    ) -> str:
        """Let a tracker say where its key is, and time pass."""
        say(self.hass, entity, home=home, **attributes)
        return await self.live(seconds)

    async def switch(self, suffix: str, *, on: bool) -> None:
        """Turn a switch of the charger on or off."""
        await self.hass.services.async_call(
            SWITCH,
            SERVICE_TURN_ON if on else SERVICE_TURN_OFF,
            {ATTR_ENTITY_ID: entity_id(self.hass, Platform.SWITCH, suffix)},
            blocking=True,
        )


type MakeGarage = Callable[..., Coroutine[Any, Any, Garage]]


@pytest.fixture(name="make_garage")
def make_garage_fixture(
    hass: HomeAssistant,
    clock: TickingDateTimeFactory,
    simulator: Simulator,
    charger: SimulatedCharger,
    add_house: AddHouse,
) -> MakeGarage:
    """Make a garage; the phone is there and the watch is not."""

    async def make(**lock: Any) -> Garage:
        charger.lan.strict_manners = False
        charger.lan.latency = 0.0
        say(hass, PHONE, home=True)
        say(hass, WATCH, home=False)
        options = {charger.id: {"keys": KEYS} | lock}
        garage = Garage(
            hass=hass,
            clock=clock,
            simulator=simulator,
            charger=charger,
            entry=await add_house(charger, smart_lock=options),
        )
        await garage.switch("smart_lock", on=True)
        await garage.live(90)
        return garage

    return make
