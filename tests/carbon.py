"""What tests know of the grid's emissions."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from homeassistant.components.recorder.models import (
    StatisticData,
    StatisticMeanType,
    StatisticMetaData,
)
from homeassistant.components.recorder.statistics import async_import_statistics
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
from pytest_homeassistant_custom_component.components.recorder.common import (
    async_wait_recording_done,
)

GRID_CO2 = "sensor.electricity_maps_co2_intensity"
UNIT = "gCO2eq/kWh"
HOUR = timedelta(hours=1)


def add_electricity_maps(
    hass: HomeAssistant, name: str = "electricity_maps", unit: str | None = UNIT
) -> str:
    """An entity as core's ``co2signal`` registers it; tell its ID."""
    return (
        er.async_get(hass)
        .async_get_or_create(
            "sensor",
            "co2signal",
            f"{name}_co2intensity",
            suggested_object_id=f"{name}_co2_intensity",
            unit_of_measurement=unit,
        )
        .entity_id
    )


def tell_co2(
    hass: HomeAssistant, state: object, entity_id: str = GRID_CO2, **attributes: Any
) -> None:
    """Let it be told what the grid emits now."""
    hass.states.async_set(
        entity_id,
        str(state),
        {"unit_of_measurement": UNIT, "country_code": "ES", **attributes},
    )


def forecast(start: datetime, grams: Sequence[float]) -> list[dict[str, Any]]:
    """The coming hours, as some integrations have them in an attribute."""
    return [
        {
            "from": (start + number * HOUR).isoformat(),
            "to": (start + (number + 1) * HOUR).isoformat(),
            "intensity": each,
        }
        for number, each in enumerate(grams)
    ]


async def record_co2(
    hass: HomeAssistant,
    start: datetime,
    grams: Sequence[float],
    unit: str = UNIT,
) -> None:
    """Let these means of hours have been recorded."""
    async_import_statistics(
        hass,
        StatisticMetaData(
            mean_type=StatisticMeanType.ARITHMETIC,
            has_sum=False,
            name=None,
            source="recorder",
            statistic_id=GRID_CO2,
            unit_class=None,
            unit_of_measurement=unit,
        ),
        [
            StatisticData(start=start + number * HOUR, mean=each, min=each, max=each)
            for number, each in enumerate(grams)
        ],
    )
    await async_wait_recording_done(hass)
