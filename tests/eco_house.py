"""A house with EcoCharging and prices by the time of day."""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from freezegun.api import TickingDateTimeFactory
from homeassistant.core import HomeAssistant

from custom_components.v2c_cloud.control.plan import Plan
from custom_components.v2c_cloud.eco_charging import EcoCharging
from custom_components.v2c_cloud.sessions.model import Session
from scripts.simulator import SimulatedCharger

from .actions import ask
from .power_house import MakePowerHouse, PowerHouse
from .session_logs import charge, fill_log, session

MADRID = ZoneInfo("Europe/Madrid")
NIGHT, DAY = 0.08, 0.24
TARIFF = {
    "preset": "custom",
    "currency": "EUR",
    "time_zone": "Europe/Madrid",
    "holidays": "none",
    "bands": [
        {
            "days": ["working", "saturday", "sunday"],
            "seasons": ["winter", "summer"],
            "start": start,
            "end": end,
            "price": price,
        }
        for start, end, price in (("00:00", "08:00", NIGHT), ("08:00", "24:00", DAY))
    ],
}
"""Cheap from midnight to 8:00."""


def madrid(text: str) -> datetime:
    """A local time as an instant."""
    return datetime.fromisoformat(text).replace(tzinfo=MADRID).astimezone(UTC)


def is_paused(charger: SimulatedCharger) -> bool:
    """Whether the charger holds the charge."""
    return charger.values.paused


async def get_plan(hass: HomeAssistant, **data: object) -> dict[str, Any]:
    """The plan and the prices."""
    return await ask(hass, "get_plan", **data)


async def why(hass: HomeAssistant) -> str:
    """The sentence that says why."""
    sentence: str = (await get_plan(hass))["why"]
    return sentence


EVENING = madrid("2026-11-24 18:00")
"""A Tuesday."""


def usual_nights(*days: str, energy: float = 9.0) -> list[Session]:
    """Sessions from 18:00 to 7:40 of the next day."""
    return [
        session(
            charge(start, energy / 2, energy / 2),
            end=start + timedelta(hours=13, minutes=40),
        )
        for start in (madrid(f"{day} 18:00") for day in days)
    ]


WORKING_NIGHTS = usual_nights(
    "2026-11-16", "2026-11-17", "2026-11-18", "2026-11-19", "2026-11-23"
)


@dataclass(slots=True, kw_only=True)
class EcoHouse:
    """A house whose cars are charged when it is cheap."""

    power: PowerHouse

    @property
    def eco(self) -> EcoCharging:
        """Its EcoCharging."""
        eco: EcoCharging = self.power.entry.runtime_data.eco
        return eco

    def subentry_id(self, charger: SimulatedCharger) -> str:
        """What the charger is known by."""
        return next(
            subentry_id
            for subentry_id, item in self.power.power.chargers.items()
            if item.charger_id == charger.id
        )

    async def set(self, charger: SimulatedCharger, **changes: Any) -> None:
        """Let people want something, and it be done."""
        self.eco.async_set(self.subentry_id(charger), **changes)
        await self.settle()

    async def remember(self, *sessions: Session) -> None:
        """Let these sessions have been."""
        await fill_log(self.power.hass, self.power.entry, *sessions)
        await self.settle()

    async def settle(self) -> None:
        """Let everything be planned, decided and carried out."""
        await self.power.hass.async_block_till_done(wait_background_tasks=True)

    def plan(self, charger: SimulatedCharger) -> Plan:
        """The plan of a charger that has one."""
        plan = self.eco.plan(self.subentry_id(charger))
        assert plan is not None
        return plan

    async def until(self, instant: datetime) -> None:
        """Let a long time pass at once, and the house look at it.

        A step never ends at the instant: the harness rings a timer of a quarter of an
        hour up to half a second early.
        """
        left = instant - datetime.now(UTC)
        self.power.clock.tick(left - timedelta(seconds=15))
        await self.power.live(40)


type MakeEcoHouse = Callable[..., Coroutine[Any, Any, EcoHouse]]


def make_eco_house(make: MakePowerHouse, clock: TickingDateTimeFactory) -> MakeEcoHouse:
    """Make houses with EcoCharging on for each charger."""

    async def house(
        *chargers: SimulatedCharger, begins: datetime = EVENING, **options: Any
    ) -> EcoHouse:
        prices = {"prices": {"source": "tariff"}, "tariff": TARIFF}
        clock.move_to(begins)
        power = await make(*chargers, watched=60, **{**prices, **options})
        eco = EcoHouse(power=power)
        for charger in chargers:
            await eco.set(charger, enabled=True)
        return eco

    return house
