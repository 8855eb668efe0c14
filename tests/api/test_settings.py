"""What can be set, its ranges, and what a change does."""

from dataclasses import replace
from datetime import time

import pytest

from custom_components.v2c_cloud.api.cloud_values import COMMANDS
from custom_components.v2c_cloud.api.datamanager import WRITABLE
from custom_components.v2c_cloud.api.exceptions import V2CInvalidValueError
from custom_components.v2c_cloud.api.models import (
    ChargeMode,
    ChargerState,
    DynamicPowerMode,
    FieldValue,
    Language,
    PvMode,
)
from custom_components.v2c_cloud.api.settings import (
    RANGES,
    Effect,
    check,
    confirms,
    effect,
)
from custom_components.v2c_cloud.api.timers import ALL_DAYS, ChargeTimer

ANY = ChargerState()
NIGHT = ChargeTimer(start=time(22), end=time(6), days=ALL_DAYS)


@pytest.mark.parametrize(
    ("field", "value"),
    [(name, limit.minimum) for name, limit in RANGES.items()]
    + [(name, limit.maximum) for name, limit in RANGES.items()],
)
def test_ends_of_ranges_are_allowed(field: str, value: int) -> None:
    """Both ends are included."""
    check(field, value, ANY)


@pytest.mark.parametrize(
    ("field", "value"),
    [(name, limit.minimum - 1) for name, limit in RANGES.items()]
    + [(name, limit.maximum + 1) for name, limit in RANGES.items()]
    + [("intensity", value) for value in (16.0, "16", None, True)],
)
def test_outside_is_refused(field: str, value: FieldValue) -> None:
    """With the range, so that a sentence can be made of it."""
    with pytest.raises(V2CInvalidValueError) as error:
        check(field, value, ANY)

    assert (error.value.field, error.value.minimum, error.value.maximum) == (
        field,
        RANGES[field].minimum,
        RANGES[field].maximum,
    )


def test_every_range_is_of_something_writable() -> None:
    """A range of something else would never be looked at."""
    assert RANGES.keys() <= WRITABLE.keys() | COMMANDS.keys()


@pytest.mark.parametrize(
    ("field", "value", "minimum", "maximum"),
    [("min_intensity", 17, 6, 16), ("max_intensity", 9, 10, 32)],
)
def test_bounds_must_not_cross(
    field: str, value: int, minimum: int, maximum: int
) -> None:
    """The refusal names the bound that stands in the way."""
    state = ChargerState(min_intensity=10, max_intensity=16)

    with pytest.raises(V2CInvalidValueError) as error:
        check(field, value, state)

    assert (error.value.minimum, error.value.maximum) == (minimum, maximum)


@pytest.mark.parametrize(
    ("field", "value"),
    [("min_intensity", 16), ("max_intensity", 10), ("intensity", 32)],
)
def test_bounds_may_meet(field: str, value: int) -> None:
    """Equal bounds fix the current; the set current has no part in this."""
    check(field, value, ChargerState(min_intensity=10, max_intensity=16))


@pytest.mark.parametrize("days", [frozenset[int](), frozenset({0}), frozenset({1, 8})])
def test_a_timer_that_is_on_has_days(days: frozenset[int]) -> None:
    """Without days it would be off, and 8 would turn it off, too."""
    with pytest.raises(V2CInvalidValueError):
        check("timer_1", replace(NIGHT, days=days), ANY)


@pytest.mark.parametrize(
    "timer", [NIGHT, replace(NIGHT, days=frozenset(), enabled=False)], ids=["on", "off"]
)
def test_timers(timer: ChargeTimer) -> None:
    """One that is off needs no days."""
    check("timer_1", timer, ANY)


@pytest.mark.parametrize(
    ("field", "value"), [("paused", True), ("charge_mode", ChargeMode.MIXED)]
)
def test_what_has_no_range_is_not_checked(field: str, value: FieldValue) -> None:
    """Switches and options are held by what encodes them."""
    check(field, value, ANY)


@pytest.mark.parametrize(
    ("field", "old", "new", "expected"),
    [
        ("paused", False, True, Effect.REDUCE),
        ("paused", None, True, Effect.REDUCE),
        ("paused", True, False, Effect.GRANT),
        ("locked", False, True, Effect.REDUCE),
        ("locked", True, False, Effect.GRANT),
        ("intensity", 16, 10, Effect.REDUCE),
        ("intensity", 10, 16, Effect.GRANT),
        ("intensity", 16, 16, Effect.GRANT),
        ("intensity", None, 16, Effect.GRANT),
        ("intensity", None, 6, Effect.REDUCE),
        ("min_intensity", 8, 7, Effect.REDUCE),
        ("max_intensity", 32, 16, Effect.REDUCE),
        ("max_intensity", 16, 32, Effect.GRANT),
        ("contracted_power", 4600, -500, Effect.REDUCE),
        ("contracted_power", -500, 4600, Effect.GRANT),
        ("contracted_power", None, 6, Effect.GRANT),
        ("dynamic_power_mode", None, DynamicPowerMode.STOP, Effect.REDUCE),
        ("dynamic_power_mode", None, DynamicPowerMode.PV_EXCLUSIVE, Effect.GRANT),
        ("dynamic", True, False, Effect.GRANT),
        ("dynamic", False, True, Effect.GRANT),
        ("voltage_installation", 230, 220, Effect.GRANT),
        ("denka_max_power", 7000, 5000, Effect.REDUCE),
        ("denka_max_power", None, 5000, Effect.GRANT),
        ("pv_mode", None, PvMode.PV_EXCLUSIVE, Effect.GRANT),
        ("rfid_reader", True, False, Effect.GRANT),
        ("timer_1", NIGHT, NIGHT, Effect.GRANT),
        ("light_led", 10, 90, Effect.NEUTRAL),
        ("logo_led", False, True, Effect.NEUTRAL),
        ("language", None, Language.ITALIAN, Effect.NEUTRAL),
    ],
)
def test_effects(
    field: str, old: FieldValue, new: FieldValue, expected: Effect
) -> None:
    """What is not known to reduce or to be harmless grants."""
    assert effect(field, old, new) is expected


@pytest.mark.parametrize(
    ("field", "wanted", "state", "shown"),
    [
        ("locked", True, ChargerState(locked=True), True),
        ("locked", True, ChargerState(locked=False), False),
        ("locked", True, ChargerState(), None),
        ("intensity", 10, ChargerState(intensity=10), True),
        ("intensity", 10, ChargerState(intensity=16), False),
        ("intensity", 10, ChargerState(), None),
        ("intensity", 10, ChargerState(intensity=10, paused=True), None),
        ("intensity", 10, ChargerState(intensity=16, dynamic=True), None),
        (
            "intensity",
            10,
            ChargerState(intensity=10, dynamic=True, pause_dynamic=True),
            True,
        ),
        ("intensity", 10, ChargerState(intensity=10, charge_current=8.0), True),
        ("intensity", 10, ChargerState(charge_current=10.0), True),
        ("intensity", 10, ChargerState(charge_current=8.0), None),
        ("intensity", 10, ChargerState(charge_current=16.0), False),
        ("paused", True, ChargerState(paused=True, charge_power=2000.0), True),
        ("paused", True, ChargerState(paused=False, charge_power=0.0), False),
        ("paused", True, ChargerState(), None),
    ],
)
def test_confirmation(
    field: str, wanted: FieldValue, state: ChargerState, shown: bool | None
) -> None:
    """Shown, not shown, or nothing that could show it."""
    assert confirms(field, wanted, state, ChargerState()) is shown


@pytest.mark.parametrize(
    ("wanted", "power", "before", "shown"),
    [
        (True, 0.0, 2000.0, True),
        (True, 0.0, 0.0, None),
        (True, 0.0, None, None),
        (True, 2000.0, 2000.0, False),
        (False, 2000.0, 0.0, True),
        (False, 0.0, 0.0, None),
        (False, 0.0, 2000.0, None),
    ],
)
def test_confirmation_of_a_pause_by_the_draw(
    wanted: bool, power: float, before: float | None, shown: bool | None
) -> None:
    """The cloud's live answer has no pause; only the end of a draw proves one."""
    state = ChargerState(charge_power=power)

    assert confirms("paused", wanted, state, ChargerState(charge_power=before)) is shown
