"""Where a charge shall stop by itself."""

from dataclasses import dataclass
from enum import Enum, auto

from .values import Values


class ZeroTarget(Enum):
    """What the target 0 does: V2C does not say how a target is cancelled."""

    CANCELS = auto()
    REFUSED = auto()
    STOPS = auto()


@dataclass(slots=True, kw_only=True)
class Targets:
    """The session's energy (kWh) and charging time (s) at which the charger pauses.

    Both may be armed; the first that is reached counts. That they refer to what the
    session shows, and that they are forgotten once reached or unplugged, is inferred.
    """

    energy: float | None = None
    seconds: float | None = None

    def reached(self, values: Values) -> bool:
        """Whether the session has come so far."""
        return (self.energy is not None and values.charge_energy >= self.energy) or (
            self.seconds is not None and values.charge_time >= self.seconds
        )

    def clear(self) -> None:
        """Disarm both."""
        self.energy = self.seconds = None
