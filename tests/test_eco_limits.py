"""What each slot of a plan allows."""

from datetime import datetime, timedelta
from unittest.mock import Mock

from homeassistant.components.energy.data import async_get_manager
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    MockModule,
    mock_integration,
    mock_platform,
)

from custom_components.v2c_cloud.control.model import PowerControl
from custom_components.v2c_cloud.control.plan import EcoSlot, SlotLimits
from custom_components.v2c_cloud.control.presets import all_day
from custom_components.v2c_cloud.control.profile_codec import encode
from custom_components.v2c_cloud.control.profiles import Unit
from custom_components.v2c_cloud.eco_limits import (
    SlotBounds,
    async_solar_forecast,
    slot_limits,
    without_skipped,
)
from scripts.simulator import SimulatedCharger

from .eco_house import MADRID, MakeEcoHouse, madrid
from .meters import prefer
from .power_house import big_car

NOON = madrid("2026-11-25 12:00")
QUARTER, HOUR = timedelta(minutes=15), timedelta(hours=1)


async def add_forecast(hass: HomeAssistant, domain: str, forecast: object) -> str:
    """Set up a provider of forecasts that says this; returns its entry's ID."""

    async def told(hass: HomeAssistant, entry_id: str) -> object:
        if isinstance(forecast, Exception):
            raise forecast
        return forecast

    mock_integration(hass, MockModule(domain))
    mock_platform(hass, f"{domain}.energy", Mock(async_get_solar_forecast=told))
    entry = MockConfigEntry(domain=domain)
    entry.add_to_hass(hass)
    hass.config.components.add(domain)
    return entry.entry_id


async def show_on_dashboard(hass: HomeAssistant, *entry_ids: str) -> None:
    """Let the Energy dashboard show these forecasts."""
    manager = await async_get_manager(hass)
    roof = {
        "type": "solar",
        "stat_energy_from": "sensor.roof",
        "config_entry_solar_forecast": list(entry_ids),
    }
    await prefer(manager, roof)


async def test_no_forecast(hass: HomeAssistant) -> None:
    """Most houses have none."""
    assert await async_solar_forecast(hass) == {}


async def test_forecasts_of_two_roofs(hass: HomeAssistant) -> None:
    """Wh of periods become W of quarters, added up; a period ends with the next."""
    hours = {
        "2026-11-25T12:00:00+01:00": 1000,
        "2026-11-25T12:30:00+01:00": 200,
        "nonsense": 5,
    }
    east = await add_forecast(hass, "sunny", {"wh_hours": hours})
    west = await add_forecast(
        hass, "bright", {"wh_hours": {"2026-11-25T11:00:00+00:00": 400}}
    )
    await show_on_dashboard(hass, east, west)
    forecast = await async_solar_forecast(hass)
    assert forecast == {
        NOON: 2400,
        NOON + QUARTER: 2400,
        NOON + 2 * QUARTER: 600,
        NOON + 3 * QUARTER: 600,
        NOON + 4 * QUARTER: 200,
        NOON + 5 * QUARTER: 200,
    }


@pytest.mark.parametrize("told", [None, ValueError("no sun today")])
async def test_a_provider_that_fails(hass: HomeAssistant, told: object) -> None:
    """Nobody's plan depends on it."""
    broken = await add_forecast(hass, "sunny", told)
    await show_on_dashboard(hass, broken, "an entry that is gone")
    assert await async_solar_forecast(hass) == {}


async def test_the_roof_in_a_plan(
    hass: HomeAssistant, eco_house: MakeEcoHouse, charger: SimulatedCharger
) -> None:
    """What it will leave over is known to the plan."""
    roof = await add_forecast(
        hass, "sunny", {"wh_hours": {"2026-11-25T12:00:00+01:00": 3000}}
    )
    await show_on_dashboard(hass, roof)
    house = await eco_house(charger)
    charger.plug(big_car())
    await house.power.live(60)
    plan = house.plan(charger)
    sunny, dark = plan.at(NOON), plan.at(NOON - QUARTER)
    assert sunny is not None
    assert dark is not None
    assert 1.5 < sunny.solar <= 3.0
    assert dark.solar == 0


async def test_the_sun_counts_once(
    hass: HomeAssistant, eco_house: MakeEcoHouse, charger: SimulatedCharger
) -> None:
    """A house that gave at noon is one with a roof: the forecast tells of the roof."""
    roof = await add_forecast(
        hass, "sunny", {"wh_hours": {"2026-11-25T12:00:00+01:00": 1000}}
    )
    await show_on_dashboard(hass, roof)
    house = await eco_house(charger, kilowatts=None, contracted_power=3.45)
    house.power.entry.runtime_data.store.remember_house(
        NOON.astimezone(MADRID), -90_000.0
    )
    await house.power.control(charger, PowerControl.GRID_PV)
    charger.plug(big_car())
    await house.power.live(60)
    plan = house.plan(charger)
    sunny, dark = plan.at(NOON), plan.at(NOON - 12 * HOUR)
    assert sunny is not None
    assert dark is not None
    assert sunny.solar == 1.0
    assert sunny.most < 4.45
    assert dark.solar == 0
    assert dark.most < 3.45


@pytest.mark.parametrize(
    ("phases", "options"),
    [
        (1, {"contracted_power": 3.45}),
        (3, {"contracted_power": 3.45}),
    ],
)
async def test_the_limit_of_the_house(
    eco_house: MakeEcoHouse,
    charger: SimulatedCharger,
    phases: int,
    options: dict[str, object],
) -> None:
    """Under power control a plan takes no more than the contract leaves."""
    house = await eco_house(charger, kilowatts=None, phases=phases, **options)
    await house.power.control(charger, PowerControl.GRID_PV)
    charger.plug(big_car())
    await house.power.live(60)
    slot = house.plan(charger).at(NOON)
    assert slot is not None
    assert slot.most < 3.45


@pytest.mark.parametrize(("phases", "most"), [(1, 3.4), (3, 10.2)])
async def test_the_limit_of_a_phase(
    eco_house: MakeEcoHouse, charger: SimulatedCharger, phases: int, most: float
) -> None:
    """A car that loads one of three phases gets what is left of that one."""
    limits = encode(all_day(15.0, Unit.AMPERE))
    house = await eco_house(charger, kilowatts=None, phases=3, limits=limits)
    bounds = SlotBounds(most=22.0, least=1.38, phases=phases, limited=True)
    slot = EcoSlot(start=NOON, end=NOON + QUARTER, price=0.1)
    data = house.power.entry.runtime_data
    assert [each.most for each in slot_limits([slot], bounds, data, {})] == [
        pytest.approx(most, rel=0.01)
    ]


async def test_a_car_that_nobody_controls(
    eco_house: MakeEcoHouse, charger: SimulatedCharger
) -> None:
    """What it takes is not what the house usually takes."""
    house = await eco_house(charger, kilowatts=None, contracted_power=3.45)
    store = house.power.entry.runtime_data.store
    await house.set(charger, enabled=False)
    charger.plug(big_car())
    await house.power.live(60)
    loads = store.loads
    await house.power.live(60)
    assert charger.charging
    assert store.loads == loads


def test_skipped_slots() -> None:
    """Nothing is left before somebody wants it; the roof's neither."""

    def slot(start: datetime) -> EcoSlot:
        return EcoSlot(start=start, end=start + QUARTER, price=0.1)

    slots = [slot(NOON), slot(NOON + QUARTER)]
    limits = [SlotLimits(most=7.4, solar=1.0)] * 2
    assert without_skipped(slots, limits, None) == tuple(limits)
    until = (NOON + QUARTER).isoformat()
    assert without_skipped(slots, limits, until) == (
        SlotLimits(most=0.0, skipped=True),
        limits[1],
    )
