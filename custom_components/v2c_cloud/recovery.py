"""Follows a charger that got another address on the LAN, or its first one.

Whoever else reaches it knows where it is: it tells its address over Bluetooth, and
reports it to its cloud.
"""

from collections.abc import Coroutine
from ipaddress import ip_address
import math
import time
from typing import TYPE_CHECKING

from homeassistant.const import CONF_HOST, CONF_PORT
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers.aiohttp_client import async_get_clientsession

from .api.cloud import CloudLink
from .api.exceptions import V2CError
from .api.lan import probe
from .api.models import ChargerState, Link
from .const import LOGGER
from .coordinator import ChargerCoordinator
from .discovery import (
    HTTP_PORT,
    Address,
    address_data,
    discovery_address,
    is_own_network,
)
from .nearby import Nearby

if TYPE_CHECKING:
    from .house import House, V2CConfigEntry

_PROBE_INTERVAL = 600.0
_EXPECTED_INTERVAL = 10.0
_REPORTED_WITHIN = 120.0
"""Seconds after which the cloud knows what a charger has reported."""


@callback
def async_follow_addresses(
    hass: HomeAssistant, entry: V2CConfigEntry, house: House
) -> CALLBACK_TYPE:
    """Look for chargers that the LAN lost; returns how to stop that."""
    stops = [
        coordinator.charger.subscribe(
            _Follower(hass, entry, coordinator, house.nearby.get(subentry_id)).check
        )
        for subentry_id, coordinator in house.chargers.items()
        if {Link.LAN, Link.CLOUD} <= set(coordinator.charger.links)
        or Link.BLE in coordinator.charger.links
    ]

    @callback
    def stop() -> None:
        for stop_one in stops:
            stop_one()

    return stop


class _Follower:
    """Looks for one charger where its cloud says that it is."""

    def __init__(
        self,
        hass: HomeAssistant,
        entry: V2CConfigEntry,
        coordinator: ChargerCoordinator,
        nearby: Nearby | None,
    ) -> None:
        self._hass = hass
        self._entry = entry
        self._coordinator = coordinator
        self._nearby = nearby
        self._lost_at: float | None = None
        self._asked = False
        self._probe_at = -math.inf

    @callback
    def check(self) -> None:
        """Look for the charger if the LAN has lost it."""
        charger = self._coordinator.charger
        expected = self._nearby is not None and self._nearby.expected_on_lan
        if not (expected or self._is_lost):
            self._lost_at, self._asked = None, False
            return
        now = time.monotonic()
        self._lost_at = self._lost_at or now
        reading = charger.reading(Link.BLE) or charger.reading(Link.CLOUD)
        if now < self._probe_at:
            return
        if reading is not None and (host := self._new_host(reading.state)):
            self._probe_at = now + (_EXPECTED_INTERVAL if expected else _PROBE_INTERVAL)
            self._start(self._async_probe(host))
        elif not self._asked and now - self._lost_at >= _REPORTED_WITHIN:
            self._asked = True
            self._start(self._async_ask())

    @property
    def _is_lost(self) -> bool:
        charger = self._coordinator.charger
        if Link.LAN not in charger.links:
            return False
        return charger.reading(Link.LAN) is None and charger.failures(Link.LAN) > 0

    def _start(self, search: Coroutine[None, None, None]) -> None:
        self._entry.async_create_background_task(
            self._hass, search, "V2C charger's new address"
        )

    def _new_host(self, state: ChargerState) -> str | None:
        """The address that the charger reported, if that is news."""
        try:
            ip = ip_address(state.ip_address or "")
        except ValueError:
            return None
        # Whoever answers outside the house is not the charger.
        if not is_own_network(ip) or str(ip) == self._coordinator.subentry.data.get(
            CONF_HOST
        ):
            return None
        return str(ip)

    async def _async_ask(self) -> None:
        """Do not wait for the next report that the account reads: that may be long."""
        link = self._coordinator.charger.link(Link.CLOUD)
        if not isinstance(link, CloudLink) or not link.client.budget.may_poll(
            time.monotonic()
        ):
            return
        try:
            state, _ = await link.client.reported(link.charger_id)
        except V2CError as err:
            LOGGER.debug("Nobody knows where %s is: %s", self._coordinator.name, err)
            return
        if host := self._new_host(state):
            self._probe_at = time.monotonic() + _PROBE_INTERVAL
            await self._async_probe(host)

    async def _async_probe(self, host: str) -> None:
        subentry = self._coordinator.subentry
        address = discovery_address(host)
        if CONF_HOST in subentry.data:
            address = Address(host, subentry.data.get(CONF_PORT, HTTP_PORT))
        session = async_get_clientsession(self._hass)
        try:
            state = await probe(session, host, address.port)
        except V2CError as err:
            LOGGER.debug("%s is not at its new address: %s", subentry.title, err)
            return
        if state.charger_id != self._coordinator.charger.charger_id:
            return
        LOGGER.info("%s has another address now", subentry.title)
        self._hass.config_entries.async_update_subentry(
            self._entry, subentry, data={**subentry.data, **address_data(address)}
        )
