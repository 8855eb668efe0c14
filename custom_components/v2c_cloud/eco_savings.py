"""What EcoCharging has saved this month: each session counts once.

Nothing is added up for good: the sum is made of the sessions that the log has, and of
what each of them has saved, which is remembered, since prices are forgotten. So it does
not matter when a session becomes known to have ended, in which order that happens, and
how often it is corrected.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import takewhile
from typing import Final

from homeassistant.core import callback

from .control.stays import MOST_STAYS
from .eco_history import savings_of
from .local_time import month_start
from .logged_sessions import LoggedSessions
from .prices.house_prices import HousePrices
from .sessions.model import Session
from .store import HouseStore

_LONGEST: Final = timedelta(days=92)
"""For how long a car is plugged in at the most."""


class EcoSavings:
    """The savings of one charger."""

    def __init__(
        self,
        store: HouseStore,
        charger_id: str,
        log: LoggedSessions,
        prices: HousePrices,
    ) -> None:
        """Know where sessions, their prices and savings are."""
        self._store = store
        self._charger_id = charger_id
        self._log = log
        self._prices = prices
        self._counted: dict[str, Session] = {}
        """What each session was when it was counted."""

    @property
    def _savings(self) -> dict[str, float | None]:
        return self._store.recall(self._charger_id).session_savings

    @property
    def this_month(self) -> float | None:
        """What was saved, in the currency; None where no session was ever counted."""
        savings = self._savings
        if all(amount is None for amount in savings.values()):
            return None
        amounts = (savings[each.id] or 0.0 for each in self._of_this_month())
        return sum(amounts, 0.0)

    def _of_this_month(self) -> Iterator[Session]:
        """The sessions that ended in it, of those in which EcoCharging took part."""
        begin, savings = month_start(), self._savings
        recent = takewhile(
            lambda session: session.start >= begin - _LONGEST, self._log.sessions
        )
        return (
            each
            for each in recent
            if each.end is not None and each.end >= begin and each.id in savings
        )

    @callback
    def async_take_part(self, session: Session) -> None:
        """Note that EcoCharging says when the car of a session is charged."""
        if session.id not in self._savings:
            self._remember({**self._savings, session.id: None})

    @callback
    def async_count(self) -> bool:
        """Find out what sessions that ended have saved; tell whether that is news.

        What cannot be told any more stays what it was.
        """
        before, after = self._savings, dict(self._savings)
        for session in self._of_this_month():
            if self._counted.get(session.id) == session:
                continue
            amount = savings_of(session, self._prices)
            if amount is not None:
                self._counted[session.id] = session
                after[session.id] = round(amount, 4)
        self._remember(after)
        return after != before

    def _remember(self, savings: dict[str, float | None]) -> None:
        memory = self._store.recall(self._charger_id)
        newest = dict([*savings.items()][-MOST_STAYS:])
        self._store.remember(self._charger_id, replace(memory, session_savings=newest))
