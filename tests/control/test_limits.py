"""The current that a contract carries."""

from hypothesis import given, strategies as st
import pytest

from custom_components.v2c_cloud.control.limits import maximum_current


@pytest.mark.parametrize(
    ("contracted_power", "phases", "current"),
    [
        (2300, 1, 10),
        (3450, 1, 15),
        (4600, 1, 20),
        (5750, 1, 25),
        (5749, 1, 24),
        (9200, 1, 40),
        # 15.88 A; dividing by 0.95 would allow 16 A, which is 11.1 kW.
        (11000, 3, 15),
        (13856, 3, 19),
        (13857, 3, 20),
        (0, 1, 0),
    ],
)
def test_it_is_rounded_down(contracted_power: int, phases: int, current: int) -> None:
    """Contracts of Spain and Italy, and the edges beside them."""
    assert maximum_current(contracted_power, phases) == current


@given(st.integers(0, 200_000), st.sampled_from([(1, 230.0), (3, 3**0.5 * 400)]))
def test_it_never_draws_more_than_the_contract(
    contracted_power: int, connection: tuple[int, float]
) -> None:
    """One ampere more would."""
    phases, volts = connection

    current = maximum_current(contracted_power, phases)

    assert current * volts <= contracted_power
    assert (current + 1) * volts > contracted_power
