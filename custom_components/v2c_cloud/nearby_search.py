"""Finds chargers by Home Assistant's Bluetooth, and asks one which it is."""

from dataclasses import dataclass
import re
from typing import Final

from homeassistant.core import HomeAssistant

from .api.ble import BleLink
from .api.exceptions import V2CUnsupportedError
from .api.models import ChargerState
from .discovery import FoundCharger
from .nearby import TIMINGS, find_ble_device

_NAMES = re.compile(r"ALVA|DENKA|POLE PRO|TRYDAN|V2C", re.IGNORECASE)
"""How names begin that V2C prints on its products, as in the manifest's matchers."""
_SHOWN_AT_MOST: Final = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class NearbyDevice:
    """Something that was heard and takes connections."""

    address: str
    name: str
    signal: int
    """dBm."""

    @property
    def is_likely(self) -> bool:
        """Whether its name begins like those of V2C's products."""
        return looks_like_charger(self.name)

    @property
    def label(self) -> str:
        """The name with what tells it from its neighbours."""
        return f"{self.name} ({self.address}, {self.signal} dBm)"


def looks_like_charger(name: str | None) -> bool:
    """Whether a name begins like those of V2C's products."""
    return _NAMES.match(name or "") is not None


def can_search(hass: HomeAssistant) -> bool:
    """Whether Home Assistant's Bluetooth has an adapter or a proxy that can connect."""
    from homeassistant.components import bluetooth  # noqa: PLC0415 - may be absent

    return bluetooth.async_scanner_count(hass, connectable=True) > 0


async def async_search(hass: HomeAssistant) -> list[NearbyDevice]:
    """Look around; likely ones first, then the strongest.

    V2C has not published how its chargers call themselves, so everything with a name
    is listed.
    """
    from homeassistant.components import bluetooth  # noqa: PLC0415 - may be absent

    await bluetooth.async_request_active_scan(hass)
    devices = [
        NearbyDevice(address=info.address, name=info.name, signal=info.rssi)
        for info in bluetooth.async_discovered_service_info(hass, connectable=True)
        if info.name and info.name != info.address
    ]
    devices.sort(key=lambda item: (not item.is_likely, -item.signal))
    return devices[:_SHOWN_AT_MOST]


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """What a device said when it was asked."""

    charger: FoundCharger
    understood: bool
    """Whether it speaks what the integration speaks."""


async def async_meet(hass: HomeAssistant, address: str, pin: str | None) -> Meeting:
    """Connect to a device and ask it which charger it is.

    Raises ``V2CError``.
    """
    link = BleLink(lambda: find_ble_device(hass, address), pin=pin, timings=TIMINGS)
    understood = True
    try:
        state = await link.identify()
    except V2CUnsupportedError:
        understood = False
        state = ChargerState()
    finally:
        await link.close()
    state = state.or_else(ChargerState(model=link.connection.information.get("model")))
    charger = FoundCharger(
        charger_id=state.charger_id, ble_address=address, ble_pin=pin, state=state
    )
    return Meeting(charger=charger, understood=understood)
