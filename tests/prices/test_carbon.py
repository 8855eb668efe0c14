"""What the grid emits, as integrations tell it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from custom_components.v2c_cloud.prices.adapter import Place
from custom_components.v2c_cloud.prices.carbon import (
    GRAMS,
    carbon_unit,
    forecast_in,
    says_carbon,
)

from .bench import MADRID, TODAY, hours

PLACE = Place(zone=MADRID, day=TODAY.date())
NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
HALF_HOUR = timedelta(minutes=30)


@pytest.mark.parametrize(
    ("unit", "factor"),
    [
        ("gCO2eq/kWh", 1.0),
        ("gCO₂eq/kWh", 1.0),
        ("g CO2-eq / kWh", 1.0),
        ("gCO2/kWh", 1.0),
        ("g/kWh", 1.0),
        ("kg/MWh", 1.0),
        ("kg/kWh", 1000.0),
        ("kgCO2e/MWh", 1.0),
        ("t/GWh", 1.0),
    ],
)
def test_units(unit: str, factor: float) -> None:
    """All become grams per kWh."""
    found = carbon_unit(unit)
    assert found is not None
    assert (found.currency, found.factor) == (GRAMS, factor)


@pytest.mark.parametrize(
    "unit", [None, "", 7, "%", "g", "kWh", "EUR/kWh", "g/m³", "ppm/kWh"]
)
def test_no_units(unit: object) -> None:
    """What is none is not guessed."""
    assert carbon_unit(unit) is None
    assert not says_carbon(unit)


@pytest.mark.parametrize(
    ("unit", "evident"),
    [("gCO2eq/kWh", True), ("gCO₂/kWh", True), ("g/kWh", False), ("kg/MWh", False)],
)
def test_what_is_evident(unit: str, evident: bool) -> None:
    """A stove burns grams per kWh, too."""
    assert says_carbon(unit) is evident


@pytest.mark.parametrize(
    "attributes",
    [
        # As an integration for carbonintensity.org.uk tells it.
        {
            "forecast": [
                {
                    "from": NOON + number * HALF_HOUR,
                    "to": NOON + (number + 1) * HALF_HOUR,
                    "intensity": grams,
                    "index": "moderate",
                    "optimal": False,
                }
                for number, grams in enumerate((180.0, 140.0))
            ]
        },
        {
            "forecast": [
                {"datetime": "2026-11-25T12:00:00.000Z", "carbonIntensity": 180},
                {"datetime": "2026-11-25T12:30:00.000Z", "carbonIntensity": 140},
            ]
        },
        {
            "raw_today": [
                {"start": NOON, "value": 180, "price": 0.2},
                {"start": NOON + HALF_HOUR, "value": 140, "price": 0.3},
            ]
        },
    ],
)
def test_forecasts(attributes: dict[str, Any]) -> None:
    """Lists of slots, whatever their keys are, and never a price."""
    points = forecast_in(attributes, PLACE)
    assert [(point.start, point.price) for point in points] == [
        (NOON, 180),
        (NOON + HALF_HOUR, 140),
    ]


@pytest.mark.parametrize(
    "attributes",
    [
        {},
        {"country_code": "ES"},
        {"prices": [{"start": it, "price": 0.2} for it in hours(TODAY)]},
        {"forecast": [{"from": NOON, "index": "low"}]},
    ],
)
def test_no_forecast(attributes: dict[str, Any]) -> None:
    """What tells something else is left alone."""
    assert forecast_in(attributes, PLACE) == []
