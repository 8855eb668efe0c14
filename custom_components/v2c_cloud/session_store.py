"""What a house remembers of its chargers' sessions, in a file of its own."""

from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.helpers.storage import Store

from .const import DOMAIN, LOGGER
from .sessions.codec import decode_log, decode_tariff, encode_log, encode_tariff
from .sessions.cost import FixedTariff
from .sessions.live import LiveLog
from .sessions.log import SessionLog

_VERSION = 1
_SAVE_DELAY = 300
"""Seconds; what a crash may lose is found again in the charger's counter."""


class SessionStore:
    """Keeps the logs of a house's chargers, by charger ID, and the prices it had."""

    def __init__(self, hass: HomeAssistant, entry_id: str) -> None:
        """Prepare the file of one house."""
        self._store: Store[dict[str, Any]] = Store(
            hass, _VERSION, f"{DOMAIN}.{entry_id}.sessions"
        )
        self.logs: dict[str, SessionLog] = {}
        self._unread: dict[str, Any] = {}
        self.tariff = FixedTariff(())

    async def async_load(self) -> None:
        """Read the file, if there is one.

        A log that cannot be read is begun anew: the cloud may have its sessions. It
        stays in the file, for whoever can read it.
        """
        data = await self._store.async_load() or {"tariff": [], "logs": {}}
        self._unread = data.get("unread", {})
        self.tariff = decode_tariff(data["tariff"])
        for charger_id, log in data["logs"].items():
            try:
                self.logs[charger_id] = decode_log(charger_id, log)
            except (LookupError, TypeError, ValueError) as err:
                LOGGER.warning("The sessions of a charger cannot be read: %r", err)
                self._unread.setdefault(charger_id, log)

    def log(self, charger_id: str) -> SessionLog:
        """The log of a charger; an empty one of a new charger."""
        return self.logs.setdefault(
            charger_id,
            SessionLog(charger_id=charger_id, live=LiveLog(charger_id=charger_id)),
        )

    def save_soon(self) -> None:
        """Reach the disk within minutes or at the stop."""
        self._store.async_delay_save(self._data, _SAVE_DELAY)

    async def async_flush(self) -> None:
        """Write to the disk now."""
        await self._store.async_save(self._data())

    async def async_remove(self) -> None:
        """Forget everything."""
        await self._store.async_remove()

    def _data(self) -> dict[str, Any]:
        return {
            "tariff": encode_tariff(self.tariff),
            "logs": {
                charger_id: encode_log(log) for charger_id, log in self.logs.items()
            },
            **({"unread": self._unread} if self._unread else {}),
        }
