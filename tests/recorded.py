"""What a real recorder has of our statistics."""

from collections.abc import Mapping
from datetime import UTC, datetime

from homeassistant.components.recorder import DOMAIN as RECORDER, get_instance
from homeassistant.components.recorder.models import (
    StatisticData,
    StatisticMeanType,
    StatisticMetaData,
)
from homeassistant.components.recorder.statistics import (
    StatisticsRow,
    async_add_external_statistics,
    async_import_statistics,
    statistics_during_period,
)
from homeassistant.core import HomeAssistant
from pytest_homeassistant_custom_component.components.recorder.common import (
    async_wait_recording_done,
)

from .session_logs import utc


async def rows_of(
    hass: HomeAssistant, statistic_id: str, period: str = "hour"
) -> list[StatisticsRow]:
    """What the recorder has of a statistic since 2020."""
    await async_wait_recording_done(hass)
    found = await get_instance(hass).async_add_executor_job(
        statistics_during_period,
        hass,
        utc("2020-01-01T00:00:00"),
        None,
        {statistic_id},
        period,
        None,
        {"state", "sum", "change"},
    )
    return found.get(statistic_id, [])


async def figures_of(
    hass: HomeAssistant, statistic_id: str
) -> list[tuple[str, float | None, float | None]]:
    """Hour, amount and sum of each row."""
    return [
        (
            f"{datetime.fromtimestamp(row['start'], UTC):%d %H:%M}",
            row["state"],
            row["sum"],
        )
        for row in await rows_of(hass, statistic_id)
    ]


async def record_hours(
    hass: HomeAssistant,
    statistic_id: str,
    hours: Mapping[datetime, float],
    *,
    unit: str = "kWh",
    unit_class: str | None = "energy",
) -> None:
    """Let a statistic have counted so much in each of these hours."""
    owner, external, _ = statistic_id.partition(":")
    metadata = StatisticMetaData(
        mean_type=StatisticMeanType.NONE,
        has_sum=True,
        name=None,
        source=owner if external else RECORDER,
        statistic_id=statistic_id,
        unit_class=unit_class,
        unit_of_measurement=unit,
    )
    total, rows = 0.0, []
    for start in sorted(hours):
        total += hours[start]
        rows.append(StatisticData(start=start, state=hours[start], sum=total))
    record = async_add_external_statistics if external else async_import_statistics
    record(hass, metadata, rows)
    await async_wait_recording_done(hass)
