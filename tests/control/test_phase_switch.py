"""When and how a charger's number of phases is changed."""

from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest

from custom_components.v2c_cloud.api.models import ChargeMode, ChargeState
from custom_components.v2c_cloud.control.model import PowerControl
from custom_components.v2c_cloud.control.phase_switch import (
    APART,
    AT_REST,
    Command,
    Refusal,
    Step,
    SwitchAction,
    SwitchLook,
    SwitchMemory,
    switch_step,
)
from scripts.simulator import Car

from .phase_garage import A_LOOK, LITTLE, MUCH, ONE, THREE, Garage

WRITABLE = ("2.4.6", "2.5.1")
PAUSED = SwitchAction(command=Command.PAUSE)
RESUMED = SwitchAction(command=Command.RESUME)


def written(mode: ChargeMode) -> SwitchAction:
    """A mode is written."""
    return SwitchAction(command=Command.WRITE, mode=mode)


def given_up(refusal: Refusal) -> SwitchAction:
    """The charger is resumed, and a person told why."""
    return SwitchAction(command=Command.RESUME, refused=refusal)


@pytest.mark.parametrize("firmware", WRITABLE)
def test_down_and_up_again(firmware: str) -> None:
    """From three phases to one when little is left, and back when there is much."""
    garage = Garage.of(firmware)
    assert garage.pass_seconds(290, **LITTLE) == []
    assert garage.pass_seconds(120) == [PAUSED, written(ONE), RESUMED]
    assert garage.charger.phases_in_use == 1
    assert garage.charger.power == 16 * 230
    assert not garage.memory.busy
    assert garage.pass_seconds(500, **MUCH) == []
    assert garage.pass_seconds(300) == [PAUSED, written(THREE), RESUMED]
    assert garage.charger.phases_in_use == 3
    assert garage.refusals == []


def test_when_it_is_written() -> None:
    """A minute after the car has let go, and the pause ends after the read-back."""
    garage = Garage.of()
    garage.pass_seconds(500, step=1, **LITTLE)
    paused, told, resumed = (at for at, _ in garage.said)
    assert 60 <= told - paused <= 70
    assert 1 <= resumed - told <= 2


def test_never_sooner_than_ten_minutes() -> None:
    """Whatever the sun does."""
    garage = Garage.of()
    for _ in range(10):
        garage.pass_seconds(330, **LITTLE)
        garage.pass_seconds(330, **MUCH)
    pauses = [at for at, action in garage.said if action == PAUSED]
    assert len(pauses) > 3
    assert min(after - before for before, after in pairwise(pauses)) >= APART


@pytest.mark.parametrize(
    ("changes", "mode"),
    [
        pytest.param({"enabled": False}, 1, id="not wanted"),
        pytest.param({"control": PowerControl.OFF}, 1, id="no power control"),
        pytest.param({"three_phase": False}, 1, id="one phase"),
        pytest.param({"may_charge": False}, 1, id="paused by somebody"),
        pytest.param({"one": None}, 1, id="unknown what fits"),
        pytest.param({"three": None}, 1, id="unknown what fits on three"),
        pytest.param({"three": 6}, 1, id="three fit"),
        pytest.param({"one": 5}, 1, id="none fits"),
        pytest.param({"most": 5}, 1, id="none allowed"),
        pytest.param({"count": 1}, 1, id="a car on one phase"),
        pytest.param({}, 0, id="one already"),
        pytest.param({"one": 32, "three": 6}, 0, id="three hardly fit"),
        pytest.param(MUCH | {"most": 17}, 0, id="one is not used up"),
        pytest.param(MUCH | {"most": 0}, 0, id="nothing may be offered"),
        pytest.param({}, 2, id="mixed"),
        pytest.param(MUCH, 2, id="mixed, much"),
    ],
)
def test_what_is_left_alone(changes: dict[str, Any], mode: int) -> None:
    """No reason, or no way, to change anything."""
    garage = Garage.of(mode=mode)
    assert garage.pass_seconds(1200, **(LITTLE | changes)) == []


@pytest.mark.parametrize("firmware", ["ALVA", "1.6.18", "2.3.20"])
def test_chargers_without_modes(firmware: str) -> None:
    """They are never touched."""
    garage = Garage.of(firmware)
    assert garage.pass_seconds(1200, **LITTLE) == []
    assert garage.pass_seconds(1200, **MUCH) == []


def test_three_phases_that_would_give_less() -> None:
    """On 32 A, one phase gives more than three of 10 A do."""
    look = replace(A_LOOK, mode=ONE, offered=32, most=32, one=32, three=10)
    patient = SwitchMemory(wanted=THREE, wanted_since=0.0, looked_at=399.0)
    assert switch_step(patient, 400.0, look)[1] == SwitchAction()
    assert switch_step(patient, 400.0, replace(look, three=11))[1] == PAUSED


def test_clouds_begin_patience_anew() -> None:
    """So does a time in which nobody looked."""
    garage = Garage.of()
    garage.pass_seconds(290, **LITTLE)
    garage.pass_seconds(5, **MUCH)
    assert garage.pass_seconds(290, **LITTLE) == []
    garage.charger.time += 100
    assert garage.pass_seconds(290) == []
    assert garage.pass_seconds(20) == [PAUSED]


def test_a_car_on_one_phase_is_remembered() -> None:
    """Until it is unplugged."""
    garage = Garage.of()
    garage.pass_seconds(5, count=1)
    assert garage.pass_seconds(600, count=None, **LITTLE) == []
    garage.charger.unplug()
    garage.pass_seconds(5)
    garage.charger.plug(Car(phases=3))
    assert garage.pass_seconds(310) == [PAUSED]


def test_firmware_that_never_stops_charging() -> None:
    """2.5.0: after two minutes it is resumed, and not tried again for this car."""
    garage = Garage.of("2.5.0")
    said = garage.pass_seconds(2000, **LITTLE)
    assert said == [PAUSED, given_up(Refusal.STAYS_CHARGING)]
    assert garage.said[1][0] - garage.said[0][0] == pytest.approx(120, abs=5)
    assert garage.memory.refusal is Refusal.STAYS_CHARGING
    assert garage.charger.power == 3 * 16 * 230
    garage.charger.unplug()
    garage.pass_seconds(10)
    assert garage.memory.refusal is None


def test_a_mode_that_does_not_stick() -> None:
    """It is resumed as it was, said, and not tried again."""
    garage = Garage.of(made={"0": None})
    said = garage.pass_seconds(2000, **LITTLE)
    assert said == [PAUSED, written(ONE), given_up(Refusal.MODE)]
    assert garage.charger.phases_in_use == 3
    assert garage.memory.refusal is Refusal.MODE


@pytest.mark.parametrize("restored", ["1", None], ids=["taken", "not taken"])
def test_a_mode_that_nobody_wrote(restored: str | None) -> None:
    """The old one is asked back, once."""
    garage = Garage.of(made={"0": "2", "1": restored})
    back = replace(written(THREE), refused=Refusal.MODE)
    assert garage.pass_seconds(2000, **LITTLE) == [PAUSED, written(ONE), back, RESUMED]
    assert garage.memory.refusal is Refusal.MODE
    assert not garage.charger.values.paused


def test_a_mode_that_nobody_wrote_while_the_car_is_back() -> None:
    """Then nothing is written any more."""
    memory, look = waiting(Step.WRITING)
    look = replace(look, mode=ChargeMode.MIXED, state=ChargeState.CHARGING)
    memory, action = switch_step(memory, 40.0, look)
    assert action == given_up(Refusal.MODE)


def waiting(step: Step = Step.PAUSING) -> tuple[SwitchMemory, SwitchLook]:
    """A switch to one phase that came so far at 0 s, and what is seen of it."""
    memory = SwitchMemory(
        step=step, old=THREE, target=ONE, asked_at=0.0, pause_seen=True
    )
    return memory, A_LOOK


@pytest.mark.parametrize(
    ("changes", "action"),
    [
        pytest.param({"mode": ONE}, RESUMED, id="somebody switched"),
        pytest.param(
            {"mode": ChargeMode.MIXED}, given_up(Refusal.MODE), id="to another mode"
        ),
        pytest.param({"mode": None}, given_up(Refusal.MODE), id="mode unknown"),
        pytest.param(
            {"paused": False},
            SwitchAction(refused=Refusal.INTERRUPTED),
            id="somebody resumed",
        ),
        pytest.param(
            {"paused": False, "mode": ONE}, SwitchAction(), id="somebody did it all"
        ),
        pytest.param(
            {"state": ChargeState.PILOT_FAULT}, given_up(Refusal.FAULT), id="fault"
        ),
        pytest.param({"enabled": False}, RESUMED, id="not wanted any more"),
        pytest.param({"control": PowerControl.OFF}, RESUMED, id="no control any more"),
        pytest.param({"may_charge": False}, SwitchAction(), id="somebody pauses"),
        pytest.param({"state": ChargeState.DISCONNECTED}, RESUMED, id="unplugged"),
    ],
)
def test_what_ends_a_switch(changes: dict[str, Any], action: SwitchAction) -> None:
    """Before anything was written."""
    memory, look = waiting()
    look = replace(look, **changes)
    memory, said = switch_step(memory, 10.0, look)
    assert said == action
    assert memory.busy is (action.command is Command.RESUME)


@pytest.mark.parametrize(
    "changes",
    [
        {"enabled": False},
        {"state": ChargeState.DISCONNECTED},
        {"state": ChargeState.PILOT_FAULT},
    ],
)
def test_a_pause_of_power_control_stays(changes: dict[str, Any]) -> None:
    """Whoever paused has to resume."""
    memory, look = waiting()
    look = replace(look, **changes)
    memory, action = switch_step(replace(memory, was_paused=True), 10.0, look)
    assert action.command is Command.NOTHING
    assert not memory.busy


def test_a_pause_of_power_control_ends_on_the_new_phases() -> None:
    """That is what the switch was for."""
    garage = Garage.of()
    garage.charger.write("Paused", "1")
    assert garage.pass_seconds(410, **LITTLE) == [PAUSED, written(ONE), RESUMED]


def test_a_pause_that_is_not_obeyed() -> None:
    """It is asked for again and again, and then given up."""
    look = replace(A_LOOK, paused=False, state=ChargeState.CHARGING, offered=6)
    memory = SwitchMemory()
    said = []
    for now in range(0, 500, 5):
        memory, action = switch_step(memory, now, look)
        said.append(action)
    assert said.count(PAUSED) == 8
    assert said.count(given_up(Refusal.NOT_PAUSED)) == 1
    assert said.count(SwitchAction()) == 91


def test_a_resume_that_is_not_obeyed() -> None:
    """It is asked for again and again, and then said."""
    memory, look = waiting(Step.RESUMING)
    said = []
    for now in range(5, 200, 5):
        memory, action = switch_step(memory, now, look)
        said.append(action)
    assert said.count(RESUMED) == 7
    assert SwitchAction(refused=Refusal.NOT_RESUMED) in said
    assert memory.refusal is Refusal.NOT_RESUMED
    assert not memory.busy


def test_a_car_that_comes_back_in_between() -> None:
    """The minute begins anew."""
    memory, look = waiting()
    charging = replace(look, state=ChargeState.CHARGING)
    for now, seen in ((5, look), (60, look), (62, charging), (64, look), (123, look)):
        memory, action = switch_step(memory, now, seen)
        assert action == SwitchAction()
    assert switch_step(memory, 124, look)[1] == written(ONE)


def lose_link(garage: Garage, seconds: int = 200) -> list[SwitchAction]:
    """Lose the link for some time; return what was said meanwhile."""
    garage.link = False
    said = garage.pass_seconds(seconds)
    garage.link = True
    return said


def test_a_link_lost_in_the_pause() -> None:
    """The charger stays paused, is resumed later, and all is tried again later."""
    garage = Garage.of()
    garage.pass_seconds(310, **LITTLE)
    assert lose_link(garage) == [SwitchAction(refused=Refusal.LINK)]
    assert garage.charger.values.paused
    assert garage.pass_seconds(20) == [RESUMED]
    assert garage.charger.power == 3 * 16 * 230
    assert garage.memory.refusal is None
    assert garage.pass_seconds(int(APART + AT_REST + 60)) == [
        PAUSED,
        written(ONE),
        RESUMED,
    ]


@pytest.mark.parametrize(
    ("made", "then", "phases"),
    [({}, RESUMED, 1), ({"0": None}, given_up(Refusal.MODE), 3)],
    ids=["told", "not told"],
)
def test_a_link_lost_after_the_write(
    made: dict[str, str | None], then: SwitchAction, phases: int
) -> None:
    """The charger stays paused, and is resumed with the phases that are read."""
    garage = Garage.of(made=made)
    twin = Garage.of()
    twin.pass_seconds(500, **LITTLE)
    told = int(twin.said[1][0] - garage.charger.time)
    garage.pass_seconds(told, **LITTLE)
    assert garage.memory.step is Step.WRITING
    assert lose_link(garage) == []
    assert garage.charger.values.paused
    assert garage.pass_seconds(60) == [then]
    assert garage.charger.phases_in_use == phases
    assert garage.charger.power == phases * 16 * 230


def test_unplugged_in_the_pause() -> None:
    """No pause is left behind, and the next car has its own session."""
    garage = Garage.of()
    garage.pass_seconds(310, **LITTLE)
    garage.charger.unplug()
    assert garage.pass_seconds(20) == [RESUMED]
    assert not garage.charger.values.paused
    assert not garage.memory.busy


def test_unplugged_while_it_is_resumed() -> None:
    """It is still resumed."""
    memory, look = waiting(Step.RESUMING)
    gone = replace(look, state=ChargeState.DISCONNECTED)
    memory = replace(memory, refusal=Refusal.MODE)
    memory, action = switch_step(memory, 20.0, gone)
    assert action == RESUMED
    memory, action = switch_step(memory, 25.0, replace(gone, paused=False))
    assert (memory.busy, memory.refusal) == (False, None)


def test_a_user_who_pauses_while_it_is_resumed() -> None:
    """Nobody fights for it."""
    memory, look = waiting(Step.RESUMING)
    memory, action = switch_step(memory, 20.0, replace(look, may_charge=False))
    assert action == SwitchAction()
    assert not memory.busy
