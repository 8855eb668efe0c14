"""What a charger knows, and the keywords under which its LAN interface shows it."""

from dataclasses import dataclass
from enum import IntEnum
from typing import Final

from .schedule import NO_TIMERS, Timer


class ChargeState(IntEnum):
    """ChargeState on the LAN (V2C's Datamanager sheet of 14/07/26); there is no 3."""

    DISCONNECTED = 0
    CONNECTED = 1
    CHARGING = 2
    SYSTEM_FAILURE = 4
    PILOT_FAULT = 5
    VENTILATION = 6


@dataclass(slots=True, kw_only=True)
class Values:
    """Everything a charger knows about itself: W, kWh, A, V and seconds."""

    id: str
    firmware_version: str
    charge_state: ChargeState = ChargeState.DISCONNECTED
    charge_mode: int = 0
    ready_state: bool = False
    charge_power: float = 0.0
    voltage_installation: int = 230
    charge_energy: float = 0.0
    slave_error: int = 0
    charge_time: int = 0
    grid_power: float = 0.0
    house_power: float = 0.0
    fv_power: float = 0.0
    battery_power: float = 0.0
    paused: bool = False
    locked: bool = False
    timer: bool = False
    intensity: int = 16
    intensity_measure_l1: float = 0.0
    intensity_measure_l2: float = 0.0
    intensity_measure_l3: float = 0.0
    voltage_measure_l1: float = 0.0
    voltage_measure_l2: float = 0.0
    voltage_measure_l3: float = 0.0
    dynamic: bool = False
    min_intensity: int = 6
    max_intensity: int = 32
    pause_dynamic: bool = False
    light_led: int = 50
    logo_led: int = 1
    dynamic_power_mode: int = 0
    contracted_power: int = 4600
    ssid: str = "Casa"
    ip: str = ""
    signal_status: int = 3
    inst_type: int = 0
    slave_type: int = 0
    language: int = 0
    timers: tuple[Timer, Timer] = NO_TIMERS
    rfid: bool = False
    ocpp: bool = False
    ocpp_id: str = ""
    ocpp_addr: str = ""
    inverter_ip: str = ""
    max_power: int = 0


type Value = bool | int | float | str


@dataclass(frozen=True, slots=True, kw_only=True)
class Keyword:
    """One keyword of the LAN interface; `low` and `high` exist where it is writable."""

    name: str
    attribute: str
    low: int | None = None
    high: int | None = None

    @property
    def writable(self) -> bool:
        """Whether `/write/` knows this keyword."""
        return self.low is not None

    def accepts(self, value: int) -> bool:
        """Whether a charger answers OK to this value."""
        return (
            self.low is not None
            and self.high is not None
            and self.low <= value <= self.high
        )

    def read(self, values: Values) -> Value:
        """Return the value this keyword shows."""
        value: Value = getattr(values, self.attribute)
        return value

    def store(self, values: Values, value: int) -> None:
        """Store an accepted value with the type that the attribute has."""
        kind = type(self.read(values))
        setattr(values, self.attribute, kind(value))


def _read_only(*pairs: tuple[str, str]) -> tuple[Keyword, ...]:
    return tuple(Keyword(name=name, attribute=attribute) for name, attribute in pairs)


def _flags(*pairs: tuple[str, str]) -> tuple[Keyword, ...]:
    return tuple(
        Keyword(name=name, attribute=attribute, low=0, high=1)
        for name, attribute in pairs
    )


# Ranges are the sheet's where it gives one; LogoLED was 0 to 100 in older sheets. Those of VoltageInstallation and
# ContractedPower are inferred: the sheet gives none, and no refusal was published.
KEYWORDS: Final[dict[str, Keyword]] = {
    keyword.name: keyword
    for keyword in (
        *_read_only(
            ("ID", "id"),
            ("FirmwareVersion", "firmware_version"),
            ("ChargeState", "charge_state"),
            ("ReadyState", "ready_state"),
            ("ChargePower", "charge_power"),
            ("ChargeEnergy", "charge_energy"),
            ("SlaveError", "slave_error"),
            ("ChargeTime", "charge_time"),
            ("GridPower", "grid_power"),
            ("HousePower", "house_power"),
            ("FVPower", "fv_power"),
            ("BatteryPower", "battery_power"),
            ("IntensityMeasure_L1", "intensity_measure_l1"),
            ("IntensityMeasure_L2", "intensity_measure_l2"),
            ("IntensityMeasure_L3", "intensity_measure_l3"),
            ("VoltageMeasure_L1", "voltage_measure_l1"),
            ("VoltageMeasure_L2", "voltage_measure_l2"),
            ("VoltageMeasure_L3", "voltage_measure_l3"),
            ("SSID", "ssid"),
            ("IP", "ip"),
            ("SignalStatus", "signal_status"),
        ),
        *_flags(
            ("Paused", "paused"),
            ("Locked", "locked"),
            ("Timer", "timer"),
            ("Dynamic", "dynamic"),
            ("PauseDynamic", "pause_dynamic"),
        ),
        Keyword(name="Intensity", attribute="intensity", low=6, high=32),
        Keyword(name="MinIntensity", attribute="min_intensity", low=6, high=32),
        Keyword(name="MaxIntensity", attribute="max_intensity", low=6, high=32),
        Keyword(
            name="VoltageInstallation",
            attribute="voltage_installation",
            low=1,
            high=500,
        ),
        Keyword(name="ChargeMode", attribute="charge_mode", low=0, high=2),
        Keyword(name="LightLED", attribute="light_led", low=0, high=100),
        Keyword(name="LogoLED", attribute="logo_led", low=0, high=1),
        Keyword(name="DynamicPowerMode", attribute="dynamic_power_mode", low=0, high=7),
        Keyword(
            name="ContractedPower",
            attribute="contracted_power",
            low=-32768,
            high=32767,
        ),
    )
}
