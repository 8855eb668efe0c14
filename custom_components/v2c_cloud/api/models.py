"""What is known of a charger, as frozen data. ``None`` always means "not known".

Power is in W, energy in kWh, current in A, voltage in V and time in s. Each link
converts at its own edge: the cloud, for one, speaks kW.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from enum import StrEnum
from typing import Any, Self

from .timers import TIMERS, ChargeTimer


class Link(StrEnum):
    """A way to reach a charger, in the order in which links are preferred."""

    LAN = "lan"
    BLE = "ble"
    CLOUD = "cloud"


LOCAL_LINKS = frozenset({Link.LAN, Link.BLE})
"""The links that need no internet and cost nothing."""


class Action(StrEnum):
    """What a charger can be asked to do once."""

    REBOOT = "reboot"
    UPDATE_FIRMWARE = "update_firmware"


class ChargeState(StrEnum):
    """The IEC 61851 state of the connector.

    The LAN and the cloud number the states from 3 upwards differently; each link
    translates its own numbers.
    """

    DISCONNECTED = "disconnected"
    CONNECTED = "connected"
    CHARGING = "charging"
    VENTILATION_REQUIRED = "ventilation_required"
    PILOT_FAULT = "pilot_fault"
    SYSTEM_FAULT = "system_fault"


FAULT_STATES = frozenset(
    {
        ChargeState.VENTILATION_REQUIRED,
        ChargeState.PILOT_FAULT,
        ChargeState.SYSTEM_FAULT,
    }
)


class ChargeMode(StrEnum):
    """How many phases the charger offers the car."""

    MONOPHASIC = "monophasic"
    THREEPHASIC = "threephasic"
    MIXED = "mixed"


class DynamicPowerMode(StrEnum):
    """What the charger's own dynamic control aims at.

    ``TIMED_POWER_DISABLED`` is obsolete: chargers ignore it when it is written, and
    firmware 2.5.1 then reads back ``GRID_PV``.
    """

    TIMED_POWER = "timed_power"
    TIMED_POWER_DISABLED = "timed_power_disabled"
    PV_MIN = "pv_min"
    PV_EXCLUSIVE = "pv_exclusive"
    GRID_PV = "grid_pv"
    STOP = "stop"


class InstallationType(StrEnum):
    """The installation that the charger was told it is part of."""

    SINGLE_PHASE = "single_phase"
    THREE_PHASE = "three_phase"
    PHOTOVOLTAIC = "photovoltaic"


class PvMode(StrEnum):
    """What the cloud's ``chargefvmode`` asks of the charger's own dynamic control.

    Numbered otherwise than ``DynamicPowerMode``. Nothing is known to tell it back.
    """

    PV_MIN = "pv_min"
    PV_EXCLUSIVE = "pv_exclusive"
    MAXIMUM = "maximum"


class MeterType(StrEnum):
    """The meter that the charger reads.

    Only the kinds whose number V2C's OpenAPI 1.0.0 and its users' clients agree on;
    V2C's Swagger of 2021 has the first two the other way round.
    """

    SHELLY = "shelly"
    V2C = "v2c"
    HUAWEI = "huawei"
    SOLAX = "solax"


class Language(StrEnum):
    """The language of the charger's own screen.

    V2C's OpenAPI 1.0.0 names the first three; the others come from a client and are
    not verified.
    """

    ENGLISH = "en"
    SPANISH = "es"
    PORTUGUESE = "pt"
    FRENCH = "fr"
    ITALIAN = "it"
    GERMAN = "de"
    ROMANIAN = "ro"


class SignalStatus(StrEnum):
    """The charger's Wi-Fi reception."""

    POOR = "poor"
    FAIR = "fair"
    GOOD = "good"


class MeterError(StrEnum):
    """Why the charger's meter ("slave") cannot be read."""

    NO_ERROR = "no_error"
    COMMUNICATION = "communication"
    READING = "reading"
    METER = "meter"
    WAITING_WIFI = "waiting_wifi"
    WAITING_COMMUNICATION = "waiting_communication"
    WRONG_IP = "wrong_ip"
    METER_NOT_FOUND = "meter_not_found"
    WRONG_METER = "wrong_meter"
    NO_RESPONSE = "no_response"
    CLAMP_NOT_CONNECTED = "clamp_not_connected"
    ILLEGAL_FUNCTION = "illegal_function"
    ILLEGAL_DATA_ADDRESS = "illegal_data_address"
    ILLEGAL_DATA_VALUE = "illegal_data_value"
    SERVER_DEVICE_FAILURE = "server_device_failure"
    ACKNOWLEDGE = "acknowledge"
    SERVER_DEVICE_BUSY = "server_device_busy"
    NEGATIVE_ACKNOWLEDGE = "negative_acknowledge"
    MEMORY_PARITY_ERROR = "memory_parity_error"
    GATEWAY_PATH_UNAVAILABLE = "gateway_path_unavailable"
    GATEWAY_TARGET_NO_RESP = "gateway_target_no_resp"
    SERVER_RTU_INACTIVE = "server_rtu_inactive"
    TIMEOUT = "timeout"
    INVALID_SERVER = "invalid_server"
    CRC_ERROR = "crc_error"
    FC_MISMATCH = "fc_mismatch"
    SERVER_ID_MISMATCH = "server_id_mismatch"
    PACKET_LENGTH_ERROR = "packet_length_error"
    PARAMETER_COUNT_ERROR = "parameter_count_error"
    PARAMETER_LIMIT_ERROR = "parameter_limit_error"
    REQUEST_QUEUE_FULL = "request_queue_full"
    ILLEGAL_IP_OR_PORT = "illegal_ip_or_port"
    IP_CONNECTION_FAILED = "ip_connection_failed"
    TCP_HEAD_MISMATCH = "tcp_head_mismatch"
    EMPTY_MESSAGE = "empty_message"
    UNDEFINED_ERROR = "undefined_error"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChargerState:
    """One view of a charger: what one link read, or what all links read together."""

    charger_id: str | None = None
    """The charger's ID as on its label; firmware before 1.7.20 does not send it."""
    firmware: str | None = None
    model: str | None = None
    mac: str | None = None

    charge_state: ChargeState | None = None
    ready: bool | None = None
    charge_power: float | None = None
    """W, nominal: the set current times a nominal voltage, not a measurement."""
    charge_energy: float | None = None
    """kWh of the session, as nominal as ``charge_power``; resets when it likes."""
    charge_time: int | None = None
    charge_current: float | None = None
    """A; what the cloud's live answer calls the charging current, 0 while paused."""
    meter_error: MeterError | None = None
    meter_error_code: int | None = None
    """The raw number, for diagnostics: firmware sends codes that nobody lists."""

    house_power: float | None = None
    grid_power: float | None = None
    """W, positive while importing."""
    fv_power: float | None = None
    battery_power: float | None = None
    current_l1: float | None = None
    """A; from the charger's meter, so these may be the grid's and not the car's."""
    current_l2: float | None = None
    current_l3: float | None = None
    voltage_l1: float | None = None
    voltage_l2: float | None = None
    voltage_l3: float | None = None

    paused: bool | None = None
    locked: bool | None = None
    timer: bool | None = None
    dynamic: bool | None = None
    pause_dynamic: bool | None = None
    intensity: int | None = None
    """A, as set; what flows may be less."""
    min_intensity: int | None = None
    max_intensity: int | None = None
    contracted_power: int | None = None
    """W; negative values are a margin of export. -1 is the charger's "not set"."""
    voltage_installation: int | None = None
    """V as configured by the installer, not a measurement."""
    charge_mode: ChargeMode | None = None
    dynamic_power_mode: DynamicPowerMode | None = None
    installation_type: InstallationType | None = None
    language: Language | None = None
    light_led: int | None = None
    logo_led: bool | None = None
    timer_1: ChargeTimer | None = None
    timer_2: ChargeTimer | None = None
    rfid_reader: bool | None = None
    """Whether a charge needs a card."""
    ocpp: bool | None = None
    pv_mode: PvMode | None = None
    meter_type: MeterType | None = None
    denka_max_power: int | None = None
    """W; Denka models only."""

    ssid: str | None = None
    ip_address: str | None = None
    signal_status: SignalStatus | None = None
    cloud_connected: bool | None = None
    """Whether the cloud has a connection to the charger."""

    @property
    def known(self) -> frozenset[str]:
        """The names of the fields that have a value."""
        return frozenset(name for name in FIELDS if getattr(self, name) is not None)

    @property
    def charging(self) -> bool | None:
        """Whether the car may draw power now.

        Firmware 2.5.0 stays in state C while it is paused.
        """
        if self.charge_state is None:
            return None
        return self.charge_state is ChargeState.CHARGING and not self.paused

    @property
    def connected(self) -> bool | None:
        """Whether a car is plugged in; a faulty charger does not know."""
        if self.charge_state is None or self.charge_state in FAULT_STATES:
            return None
        return self.charge_state is not ChargeState.DISCONNECTED

    @property
    def modulating(self) -> bool:
        """Whether the charger chooses the current by itself."""
        return bool(self.dynamic) and not self.pause_dynamic

    def having(self, values: Mapping[str, Any]) -> Self:
        """The same state with other values in some fields."""
        return replace(self, **values)

    def or_else(self, other: Self) -> Self:
        """Fill what is not known here from ``other``."""
        return self.having(
            {
                name: getattr(other, name)
                for name in FIELDS
                if getattr(self, name) is None
            }
        )


def timers_of(state: ChargerState) -> dict[str, ChargeTimer | None]:
    """The timers by the names of their fields."""
    return {name: getattr(state, name) for name in TIMERS}


FIELDS: tuple[str, ...] = tuple(item.name for item in fields(ChargerState))

type FieldValue = bool | int | float | str | ChargeTimer | None


class LinkStatus(StrEnum):
    """What the last attempt on a link ended with."""

    UNKNOWN = "unknown"
    CONNECTED = "connected"
    UNREACHABLE = "unreachable"
    REFUSED = "refused"
    """The cloud refused the key."""
    RATE_LIMITED = "rate_limited"
    WRONG_CHARGER = "wrong_charger"
    """Another charger answers at this address."""
    UNSUPPORTED = "unsupported"
    """It is there, but nobody knows what it speaks: only over Bluetooth."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkHealth:
    """How one link of a charger is doing."""

    status: LinkStatus = LinkStatus.UNKNOWN
    reason: str | None = None
    """The last error's text, for diagnostics and logs."""
    answered_at: float | None = field(default=None, compare=False)
    """When the link last told something that counts (monotonic seconds)."""

    @property
    def up(self) -> bool:
        """Whether values read over this link still count."""
        return self.status is LinkStatus.CONNECTED


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What one link read, and when (monotonic seconds)."""

    state: ChargerState
    served: frozenset[str]
    """The fields that the link sends, with or without a value that we understand."""
    at: float
    older: Mapping[str, float] = field(default_factory=dict)
    """When fields were read that were not read again at ``at``."""

    def time_of(self, name: str) -> float:
        """When a field was read."""
        return self.older.get(name, self.at)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChargerSnapshot:
    """All that is known of a charger at one moment."""

    state: ChargerState
    links: dict[Link, LinkHealth]
    active_link: Link | None
    """The most preferred link that works."""
    served: frozenset[str]
    """The fields that at least one working link sends."""
    writes_today: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class PairedCharger:
    """A charger as an account lists it."""

    charger_id: str
    name: str | None = None
    ip_address: str | None = None
