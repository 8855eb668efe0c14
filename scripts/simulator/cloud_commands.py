"""What the commands of V2C's cloud do to a simulated charger.

Each takes the charger, the query and the JSON body, and returns False for 400.
"""

from collections.abc import Callable, Mapping
from ipaddress import IPv4Address
from math import isfinite
from typing import Final

from .json_type import Json
from .schedule import parse_timer
from .settings import Reply
from .smart_charger import SmartCharger

type Query = Mapping[str, str]
type Command = Callable[[SmartCharger, Query, Json], bool]

# chargefvmode and DynamicPowerMode number the same three modes differently.
PV_MODES: Final = {"0": "2", "1": "3", "2": "4"}
_MOST_KWH: Final = 1000.0
_MOST_MINUTES: Final = 7 * 24 * 60


def keyword(name: str, values: Mapping[str, str] | None = None) -> Command:
    """Make a command that writes a LAN keyword, translating its value if needed."""

    def run(charger: SmartCharger, query: Query, body: Json) -> bool:
        del body
        value = query["value"] if values is None else values.get(query["value"])
        return value is not None and charger.write(name, value) is Reply.OK

    return run


def fixed(name: str, value: str) -> Command:
    """Make a command that writes one value to a LAN keyword."""

    def run(charger: SmartCharger, query: Query, body: Json) -> bool:
        del query, body
        return charger.write(name, value) is Reply.OK

    return run


def number(attribute: str, highest: int) -> Command:
    """Make a command for a number, from 0, that the LAN does not have."""

    def run(charger: SmartCharger, query: Query, body: Json) -> bool:
        del body
        value = query["value"]
        if not value.isdecimal() or int(value) > highest:
            return False
        kind = type(getattr(charger.values, attribute))
        setattr(charger.values, attribute, kind(int(value)))
        charger.refresh()
        return True

    return run


def text(attribute: str) -> Command:
    """Make a command for a text; V2C states no rule, so only an empty one is refused."""

    def run(charger: SmartCharger, query: Query, body: Json) -> bool:
        del body
        if not query["value"]:
            return False
        setattr(charger.values, attribute, query["value"])
        return True

    return run


def inverter_ip(charger: SmartCharger, query: Query, body: Json) -> bool:
    """Set the inverter's address."""
    del body
    try:
        address = IPv4Address(query["value"])
    except ValueError:
        return False
    charger.values.inverter_ip = str(address)
    return True


def timer(charger: SmartCharger, query: Query, body: Json) -> bool:
    """Program one of the two timers; whether they count is Timer's on the LAN."""
    parsed = parse_timer(body)
    if parsed is None or query["timerId"] not in {"0", "1"}:
        return False
    first, second = charger.values.timers
    charger.values.timers = (
        (parsed, second) if query["timerId"] == "0" else (first, parsed)
    )
    charger.refresh()
    return True


def until_energy(charger: SmartCharger, query: Query, body: Json) -> bool:
    """Stop the session at so many kWh."""
    del body
    energy = _energy(query["value"])
    return energy is not None and charger.charge_until(energy=energy)


def until_minutes(charger: SmartCharger, query: Query, body: Json) -> bool:
    """Stop the session after so many minutes of charging."""
    del body
    seconds = _seconds(query["value"])
    return seconds is not None and charger.charge_until(seconds=seconds)


def start_energy(charger: SmartCharger, query: Query, body: Json) -> bool:
    """Start, and stop after so many kWh."""
    del body
    energy = _energy(query["kw"])
    return energy is not None and charger.start_for(energy=energy)


def start_minutes(charger: SmartCharger, query: Query, body: Json) -> bool:
    """Start, and stop after so many minutes of charging."""
    del body
    seconds = _seconds(query["minutes"])
    return seconds is not None and charger.start_for(seconds=seconds)


def wifi(charger: SmartCharger, query: Query, body: Json) -> bool:
    """Go to another Wi-Fi; the cloud cannot know whether that works."""
    del body
    if not query["ssid"]:
        return False
    charger.join_network(query["ssid"], query["password"])
    return True


def learn_card(charger: SmartCharger, query: Query, body: Json) -> bool:
    """Wait for a card to learn."""
    del body
    if not query["tag"]:
        return False
    charger.reader.learn(query["tag"], charger.time)
    return True


def add_card(charger: SmartCharger, query: Query, body: Json) -> bool:
    """Add a card by its UID."""
    del body
    return charger.reader.register(query["code"], query["tag"])


def rename_card(charger: SmartCharger, query: Query, body: Json) -> bool:
    """Rename a known card."""
    del body
    return charger.reader.rename(query["code"], query["tag"])


def delete_card(charger: SmartCharger, query: Query, body: Json) -> bool:
    """Forget a known card."""
    del body
    return charger.reader.delete(query["code"])


def create_profile(charger: SmartCharger, query: Query, body: Json) -> bool:
    """Add a power profile."""
    return charger.profiles.create(query["name"], query["updateAt"], body)


def update_profile(charger: SmartCharger, query: Query, body: Json) -> bool:
    """Change a power profile; a LookupError is answered 404."""
    return charger.profiles.update(query["name"], query["updateAt"], body)


def delete_profile(charger: SmartCharger, query: Query, body: Json) -> bool:
    """Delete a power profile; a LookupError is answered 404."""
    del body
    charger.profiles.delete(query["name"], query["updateAt"])
    return True


def reboot(charger: SmartCharger, query: Query, body: Json) -> bool:
    """Reboot."""
    del query, body
    charger.reboot()
    return True


def update(charger: SmartCharger, query: Query, body: Json) -> bool:
    """Install the newest firmware."""
    del query, body
    charger.update()
    return True


def _energy(value: str) -> float | None:
    try:
        energy = float(value)
    except ValueError:
        return None
    return energy if isfinite(energy) and 0 <= energy <= _MOST_KWH else None


def _seconds(value: str) -> float | None:
    if not value.isdecimal() or int(value) > _MOST_MINUTES:
        return None
    return int(value) * 60.0
