"""What people are asked to repair about their prices, and when that is taken back."""

from typing import Any

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.v2c_cloud.const import DOMAIN
from custom_components.v2c_cloud.prices.entity_source import PRICES_UNAVAILABLE
from scripts.simulator import SimulatedCharger, Simulator

from .clocks import pass_time, running_clock
from .conftest import AddHouse

PRICE = "sensor.price"


def issues(hass: HomeAssistant) -> dict[str | None, dict[str, str] | None]:
    """The placeholders of what is raised about prices, by key."""
    return {
        issue.translation_key: issue.translation_placeholders
        for issue in ir.async_get(hass).issues.values()
        if issue.domain == DOMAIN
        and issue.active
        and (issue.translation_key or "").startswith("prices_")
    }


@pytest.mark.parametrize(
    ("attributes", "raised"),
    [
        (
            {"unit_of_measurement": "EUR/kWh", "rating": "CHEAP"},
            {
                "prices_without_future": {
                    "house": "Home",
                    "entity": "price",
                    "attributes": "rating, unit_of_measurement",
                }
            },
        ),
        (
            {"unit_of_measurement": "kWh"},
            {"prices_unit": {"house": "Home", "entity": "price", "unit": "kWh"}},
        ),
    ],
)
async def test_a_problem_that_lasts(
    hass: HomeAssistant,
    simulator: Simulator,
    charger: SimulatedCharger,
    add_house: AddHouse,
    attributes: dict[str, Any],
    raised: dict[str, dict[str, str]],
) -> None:
    """It is raised after five minutes, and cleared as soon as prices are read."""
    with running_clock(gap=0.0) as clock:
        hass.states.async_set(PRICE, "0.2", attributes)
        await add_house(charger, prices={"source": "entity", "entity": PRICE})
        await pass_time(hass, clock, simulator, 240, 60)
        assert issues(hass) == {}
        await pass_time(hass, clock, simulator, 120, 60)
        assert issues(hass) == raised
        hass.states.async_set(
            PRICE, "0.2", {"unit_of_measurement": "EUR/kWh", "today": [0.2] * 24}
        )
        await hass.async_block_till_done()
        assert issues(hass) == {}


async def test_no_price_is_no_problem(
    hass: HomeAssistant,
    simulator: Simulator,
    charger: SimulatedCharger,
    add_house: AddHouse,
) -> None:
    """Nobody has to have one."""
    with running_clock(gap=0.0) as clock:
        await add_house(charger)
        await pass_time(hass, clock, simulator, 600, 60)
        assert issues(hass) == {}


async def test_a_house_that_is_removed(
    hass: HomeAssistant,
    simulator: Simulator,
    charger: SimulatedCharger,
    add_house: AddHouse,
) -> None:
    """Its issue goes with it."""
    with running_clock(gap=0.0) as clock:
        entry: MockConfigEntry = await add_house(
            charger, prices={"source": "entity", "entity": PRICE}
        )
        await pass_time(hass, clock, simulator, 360, 60)
        assert set(issues(hass)) == {PRICES_UNAVAILABLE}
        await hass.config_entries.async_remove(entry.entry_id)
        assert entry.state is ConfigEntryState.NOT_LOADED
        assert issues(hass) == {}
