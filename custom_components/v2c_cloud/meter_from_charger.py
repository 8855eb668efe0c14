"""A house's power as the own meter of a charger has it."""

from collections.abc import Callable, Collection, Iterable
from typing import override

from homeassistant.core import callback

from .api.models import Link
from .control.charger_meter import charger_reading
from .control.meter_age import MeterAge
from .control.model import MeterReading, MeterStatus
from .coordinator import ChargerCoordinator
from .meter_feed import (
    METER_CHARGER,
    METER_MISSING,
    MeterFeed,
    MeterProblem,
    slow_meter,
)


class ChargerFeed(MeterFeed):
    """The own meter of the first charger on the LAN that reads one.

    The cloud is too slow and its values are too old for this.
    """

    def __init__(
        self, chargers: Iterable[ChargerCoordinator], heard: Callable[[], None]
    ) -> None:
        """Know the chargers; nothing is read yet."""
        super().__init__(heard)
        self._chargers = [item for item in chargers if Link.LAN in item.charger.links]
        self._age = MeterAge()
        self._reading: MeterReading | None = None

    @property
    @override
    def ages(self) -> Collection[MeterAge]:
        return (self._age,)

    @property
    @override
    def reading(self) -> MeterReading | None:
        return self._reading

    @callback
    @override
    def async_start(self) -> None:
        self._look()
        # Not by the coordinator: it tells changes only, and the same is news as well.
        self._stops = [item.charger.subscribe(self._look) for item in self._chargers]

    @callback
    def _look(self) -> None:
        reading = next(filter(None, map(_read, self._chargers)), None)
        if reading is None or reading.at == self._age.reported_at:
            return
        self._age = self._age.reported(reading.at)
        self._reading = reading
        self._heard()

    @override
    def problem(self, status: MeterStatus) -> MeterProblem:
        names = ", ".join(item.subentry.title for item in self._chargers)
        if not names:
            return MeterProblem(key=METER_MISSING)
        if status is MeterStatus.TOO_SLOW:
            return slow_meter(names, self.ages)
        return MeterProblem(key=METER_CHARGER, placeholders={"charger": names})


def _read(coordinator: ChargerCoordinator) -> MeterReading | None:
    reading = coordinator.charger.reading(Link.LAN)
    return None if reading is None else charger_reading(reading.state, reading.at)
