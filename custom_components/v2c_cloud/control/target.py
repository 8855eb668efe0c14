"""How much the car shall still get before the charger pauses."""

from dataclasses import dataclass
from enum import StrEnum


class TargetKind(StrEnum):
    """What is counted."""

    ENERGY = "energy"
    """kWh, as nominal as what the charger shows."""
    TIME = "time"
    """Seconds in which the car was charged."""

    @property
    def close(self) -> float:
        """What is as good as nothing left: chargers round what they show."""
        return 0.02 if self is TargetKind.ENERGY else 1.0


class TargetStage(StrEnum):
    """How far it is."""

    ARMED = "armed"
    """The car has not got it all yet."""
    HELD = "held"
    """The charger was paused for it."""
    PASSED = "passed"
    """The car got it all, and goes on only as long as energy is free."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Where the running session shall stop."""

    kind: TargetKind
    left: float
    """kWh or s still to come, 0 and more."""
    reading: float | None = None
    """The session's kWh or s that the charger showed when this was counted."""
    on_charger: bool = False
    """Whether the charger was told, and stops by itself, too."""
    stage: TargetStage = TargetStage.ARMED

    @property
    def reached(self) -> bool:
        """Whether the car has got it all."""
        return self.left <= self.kind.close
