"""The adapter of a virtual radio, as Home Assistant's Bluetooth sees a proxy."""

from collections.abc import Callable
from typing import Final

from bluetooth_data_tools import monotonic_time_coarse, parse_advertisement_data_bytes
from habluetooth import BaseHaRemoteScanner, HaBluetoothConnector
from homeassistant.components import bluetooth
from homeassistant.core import HomeAssistant, callback

from .bleak_client import client_of
from .radio import ADAPTER_ADDRESS, Radio, Sighting

_RANDOM: Final = {"address_type": 1, "props": {"AddressType": "random"}}


class RadioScanner(BaseHaRemoteScanner):
    """Tells Home Assistant what the adapter hears."""

    @callback
    def hear(self, sighting: Sighting) -> None:
        """Pass an advertisement on."""
        name, uuids, services, makers, power = parse_advertisement_data_bytes(
            sighting.data
        )
        self._async_on_advertisement(
            sighting.address,
            sighting.rssi,
            name,
            uuids,
            services,
            makers,
            power,
            _RANDOM,
            monotonic_time_coarse(),
        )


@callback
def plug_in(hass: HomeAssistant, radio: Radio) -> Callable[[], None]:
    """Give Home Assistant the radio's adapter; return how to pull it out again."""
    connector = HaBluetoothConnector(
        client=client_of(radio),
        source=ADAPTER_ADDRESS,
        can_connect=lambda: radio.connections < radio.slots,
    )
    scanner = RadioScanner(ADAPTER_ADDRESS, "virtual radio", connector, True)
    stops = [
        scanner.async_setup(),
        bluetooth.async_register_scanner(hass, scanner),
    ]
    radio.on_sighting = scanner.hear

    def pull_out() -> None:
        radio.on_sighting = lambda sighting: None
        while stops:
            stops.pop()()

    return pull_out
