"""A charger, a car and power control that does what the switching of phases says."""

from dataclasses import dataclass, field, replace
from random import Random
from typing import Any, Final, override

from custom_components.v2c_cloud.api.models import ChargeMode, ChargeState
from custom_components.v2c_cloud.control.model import PowerControl
from custom_components.v2c_cloud.control.phase_switch import (
    Command,
    Refusal,
    SwitchAction,
    SwitchLook,
    SwitchMemory,
    switch_step,
)
from scripts.simulator import (
    FIRMWARES,
    Car,
    ChargeState as SimulatedState,
    Reply,
    SmartCharger,
)

ONE, THREE = ChargeMode.MONOPHASIC, ChargeMode.THREEPHASIC
MODES: Final = dict(enumerate(ChargeMode))
STATES: Final = {
    SimulatedState.DISCONNECTED: ChargeState.DISCONNECTED,
    SimulatedState.CONNECTED: ChargeState.CONNECTED,
    SimulatedState.CHARGING: ChargeState.CHARGING,
    SimulatedState.PILOT_FAULT: ChargeState.PILOT_FAULT,
}
LITTLE: Final[dict[str, Any]] = {"one": 10, "three": 3}
"""A that fit when the sun is behind clouds."""
MUCH: Final[dict[str, Any]] = {"one": 32, "three": 16}


A_LOOK: Final = SwitchLook(
    enabled=True,
    control=PowerControl.PV,
    three_phase=True,
    may_charge=True,
    state=ChargeState.CONNECTED,
    paused=True,
    mode=THREE,
    offered=0,
    most=16,
    one=10,
    three=3,
)


class Stubborn(SmartCharger):
    """A charger that makes of each mode another one."""

    made: dict[str, str | None]

    @override
    def write(self, keyword: str, value: str) -> Reply:
        made = self.made.get(value, value) if keyword == "ChargeMode" else value
        return Reply.OK if made is None else super().write(keyword, made)


@dataclass(slots=True, kw_only=True)
class Garage:
    """A charger, a car, and power control that does what it is told."""

    charger: SmartCharger
    look: SwitchLook
    memory: SwitchMemory = field(default_factory=SwitchMemory)
    link: bool = True
    said: list[tuple[float, SwitchAction]] = field(default_factory=list)

    @classmethod
    def of(
        cls,
        firmware: str = "2.5.1",
        made: dict[str, str | None] | None = None,
        *,
        mode: int = 1,
    ) -> Garage:
        """A car on 16 A, in any firmware."""
        charger = Stubborn(
            "ABC123",
            firmware=FIRMWARES[firmware],
            random=Random(1),
            phases=3,
            max_current=16,
        )
        charger.made = {}
        charger.write("ChargeMode", str(mode))
        charger.made = made or {}
        charger.plug(Car(phases=3, soc=0.1))
        garage = cls(charger=charger, look=A_LOOK)
        garage.pass_seconds(30, one=None, three=None)
        return garage

    def seen(self) -> SwitchLook:
        """Look at the charger."""
        if not self.link:
            return replace(self.look, state=None, paused=None, mode=None)
        values = self.charger.values
        shown = self.charger.read("ChargeMode")
        return replace(
            self.look,
            state=STATES[values.charge_state],
            paused=values.paused,
            mode=MODES.get(int(shown or -1)),
            offered=self.charger.offered,
        )

    def pass_seconds(
        self, seconds: int, *, step: int = 5, **changes: Any
    ) -> list[SwitchAction]:
        """Live, looking every few seconds; return what was said."""
        self.look = replace(self.look, **changes)
        before = len(self.said)
        for second in range(seconds):
            self.charger.step(1, (230.0, 230.0, 230.0), None)
            if second % step == 0:
                self._obey()
        return [action for _, action in self.said[before:]]

    def _obey(self) -> None:
        now = self.charger.time
        self.memory, action = switch_step(self.memory, now, self.seen())
        if action == SwitchAction():
            return
        self.said.append((now, action))
        match action.command:
            case Command.PAUSE:
                self.charger.write("Paused", "1")
            case Command.WRITE:
                assert self.charger.power == 0
                assert self.charger.values.paused
                number = list(ChargeMode).index(action.mode or ChargeMode.MIXED)
                self.charger.write("ChargeMode", str(number))
            case Command.RESUME:
                self.charger.write("Paused", "0")

    @property
    def refusals(self) -> list[Refusal]:
        """What was refused so far."""
        return [action.refused for _, action in self.said if action.refused]
