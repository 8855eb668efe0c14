"""What sensors, calendar, actions and statistics need of a session log."""

from collections.abc import Callable, Sequence
from typing import Protocol

from homeassistant.core import CALLBACK_TYPE

from .sessions.model import Session


class LoggedSessions(Protocol):
    """The sessions of one charger."""

    @property
    def sessions(self) -> Sequence[Session]:
        """All that are known, the newest first; one may still go on."""

    def async_subscribe(self, listener: Callable[[], None]) -> CALLBACK_TYPE:
        """Call ``listener`` when one is added, grows or is corrected."""
