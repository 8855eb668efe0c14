"""What is known of a charger, as data."""

import pytest

from custom_components.v2c_cloud.api.models import (
    FIELDS,
    ChargerState,
    ChargeState,
    LinkHealth,
    LinkStatus,
    Reading,
)


def test_nothing_is_known_at_first() -> None:
    """Not known is None, never zero."""
    state = ChargerState()

    assert state.known == frozenset()
    assert {getattr(state, name) for name in FIELDS} == {None}
    assert "charge_power" in FIELDS


def test_known_fields_include_zero_and_false() -> None:
    """0 W and "not paused" are knowledge."""
    state = ChargerState(charge_power=0.0, paused=False)

    assert state.known == {"charge_power", "paused"}


def test_what_is_not_known_is_filled() -> None:
    """The preferred state keeps all that it knows."""
    state = ChargerState(charge_power=0.0, intensity=16)
    other = ChargerState(charge_power=5.0, locked=True)

    assert state.or_else(other) == ChargerState(
        charge_power=0.0, intensity=16, locked=True
    )


def test_values_can_be_replaced() -> None:
    """A new state; the old one stays."""
    state = ChargerState(intensity=16, locked=True)

    assert state.having({"intensity": 8, "locked": None}) == ChargerState(intensity=8)
    assert state.intensity == 16


@pytest.mark.parametrize(
    ("state", "paused", "charging", "connected"),
    [
        (None, None, None, None),
        (ChargeState.DISCONNECTED, False, False, False),
        (ChargeState.CONNECTED, False, False, True),
        (ChargeState.CHARGING, None, True, True),
        (ChargeState.CHARGING, False, True, True),
        (ChargeState.CHARGING, True, False, True),
        (ChargeState.VENTILATION_REQUIRED, False, False, None),
        (ChargeState.PILOT_FAULT, False, False, None),
        (ChargeState.SYSTEM_FAULT, False, False, None),
    ],
)
def test_plug_and_charge(
    state: ChargeState | None,
    paused: bool | None,
    charging: bool | None,
    connected: bool | None,
) -> None:
    """Firmware 2.5.0 stays in state C while paused; a faulty charger knows no plug."""
    charger = ChargerState(charge_state=state, paused=paused)

    assert charger.charging is charging
    assert charger.connected is connected


@pytest.mark.parametrize(
    ("dynamic", "pause_dynamic", "modulating"),
    [
        (None, None, False),
        (False, False, False),
        (True, None, True),
        (True, False, True),
        (True, True, False),
    ],
)
def test_modulating(
    dynamic: bool | None, pause_dynamic: bool | None, modulating: bool
) -> None:
    """The charger chooses the current only while its own control runs."""
    state = ChargerState(dynamic=dynamic, pause_dynamic=pause_dynamic)

    assert state.modulating is modulating


@pytest.mark.parametrize("status", LinkStatus)
def test_only_a_connected_link_is_up(status: LinkStatus) -> None:
    """Every other status means that its values do not count."""
    assert LinkHealth(status=status).up is (status is LinkStatus.CONNECTED)


def test_each_field_of_a_reading_has_its_time() -> None:
    """The cloud's shadow is older than its live answer."""
    reading = Reading(
        state=ChargerState(), served=frozenset(), at=90.0, older={"locked": 20.0}
    )

    assert reading.time_of("locked") == 20.0
    assert reading.time_of("charge_power") == 90.0
