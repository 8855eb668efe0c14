"""What the roof gives a car."""

import pytest

from custom_components.v2c_cloud.api.models import ChargerState, MeterError
from custom_components.v2c_cloud.sessions.solar import solar_share


def state(**values: float | MeterError) -> ChargerState:
    """A car that takes 4 kW."""
    return ChargerState(charge_power=4000.0).having(values)


@pytest.mark.parametrize(
    ("given", "share"),
    [
        pytest.param(state(fv_power=6000.0, grid_power=-1000.0), 1.0, id="export"),
        pytest.param(state(fv_power=3000.0, grid_power=1000.0), 0.75, id="some"),
        pytest.param(state(fv_power=1000.0, grid_power=4500.0), 0.0, id="the house's"),
        pytest.param(state(fv_power=1000.0, grid_power=0.0), 0.25, id="a battery"),
        pytest.param(state(fv_power=0.0, grid_power=4300.0), 0.0, id="night"),
        pytest.param(
            state(fv_power=3000.0, house_power=4400.0), 0.65, id="the house's power"
        ),
        pytest.param(state(fv_power=3000.0), None, id="no meter"),
        pytest.param(state(grid_power=3000.0), None, id="no roof"),
        pytest.param(
            state(fv_power=0.0, grid_power=0.0, house_power=0.0), None, id="unread"
        ),
        pytest.param(
            state(fv_power=9.0, grid_power=9.0, meter_error=MeterError.TIMEOUT),
            None,
            id="an error",
        ),
        pytest.param(ChargerState(fv_power=3000.0, grid_power=1.0), None, id="no car"),
    ],
)
def test_share(given: ChargerState, share: float | None) -> None:
    """The house comes first."""
    assert solar_share(given) == pytest.approx(share)
