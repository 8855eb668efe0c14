"""The power of a house from sensors: units, signs, sums, and what is no number."""

from datetime import timedelta

from homeassistant.const import ATTR_RESTORED, ATTR_UNIT_OF_MEASUREMENT
from homeassistant.core import CoreState, HomeAssistant
from homeassistant.helpers import entity_registry as er
from homeassistant.util import dt as dt_util
import pytest

from custom_components.v2c_cloud.control.model import MeterReading, MeterStatus
from custom_components.v2c_cloud.meter import HouseMeter
from custom_components.v2c_cloud.meter_feed import MeterProblem

from .meters import GRID, MeterBench, reading, status

PHASES = ("sensor.l1", "sensor.l2", "sensor.l3")
NAMED = f"grid power ({GRID})"


def solar(meter: HouseMeter) -> float | None:
    """What the roof gives, if that is known."""
    found = reading(meter)
    return None if found is None else found.solar


@pytest.mark.parametrize(
    ("value", "unit", "power"),
    [
        ("1234.5", "W", 1234.5),
        ("-0.75", "kW", -750),
        ("0.0042", "MW", 4200),
        ("0", "W", 0),
        ("1e3", "W", 1000),
    ],
)
async def test_units(bench: MeterBench, value: str, unit: str, power: float) -> None:
    """All become W, and zero is a number."""
    await bench.say(value, unit=unit)
    meter = await bench.start(source="entities", grid=GRID)
    assert meter.reading is not None
    assert meter.reading.power == pytest.approx(power)
    assert status(meter) is MeterStatus.OK


@pytest.mark.parametrize(("value", "unit"), [("4600", "VA"), ("4.6", "kVA")])
async def test_apparent_power(bench: MeterBench, value: str, unit: str) -> None:
    """Where it was said that the meter measures it; roof and battery are in W."""
    await bench.say(value, unit=unit)
    await bench.say(500, "sensor.roof")
    meter = await bench.start(
        source="entities", grid=GRID, solar="sensor.roof", apparent=True
    )
    assert meter.reading is not None
    assert meter.reading.power == pytest.approx(4600)
    assert meter.reading.solar == 500


@pytest.mark.parametrize(
    ("unit", "apparent", "named"),
    [
        ("A", False, "A"),
        ("kWh", False, "kWh"),
        ("VA", False, "VA"),
        ("W", True, "W"),
        (None, False, ""),
    ],
)
async def test_other_units(
    bench: MeterBench, unit: str | None, apparent: bool, named: str
) -> None:
    """No number is made of them."""
    await bench.say(1000, unit=unit)
    meter = await bench.start(source="entities", grid=GRID, apparent=apparent)
    assert meter.reading is None
    assert status(meter) is MeterStatus.MISSING
    assert meter.problem == MeterProblem(
        key="meter_unit", placeholders={"sensor": NAMED, "unit": named}
    )


async def test_a_unit_that_changes(bench: MeterBench) -> None:
    """Each report has its own; one that is lost is as good as no report."""
    await bench.say(1000)
    meter = await bench.start(source="entities", grid=GRID)
    await bench.say(2, unit="kW")
    await bench.say(3, unit=None)
    assert bench.told == [("ok", 2000)]
    await bench.wait(61)
    assert meter.problem == MeterProblem(
        key="meter_unit", placeholders={"sensor": NAMED, "unit": ""}
    )


@pytest.mark.parametrize("value", ["unknown", "unavailable", "nan", "inf", "", "1,5"])
async def test_what_is_no_number(bench: MeterBench, value: str) -> None:
    """It is not known, and never zero."""
    await bench.say(value)
    meter = await bench.start(source="entities", grid=GRID)
    assert reading(meter) is None
    assert status(meter) is MeterStatus.MISSING
    assert meter.problem == MeterProblem(
        key="meter_unavailable", placeholders={"sensor": NAMED}
    )
    await bench.say(5)
    assert bench.told == [("ok", 5)]
    await bench.say(value)
    assert bench.told == [("ok", 5)]
    await bench.wait(61)
    assert bench.told[1:] == [("silent", 5)]


async def test_signs(bench: MeterBench) -> None:
    """Inverted sensors count export and charging as positive; a roof only gives."""
    await bench.say(700)
    await bench.say(200, "sensor.battery")
    await bench.say(3000, "sensor.roof")
    meter = await bench.start(
        source="entities",
        grid=GRID,
        grid_inverted=True,
        solar="sensor.roof",
        battery="sensor.battery",
        battery_inverted=True,
    )
    assert meter.reading == MeterReading(
        at=bench.hass.loop.time(), power=-700, solar=3000, battery=-200
    )
    assert meter.entities == (GRID, "sensor.roof", "sensor.battery")


async def test_phases(bench: MeterBench) -> None:
    """Their sum is the total, if no sensor tells that."""
    for entity_id, value in zip(PHASES, (100, -50, 25), strict=True):
        await bench.say(value, entity_id)
    meter = await bench.start(source="entities", phases=PHASES)
    assert reading(meter) == MeterReading(
        at=bench.hass.loop.time(), power=75, phases=(100, -50, 25)
    )

    total = await bench.start(
        source="entities", grid=GRID, phases=PHASES, grid_inverted=True
    )
    assert reading(total) is None
    await bench.say(-80)
    await bench.say(-81)
    assert reading(total) == MeterReading(
        at=bench.hass.loop.time(), power=81, phases=(-100, 50, -25)
    )


async def test_a_report_of_all_phases_is_told_once(bench: MeterBench) -> None:
    """Nobody sees half of it."""
    for entity_id in PHASES:
        await bench.say(100, entity_id)
    await bench.start(source="entities", phases=PHASES)
    await bench.wait(1)
    for entity_id in PHASES:
        bench.hass.states.async_set(entity_id, "200", {ATTR_UNIT_OF_MEASUREMENT: "W"})
    await bench.hass.async_block_till_done()
    assert bench.told == [("ok", 600)]


async def test_the_oldest_of_several_sensors_counts(bench: MeterBench) -> None:
    """A phase that is not reported any more makes the whole silent."""
    for entity_id in PHASES:
        await bench.say(100, entity_id)
    meter = await bench.start(source="entities", phases=PHASES)
    for _ in range(6):
        await bench.wait(10.1)
        await bench.say(100, "sensor.l1")
        await bench.say(100, "sensor.l3")
    assert meter.reading is not None
    assert bench.hass.loop.time() - meter.reading.at == pytest.approx(60.6)
    assert status(meter) is MeterStatus.SILENT
    assert meter.problem is not None
    assert meter.problem.placeholders["sensor"] == "l2 (sensor.l2)"
    await bench.say(100, "sensor.l2")
    assert status(meter) is MeterStatus.OK


async def test_roof_and_battery_are_not_needed(bench: MeterBench) -> None:
    """Not known is not zero, and the grid is good all the same."""
    await bench.say(100)
    await bench.say("unavailable", "sensor.roof")
    meter = await bench.start(
        source="entities", grid=GRID, solar="sensor.roof", battery="sensor.battery"
    )
    assert reading(meter) == MeterReading(at=bench.hass.loop.time(), power=100)
    assert status(meter) is MeterStatus.OK

    await bench.say(800, "sensor.roof")
    assert bench.told == []
    assert solar(meter) == 800
    await bench.repeat([100] * 59, every=10)
    assert solar(meter) == 800
    await bench.repeat([100], every=10)
    assert solar(meter) is None
    assert status(meter) is MeterStatus.OK


async def test_an_old_state_is_old(bench: MeterBench) -> None:
    """A house that is loaded anew does not take it for a fresh one."""
    await bench.say(100)
    await bench.wait(45)
    meter = await bench.start(source="entities", grid=GRID)
    assert status(meter) is MeterStatus.OK
    await bench.wait(16)
    assert bench.told == [("silent", 100)]
    later = await bench.start(source="entities", grid=GRID)
    assert status(later) is MeterStatus.SILENT
    assert later.reading is not None
    assert later.reading.power == 100


async def test_a_clock_that_was_set_back(bench: MeterBench) -> None:
    """No report is from the future."""
    ahead = dt_util.utcnow() + timedelta(hours=1)
    bench.hass.states.async_set(
        GRID, "100", {ATTR_UNIT_OF_MEASUREMENT: "W"}, timestamp=ahead.timestamp()
    )
    meter = await bench.start(source="entities", grid=GRID)
    assert meter.reading is not None
    assert meter.reading.at == bench.hass.loop.time()


async def test_what_is_there_while_home_assistant_starts(bench: MeterBench) -> None:
    """It may be from before the restart, so only the next value counts."""
    bench.hass.set_state(CoreState.starting)
    await bench.say(100)
    meter = await bench.start(source="entities", grid=GRID)
    assert status(meter) is MeterStatus.MISSING
    assert meter.problem is not None
    assert meter.problem.key == "meter_silent"
    await bench.say(100)
    assert bench.told == [("ok", 100)]


@pytest.mark.parametrize("known", ["sensor.grid_power", "sensor.another"])
async def test_the_first_value_of_a_sensor_may_be_remembered(
    bench: MeterBench, known: str
) -> None:
    """A sensor that is added later shows what it had before, too."""
    bench.hass.states.async_set(known, "unavailable", {ATTR_RESTORED: True})
    meter = await bench.start(source="entities", grid=GRID)
    assert status(meter) is MeterStatus.MISSING
    await bench.say(100)
    assert status(meter) is MeterStatus.MISSING
    assert bench.told == []
    await bench.say(100)
    assert bench.told == [("ok", 100)]


async def test_a_sensor_that_is_renamed(
    hass: HomeAssistant, bench: MeterBench, entity_registry: er.EntityRegistry
) -> None:
    """It is gone under its old name, and that is what people read."""
    entity_registry.async_get_or_create(
        "sensor", "test", "1", suggested_object_id="grid_power"
    )
    await bench.say(100)
    meter = await bench.start(source="entities", grid=GRID)
    entity_registry.async_update_entity(GRID, new_entity_id="sensor.other")
    hass.states.async_remove(GRID)
    await bench.wait(61)
    assert status(meter) is MeterStatus.SILENT
    assert meter.problem == MeterProblem(
        key="meter_unavailable", placeholders={"sensor": GRID}
    )


async def test_nothing_is_picked(bench: MeterBench) -> None:
    """Then there is no meter."""
    meter = await bench.start(source="entities", solar="sensor.roof")
    await bench.say(5, "sensor.roof")
    await bench.say(6, "sensor.roof")
    assert meter.reading is None
    assert meter.problem == MeterProblem(key="meter_missing")
