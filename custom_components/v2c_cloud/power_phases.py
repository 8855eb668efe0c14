"""Carries out the switching of one charger between one phase and three."""

from homeassistant.core import callback

from .api.models import FAULT_STATES, ChargeMode, ChargerState, InstallationType
from .const import LOGGER
from .control.alternatives import alternatives
from .control.command import Command
from .control.decision import DecisionMemory, Look
from .control.model import PowerControl
from .control.phase_switch import (
    Command as Order,
    Refusal,
    SwitchAction,
    SwitchLook,
    SwitchMemory,
    handed_over,
    switch_step,
)
from .control.situation import Situation
from .coordinator import ChargerCoordinator
from .power_hand import PowerHand

_MODES = frozenset({ChargeMode.MONOPHASIC, ChargeMode.THREEPHASIC})


class PhaseSwitcher:
    """Looks at one charger whenever power control does."""

    def __init__(
        self,
        coordinator: ChargerCoordinator,
        hand: PowerHand,
    ) -> None:
        """Begin anew: a pause that an earlier run left is power control's to end."""
        self._coordinator = coordinator
        self._hand = hand
        self._memory = SwitchMemory()
        self.refused: Refusal | None = None
        """Why the last switch was given up; None once that is over."""
        self._may_give_back = True

    @property
    def busy(self) -> bool:
        """Whether the charger is being switched."""
        return self._memory.busy

    @callback
    def async_look(
        self,
        now: float,
        memory: DecisionMemory,
        look: Look,
        item: Situation,
        *,
        enabled: bool,
        phase: tuple[int, ...] | None,
        count: int | None,
    ) -> None:
        """Look once more, before power control decides, and do what is due.

        ``phase`` is the one that the car would load alone, and ``count`` how many it
        was seen to load; None where that is not known.
        """
        if item.mode is PowerControl.OFF:
            self._rest(item)
            return
        fits = alternatives(memory, look, item, phase)
        state = self._read_state() or ChargerState()
        before = self._memory
        seen = SwitchLook(
            enabled=enabled,
            control=item.aim,
            three_phase=look.phases == 3
            and state.charge_mode in _MODES
            and item.state.installation_type is not InstallationType.SINGLE_PHASE,
            may_charge=self._may_charge(item),
            state=state.charge_state,
            paused=state.paused,
            mode=state.charge_mode,
            offered=item.offered,
            most=item.most,
            one=fits.one,
            three=fits.three,
            count=count,
        )
        self._memory, action = switch_step(before, now, seen)
        self._obey(now, action, item)
        if seen.state is None and self.busy:
            # Another link may be there to end the pause.
            self._memory = handed_over(self._memory, now)
        if action.refused is not None:
            self.refused = action.refused
        elif item.state.connected is False or (
            before.busy and not self.busy and seen.mode is before.target
        ):
            self.refused = None
        if before.busy and not self.busy and item.paused_by_us and seen.paused is False:
            self._hand.async_found_resumed()

    def _read_state(self) -> ChargerState | None:
        """What the link that tells the mode has read; never what was only hoped for."""
        charger = self._coordinator.charger
        readings = [charger.reading(link) for link in charger.links]
        reading = next((each for each in readings if each is not None), None)
        if reading is None or "charge_mode" not in reading.served:
            return None
        return reading.state

    def _may_charge(self, item: Situation) -> bool:
        """Whether nobody else holds the car back."""
        state = item.state
        others = item.paused_by_user or (state.paused and not item.paused_by_us)
        # A fault in the middle of a switch is told; before it nothing is begun.
        fault = state.charge_state in FAULT_STATES and not self.busy
        return not (others or fault or state.locked or state.timer or state.ocpp)

    def _obey(self, now: float, action: SwitchAction, item: Situation) -> None:
        name = self._coordinator.name
        match action.command:
            case Order.PAUSE:
                LOGGER.info("%s is paused to switch its phases", name)
                if not item.state.paused:
                    self._hand.async_order(Command(field="paused", value=True))
            case Order.WRITE if action.mode is not None:
                LOGGER.info("%s is switched to %s", name, action.mode)
                self._hand.async_order(Command(field="charge_mode", value=action.mode))
            case Order.RESUME:
                # Power control resumes it with what fits on the phases that are read.
                self._memory = handed_over(self._memory, now)

    def _rest(self, item: Situation) -> None:
        """Nobody controls it: all that is left to do is to give back."""
        self._memory = SwitchMemory(not_before=self._memory.not_before)
        self.refused = None
        plugged = item.state.connected is not False
        if not plugged and item.reachable and self._may_give_back:
            self._hand.async_give_back_phases()
        # Once for each car: what is refused now is refused a minute later, too.
        self._may_give_back = plugged
