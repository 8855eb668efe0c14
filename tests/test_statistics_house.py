"""Long-term statistics of a house with its chargers, in a real recorder."""

from collections.abc import Iterator

from freezegun.api import TickingDateTimeFactory
from homeassistant.components.recorder import Recorder
from homeassistant.const import EVENT_COMPONENT_LOADED
from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import async_fire_time_changed

from scripts.simulator import SimulatedCharger, Simulator

from .clocks import pass_time, running_clock
from .conftest import AddHouse
from .recorded import figures_of, rows_of
from .session_logs import charge, fill_log, session, utc

ENERGY = "v2c_cloud:abc123_energy"
NOON = utc("2026-11-20T12:00:00")
NOW = utc("2026-11-22T11:39:33")


@pytest.fixture
def clock() -> Iterator[TickingDateTimeFactory]:
    """A day in November."""
    with running_clock() as running:
        running.move_to(NOW)
        yield running


@pytest.fixture(autouse=True)
def _custom_integrations(
    recorder_mock: Recorder, enable_custom_integrations: None
) -> None:
    """The recorder has to be there before anything else of Home Assistant."""


async def test_a_house(
    hass: HomeAssistant,
    charger: SimulatedCharger,
    add_house: AddHouse,
    clock: TickingDateTimeFactory,
) -> None:
    """Its chargers have statistics from their first session on."""
    entry = await add_house(charger)
    await fill_log(hass, entry, session(charge(NOON, 1.0, 2.0)))
    clock.tick(31)
    async_fire_time_changed(hass)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert await figures_of(hass, ENERGY) == [
        ("20 12:00", 1.0, 1.0),
        ("20 13:00", 2.0, 3.0),
    ]


async def test_a_house_with_an_account(
    hass: HomeAssistant, add_house: AddHouse
) -> None:
    """What the cloud recorded before the installation is there, and nothing twice."""
    await hass.config.async_set_time_zone("Europe/Madrid")
    async with Simulator(
        seed=1, start=dt_util.utcnow(), time_zone="Europe/Madrid"
    ) as simulator:
        charger = await simulator.add_charger("ABC123", name="Garage")
        assert charger.add_history(20) > 10
        told = sum(noted.total for noted in charger.log.pending)
        with running_clock() as clock:
            await add_house(charger, simulator=simulator, cloud=True)
            await pass_time(hass, clock, simulator, 3600)
            rows = await rows_of(hass, ENERGY)
    assert rows[-1]["sum"] == pytest.approx(told, rel=0.01)
    assert len({row["start"] for row in rows}) == len(rows)


async def test_a_house_that_is_unloaded(
    hass: HomeAssistant,
    charger: SimulatedCharger,
    add_house: AddHouse,
    clock: TickingDateTimeFactory,
) -> None:
    """Nothing is written for it any more."""
    entry = await add_house(charger)
    await fill_log(hass, entry, session(charge(NOON, 1.0, 2.0)))
    await hass.config_entries.async_unload(entry.entry_id)
    clock.tick(31)
    async_fire_time_changed(hass)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert await figures_of(hass, ENERGY) == []


@pytest.fixture
def _recorder_is_late(hass: HomeAssistant) -> None:
    """Home Assistant may set up integrations in any order."""
    hass.config.components.remove("recorder")


async def _recorder_comes(hass: HomeAssistant, clock: TickingDateTimeFactory) -> None:
    hass.config.components.add("recorder")
    hass.bus.async_fire(EVENT_COMPONENT_LOADED, {"component": "recorder"})
    await hass.async_block_till_done()
    clock.tick(31)
    async_fire_time_changed(hass)
    await hass.async_block_till_done(wait_background_tasks=True)


@pytest.mark.usefixtures("_recorder_is_late")
async def test_a_recorder_that_comes_later(
    hass: HomeAssistant,
    charger: SimulatedCharger,
    add_house: AddHouse,
    clock: TickingDateTimeFactory,
) -> None:
    """The log has it all."""
    await fill_log(hass, await add_house(charger), session(charge(NOON, 1.0)))
    await _recorder_comes(hass, clock)
    assert await figures_of(hass, ENERGY) == [("20 12:00", 1.0, 1.0)]


@pytest.mark.usefixtures("_recorder_is_late")
async def test_a_recorder_that_comes_too_late(
    hass: HomeAssistant,
    charger: SimulatedCharger,
    add_house: AddHouse,
    clock: TickingDateTimeFactory,
) -> None:
    """Nothing is written for a house that is no longer loaded."""
    entry = await add_house(charger)
    await fill_log(hass, entry, session(charge(NOON, 1.0)))
    await hass.config_entries.async_unload(entry.entry_id)
    await _recorder_comes(hass, clock)
    assert await figures_of(hass, ENERGY) == []
