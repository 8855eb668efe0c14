"""One charger as power control sees it: its state, its people's wishes, its history."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from homeassistant.core import HomeAssistant, callback

from .api.models import ChargeMode, ChargerSnapshot, ChargerState, ChargeState, Link
from .const import LOGGER
from .control.decision import DecisionMemory, Look
from .control.model import EcoWish, MeterReading, PowerControl
from .control.override import (
    REVERTED,
    Override,
    OverrideMemory,
    watch,
    without_override,
)
from .control.phase_map import PhaseMemory, forget_count, learn
from .control.phase_switch import Refusal
from .control.power_settings import PowerSettings
from .control.situation import HIGHEST_CURRENT, Situation
from .coordinator import ChargerCoordinator
from .house_options import HouseOptions
from .power_hand import PowerHand, has_own_meter
from .power_phases import PhaseSwitcher
from .store import HouseStore

if TYPE_CHECKING:
    from .house import V2CConfigEntry

_FULL = 300.0
"""Seconds for which a car that has charged takes nothing until it is full."""


def is_lost(snapshot: ChargerSnapshot) -> bool:
    """Whether the link is down that would show a power cut: the LAN, if there is one.

    The cloud goes on telling what it last heard.
    """
    lan = snapshot.links.get(Link.LAN)
    return snapshot.active_link is None if lan is None else not lan.up


class PowerCharger:
    """What a look at one charger needs beside the charger's own state."""

    def __init__(
        self,
        hass: HomeAssistant,
        entry: V2CConfigEntry,
        coordinator: ChargerCoordinator,
        store: HouseStore,
    ) -> None:
        """Take over what the last run left."""
        self.coordinator = coordinator
        self.charger_id = coordinator.charger.charger_id
        self.hand = PowerHand(hass, entry, coordinator, store)
        self._override = OverrideMemory()
        self._polls = 0
        self._seen_at = 0.0
        self._phase_memory = PhaseMemory()
        self._phase_switcher = PhaseSwitcher(coordinator, self.hand)
        self._charge_mode: ChargeMode | None = None
        self._idle_since: float | None = None
        self._has_charged = False
        self._was_lost = False
        self._charge_time: int | None = None
        self._cut_at: float | None = None
        self._count = 1

    @property
    def settings(self) -> PowerSettings:
        """What people want of it."""
        return self.hand.settings

    @callback
    def async_end_override(self) -> None:
        """Forget what somebody has set by hand.

        A pause of theirs becomes ours, or nobody would end it.
        """
        if self.hand.state.paused and self.settings.mode is not PowerControl.OFF:
            self.hand.async_change(paused_by_us=True)
        self._override = without_override(self.hand.expected)
        self.hand.async_change(ceiling=None, paused_by_user=False)

    @callback
    def async_take_pause(self) -> None:
        """Take over a pause, whoever made it, so that it ends as soon as nobody waits."""
        if self.hand.state.paused:
            self.hand.async_change(
                paused_by_us=True,
                borrowed={**self.settings.borrowed, "paused": False},
            )

    @callback
    def async_yield_pause(self) -> None:
        """Leave a pause to whoever else wants it: we do not end it."""
        borrowed = dict(self.settings.borrowed)
        borrowed.pop("paused", None)
        self.hand.async_change(paused_by_us=False, borrowed=borrowed)
        self.hand.expected = None

    @property
    def count(self) -> int:
        """How many phases the car loads, as far as is known."""
        return self._count

    def full(self, now: float) -> bool:
        """Whether the car has charged and takes nothing more of what it is offered."""
        return (
            self._has_charged
            and self._idle_since is not None
            and now - self._idle_since >= _FULL
        )

    @property
    def refused(self) -> Refusal | None:
        """Why its phases were not switched, as long as a person should know."""
        return self._phase_switcher.refused

    @property
    def offered(self) -> int:
        """A that the charger offers its car now; one that shows none may offer all."""
        return self._offered(self.hand.state)

    @callback
    def async_read_meter(self, reading: MeterReading, others: Sequence[int]) -> None:
        """Learn from the meter which phases the car loads.

        ``others`` are the A that the other chargers of the house offer.
        """
        state = self.hand.state
        self._phase_memory = learn(
            self._phase_memory,
            reading.at,
            offered=self._offered(state),
            charging=bool(state.charging),
            phases=reading.phases,
            power=reading.power,
            others=others,
        )

    def situation(
        self,
        now: float,
        options: HouseOptions,
        *,
        need_met: bool = False,
        eco: EcoWish | None = None,
    ) -> Situation:
        """Look at the charger, and draw the consequences that outlive the look."""
        snapshot = self.coordinator.charger.snapshot()
        state = snapshot.state
        reachable = snapshot.active_link is not None
        self._note_cut(now, state, lost=is_lost(snapshot))
        if reachable:
            self._note_session(now, state)
            self._note_override(now, state, snapshot.active_link)
            self._note_impatience(now, state, eco)
        settings = self.settings
        phases, count = self._phases(state, options)
        self._count = count
        own_meter = has_own_meter(state)
        situation = Situation(
            charger_id=self.charger_id,
            state=state,
            reachable=reachable,
            unconfirmed=self.hand.unconfirmed,
            mode=settings.mode,
            boost=settings.boost,
            eco=eco,
            maximum=min(settings.maximum, self._borrowed_maximum()),
            ceiling=settings.ceiling,
            paused_by_user=settings.paused_by_user,
            paused_by_us=settings.paused_by_us,
            need_met=need_met,
            pending=self._override.pending,
            own_meter=own_meter,
            offered=self._offered(state),
            idle_since=self._idle_since,
            has_charged=self._has_charged,
            cut_at=self._cut_at,
            count=count,
            phases=phases,
            priority=settings.priority,
        )
        self.hand.timer = situation.timer
        return situation

    @callback
    def async_switch(
        self, now: float, memory: DecisionMemory, look: Look, options: HouseOptions
    ) -> Situation:
        """Let the number of phases be changed where that is better.

        Returns the charger's situation of ``look`` as it is then.
        """
        item = next(
            each for each in look.situations if each.charger_id == self.charger_id
        )
        self._phase_switcher.async_look(
            now,
            memory,
            look,
            item,
            enabled=options.power_control.phase_switching,
            phase=self._phases_of(1, options),
            count=self._phase_memory.map.count,
        )
        return replace(
            item,
            switching=self._phase_switcher.busy,
            paused_by_us=self.settings.paused_by_us,
        )

    def _borrowed_maximum(self) -> int:
        """A that the charger's own control could choose before it was steered."""
        borrowed = self.settings.borrowed.get("max_intensity")
        return borrowed if isinstance(borrowed, int) else HIGHEST_CURRENT

    def _offered(self, state: ChargerState) -> int:
        """A that the charger offers now; one that shows none may offer all.

        What is under way counts already, or the next look would call it back.
        """
        if self.hand.under_way and not state.modulating:
            return self.hand.under_way
        if state.paused or self.hand.is_held(state):
            return 0
        shown = state.intensity
        if shown is None and state.charge_current is not None:
            shown = round(state.charge_current)
        if shown is None and self.hand.expected is not None:
            shown = self.hand.expected.current
        return HIGHEST_CURRENT if shown is None else shown

    def _phases(
        self, state: ChargerState, options: HouseOptions
    ) -> tuple[tuple[int, ...] | None, int]:
        """The phases of the house that the car loads, from 0, and how many."""
        if options.connection.phases == 1:
            return (0,), 1
        learned = self._phase_memory.map
        count = learned.count or 3
        if state.charge_mode is ChargeMode.MONOPHASIC:
            count = 1
        return self._phases_of(count, options), count

    def _phases_of(self, count: int, options: HouseOptions) -> tuple[int, ...] | None:
        """The phases that so many would be; None where that is not known."""
        chosen = options.power_control.phase_map.get(self.charger_id)
        if chosen is not None:
            return tuple(phase - 1 for phase in chosen[:count])
        if count == 3:
            return (0, 1, 2)
        learned = self._phase_memory.map
        return learned.phases if learned.count == 1 else None

    def _note_cut(self, now: float, state: ChargerState, *, lost: bool) -> None:
        """Notice a power cut: the charger was lost and its session begins anew."""
        was_lost, self._was_lost = self._was_lost, lost
        if lost:
            return
        before, self._charge_time = self._charge_time, state.charge_time
        if before is None or state.charge_time is None or not state.connected:
            return
        if was_lost and state.charge_time < before:
            LOGGER.info("%s was without power", self.coordinator.name)
            self._cut_at = now

    def _note_session(self, now: float, state: ChargerState) -> None:
        settings = self.settings
        before, self._charge_mode = self._charge_mode, state.charge_mode
        if before is not self._charge_mode:
            # What was seen on other phases says nothing of these.
            self._phase_memory = forget_count(self._phase_memory)
        if state.connected is False:
            self._has_charged = False
            self._idle_since = None
            self._cut_at = None
            self._phase_memory = forget_count(self._phase_memory)
            if settings.boost or settings.ceiling or settings.paused_by_user:
                self.hand.async_change(boost=False)
                self.async_end_override()
            return
        self._has_charged = self._has_charged or bool(state.charging)
        idle = state.charge_state is ChargeState.CONNECTED and self._offered(state) > 0
        if not idle:
            self._idle_since = None
        elif self._idle_since is None:
            self._idle_since = now

    def _note_override(
        self, now: float, state: ChargerState, link: Link | None
    ) -> None:
        """Notice when somebody sets the charger otherwise than control did."""
        if self.settings.mode is PowerControl.OFF or link is None:
            return
        seen = self.coordinator.charger.reading(link)
        if seen is not None and seen.at != self._seen_at:
            self._seen_at = seen.at
            self._polls += 1
        self._override = watch(
            self._override,
            now,
            state,
            self.hand.expected,
            polls=self._polls,
            busy=self.hand.busy or self._phase_switcher.busy,
            cut_at=self._cut_at,
        )
        override = self._override.override
        ceiling = override.ceiling if override else None
        paused = override is not None and override.pause
        settings = self.settings
        if (ceiling, paused) != (settings.ceiling, settings.paused_by_user):
            self.hand.async_change(ceiling=ceiling, paused_by_user=paused)

    def _note_impatience(
        self, now: float, state: ChargerState, eco: EcoWish | None
    ) -> None:
        """Whoever ends a pause of EcoCharging by hand wants the car charged now."""
        expected = self.hand.expected
        if self.hand.was_let_go(state, now, REVERTED):
            self.hand.async_change(boost=True)
        if (
            eco is not None
            and not eco.charge
            and self.settings.paused_by_us
            and state.paused is False
            and not self.hand.busy
            and not self.hand.giving_back
            and expected is not None
            and expected.paused
            and now - expected.at > REVERTED
        ):
            self.hand.async_change(boost=True, paused_by_us=False)

    @callback
    def async_settle(self) -> None:
        """Go on where the last run ended."""
        settings = self.settings
        if settings.ceiling is not None or settings.paused_by_user:
            self._override = OverrideMemory(
                override=Override(
                    pause=settings.paused_by_user, ceiling=settings.ceiling, since=0.0
                )
            )
