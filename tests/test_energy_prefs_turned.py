"""A sensor that the Energy dashboard itself makes, which needs the recorder."""

from homeassistant.components.energy.data import async_get_manager
from homeassistant.components.recorder import Recorder
from homeassistant.setup import async_setup_component
import pytest

from .meters import GRID, MeterBench, prefer


@pytest.fixture(autouse=True)
def _custom_integrations(
    recorder_mock: Recorder, enable_custom_integrations: None
) -> None:
    """The recorder has to be there before anything else of Home Assistant."""


async def test_a_sensor_that_home_assistant_makes(
    bench: MeterBench,
) -> None:
    """A sensor that counts the other way round has been turned by the dashboard."""
    assert await async_setup_component(bench.hass, "energy", {})
    await bench.say(-100, GRID)
    await prefer(
        await async_get_manager(bench.hass),
        {
            "type": "grid",
            "stat_energy_from": "sensor.e",
            "power_config": {"stat_rate_inverted": GRID},
        },
    )
    await bench.hass.async_block_till_done()
    meter = await bench.start()
    assert meter.entities != (GRID,)
    assert len(meter.entities) == 1
    assert meter.reading is not None
    assert meter.reading.power == 100
    await bench.say(250, GRID)
    assert bench.told == [("ok", -250)]
