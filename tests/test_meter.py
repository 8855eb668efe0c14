"""A house's meter: when it is silent, when it is back, and who is told."""

import pytest

from custom_components.v2c_cloud.control.model import MeterStatus
from custom_components.v2c_cloud.house_options import MeterOptions
from custom_components.v2c_cloud.meter import HouseMeter
from custom_components.v2c_cloud.meter_feed import MeterProblem

from .meters import GRID, MeterBench, status

OK, MISSING, SILENT, TOO_SLOW = "ok", "missing", "silent", "too_slow"


@pytest.fixture
async def meter(bench: MeterBench) -> HouseMeter:
    """A sensor of the grid's power that says 1 kW."""
    await bench.say(1000)
    return await bench.start(source="entities", grid=GRID)


async def test_what_is_there_at_the_start(bench: MeterBench, meter: HouseMeter) -> None:
    """It is as old as its last report."""
    assert meter.reading is not None
    assert meter.reading.power == 1000
    assert meter.reading.at == pytest.approx(bench.hass.loop.time())
    assert status(meter) is MeterStatus.OK
    assert meter.problem is None
    assert meter.usual_gap is None
    assert meter.entities == (GRID,)


async def test_a_report_is_told(bench: MeterBench, meter: HouseMeter) -> None:
    """Once."""
    await bench.wait(1)
    await bench.say(-250)
    assert bench.told == [(OK, -250)]
    assert meter.reading is not None
    assert meter.reading.at == pytest.approx(bench.hass.loop.time())


async def test_the_same_value_again_is_a_report(
    bench: MeterBench, meter: HouseMeter
) -> None:
    """A house that takes the same for an hour has no silent meter."""
    await bench.repeat([1000] * 360, every=10)
    assert set(bench.told) == {(OK, 1000)}
    assert len(bench.told) == 360
    assert meter.usual_gap == pytest.approx(10)


async def test_silence_and_return(bench: MeterBench, meter: HouseMeter) -> None:
    """Both are told when they happen, and the last reading stays."""
    await bench.wait(59)
    assert bench.told == []
    assert status(meter) is MeterStatus.OK
    await bench.wait(2)
    assert bench.told == [(SILENT, 1000)]
    await bench.wait(3600)
    assert bench.told == [(SILENT, 1000)]
    assert meter.reading is not None
    assert bench.hass.loop.time() - meter.reading.at == pytest.approx(3661)
    await bench.say(1000)
    assert bench.told == [(SILENT, 1000), (OK, 1000)]


async def test_silence_is_dated(bench: MeterBench) -> None:
    """Somebody wants to know since when."""
    bench.clock.move_to("2026-11-20 12:00:00")
    await bench.hass.config.async_set_time_zone("Europe/Madrid")
    await bench.say(5)
    meter = await bench.start(source="entities", grid=GRID)
    await bench.wait(61)
    assert meter.problem == MeterProblem(
        key="meter_silent",
        placeholders={
            "sensor": "grid power (sensor.grid_power)",
            "since": "2026-11-20 13:00",
        },
    )


async def test_a_meter_that_reports_changes_only(
    bench: MeterBench, meter: HouseMeter
) -> None:
    """It gets the time that it usually takes, three times."""
    for seconds, value in ((25, 1), (28, 2), (24, 3), (30, 4), (26, 5)):
        await bench.wait(seconds)
        await bench.say(value)
    assert meter.usual_gap == pytest.approx(26, abs=2)
    await bench.wait(74)
    assert status(meter) is MeterStatus.OK
    await bench.wait(11)
    assert status(meter) is MeterStatus.SILENT
    assert bench.told[-1:] == [(SILENT, 5)]


async def test_a_meter_that_became_quick_is_waited_for_less(
    bench: MeterBench, meter: HouseMeter
) -> None:
    """The timer of the slow days does not hold that up."""
    await bench.repeat([1, 2, 3], every=60)
    assert status(meter) is MeterStatus.TOO_SLOW
    await bench.repeat([*range(40)], every=1)
    assert status(meter) is MeterStatus.OK
    bench.told.clear()
    await bench.wait(61)
    assert bench.told == [(SILENT, 39)]


async def test_a_meter_each_minute_is_too_slow(
    bench: MeterBench, meter: HouseMeter
) -> None:
    """For limits; its readings are good for other things."""
    await bench.repeat([1, 2, 3], every=60)
    assert bench.told[-1:] == [(TOO_SLOW, 3)]
    assert meter.problem == MeterProblem(
        key="meter_too_slow",
        placeholders={"sensor": "grid power (sensor.grid_power)", "gap": "60"},
    )
    await bench.wait(179)
    assert status(meter) is MeterStatus.TOO_SLOW
    await bench.wait(2)
    assert status(meter) is MeterStatus.SILENT


async def test_unavailable_is_a_report_that_does_not_come(
    bench: MeterBench, meter: HouseMeter
) -> None:
    """Not 0 W, and no alarm at once: integrations are reloaded now and then."""
    await bench.wait(30)
    await bench.say("unavailable")
    assert bench.told == []
    assert meter.reading is not None
    assert meter.reading.power == 1000
    assert status(meter) is MeterStatus.OK
    await bench.wait(31)
    assert bench.told == [(SILENT, 1000)]
    assert meter.problem == MeterProblem(
        key="meter_unavailable",
        placeholders={"sensor": "grid power (sensor.grid_power)"},
    )


async def test_a_stopped_meter_tells_nothing(
    bench: MeterBench, meter: HouseMeter
) -> None:
    """Neither what was heard a moment ago, nor silence."""
    bench.hass.states.async_set(GRID, "7", {"unit_of_measurement": "W"})
    meter.async_stop()
    await bench.wait(300)
    await bench.say(8)
    assert bench.told == []
    assert meter.reading is not None
    assert meter.reading.power == 7


async def test_a_meter_that_was_never_started(bench: MeterBench) -> None:
    """It is missing."""
    meter = HouseMeter(bench.hass, MeterOptions(), {})
    assert status(meter) is MeterStatus.MISSING
    assert meter.reading is None
    meter.async_stop()


async def test_who_no_longer_listens_is_not_told(
    bench: MeterBench, meter: HouseMeter
) -> None:
    """Subscriptions end."""
    told: list[None] = []
    stop = meter.async_subscribe(lambda: told.append(None))
    await bench.say(1)
    stop()
    await bench.say(2)
    assert len(told) == 1
