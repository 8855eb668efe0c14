"""The Energy dashboard's preferences, and when they change."""

from collections.abc import Callable

from homeassistant.components.energy.data import EnergyManager, async_get_manager
from homeassistant.core import CALLBACK_TYPE, Event, HomeAssistant, callback
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.singleton import singleton
from homeassistant.util.hass_dict import HassKey

from .const import DOMAIN
from .meter_sensors import PowerSensors, dashboard_sensors
from .prices.dashboard import DashboardPrices, dashboard_prices


class EnergyPreferences:
    """What the Energy dashboard knows of the house.

    There is one for all houses, and it stays: whoever listens to the dashboard's
    preferences does so until Home Assistant stops.
    """

    def __init__(self, hass: HomeAssistant, manager: EnergyManager) -> None:
        """Begin to listen."""
        self._hass = hass
        self._manager = manager
        self._listeners: list[Callable[[], None]] = []
        manager.async_listen_updates(self._async_updated)
        # A sensor that Home Assistant made for the dashboard takes its name along in
        # the preferences, and nobody is told.
        hass.bus.async_listen(er.EVENT_ENTITY_REGISTRY_UPDATED, self._renamed)

    @property
    def sensors(self) -> PowerSensors:
        """The power sensors of grid, roof and battery."""
        return dashboard_sensors(self._manager.data)

    @property
    def prices(self) -> DashboardPrices:
        """The prices of what is bought and sold."""
        return dashboard_prices(self._manager.data)

    @property
    def solar_forecasts(self) -> tuple[str, ...]:
        """The config entries that forecast what the roofs give."""
        if (preferences := self._manager.data) is None:
            return ()
        return tuple(
            entry_id
            for source in preferences["energy_sources"]
            if source["type"] == "solar"
            for entry_id in source.get("config_entry_solar_forecast") or ()
        )

    @callback
    def async_subscribe(self, listener: Callable[[], None]) -> CALLBACK_TYPE:
        """Call ``listener`` when they may have changed; returns how to stop that."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    async def _async_updated(self) -> None:
        self._tell()

    @callback
    def _renamed(self, _: Event[er.EventEntityRegistryUpdatedData]) -> None:
        # The dashboard may hear of it after us.
        self._hass.loop.call_soon(self._tell)

    @callback
    def _tell(self) -> None:
        for listener in tuple(self._listeners):
            listener()


_PREFERENCES: HassKey[EnergyPreferences] = HassKey(f"{DOMAIN}_energy_preferences")


@singleton(_PREFERENCES, async_=True)
async def async_get_preferences(hass: HomeAssistant) -> EnergyPreferences:
    """The Energy dashboard's preferences."""
    return EnergyPreferences(hass, await async_get_manager(hass))
