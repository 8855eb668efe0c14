"""Whatever is seen of a charger, and whoever meddles with it."""

from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any, Final

from hypothesis import given, settings, strategies as st

from custom_components.v2c_cloud.api.models import ChargeMode, ChargeState
from custom_components.v2c_cloud.control.phase_switch import (
    APART,
    AT_REST,
    PATIENCE,
    Command,
    SwitchAction,
    SwitchLook,
    SwitchMemory,
    switch_step,
)

from .phase_garage import A_LOOK, LITTLE, MUCH, ONE, THREE

SIGHTS: Final[dict[str, dict[str, Any]]] = {
    "nothing": {},
    "clouds": LITTLE,
    "sun": MUCH,
    "link": {"state": None, "paused": None, "mode": None},
    "fault": {"state": ChargeState.SYSTEM_FAULT},
    "unplugged": {"state": ChargeState.DISCONNECTED},
    "charging": {"state": ChargeState.CHARGING},
    "disabled": {"enabled": False},
    "taken": {"may_charge": False},
    "blind": {"one": None, "three": None},
}
"""What is seen for some time."""
EVENTS: Final[dict[str, dict[str, Any]]] = {
    "resumed": {"paused": False},
    "paused": {"paused": True},
    "mixed": {"mode": ChargeMode.MIXED},
    "one": {"mode": ONE},
    "three": {"mode": THREE},
}
"""What somebody does to the charger."""
LEFT_PAUSED: Final = {"paused", "taken"}
"""After these, a pause is somebody else's."""


@dataclass(slots=True)
class Model:
    """A charger that obeys at once, and those who meddle with it."""

    look: SwitchLook
    now: float = 0.0
    memory: SwitchMemory = field(default_factory=SwitchMemory)
    rested: float = 0.0
    writes: list[float] = field(default_factory=list)

    def live(self, seconds: float, mishap: str = "nothing") -> None:
        """Look every 5 s."""
        event, seen = EVENTS.get(mishap, {}), SIGHTS.get(mishap, {})
        self.look = replace(self.look, **event)
        for _ in range(max(1, int(seconds / 5))):
            self.now += 5
            state = ChargeState.CONNECTED if self.look.paused else ChargeState.CHARGING
            look = replace(self.look, state=state)
            look = replace(look, **seen)
            resting = bool(look.paused) and look.state is ChargeState.CONNECTED
            self.rested = self.rested + 5 if resting else 0.0
            self.memory, action = switch_step(self.memory, self.now, look)
            self._obey(action, look)

    def _obey(self, action: SwitchAction, look: SwitchLook) -> None:
        match action.command:
            case Command.PAUSE:
                self.look = replace(self.look, paused=True)
            case Command.RESUME:
                self.look = replace(self.look, paused=False)
            case Command.WRITE:
                assert resting_long_enough(self.rested, look, action)
                self.look = replace(self.look, mode=action.mode)
                self.writes += [self.now] if action.refused is None else []


def resting_long_enough(rested: float, look: SwitchLook, action: SwitchAction) -> bool:
    """Whether this is a moment to write, or at least to ask a mode back."""
    return bool(
        look.paused
        and look.state is ChargeState.CONNECTED
        and (rested >= AT_REST or action.refused)
    )


@settings(max_examples=300)
@given(
    st.sampled_from((ONE, THREE)),
    st.booleans(),
    st.lists(
        st.tuples(
            st.sampled_from(sorted(SIGHTS | EVENTS)), st.sampled_from((5, 20, 70, 400))
        ),
        max_size=25,
    ),
)
def test_whatever_is_seen(
    mode: ChargeMode, paused: bool, mishaps: list[tuple[str, int]]
) -> None:
    """Never written while charging, never twice in ten minutes, and always ended."""
    amps = {ONE: MUCH, THREE: LITTLE}[mode]
    look = replace(A_LOOK, mode=mode, paused=paused, offered=16)
    model = Model(replace(look, **amps))
    model.live(PATIENCE)
    for mishap, seconds in mishaps:
        model.live(seconds, mishap)
    model.live(400, "blind")
    assert not model.memory.busy
    excused = paused or LEFT_PAUSED & {mishap for mishap, _ in mishaps}
    assert excused or not model.look.paused
    assert all(after - before >= APART for before, after in pairwise(model.writes))
