"""What is known of a house, what its connection allows, and what was decided.

All frozen. Power is in W and positive while it comes from the grid, current in A per
phase, instants in seconds of a clock that only runs forward. ``None`` is "not known"
and never zero.
"""

from dataclasses import dataclass
from enum import StrEnum

type Phases = tuple[float, ...]
"""One value for each phase of the house, L1 first: one of them, or three."""


class PowerControl(StrEnum):
    """What power control aims at, with the meanings of V2C's app."""

    OFF = "off"
    """The charger keeps the current that was set."""
    GRID_PV = "grid_pv"
    """All that the connection to the grid and the roof leave over."""
    PV_MIN = "pv_min"
    """The surplus of the roof, and never less than the least current."""
    PV = "pv"
    """The surplus of the roof only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MeterReading:
    """What the meters of a house said."""

    at: float
    power: float
    """The grid's power over all phases."""
    phases: Phases | None = None
    """The same for each phase, where that is measured."""
    solar: float | None = None
    """What the roof gives, 0 or more."""
    battery: float | None = None
    """What the home battery gives, negative while it is charged."""


class MeterStatus(StrEnum):
    """Whether what the meter says can be relied on."""

    OK = "ok"
    MISSING = "missing"
    """There is none, or it has not said anything yet."""
    SILENT = "silent"
    """It has said nothing for longer than it usually takes."""
    TOO_SLOW = "too_slow"
    """It usually takes longer than limits can be protected with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowance:
    """What the connection to the grid carries; None is no limit of that kind."""

    power: float | None = None
    """W over all phases."""
    phase: float | None = None
    """W for each phase."""


class Reason(StrEnum):
    """Why a car is charged as it is, or why it is not."""

    CHARGING = "charging"
    """At all that charger and car can."""
    SUN = "charging_on_sun"
    BOOST = "boost"
    UNCONTROLLED = "uncontrolled"
    """At the current that was set; nobody controls it."""
    OWN_CONTROL = "own_control"
    """At what the charger's own dynamic control chooses."""
    HOUSE = "limited_by_house"
    BAND = "limited_by_band"
    """By the limit of this time of day, or of the one that is about to begin."""
    PHASE = "limited_by_phase"
    CHARGER = "limited_by_charger"
    USER_LIMIT = "limited_by_user"
    WAITING_HOUSE = "waiting_for_house"
    """Paused: the house leaves less than the least current."""
    WAITING_SUN = "waiting_for_sun"
    WAITING_PRICE = "waiting_for_cheaper_hours"
    WAITING_CO2 = "waiting_for_cleaner_hours"
    PLANNED = "charging_as_planned"
    """In hours that EcoCharging has chosen."""
    LATE = "charging_to_be_ready"
    """Whatever it costs, or the car would not be ready."""
    NO_PRICES = "charging_without_prices"
    """At once: nobody tells what energy costs."""
    FREE_ENERGY = "charging_for_free"
    """Whatever the car needs: the grid asks nothing for it."""
    SKIPPED = "skipped_by_user"
    """Somebody wants no charging for now."""
    WAITING_TIMER = "waiting_for_timer"
    PAUSED = "paused_by_user"
    LOCKED = "locked"
    RFID = "rfid_needed"
    NO_CAR = "no_car"
    NO_DRAW = "car_takes_no_power"
    FULL = "car_full"
    NEED_MET = "need_met"
    METER_SILENT = "meter_silent"
    LINK_LOST = "link_lost"
    UNCONFIRMED = "command_unconfirmed"
    POWER_CUT = "after_power_cut"
    SWITCHING = "switching_phases"
    FAULT = "fault"
    OCPP = "ocpp_in_control"


@dataclass(frozen=True, slots=True, kw_only=True)
class TimerPart:
    """What a charger's timers do for EcoCharging; they are off while the car charges."""

    waits: bool
    """Whether the car waits by them, and not by a pause."""
    rest: int | None = None
    """A that are safe if they let the car charge by themselves; None for what is
    set."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EcoWish:
    """What EcoCharging wants of one charger now."""

    charge: bool
    """Whether from the grid; the roof's surplus is welcome unless it is skipped."""
    reason: Reason
    most: int | None = None
    """A that are enough; None is all that there is."""
    timer: TimerPart | None = None
    """None where its timers are left alone."""

    @property
    def waits_for_hours(self) -> bool:
        """Whether the car waits for better hours."""
        return self.reason in {Reason.WAITING_PRICE, Reason.WAITING_CO2}


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """How one charger shall charge."""

    current: int | None
    """A per phase; 0 pauses, None leaves the charger as it is."""
    reason: Reason
