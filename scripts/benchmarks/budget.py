"""What a day costs of the cloud's calls, with one, four and twenty chargers.

The day is virtual, everything else is real: a Home Assistant core, the integration and
a simulated cloud on loopback. All cars charge all day, which is when most is asked, and
the cloud's day does not begin anew: the worst of all days.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from itertools import product
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final
from unittest.mock import patch

from freezegun.api import FrozenDateTimeFactory
from homeassistant.config_entries import (
    SOURCE_USER,
    ConfigEntry,
    ConfigEntryState,
    ConfigSubentryData,
)
from homeassistant.const import CONF_API_KEY, CONF_HOST, CONF_PORT
from homeassistant.core import HomeAssistant

from custom_components.v2c_cloud import coordinator
from custom_components.v2c_cloud.api.budget import RESERVE
from custom_components.v2c_cloud.const import (
    CONF_CLOUD,
    CONF_CLOUD_URL,
    DOMAIN,
    ENTRY_VERSION,
    SUBENTRY_CHARGER,
)
from custom_components.v2c_cloud.house import House
from scripts.simulator import Car, SimulatedCharger, Simulator

from .home import Home
from .processes import in_processes
from .report import Target, say
from .virtual_time import pass_seconds, still_clock

SUMMARY: Final = "calls to the cloud in a virtual day, by what they are for (2 minutes)"
_KEY: Final = "a-key-of-the-simulated-cloud"
_HOUR: Final = 3600
_CHARGERS: Final = (1, 4, 20)
_OTHERS: Final = (0, 300)
_STEP: Final = 60
_LAN_POLLS: Final = timedelta(minutes=15)
"""How often the LAN is asked, for that costs no call and much time to measure."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """A kind of day.

    Attributes:
        chargers: how many chargers the account has, all in one house.
        lan: whether Home Assistant reaches them over the LAN as well.
        others: calls that other programs of the same user make, evenly over the day.
    """

    chargers: int
    lan: bool
    others: int

    @property
    def name(self) -> str:
        """Return how reports name it."""
        link = "lan up" if self.lan else "lan down"
        return f"{self.chargers} chargers, {link}, others {self.others}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """What a day cost.

    Attributes:
        calls: made by us, by what they were for.
        others: made by other programs.
        remaining: what the cloud has left at the end, and never had less of.
        refused: calls that the cloud did not answer with 200.
    """

    calls: dict[str, int]
    others: int
    remaining: int
    refused: int

    @property
    def total(self) -> int:
        """Return our calls together."""
        return sum(self.calls.values())

    def document(self) -> dict[str, Any]:
        """Return the part of the report."""
        return {
            "calls": self.calls,
            "total": self.total,
            "others": self.others,
            "remaining": self.remaining,
            "refused": self.refused,
        }


SCENARIOS: Final = tuple(
    Scenario(chargers=chargers, lan=lan, others=others)
    for chargers, lan, others in product(_CHARGERS, (True, False), _OTHERS)
)


@contextmanager
def seldom_lan() -> Iterator[None]:
    """Let chargers on the LAN be asked seldom while they charge."""
    with patch.object(coordinator, "_CHARGING", _LAN_POLLS):
        yield


async def live(
    hass: HomeAssistant,
    clock: FrozenDateTimeFactory,
    simulator: Simulator,
    scenario: Scenario,
    hours: int = 24,
    *,
    step: int,
) -> Day:
    """Set a house up and let it charge for some hours, on one day's quota.

    Time passes in steps of some seconds; in each the account makes one call at most.
    """
    chargers = [
        await _charging(simulator, f"CHARGE{number}", lan=scenario.lan)
        for number in range(scenario.chargers)
    ]
    # Until the cloud knows, too.
    await simulator.advance(120)
    simulator.cloud.add_key(_KEY)
    entry = _house(simulator, chargers, lan=scenario.lan)
    await hass.config_entries.async_add(entry)
    await hass.async_block_till_done()
    if entry.state is not ConfigEntryState.LOADED:
        raise RuntimeError(f"{entry.state}, {entry.reason}")
    before = 0
    for hour in range(hours):
        by_now = scenario.others * (hour + 1) // 24
        simulator.cloud.spend(by_now - before)
        before = by_now
        for _ in range(_HOUR // step):
            await pass_seconds(hass, clock, step)
    house: House = entry.runtime_data
    if house.account is None:
        raise RuntimeError("The house has lost its account")
    day = Day(
        calls=dict(sorted(house.account.client.budget.by_kind.items())),
        others=before,
        remaining=simulator.cloud.remaining,
        refused=sum(call.status != 200 for call in simulator.cloud.requests),
    )
    await hass.config_entries.async_unload(entry.entry_id)
    await hass.async_block_till_done()
    return day


async def _charging(
    simulator: Simulator, charger_id: str, *, lan: bool
) -> SimulatedCharger:
    """Install a charger that answers at once, with a car that is nearly empty."""
    charger = await simulator.add_charger(charger_id, lan=lan)
    if lan:
        charger.lan.strict_manners = False
        charger.lan.latency = 0.0
    charger.plug(Car(soc=0.1))
    return charger


def _house(
    simulator: Simulator, chargers: list[SimulatedCharger], *, lan: bool
) -> ConfigEntry[House]:
    return ConfigEntry(
        data={CONF_API_KEY: _KEY, CONF_CLOUD_URL: simulator.cloud.url},
        discovery_keys=MappingProxyType({}),
        domain=DOMAIN,
        minor_version=1,
        options={},
        source=SOURCE_USER,
        subentries_data=[
            ConfigSubentryData(
                data={
                    CONF_CLOUD: True,
                    **(
                        {CONF_HOST: item.lan.host, CONF_PORT: item.lan.port}
                        if lan
                        else {}
                    ),
                },
                subentry_type=SUBENTRY_CHARGER,
                title=item.id,
                unique_id=item.id,
            )
            for item in chargers
        ],
        title="House",
        unique_id=None,
        version=ENTRY_VERSION,
    )


async def _measure(scenario: Scenario, hours: int, directory: Path) -> Day:
    async with Simulator() as simulator, Home.open(directory) as home:
        with seldom_lan(), still_clock() as clock:
            return await live(home.hass, clock, simulator, scenario, hours, step=_STEP)


def run(quick: bool) -> dict[str, Any]:
    """Measure everything; return the report."""
    hours = 1 if quick else 24
    days: dict[str, Any] = {}
    for chargers in _CHARGERS:
        say(f"a day with {chargers} charger{'s' * (chargers > 1)}")
        batch = {
            scenario.name: partial(_measure, scenario, hours)
            for scenario in SCENARIOS
            if scenario.chargers == chargers
        }
        days |= {name: day.document() for name, day in in_processes(batch).items()}
    return {"hours": hours, "reserve": RESERVE, "days": days}


def targets(figures: Mapping[str, Any]) -> list[Target]:
    """Return what the figures shall reach."""
    return [
        target
        for name, day in figures["days"].items()
        for target in (
            Target(
                name=f"{name}: all calls, the quota",
                figure=day["total"] + day["others"],
                limit=1000,
            ),
            Target(
                name=f"{name}: calls missing from the reserve",
                figure=max(RESERVE - day["remaining"], 0),
                limit=0,
            ),
            Target(name=f"{name}: refused calls", figure=day["refused"], limit=0),
        )
    ]
