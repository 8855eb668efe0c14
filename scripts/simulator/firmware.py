"""What each known firmware sends, and how it misbehaves, as data.

Key sets, order and faults come from captures and reports that owners published.
Where a capture is missing (the places of the keys on 2.3.20, 2.4.6 and ALVA, the
text of SignalStatus on 2.5.1) the profile is inferred from its neighbours.
"""

from dataclasses import dataclass, replace
from enum import Enum, auto
from typing import Final


class ModeOne(Enum):
    """What a charger does with DynamicPowerMode = 1, deprecated by V2C."""

    STORED = auto()
    IGNORED = auto()
    READS_4 = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Firmware:
    """One firmware: what its payload looks like and which faults it has.

    Attributes:
        version: what FirmwareVersion says.
        keys: the keys of `/RealTimeData` in order; one named twice is sent twice.
        more: keywords that `/read/` and `/write/` know besides `keys`.
        read_endpoint: whether `/read/` exists.
        nominal_voltage: V behind ChargePower; None means VoltageInstallation.
        version_quoted: False sends `"FirmwareVersion":1.6.13`.
        no_comma_before: the key whose separating comma is forgotten.
        mode_one: what a write of DynamicPowerMode = 1 does.
        reverts_pause_and_lock: both go back to 0 when written within 10 s.
        charging_while_paused: ChargeState stays 2 after Paused = 1.
        no_intensity_while_paused: Intensity reads 0 while Paused = 1.
        meter_timeout: SlaveError when the meter does not answer.
        charge_mode: ChargeMode that can be neither read nor written as usual.
        signal_as_text: SignalStatus is sent as a string.
    """

    version: str
    keys: tuple[str, ...]
    more: frozenset[str] = frozenset()
    read_endpoint: bool = True
    nominal_voltage: int | None = None
    version_quoted: bool = True
    no_comma_before: str | None = None
    mode_one: ModeOne = ModeOne.IGNORED
    reverts_pause_and_lock: bool = False
    charging_while_paused: bool = False
    no_intensity_while_paused: bool = False
    meter_timeout: int = 244
    charge_mode: int | None = None
    signal_as_text: bool = False

    @property
    def keywords(self) -> frozenset[str]:
        """Return every keyword that this firmware knows."""
        return self.more.union(self.keys)


_KEYS_1_6: Final = (
    "ChargeState",
    "ReadyState",
    "ChargePower",
    "ChargeEnergy",
    "SlaveError",
    "ChargeTime",
    "HousePower",
    "FVPower",
    "BatteryPower",
    "Paused",
    "Locked",
    "Timer",
    "Intensity",
    "Dynamic",
    "MinIntensity",
    "MaxIntensity",
    "PauseDynamic",
    "FirmwareVersion",
    "DynamicPowerMode",
    "ContractedPower",
)
_KEYS_1_7: Final = ("ID", *_KEYS_1_6)
_KEYS_2_4: Final = (
    *_KEYS_1_7[:4],
    "VoltageInstallation",
    *_KEYS_1_7[4:],
    "SSID",
    "IP",
    "SignalStatus",
)
_KEYS_2_5: Final = (
    "ID",
    "FirmwareVersion",
    "ChargeState",
    "ChargeMode",
    "ReadyState",
    "ChargePower",
    "VoltageInstallation",
    "ChargeEnergy",
    "SlaveError",
    "ChargeTime",
    "GridPower",
    "HousePower",
    "FVPower",
    "BatteryPower",
    "Paused",
    "Locked",
    "Timer",
    "Intensity",
    "IntensityMeasure_L1",
    "IntensityMeasure_L2",
    "IntensityMeasure_L3",
    "VoltageMeasure_L1",
    "VoltageMeasure_L2",
    "VoltageMeasure_L3",
    "Dynamic",
    "MinIntensity",
    "MaxIntensity",
    "PauseDynamic",
    "LightLED",
    "LogoLED",
    "DynamicPowerMode",
    "ContractedPower",
    "SSID",
    "IP",
    "SignalStatus",
)

_1_6_18: Final = Firmware(
    version="1.6.18",
    keys=_KEYS_1_6,
    read_endpoint=False,
    nominal_voltage=222,
    mode_one=ModeOne.STORED,
)
_2_5_0: Final = Firmware(version="2.5.0", keys=_KEYS_2_5, charging_while_paused=True)

FIRMWARES: Final[dict[str, Firmware]] = {
    "1.6.13": replace(
        _1_6_18, version="1.6.13", version_quoted=False, no_comma_before="ReadyState"
    ),
    "1.6.18": _1_6_18,
    "1.7.20": replace(
        _1_6_18, version="1.7.20", keys=_KEYS_1_7, no_comma_before="ChargeState"
    ),
    "2.1.7": replace(_1_6_18, version="2.1.7", keys=_KEYS_1_7),
    "2.3.20": replace(
        _1_6_18,
        version="2.3.20",
        keys=("ID", "FirmwareVersion", *_KEYS_2_4[1:]),
        nominal_voltage=None,
    ),
    "2.4.6": Firmware(
        version="2.4.6",
        keys=_KEYS_2_4,
        more=frozenset({"ChargeMode", "LightLED", "LogoLED"}),
        reverts_pause_and_lock=True,
    ),
    "2.5.0": _2_5_0,
    "2.5.1": replace(
        _2_5_0,
        version="2.5.1",
        charging_while_paused=False,
        no_intensity_while_paused=True,
        mode_one=ModeOne.READS_4,
        meter_timeout=224,
        signal_as_text=True,
    ),
    "ALVA": replace(_2_5_0, charging_while_paused=False, charge_mode=-1),
}
