"""Seconds, energies and episodes are counted as the reports say."""

import pytest

from custom_components.v2c_cloud.control.model import Allowance
from scripts.benchmarks.power_figures import MERGE, Room, Tally
from scripts.benchmarks.traces import Sample

LIMIT = Allowance(power=4600)
PHASES = Allowance(power=17_250, phase=5750)


def room(current: float) -> Room:
    """Return a room whose tenth above is far away."""
    return Room(current, current + 2)


@pytest.mark.parametrize(
    ("sample", "limit", "phases", "current", "far"),
    [
        (Sample(0, (2300,), None), LIMIT, 1, 10, 12),
        (Sample(0, (5060,), None), LIMIT, 1, -2, 0),
        (Sample(0, (2300,), 1150), LIMIT, 1, 15, 17),
        (Sample(0, (1150, 2300, 3450), None), PHASES, 3, 10, 12.5),
        (Sample(0, (1150, 2300, 3450), None), PHASES, 1, 20, 22.5),
        (Sample(0, (1150, 2300, 3450), 690), PHASES, 3, 11, 13.5),
        (Sample(0, (0, 0, 0), None), Allowance(power=6900), 3, 10, 11),
    ],
)
def test_the_room_for_a_car(
    sample: Sample, limit: Allowance, phases: int, current: float, far: float
) -> None:
    """It is what the fullest of the car's phases leaves."""
    found = Room.left_by(sample, limit, phases)

    assert (found.current, found.far) == pytest.approx((current, far))


@pytest.mark.parametrize(
    ("current", "ideal"),
    [(-3, 0), (5.9, 0), (6, 6), (6.5, 6.5), (31.9, 31.9), (40, 32)],
)
def test_the_ideal_current(current: float, ideal: float) -> None:
    """It is continuous between 6 and 32 A."""
    assert room(current).ideal == ideal


def test_time_over_the_limit() -> None:
    """Time that is the house's alone is counted apart."""
    tally = Tally()
    tally.add(10, room(10), 10, 0)
    tally.add(4, room(10), 11, 0)
    tally.add(3, room(10), 12.5, 0)
    tally.add(3, room(-1), 12.5, 0)

    shown = tally.figures().document()

    assert tally.figures().house_over_share == 3 / 20
    assert shown["over_share"] == pytest.approx(7 / 17, abs=1e-6)
    assert shown["over_110_share"] == pytest.approx(3 / 17, abs=1e-6)


def test_the_longest_run() -> None:
    """A second at the limit breaks it, one of the house alone does not."""
    tally = Tally()
    tally.add(4, room(10), 11, 0)
    tally.add(1, room(10), 10, 0)
    tally.add(3, room(10), 11, 0)
    tally.add(50, room(-1), 11, 0)
    tally.add(2, room(10), 11, 0)

    assert tally.figures().longest_over == 5


def test_runs_with_a_slow_command() -> None:
    """Do not count among those where commands are fast, from their beginning on."""
    tally = Tally()
    tally.add(4, room(10), 11, 60)
    tally.add(1, room(10), 10, 90)
    tally.add(2, room(10), 11, 61)
    tally.add(9, room(10), 11, 0)

    figures = tally.figures()

    assert (figures.longest_over, figures.longest_fast) == (11, 4)


def test_energy() -> None:
    """Against a balancer without delays, in any current and in whole amps."""
    tally = Tally()
    tally.add(1800, room(10.5), 8, 0)
    tally.add(1800, room(5), 2, 0)
    tally.add(1800, room(-1), 7, 0)

    shown = tally.figures().document()

    assert shown["energy_vs_ideal"] == pytest.approx(5 / 5.25, abs=1e-4)
    assert shown["energy_vs_ideal_whole_amps"] == 1


def test_without_any_room() -> None:
    """There is no share of nothing."""
    tally = Tally()
    tally.add(60, room(-1), 0, 0)

    shown = tally.figures().document()

    assert (shown["over_share"], shown["energy_vs_ideal"]) == (None, None)


@pytest.mark.parametrize(
    ("between", "episodes"), [(MERGE - 1, 1), (MERGE, 2), (10 * MERGE, 2)]
)
def test_episodes_without_room(between: float, episodes: int) -> None:
    """Those within half an hour are one."""
    tally = Tally()
    tally.add(60, room(5), 0, 0)
    tally.add(60, room(-1), 0, 0)
    tally.add(between, room(6), 0, 0)
    tally.add(60, room(5), 0, 0)

    figures = tally.figures()

    assert figures.floor_episodes == episodes
    assert figures.floor_episodes_per_day == episodes * 86_400 / (between + 180)
