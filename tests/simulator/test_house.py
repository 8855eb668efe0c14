"""The house and its meter."""

import pytest

from scripts.simulator import House, Trace


def test_grid_is_load_less_roof_less_battery() -> None:
    """Import is positive."""
    house = House(load=3000, solar=1000, battery=500)

    assert house.grid_power == 1500
    assert house.grid_currents == pytest.approx((1500 / 230, 0, 0))


def test_export_is_negative() -> None:
    """What the roof gives too much goes to the grid."""
    assert House(load=300, solar=4000).grid_power == -3700


def test_cars_count_where_they_draw() -> None:
    """A single-phase car loads the first of three phases only."""
    house = House(load=900, phases=3, consumers=[lambda: (2300.0, 0.0, 0.0)])

    assert house.grid_phases == (2600.0, 300.0, 300.0)
    assert house.car_power == 2300


def test_sources_follow_time() -> None:
    """A load may be a function of the simulated seconds."""
    house = House(load=lambda time: 100 + time)

    house.step(1)
    house.step(1)

    assert house.load_power == 102


def test_counts_energy_both_ways() -> None:
    """Imported and exported energy never cancel out."""
    house = House(load=Trace(((0, 2000), (1801, 0))), solar=1000)

    for _ in range(3600):
        house.step(1)

    assert house.imported == pytest.approx(0.5)
    assert house.exported == pytest.approx(0.5)
    assert house.produced == pytest.approx(1.0)
    assert house.peak == 1000


@pytest.mark.parametrize(
    ("time", "value"), [(-5, 1.0), (0, 1.0), (9.9, 1.0), (10, 2.0), (500, 2.0)]
)
def test_trace_holds_each_value(time: float, value: float) -> None:
    """A trace keeps a value until the next point."""
    assert Trace(((0, 1.0), (10, 2.0)))(time) == value


def test_trace_repeats() -> None:
    """A trace with a period starts anew."""
    trace = Trace(((0, 1.0), (10, 2.0)), period=20)

    assert [trace(time) for time in (5, 15, 25, 35)] == [1, 2, 1, 2]


def test_house_demand_includes_the_part_the_roof_covers() -> None:
    """HousePower = GridPower + FVPower, as captured on firmware 2.5.0."""
    reading = House(load=457, solar=110).read_meter()

    assert reading is not None
    assert (reading.grid, reading.solar, reading.house) == (347, 110, 457)


def test_a_silent_meter_says_nothing() -> None:
    """Unknown is not zero."""
    assert House(load=457, meter_online=False).read_meter() is None


def test_survives_without_voltage() -> None:
    """No voltage, no current, no division by zero."""
    assert House(load=0, voltage=0).grid_currents == (0.0, 0.0, 0.0)
