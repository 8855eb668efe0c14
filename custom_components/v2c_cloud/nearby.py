"""Chargers within reach of Home Assistant's Bluetooth: how they are found and asked."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
import math
import time
from typing import TYPE_CHECKING, Any, NamedTuple, Self

from homeassistant.const import EVENT_HOMEASSISTANT_FINAL_WRITE
from homeassistant.core import CALLBACK_TYPE, Event, HomeAssistant, callback
from homeassistant.helpers.event import async_track_time_interval
from homeassistant.util import dt as dt_util

from .api.ble import BleLink
from .api.ble_connection import BleTimings
from .api.datamanager_link import NotFoundError
from .api.exceptions import V2CConnectionError, V2CError
from .api.models import Link
from .const import CONF_BLE_ADDRESS, CONF_BLE_PERSISTENT, CONF_BLE_PIN, LOGGER
from .errands import Errand

if TYPE_CHECKING:
    from bleak.backends.device import BLEDevice
    from homeassistant.components.bluetooth import (
        BaseHaScanner,
        BluetoothServiceInfoBleak,
    )

    from .house import House, V2CConfigEntry

TIMINGS = BleTimings()
_TICK = timedelta(seconds=5)
_BESIDE_LAN = 1800.0
_CHARGING, _CONNECTED, _IDLE = 30.0, 60.0, 120.0
_KEPT_CHARGING, _KEPT_CONNECTED, _KEPT_IDLE = 5.0, 10.0, 20.0
_BACK_OFF = (30.0, 60.0, 120.0, 300.0)
_HEARD_PAUSE = 30.0
_EXPECTED, _EXPECTED_FOR = 10.0, 600.0
_CHARGES_INTERVAL = 21600.0


class Sighting(NamedTuple):
    """When a charger was last heard, and how strong, in dBm."""

    at: datetime
    signal: int


def has_bluetooth(hass: HomeAssistant) -> bool:
    """Whether Home Assistant's Bluetooth is set up: only then its libraries are there."""
    return "bluetooth" in hass.config.components


@callback
def last_advertisement(
    hass: HomeAssistant, address: str
) -> BluetoothServiceInfoBleak | None:
    """What was last heard from an address, unless that is too long ago."""
    if not has_bluetooth(hass):
        return None
    from homeassistant.components import bluetooth  # noqa: PLC0415 - may be absent

    return bluetooth.async_last_service_info(hass, address, connectable=False)


def find_ble_device(hass: HomeAssistant, address: str) -> BLEDevice:
    """The device at an address, by the adapter or proxy that hears it best now.

    Raises ``V2CConnectionError`` with the reason when none can connect to it.
    """
    if not has_bluetooth(hass):
        raise V2CConnectionError("Bluetooth is not set up in Home Assistant")
    from homeassistant.components import bluetooth  # noqa: PLC0415 - may be absent

    device = bluetooth.async_ble_device_from_address(hass, address, connectable=True)
    ways = bluetooth.async_scanner_devices_by_address(hass, address, connectable=True)
    if device is None or not ways:
        raise V2CConnectionError(
            bluetooth.async_address_reachability_diagnostics(
                hass, address, bluetooth.BluetoothReachabilityIntent.CONNECTION
            )
        )
    if not any(_can_connect(way.scanner) for way in ways):
        # Asked to connect all the same, bleak would wait for half a minute.
        raise V2CConnectionError(
            "No Bluetooth adapter or proxy has a connection left for it"
        )
    return device


def _can_connect(scanner: BaseHaScanner) -> bool:
    if (slots := scanner.get_allocations()) is not None:
        return slots.free > 0
    return scanner.connector is None or scanner.connector.can_connect()


@callback
def async_rediscover(hass: HomeAssistant, entry: V2CConfigEntry) -> None:
    """Let the chargers of a house that is removed be offered again."""
    if not has_bluetooth(hass):
        return
    from homeassistant.components import bluetooth  # noqa: PLC0415 - may be absent

    for subentry in entry.subentries.values():
        if (address := subentry.data.get(CONF_BLE_ADDRESS)) is not None:
            bluetooth.async_rediscover_address(hass, address)


def build_ble_link(hass: HomeAssistant, data: Mapping[str, Any]) -> BleLink:
    """The Bluetooth link that a charger's data name."""
    return BleLink(
        lambda: find_ble_device(hass, data[CONF_BLE_ADDRESS]),
        pin=data.get(CONF_BLE_PIN),
        persistent=data.get(CONF_BLE_PERSISTENT, False),
        timings=TIMINGS,
    )


class Nearby:
    """Polls one charger over Bluetooth: often where nothing else works, else seldom."""

    def __init__(
        self,
        hass: HomeAssistant,
        entry: V2CConfigEntry,
        house: House,
        subentry_id: str,
        link: BleLink,
    ) -> None:
        """Prepare; nothing is sent yet."""
        self.link = link
        self._hass = hass
        self._entry = entry
        self._coordinator = house.chargers[subentry_id]
        self._tracker = house.sessions[subentry_id]
        self._errand = Errand(self._async_poll, self._interval)
        self._charges = Errand(self._async_read_charges, lambda: _CHARGES_INTERVAL)
        self._busy = False
        self._listening = False
        self._expected_until = -math.inf
        self._listeners: list[Callable[[], None]] = []
        self.last_seen: datetime | None = None
        """When it was last heard in this run, however long ago that is."""

    @classmethod
    def of(
        cls,
        hass: HomeAssistant,
        entry: V2CConfigEntry,
        house: House,
        subentry_id: str,
    ) -> Self | None:
        """The one of a charger; None without a Bluetooth link."""
        link = house.chargers[subentry_id].charger.link(Link.BLE)
        if not isinstance(link, BleLink):
            return None
        return cls(hass, entry, house, subentry_id, link)

    @property
    def address(self) -> str:
        """Where the charger is."""
        address: str = self._coordinator.subentry.data[CONF_BLE_ADDRESS]
        return address

    @property
    def sighting(self) -> Sighting | None:
        """When it was last heard; None when that is too long ago to say it is there."""
        if (heard := last_advertisement(self._hass, self.address)) is None:
            return None
        from homeassistant.components import bluetooth  # noqa: PLC0415 - may be absent

        age = timedelta(seconds=bluetooth.MONOTONIC_TIME() - heard.time)
        return Sighting(dt_util.utcnow() - age, heard.rssi)

    @property
    def expected_on_lan(self) -> bool:
        """Whether the charger was sent into a network some minutes ago at most."""
        return time.monotonic() < self._expected_until

    @callback
    def async_expect_on_lan(self) -> None:
        """Look often where the charger says that it is: it has got another Wi-Fi."""
        now = time.monotonic()
        self._expected_until = now + _EXPECTED_FOR
        self._errand.hurry(now, _EXPECTED)

    @callback
    def async_subscribe(self, listener: Callable[[], None]) -> CALLBACK_TYPE:
        """Call ``listener`` now and then; returns how to stop that."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    @callback
    def async_start(self) -> None:
        """Poll until the house is unloaded; the connection does not outlive it."""
        on_unload = self._entry.async_on_unload
        on_unload(
            async_track_time_interval(
                self._hass, self._tick, _TICK, cancel_on_shutdown=True
            )
        )
        # By then power control has given the charger back.
        on_unload(
            self._hass.bus.async_listen(
                EVENT_HOMEASSISTANT_FINAL_WRITE, self._async_stopping
            )
        )
        on_unload(self.link.close)
        self._poll_if_due()

    def _listen(self) -> None:
        """Be told of the charger, from when there is somebody to tell it."""
        if self._listening or not has_bluetooth(self._hass):
            return
        from homeassistant.components import bluetooth  # noqa: PLC0415 - may be absent

        self._listening = True
        self._entry.async_on_unload(
            bluetooth.async_register_callback(
                self._hass,
                lambda _, __: self._heard(),
                bluetooth.BluetoothCallbackMatcher(
                    address=self.address, connectable=True
                ),
                bluetooth.BluetoothScanningMode.PASSIVE,
            )
        )

    @callback
    def _heard(self) -> None:
        """Try a lost charger as soon as it is heard again."""
        if self._coordinator.charger.failures(Link.BLE):
            self._errand.hurry(time.monotonic(), _HEARD_PAUSE)

    @callback
    def _tick(self, _: datetime) -> None:
        self._poll_if_due()
        if (sighting := self.sighting) is not None:
            self.last_seen = sighting.at
        for listener in tuple(self._listeners):
            listener()

    @callback
    def _poll_if_due(self) -> None:
        self._listen()
        alone = self._coordinator.data.snapshot.active_link is not Link.LAN
        self.link.connection.persistent = self.link.persistent and alone
        if self._busy or self._errand.urgency(time.monotonic()) < 1:
            return
        self._busy = True
        self._entry.async_create_background_task(
            self._hass, self._async_run(), "V2C charger over Bluetooth"
        )

    async def _async_run(self) -> None:
        try:
            await self._errand.run()
        finally:
            self._busy = False

    def _interval(self) -> float:
        snapshot = self._coordinator.data.snapshot
        if snapshot.active_link is Link.LAN:
            return _BESIDE_LAN
        if self.expected_on_lan:
            return _EXPECTED
        if failures := self._coordinator.charger.failures(Link.BLE):
            return _BACK_OFF[min(failures, len(_BACK_OFF)) - 1]
        charging, connected, idle = (
            (_KEPT_CHARGING, _KEPT_CONNECTED, _KEPT_IDLE)
            if self.link.persistent
            else (_CHARGING, _CONNECTED, _IDLE)
        )
        if snapshot.state.charging:
            return charging
        return connected if snapshot.state.connected else idle

    async def _async_poll(self) -> None:
        self._errand.begin(time.monotonic())
        charger = self._coordinator.charger
        if charger.failures(Link.BLE):
            # It may have charged while nobody looked.
            self._charges.hurry(time.monotonic(), 0)
        await charger.refresh(Link.BLE)
        if charger.failures(Link.BLE) == 0:
            self._errand.begin(time.monotonic())
            await self._async_read_charges_if_due()

    async def _async_read_charges_if_due(self) -> None:
        if self._charges.urgency(time.monotonic()) >= 1:
            await self._charges.run()

    async def _async_read_charges(self) -> None:
        """Fetch the last charges that the charger remembers, if it does."""
        self._charges.begin(time.monotonic())
        try:
            charges = await self.link.charges(self._coordinator.charger.charger_id)
        except NotFoundError:
            return
        except V2CError as err:
            LOGGER.debug("%s did not tell its charges: %s", self._coordinator.name, err)
            return
        self._tracker.async_add(charges)

    async def _async_stopping(self, _: Event) -> None:
        await self.link.close()
