"""What the roof leaves over."""

import math

from hypothesis import given, strategies as st
import pytest

from custom_components.v2c_cloud.control.model import MeterReading
from custom_components.v2c_cloud.control.sun import surplus


def reading(
    power: float, *, solar: float | None = None, battery: float | None = None
) -> MeterReading:
    """Return what the meters say."""
    return MeterReading(at=0.0, power=power, solar=solar, battery=battery)


@pytest.mark.parametrize(
    ("meters", "drawn", "battery_first", "left"),
    [
        # Nothing but the grid is measured.
        (reading(-2000), 0, True, 2000),
        (reading(-2000), 0, False, 2000),
        (reading(500), 0, True, -500),
        (reading(-300), 2300, False, 2600),
        (reading(300), 2300, False, 2000),
        # The battery takes 1 kW of what the roof leaves.
        (reading(-500, battery=-1000), 0, True, 500),
        (reading(-500, battery=-1000), 0, False, 1500),
        (reading(0, battery=-1000), 1500, True, 1500),
        (reading(0, battery=-1000), 1500, False, 2500),
        # It feeds the car.
        (reading(0, battery=1000), 1500, True, 500),
        (reading(0, battery=1000), 1500, False, 500),
        (reading(0, battery=1500, solar=0), 1500, False, 0),
        # So it does here, and nobody says so; but the roof gives nothing.
        (reading(0, solar=0), 2300, True, 0),
        (reading(0, solar=800), 2300, False, 800),
        (reading(-500, solar=3000), 2300, False, 2800),
        # A charger's meter that does not know the roof says that it gives nothing.
        (reading(-2000, solar=0, battery=0), 0, True, 2000),
    ],
)
def test_surplus(
    meters: MeterReading, drawn: float, battery_first: bool, left: float
) -> None:
    """Beyond the house, without the cars, and without what a battery gives."""
    assert surplus(meters, drawn, battery_first=battery_first) == pytest.approx(left)


@pytest.mark.parametrize("power", [math.nan, math.inf, -math.inf])
def test_no_figure_is_no_surplus(power: float) -> None:
    """It is not known, and nothing is made of it."""
    assert surplus(reading(power), 0.0, battery_first=True) is None


@given(
    st.floats(-2e4, 2e4),
    st.floats(0, 2e4),
    st.floats(-1e4, 1e4),
    st.floats(0, 1e4),
)
def test_what_a_battery_gives_is_never_surplus(
    house: float, roof: float, battery: float, drawn: float
) -> None:
    """And putting it first never leaves the cars more."""
    meters = reading(house + drawn - roof - battery, solar=roof, battery=battery)

    first = surplus(meters, drawn, battery_first=True)
    last = surplus(meters, drawn, battery_first=False)

    assert first is not None
    assert last == pytest.approx(roof - house, abs=1e-6)
    assert first <= roof - house + 1e-6
    assert first == pytest.approx(min(roof - house, roof - house + battery), abs=1e-6)
