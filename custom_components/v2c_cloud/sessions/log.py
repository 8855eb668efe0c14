"""The session log of one charger. Pure: it is told the time."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta, tzinfo

from custom_components.v2c_cloud.api.charges import CloudCharge
from custom_components.v2c_cloud.api.models import ChargerState

from .cost import Tariff, lacks_price, with_prices
from .live import LiveLog
from .matching import match
from .model import Session
from .slots import by_hours

SETTLED_AFTER = timedelta(days=45)
"""The cloud may correct what is younger."""
_KEPT = timedelta(days=3653)
MOST_SESSIONS = 10_000
MOST_AMBIGUOUS = 500


@dataclass(slots=True, kw_only=True)
class SessionLog:
    """What is known of a charger's sessions, each source for itself.

    What both sources know of a time is put together anew whenever one of them tells
    something; only what is old is put together for good.
    """

    charger_id: str
    live: LiveLog
    seen: list[Session] = field(default_factory=list)
    """What was seen as it happened, over the LAN or by polling the cloud."""
    told: dict[str, CloudCharge] = field(default_factory=dict)
    """The charges that the cloud has, by their ID."""
    settled: list[Session] = field(default_factory=list)
    """Old sessions with what the cloud had of them."""
    offset: timedelta | None = None
    """How far the charger's clock is ahead; None while that cannot be told."""
    asked_at: datetime | None = None
    """When the cloud last told its charges."""
    history_from: date | None = None
    """The first day of the history that the cloud has told."""
    sessions: tuple[Session, ...] = ()
    """All sessions, the newest first."""
    ambiguous: tuple[CloudCharge, ...] = ()
    """Charges of the cloud that may be part of another: they count nowhere."""

    def observe(
        self, state: ChargerState, now: datetime, tariff: Tariff, *, lan: bool
    ) -> bool:
        """Take a reading; tell whether a session has ended."""
        ended = self.live.observe(state, now, lan=lan)
        self.seen += [with_prices(session, tariff) for session in ended]
        return bool(ended)

    def add(self, charges: Iterable[CloudCharge]) -> bool:
        """Take what the cloud tells; tell whether any of it is new."""
        old = {charge.cloud_id for item in self.settled for charge in item.charges}
        news = {
            charge.id: charge
            for charge in charges
            if charge.id not in old
            and self.told.get(charge.id) != charge
            and not _is_older(charge, self.told.get(charge.id))
        }
        self.told |= news
        return bool(news)

    def refresh(self, now: datetime, zone: tzinfo, tariff: Tariff) -> None:
        """Put together what is known, and settle what is old."""
        running = self.live.session
        seen = self.seen if running is None else [*self.seen, running]
        matched = match(self.charger_id, seen, self.told.values(), zone, self.offset)
        self.offset = matched.offset
        recent = []
        for session in matched.sessions:
            claimed = matched.claimed.get(session.id)
            if not claimed and session.end is not None:
                recent.append(session)
                continue
            priced = with_prices(session, tariff)
            if claimed and (session.end or session.start) < now - SETTLED_AFTER:
                self._settle(priced, claimed)
            else:
                recent.append(priced)
        self.ambiguous = matched.ambiguous
        for charge in self.ambiguous[:-MOST_AMBIGUOUS]:
            del self.told[charge.id]
        self.ambiguous = self.ambiguous[-MOST_AMBIGUOUS:]
        self.sessions = tuple(
            sorted(
                (*recent, *self.settled),
                key=lambda item: (item.start, item.id),
                reverse=True,
            )
        )

    def tidy(self, now: datetime, tariff: Tariff) -> None:
        """Forget what is older than ten years, or more than can be stored.

        What is old needs no quarters of hours; what has no price may have one now.
        """
        first, coarse = now - _KEPT, now - SETTLED_AFTER
        for sessions in (self.seen, self.settled):
            sessions.sort(key=lambda item: item.start)
            sessions[:] = [
                with_prices(_coarse(item) if item.start < coarse else item, tariff)
                for item in sessions
                if item.start >= first
            ]
            del sessions[:-MOST_SESSIONS]

    def complete_prices(self, since: datetime, tariff: Tariff) -> bool:
        """Give a price to what ended since then; tell whether anything lacks one.

        What lacks one may have it after the next refresh.
        """
        lacking = {
            session.id
            for session in self.sessions
            if (session.end or session.start) >= since and lacks_price(session)
        }
        if not lacking:
            return False
        for sessions in (self.seen, self.settled):
            sessions[:] = [
                with_prices(item, tariff) if item.id in lacking else item
                for item in sessions
            ]
        return True

    def _settle(self, session: Session, claimed: frozenset[str]) -> None:
        self.settled.append(_coarse(session))
        self.seen = [item for item in self.seen if item.id != session.id]
        for charge_id in claimed:
            del self.told[charge_id]


def _coarse(session: Session) -> Session:
    """The session by hours, which take less room than quarters."""
    charges = tuple(
        replace(charge, slots=by_hours(charge.slots)) for charge in session.charges
    )
    return replace(session, charges=charges)


def _is_older(charge: CloudCharge, known: CloudCharge | None) -> bool:
    """Whether an answer came late: a charge that is finished does not begin anew."""
    if known is None:
        return False
    if charge.updated_at is not None and known.updated_at is not None:
        return charge.updated_at < known.updated_at
    return known.finished and not charge.finished
