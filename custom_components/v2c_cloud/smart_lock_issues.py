"""Tells Home Assistant which keys of a charger cannot be seen any more."""

import time
from typing import Final

from homeassistant.const import STATE_UNAVAILABLE
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir

from .const import DOMAIN
from .house import House, V2CConfigEntry
from .issues import Issue, async_raise_issue, issue_id_of
from .smart_lock import SmartLock
from .smart_lock_keys import async_find_key

KEY_MISSING: Final = "smart_lock_key_missing"
KEY_UNMEASURED: Final = "smart_lock_key_unmeasured"

_PATIENCE: Final = 300.0
"""Seconds after which a tracker does not come back by itself."""


class _KeyIssues:
    """The issues of the keys of one charger."""

    def __init__(
        self, hass: HomeAssistant, entry: V2CConfigEntry, lock: SmartLock
    ) -> None:
        """Know the lock; nothing is raised yet."""
        self._hass = hass
        self._entry = entry
        self._lock = lock
        self._since: dict[str, dict[str, float]] = {}
        """When each trouble was first seen, by the issue's key and the entity."""

    @callback
    def async_look(self) -> None:
        """Raise an issue for what has lasted, and clear what is over."""
        missing, unmeasured = [], []
        for key in self._lock.options.keys:
            state = self._hass.states.get(key.entity)
            if state is None or state.state == STATE_UNAVAILABLE:
                missing.append(key.entity)
            elif key.measure not in async_find_key(self._hass, key.entity).measures:
                unmeasured.append(key.entity)
        self._settle(KEY_MISSING, missing)
        self._settle(KEY_UNMEASURED, unmeasured)

    def _settle(self, key: str, entities: list[str]) -> None:
        now = time.monotonic()
        before = self._since.get(key, {})
        since = {entity: before.get(entity, now) for entity in entities}
        self._since[key] = since
        coordinator = self._lock.coordinator
        subject = coordinator.subentry.subentry_id
        lasting = [at for at, first in since.items() if now - first >= _PATIENCE]
        if not since:
            ir.async_delete_issue(self._hass, DOMAIN, issue_id_of(key, subject))
        elif lasting:
            async_raise_issue(
                self._hass,
                self._entry,
                Issue(
                    key=key,
                    subject=subject,
                    placeholders={
                        "charger": coordinator.subentry.title,
                        "keys": ", ".join(lasting),
                    },
                ),
            )


@callback
def async_tell_key_troubles(
    hass: HomeAssistant, entry: V2CConfigEntry, house: House
) -> None:
    """Raise and clear the issues of all keys until the house is unloaded."""
    for subentry_id in house.chargers:
        if (lock := house.locks.get(subentry_id)) is not None:
            issues = _KeyIssues(hass, entry, lock)
            issues.async_look()
            entry.async_on_unload(lock.async_subscribe(issues.async_look))
        else:
            for key in (KEY_MISSING, KEY_UNMEASURED):
                ir.async_delete_issue(hass, DOMAIN, issue_id_of(key, subentry_id))
