"""The charges that a charger notes down by its own clock, and uploads when it can."""

from collections import deque
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import Enum, auto
from typing import Final

from .cards import Card
from .wall_clock import WallClock

LAST_CHARGES: Final = 5
"""How many V2C's app shows without a network."""
_ID_FORMAT: Final = "%Y-%m-%d %H:%M:%S"

# An hour of the charger's clock: its naive start, and 1 where autumn repeats it.
type Hour = tuple[datetime, int]


class ChargeSpan(Enum):
    """What one charge is: V2C does not say.

    FLOW: from the first current to its end, so that a session may hold several;
    PLUG: from plug-in to unplug.
    """

    FLOW = auto()
    PLUG = auto()


@dataclass(slots=True, kw_only=True)
class Charge:
    """One charge.

    Attributes:
        start: when it began, UTC.
        started: the same by the charger's clock, without a zone.
        ended: when it ended by the charger's clock, None while it runs.
        energy: kWh by hour of the charger's clock; each hour touched is there.
        solar: kWh of the roof by hour; empty without solar power.
        card: the card that began it.
        created: when the cloud had it first, UTC; None: not yet.
        updated: when the cloud had it last, UTC.
    """

    start: datetime
    started: datetime
    ended: datetime | None = None
    energy: dict[Hour, float] = field(default_factory=dict)
    solar: dict[Hour, float] = field(default_factory=dict)
    card: Card | None = None
    created: datetime | None = None
    updated: datetime | None = None

    @property
    def id(self) -> str:
        """Return idCharge."""
        return f"{self.started:{_ID_FORMAT}}"

    @property
    def total(self) -> float:
        """Return its energy, kWh."""
        return sum(self.energy.values())

    def add(self, hour: Hour, energy: float, solar: float) -> None:
        """Count energy in kWh, and how much of it the roof gave."""
        self.energy[hour] = self.energy.get(hour, 0.0) + energy
        if solar or self.solar:
            self.solar = dict.fromkeys(self.energy, 0.0) | self.solar
            self.solar[hour] += solar

    def copy(self) -> Charge:
        """Return it as it is now."""
        return replace(self, energy=dict(self.energy), solar=dict(self.solar))


class ChargeLog:
    """A charger's notes.

    Attributes:
        span: what one charge is.
        merges_repeated_hour: whether autumn's repeated hour is one value rather than
            two; V2C does not say.
        pending: the charges that the cloud does not have yet, the running one last.
        remembered: the last charges that ended, whether the cloud has them or not.
    """

    def __init__(self, clock: WallClock) -> None:
        """Start an empty log for a charger in a house with this calendar."""
        self.span = ChargeSpan.FLOW
        self.merges_repeated_hour = False
        self.pending: list[Charge] = []
        self.remembered: deque[Charge] = deque(maxlen=LAST_CHARGES)
        self._clock = clock
        self._running: Charge | None = None

    @property
    def running(self) -> Charge | None:
        """Return the charge that goes on now."""
        return self._running

    def record(
        self,
        time: float,
        seconds: float,
        *,
        flowing: bool,
        plugged: bool,
        energy: float = 0.0,
        solar: float = 0.0,
        offset: float = 0.0,
        card: Card | None = None,
    ) -> None:
        """Note the last seconds, which ended at simulated second `time`.

        `offset` is how many seconds the charger's clock is ahead.
        """
        goes_on = flowing if self.span is ChargeSpan.FLOW else plugged
        if not goes_on:
            self._finish(time, offset)
            return
        if self._running is None:
            began = self._own_time(time - seconds, offset)
            self._running = Charge(
                start=self._clock.utc(time - seconds),
                started=began.replace(tzinfo=None, fold=0),
            )
            self.pending.append(self._running)
            self._running.add(self._hour(began), 0.0, 0.0)
        if self._running.card is None:
            self._running.card = card
        now = self._own_time(time - seconds / 2, offset)
        self._running.add(self._hour(now), energy, solar)

    def _finish(self, time: float, offset: float) -> None:
        if self._running is not None:
            own = self._own_time(time, offset)
            self._running.ended = own.replace(tzinfo=None, fold=0)
            self.remembered.append(self._running)
            self._running = None

    def _own_time(self, time: float, offset: float) -> datetime:
        return self._clock.local(time + offset)

    def _hour(self, local: datetime) -> Hour:
        start = local.replace(minute=0, second=0, microsecond=0, tzinfo=None, fold=0)
        return (start, 0 if self.merges_repeated_hour else local.fold)
