"""Which sensors of the Energy dashboard know the house's power."""

from typing import Any

import pytest

from custom_components.v2c_cloud.meter_sensors import PowerSensors, dashboard_sensors


@pytest.mark.parametrize(
    "preferences",
    [
        pytest.param(None, id="never set up"),
        pytest.param({}, id="nothing"),
        pytest.param({"energy_sources": []}, id="no source"),
        pytest.param(
            {"energy_sources": [{"type": "grid", "stat_energy_from": "sensor.e"}]},
            id="energy only",
        ),
        pytest.param(
            {"energy_sources": [{"type": "grid", "stat_rate": "power:of_somebody"}]},
            id="a statistic",
        ),
        pytest.param(
            {"energy_sources": [{"type": "grid", "flow_from": [], "flow_to": []}]},
            id="before there was power",
        ),
        pytest.param(
            {
                "energy_sources": [
                    {"type": "gas", "stat_rate": "sensor.gas"},
                    {"type": "home", "stat_rate": "sensor.home"},
                    {
                        "type": "grid",
                        "power_config": {"stat_rate_inverted": "sensor.raw"},
                    },
                ]
            },
            id="nothing of ours",
        ),
    ],
)
def test_no_power(preferences: dict[str, Any] | None) -> None:
    """Nothing is guessed."""
    assert dashboard_sensors(preferences) == PowerSensors()


def test_all_sources() -> None:
    """Several of a kind are added up, but none is twice."""
    assert dashboard_sensors(
        {
            "energy_sources": [
                {"type": "grid", "stat_rate": "sensor.day"},
                {"type": "grid", "stat_rate": "sensor.night"},
                {"type": "grid", "stat_rate": "sensor.day"},
                {"type": "solar", "stat_rate": "sensor.east"},
                {"type": "solar", "stat_rate": "sensor.west"},
                {
                    "type": "battery",
                    "stat_rate": "sensor.battery",
                    "power_config": {"stat_rate_inverted": "sensor.raw"},
                },
            ]
        }
    ) == PowerSensors(
        grid=("sensor.day", "sensor.night"),
        solar=("sensor.east", "sensor.west"),
        battery=("sensor.battery",),
    )


def test_a_grid_of_early_2026() -> None:
    """It was one source with lists."""
    assert dashboard_sensors(
        {
            "energy_sources": [
                {
                    "type": "grid",
                    "flow_from": [{"stat_energy_from": "sensor.e"}],
                    "flow_to": [],
                    "power": [{"stat_rate": "sensor.a"}, {"stat_rate": "sensor.b"}],
                }
            ]
        }
    ) == PowerSensors(grid=("sensor.a", "sensor.b"))
