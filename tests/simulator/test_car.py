"""The car: what it takes of an offer, when, and until when."""

from collections.abc import Callable
from itertools import pairwise
from random import Random

import pytest

from scripts.simulator import Car

ONE_PHASE = (230.0,)
THREE_PHASES = (230.0, 230.0, 230.0)


def drive(
    car: Car, offered: float, seconds: int, voltages: tuple[float, ...] = ONE_PHASE
) -> list[float]:
    """Return the current after each second under an offer."""
    currents = []
    for _ in range(seconds):
        car.step(1, offered, voltages)
        currents.append(car.current)
    return currents


def plugged(car: Car, seed: int = 1) -> Car:
    """Plug a car in."""
    car.connect(Random(seed))
    return car


@pytest.mark.parametrize("seed", range(20))
def test_reacts_two_to_six_seconds_after_an_offer(seed: int) -> None:
    """A car starts no sooner than 2 s and no later than 6 s after an offer."""
    currents = drive(plugged(Car(), seed), 16, 7)

    idle = currents.count(0.0)
    assert 1 <= idle <= 5
    assert currents[-1] > 0


def test_reactions_differ_and_repeat_under_a_seed() -> None:
    """Cars are not all alike, but a seed gives the same car again."""
    runs = [tuple(drive(plugged(Car(), seed), 16, 8)) for seed in range(20)]

    assert len(set(runs)) > 1
    assert tuple(drive(plugged(Car(), 3), 16, 8)) == runs[3]


def test_ramps_up_and_stays_at_the_offer() -> None:
    """The current grows by 3 A a second and never exceeds the offer."""
    currents = drive(plugged(Car()), 16, 30)

    assert max(currents) == 16
    assert currents[-1] == 16
    assert max(after - before for before, after in pairwise(currents)) == 3


@pytest.mark.parametrize("offered", [0, 1, 5.9])
def test_refuses_less_than_six_amps(offered: float) -> None:
    """No car charges below 6 A."""
    car = plugged(Car())

    assert drive(car, offered, 60) == [0.0] * 60
    assert not car.accepting


def test_takes_no_more_than_its_own_charger_can() -> None:
    """A car with a 16 A charger ignores the rest of a 32 A offer."""
    assert drive(plugged(Car(max_current=16)), 32, 30)[-1] == 16


def test_may_take_less_than_offered() -> None:
    """Some cars take only a share of what is offered."""
    assert drive(plugged(Car(take=0.75)), 16, 30)[-1] == 12


def test_stops_within_six_seconds_when_the_offer_ends() -> None:
    """A car stops by itself when the offer goes."""
    car = plugged(Car())
    drive(car, 16, 30)

    currents = drive(car, 0, 7)

    assert currents[0] == 16
    assert currents[-1] == 0


def test_fills_its_battery_by_what_it_draws() -> None:
    """An hour at 16 A and 230 V puts 3.68 kWh less losses into the battery."""
    car = plugged(Car(capacity=50, soc=0.2, efficiency=0.9))
    drive(car, 16, 30)
    before = car.soc

    drive(car, 16, 3600)

    assert car.soc - before == pytest.approx(16 * 230 / 1000 * 0.9 / 50)


def test_three_phases_charge_three_times_as_fast() -> None:
    """Every phase counts."""
    one, three = plugged(Car(soc=0.2)), plugged(Car(soc=0.2, phases=3))

    drive(one, 16, 600)
    drive(three, 16, 600, THREE_PHASES)

    assert three.soc - 0.2 == pytest.approx(3 * (one.soc - 0.2))


def test_tapers_near_full_and_then_stops() -> None:
    """Above 95 % the current only falls, and a full car takes nothing."""
    car = plugged(Car(capacity=40, soc=0.96))
    drive(car, 32, 20)

    currents = drive(car, 32, 3600)

    assert all(after <= before for before, after in pairwise(currents))
    assert 9 < currents[0] < 32
    assert car.soc == 1
    assert currents[-1] == 0
    assert not car.wants


def test_falls_in_the_last_minute_before_its_own_limit() -> None:
    """A car that stops at 80 % by its own choice slows down first."""
    car = plugged(Car(capacity=40, soc=0.79, target_soc=0.8))

    currents = [current for current in drive(car, 32, 600) if current > 0]

    assert max(currents) == 32
    assert currents[-1] < 6
    assert car.soc == 0.8


def test_loses_its_supply_at_once() -> None:
    """Nothing flows through a pulled plug."""
    car = plugged(Car())
    drive(car, 16, 30)

    car.cut()

    assert car.current == 0
    assert not car.accepting


@pytest.mark.parametrize(
    "impossible",
    [
        lambda: Car(capacity=0),
        lambda: Car(max_current=-1),
        lambda: Car(soc=1.1),
        lambda: Car(soc=-0.1),
        lambda: Car(phases=4),
    ],
)
def test_refuses_to_be_impossible(impossible: Callable[[], Car]) -> None:
    """A car outside physics is a mistake in a test."""
    with pytest.raises(ValueError, match=r"^a (car|state)"):
        impossible()
