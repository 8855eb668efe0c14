"""What the tests over the virtual radio share."""

from collections.abc import Callable

from bleak import BleakClient
from bleak.backends.device import BLEDevice

from custom_components.v2c_cloud.api.ble import BleLink
from custom_components.v2c_cloud.api.ble_connection import BleTimings
from custom_components.v2c_cloud.api.ble_session import ClientClass
from scripts.simulator.ble import Ble
from scripts.simulator.bleak_client import client_of
from scripts.simulator.radio import Radio
from scripts.simulator.real_time import real_sleep
from tests.api.helpers import until

type MakeLink = Callable[..., BleLink]

QUICK = BleTimings(
    connect_timeout=5.0, read_timeout=5.0, write_timeout=5.0, read_back_timeout=5.0
)
"""For a charger that answers, on a machine that may be busy."""
HASTY = BleTimings(
    connect_timeout=0.5, read_timeout=0.3, write_timeout=0.3, read_back_timeout=0.3
)
"""For a charger that does not."""


def client_on(radio: Radio) -> ClientClass:
    """A plain bleak client, without Home Assistant, whose adapter is the radio's."""
    backend = client_of(radio)

    class Client(BleakClient):
        def __init__(self, device: BLEDevice, **kwargs: object) -> None:
            kwargs.pop("_is_retry_client")
            super().__init__(device, backend=backend, **kwargs)  # type: ignore[arg-type]

    return Client


def device_of(ble: Ble) -> BLEDevice:
    """What a scan would have found."""
    return BLEDevice(ble.peripheral.address, ble.peripheral.name, {})


async def drop(radio: Radio, ble: Ble) -> None:
    """End the connection from the charger's side, and let that be noticed."""
    await ble.peripheral.drop()
    await until(lambda: radio.connections == 0)
    await real_sleep(0.01)
