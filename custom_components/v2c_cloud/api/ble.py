"""A charger over Bluetooth Low Energy, where there is no network.

What is spoken is our own profile (docs/bluetooth-profile.md): the LAN's paths, over
GATT. V2C has published nothing of the Bluetooth of its chargers.
"""

from collections.abc import Callable
import json
import math
import time
from typing import TYPE_CHECKING, override

from .ble_connection import BleConnection, BleTimings
from .charges import CloudCharge, charges_from
from .cloud_services import WifiNetwork, check_wifi, networks_from
from .datamanager_link import DatamanagerLink
from .exceptions import V2CRejectedError, V2CResponseError, V2CUnsupportedError
from .models import Link
from .queue import Priority

if TYPE_CHECKING:
    from bleak.backends.device import BLEDevice

    from .ble_session import ClientClass

_SEARCH_TIMEOUT = 20.0
"""Seconds for a look around for networks."""


class BleLink(DatamanagerLink):
    """Reads and writes one charger over Bluetooth, one request at a time."""

    kind = Link.BLE
    confirm_within = 20
    patience = 300

    def __init__(
        self,
        find_device: Callable[[], BLEDevice],
        *,
        pin: str | None = None,
        persistent: bool = False,
        timings: BleTimings | None = None,
        clock: Callable[[], float] = time.monotonic,
        client_class: ClientClass | None = None,
    ) -> None:
        """Prepare to connect; nothing is sent yet. See ``BleConnection``.

        ``persistent`` keeps the connection, so that no app can have one.
        """
        timings = timings or BleTimings()
        super().__init__(timings, clock)
        self.persistent = persistent
        self.connection = BleConnection(
            find_device,
            pin=pin,
            persistent=persistent,
            timings=timings,
            client_class=client_class,
        )
        self._look_again_after = timings.look_again_after
        self._look_again_at = -math.inf

    @override
    def can_write(self, field: str) -> bool:
        return super().can_write(field) and not self.connection.profile_unknown

    async def charges(self, charger_id: str) -> list[CloudCharge]:
        """The last charges that the charger remembers, oldest first.

        Raises ``NotFoundError`` when it remembers none, else as ``read``.
        """
        text = await self._read(Priority.POLL, "charges")
        return charges_from(_document(text), charger_id)

    async def wifi_networks(self) -> list[WifiNetwork]:
        """Let the charger look for networks; the strongest first."""

        async def request() -> str:
            return await self._ask("networks", "", _SEARCH_TIMEOUT)

        text = await self._queue.run(Priority.COMMAND, request, repeatable=True)
        return networks_from(_document(text))

    async def set_wifi(self, ssid: str, password: str) -> None:
        """Send the charger to another network; an empty password is for none.

        Raises as ``write``, and ``V2CInvalidTextError``.
        """
        check_wifi(ssid, password)
        content = json.dumps({"ssid": ssid, "password": password})

        async def request() -> str:
            return await self._ask("wifi", content, self._timings.write_timeout)

        text = await self._queue.run(Priority.COMMAND, request, repeatable=False)
        if text.strip().upper() != "OK":
            raise V2CRejectedError("The charger refused to change its Wi-Fi")

    async def close(self) -> None:
        """Let the charger go for good."""
        await self.connection.close()

    @override
    async def _get(self, path: str, timeout: float) -> str:
        return await self._ask(path, "", timeout)

    async def _ask(self, path: str, content: str, timeout: float) -> str:
        if self.connection.profile_unknown and self._clock() < self._look_again_at:
            raise V2CUnsupportedError(
                "The charger speaks a Bluetooth language that nobody here knows"
            )
        try:
            return await self.connection.ask(path, content, timeout=timeout)
        except V2CUnsupportedError:
            self._look_again_at = self._clock() + self._look_again_after
            raise


def _document(text: str) -> object:
    try:
        document: object = json.loads(text)
    except (ValueError, RecursionError) as err:
        raise V2CResponseError("The charger sent no list") from err
    return document
