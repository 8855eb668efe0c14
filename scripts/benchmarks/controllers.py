"""Controllers to replay a house with: Home Assistant's, and two simple ones beside it.

The simple ones show what the house would do to others. They are written from what such
loops are known to do, and are no copy of anybody's program.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from math import floor, inf
from typing import Final, Protocol, override

from custom_components.v2c_cloud.api.models import ChargerState, ChargeState
from custom_components.v2c_cloud.control.decision import DecisionMemory, Look, decide
from custom_components.v2c_cloud.control.limits import LOWEST_CURRENT, PHASE_VOLTAGE
from custom_components.v2c_cloud.control.model import (
    Allowance,
    MeterReading,
    PowerControl,
)
from custom_components.v2c_cloud.control.power import CLOUD, LAN
from custom_components.v2c_cloud.control.situation import Situation
from custom_components.v2c_cloud.house_options import PowerControlOptions

HIGHEST_CURRENT: Final = 32
"""A: what charger, cable and car carry."""
OURS: Final = "ours"


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What a controller is told at the start.

    Attributes:
        limit: what the connection carries.
        phases: on how many phases the car charges, L1 first.
        period: seconds between two readings, at most.
        calls_a_day: commands that the link takes in a day; None is no limit.
    """

    limit: Allowance
    phases: int = 1
    period: float = 5.0
    calls_a_day: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What the charger shows: what reached it, whatever was sent since.

    Attributes:
        charging: whether its contactor is closed (`ChargeState` 2).
        intensity: the current that is set, A.
        paused: whether it is paused.
        calls_left: commands that the link still takes today; None is no limit.
        sent: the current that is on its way to it, 0 a pause; None is nothing.
    """

    charging: bool
    intensity: int
    paused: bool
    calls_left: int | None = None
    sent: int | None = None

    @property
    def offered(self) -> int:
        """Return the current offered to the car, A, 0 for none."""
        return 0 if self.paused else self.intensity


class Controller(Protocol):
    """What decides, at each reading of the meter."""

    def step(self, now: float, reading: MeterReading, shown: Shown) -> int | None:
        """Return the current to offer from now on.

        A per phase; 0 pauses, None leaves the charger as it is. `now` is in seconds of
        a clock that only runs forward.
        """


class Ours:
    """Power control as Home Assistant runs it for one charger: `control.decision`."""

    _CHARGER: Final = "REPLAY"

    def __init__(self, setting: Setting) -> None:
        """Remember nothing yet."""
        self._setting = setting
        slow = setting.calls_a_day is not None
        margin = PowerControlOptions().margin
        # As in `dynamic_power`.
        self._tuning = replace(
            CLOUD if slow else LAN, margin=max(margin, CLOUD.margin if slow else 0.0)
        )
        self._memory = DecisionMemory()

    def step(self, now: float, reading: MeterReading, shown: Shown) -> int | None:
        """Return what is decided for the charger."""
        setting = self._setting
        state = ChargerState(
            charge_state=ChargeState.CHARGING
            if shown.charging
            else ChargeState.CONNECTED,
            intensity=shown.intensity,
            paused=shown.paused,
        )
        situation = Situation(
            charger_id=self._CHARGER,
            state=state,
            mode=PowerControl.GRID_PV,
            paused_by_us=shown.paused,
            offered=shown.offered,
            count=setting.phases,
            phases=tuple(range(setting.phases)),
        )
        look = Look(
            situations=(situation,),
            reading=reading,
            allowance=setting.limit,
            phases=1 if setting.limit.phase is None else 3,
            tuning=self._tuning,
        )
        self._memory, decided = decide(self._memory, now, look)
        current = decided[self._CHARGER].decision.current
        # As in Home Assistant: nothing is written that the charger shows already, and
        # an increase waits its turn, a reduction does not.
        if current is None or current == shown.offered:
            return None
        return None if shown.sent is not None and current >= shown.sent else current


class _Loop:
    """Offers what fits, in whole amps, and pauses when it is below the least."""

    every = 0.0
    """Seconds between two decisions, at least."""
    patience = 0.0
    """Seconds for which the least current must fit before a pause ends."""

    def __init__(self, setting: Setting) -> None:
        """Know the limit."""
        self._setting = setting
        self._acted = -inf
        self._fits_since: float | None = None

    def step(self, now: float, reading: MeterReading, shown: Shown) -> int | None:
        """Return what fits now, when it is time to act."""
        # A meter's beat varies by some milliseconds.
        if now - self._acted < 0.9 * self.every or not self._ready(now, shown):
            return None
        self._acted = now
        room = shown.offered + _room(reading, self._setting)
        current = floor(min(room, HIGHEST_CURRENT))
        if current < LOWEST_CURRENT:
            self._fits_since = None
            return 0
        if not shown.paused:
            return current
        if self._fits_since is None:
            self._fits_since = now
        return current if now - self._fits_since >= self.patience else None

    def _ready(self, now: float, shown: Shown) -> bool:
        del now, shown
        return True


class EvccLike(_Loop):
    """A loop as evcc's, which keeps to a circuit's limit.

    Each 30 s it offers what was offered plus what the limit leaves over, and stops the
    charge at once where that is too little; it starts when it has been enough for a
    minute.
    """

    every = 30.0
    patience = 60.0


class RaiseAtOnce(_Loop):
    """A loop without patience: each reading counts, up as well as down.

    It only waits for the car to follow the last change, since it would count that
    change twice otherwise.
    """

    _FOLLOWS: Final = 12.0

    def __init__(self, setting: Setting) -> None:
        """Know the limit, and of no offer yet."""
        super().__init__(setting)
        self._offered = 0
        self._changed = -inf

    @override
    def _ready(self, now: float, shown: Shown) -> bool:
        if shown.offered != self._offered:
            self._offered, self._changed = shown.offered, now
        return now - self._changed >= self._FOLLOWS


def _room(reading: MeterReading, setting: Setting) -> float:
    """Return what the limits leave over on the car's phases, A; below 0 is too much."""
    rooms = []
    if setting.limit.power is not None:
        left = setting.limit.power - reading.power
        rooms.append(left / (PHASE_VOLTAGE * setting.phases))
    if setting.limit.phase is not None and reading.phases is not None:
        rooms += [
            (setting.limit.phase - power) / PHASE_VOLTAGE
            for power in reading.phases[: setting.phases]
        ]
    return min(rooms, default=inf)


CONTROLLERS: Final[Mapping[str, Callable[[Setting], Controller]]] = {
    OURS: Ours,
    "evcc_like": EvccLike,
    "raise_at_once": RaiseAtOnce,
}
"""By the name that reports have for them."""
