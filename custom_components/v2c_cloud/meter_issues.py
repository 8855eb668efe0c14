"""Tells Home Assistant what is wrong with a house's meter, when it lasts."""

from collections.abc import Callable

from homeassistant.core import HomeAssistant

from .house import V2CConfigEntry
from .lasting_issues import LastingIssues
from .meter import HouseMeter
from .meter_feed import METER_PROBLEMS


class MeterIssues(LastingIssues):
    """The issue of one house's meter."""

    def __init__(
        self,
        hass: HomeAssistant,
        entry: V2CConfigEntry,
        meter: HouseMeter,
        wanted: Callable[[], bool] = lambda: True,
    ) -> None:
        """Know the meter; ``wanted`` tells whether anybody needs it now."""
        super().__init__(
            hass,
            entry,
            keys=METER_PROBLEMS,
            problem=lambda: meter.problem if wanted() else None,
            subscribe=meter.async_subscribe,
        )
