"""What can be set on a charger, its ranges, and what a change does to the draw."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto

from .exceptions import V2CInvalidValueError
from .models import ChargerState, DynamicPowerMode, FieldValue
from .timers import ALL_DAYS, ChargeTimer

MIN_CURRENT = 6
MAX_CURRENT = 32
"""A; IEC 61851 starts at 6 A, V2C's largest charger ends at 32 A."""


class Effect(Enum):
    """What a command does to the power that the car may draw."""

    REDUCE = auto()
    NEUTRAL = auto()
    GRANT = auto()


@dataclass(frozen=True, slots=True)
class Range:
    """The values that a number may take, both ends included."""

    minimum: int
    maximum: int


RANGES: Mapping[str, Range] = {
    "intensity": Range(MIN_CURRENT, MAX_CURRENT),
    "min_intensity": Range(MIN_CURRENT, MAX_CURRENT),
    "max_intensity": Range(MIN_CURRENT, MAX_CURRENT),
    # W. Clients write -5000 to 10000; V2C's three-phase chargers reach 22 kW.
    "contracted_power": Range(-5000, 22000),
    "voltage_installation": Range(100, 450),
    "light_led": Range(0, 100),
    # W. V2C's sample is 5000; 6 A of one phase to 32 A of three.
    "denka_max_power": Range(1380, 22080),
}

_NEUTRAL = frozenset({"light_led", "logo_led", "language"})
_CURRENTS = frozenset({"intensity", "min_intensity", "max_intensity"})


def check(field: str, value: FieldValue, state: ChargerState) -> None:
    """Refuse a value that the charger does not accept.

    Raises ``V2CInvalidValueError`` with the range that holds now: the bounds of the
    charger's own control must not cross.
    """
    if isinstance(value, ChargeTimer):
        _check_timer(field, value)
    limits = RANGES.get(field)
    if limits is None:
        return
    minimum, maximum = limits.minimum, limits.maximum
    if field == "max_intensity":
        minimum = max(minimum, state.min_intensity or minimum)
    if field == "min_intensity":
        maximum = min(maximum, state.max_intensity or maximum)
    if type(value) is not int or not minimum <= value <= maximum:
        raise V2CInvalidValueError(field, minimum, maximum)


def _check_timer(field: str, timer: ChargeTimer) -> None:
    """A timer that is on has days: without any, none of them would say "off"."""
    if not timer.days <= ALL_DAYS or (timer.enabled and not timer.days):
        raise V2CInvalidValueError(field, min(ALL_DAYS), max(ALL_DAYS))


def effect(field: str, old: FieldValue, new: FieldValue) -> Effect:
    """Tell whether a change lets the car draw less, the same, or perhaps more.

    What is not known to reduce or to be harmless grants: such a command is never
    sent twice.
    """
    if field in _NEUTRAL:
        return Effect.NEUTRAL
    match field:
        case "paused" | "locked":
            reduces = bool(new)
        case "dynamic_power_mode":
            reduces = new == DynamicPowerMode.STOP
        case _ if field in _CURRENTS:
            # No charger offers less than the least, whatever it was set to.
            reduces = new == MIN_CURRENT or _is_less(new, old)
        case "contracted_power" | "denka_max_power":
            reduces = _is_less(new, old)
        case _:
            reduces = False
    return Effect.REDUCE if reduces else Effect.GRANT


def _is_less(new: FieldValue, old: FieldValue) -> bool:
    return isinstance(new, int) and isinstance(old, int) and new < old


def confirms(
    field: str, wanted: FieldValue, state: ChargerState, before: ChargerState
) -> bool | None:
    """Tell whether a state read back shows the wanted value; None if it cannot tell.

    ``before`` is what was known when the command was sent. A charger has reasons of
    its own to show another current: firmware 2.5.1 reads 0 while paused, and a charger
    that modulates chooses the current itself.
    """
    if field == "intensity":
        if state.paused or state.modulating:
            return None
        if state.intensity is None and state.charge_current is not None:
            return _current_shows_intensity(wanted, state.charge_current)
    if field == "paused" and state.paused is None and state.charge_power is not None:
        return _power_shows_pause(bool(wanted), state.charge_power, before.charge_power)
    value: FieldValue = getattr(state, field)
    return None if value is None else value == wanted


def _current_shows_intensity(wanted: FieldValue, current: float) -> bool | None:
    """What the current that flows tells of the one that was set.

    A car may take less than it is offered, never more.
    """
    if not isinstance(wanted, int) or current < wanted:
        return None
    return current == wanted


def _power_shows_pause(
    wanted: bool, power: float, power_before: float | None
) -> bool | None:
    """What the draw tells of a pause: the cloud's live answer has nothing else.

    A car that draws is not paused. One that stands still may have ended by itself, so
    only the end of a draw proves a pause, and nothing disproves the end of one.
    """
    if power > 0:
        return not wanted
    return True if wanted and power_before else None
