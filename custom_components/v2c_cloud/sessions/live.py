"""Builds sessions of what a charger shows, reading by reading. Pure."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from custom_components.v2c_cloud.api.models import ChargerState
from custom_components.v2c_cloud.energy_counter import EnergyCounter

from .model import Charge, Session, SessionSource
from .slots import merge, spread
from .solar import solar_share

GAP = timedelta(minutes=10)
"""Readings further apart do not tell what happened in between."""
_SAME_CHARGE = timedelta(minutes=2)
"""A shorter break is the car's or the control's, not another charge."""
_MOST_CHARGES = 100
_STEADY = 0.1
_LAG = 0.8
"""The cloud's counter runs behind the LAN's; a real new start is far below."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Flow:
    """Energy in kWh that flowed since the last reading, and when, as far as known."""

    start: datetime
    end: datetime
    energy: float
    solar: float | None
    estimated: bool


@dataclass(slots=True, kw_only=True)
class LiveLog:
    """The running session of a charger, and what it takes to go on with it.

    All of it is stored, so that a restart is nothing but a gap between two readings.
    """

    charger_id: str
    session: Session | None = None
    """The one that goes on."""
    counter: EnergyCounter = field(default_factory=EnergyCounter)
    counted_at: datetime | None = None
    """When the charger's session counter was last counted."""
    seen_at: datetime | None = None
    charging: bool = False
    power: float | None = None
    """W, when the car was last charging."""

    def observe(
        self, state: ChargerState, now: datetime, *, lan: bool = True
    ) -> list[Session]:
        """Take a reading over the LAN or the cloud; return the sessions it ends."""
        if state.connected is None and state.charge_energy is None:
            return []
        self._mind_the_clock(now)
        since = self.seen_at or now
        gap = now - since > GAP
        before = self.counter.session
        reading = self._plausible(state.charge_energy, lan=lan)
        flow = self._count(state, reading, now)
        counted = self.counter.session
        if gap and reading is not None and counted != reading and reading >= 0:
            # A lower counter may be a flicker: the next reading shows which.
            return []
        restarted = before is not None and counted is not None and counted < before
        closed: list[Session] = []
        if gap and restarted and self.session is not None:
            # Another car, or the same again, was plugged in unseen.
            closed.append(_ended(self.session, since))
            self.session = None
            self.charging = False
        source = SessionSource.LAN if lan else SessionSource.CLOUD
        if session := self.session or self._opened(state, now, flow, source, gap=gap):
            if lan:
                session = replace(session, source=SessionSource.LAN)
            session = self._note_charge(
                session, state, now, flow, since if gap else now
            )
            if state.connected is False:
                last = flow.end if flow else since
                closed.append(_ended(session, last if gap else now))
                session = None
        self.session = session
        self.charging = is_charging(session)
        if self.charging and state.charge_power:
            self.power = state.charge_power
        self.seen_at = now
        return closed

    def _mind_the_clock(self, now: datetime) -> None:
        """A clock that is set back must not make time run backwards."""
        if self.seen_at is not None and self.seen_at > now:
            self.seen_at = now
        if self.counted_at is not None and self.counted_at > now:
            self.counted_at = now

    def _plausible(self, reading: float | None, *, lan: bool) -> float | None:
        counted = self.counter.session
        if reading is None or counted is None or lan:
            return reading
        return None if _LAG * counted <= reading < counted else reading

    def _count(
        self, state: ChargerState, reading: float | None, now: datetime
    ) -> _Flow | None:
        """Count the energy since the last count, if there is any."""
        before, counted = self.counter.total, self.counter.session
        since = self.counted_at or now
        self.counter.update(reading)
        if reading is None or self.counter.session != reading:
            return None
        self.counted_at = now
        energy = self.counter.total - before
        if energy <= 0:
            return None
        # What was charging before the counter began anew is not what charges now.
        went_on = self.charging and counted is not None and reading >= counted
        start, end, estimated = self._when(
            state, since, now, energy, was_charging=went_on
        )
        share = solar_share(state) if now - since <= GAP else None
        return _Flow(
            start=start,
            end=end,
            energy=energy,
            solar=None if share is None else share * energy,
            estimated=estimated,
        )

    def _when(
        self,
        state: ChargerState,
        since: datetime,
        now: datetime,
        energy: float,
        *,
        was_charging: bool,
    ) -> tuple[datetime, datetime, bool]:
        """When energy flowed; it is estimated where nobody looked."""
        length = now - since
        if length <= GAP:
            return since, now, False
        power = (state.charge_power if state.charging else None) or self.power
        if not power:
            return since, now, True
        needed = timedelta(hours=energy * 1000 / power)
        if needed >= length * (1 - _STEADY):
            steady = was_charging and bool(state.charging)
            return since, now, not (steady and needed <= length * (1 + _STEADY))
        if was_charging and not state.charging:
            return since, since + needed, True
        if state.charging and not was_charging:
            return now - needed, now, True
        return since, now, True

    def _opened(
        self,
        state: ChargerState,
        now: datetime,
        flow: _Flow | None,
        source: SessionSource,
        *,
        gap: bool,
    ) -> Session | None:
        """The session that begins now, or that has begun and even ended unseen."""
        unseen = flow if gap else None
        if not state.connected and unseen is None:
            return None
        start = now if unseen is None else unseen.start
        return Session(
            id=f"{start:%Y%m%dT%H%M%SZ}",
            charger_id=self.charger_id,
            start=start,
            source=source,
        )

    def _note_charge(
        self,
        session: Session,
        state: ChargerState,
        now: datetime,
        flow: _Flow | None,
        seen: datetime,
    ) -> Session:
        """Begin, go on with or end a charge."""
        charging = is_charging(session) if state.charging is None else state.charging
        if not is_charging(session) and (charging or flow is not None):
            session = _begun(session, flow.start if flow else now)
        if flow is not None:
            session = _charged(session, flow)
        if not charging and is_charging(session):
            session = _with_charge(session, end=flow.end if flow else seen)
        return session


def is_charging(session: Session | None) -> bool:
    """Whether a charge goes on in a session."""
    return (
        session is not None
        and bool(session.charges)
        and session.charges[-1].end is None
    )


def _ended(session: Session, end: datetime) -> Session:
    """End a session and what is charging in it."""
    end = max(end, session.start)
    if is_charging(session):
        session = _with_charge(session, end=max(end, session.charges[-1].start))
    return replace(session, end=end)


def _begun(session: Session, start: datetime) -> Session:
    """Begin a charge, or go on with the last."""
    start = max(start, session.start)
    if session.charges:
        end = session.charges[-1].end or start
        if start - end <= _SAME_CHARGE or len(session.charges) >= _MOST_CHARGES:
            return _with_charge(session, end=None)
    return replace(session, charges=(*session.charges, Charge(start=start)))


def _charged(session: Session, flow: _Flow) -> Session:
    """Put energy into the last charge."""
    charge = session.charges[-1]
    start = max(flow.start, charge.start)
    slots = spread(
        start,
        max(flow.end, start),
        flow.energy,
        solar=flow.solar,
        estimated=flow.estimated,
    )
    return _with_charge(session, slots=merge((*charge.slots, *slots)))


def _with_charge(session: Session, **changes: Any) -> Session:
    """Change the last charge."""
    *others, charge = session.charges
    return replace(session, charges=(*others, replace(charge, **changes)))
