"""The texts that a charger's LAN interface sends."""

from typing import Final

from .firmware import Firmware
from .values import KEYWORDS, Value, Values

_TEXT_SIGNAL: Final = "SignalStatus"


def scalar(value: Value) -> str:
    """Return a value as `/read/` shows it: flags as 0 or 1, decimals as 0.00."""
    match value:
        case str():
            return value
        case float():
            return f"{value:.2f}"
        case _:
            return str(int(value))


def read_value(firmware: Firmware, values: Values, name: str) -> Value:
    """Return what a keyword shows on this firmware, with its oddities."""
    if name == "Intensity" and firmware.no_intensity_while_paused and values.paused:
        return 0
    if name == "ChargeMode" and firmware.charge_mode is not None:
        return firmware.charge_mode
    value = KEYWORDS[name].read(values)
    if name == _TEXT_SIGNAL and firmware.signal_as_text:
        return scalar(value)
    return value


def real_time_data(firmware: Firmware, values: Values) -> str:
    """Return the body of `/RealTimeData`, malformed where this firmware's is."""
    text = "{"
    for position, name in enumerate(firmware.keys):
        if position and name != firmware.no_comma_before:
            text += ","
        text += f'"{name}":{_member(firmware, values, name)}'
    return text + "}"


def _member(firmware: Firmware, values: Values, name: str) -> str:
    value = read_value(firmware, values, name)
    bare = name == "FirmwareVersion" and not firmware.version_quoted
    if isinstance(value, str) and not bare:
        return f'"{value}"'
    return scalar(value)
