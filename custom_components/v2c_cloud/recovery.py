"""Follows a charger that got another address on the LAN.

Its cloud still knows where it is: the charger reports its address there.
"""

from ipaddress import ip_address
import time
from typing import TYPE_CHECKING

from homeassistant.const import CONF_HOST, CONF_PORT
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers.aiohttp_client import async_get_clientsession

from .api.exceptions import V2CError
from .api.lan import probe
from .api.models import Link
from .const import LOGGER
from .coordinator import ChargerCoordinator
from .discovery import HTTP_PORT, is_own_network

if TYPE_CHECKING:
    from .house import House, V2CConfigEntry

_PROBE_INTERVAL = 600.0


@callback
def async_follow_addresses(
    hass: HomeAssistant, entry: V2CConfigEntry, house: House
) -> CALLBACK_TYPE:
    """Look for chargers that the LAN lost; returns how to stop that."""
    stops = [
        coordinator.charger.subscribe(_Follower(hass, entry, coordinator).check)
        for coordinator in house.chargers.values()
        if {Link.LAN, Link.CLOUD} <= set(coordinator.charger.links)
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
    ) -> None:
        self._hass = hass
        self._entry = entry
        self._coordinator = coordinator
        self._not_before = time.monotonic()

    @callback
    def check(self) -> None:
        """Start a probe if the LAN is lost and the cloud names another address."""
        charger = self._coordinator.charger
        if charger.reading(Link.LAN) is not None or not charger.failures(Link.LAN):
            return
        host = self._reported_host()
        if host is None or host == self._coordinator.subentry.data[CONF_HOST]:
            return
        if (now := time.monotonic()) < self._not_before:
            return
        self._not_before = now + _PROBE_INTERVAL
        self._entry.async_create_background_task(
            self._hass, self._async_probe(host), "V2C charger's new address"
        )

    def _reported_host(self) -> str | None:
        reading = self._coordinator.charger.reading(Link.CLOUD)
        if reading is None or reading.state.ip_address is None:
            return None
        try:
            ip = ip_address(reading.state.ip_address)
        except ValueError:
            return None
        # Whoever answers outside the house is not the charger.
        return str(ip) if is_own_network(ip) else None

    async def _async_probe(self, host: str) -> None:
        subentry = self._coordinator.subentry
        charger_id = self._coordinator.charger.charger_id
        port = subentry.data.get(CONF_PORT, HTTP_PORT)
        session = async_get_clientsession(self._hass)
        try:
            state = await probe(session, host, port)
        except V2CError as err:
            LOGGER.debug("%s is not at its new address: %s", subentry.title, err)
            return
        if state.charger_id != charger_id:
            return
        LOGGER.info("%s has another address now", subentry.title)
        self._hass.config_entries.async_update_subentry(
            self._entry, subentry, data={**subentry.data, CONF_HOST: host}
        )
