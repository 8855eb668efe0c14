"""A meter that the Energy dashboard names, with its real preferences."""

from typing import Any, cast

from homeassistant.components.energy.data import EnergyManager, async_get_manager
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
import pytest

from custom_components.v2c_cloud.control.model import MeterReading, MeterStatus
from custom_components.v2c_cloud.meter_feed import MeterProblem

from .meters import GRID, MeterBench, prefer, status

OTHER = "sensor.other_power"


def source(kind: str, stat_rate: str) -> dict[str, Any]:
    """A source as the dashboard stores it."""
    return {"type": kind, "stat_energy_from": f"{stat_rate}_e", "stat_rate": stat_rate}


@pytest.fixture
async def manager(hass: HomeAssistant) -> EnergyManager:
    """Home Assistant's own keeper of the preferences."""
    return await async_get_manager(hass)


async def test_no_preferences(bench: MeterBench, manager: EnergyManager) -> None:
    """Somebody has to say where the power is."""
    meter = await bench.start()
    assert status(meter) is MeterStatus.MISSING
    assert meter.problem == MeterProblem(key="meter_missing")
    assert meter.entities == ()


async def test_a_whole_house(bench: MeterBench, manager: EnergyManager) -> None:
    """Two grids, a roof and a battery."""
    await prefer(
        manager,
        source("grid", GRID),
        source("grid", OTHER),
        source("solar", "sensor.roof"),
        source("battery", "sensor.battery"),
    )
    await bench.say(1.5, GRID, unit="kW")
    await bench.say(-200, OTHER)
    await bench.say(900, "sensor.roof")
    await bench.say(-300, "sensor.battery")
    meter = await bench.start()
    assert meter.reading == MeterReading(
        at=bench.hass.loop.time(), power=1300, solar=900, battery=-300
    )
    assert meter.entities == (GRID, OTHER, "sensor.roof", "sensor.battery")

    await bench.say("unavailable", OTHER)
    await bench.say(5, GRID, unit="kW")
    assert bench.told == []
    await bench.say(0, OTHER)
    assert bench.told == [("ok", 5000)]


async def test_preferences_that_change(
    bench: MeterBench, manager: EnergyManager
) -> None:
    """They are followed at once, and the old reading does not stand for the new."""
    await prefer(manager, source("grid", GRID))
    await bench.say(100)
    meter = await bench.start()
    await prefer(manager, source("grid", OTHER))
    await bench.hass.async_block_till_done()
    assert bench.told == [("missing", None)]
    assert meter.entities == (OTHER,)
    assert meter.problem == MeterProblem(
        key="meter_unavailable", placeholders={"sensor": OTHER}
    )
    await bench.say(101)
    await bench.say(7, OTHER)
    await bench.say(8, OTHER)
    assert bench.told == [("missing", None), ("ok", 8)]
    await prefer(manager)
    assert status(meter) is MeterStatus.MISSING
    assert meter.problem == MeterProblem(key="meter_missing")


async def test_preferences_that_change_elsewhere(
    bench: MeterBench, manager: EnergyManager
) -> None:
    """What was learned of the meter stays."""
    await prefer(manager, source("grid", GRID))
    await bench.say(100)
    meter = await bench.start()
    await bench.repeat([1, 2, 3], every=5)
    await manager.async_update(cast("Any", {"device_consumption": []}))
    assert meter.usual_gap == pytest.approx(5)


async def test_a_sensor_that_takes_its_preferences_along(
    bench: MeterBench, manager: EnergyManager, entity_registry: er.EntityRegistry
) -> None:
    """Home Assistant changes them without a word when its own sensor is renamed."""
    await prefer(manager, source("grid", GRID))
    meter = await bench.start()
    entity_registry.async_get_or_create(
        "sensor", "test", "1", suggested_object_id="grid_power"
    )
    entity_registry.async_update_entity(GRID, new_entity_id=OTHER)
    assert manager.data is not None
    manager.data["energy_sources"] = cast("Any", [source("grid", OTHER)])
    await bench.hass.async_block_till_done()
    assert meter.entities == (OTHER,)


async def test_a_stopped_meter_follows_nothing(
    bench: MeterBench, manager: EnergyManager
) -> None:
    """The dashboard cannot forget who listens, so we do."""
    first, second = await bench.start(), await bench.start()
    first.async_stop()
    await prefer(manager, source("grid", GRID))
    assert first.entities == ()
    assert second.entities == (GRID,)
    third = await bench.start()
    assert third.entities == (GRID,)
    assert len(manager._update_listeners) == 1  # noqa: SLF001
