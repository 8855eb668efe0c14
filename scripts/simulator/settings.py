"""How a charger takes a written keyword: its answer, and what it makes of the value."""

from enum import Enum, auto

from .firmware import Firmware, ModeOne
from .values import KEYWORDS, Values


class Reply(Enum):
    """What a charger answers to a write."""

    OK = auto()
    ERROR = auto()
    UNKNOWN = auto()


def write_setting(
    firmware: Firmware,
    values: Values,
    keyword: str,
    text: str,
    *,
    charging: bool,
    modulating: bool,
    max_current: int,
) -> Reply:
    """Store a written value in `values`, or answer why not.

    OK does not prove that the value stuck: ChargeMode is ignored during a session
    (seen on firmware 2.4.6), Intensity while the charger modulates by itself, and
    DynamicPowerMode = 1 on newer firmware. That an Intensity above what the charger
    is built for reads back as that limit is inferred.
    """
    entry = KEYWORDS.get(keyword)
    if entry is None or not entry.writable or keyword not in firmware.keywords:
        return Reply.UNKNOWN
    try:
        number = int(text)
    except ValueError:
        return Reply.ERROR
    fixed = keyword == "ChargeMode" and firmware.charge_mode is not None
    if fixed or not entry.accepts(number):
        return Reply.ERROR
    if keyword == "Intensity":
        number = min(number, max_current)
    if keyword == "DynamicPowerMode" and number == 1:
        match firmware.mode_one:
            case ModeOne.IGNORED:
                return Reply.OK
            case ModeOne.READS_4:
                number = 4
    if (keyword == "ChargeMode" and charging) or (
        keyword == "Intensity" and modulating
    ):
        return Reply.OK
    entry.store(values, number)
    return Reply.OK
