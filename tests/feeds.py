"""A feed of the charger's own meter under test, with a broker and a meter."""

from homeassistant.core import CALLBACK_TYPE, HomeAssistant
from homeassistant.helpers import issue_registry as ir
import pytest
from pytest_homeassistant_custom_component.common import async_fire_time_changed_exact

from custom_components.v2c_cloud.const import DOMAIN
from custom_components.v2c_cloud.meter import HouseMeter
from custom_components.v2c_cloud.mqtt_feed import async_start_feed

from .broker import Broker, add_mqtt
from .conftest import house_entry
from .meters import GRID, MeterBench

SUN = "sensor.solar_power"
BATTERY = "sensor.battery_power"
GRID_TOPIC = "trydan_v2c_grid_power"
SUN_TOPIC = "trydan_v2c_sun_power"
BATTERY_TOPIC = "trydan_v2c_battery_power"
PATIENCE = 301


@pytest.fixture(name="meter")
async def meter_fixture(bench: MeterBench) -> HouseMeter:
    """The house's meter, which has said nothing yet."""
    for sensor in (GRID, SUN, BATTERY):
        await bench.say("unknown", sensor)
    return await bench.start(source="entities", grid=GRID, solar=SUN, battery=BATTERY)


@pytest.fixture(name="fed")
async def fed_fixture(
    hass: HomeAssistant, broker: Broker, meter: HouseMeter
) -> CALLBACK_TYPE:
    """A feed that works; how to stop it."""
    await add_mqtt(hass, broker)
    return feed(hass, meter)


def feed(
    hass: HomeAssistant,
    meter: HouseMeter,
    options: dict[str, object] | None = None,
    prefix: str = "",
) -> CALLBACK_TYPE:
    """Start the feed of a house; returns how to stop it."""
    entry = house_entry()
    entry.add_to_hass(hass)
    settings = {"prefix": prefix, "battery_inverted": False}
    hass.config_entries.async_update_entry(
        entry, options={"meter_feed": settings, **(options or {})}
    )
    return async_start_feed(hass, entry, meter)


async def wait(bench: MeterBench, seconds: float) -> None:
    """Let time pass, to the millisecond."""
    bench.clock.tick(seconds)
    async_fire_time_changed_exact(bench.hass)
    await bench.hass.async_block_till_done()


def issues(hass: HomeAssistant) -> set[str | None]:
    """The keys of what there is to repair."""
    return {
        issue.translation_key
        for (domain, _), issue in ir.async_get(hass).issues.items()
        if domain == DOMAIN
    }
