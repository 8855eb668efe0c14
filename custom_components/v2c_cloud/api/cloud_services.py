"""What V2C's cloud can do for a charger that is no field of its state.

Each method costs one of the day's calls and may raise any ``V2CError``. Neither an
error nor a ``repr`` shows a password or the number of a card.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from ipaddress import IPv4Address
import re
from typing import TYPE_CHECKING

from yarl import URL

from .charges import CloudCharge, CloudTotals, charges_from, totals_from
from .cloud_values import CloudCommand
from .datamanager import as_integer, as_name, as_switch, as_text
from .exceptions import V2CInvalidTextError, V2CInvalidValueError, V2CResponseError

if TYPE_CHECKING:
    from .cloud import CloudClient

HIGHEST_METER_TYPE = 11
"""The highest number that a client knows a meter for."""
LEAST_ENERGY = 0.1
MOST_ENERGY = 500
"""kWh; no car's battery holds as much."""
MOST_MINUTES = 7 * 24 * 60
"""Our own bound for a target: V2C names none."""

# UIDs have 4, 7 or 10 bytes; V2C's sample has 4.
_CARD_CODE = re.compile(r"(?:[0-9a-f]{8}|[0-9a-f]{14}|[0-9a-f]{20})")
_LONGEST_HISTORY = 4 * 1024 * 1024
"""Bytes; one charge has about 500."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """An RFID card that a charger knows."""

    code: str = field(repr=False)
    """The UID in hex: whoever knows it can make a copy."""
    name: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WifiNetwork:
    """A Wi-Fi network that a charger sees."""

    ssid: str
    signal: int | None = None
    """dBm, if the cloud tells."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PowerProfile:
    """A plan of the power by time of day, as the cloud keeps it.

    V2C documents only a placeholder of its contents.
    """

    name: str
    active: bool | None = None
    updated_at: str | None = None
    """The time stamp by which the cloud finds it again, in the cloud's own words."""
    raw: Mapping[str, object] = field(default_factory=dict)


class CloudServices:
    """The services of the cloud for one charger."""

    def __init__(self, client: CloudClient, charger_id: str) -> None:
        """Prepare to ask for one charger; nothing is sent yet."""
        self._client = client
        self._charger_id = charger_id

    async def cards(self) -> list[Card]:
        """List the cards that the charger knows."""
        return cards_from(await self._send("device/rfid", method="GET"))

    async def learn_card(self, name: str) -> None:
        """Let the charger learn the card that is held to it next, under this name.

        V2C does not say how long it waits. Only ``cards`` tells whether one came.
        """
        await self._send("device/rfid", {"tag": _name("card_name", name)})

    async def add_card(self, code: str, name: str) -> None:
        """Add a card by its UID: 4, 7 or 10 bytes in hex, in any of the usual forms."""
        query = {"code": card_code(code), "tag": _name("card_name", name)}
        await self._send("device/rfid/tag", query)

    async def rename_card(self, code: str, name: str) -> None:
        """Rename a card."""
        query = {"code": card_code(code), "tag": _name("card_name", name)}
        await self._send("device/rfid/tag", query, method="PUT")

    async def delete_card(self, code: str) -> None:
        """Let the charger forget a card."""
        await self._send("device/rfid", {"code": card_code(code)}, method="DELETE")

    async def wifi_networks(self) -> list[WifiNetwork]:
        """Let the charger look for networks; the strongest first."""
        answer = await self._send("device/wifilist", method="GET", device="id")
        return networks_from(answer)

    async def set_wifi(self, ssid: str, password: str) -> None:
        """Send the charger to another network. It may not be seen again.

        V2C takes the password only as a part of the address, so that its own servers
        may log it. An empty one is for a network without.
        """
        check_wifi(ssid, password)
        await self._send("device/wifi", {"ssid": ssid, "password": password})

    async def set_ocpp_id(self, identity: str) -> None:
        """Set the name under which the charger enrols with its OCPP server."""
        query = {"value": _name("ocpp_id", identity)}
        await self._send("device/ocpp_id", query, device="id")

    async def set_ocpp_address(self, url: str) -> None:
        """Set the OCPP server: a ``ws://`` or ``wss://`` address."""
        await self._send("device/ocpp_addr", {"value": ocpp_url(url)}, device="id")

    async def set_inverter_address(self, ip_address: str) -> None:
        """Set the address of the inverter that serves as meter: private IPv4."""
        query = {"value": private_address(ip_address)}
        await self._send("device/inverter_ip", query, device="id")

    async def set_meter_type(self, number: int) -> None:
        """Set the kind of meter by V2C's number, 0 to ``HIGHEST_METER_TYPE``.

        V2C's documents of 2021 and 2025 contradict each other about the numbers, and
        with a wrong one the charger's dynamic control stops.
        """
        value = _whole("meter_type", number, 0, HIGHEST_METER_TYPE)
        await self._send("device/slave_type", {"value": value})

    async def profiles(self) -> list[PowerProfile]:
        """List the charger's power profiles."""
        answer = await self._send("device/personalicepower/all", method="GET")
        return profiles_from(answer)

    async def profile(self, updated_at: str) -> PowerProfile:
        """Read one profile by its time stamp, which is all that V2C finds it by."""
        query = {"updateAt": updated_at}
        answer = await self._send("device/personalicepower/v2", query, method="GET")
        found = profiles_from([answer])
        if not found:
            raise V2CResponseError("V2C's cloud sent no power profile")
        return found[0]

    async def create_profile(
        self, name: str, mode: str, value: int, at: datetime
    ) -> None:
        """Create a profile with the only body that V2C documents.

        Experimental: nobody has seen what a charger makes of it.
        """
        await self._send(
            "device/savepersonalicepower/v2",
            {"name": _name("profile_name", name), "updateAt": _stamp(at)},
            body=_profile_body(mode, value),
        )

    async def update_profile(
        self, name: str, mode: str, value: int, at: datetime
    ) -> None:
        """Replace a profile's contents. As experimental as ``create_profile``."""
        await self._send(
            "device/personalicepower/v2",
            {"name": _name("profile_name", name), "updateAt": _stamp(at)},
            device="id",
            body=_profile_body(mode, value),
        )

    async def delete_profile(self, name: str, updated_at: str) -> None:
        """Delete the profile with this name and time stamp (``PowerProfile``)."""
        query = {"name": _name("profile_name", name), "updateAt": updated_at}
        await self._send("device/personalicepower/v2", query, method="DELETE")

    async def stop_after_energy(self, energy: float) -> None:
        """Stop the session at so many kWh.

        V2C does not say how that is cancelled; with ``MOST_ENERGY`` no car gets there.
        """
        await self._send("device/charger_until_energy", {"value": _energy(energy)})

    async def stop_after_minutes(self, minutes: int) -> None:
        """Stop the session after so many minutes, ``MOST_MINUTES`` for as good as never."""
        value = _whole("minutes", minutes, 1, MOST_MINUTES)
        await self._send("device/charger_until_minutes", {"value": value})

    async def start_for_energy(self, energy: float) -> None:
        """Start, and stop after so many kWh (V2C's parameter is called ``kw``)."""
        await self._send("device/startchargekw", {"kw": _energy(energy)})

    async def start_for_minutes(self, minutes: int) -> None:
        """Start, and stop after so many minutes."""
        value = _whole("minutes", minutes, 1, MOST_MINUTES)
        await self._send("device/startchargeminutes", {"minutes": value})

    async def charges(
        self, start: date | None = None, end: date | None = None
    ) -> list[CloudCharge]:
        """List the charges begun on some days, both included, oldest first.

        Without dates the cloud sends the last five. It knows no pages.
        """
        days = {"chargeDateStart": start, "chargeDateEnd": end}
        answer = await self._send(
            "stadistic/device", _dates(days), method="GET", longest=_LONGEST_HISTORY
        )
        return charges_from(answer, self._charger_id)

    async def totals(
        self, start: date | None = None, end: date | None = None
    ) -> CloudTotals:
        """Add up the charges of all chargers of the account that ended on some days."""
        days = {"endChargeDateStart": start, "endChargeDateEnd": end}
        command = CloudCommand(
            path="stadistic/global/me", query=_dates(days), method="GET", device=None
        )
        return totals_from(await self._client.request(self._charger_id, command))

    async def _send(
        self,
        path: str,
        query: Mapping[str, str] | None = None,
        *,
        method: str = "POST",
        device: str = "deviceId",
        body: Mapping[str, object] | None = None,
        longest: int | None = None,
    ) -> object:
        command = CloudCommand(
            path=path, query=query or {}, method=method, device=device, body=body
        )
        return await self._client.request(self._charger_id, command, longest)


def cards_from(document: object) -> list[Card]:
    """Read ``/device/rfid``, whose form V2C does not document.

    Expected are the names of the writing operations' parameters. An item without a
    code is left out. Raises ``V2CResponseError`` for what is no list.
    """
    if not isinstance(document, list):
        raise V2CResponseError("V2C's cloud sent no list of cards")
    return [
        Card(code=code, name=_name_in(item, "tag"))
        for item in document
        if isinstance(item, Mapping) and (code := _name_in(item, "code"))
    ]


def check_wifi(ssid: str, password: str) -> None:
    """Raise ``V2CInvalidTextError`` for what can be no network, or no password."""
    if not 1 <= len(ssid.encode()) <= 32 or not ssid.isprintable():
        raise V2CInvalidTextError("wifi_ssid")
    if password and not 8 <= len(password.encode()) <= 63:
        raise V2CInvalidTextError("wifi_password")


def networks_from(document: object) -> list[WifiNetwork]:
    """Read ``/device/wifilist``, whose form V2C does not document.

    Taken are names, or objects with ``ssid`` and ``rssi``; of several access points
    of a network the strongest. Raises ``V2CResponseError`` for what is no list.
    """
    if not isinstance(document, list):
        raise V2CResponseError("No list of networks came")
    items = [item if isinstance(item, Mapping) else {"ssid": item} for item in document]
    networks = [
        WifiNetwork(ssid=ssid, signal=as_integer(as_text(item.get("rssi")) or ""))
        for item in items
        if (ssid := _name_in(item, "ssid"))
    ]
    networks.sort(key=lambda item: (item.signal is None, -(item.signal or 0)))
    strongest: dict[str, WifiNetwork] = {}
    for network in networks:
        strongest.setdefault(network.ssid, network)
    return list(strongest.values())


def profiles_from(document: object) -> list[PowerProfile]:
    """Read ``/device/personalicepower/all``; an item without a name is left out.

    Raises ``V2CResponseError`` for what is no list.
    """
    if not isinstance(document, list):
        raise V2CResponseError("V2C's cloud sent no list of power profiles")
    return [
        PowerProfile(
            name=name,
            active=as_switch(as_text(item.get("active")) or ""),
            updated_at=_name_in(item, "updateAt"),
            raw=dict(item),
        )
        for item in document
        if isinstance(item, Mapping) and (name := _name_in(item, "name"))
    ]


def card_code(text: str) -> str:
    """A card's UID as V2C writes it: lower-case hex without signs between.

    Raises ``V2CInvalidTextError`` for what is no UID of 4, 7 or 10 bytes.
    """
    code = re.sub(r"[\s:-]", "", text).lower()
    if _CARD_CODE.fullmatch(code) is None:
        raise V2CInvalidTextError("card_code")
    return code


def ocpp_url(text: str) -> str:
    """A ``ws://`` or ``wss://`` address. Raises ``V2CInvalidTextError``."""
    text = text.strip()
    try:
        url = URL(text)
        valid = url.scheme in ("ws", "wss") and bool(url.host) and url.port != 0
    except ValueError:
        valid = False
    if not valid or not text.isprintable() or " " in text or len(text) > 255:
        raise V2CInvalidTextError("ocpp_address")
    return text


def private_address(text: str) -> str:
    """A private IPv4 address. Raises ``V2CInvalidTextError``."""
    try:
        address = IPv4Address(text.strip())
    except ValueError:
        raise V2CInvalidTextError("inverter_address") from None
    special = address.is_unspecified or address.is_loopback or address.is_reserved
    if not address.is_private or special or address.is_link_local:
        raise V2CInvalidTextError("inverter_address")
    return str(address)


def _name(kind: str, text: str) -> str:
    if (name := as_name(text.strip())) is None:
        raise V2CInvalidTextError(kind)
    return name


def _name_in(item: Mapping[str, object], key: str) -> str | None:
    return as_name(as_text(item.get(key)) or "")


def _whole(kind: str, number: int, minimum: int, maximum: int) -> str:
    if type(number) is not int or not minimum <= number <= maximum:
        raise V2CInvalidValueError(kind, minimum, maximum)
    return str(number)


def _energy(energy: float) -> str:
    if not LEAST_ENERGY <= energy <= MOST_ENERGY:
        raise V2CInvalidValueError("energy", LEAST_ENERGY, MOST_ENERGY)
    return f"{round(energy, 2):g}"


def _profile_body(mode: str, value: int) -> Mapping[str, object]:
    return {"mode": _name("profile_mode", mode), "value": value}


def _stamp(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _dates(days: Mapping[str, date | None]) -> dict[str, str]:
    return {key: day.isoformat() for key, day in days.items() if day is not None}
