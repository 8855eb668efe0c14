"""Instants of the house's own calendar."""

from datetime import datetime

from homeassistant.util import dt as dt_util


def month_start() -> datetime:
    """When the month began here."""
    return dt_util.as_utc(
        dt_util.start_of_local_day(dt_util.now().date().replace(day=1))
    )
