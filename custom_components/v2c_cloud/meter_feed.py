"""What brings a house's power, and the words for what is wrong with it."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Final

from homeassistant.core import CALLBACK_TYPE, callback

from .control.meter_age import MeterAge, usual_gap_of
from .control.model import MeterReading, MeterStatus
from .problems import Problem

METER_MISSING: Final = "meter_missing"
METER_UNAVAILABLE: Final = "meter_unavailable"
METER_CHARGER: Final = "meter_charger"
METER_SILENT: Final = "meter_silent"
METER_TOO_SLOW: Final = "meter_too_slow"
METER_UNIT: Final = "meter_unit"
METER_PROBLEMS: Final = (
    METER_MISSING,
    METER_UNAVAILABLE,
    METER_CHARGER,
    METER_SILENT,
    METER_TOO_SLOW,
    METER_UNIT,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class MeterProblem(Problem):
    """Why a meter cannot be relied on."""


class MeterFeed(ABC):
    """Something that brings the house's power.

    It calls ``heard`` when it has brought a whole reading.
    """

    entities: tuple[str, ...] = ()
    """The entities that it listens to."""

    def __init__(self, heard: Callable[[], None]) -> None:
        """Listen to nothing yet."""
        self._heard = heard
        self._stops: list[CALLBACK_TYPE] = []

    @property
    @abstractmethod
    def ages(self) -> Collection[MeterAge]:
        """Of all meters without which the grid's power is not known."""

    @property
    @abstractmethod
    def reading(self) -> MeterReading | None:
        """The last whole reading."""

    @abstractmethod
    def problem(self, status: MeterStatus) -> MeterProblem:
        """Why the status is not OK."""

    @callback
    @abstractmethod
    def async_start(self) -> None:
        """Take what is there, and begin to listen."""

    @callback
    def async_stop(self) -> None:
        """Listen no more."""
        while self._stops:
            self._stops.pop()()


def slow_meter(name: str, ages: Collection[MeterAge]) -> MeterProblem:
    """The problem of a meter that usually takes too long."""
    return MeterProblem(
        key=METER_TOO_SLOW,
        placeholders={"sensor": name, "gap": f"{usual_gap_of(ages) or 0.0:.0f}"},
    )
