"""What a charger's GATT table tells of the language that it speaks.

V2C has published nothing of its own: no name, no UUID, no framing. A profile is a
frozen description, so that an owner who finds one out can add it here.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class GattCharacteristic:
    """One value of a service, and what can be done with it (``read``, ``notify``)."""

    uuid: str
    properties: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GattService:
    """A group of values."""

    uuid: str
    characteristics: tuple[GattCharacteristic, ...]


type GattTable = tuple[GattService, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """Where requests are written to and answers come from, UUIDs in lower case."""

    name: str
    service: str
    request: str
    answer: str


DATAMANAGER = Profile(
    name="datamanager_1",
    service="8f7a5c5a-1025-4209-b014-fba1039d1a14",
    request="8f7a5c5b-1025-4209-b014-fba1039d1a14",
    answer="8f7a5c5c-1025-4209-b014-fba1039d1a14",
)
"""Our own, specified in docs/bluetooth-profile.md: what a bridge can speak."""

PROFILES = (DATAMANAGER,)

INFORMATION: Mapping[str, str] = {
    "00002a29-0000-1000-8000-00805f9b34fb": "manufacturer",
    "00002a24-0000-1000-8000-00805f9b34fb": "model",
    "00002a25-0000-1000-8000-00805f9b34fb": "serial",
    "00002a26-0000-1000-8000-00805f9b34fb": "firmware",
    "00002a27-0000-1000-8000-00805f9b34fb": "hardware",
}
"""What Bluetooth's own Device Information service may tell, by UUID."""


def choose_profile(table: GattTable) -> Profile | None:
    """The first profile whose service and characteristics are all there."""
    for profile in PROFILES:
        wanted = {(profile.request, "write"), (profile.answer, "notify")}
        if any(
            service.uuid == profile.service
            and wanted
            <= {
                (item.uuid, ability)
                for item in service.characteristics
                for ability in item.properties
            }
            for service in table
        ):
            return profile
    return None


def readable_information(table: GattTable) -> Mapping[str, str]:
    """The names of what Device Information has here, by UUID."""
    return {
        item.uuid: INFORMATION[item.uuid]
        for service in table
        for item in service.characteristics
        if item.uuid in INFORMATION and "read" in item.properties
    }
