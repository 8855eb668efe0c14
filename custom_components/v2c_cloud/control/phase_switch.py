"""Changes how many phases a charger offers, between one and three. Pure.

Three phases need at least 6 A on each, 4.1 kW. A roof or a contract that leaves less
still charges on one phase, and one phase at its most takes less than a sunny roof may
give. Changing that while current flows can harm a car, so the charger is paused, left
alone until the car has surely let go, told, asked, and only then resumed.

No charger was ever in our hands. What is assumed:

- ``ChargeMode`` 0 is one phase and 1 is three. What 2, "mixed", does is not known, and
  ALVA has no such mode: a charger that shows anything else is left alone.
- An owner found ``ChargeMode`` to be writable only while paused, and another client
  pauses, writes and resumes. So it is never written but in a pause.
- ``ChargeState`` leaves "charging" when the car has opened its contactor. Firmware
  2.5.0 is known to stay there while it is paused: then nothing tells whether current
  flows, and the phases are not changed.
- A car takes another number of phases after a pause of a minute without being plugged
  in anew.
"""

from dataclasses import dataclass, replace
from enum import StrEnum
import math
from typing import Final

from custom_components.v2c_cloud.api.models import FAULT_STATES, ChargeMode, ChargeState

from .limits import LOWEST_CURRENT
from .model import PowerControl

PATIENCE: Final = 300.0
"""Seconds for which another number of phases must have been the better one."""
APART: Final = 600.0
"""Seconds between the end of one attempt and the next."""
AT_REST: Final = 60.0
"""Seconds for which the car must not have been charging."""
_GIVE_UP: Final = 120.0
"""Seconds in which a pause or its end must show."""
_READ_BACK: Final = 30.0
"""Seconds after a write in which the mode may still be read as it was."""
_REPEAT: Final = 15.0
"""Seconds after which a command that does not show is given again."""
_UNSEEN: Final = 60.0
"""Seconds between two looks after which patience begins anew."""
_SPARE: Final = 1
"""A above the least that must fit on three phases."""


class Refusal(StrEnum):
    """Why the number of phases was not changed."""

    STAYS_CHARGING = "stays_charging"
    """The charger shows no end of charging while it is paused."""
    NOT_PAUSED = "not_paused"
    NOT_RESUMED = "not_resumed"
    MODE = "mode_differs"
    """It was told one mode and shows another."""
    INTERRUPTED = "interrupted"
    """Somebody resumed it."""
    FAULT = "fault"
    LINK = "link_lost"
    """Before it was told; tried again later, unlike after all the others."""


class Command(StrEnum):
    """What to tell the charger."""

    NOTHING = "nothing"
    PAUSE = "pause"
    WRITE = "write"
    RESUME = "resume"
    """Charge with the phases that are read, whichever these are, as far as they fit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SwitchAction:
    """What to do now."""

    command: Command = Command.NOTHING
    mode: ChargeMode | None = None
    """What to write. With a refusal it is the old one, asked back."""
    refused: Refusal | None = None
    """What a person is to be told, at the moment in which it turns out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SwitchLook:
    """What is seen of a charger and its house at one moment."""

    enabled: bool
    """Whether the user wants phases to be changed."""
    control: PowerControl
    three_phase: bool
    """Whether charger and house have three phases."""
    may_charge: bool
    """Whether only the house, the sun and we can keep the car from charging now: no
    pause, lock, timer or plan of somebody else."""
    state: ChargeState | None
    """None while no link works, as for ``paused``."""
    paused: bool | None
    mode: ChargeMode | None
    """As it was read, never as it was hoped for."""
    offered: int
    """A per phase; 0 while paused."""
    most: int
    """A that may be offered at most, whatever the house leaves."""
    one: int | None
    """A that would fit on one phase, of the limits or the sun; None while unknown."""
    three: int | None
    """A per phase that would fit on three."""
    count: int | None = None
    """Phases that the car was seen to draw from in the mode that is read."""


class Step(StrEnum):
    """How far a switch has come."""

    IDLE = "idle"
    PAUSING = "pausing"
    """Until the car has let go for long enough."""
    WRITING = "writing"
    """Until the mode is read back."""
    RESTORING = "restoring"
    """Until the old mode is read back."""
    RESUMING = "resuming"


@dataclass(frozen=True, slots=True, kw_only=True)
class SwitchMemory:
    """What is remembered of a charger."""

    step: Step = Step.IDLE
    since: float = 0.0
    """When the step began."""
    asked_at: float = -math.inf
    """When the last command was given."""
    not_before: float = -math.inf
    """When the next attempt may begin."""
    wanted: ChargeMode | None = None
    wanted_since: float = 0.0
    looked_at: float = -math.inf
    old: ChargeMode | None = None
    target: ChargeMode | None = None
    was_paused: bool = False
    """Whether power control had paused it before: then that pause is not ours."""
    pause_seen: bool = False
    rests_since: float | None = None
    """Since when it has been paused, and not charging."""
    single: bool = False
    """Whether this car took one phase where three were offered."""
    refusal: Refusal | None = None
    """Why nothing is tried any more until the car is unplugged."""

    @property
    def busy(self) -> bool:
        """Whether the charger is being switched: nobody else may command it now."""
        return self.step is not Step.IDLE


_NOTHING: Final = SwitchAction()


def switch_step(
    memory: SwitchMemory, now: float, look: SwitchLook
) -> tuple[SwitchMemory, SwitchAction]:
    """Look once more and say what to do; to be called every few seconds.

    ``now`` is in seconds and never runs back. While the memory is ``busy`` the pause is
    part of the switch. It ends with a charger that is resumed, or with a pause that is
    left to those who want it: to power control where that had paused before, or to
    whatever makes ``may_charge`` false. What was refused is in the action once, and in
    the memory until the car is unplugged.
    """
    if look.state is None or look.paused is None:
        return _without_link(memory, now)
    if look.state is ChargeState.DISCONNECTED:
        return _unplugged(memory, now, look)
    if memory.step is Step.IDLE:
        return _idle(memory, now, look)
    if not look.may_charge:
        return _ended(memory, now), _NOTHING
    if memory.step is Step.RESUMING:
        return _resuming(memory, now, look)
    memory = replace(memory, pause_seen=memory.pause_seen or look.paused)
    if memory.pause_seen and not look.paused:
        done = look.mode is memory.target
        return _refused(memory, now, None if done else Refusal.INTERRUPTED)
    if look.state in FAULT_STATES:
        return _given_up(memory, now, Refusal.FAULT)
    match memory.step:
        case Step.PAUSING:
            return _pausing(memory, now, look)
        case Step.WRITING:
            return _writing(memory, now, look)
        case _:
            return _restoring(memory, now, look)


def _idle(
    memory: SwitchMemory, now: float, look: SwitchLook
) -> tuple[SwitchMemory, SwitchAction]:
    """Begin when another number of phases was the better one for long enough."""
    if look.mode is ChargeMode.THREEPHASIC and look.count == 1:
        memory = replace(memory, single=True)
    wanted = None if memory.refusal or memory.single else _wanted(look)
    if wanted is not memory.wanted or now - memory.looked_at > _UNSEEN:
        memory = replace(memory, wanted=wanted, wanted_since=now)
    memory = replace(memory, looked_at=now)
    patient = now - memory.wanted_since >= PATIENCE and now >= memory.not_before
    if wanted is None or not patient:
        return memory, _NOTHING
    begun = replace(
        memory,
        step=Step.PAUSING,
        since=now,
        asked_at=now,
        not_before=now + APART,
        wanted=None,
        old=look.mode,
        target=wanted,
        was_paused=bool(look.paused),
        pause_seen=bool(look.paused),
        rests_since=None,
    )
    return begun, SwitchAction(command=Command.PAUSE)


def _wanted(look: SwitchLook) -> ChargeMode | None:
    """The mode that would be better than the one that is read."""
    allowed = look.three_phase and look.may_charge and _wants(look)
    if not allowed or look.one is None or look.three is None:
        return None
    if look.mode is ChargeMode.THREEPHASIC:
        better = look.three < LOWEST_CURRENT <= min(look.one, look.most)
        return ChargeMode.MONOPHASIC if better else None
    # Three phases at the least current may be less than one at its most.
    enough = max(LOWEST_CURRENT + _SPARE, look.most // 3 + _SPARE)
    better = look.offered >= look.most >= LOWEST_CURRENT and look.three >= enough
    alone = look.mode is ChargeMode.MONOPHASIC
    return ChargeMode.THREEPHASIC if alone and better else None


def _wants(look: SwitchLook) -> bool:
    return look.enabled and look.control is not PowerControl.OFF


def _pausing(
    memory: SwitchMemory, now: float, look: SwitchLook
) -> tuple[SwitchMemory, SwitchAction]:
    """Wait until the car has surely let go, and tell the mode."""
    if not _wants(look):
        return _given_up(memory, now, None)
    if look.mode is memory.target:
        return _resumed(memory, now)
    if look.mode is not memory.old:
        return _given_up(memory, now, Refusal.MODE)
    if _rests(look):
        since = now if memory.rests_since is None else memory.rests_since
        memory = replace(memory, rests_since=since)
        if now - since < AT_REST:
            return memory, _NOTHING
        return _told(memory, now, Step.WRITING), SwitchAction(
            command=Command.WRITE, mode=memory.target
        )
    memory = replace(memory, rests_since=None)
    if now - memory.since >= _GIVE_UP:
        refusal = Refusal.STAYS_CHARGING if look.paused else Refusal.NOT_PAUSED
        return _given_up(memory, now, refusal)
    if not look.paused and now - memory.asked_at >= _REPEAT:
        return replace(memory, asked_at=now), SwitchAction(command=Command.PAUSE)
    return memory, _NOTHING


def _writing(
    memory: SwitchMemory, now: float, look: SwitchLook
) -> tuple[SwitchMemory, SwitchAction]:
    """Wait for the read-back; a third mode is nobody's wish, so ask the old one back."""
    if look.mode is memory.target:
        return _resumed(memory, now)
    if now - memory.since < _READ_BACK:
        return memory, _NOTHING
    if look.mode is memory.old or not _rests(look):
        return _given_up(memory, now, Refusal.MODE)
    memory = _refusing(memory, Refusal.MODE)
    return _told(memory, now, Step.RESTORING), SwitchAction(
        command=Command.WRITE, mode=memory.old, refused=Refusal.MODE
    )


def _restoring(
    memory: SwitchMemory, now: float, look: SwitchLook
) -> tuple[SwitchMemory, SwitchAction]:
    """Wait until the old mode is read, or is not."""
    if look.mode is not memory.old and now - memory.since < _READ_BACK:
        return memory, _NOTHING
    return _given_up(memory, now, None)


def _resuming(
    memory: SwitchMemory, now: float, look: SwitchLook
) -> tuple[SwitchMemory, SwitchAction]:
    """Wait until the charger is paused no more."""
    if not look.paused:
        return _ended(memory, now), _NOTHING
    if now - memory.since >= _GIVE_UP:
        return _refused(memory, now, Refusal.NOT_RESUMED)
    if now - memory.asked_at >= _REPEAT:
        return replace(memory, asked_at=now), SwitchAction(command=Command.RESUME)
    return memory, _NOTHING


def _without_link(
    memory: SwitchMemory, now: float
) -> tuple[SwitchMemory, SwitchAction]:
    """Leave all as it is, and nothing counts until the charger is seen again."""
    if memory.step is Step.PAUSING:
        memory, action = _given_up(memory, now, Refusal.LINK)
        # What cannot be sent now is asked for as soon as the link is back.
        return replace(memory, asked_at=-math.inf), replace(
            action, command=Command.NOTHING
        )
    return replace(memory, since=now, wanted=None), _NOTHING


def handed_over(memory: SwitchMemory, now: float) -> SwitchMemory:
    """End a switch whose ``RESUME`` somebody else carries out, as far as it fits."""
    return _ended(memory, now)


def _unplugged(
    memory: SwitchMemory, now: float, look: SwitchLook
) -> tuple[SwitchMemory, SwitchAction]:
    """Forget the session, but leave no pause of ours behind."""
    fresh = SwitchMemory(not_before=memory.not_before)
    if memory.step is Step.RESUMING:
        return _resuming(replace(memory, refusal=None, single=False), now, look)
    if not memory.busy or memory.was_paused:
        return fresh, _NOTHING
    return _resumed(fresh, now)


def _rests(look: SwitchLook) -> bool:
    return bool(look.paused) and look.state is ChargeState.CONNECTED


def _told(memory: SwitchMemory, now: float, step: Step) -> SwitchMemory:
    return replace(memory, step=step, since=now, not_before=now + APART)


def _resumed(memory: SwitchMemory, now: float) -> tuple[SwitchMemory, SwitchAction]:
    resuming = replace(memory, step=Step.RESUMING, since=now, asked_at=now)
    return resuming, SwitchAction(command=Command.RESUME)


def _given_up(
    memory: SwitchMemory, now: float, refusal: Refusal | None
) -> tuple[SwitchMemory, SwitchAction]:
    """End an attempt: a pause of ours ends, one of power control's stays."""
    if memory.was_paused:
        return _refused(memory, now, refusal)
    resuming, action = _resumed(_refusing(memory, refusal), now)
    return resuming, replace(action, refused=refusal)


def _refused(
    memory: SwitchMemory, now: float, refusal: Refusal | None
) -> tuple[SwitchMemory, SwitchAction]:
    ended = _ended(_refusing(memory, refusal), now)
    return ended, SwitchAction(refused=refusal)


def _refusing(memory: SwitchMemory, refusal: Refusal | None) -> SwitchMemory:
    passing = refusal is None or refusal is Refusal.LINK
    return memory if passing else replace(memory, refusal=refusal)


def _ended(memory: SwitchMemory, now: float) -> SwitchMemory:
    return SwitchMemory(
        not_before=now + APART, single=memory.single, refusal=memory.refusal
    )
