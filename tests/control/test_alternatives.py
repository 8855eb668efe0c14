"""What one phase, or three, would leave a charger."""

from dataclasses import replace

import pytest

from custom_components.v2c_cloud.api.models import ChargerState, ChargeState
from custom_components.v2c_cloud.control.alternatives import Alternatives, alternatives
from custom_components.v2c_cloud.control.decision import DecisionMemory, Look, decide
from custom_components.v2c_cloud.control.model import (
    Allowance,
    MeterReading,
    PowerControl,
)
from custom_components.v2c_cloud.control.situation import Situation

CAR = Situation(
    charger_id="ABC123",
    state=ChargerState(charge_state=ChargeState.CONNECTED, intensity=6),
    mode=PowerControl.GRID_PV,
    offered=6,
    count=3,
    phases=(0, 1, 2),
)
OTHER = replace(CAR, charger_id="DEF456")


def fits(
    *items: Situation,
    power: float = 1000.0,
    limits: Allowance | None = None,
    of_phases: tuple[float, ...] | None = None,
    phase: tuple[int, ...] | None = None,
) -> Alternatives:
    """What would fit for the first charger, whose car draws nothing."""
    look = Look(
        situations=items,
        reading=MeterReading(at=100.0, power=power, phases=of_phases),
        allowance=limits or Allowance(),
        phases=3,
    )
    memory, _ = decide(DecisionMemory(), 100.0, look)
    return alternatives(memory, look, items[0], phase)


@pytest.mark.parametrize(
    ("power", "one", "three"),
    [
        pytest.param(1000.0, 15, 0, id="one"),
        pytest.param(-3000.0, 32, 10, id="both"),
        pytest.param(4000.0, 0, 0, id="none"),
    ],
)
def test_the_limit_of_the_house(power: float, one: int, three: int) -> None:
    """4.6 kW, of which 50 W stay free."""
    limits = Allowance(power=4600.0)
    assert fits(CAR, power=power, limits=limits) == Alternatives(one=one, three=three)


@pytest.mark.parametrize(
    ("phase", "one"),
    [((0,), 0), ((1,), 16), (None, 0)],
    ids=["full", "free", "unknown"],
)
def test_the_limits_of_phases(phase: tuple[int, ...] | None, one: int) -> None:
    """One phase is only as free as the one that it would be."""
    found = fits(
        CAR,
        power=3000.0,
        limits=Allowance(phase=3750.0),
        of_phases=(3000.0, 0.0, 0.0),
        phase=phase,
    )
    assert found == Alternatives(one=one, three=0)


@pytest.mark.parametrize("mode", [PowerControl.PV, PowerControl.PV_MIN])
@pytest.mark.parametrize(
    ("power", "one", "three"), [(-2500.0, 10, 3), (-6000.0, 26, 8), (100.0, 0, 0)]
)
def test_the_sun(mode: PowerControl, power: float, one: int, three: int) -> None:
    """Beside the limits the sun counts, in the modes that charge with it."""
    item = replace(CAR, mode=mode)
    assert fits(item, power=power) == Alternatives(one=one, three=three)


def test_boost_needs_no_sun() -> None:
    """Nor does it count then; what people allow does."""
    item = replace(CAR, mode=PowerControl.PV, boost=True, maximum=20)
    assert fits(item) == Alternatives(one=20, three=20)


def test_beside_another_charger() -> None:
    """One that comes first takes all that it may."""
    found = fits(replace(CAR, priority=1), OTHER, limits=Allowance(power=9000.0))
    assert found == Alternatives(one=7, three=0)


def test_without_a_meter() -> None:
    """Nobody knows, and the first look knows no draw, and no sun."""
    sunny = replace(CAR, mode=PowerControl.PV)
    reading = MeterReading(at=100.0, power=1000.0)
    look = Look(situations=(sunny,), reading=reading)
    assert alternatives(DecisionMemory(), look, sunny, None) == Alternatives()
    memory, _ = decide(DecisionMemory(), 100.0, look)
    silent = replace(look, reading=None)
    assert alternatives(memory, silent, sunny, None) == Alternatives()
    without_sun = replace(memory, sun={})
    assert alternatives(without_sun, look, sunny, None) == Alternatives()
