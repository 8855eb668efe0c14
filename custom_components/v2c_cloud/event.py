"""Events of a charger: its sessions, and its faults."""

from abc import abstractmethod
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, override

from homeassistant.components.event import EventEntity, EventEntityDescription
from homeassistant.const import ATTR_DEVICE_ID, ATTR_ENTITY_ID, EntityCategory
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.helpers.start import async_at_started
from homeassistant.util import dt as dt_util

from .api.models import FAULT_STATES
from .const import EVENT_HAPPENED
from .coordinator import ChargerCoordinator
from .entity import ChargerEntity, V2CDescription
from .house import V2CConfigEntry
from .logged_sessions import LoggedSessions
from .session_export import session_as_json
from .sessions.model import Session

PARALLEL_UPDATES = 0

ATTR_EVENT = "event"
ATTR_ID = "id"
ATTR_SOLAR_SHARE = "solar_share"

SESSION_STARTED = "session_started"
SESSION_ENDED = "session_ended"
CARD_USED = "card_used"
FAULT_CLEARED = "fault_cleared"

_NEWS = timedelta(days=2)
"""A card of an older session is history: a first look at the cloud tells a year."""


@dataclass(frozen=True, kw_only=True)
class V2CEventDescription(EventEntityDescription, V2CDescription):
    """An event entity."""


SESSION = V2CEventDescription(
    key="session", event_types=[SESSION_STARTED, SESSION_ENDED, CARD_USED]
)
FAULT = V2CEventDescription(
    key="fault",
    entity_category=EntityCategory.DIAGNOSTIC,
    event_types=[*sorted(map(str, FAULT_STATES)), FAULT_CLEARED],
)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: V2CConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add the events of each charger."""
    house = entry.runtime_data
    for subentry_id, coordinator in house.chargers.items():
        async_add_entities(
            [
                SessionEvent(coordinator, house.sessions[subentry_id]),
                FaultEvent(coordinator, FAULT),
            ],
            config_subentry_id=subentry_id,
        )


class _ChargerEvent(ChargerEntity, EventEntity):
    """Something that happens at a charger now and then.

    What happened before a restart is known from the last event: it is told once, be it
    only after the restart.
    """

    entity_description: V2CEventDescription
    _started = False

    @override
    async def async_added_to_hass(self) -> None:
        await super().async_added_to_hass()
        last = await self.async_get_last_event_data()
        if last is not None:
            self._recall(last.last_event_type, last.last_event_attributes or {})
        # Not before the automations are there, which are told as well.
        self.async_on_remove(async_at_started(self.hass, self._async_start))

    @callback
    def _async_start(self, _hass: HomeAssistant) -> None:
        self._started = True
        self._look()

    @callback
    def _async_changed(self) -> None:
        if self._started:
            self._look()

    @override
    @callback
    def _handle_coordinator_update(self) -> None:
        """Write nothing: what was told last stays as it is."""

    @abstractmethod
    def _recall(self, event_type: str | None, attributes: dict[str, Any]) -> None:
        """Take over what was told last."""

    @callback
    @abstractmethod
    def _look(self) -> None:
        """Tell what has happened since."""

    @callback
    def _tell(self, event_type: str, attributes: dict[str, Any]) -> None:
        """Tell the entity's listeners, and the logbook."""
        self._trigger_event(event_type, attributes)
        self.async_write_ha_state()
        device = self.device_entry
        self.hass.bus.async_fire(
            EVENT_HAPPENED,
            {
                ATTR_DEVICE_ID: None if device is None else device.id,
                ATTR_ENTITY_ID: self.entity_id,
                ATTR_EVENT: event_type,
                **attributes,
            },
        )


class SessionEvent(_ChargerEvent):
    """A session begins or ends, or it becomes known whose card started it."""

    def __init__(self, coordinator: ChargerCoordinator, log: LoggedSessions) -> None:
        """Tell what happens in a log."""
        super().__init__(coordinator, SESSION)
        self._log = log
        self._open: str | None = None
        self._carded = {item.id for item in log.sessions if _has_named_card(item)}

    @override
    async def async_added_to_hass(self) -> None:
        await super().async_added_to_hass()
        self.async_on_remove(self._log.async_subscribe(self._async_changed))

    @override
    def _recall(self, event_type: str | None, attributes: dict[str, Any]) -> None:
        if event_type == SESSION_STARTED:
            self._open = attributes.get(ATTR_ID)

    @override
    @callback
    def _look(self) -> None:
        sessions = {item.id: item for item in self._log.sessions}
        known = sessions.get(self._open or "")
        if known is None or known.end is not None:
            self._open = None
        if known is not None and known.end is not None:
            self._tell_session(SESSION_ENDED, known)
        running = next((it for it in self._log.sessions if it.end is None), None)
        if running is not None and running.id != self._open:
            self._open = running.id
            self._tell_session(SESSION_STARTED, running)
        since = dt_util.utcnow() - _NEWS
        for item in sessions.values():
            if _has_named_card(item) and item.id not in self._carded:
                self._carded.add(item.id)
                if item.start >= since:
                    self._tell_session(CARD_USED, item)

    def _tell_session(self, event_type: str, session: Session) -> None:
        facts = session_as_json(session, self.hass.config.currency)
        # Too long for a state, and what the device says already.
        del facts["charges"], facts["charger_id"]
        self._tell(event_type, facts | {ATTR_SOLAR_SHARE: _solar_share(session)})


class FaultEvent(_ChargerEvent):
    """A fault begins, changes or ends."""

    _told: str = FAULT_CLEARED

    @override
    def _recall(self, event_type: str | None, attributes: dict[str, Any]) -> None:
        self._told = event_type or FAULT_CLEARED

    @override
    @callback
    def _handle_coordinator_update(self) -> None:
        self._async_changed()

    @override
    @callback
    def _look(self) -> None:
        state = self.state_of_charger.charge_state
        if state is None:
            return
        now = str(state) if state in FAULT_STATES else FAULT_CLEARED
        if now != self._told:
            self._told = now
            self._tell(now, {})


def _has_named_card(session: Session) -> bool:
    return session.card is not None and bool(session.card.name)


def _solar_share(session: Session) -> int | None:
    """Percent of the energy that is known to be the roof's."""
    if session.solar_energy is None or not session.energy:
        return None
    return round(100 * session.solar_energy / session.energy)
