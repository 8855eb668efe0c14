"""Days on the quota: one, four and twenty chargers, with and without the LAN.

The same days as those of ``scripts/benchmark budget``, in longer steps.
"""

from homeassistant.core import HomeAssistant
import pytest

from custom_components.v2c_cloud.api.budget import RESERVE
from scripts.benchmarks.budget import (
    SCENARIOS,
    Day,
    Scenario,
    live,
    seldom_lan,
    targets,
)
from scripts.benchmarks.virtual_time import still_clock
from scripts.simulator import Simulator

_STEP = 120
"""Seconds; in each step the account makes one call at most."""


def _judged(scenario: Scenario, day: Day) -> list[str]:
    """The targets that a day missed."""
    figures = {"days": {scenario.name: day.document()}}
    return [target.name for target in targets(figures) if not target.met]


@pytest.mark.timeout(300)
@pytest.mark.parametrize(
    "scenario", [pytest.param(item, id=item.name) for item in SCENARIOS]
)
async def test_a_day(
    hass: HomeAssistant, simulator: Simulator, scenario: Scenario
) -> None:
    """The quota is never exceeded, the reserve is always kept, nobody is forgotten."""
    with seldom_lan(), still_clock() as clock:
        day = await live(hass, clock, simulator, scenario, step=_STEP)
    assert _judged(scenario, day) == []
    assert day.calls["pairings"] >= 1
    assert day.calls["version"] == scenario.chargers
    assert day.calls["shadow"] >= scenario.chargers
    # Without the LAN nothing else tells power and energy.
    assert day.calls.get("live", 0) >= 5 * scenario.chargers * (not scenario.lan)
    assert day.calls["sessions"] >= scenario.chargers


def test_a_day_that_went_wrong() -> None:
    """The targets can be missed."""
    scenario = SCENARIOS[0]
    day = Day(calls={"live": 900}, others=300, remaining=RESERVE - 1, refused=3)
    assert len(_judged(scenario, day)) == 3
