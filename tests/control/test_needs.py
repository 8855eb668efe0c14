"""How much a car takes."""

from dataclasses import replace

from hypothesis import given, settings, strategies as st
import numpy as np
import pytest

from custom_components.v2c_cloud.control.needs import KnownNeed, LearnedNeed

from .habits import daily, table

KWH = st.floats(0.5, 120.0)
ENERGIES = np.linspace(0.0, 150.0, 301)


def learned(*energies: float, capacity: float | None = None) -> LearnedNeed:
    """What stays with so many kWh, the last at the end, let expect."""
    days = daily("2026-01-01", len(energies))
    stays = [
        replace(day, energy=energy) for day, energy in zip(days, energies, strict=True)
    ]
    return LearnedNeed(table=table(stays), capacity=capacity)


def test_somebody_knows() -> None:
    """All of it, and nothing more."""
    need = KnownNeed(7.0)
    assert need.most == 7.0
    assert need.more_than(np.array([0.0, 6.9, 7.0, 8.0])).tolist() == [1, 1, 0, 0]


@settings(max_examples=60, deadline=None)
@given(
    energies=st.lists(KWH, max_size=30),
    capacity=st.one_of(st.none(), st.floats(1.0, 100.0)),
)
def test_a_chance_that_falls(energies: list[float], capacity: float | None) -> None:
    """From 1 for nothing, to next to none beyond the most."""
    need = learned(*energies, capacity=capacity)
    chances = need.more_than(ENERGIES)
    assert chances[0] == pytest.approx(1.0, abs=1e-3)
    assert np.all(np.diff(chances) <= 1e-12)
    assert np.all((chances >= 0) & (chances <= 1))
    assert need.more_than(np.array([need.most]))[0] <= max(0.005, chances[-1])


@settings(max_examples=60, deadline=None)
@given(
    energies=st.lists(KWH, min_size=1, max_size=30),
    share=st.floats(0.0, 1.0),
    taken=st.floats(0.0, 60.0),
)
def test_quantiles(energies: list[float], share: float, taken: float) -> None:
    """Of those who take more than what was taken, so many do not exceed it."""
    need = learned(*energies)
    found = need.quantile(share, taken)
    at, before, now = need.more_than(np.array([found, max(found - 0.25, taken), taken]))
    assert found >= taken
    assert found >= need.quantile(share) or taken > 0
    assert at <= now * (1 - share) + 1e-9 or found == 150.0
    assert before >= now * (1 - share) - 1e-9 or found == taken
    assert need.quantile(min(share + 0.1, 1.0), taken) >= found


def test_a_habit() -> None:
    """A car that always takes the same takes that; one that does not, more or less."""
    steady = learned(*[8.0] * 40)
    assert steady.quantile(0.5) == pytest.approx(8.0, abs=0.25)
    assert steady.quantile(0.9) - steady.quantile(0.1) < 4
    moody = learned(*[4.0, 8.0, 20.0] * 15)
    assert moody.quantile(0.9) - moody.quantile(0.1) > 10


def test_nothing_learned() -> None:
    """Any car, then."""
    need = learned()
    assert need.quantile(0.5) == pytest.approx(10.0, abs=0.25)
    assert 30 < need.most < 150


def test_what_was_taken() -> None:
    """Whoever has taken more than usual takes still more."""
    need = learned(*[6.0, 18.0] * 20)
    assert need.quantile(0.5, taken=9.0) == pytest.approx(18.0, abs=1.5)
    assert need.quantile(0.5, taken=200.0) == 200.0


def test_the_battery_is_full() -> None:
    """Nothing goes in beyond what it holds."""
    need = learned(*[30.0] * 20, capacity=24.0)
    assert need.most == 24.0
    assert need.quantile(0.9) == 24.0
    assert need.more_than(np.array([23.9, 24.0, 30.0])).tolist() == [
        pytest.approx(0.95, abs=0.05),
        0.0,
        0.0,
    ]


def test_later_stays_count_more() -> None:
    """Needs change with the season."""
    rising = learned(*[5.0] * 60, *[15.0] * 40)
    falling = learned(*[15.0] * 40, *[5.0] * 60)
    assert rising.quantile(0.5) > 12
    assert falling.quantile(0.5) < 7


def test_a_car_that_takes_no_end() -> None:
    """What is beyond anything has an end all the same."""
    assert learned(*[400.0] * 50).most == 150.0
