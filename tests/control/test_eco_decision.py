"""EcoCharging says when; power control says how much; one decision comes of both."""

from dataclasses import replace
from typing import Any

import pytest

from custom_components.v2c_cloud.api.models import ChargerState, ChargeState
from custom_components.v2c_cloud.control.decision import (
    Decided,
    DecisionMemory,
    Look,
    decide,
)
from custom_components.v2c_cloud.control.model import (
    EcoWish,
    MeterReading,
    PowerControl,
    Reason,
)
from custom_components.v2c_cloud.control.situation import Situation

CAR = ChargerState(charge_state=ChargeState.CONNECTED)
WAIT = EcoWish(charge=False, reason=Reason.WAITING_PRICE)
SKIP = EcoWish(charge=False, reason=Reason.SKIPPED)
GO = EcoWish(charge=True, reason=Reason.PLANNED)
LATE = EcoWish(charge=True, reason=Reason.LATE)
CONTROLLED = [PowerControl.GRID_PV, PowerControl.PV_MIN, PowerControl.PV]


def situation(eco: EcoWish | None, **changes: Any) -> Situation:
    """Return a charger with a car that EcoCharging takes care of."""
    asked: dict[str, Any] = {
        "charger_id": "A1",
        "state": CAR,
        "mode": PowerControl.GRID_PV,
        "eco": eco,
    }
    return Situation(**asked | changes)


def decided(item: Situation, grid: float | None = 300.0, minutes: int = 10) -> Decided:
    """Return what is decided once the house has taken so many W for some minutes."""
    memory = DecisionMemory()
    decision = {"A1": Decided(decision=None)}  # type: ignore[arg-type]
    for now in range(0, minutes * 60, 10):
        reading = None
        if grid is not None:
            reading = MeterReading(at=float(now), power=grid, solar=max(-grid, 0.0))
        look = Look(situations=[item], reading=reading)
        memory, decision = decide(memory, float(now), look)
    return decision["A1"]


@pytest.mark.parametrize("mode", CONTROLLED)
@pytest.mark.parametrize("eco", [WAIT, SKIP])
def test_waits(mode: PowerControl, eco: EcoWish) -> None:
    """Without sun nothing is charged, whatever the mode, and it says why."""
    told = decided(situation(eco, mode=mode)).decision
    assert (told.current, told.reason) == (0, eco.reason)


@pytest.mark.parametrize("mode", CONTROLLED)
@pytest.mark.parametrize("eco", [GO, LATE])
def test_charges(mode: PowerControl, eco: EcoWish) -> None:
    """With all that the house leaves, even where the mode is the sun only."""
    told = decided(situation(eco, mode=mode)).decision
    assert (told.current, told.reason) == (32, eco.reason)


@pytest.mark.parametrize("mode", CONTROLLED)
def test_the_sun_is_welcome(mode: PowerControl) -> None:
    """What the roof leaves over is taken while cheaper hours are waited for."""
    told = decided(situation(WAIT, mode=mode), grid=-3000.0).decision
    assert told.current is not None
    assert told.current >= 6
    assert told.reason is Reason.SUN


@pytest.mark.parametrize("mode", CONTROLLED)
def test_a_night_that_is_skipped(mode: PowerControl) -> None:
    """Whoever wants no charging wants none of the roof either."""
    told = decided(situation(SKIP, mode=mode), grid=-3000.0).decision
    assert (told.current, told.reason) == (0, Reason.SKIPPED)


def test_as_much_as_is_planned() -> None:
    """A slot that needs a part of its power only gets that, but no less than 6 A."""
    some = replace(GO, most=10)
    assert decided(situation(some)).decision.current == 10
    little = replace(GO, most=2)
    assert decided(situation(little)).decision.current == 6


@pytest.mark.parametrize(
    ("eco", "current", "reason"),
    [
        (WAIT, 0, Reason.WAITING_PRICE),
        (SKIP, 0, Reason.SKIPPED),
        # What it charges with is not ours to choose.
        (GO, None, Reason.PLANNED),
        (LATE, None, Reason.LATE),
        (None, None, Reason.UNCONTROLLED),
    ],
)
def test_without_power_control(
    eco: EcoWish | None, current: int | None, reason: Reason
) -> None:
    """It only pauses and lets go."""
    told = decided(situation(eco, mode=PowerControl.OFF)).decision
    assert (told.current, told.reason) == (current, reason)


@pytest.mark.parametrize(
    ("mode", "current"), [(PowerControl.OFF, None), (PowerControl.GRID_PV, 32)]
)
def test_boost_comes_first(mode: PowerControl, current: int | None) -> None:
    """Whoever wants to charge now does."""
    told = decided(situation(WAIT, mode=mode, boost=True)).decision
    assert (told.current, told.reason) == (current, Reason.BOOST)


@pytest.mark.parametrize("mode", [PowerControl.OFF, PowerControl.GRID_PV])
@pytest.mark.parametrize("eco", [WAIT, GO])
def test_a_pause_of_the_user(mode: PowerControl, eco: EcoWish) -> None:
    """It is nobody's to end."""
    paused = replace(CAR, paused=True)
    item = situation(eco, mode=mode, state=paused, paused_by_user=True)
    told = decided(item).decision
    assert (told.current, told.reason) == (None, Reason.PAUSED)


@pytest.mark.parametrize("mode", [PowerControl.OFF, PowerControl.GRID_PV])
def test_our_own_pause(mode: PowerControl) -> None:
    """It is waited in, and not taken for somebody's."""
    paused = replace(CAR, paused=True)
    item = situation(WAIT, mode=mode, state=paused, paused_by_us=True)
    told = decided(item).decision
    assert (told.current, told.reason) == (0, Reason.WAITING_PRICE)


def test_silence() -> None:
    """Who waits for a cheaper hour is not charged because the meter says nothing."""
    waiting = decided(situation(WAIT), grid=None).decision
    assert (waiting.current, waiting.reason) == (0, Reason.WAITING_PRICE)
    charging = decided(situation(GO), grid=None).decision
    assert charging.reason is Reason.METER_SILENT


@pytest.mark.parametrize(
    ("eco", "boost", "aim", "awaits"),
    [
        (None, False, PowerControl.PV_MIN, None),
        (WAIT, False, PowerControl.PV, Reason.WAITING_PRICE),
        (GO, False, PowerControl.GRID_PV, None),
        (WAIT, True, PowerControl.PV_MIN, None),
    ],
)
def test_aims(
    eco: EcoWish | None, boost: bool, aim: PowerControl, awaits: Reason | None
) -> None:
    """EcoCharging turns the mode into the grid or the sun."""
    item = situation(eco, mode=PowerControl.PV_MIN, boost=boost)
    assert (item.aim, item.awaits) == (aim, awaits)


@pytest.mark.parametrize(
    ("charge_state", "reason"),
    [
        (ChargeState.CHARGING, Reason.UNCONFIRMED),
        (ChargeState.CONNECTED, Reason.WAITING_PRICE),
    ],
)
def test_a_pause_that_does_not_work(charge_state: ChargeState, reason: Reason) -> None:
    """A car that is charged does not wait, and is still to be paused."""
    state = ChargerState(charge_state=charge_state)
    item = situation(WAIT, mode=PowerControl.OFF, state=state, unconfirmed=True)
    told = decided(item).decision
    assert (told.current, told.reason) == (0, reason)
