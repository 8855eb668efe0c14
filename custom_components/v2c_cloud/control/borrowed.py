"""What power control changed on a charger, and how it is given back. Pure."""

from collections.abc import Mapping

from custom_components.v2c_cloud.api.models import ChargerState, FieldValue
from custom_components.v2c_cloud.api.timers import TIMERS, ChargeTimer, timer_from

TIMER_FIELDS = ("timer", *TIMERS)
"""The switch of the charger's timers and the timers: EcoCharging's, not of power
control."""

GIVE_BACK_ORDER = (
    "dynamic",
    "pause_dynamic",
    "dynamic_power_mode",
    "contracted_power",
    "min_intensity",
    "max_intensity",
    "intensity",
    "charge_mode",
    "timer",
    "paused",
    *TIMERS,
)
"""The charger's own control first, so that it watches over the rest; then limits; what
lets the car draw again comes last but for the timers, for which the cloud is needed."""


def borrow(
    borrowed: Mapping[str, FieldValue], field: str, state: ChargerState
) -> dict[str, FieldValue]:
    """What is borrowed once ``field`` is written: its value before our first write.

    A value that is not known cannot be given back, and is not borrowed.
    """
    value: FieldValue = getattr(state, field)
    if field in borrowed or value is None:
        return dict(borrowed)
    # In a form that can be stored.
    return {**borrowed, field: str(value) if isinstance(value, ChargeTimer) else value}


def must_wait(field: str, state: ChargerState) -> bool:
    """Whether a field is not to be given back now: a car might be harmed."""
    return field == "charge_mode" and state.connected is not False


def to_give_back(
    borrowed: Mapping[str, FieldValue],
) -> list[tuple[str, FieldValue]]:
    """What to write, in order."""
    return [
        (field, _value(field, borrowed[field]))
        for field in GIVE_BACK_ORDER
        if field in borrowed
    ]


def _value(field: str, value: FieldValue) -> FieldValue:
    """A value as chargers take it."""
    return timer_from(str(value)) if field in TIMERS else value
