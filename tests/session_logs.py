"""Session logs for tests of what is made of them."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from homeassistant.core import CALLBACK_TYPE, HomeAssistant
from homeassistant.util import dt as dt_util
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.v2c_cloud.house import House
from custom_components.v2c_cloud.sessions.model import (
    Card,
    Charge,
    Session,
    SessionSource,
    Slot,
)

HOUR = timedelta(hours=1)


def utc(text: str) -> datetime:
    """An instant, from ISO 8601 in UTC."""
    instant = dt_util.parse_datetime(f"{text}+00:00")
    assert instant is not None
    return instant


def charge(
    start: datetime,
    *energies: float,
    price: float | None = None,
    cloud_cost: float | None = None,
    solar: float | None = None,
    co2: float | None = None,
    card: Card | None = None,
    running: bool = False,
) -> Charge:
    """A charge with the kWh of each hour from the one that it starts in.

    It ends with the last of these hours.
    """
    first = start.replace(minute=0, second=0)
    return Charge(
        start=start,
        end=None if running else first + HOUR * len(energies),
        slots=tuple(
            Slot(
                start=first + HOUR * index,
                minutes=60,
                energy=energy,
                price=price,
                solar=solar,
            )
            for index, energy in enumerate(energies)
        ),
        cloud_cost=cloud_cost,
        co2=co2,
        card=card,
    )


def session(
    *charges: Charge,
    start: datetime | None = None,
    end: datetime | None = None,
    charger_id: str = "ABC123",
    source: SessionSource = SessionSource.LAN,
) -> Session:
    """A session around charges; it goes on as long as the last of them does."""
    begin = start or charges[0].start
    return Session(
        id=f"{begin:%Y%m%d%H%M}",
        charger_id=charger_id,
        start=begin,
        end=end or charges[-1].end,
        charges=charges,
        source=source,
    )


async def fill_log(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    *sessions: Session,
    charger_id: str = "ABC123",
) -> None:
    """Let a charger have had these sessions, and start again with them."""
    house: House = entry.runtime_data
    house.session_store.log(charger_id).seen += sessions
    await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done()


class ListedLog:
    """A log that holds what a test puts in."""

    def __init__(self, *sessions: Session) -> None:
        """Start with these, in any order."""
        self._sessions = sessions
        self.listeners: list[Callable[[], None]] = []

    @property
    def sessions(self) -> Sequence[Session]:
        """The newest first."""
        return sorted(self._sessions, key=lambda it: it.start, reverse=True)

    def put(self, *sessions: Session) -> None:
        """Hold these from now on."""
        self._sessions = sessions
        for listener in tuple(self.listeners):
            listener()

    def async_subscribe(self, listener: Callable[[], None]) -> CALLBACK_TYPE:
        """Call a listener when a test puts something in."""
        self.listeners.append(listener)
        return lambda: self.listeners.remove(listener)
