"""What the grid of a house emits, with a real recorder."""

from collections.abc import AsyncIterator, Callable, Coroutine
from datetime import UTC, datetime, timedelta
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.components.recorder import Recorder
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import async_fire_time_changed

from custom_components.v2c_cloud.const import DOMAIN
from custom_components.v2c_cloud.house_carbon import HouseCarbon
from custom_components.v2c_cloud.prices.store import PriceStore

from .carbon import GRID_CO2, HOUR, add_electricity_maps, forecast, record_co2, tell_co2
from .conftest import house_entry

NOW = datetime(2026, 11, 25, 10, 2, tzinfo=UTC)
"""A Wednesday, at 11:02 in Madrid."""
THIS_HOUR = NOW.replace(minute=0)
A_DAY = [200.0 + 10 * hour for hour in range(24)]
"""The means of a day that begins at midnight UTC."""
FOUR_WEEKS = [*(A_DAY * 28)][: 27 * 24 + 10]
SINCE = THIS_HOUR - len(FOUR_WEEKS) * HOUR

type StartCarbon = Callable[..., Coroutine[Any, Any, HouseCarbon]]


@pytest.fixture(autouse=True)
def _custom_integrations(
    recorder_mock: Recorder, enable_custom_integrations: None
) -> None:
    """The recorder has to be there before anything else of Home Assistant."""


@pytest.fixture
async def start(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory
) -> AsyncIterator[StartCarbon]:
    """Follow a source, as a house with these options does."""
    await hass.config.async_set_time_zone("Europe/Madrid")
    freezer.move_to(NOW)
    made: list[HouseCarbon] = []
    stores: list[PriceStore] = []

    async def begin(entry_id: str = "a", **options: Any) -> HouseCarbon:
        store = PriceStore(hass, entry_id)
        await store.async_load()
        carbon = HouseCarbon(hass, house_entry(**options), store)
        made.append(carbon)
        stores.append(store)
        carbon.async_start()
        await settle(hass)
        return carbon

    yield begin
    for carbon in made:
        carbon.async_stop()
    for store in stores:
        await store.async_flush()


async def settle(hass: HomeAssistant) -> None:
    """Let everything be read."""
    await hass.async_block_till_done(wait_background_tasks=True)


async def move_to(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, when: datetime
) -> None:
    """Let it be that time."""
    freezer.move_to(when)
    async_fire_time_changed(hass)
    await settle(hass)


def told(
    carbon: HouseCarbon, start: datetime, end: datetime
) -> list[tuple[str, int, bool]]:
    """What is told of each full hour: g, and whether that is expected."""
    return [
        (f"{slot.start:%H:%M}", round(slot.price_per_kwh), slot.expected)
        for slot in carbon.slots(start, end)
        if not slot.start.minute
    ]


async def test_the_evident_entity(hass: HomeAssistant, start: StartCarbon) -> None:
    """Nothing is set up: the past comes from the recorder, the present from the state."""
    assert add_electricity_maps(hass) == GRID_CO2
    await record_co2(hass, SINCE, FOUR_WEEKS)
    # Close to what is usual, which moves what is expected of the day but little.
    tell_co2(hass, 304)
    carbon = await start()
    assert told(carbon, THIS_HOUR - 2 * HOUR, THIS_HOUR + 4 * HOUR) == [
        ("08:00", 280.0, False),
        ("09:00", 290.0, False),
        ("10:00", 304.0, False),
        ("11:00", 310.0, True),
        ("12:00", 320.0, True),
        ("13:00", 330.0, True),
    ]
    assert carbon.learned_days == 28
    assert len(carbon.slots(NOW, NOW + timedelta(days=2))) == 2 * 96 + 1


async def test_a_forecast(hass: HomeAssistant, start: StartCarbon) -> None:
    """What the attributes tell is no guess, and the past says what comes after it."""
    await record_co2(hass, SINCE, FOUR_WEEKS)
    tell_co2(hass, 250, forecast=forecast(THIS_HOUR, [250.0, 240.0]))
    carbon = await start(carbon={"entity": GRID_CO2})
    coming = told(carbon, THIS_HOUR, THIS_HOUR + 3 * HOUR)
    assert coming[:2] == [("10:00", 250.0, False), ("11:00", 240.0, False)]
    assert coming[2][2]


async def test_other_units(hass: HomeAssistant, start: StartCarbon) -> None:
    """What was recorded may be in another one than what is told now."""
    await record_co2(hass, SINCE, [each / 1000 for each in FOUR_WEEKS], "kg/kWh")
    tell_co2(hass, 417)
    carbon = await start(carbon={"entity": GRID_CO2})
    assert told(carbon, THIS_HOUR - HOUR, THIS_HOUR + HOUR) == [
        ("09:00", 290.0, False),
        ("10:00", 417.0, False),
    ]


async def test_what_was_recorded_of_something_else(
    hass: HomeAssistant, start: StartCarbon
) -> None:
    """It is left alone."""
    await record_co2(hass, SINCE, FOUR_WEEKS, "%")
    tell_co2(hass, 417)
    carbon = await start(carbon={"entity": GRID_CO2})
    assert told(carbon, THIS_HOUR - HOUR, THIS_HOUR + 2 * HOUR) == [
        ("10:00", 417.0, False)
    ]


@pytest.mark.parametrize(
    "options", [{}, {"carbon": {}}], ids=["nothing evident", "nobody wants it"]
)
async def test_no_source(
    hass: HomeAssistant, start: StartCarbon, options: dict[str, Any]
) -> None:
    """Several that might be meant are none, and so is one that nobody wants."""
    add_electricity_maps(hass)
    add_electricity_maps(hass, "portugal")
    carbon = await start(**options)
    assert carbon.source is None
    assert carbon.slots(NOW, NOW + HOUR) == ()


async def test_what_is_not_evident(hass: HomeAssistant, start: StartCarbon) -> None:
    """A stove, an entity of ours, and one that is disabled."""
    add_electricity_maps(hass, "stove", "g/kWh")
    registry = er.async_get(hass)
    registry.async_get_or_create(
        "sensor", DOMAIN, "ours", unit_of_measurement="gCO2eq/kWh"
    )
    registry.async_get_or_create(
        "sensor",
        "co2signal",
        "off",
        unit_of_measurement="gCO2eq/kWh",
        disabled_by=er.RegistryEntryDisabler.USER,
    )
    assert (await start()).source is None


async def test_a_source_that_comes_and_goes(
    hass: HomeAssistant, start: StartCarbon, freezer: FrozenDateTimeFactory
) -> None:
    """It is found within a quarter of an hour, without a restart."""
    carbon = await start()
    heard: list[bool] = []
    stop = carbon.async_listen(lambda: heard.append(carbon.source is not None))
    add_electricity_maps(hass)
    tell_co2(hass, 417)
    await move_to(hass, freezer, NOW + timedelta(minutes=15))
    assert heard[-1:] == [True]
    assert [slot.price_per_kwh for slot in carbon.slots(NOW, THIS_HOUR + HOUR)] == [
        417.0
    ] * 3

    er.async_get(hass).async_remove(GRID_CO2)
    await move_to(hass, freezer, NOW + timedelta(minutes=30))
    assert heard[-1:] == [False]
    count = len(heard)
    stop()
    add_electricity_maps(hass)
    await move_to(hass, freezer, NOW + timedelta(minutes=45))
    assert carbon.source is not None
    assert len(heard) == count


async def test_a_source_that_falls_silent(
    hass: HomeAssistant, start: StartCarbon, freezer: FrozenDateTimeFactory
) -> None:
    """For some hours what is expected counts; then nothing is known, which is not 0."""
    await record_co2(hass, SINCE, FOUR_WEEKS)
    tell_co2(hass, 417)
    carbon = await start(carbon={"entity": GRID_CO2})
    tell_co2(hass, "unavailable")
    await move_to(hass, freezer, NOW + 5 * HOUR)
    [now] = told(carbon, NOW + 4 * HOUR, NOW + 5 * HOUR)[-1:]
    assert now[2]
    await move_to(hass, freezer, NOW + 8 * HOUR)
    assert carbon.slots(NOW, NOW + 24 * HOUR) == ()
    tell_co2(hass, 300)
    await settle(hass)
    assert told(carbon, NOW + 8 * HOUR, NOW + 9 * HOUR)[0][1] == 300


async def test_what_was_recorded_meanwhile(
    hass: HomeAssistant, start: StartCarbon, freezer: FrozenDateTimeFactory
) -> None:
    """The past is looked at again once a day, and what is known better stays."""
    tell_co2(hass, 417)
    carbon = await start(carbon={"entity": GRID_CO2})
    await record_co2(hass, THIS_HOUR - HOUR, [290.0, 999.0])
    await move_to(hass, freezer, NOW + 23 * HOUR)
    assert len(told(carbon, THIS_HOUR - HOUR, THIS_HOUR)) == 0
    await move_to(hass, freezer, NOW + 24 * HOUR + timedelta(minutes=15))
    assert told(carbon, THIS_HOUR - HOUR, THIS_HOUR + HOUR) == [
        ("09:00", 290.0, False),
        ("10:00", 417.0, False),
    ]


async def test_a_restart(
    hass: HomeAssistant, start: StartCarbon, freezer: FrozenDateTimeFactory
) -> None:
    """What was told is remembered, even if the source is not there yet."""
    tell_co2(hass, 417)
    before = await start(carbon={"entity": GRID_CO2})
    before.async_stop()
    # What is kept is written within minutes.
    await move_to(hass, freezer, NOW + timedelta(minutes=11))
    hass.states.async_remove(GRID_CO2)
    carbon = await start(carbon={"entity": GRID_CO2})
    assert told(carbon, THIS_HOUR, THIS_HOUR + HOUR) == [("10:00", 417.0, False)]


async def test_without_the_recorder(hass: HomeAssistant, start: StartCarbon) -> None:
    """The present is known, and what comes is learned from now on."""
    await record_co2(hass, SINCE, FOUR_WEEKS)
    tell_co2(hass, 417)
    hass.config.components.remove("recorder")
    carbon = await start(carbon={"entity": GRID_CO2})
    assert told(carbon, THIS_HOUR - HOUR, THIS_HOUR + HOUR) == [("10:00", 417.0, False)]
    hass.config.components.add("recorder")
