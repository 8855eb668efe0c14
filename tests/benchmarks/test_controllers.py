"""The simple controllers do what they stand for."""

from collections.abc import Iterable
from dataclasses import replace

import pytest

from custom_components.v2c_cloud.control.model import Allowance, MeterReading
from scripts.benchmarks.controllers import (
    Controller,
    EvccLike,
    Ours,
    RaiseAtOnce,
    Setting,
    Shown,
)

SETTING = Setting(limit=Allowance(power=4600))
AT_6 = Shown(charging=True, intensity=6, paused=False)
AT_20 = Shown(charging=True, intensity=20, paused=False)
PAUSED = Shown(charging=False, intensity=20, paused=True)


def decide(
    controller: Controller, shown: Shown, *grid: tuple[float, float]
) -> Iterable[int | None]:
    """Return what a controller decides at (second, W)."""
    return [
        controller.step(now, MeterReading(at=now, power=power), shown)
        for now, power in grid
    ]


@pytest.mark.parametrize(
    ("shown", "power", "current"),
    [
        (AT_6, 1380, 20),
        (AT_6, 1390, 19),
        (AT_6, 4600, 6),
        (AT_6, 4610, 0),
        (AT_6, -9000, 32),
        (AT_20, 5750, 15),
    ],
)
@pytest.mark.parametrize("kind", [EvccLike, RaiseAtOnce])
def test_what_fits_is_offered(
    kind: type[EvccLike | RaiseAtOnce], shown: Shown, power: float, current: int
) -> None:
    """In whole amps, up and down at once, and none below 6 A."""
    controller = kind(SETTING)
    controller.step(0, MeterReading(at=0, power=4600), shown)

    assert decide(controller, shown, (30, power)) == [current]


def test_evcc_like_acts_each_half_minute() -> None:
    """Readings between are not looked at."""
    assert decide(
        EvccLike(SETTING), AT_20, (0, 4600), (5, 9000), (29.5, 9000), (35, 9000)
    ) == [20, None, 0, None]


def test_evcc_like_starts_after_a_minute() -> None:
    """In which 6 A must always have fitted."""
    assert decide(
        EvccLike(SETTING),
        PAUSED,
        *((0, 4000), (30, 1000), (60, 4000), (90, 1000), (120, 1000), (150, 1000)),
    ) == [0, None, 0, None, None, 15]


def test_raise_at_once_waits_for_the_car() -> None:
    """It would count a change twice before the car has followed."""
    controller = RaiseAtOnce(SETTING)

    assert decide(controller, AT_20, (0, 5000), (5, 5000), (12, 5000)) == [
        None,
        None,
        18,
    ]
    assert decide(controller, PAUSED, (17, 1000), (29, 1000)) == [None, 15]


@pytest.mark.parametrize(
    ("limit", "phases", "loads", "current"),
    [
        (Allowance(power=17_250, phase=5750), 3, (2300, 4600, 3450), 11),
        (Allowance(power=17_250, phase=5750), 1, (2300, 4600, 3450), 21),
        (Allowance(power=11_040), 3, (2300, 4600, 3450), 7),
        (Allowance(), 3, (2300, 4600, 3450), 32),
    ],
)
def test_phases(
    limit: Allowance, phases: int, loads: tuple[float, ...], current: int
) -> None:
    """The fullest phase of the car counts, and the sum of all."""
    controller = EvccLike(Setting(limit=limit, phases=phases))
    reading = MeterReading(at=0, power=sum(loads), phases=loads)

    assert controller.step(0, reading, AT_6) == current


@pytest.mark.parametrize("calls_a_day", [None, 250])
def test_ours_loses_at_once_what_does_not_fit(calls_a_day: int | None) -> None:
    """On the LAN and over the cloud; what fits stays."""
    controller = Ours(Setting(limit=Allowance(power=4600), calls_a_day=calls_a_day))

    assert decide(controller, AT_6, (0, 3000), (30, 3000), (35, 5000)) == [
        None,
        None,
        0,
    ]


def test_ours_knows_the_phases() -> None:
    """Of the house and of the car; a phase is as full as its own limit says."""
    limit = Allowance(power=17_250, phase=5750)
    full = MeterReading(at=0, power=7000, phases=(1000, 6000, 0))

    decisions = [
        Ours(Setting(limit=limit, phases=phases)).step(0, full, AT_6)
        for phases in (1, 3)
    ]

    assert decisions == [None, 0]


@pytest.mark.parametrize(("sent", "current"), [(None, 0), (20, 0), (6, 0), (0, None)])
def test_ours_has_one_command_on_its_way(sent: int | None, current: int | None) -> None:
    """Until it arrives only a lower one is sent."""
    shown = replace(AT_6, sent=sent)

    assert decide(Ours(SETTING), shown, (0, 5000)) == [current]
