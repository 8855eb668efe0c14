"""What a real recorder has of our statistics."""

from datetime import UTC, datetime

from homeassistant.components.recorder import get_instance
from homeassistant.components.recorder.statistics import (
    StatisticsRow,
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
