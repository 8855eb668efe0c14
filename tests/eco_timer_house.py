"""A house whose EcoCharging waits by the chargers' timers."""

from datetime import UTC, datetime
from typing import Any

from scripts.simulator import SimulatedCharger, Simulator, Timer

from .eco_house import EcoHouse, MakeEcoHouse
from .power_house import big_car

OWN = Timer(start=1380, end=300, days="67")
"""What the owner has set: from 23:00 to 5:00 at weekends."""
NONE = Timer()
ENVELOPE = Timer(start=5, end=420, days="1234567")
"""From just after the first cheap hour until the car shall be ready."""
NO_CLOUD: dict[str, Any] = {"simulator": None, "cloud": False}
WITH_REST: dict[str, Any] = {"power_control": {"rest_current": 10}}
TIMER_COMMAND = "/device/timer"


def set_clock(charger: SimulatedCharger, simulator: Simulator) -> None:
    """Let the charger's clock show the time of the house."""
    ahead = datetime.now(UTC) - simulator.now
    charger.clock_offset = ahead.total_seconds()


async def waiting(
    eco_house: MakeEcoHouse,
    world: Simulator,
    charger: SimulatedCharger,
    *,
    second: Timer = NONE,
    **options: Any,
) -> EcoHouse:
    """A house with the option, and a car that must be ready at 7:00."""
    charger.values.timers = (OWN, second)
    # The cloud hears of it.
    await world.advance(120)
    cloud = {"simulator": world, "cloud": True}
    house = await eco_house(charger, **{**cloud, "eco_timer": True, **options})
    set_clock(charger, world)
    charger.plug(big_car())
    await house.set(charger, ready_by_on=True)
    await house.power.live(60)
    return house


def waits_by_timer(charger: SimulatedCharger) -> bool:
    """Whether it is the timer, and no pause, that holds the car."""
    return charger.waiting_for_timer and not charger.values.paused


def envelopes_sent(simulator: Simulator) -> int:
    """How often the cloud was told a timer."""
    return sum(call.path.endswith(TIMER_COMMAND) for call in simulator.cloud.requests)
