"""A replay with known answers: houses and controllers that are easy to foresee."""

from dataclasses import replace
from itertools import pairwise
from random import Random

import pytest

from custom_components.v2c_cloud.control.model import MeterReading
from scripts.benchmarks.controllers import Shown
from scripts.benchmarks.replay import CLOUD_CALLS, Conditions, Link, LinkKind, replay
from scripts.benchmarks.traces import HouseTrace
from scripts.simulator.car import Car
from scripts.simulator.charger import Charger
from scripts.simulator.firmware import FIRMWARES

from .traces import phases, trace

CONDITIONS = Conditions(limit=4600)
DAY = 86_400


class Always:
    """Decides the same whatever happens, and notes what it was told."""

    def __init__(self, *currents: int | None) -> None:
        """Decide these, one after the other; the last one for ever."""
        self._currents = list(currents)
        self.told: list[tuple[MeterReading, Shown]] = []

    def step(self, now: float, reading: MeterReading, shown: Shown) -> int | None:
        """Return what was told."""
        assert reading.at == now
        self.told.append((reading, shown))
        return self._currents.pop(0) if self._currents[1:] else self._currents[0]


class PausesWhenOver:
    """Stops for good as soon as the meter is over the limit."""

    def step(self, now: float, reading: MeterReading, shown: Shown) -> int | None:
        """Return a pause, or nothing."""
        del now, shown
        return 0 if reading.power > 4600 else None


def charger() -> Charger:
    """A charger with a car, at 16 A."""
    made = Charger("LINK", firmware=FIRMWARES["2.5.0"], random=Random(1))
    made.values.dynamic = False
    made.plug(Car())
    return made


def test_a_controller_that_does_nothing() -> None:
    """The car has 6 A of the 20 A that fit."""
    figures = replay(trace(0, 0, each=1800), CONDITIONS, Always(None))

    shown = figures.document()
    assert figures.time == 3600
    assert shown["energy_vs_ideal"] == pytest.approx(0.3, rel=0.01)
    assert (shown["over_share"], shown["writes_per_hour"]) == (0, 0)
    assert (figures.stops, figures.floor_episodes) == (0, 0)


def test_a_step_of_load_that_nobody_answers() -> None:
    """4,000 W and 6 A are over 4,600 W until the load is gone."""
    figures = replay(trace(0, 4000, 0, 5000), CONDITIONS, Always(None))

    shown = figures.document()
    assert figures.house_over_share == 0.25
    assert shown["over_share"] == pytest.approx(1 / 3, abs=1e-6)
    assert shown["over_110_share"] == pytest.approx(1 / 3, abs=1e-6)
    assert figures.longest_over == pytest.approx(300)
    assert figures.floor_episodes == 1


def test_a_controller_that_always_pauses() -> None:
    """It takes one write, and the car gets next to nothing."""
    figures = replay(trace(0, 0, each=1800), CONDITIONS, Always(0))

    assert (figures.writes, figures.stops) == (1, 1)
    assert figures.document()["writes_per_hour"] == 1
    assert figures.stops_per_day == 24
    assert figures.document()["energy_vs_ideal"] < 0.001


def test_all_that_fits_in_whole_amps() -> None:
    """Is less than all that fits: 20 of 20.43 A."""
    figures = replay(
        trace(0, 0, each=3600), replace(CONDITIONS, limit=4700), Always(20)
    )

    shown = figures.document()
    assert shown["energy_vs_ideal"] == pytest.approx(20 / 20.435, rel=0.005)
    assert shown["energy_vs_ideal_whole_amps"] == pytest.approx(1, rel=0.005)
    assert shown["over_share"] == 0


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("period", [1.0, 5.0, 20.0])
def test_the_limit_is_left_as_fast_as_the_car_follows(period: float, seed: int) -> None:
    """A reading, 0.2 s to the charger, 2 to 6 s in the car, a second to fall."""
    conditions = replace(CONDITIONS, period=period, seed=seed)

    figures = replay(trace(0, 4000), conditions, PausesWhenOver())

    assert 2.2 - 0.25 <= figures.longest_over <= period + 0.2 + 6 + 1
    assert figures.over == pytest.approx(figures.longest_over)


@pytest.mark.parametrize("seed", range(5))
def test_the_limit_is_left_later_over_the_cloud(seed: int) -> None:
    """Which takes 5 to 90 s."""
    conditions = replace(CONDITIONS, link="cloud", seed=seed)

    figures = replay(trace(0, 4000), conditions, PausesWhenOver())

    assert 7 <= figures.longest_over <= 5 + 90 + 6 + 1


def test_the_same_seed_repeats_the_same_run() -> None:
    """Another one does not."""
    first, second, other = (
        replay(
            trace(0, 4000), replace(CONDITIONS, link="cloud", seed=seed), Always(9, 0)
        )
        for seed in (1, 1, 2)
    )

    assert replace(first, decisions=[]) == replace(second, decisions=[])
    assert first.drawn != other.drawn


@pytest.mark.parametrize(
    ("house", "solar"), [(trace(500, 500), None), (trace(500, 500, solar=200), 200)]
)
def test_what_the_meter_says(house: HouseTrace, solar: float | None) -> None:
    """The house, less its roof, and the car; a reading each 5 s at least."""
    controller = Always(8, None)

    figures = replay(house, CONDITIONS, controller)

    reading, shown = controller.told[-1]
    power = 500 - (solar or 0) + 8 * 230
    assert (reading.power, reading.phases) == (power, (power,))
    assert reading.solar == solar
    assert shown == Shown(charging=True, intensity=8, paused=False)
    assert 120 <= len(figures.decisions) <= 123
    beats = [
        later.at - earlier.at for (earlier, _), (later, _) in pairwise(controller.told)
    ]
    assert 4.9 <= min(beats) < max(beats) <= 5


@pytest.mark.parametrize(
    ("car_phases", "measured", "room"),
    [
        (None, (2150, 3150, 4150), 12.957),
        (3, (2150, 3150, 4150), 12.957),
        (1, (2150, 1770, 2770), 21.652),
    ],
)
def test_three_phases(
    car_phases: int | None, measured: tuple[float, ...], room: float
) -> None:
    """A car on one of them or on all; each has a third of the limit."""
    controller = Always(None)
    conditions = Conditions(limit=17_250, car_phases=car_phases)

    figures = replay(
        phases((770, 1770, 2770), (770, 1770, 2770)), conditions, controller
    )

    reading, _ = controller.told[-1]
    assert reading.phases == pytest.approx(measured)
    assert reading.power == pytest.approx(sum(measured))
    assert figures.over == 0
    assert figures.ideal == pytest.approx(room / 6, abs=0.01)


def test_progress(capsys: pytest.CaptureFixture[str]) -> None:
    """Each day is told to who waits for it."""
    replay(trace(0, 0, 0, each=0.5 * DAY), CONDITIONS, Always(0), "somebody")

    assert "somebody: 1 of 1.5 days" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("kind", "fastest", "slowest"), [("lan", 0.2, 0.2), ("cloud", 5, 90)]
)
def test_a_command_takes_its_time(
    kind: LinkKind, fastest: float, slowest: float
) -> None:
    """And the charger knows nothing of it before."""
    there = charger()
    link = Link(there, kind, 1)
    link.send(100, 10)

    due = link.due
    assert fastest <= round(due - 100, 6) <= slowest
    assert link.slowest == pytest.approx(due - 100)
    link.deliver(due - 0.01)
    assert there.offered == 16
    link.deliver(due)
    assert (there.offered, link.slowest) == (10, 0)


@pytest.mark.parametrize("kind", ["lan", "cloud"])
def test_a_charge_resumes_after_its_current_has_arrived(kind: LinkKind) -> None:
    """Or the car would begin with what was set before."""
    there = charger()
    link = Link(there, kind, 1)
    link.send(0, 0)
    link.deliver(100)
    assert (there.offered, link.stops) == (0, 1)

    link.send(200, 8)
    link.deliver(link.due)
    assert (there.values.intensity, there.values.paused) == (8, True)
    link.deliver(link.due)

    assert (there.offered, link.writes, link.stops) == (8, 3, 1)


@pytest.mark.parametrize(
    ("currents", "sent"), [((), None), ((9,), 9), ((9, 0), 0), ((9, 0, 8), 8)]
)
def test_what_is_on_its_way(currents: tuple[int, ...], sent: int | None) -> None:
    """Is the newest of what was sent; a pause is 0, and nothing is None."""
    link = Link(charger(), "cloud", 1)
    for second, current in enumerate(currents):
        link.send(float(second), current)

    assert link.sent == sent
    link.deliver(1000)
    assert link.sent is None


def test_what_changes_nothing_is_not_sent() -> None:
    """Neither what is so nor what is on its way."""
    link = Link(charger(), "cloud", 1)
    link.send(0, 16)
    link.send(0, 9)
    link.send(1, 9)

    assert link.writes == 1


def test_a_newer_command_makes_older_ones_void() -> None:
    """Whichever would arrive first."""
    there = charger()
    link = Link(there, "cloud", 1)
    for current in range(20, 30):
        link.send(float(current), current)
    link.deliver(1000)

    assert there.values.intensity == 29


def test_the_cloud_takes_so_many_commands_a_day() -> None:
    """What is refused can be sent on the next day."""
    link = Link(charger(), "cloud", 1)
    for number in range(CLOUD_CALLS + 1):
        link.send(float(number), 7 + number % 2)

    assert (link.writes, link.refused) == (CLOUD_CALLS, 1)
    assert link.calls_left(DAY - 1) == 0
    assert link.calls_left(DAY) == CLOUD_CALLS
    link.send(DAY, 12)
    assert link.calls_left(DAY) == CLOUD_CALLS - 1


def test_the_lan_takes_any_number() -> None:
    """It has no quota."""
    link = Link(charger(), "lan", 1)

    assert link.calls_left(0) is None
