"""What an owner can contribute about a charger's Bluetooth, without what is private."""

from collections.abc import Mapping
import re
from typing import TYPE_CHECKING

from homeassistant.components.diagnostics import REDACTED, async_redact_data
from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util

from .nearby import Nearby, last_advertisement
from .power_diagnostics import Facts

if TYPE_CHECKING:
    from homeassistant.components.bluetooth import BluetoothServiceInfoBleak

_ADDRESS = re.compile(r"(?:[0-9A-F]{2}:){5}[0-9A-F]{2}", re.IGNORECASE)


def without_addresses(text: str | None) -> str | None:
    """A text of Home Assistant's Bluetooth, which may name adapters and devices."""
    return None if text is None else _ADDRESS.sub(REDACTED, text)


def nearby_facts(hass: HomeAssistant, nearby: Nearby, charger_id: str) -> Facts:
    """What the charger advertises, what its GATT table is, and how it is asked."""
    connection, sighting = nearby.link.connection, nearby.sighting
    traffic = connection.traffic
    heard = last_advertisement(hass, nearby.address)
    return {
        "persistent": nearby.link.persistent,
        "signal": sighting and sighting.signal,
        "heard_seconds_ago": sighting
        and round((dt_util.utcnow() - sighting.at).total_seconds(), 1),
        "profile": connection.profile and connection.profile.name,
        "information": async_redact_data(connection.information, {"serial"}),
        "table": [
            {
                "service": service.uuid,
                "characteristics": {
                    item.uuid: list(item.properties) for item in service.characteristics
                },
            }
            for service in connection.table
        ],
        "advertisement": heard and _advertisement(heard, charger_id),
        "traffic": {
            "connections": traffic.connections,
            "packets_sent": traffic.packets_sent,
            "packets_received": traffic.packets_received,
            "bytes_sent": traffic.bytes_sent,
            "bytes_received": traffic.bytes_received,
        },
    }


def _advertisement(heard: BluetoothServiceInfoBleak, charger_id: str) -> Facts:
    address = bytes.fromhex(heard.address.replace(":", ""))
    private = (
        address,
        address[::-1],
        charger_id.encode(),
        charger_id.lower().encode(),
    )

    def as_hex(data: bytes) -> str:
        text = data.hex()
        for secret in filter(None, private):
            text = text.replace(secret.hex(), REDACTED)
        return text

    def values[KeyT](data: Mapping[KeyT, bytes]) -> dict[str, str]:
        return {str(key): as_hex(value) for key, value in data.items()}

    name = re.sub(
        re.escape(charger_id) or "$^", REDACTED, heard.name, flags=re.IGNORECASE
    )
    return {
        "name": without_addresses(name),
        "service_uuids": heard.service_uuids,
        "manufacturer_data": values(heard.manufacturer_data),
        "service_data": values(heard.service_data),
        "connectable": heard.connectable,
    }
