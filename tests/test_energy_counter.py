"""The lifetime counter, against all that a session counter may do."""

from hypothesis import given, strategies as st
import pytest

from custom_components.v2c_cloud.energy_counter import EnergyCounter


@pytest.mark.parametrize(
    ("readings", "total"),
    [
        pytest.param([3.0, 3.5, 4.0], 1.0, id="a session in progress"),
        pytest.param([0.0, 1.0, 0.0, 0.0, 2.0], 3.0, id="a new session"),
        pytest.param([0.0, 1.0, 0.2, 0.4, 0.6], 1.6, id="a session begun unseen"),
        pytest.param([0.0, 7.6, 0.0, 7.6, 7.7], 7.7, id="a flicker"),
        pytest.param([0.0, 1.0, None, 1.5], 1.5, id="a gap"),
        pytest.param([0.0, 1.0, -1.0, 1.5], 1.5, id="nonsense"),
        pytest.param([0.0, 1.0, 4e8, 4e8 + 1], 2.0, id="an impossible jump"),
        pytest.param([None], 0.0, id="nothing"),
    ],
)
def test_total(readings: list[float | None], total: float) -> None:
    """Each kWh counts once."""
    counter = EnergyCounter()
    for reading in readings:
        counter.update(reading)
    assert counter.total == pytest.approx(total)


def test_a_restart_in_mid_session_loses_and_doubles_nothing() -> None:
    """The session counter's last reading survives with the total."""
    before = EnergyCounter()
    before.update(0.0)
    before.update(4.0)
    after = EnergyCounter(before.total, before.session)
    after.update(5.0)
    assert after.total == pytest.approx(5.0)


@given(st.lists(st.none() | st.floats(allow_nan=False), max_size=30))
def test_it_never_falls(readings: list[float | None]) -> None:
    """Whatever the charger says, the total only grows."""
    counter = EnergyCounter()
    totals = [counter.total]
    for reading in readings:
        counter.update(reading)
        totals.append(counter.total)
    assert totals == sorted(totals)
