"""The charger's own dynamic control, as we assume it."""

import pytest

from scripts.simulator.dynamic import modulate
from scripts.simulator.meter import MeterReading
from scripts.simulator.values import Values

CONTRACT = 4600


def offer(
    grid: float,
    *,
    mode: int = 4,
    drawn: float = 0.0,
    offered: int = 31,
    contracted: int = CONTRACT,
    lowest: int = 6,
    highest: int = 32,
    max_current: int = 32,
    volts: float = 230.0,
) -> int:
    """Return what the charger offers next at a grid power."""
    values = Values(
        id="ABC123",
        firmware_version="2.5.0",
        dynamic=True,
        dynamic_power_mode=mode,
        contracted_power=contracted,
        min_intensity=lowest,
        max_intensity=highest,
    )
    reading = MeterReading(
        grid=grid, solar=0.0, battery=0.0, currents=(0.0,) * 3, voltages=(230.0,) * 3
    )
    return modulate(
        values,
        reading,
        drawn=drawn,
        offered=offered,
        volts=volts,
        max_current=max_current,
    )


@pytest.mark.parametrize(
    ("grid", "expected"),
    [
        (0, 20),
        (600, 17),
        (4600 - 6 * 230, 6),
        (4600 - 6 * 230 + 1, 0),
        (9000, 0),
        (-9000, 32),
    ],
)
@pytest.mark.parametrize("mode", [0, 1, 4])
def test_leaves_the_rest_of_the_contract_to_the_car(
    mode: int, grid: float, expected: int
) -> None:
    """Whole amps, rounded down, nothing below the minimum."""
    assert offer(grid, mode=mode) == expected


def test_its_own_car_does_not_count_as_the_rest() -> None:
    """The car's draw is part of the limit, not of the house."""
    assert offer(600 + 16 * 230, drawn=16 * 230) == 17


@pytest.mark.parametrize(("surplus", "expected"), [(0, 6), (1000, 6), (3000, 13)])
def test_roof_and_minimum(surplus: float, expected: int) -> None:
    """Mode 2 follows the roof but never falls below the minimum."""
    assert offer(-surplus, mode=2) == expected


def test_roof_and_minimum_still_keeps_the_contract() -> None:
    """The minimum ends where the contract ends."""
    assert offer(4000, mode=2) == 0


@pytest.mark.parametrize(("surplus", "expected"), [(0, 0), (1300, 0), (3000, 13)])
def test_only_roof(surplus: float, expected: int) -> None:
    """Mode 3 stops when the roof does not give the minimum."""
    assert offer(-surplus, mode=3) == expected


def test_negative_contract_is_a_margin_of_export() -> None:
    """With -500 W the house keeps exporting 500 W."""
    assert offer(-3000, mode=3, contracted=-500) == 10
    assert offer(-3000, mode=0, contracted=-500) == 10


@pytest.mark.parametrize(("mode", "expected"), [(0, 32), (3, 13)])
def test_minus_one_is_no_contract(mode: int, expected: int) -> None:
    """-1 means that no contracted power is set."""
    assert offer(-3000, mode=mode, contracted=-1) == expected


def test_mode_five_stops() -> None:
    """Mode 5 offers nothing."""
    assert offer(-9000, mode=5) == 0


def test_keeps_maximum_and_what_it_is_built_for() -> None:
    """The lower of both limits holds."""
    assert offer(-9000, highest=20) == 20
    assert offer(-9000, max_current=16) == 16


def test_rises_slowly_and_falls_at_once() -> None:
    """Two amps up at a time; down without delay."""
    assert offer(0, offered=10) == 12
    assert offer(0, offered=0) == 8
    assert offer(3000, offered=31) == 6


def test_three_phases_share_the_contract() -> None:
    """4.6 kW are 6 A on each of three phases."""
    assert offer(0, volts=690.0) == 6


def test_no_voltage_no_offer() -> None:
    """A phase without voltage gets no offer."""
    assert offer(0, volts=0.0) == 0


def test_a_silent_meter_means_the_minimum() -> None:
    """Without a meter the charger does not guess."""
    values = Values(id="A", firmware_version="2.5.0", min_intensity=8, dynamic=True)

    assert modulate(values, None, drawn=0, offered=20, volts=230.0, max_current=32) == 8
