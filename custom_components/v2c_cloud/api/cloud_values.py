"""V2C's cloud documents <-> values. Pure functions.

Sources: V2C's OpenAPI 1.0.0, its Telegram bot, and captures that users published.
``voltage``, ``cp_level`` and ``costFv`` are left out: their units are not proven.
"""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import time
from enum import StrEnum
import json
import re

from .datamanager import (
    as_integer,
    as_label,
    as_name,
    as_number,
    as_positive,
    as_switch,
    as_text,
    as_written,
    decode_meter_error,
    number_of,
    one_of,
)
from .exceptions import V2CResponseError, V2CUnsupportedError
from .models import (
    Action,
    ChargerState,
    ChargeState,
    FieldValue,
    InstallationType,
    Language,
    MeterType,
    PairedCharger,
    PvMode,
)
from .timers import ALL_DAYS, TIMERS, ChargeTimer

# From 3 upwards the cloud numbers the states otherwise than the LAN does.
_CHARGE_STATES: Mapping[int, StrEnum] = {
    0: ChargeState.DISCONNECTED,
    1: ChargeState.CONNECTED,
    2: ChargeState.CHARGING,
    3: ChargeState.VENTILATION_REQUIRED,
    4: ChargeState.PILOT_FAULT,
    5: ChargeState.SYSTEM_FAULT,
}
_INSTALLATION_TYPES: Mapping[int, StrEnum] = dict(enumerate(InstallationType))
_LANGUAGES: Mapping[int, StrEnum] = dict(enumerate(Language))
_PV_MODES: Mapping[int, StrEnum] = dict(enumerate(PvMode))
_METER_TYPES: Mapping[int, StrEnum] = {
    0: MeterType.SHELLY,
    1: MeterType.V2C,
    3: MeterType.HUAWEI,
    4: MeterType.SOLAX,
}
_TIMER_OFF = "8"


def _kilowatts(raw: str) -> float | None:
    number = as_number(raw)
    return None if number is None else round(number * 1000, 3)


def _hundred_watts(raw: str) -> int | None:
    number = as_number(raw)
    return None if number is None else round(number * 100)


def _fraction(raw: str) -> int | None:
    number = as_number(raw)
    return round(number * 100) if number is not None and 0 <= number <= 1 else None


type _Table = Mapping[str, tuple[str, Callable[[str], FieldValue]]]

_LIVE: _Table = {
    "charge_state": ("charge_state", one_of(_CHARGE_STATES)),
    "power": ("charge_power", _kilowatts),
    "energy": ("charge_energy", as_number),
    "seconds": ("charge_time", as_integer),
    "intensity": ("charge_current", as_number),
    "house_power": ("house_power", _kilowatts),
    "sun_power": ("fv_power", _kilowatts),
    "grid_power": ("grid_power", _kilowatts),
    "battery": ("battery_power", _kilowatts),
    "error": ("meter_error", lambda raw: decode_meter_error(raw or "0")),
}
"""Keys of ``/device/currentstatecharge``."""

_REPORTED: _Table = {
    "device_id": ("charger_id", as_label),
    "deviceId": ("charger_id", as_label),
    "version": ("firmware", as_name),
    "mac": ("mac", as_name),
    "charge_state": ("charge_state", one_of(_CHARGE_STATES)),
    "intensity": ("intensity", as_positive),
    "min_car_int": ("min_intensity", as_positive),
    "max_car_int": ("max_intensity", as_positive),
    "light_led": ("light_led", _fraction),
    "logo_led": ("logo_led", as_switch),
    "contract_power": ("contracted_power", _hundred_watts),
    "dynamic": ("dynamic", as_switch),
    "locked": ("locked", as_switch),
    "pause": ("paused", as_switch),
    "programed": ("timer", as_switch),
    "inst_type": ("installation_type", one_of(_INSTALLATION_TYPES)),
    "language": ("language", one_of(_LANGUAGES)),
    "slave_type": ("meter_type", one_of(_METER_TYPES)),
    "set_rfid": ("rfid_reader", as_switch),
    "rfid": ("rfid_reader", as_switch),
    "ocpp": ("ocpp", as_switch),
    "connected": ("cloud_connected", as_switch),
}
"""Keys of ``/device/reported``, as far as clients have seen them."""

_WIFI: _Table = {"ssid": ("ssid", as_name), "ip": ("ip_address", as_name)}
"""Keys of its ``wifi_info``."""

_VERSION = re.compile(r"[0-9]+(\.[0-9]+)+")


def parse_live(document: object) -> tuple[ChargerState, frozenset[str]]:
    """Read ``/device/currentstatecharge``.

    Raises ``V2CResponseError`` for anything without a ``charge_state``.
    """
    document = _object(document)
    if "charge_state" not in document:
        raise V2CResponseError("V2C's cloud sent no state of the charge")
    return _decode(document, _LIVE)


def parse_reported(document: object) -> tuple[ChargerState, frozenset[str]]:
    """Read ``/device/reported``, the shadow.

    Raises ``V2CResponseError`` for anything without a key that we know.
    """
    document = _object(document)
    state, served = _decode(document, _REPORTED)
    network, network_served = _decode(_unpacked(document.get("wifi_info")), _WIFI)
    timers = {
        name: _timer(document, suffix)
        for name, suffix in zip(TIMERS, ("00", "01"), strict=True)
        if f"daysofweek_{suffix}" in document
    }
    if not served and not timers:
        raise V2CResponseError("V2C's cloud reported nothing of the charger")
    state = state.or_else(network).having(timers)
    return state, served | network_served | frozenset(timers)


def _timer(document: Mapping[str, object], suffix: str) -> ChargeTimer | None:
    """One of the two timers, as V2C's Telegram bot of 2023 reads them.

    Hours and minutes have no leading zeros; the days are digits, or "8" for off.
    """

    def number(key: str) -> int | None:
        return as_integer(as_text(document.get(f"{key}_{suffix}")) or "")

    start = _time_of_day(number("hourstart"), number("minutestart"))
    end = _time_of_day(number("hourend"), number("minuteend"))
    digits = str(number("daysofweek"))
    if start is None or end is None or not digits.isdecimal():
        return None
    enabled = digits != _TIMER_OFF
    days = frozenset(map(int, digits)) if enabled else frozenset[int]()
    if not days <= ALL_DAYS:
        return None
    return ChargeTimer(start=start, end=end, days=days, enabled=enabled)


def _time_of_day(hour: int | None, minute: int | None) -> time | None:
    if hour is None or minute is None:
        return None
    try:
        return time(hour, minute)
    except ValueError:
        return None


def parse_version(document: object) -> ChargerState:
    """Read ``/version``: an object of unsettled keys, or the bare version.

    Raises ``V2CResponseError`` for anything else.
    """
    if isinstance(document, Mapping):
        texts = {
            key: name
            for key, value in document.items()
            if (name := as_name(as_text(value) or ""))
        }
    else:
        texts = {"version": as_text(document) or ""}
        if _VERSION.fullmatch(texts["version"]) is None:
            raise V2CResponseError("V2C's cloud sent no version")
    model = texts.get("commercialName") or texts.get("modelName")
    return ChargerState(
        firmware=texts.get("versionId") or texts.get("version"),
        # "INIT" is what the cloud says before it knows.
        model=model if model != "INIT" else None,
    )


def pairings_from(document: object) -> list[PairedCharger]:
    """Read ``/pairings/me``; each socket of a charger is a pairing of its own.

    An item without an ID is left out. Raises ``V2CResponseError`` for what is no list.
    """
    if not isinstance(document, list):
        raise V2CResponseError("V2C's cloud sent no list of chargers")
    return [
        PairedCharger(
            charger_id=charger_id,
            name=_name_in(item, "tag"),
            # Read by a client; no document promises it.
            ip_address=_name_in(item, "ip"),
        )
        for item in document
        if isinstance(item, Mapping)
        and (charger_id := as_label(_name_in(item, "deviceId") or ""))
    ]


def _name_in(item: Mapping[str, object], key: str) -> str | None:
    return as_name(as_text(item.get(key)) or "")


def _object(document: object) -> Mapping[str, object]:
    if not isinstance(document, Mapping):
        raise V2CResponseError("V2C's cloud sent something that is no object")
    return document


def _unpacked(value: object) -> Mapping[str, object]:
    """An object that may be packed into a string; empty if it is none."""
    if isinstance(value, str):
        with suppress(ValueError, RecursionError):
            value = json.loads(value)
    return value if isinstance(value, Mapping) else {}


def _decode(
    document: Mapping[str, object], table: _Table
) -> tuple[ChargerState, frozenset[str]]:
    values: dict[str, FieldValue] = {}
    for key, (name, decode) in table.items():
        raw = as_text(document.get(key))
        if raw is not None and values.get(name) is None:
            values[name] = decode(raw)
    return ChargerState().having(values), frozenset(values)


@dataclass(frozen=True, slots=True, kw_only=True)
class CloudCommand:
    """One call of the cloud's API about a charger."""

    path: str
    query: Mapping[str, str] = field(default_factory=dict, repr=False)
    """Beside the charger's ID. May hold a password or the number of a card."""
    method: str = "POST"
    device: str | None = "deviceId"
    """The parameter for the charger's ID; None for calls about the whole account."""
    body: Mapping[str, object] | None = None
    """Sent as JSON."""


def _number(path: str) -> Callable[[FieldValue], CloudCommand]:
    return lambda value: CloudCommand(
        path=path, query={"value": str(as_written(value))}
    )


def _option(
    path: str, table: Mapping[int, StrEnum]
) -> Callable[[FieldValue], CloudCommand]:
    return lambda value: CloudCommand(
        path=path, query={"value": str(number_of(value, table))}
    )


def _switch_by_id(path: str) -> Callable[[FieldValue], CloudCommand]:
    return lambda value: CloudCommand(
        path=path, query={"value": str(as_written(value))}, device="id"
    )


def _write_timer(number: int) -> Callable[[FieldValue], CloudCommand]:
    return lambda value: CloudCommand(
        path="device/timer",
        query={"timerId": str(number)},
        body=_timer_body(value),
    )


def _timer_body(value: FieldValue) -> Mapping[str, str]:
    if not isinstance(value, ChargeTimer):
        raise V2CUnsupportedError(f"{value!r} is no timer")
    days = "".join(map(str, sorted(value.days))) if value.enabled else _TIMER_OFF
    return {
        "timeStart": f"{value.start:%H:%M}",
        "timeEnd": f"{value.end:%H:%M}",
        "daysOfWeek": days,
    }


def _pause(value: FieldValue) -> CloudCommand:
    return CloudCommand(path="device/pausecharge" if value else "device/startcharge")


COMMANDS: Mapping[str, Callable[[FieldValue], CloudCommand]] = {
    "paused": _pause,
    "locked": _number("device/locked"),
    "intensity": _number("device/intensity"),
    "min_intensity": _number("device/min_car_int"),
    "max_intensity": _number("device/max_car_int"),
    "dynamic": _number("device/dynamic"),
    "logo_led": _number("device/logo_led"),
    "installation_type": _option("device/inst_type", _INSTALLATION_TYPES),
    "language": _option("device/language", _LANGUAGES),
    "timer_1": _write_timer(0),
    "timer_2": _write_timer(1),
    "rfid_reader": _number("device/set_rfid"),
    "ocpp": _switch_by_id("device/ocpp"),
    "pv_mode": _option("device/chargefvmode", _PV_MODES),
    "denka_max_power": _number("device/denka/max_power"),
}
"""How to set a field through the cloud."""

WRITE_ONLY = frozenset({"pv_mode", "denka_max_power"})
"""Fields that no document of the cloud is known to tell."""

ACTIONS: Mapping[Action, CloudCommand] = {
    Action.REBOOT: CloudCommand(path="device/reboot"),
    Action.UPDATE_FIRMWARE: CloudCommand(path="device/update"),
}
"""How to ask for an action through the cloud."""
