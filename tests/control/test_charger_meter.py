"""What the meter of a charger says."""

from typing import Any

import pytest

from custom_components.v2c_cloud.api.models import ChargerState, MeterError
from custom_components.v2c_cloud.control.charger_meter import (
    charger_reading,
    metered_grid_power,
)
from custom_components.v2c_cloud.control.model import MeterReading

GOOD: dict[str, Any] = {"dynamic": True, "meter_error": MeterError.NO_ERROR}


@pytest.mark.parametrize(
    ("values", "grid"),
    [
        pytest.param({"grid_power": 347, "house_power": 457}, 347, id="told"),
        pytest.param({"grid_power": -900, "fv_power": 1000}, -900, id="export"),
        pytest.param({"grid_power": 0, "fv_power": 500}, 0, id="balanced"),
        pytest.param({"house_power": 457, "fv_power": 110}, 347, id="worked out"),
        pytest.param(
            {"house_power": 2000, "fv_power": 500, "battery_power": 300},
            1200,
            id="with a battery",
        ),
        pytest.param({"house_power": 457}, None, id="nothing of the roof"),
        pytest.param({"fv_power": 457}, None, id="nothing of the house"),
        pytest.param(
            {"house_power": 0, "fv_power": 0, "grid_power": 0}, None, id="unread"
        ),
        pytest.param({}, None, id="nothing"),
    ],
)
def test_grid_power(values: dict[str, float], grid: float | None) -> None:
    """It is told, or follows from house and roof."""
    # Powers only, which are numbers; other fields of the state are not.
    assert metered_grid_power(ChargerState(**values)) == grid  # type: ignore[arg-type]


def test_a_reading() -> None:
    """With all that the meter knows."""
    state = ChargerState(grid_power=-500, fv_power=900, battery_power=-85, **GOOD)
    assert charger_reading(state, 12.5) == MeterReading(
        at=12.5, power=-500, solar=900, battery=-85
    )


@pytest.mark.parametrize(
    "values",
    [
        pytest.param({"dynamic": False}, id="own control off"),
        pytest.param({"dynamic": None}, id="own control not known"),
        pytest.param({"meter_error": MeterError.NO_RESPONSE}, id="an error"),
        pytest.param({"meter_error": None}, id="an error that nobody knows"),
        pytest.param({"grid_power": None}, id="no power"),
    ],
)
def test_no_reading(values: dict[str, Any]) -> None:
    """What nobody reads is not believed."""
    state = ChargerState(grid_power=500, **GOOD).having(values)
    assert charger_reading(state, 12.5) is None
