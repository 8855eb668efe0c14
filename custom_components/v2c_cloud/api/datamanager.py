"""V2C's "Datamanager" keywords: the language of the LAN, and of our Bluetooth profile.

Keywords, units and ranges: V2C's sheet "Datamanager Modbus TCP & RTU", revision of
14/07/26, as its users quote it. What firmware does differently is noted where it is
handled. Nobody here could try a charger.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
import json
import re

from .exceptions import V2CResponseError, V2CUnsupportedError
from .models import (
    ChargeMode,
    ChargerState,
    ChargeState,
    DynamicPowerMode,
    FieldValue,
    MeterError,
    SignalStatus,
)

MAX_DOCUMENT = 64 * 1024
"""Bytes; a real document has about 700."""

_CHARGE_STATES: dict[int, StrEnum] = {
    0: ChargeState.DISCONNECTED,
    1: ChargeState.CONNECTED,
    2: ChargeState.CHARGING,
    4: ChargeState.SYSTEM_FAULT,
    5: ChargeState.PILOT_FAULT,
    6: ChargeState.VENTILATION_REQUIRED,
}
_CHARGE_MODES: dict[int, StrEnum] = dict(enumerate(ChargeMode))
# The sheet swapped 2 and 3 until its revision of 14/07/26; its users read the swap
# as an error of the paper, not of old firmware. Nobody has tried an old charger.
_DYNAMIC_POWER_MODES: dict[int, StrEnum] = dict(enumerate(DynamicPowerMode))
_SIGNAL_STATUSES: dict[int, StrEnum] = dict(enumerate(SignalStatus, start=1))

_MODBUS_ERRORS = (
    MeterError.TIMEOUT,
    MeterError.INVALID_SERVER,
    MeterError.CRC_ERROR,
    MeterError.FC_MISMATCH,
    MeterError.SERVER_ID_MISMATCH,
    MeterError.PACKET_LENGTH_ERROR,
    MeterError.PARAMETER_COUNT_ERROR,
    MeterError.PARAMETER_LIMIT_ERROR,
    MeterError.REQUEST_QUEUE_FULL,
    MeterError.ILLEGAL_IP_OR_PORT,
    MeterError.IP_CONNECTION_FAILED,
    MeterError.TCP_HEAD_MISMATCH,
    MeterError.EMPTY_MESSAGE,
)
METER_ERRORS: dict[int, StrEnum] = {
    **dict(enumerate(list(MeterError)[:11])),
    21: MeterError.ILLEGAL_FUNCTION,
    22: MeterError.ILLEGAL_DATA_ADDRESS,
    23: MeterError.ILLEGAL_DATA_VALUE,
    24: MeterError.SERVER_DEVICE_FAILURE,
    25: MeterError.ACKNOWLEDGE,
    26: MeterError.SERVER_DEVICE_BUSY,
    27: MeterError.NEGATIVE_ACKNOWLEDGE,
    28: MeterError.MEMORY_PARITY_ERROR,
    30: MeterError.GATEWAY_PATH_UNAVAILABLE,
    31: MeterError.GATEWAY_TARGET_NO_RESP,
    32: MeterError.SERVER_RTU_INACTIVE,
    **dict(enumerate(_MODBUS_ERRORS, start=244)),
    257: MeterError.UNDEFINED_ERROR,
}
"""The sheet's codes. Firmware 2.5.1 also sends 224, which no document lists: it is
shown as unknown although it is probably the Modbus library's own time-out code."""


def as_text(value: object) -> str | None:
    """Any scalar of a document as text; None for what is no scalar."""
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, str | int | float):
        return str(value).strip()
    return None


_LABEL = re.compile(r"[A-Za-z0-9_-]{1,32}")
_LONGEST_NAME = 64
_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]*)?([eE][+-]?[0-9]+)?")
_BEYOND_BELIEF = 1e9


def as_number(raw: str) -> float | None:
    """A number as the charger writes it (``16``, ``0.00``, ``50%``), if it is one."""
    text = raw.removesuffix("%")
    if _NUMBER.fullmatch(text) is None:
        return None
    number = float(text)
    return number if abs(number) < _BEYOND_BELIEF else None


def as_integer(raw: str) -> int | None:
    """A whole number, however it is written."""
    number = as_number(raw)
    return int(number) if number is not None and number.is_integer() else None


def as_switch(raw: str) -> bool | None:
    """0 or 1; anything else is not known."""
    number = as_number(raw)
    return bool(number) if number in (0, 1) else None


def _natural(raw: str) -> int | None:
    number = as_integer(raw)
    return None if number is None or number < 0 else number


def as_positive(raw: str) -> int | None:
    """A setting that cannot be 0.

    0 is what firmware 2.5.1 says of the current while it is paused, and chargers of a
    voltage that nobody told them.
    """
    return _natural(raw) or None


def _percent(raw: str) -> int | None:
    number = as_integer(raw)
    return number if number is not None and 0 <= number <= 100 else None


def _light(raw: str) -> bool | None:
    # The sheet of 14/07/26 says 0 or 1, its forerunner 0 to 100.
    number = _percent(raw)
    return None if number is None else number > 0


def as_label(raw: str) -> str | None:
    """A charger's ID, in upper case as on its label."""
    return raw.upper() if _LABEL.fullmatch(raw) else None


def as_name(raw: str) -> str | None:
    """A short text that can be shown to people."""
    return raw if 0 < len(raw) <= _LONGEST_NAME and raw.isprintable() else None


def one_of(table: Mapping[int, StrEnum]) -> Callable[[str], StrEnum | None]:
    """A decoder to which a number that nobody lists is unknown, not an error."""

    def decode(raw: str) -> StrEnum | None:
        number = as_integer(raw)
        return None if number is None else table.get(number)

    return decode


decode_meter_error = one_of(METER_ERRORS)


@dataclass(frozen=True, slots=True, eq=False)
class Keyword:
    """One keyword of the Datamanager and the field that it becomes."""

    name: str
    field: str
    decode: Callable[[str], FieldValue]
    values: Mapping[int, StrEnum] | None = None
    """The numbers of an enumeration."""
    writable: bool = False


KEYWORDS: tuple[Keyword, ...] = (
    Keyword("ID", "charger_id", as_label),
    Keyword("FirmwareVersion", "firmware", as_name),
    Keyword("ChargeState", "charge_state", one_of(_CHARGE_STATES)),
    Keyword("ReadyState", "ready", as_switch),
    Keyword("ChargePower", "charge_power", as_number),
    Keyword("ChargeEnergy", "charge_energy", as_number),
    Keyword("ChargeTime", "charge_time", _natural),
    Keyword("SlaveError", "meter_error", decode_meter_error),
    Keyword("SlaveError", "meter_error_code", as_integer),
    Keyword("HousePower", "house_power", as_number),
    Keyword("GridPower", "grid_power", as_number),
    Keyword("FVPower", "fv_power", as_number),
    Keyword("BatteryPower", "battery_power", as_number),
    Keyword("IntensityMeasure_L1", "current_l1", as_number),
    Keyword("IntensityMeasure_L2", "current_l2", as_number),
    Keyword("IntensityMeasure_L3", "current_l3", as_number),
    Keyword("VoltageMeasure_L1", "voltage_l1", as_number),
    Keyword("VoltageMeasure_L2", "voltage_l2", as_number),
    Keyword("VoltageMeasure_L3", "voltage_l3", as_number),
    Keyword("Paused", "paused", as_switch, writable=True),
    Keyword("Locked", "locked", as_switch, writable=True),
    Keyword("Timer", "timer", as_switch, writable=True),
    Keyword("Dynamic", "dynamic", as_switch, writable=True),
    Keyword("PauseDynamic", "pause_dynamic", as_switch, writable=True),
    Keyword("Intensity", "intensity", as_positive, writable=True),
    Keyword("MinIntensity", "min_intensity", as_positive, writable=True),
    Keyword("MaxIntensity", "max_intensity", as_positive, writable=True),
    Keyword("ContractedPower", "contracted_power", as_integer, writable=True),
    Keyword("VoltageInstallation", "voltage_installation", as_positive, writable=True),
    Keyword("ChargeMode", "charge_mode", one_of(_CHARGE_MODES), _CHARGE_MODES, True),
    Keyword(
        "DynamicPowerMode",
        "dynamic_power_mode",
        one_of(_DYNAMIC_POWER_MODES),
        _DYNAMIC_POWER_MODES,
        True,
    ),
    Keyword("LightLED", "light_led", _percent, writable=True),
    Keyword("LogoLED", "logo_led", _light, writable=True),
    Keyword("SSID", "ssid", as_name),
    Keyword("IP", "ip_address", as_name),
    Keyword("SignalStatus", "signal_status", one_of(_SIGNAL_STATUSES)),
)

WRITABLE: dict[str, Keyword] = {
    keyword.field: keyword for keyword in KEYWORDS if keyword.writable
}
"""The sheet's 14 writable keywords, by field."""

READ_SINGLY: tuple[Keyword, ...] = tuple(
    WRITABLE[field]
    for field in ("charge_mode", "light_led", "logo_led", "voltage_installation")
)
"""What a charger may only tell through ``/read/`` (seen on firmware 2.4.6)."""

# One pair of a flat object, whatever stands between pairs. A text ends at a comma
# too: around 2022 some firmware opened a quote that it never closed.
_PAIR = re.compile(r'"(?P<key>\w+)"\s*:\s*"?(?P<value>[^",{}]*)')


def parse_pairs(document: str) -> dict[str, str]:
    """Read a flat JSON object, repairing what chargers get wrong.

    Seen broken: no comma after ``ID`` (1.7.20) and before ``ReadyState`` (1.6.13), a
    version without quotes (1.6.13), a key twice (2.3.20; the last one counts), an
    unbalanced quote (about 2022), a trailing ``%``. A document that stops early is
    refused, for its last number may have lost digits.

    Raises ``V2CResponseError`` when it is not such a document.
    """
    if len(document) > MAX_DOCUMENT:
        raise V2CResponseError("The answer is too long for a V2C charger")
    text = document.strip().removesuffix("%").rstrip()
    if not text.startswith("{") or not text.endswith("}"):
        raise V2CResponseError("The answer is not a complete JSON object")
    try:
        loaded = json.loads(text)
    except ValueError, RecursionError:
        return {match["key"]: match["value"].strip() for match in _PAIR.finditer(text)}
    return {
        key: raw for key, value in loaded.items() if (raw := as_text(value)) is not None
    }


def parse_realtime(document: str) -> tuple[ChargerState, frozenset[str]]:
    """Read a ``/RealTimeData`` document.

    Returns the state and the fields that the document holds, whether understood or
    not. Key order and case do not matter. Raises ``V2CResponseError`` for anything
    without a number as ``ChargeState``: that is how a V2C charger is told from others.
    """
    pairs = {key.lower(): raw for key, raw in parse_pairs(document).items()}
    if as_number(pairs.get("chargestate", "")) is None:
        raise V2CResponseError("The answer does not come from a V2C charger")
    if "intensitymeasure_l1y" in pairs:  # so written in the sheet's own example
        pairs.setdefault("intensitymeasure_l1", pairs["intensitymeasure_l1y"])
    present = [keyword for keyword in KEYWORDS if keyword.name.lower() in pairs]
    return _decode_all({keyword: pairs[keyword.name.lower()] for keyword in present})


def parse_single(keyword: Keyword, text: str) -> tuple[ChargerState, frozenset[str]]:
    """Read the answer to ``/read/<keyword>``: a bare number.

    Raises ``V2CResponseError`` for anything else.
    """
    raw = text.strip().strip('"')
    if as_number(raw) is None:
        raise V2CResponseError(f"The answer to {keyword.name} is not a number")
    return _decode_all({keyword: raw})


def _decode_all(raws: Mapping[Keyword, str]) -> tuple[ChargerState, frozenset[str]]:
    # ALVA says ChargeMode -1 for "has no such thing".
    raws = {
        keyword: raw
        for keyword, raw in raws.items()
        if not (keyword.field == "charge_mode" and as_integer(raw) == -1)
    }
    values = {keyword.field: keyword.decode(raw) for keyword, raw in raws.items()}
    served = frozenset(values) - _absent_phases(values) - _unmetered(values)
    return ChargerState().having({field: values[field] for field in served}), served


METERED = frozenset({"house_power", "grid_power", "fv_power", "battery_power"})
"""What a charger knows from a meter, which it reads for its own dynamic control."""


def _unmetered(values: Mapping[str, FieldValue]) -> frozenset[str]:
    """The meter's fields while there is nothing behind them.

    Without its dynamic control a charger does not read its meter, and without a meter
    it reads nothing: it says 0 W then, or the last value for ever.
    """
    metered = values.get("dynamic") and values.get("meter_error_code") in (0, None)
    return frozenset() if metered else METERED


def _absent_phases(values: Mapping[str, FieldValue]) -> frozenset[str]:
    """The per-phase fields without a phase: a mains voltage is never zero."""
    return frozenset(
        field
        for phase in (1, 2, 3)
        for field in (f"voltage_l{phase}", f"current_l{phase}")
        if not values.get(f"voltage_l{phase}")
    )


def encode(field: str, value: FieldValue) -> tuple[Keyword, str]:
    """The keyword and the text to write for a field.

    Raises ``V2CUnsupportedError`` when the field has no writable keyword, or the
    keyword no such value.
    """
    keyword = WRITABLE.get(field)
    if keyword is None:
        raise V2CUnsupportedError(f"{field} cannot be written to the charger directly")
    if keyword.values is not None:
        return keyword, str(number_of(value, keyword.values))
    return keyword, str(as_written(value))


def as_written(value: FieldValue) -> int:
    """A switch or whole number as V2C's interfaces take it.

    Raises ``V2CUnsupportedError`` for anything else.
    """
    if not isinstance(value, int):
        raise V2CUnsupportedError(f"{value!r} is neither a switch nor a whole number")
    return int(value)


def number_of(value: FieldValue, table: Mapping[int, StrEnum]) -> int:
    """The number of an option. Raises ``V2CUnsupportedError`` if it has none."""
    for number, option in table.items():
        if option == value:
            return number
    raise V2CUnsupportedError(f"There is no number for {value!r}")
