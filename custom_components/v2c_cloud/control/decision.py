"""Decides how each charger of a house charges, and says why. Pure.

The only place that decides. What is given: how the chargers are, what their people
want, and what the meter says. What comes out: a current for each charger, and the one
reason that a person should hear.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
import math

from custom_components.v2c_cloud.api.models import (
    FAULT_STATES,
    ChargerState,
    ChargeState,
)

from .budgets import Member, Site
from .limits import PHASE_VOLTAGE
from .model import Allowance, Decision, MeterReading, PowerControl, Reason
from .power import LAN, Memory, Share, Tuning, step
from .silence import without_meter
from .situation import HIGHEST_CURRENT, Situation
from .sun import SunMemory, sun_step, surplus
from .window import Window

AFTER_CUT = 60.0
"""Seconds for which a charger waits after a power cut: a meter that has cut the house
off only comes back when nothing draws, and everything else starts then."""
GENTLY = 120.0
"""Seconds after a power cut until which it gets the least only."""
_NO_DRAW = 60.0
"""Seconds after which a car that takes nothing is said to take nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """All that a decision is made of, at one moment."""

    situations: Sequence[Situation]
    reading: MeterReading | None
    """None while the meter says nothing that counts."""
    allowance: Allowance = field(default_factory=Allowance)
    phases: int = 1
    """Of the connection: 1 or 3."""
    lower_band: bool = False
    """Whether this time of day has a lower limit than others."""
    peak: float | None = None
    """W that the house has taken at this hour at the most, without its cars."""
    battery_first: bool = True
    patient: bool = False
    """Whether a meter that says nothing may still be starting."""
    tuning: Tuning = LAN

    @property
    def uncontrolled(self) -> bool:
        """Whether what the house takes may have a car in it that nobody controls."""
        return any(
            item.mode is PowerControl.OFF and item.state.connected is not False
            for item in self.situations
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionMemory:
    """What is remembered between two decisions."""

    law: Memory = field(default_factory=Memory)
    sun: Mapping[str, SunMemory] = field(default_factory=dict)

    @property
    def house_power(self) -> float | None:
        """W that the house took lately without its cars; None before any look."""
        slots = self.law.window.slots
        return slots[-1][1][0] if slots else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """A decision, and the figures that people see beside it."""

    decision: Decision
    headroom: float | None = None
    """W that the tightest limit leaves this charger beside the rest of the house."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wish:
    """What one charger could get if the house left it all, and what limits that."""

    most: int
    reason: Reason


def decide(
    memory: DecisionMemory, now: float, look: Look
) -> tuple[DecisionMemory, dict[str, Decided]]:
    """Decide for all chargers at once.

    ``now`` is in seconds and never runs back. A charger that is not controlled, or
    cannot be, gets no current and only a reason; what it draws is the house's.
    """
    decided = {
        item.charger_id: Decided(decision=held)
        for item in look.situations
        if (held := _held(item, now)) is not None
    }
    controlled = [item for item in look.situations if item.charger_id not in decided]
    if look.reading is None:
        law = replace(memory.law, window=Window())
        return replace(memory, law=law), decided | _in_silence(look, controlled)
    sun, wishes = _wishes(memory, now, look, look.reading, controlled)
    site = Site(reading=look.reading, allowance=look.allowance, phases=look.phases)
    # What a car draws until it has let go is not the house's: after its switch it would
    # wait until that is forgotten.
    switching = [
        item
        for item in look.situations
        if item.charger_id in decided
        and decided[item.charger_id].decision.reason is Reason.SWITCHING
    ]
    for item in switching:
        sun[item.charger_id] = memory.sun.get(item.charger_id, SunMemory())
    law, shares = step(
        memory.law,
        now,
        site,
        [
            *(member(item, wishes[item.charger_id].most) for item in controlled),
            *(member(item, 0) for item in switching),
        ],
        look.tuning,
    )
    for item in controlled:
        name = item.charger_id
        share, wish = shares[name], wishes[name]
        headroom = share.headroom if math.isfinite(share.headroom) else None
        decided[name] = Decided(
            decision=Decision(
                current=share.current,
                reason=_reason(item, wish, share, now, lower_band=look.lower_band),
            ),
            headroom=headroom,
        )
    return DecisionMemory(law=law, sun=sun), decided


def _held(item: Situation, now: float) -> Decision | None:
    """Why a charger is left as it is; None where it is to be controlled."""
    state = item.state
    reason: Reason | None = None
    current = None
    if not item.reachable:
        reason = Reason.LINK_LOST
    elif state.charge_state in FAULT_STATES:
        reason = Reason.FAULT
    elif state.ocpp:
        reason = Reason.OCPP
    elif state.locked:
        reason = Reason.LOCKED
    elif state.connected is False:
        reason = Reason.NO_CAR
        if item.mode is not PowerControl.OFF and not item.own_meter:
            # The next car begins with the least, before anybody sees it.
            current = item.least if item.offered else None
    elif item.mode is PowerControl.OFF:
        reason = _uncontrolled(item, now)
        # Only a pause: what it charges with is not ours to choose.
        current = 0 if reason is item.awaits else None
        if current == 0 and item.unconfirmed and state.charging:
            reason = Reason.UNCONFIRMED
    elif item.paused_by_user or (state.paused and not item.paused_by_us):
        reason = _paused(item)
    elif item.switching:
        reason = Reason.SWITCHING
    return None if reason is None else Decision(current=current, reason=reason)


def _uncontrolled(item: Situation, now: float) -> Reason:
    """What a charger does that nobody controls."""
    state = item.state
    if state.paused and not item.paused_by_us:
        return _paused(item)
    if item.awaits:
        return item.awaits
    if waits := _waits(item, now):
        return waits
    if item.boost:
        return Reason.BOOST
    if item.eco:
        return item.eco.reason
    return Reason.OWN_CONTROL if state.modulating else Reason.UNCONTROLLED


def _chooses_less(state: ChargerState, fits: int) -> bool:
    """Whether a charger that modulates stays below its bound, and below what fits."""
    own, bound = state.intensity, state.max_intensity
    return own is not None and own < min(fits, bound or fits)


def _paused(item: Situation) -> Reason:
    return Reason.NEED_MET if item.need_met else Reason.PAUSED


def _waits(item: Situation, now: float) -> Reason | None:
    """Why a car does not take what it is offered, if it does not."""
    state = item.state
    if state.charge_state is not ChargeState.CONNECTED or item.idle_since is None:
        return None
    if state.timer:
        return Reason.WAITING_TIMER
    if state.rfid_reader and not item.has_charged:
        return Reason.RFID
    if now - item.idle_since < _NO_DRAW:
        return None
    return Reason.FULL if item.has_charged else Reason.NO_DRAW


def member(item: Situation, most: int) -> Member:
    """A charger as the law sees it that may offer so many A at the most."""
    return Member(
        charger_id=item.charger_id,
        offered=item.offered,
        charging=bool(item.state.charging),
        most=most,
        least=item.least,
        count=item.count,
        phases=item.phases,
        priority=item.priority,
    )


def _in_silence(look: Look, controlled: Sequence[Situation]) -> dict[str, Decided]:
    """The least where it fits, for what the meter would have said; never more."""
    currents = without_meter(
        [
            member(item, item.most)
            for item in controlled
            if item.aim is not PowerControl.PV or item.boost
        ],
        look.allowance,
        phases=look.phases,
        peak=look.peak,
        margin=look.tuning.margin,
    )
    decided = {}
    for item in controlled:
        current: int | None = currents.get(item.charger_id, 0)
        if item.own_meter or look.patient:
            # Its own control still sees the house; or nobody has had time to look.
            current = None
        decided[item.charger_id] = Decided(
            decision=Decision(
                current=current, reason=item.awaits or Reason.METER_SILENT
            )
        )
    return decided


def _wishes(
    memory: DecisionMemory,
    now: float,
    look: Look,
    reading: MeterReading,
    controlled: Sequence[Situation],
) -> tuple[dict[str, SunMemory], dict[str, _Wish]]:
    """What each charger could get beside the limits, the first in priority first."""
    watts = {item.charger_id: item.count * PHASE_VOLTAGE for item in controlled}
    draws = {
        item.charger_id: memory.law.members[item.charger_id].draw.current
        for item in controlled
        if item.charger_id in memory.law.members
    }
    left = surplus(
        reading,
        sum(current * watts[name] for name, current in draws.items()),
        battery_first=look.battery_first,
    )
    sun: dict[str, SunMemory] = {}
    wishes: dict[str, _Wish] = {}
    for item in sorted(controlled, key=lambda item: item.priority):
        name = item.charger_id
        wishes[name] = _wish(item, now)
        if item.awaits is Reason.SKIPPED:
            # Whoever wants no charging wants none of the roof either.
            wishes[name] = _Wish(most=0, reason=Reason.SKIPPED)
            continue
        if item.boost or item.aim is PowerControl.GRID_PV:
            if left is not None:
                left -= draws.get(name, 0.0) * watts[name]
            continue
        before = memory.sun.get(name, SunMemory())
        # What the grid has charged so far is no sun that a cloud has covered.
        waits = item.awaits is not None and before.started_at is None
        after, current = sun_step(
            replace(before, patience=0.0) if waits else before,
            now,
            surplus=left,
            watts=watts[name],
            least=item.least,
            most=item.most,
            offered=item.offered,
            keeps_least=item.aim is PowerControl.PV_MIN,
        )
        sun[name] = replace(after, patience=before.patience) if waits else after
        if left is not None:
            left -= current * watts[name]
        if current < wishes[name].most:
            reason = item.awaits or Reason.WAITING_SUN
            if current:
                reason = Reason.SUN
            wishes[name] = _Wish(most=current, reason=reason)
    return sun, wishes


def _wish(item: Situation, now: float) -> _Wish:
    """What a charger could get if neither house nor sun limited it."""
    if item.cut_at is not None and now - item.cut_at < GENTLY:
        waiting = now - item.cut_at < AFTER_CUT
        return _Wish(most=0 if waiting else item.least, reason=Reason.POWER_CUT)
    if item.ceiling is not None and item.most == item.ceiling:
        return _Wish(most=item.most, reason=Reason.USER_LIMIT)
    if item.most == item.maximum < HIGHEST_CURRENT:
        return _Wish(most=item.most, reason=Reason.USER_LIMIT)
    if item.boost:
        return _Wish(most=item.most, reason=Reason.BOOST)
    if item.eco:
        enough = max(item.eco.most or item.most, item.least)
        return _Wish(most=min(item.most, enough), reason=item.eco.reason)
    return _Wish(most=item.most, reason=Reason.CHARGING)


def _reason(
    item: Situation, wish: _Wish, share: Share, now: float, *, lower_band: bool
) -> Reason:
    """The one reason that a person should hear."""
    if item.unconfirmed:
        return Reason.UNCONFIRMED
    if share.current and item.offered and (waits := _waits(item, now)):
        return waits
    if item.own_meter and _chooses_less(item.state, min(share.fits, wish.most)):
        return Reason.CHARGER
    if share.current >= wish.most:
        return wish.reason
    if share.fits >= wish.most and wish.reason is Reason.SUN:
        return wish.reason
    if not share.current:
        return Reason.WAITING_HOUSE
    if lower_band:
        return Reason.BAND
    return Reason.PHASE if share.by_phase else Reason.HOUSE
