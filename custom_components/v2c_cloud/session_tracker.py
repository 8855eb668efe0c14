"""Keeps a charger's session log up to date, from the LAN and from the cloud."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
import math
from typing import TYPE_CHECKING

from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers.event import async_track_time_interval
from homeassistant.util import dt as dt_util

from .account import CloudAccount
from .api.charges import CloudCharge
from .api.models import LOCAL_LINKS
from .coordinator import ChargerCoordinator
from .prices.house_prices import HousePrices
from .prices.session_tariff import SessionTariff
from .session_store import SessionStore
from .sessions.model import Session

if TYPE_CHECKING:
    from .house import V2CConfigEntry

_TICK = timedelta(seconds=30)
_REFRESH = timedelta(minutes=1)
_AFTER_SESSION = timedelta(minutes=15)
"""The charger uploads a charge some time after its end."""
_SELDOM = timedelta(hours=12)
_RETRY = timedelta(minutes=30)
_LATE_PRICES = timedelta(days=28)
"""As long as prices are remembered."""
_HISTORY_PAUSE = 300.0
_WINDOW = timedelta(days=14)
"""A charger that was offline uploads late."""
_HISTORY = timedelta(days=365)
_CHUNK = timedelta(days=92)


class SessionTracker:
    """The sessions of one charger."""

    def __init__(
        self,
        hass: HomeAssistant,
        entry: V2CConfigEntry,
        coordinator: ChargerCoordinator,
        store: SessionStore,
        prices: HousePrices,
        account: CloudAccount | None = None,
    ) -> None:
        """Go on where the last run ended, until the entry is unloaded."""
        self._hass = hass
        self._coordinator = coordinator
        self._store = store
        self._tariff = SessionTariff(hass, prices)
        self._log = store.log(coordinator.charger.charger_id)
        self._listeners: list[Callable[[], None]] = []
        self._read_at: float | None = None
        self._refreshed = dt_util.utcnow()
        self._failed_at: datetime | None = None
        self._log.tidy(self._refreshed, self._tariff)
        self._refresh()
        self._observe()
        entry.async_on_unload(coordinator.async_add_listener(self._observe))
        entry.async_on_unload(prices.async_listen(self._prices_changed))
        entry.async_on_unload(
            async_track_time_interval(hass, self._tick, _TICK, cancel_on_shutdown=True)
        )
        if account is not None and coordinator.cloud_services is not None:
            entry.async_on_unload(
                account.async_add_errand(self._async_ask, self._interval)
            )

    @property
    def sessions(self) -> tuple[Session, ...]:
        """All sessions that are known, the newest first; one may still go on."""
        return self._log.sessions

    @property
    def running(self) -> Session | None:
        """The session that goes on, as it was last seen."""
        return self._log.live.session

    @property
    def ambiguous(self) -> tuple[CloudCharge, ...]:
        """Charges of the cloud that may be part of another: they count nowhere."""
        return self._log.ambiguous

    @property
    def clock_offset(self) -> timedelta | None:
        """How far the charger's clock is ahead; None while that cannot be told."""
        return self._log.offset

    @callback
    def async_subscribe(self, listener: Callable[[], None]) -> CALLBACK_TYPE:
        """Call ``listener`` when a session is added, grows or is corrected."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    @callback
    def _tick(self, _: datetime) -> None:
        """Look at readings that tell nothing new, too: that nothing changed counts."""
        self._observe()

    @callback
    def _observe(self) -> None:
        snapshot = self._coordinator.data.snapshot
        link = snapshot.active_link
        reading = None if link is None else self._coordinator.charger.reading(link)
        if reading is None or reading.at == self._read_at:
            return
        self._read_at = reading.at
        now = _now()
        before = self._log.live.session
        ended = self._log.observe(
            snapshot.state, now, self._tariff, lan=link in LOCAL_LINKS
        )
        session = self._log.live.session
        begun = (before is None) is not (session is None)
        grown = session != before and now - self._refreshed >= _REFRESH
        if ended:
            self._log.tidy(now, self._tariff)
        if ended or begun or grown:
            self._refresh()
            self._store.save_soon()

    @callback
    def _prices_changed(self) -> None:
        """Give sessions the prices that they lack, if these are known by now."""
        before = self._log.sessions
        if self._log.complete_prices(_now() - _LATE_PRICES, self._tariff):
            self._refresh()
        if self._log.sessions != before:
            self._store.save_soon()

    @callback
    def _refresh(self) -> None:
        """Put together what is known now, and tell."""
        now = self._refreshed = _now()
        before = self._log.sessions
        self._log.refresh(now, dt_util.get_default_time_zone(), self._tariff)
        if self._log.sessions != before:
            for listener in tuple(self._listeners):
                listener()

    @callback
    def async_add(self, charges: Sequence[CloudCharge]) -> None:
        """Take charges that the charger itself remembers.

        What the cloud tells of one is more, and stays.
        """
        told = self._log.told
        news = [
            charge
            for charge in charges
            if charge.id not in told or not told[charge.id].finished
        ]
        if self._log.add(news):
            self._refresh()
            self._store.save_soon()

    def _interval(self) -> float:
        """Seconds from one question to the next."""
        return _HISTORY_PAUSE if _now() >= self._due else math.inf

    @property
    def _due(self) -> datetime:
        """When the cloud is asked next."""
        if self._failed_at is not None:
            return self._failed_at + _RETRY
        if not self._has_history:
            return _now()
        asked_at = self._log.asked_at or _now()
        ended = [session.end for session in self._log.seen[-1:] if session.end]
        after = [end + _AFTER_SESSION for end in ended]
        return min([self._seldom, *(due for due in after if due > asked_at)])

    @property
    def _seldom(self) -> datetime:
        asked_at = self._log.asked_at
        return _now() if asked_at is None else asked_at + _SELDOM

    @property
    def _has_history(self) -> bool:
        """Whether the cloud has told the year before the first question."""
        return self._log.history_from == date.min

    async def _async_ask(self) -> None:
        """Ask for the last days, or once for a part of the year before.

        Raises ``V2CError``.
        """
        services = self._coordinator.cloud_services
        now = _now()
        if services is None or now < self._due:
            return
        log, today = self._log, _today()
        self._failed_at = now
        if self._has_history or log.history_from is None or now >= self._seldom:
            # Tomorrow, because the charger's clock may be ahead.
            charges = await services.charges(today - _WINDOW, today + timedelta(days=1))
            log.asked_at = now
            log.history_from = log.history_from or today - _WINDOW
        else:
            last = log.history_from - timedelta(days=1)
            first = max(last - _CHUNK, today - _HISTORY)
            charges = await services.charges(first, last)
            log.history_from = date.min if first <= today - _HISTORY else first
        self._failed_at = None
        if log.add(charges):
            self._refresh()
        self._store.save_soon()


def _now() -> datetime:
    return dt_util.utcnow().replace(microsecond=0)


def _today() -> date:
    return dt_util.now().date()
