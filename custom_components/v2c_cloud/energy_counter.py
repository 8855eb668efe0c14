"""A lifetime counter made of a session counter that nobody can trust. Pure."""

from dataclasses import dataclass

_MOST_PER_STEP = 100.0
"""kWh; more than any car takes between two readings is a fault, not a charge."""


@dataclass(slots=True)
class EnergyCounter:
    """Adds up what sessions were charged with, in kWh; it only grows.

    The charger's own counter starts again with a session, with a lock, sometimes
    without a reason, and may flicker. A lower value therefore counts as a new start
    only when the next reading is lower, too.
    """

    total: float = 0.0
    session: float | None = None
    """The session counter as last counted."""
    most_per_step: float = _MOST_PER_STEP
    """What is more than this between two readings is not counted."""
    _suspect: bool = False

    def update(self, session: float | None) -> None:
        """Take the session counter's new reading in kWh, if there is one."""
        if session is None or session < 0:
            return
        if self.session is None:
            # What was charged before we came is not ours to count.
            self.session = session
        elif session >= self.session:
            self._suspect = False
            self._add(session - self.session, session)
        elif self._suspect:
            self._suspect = False
            self._add(session, session)
        else:
            self._suspect = True

    def _add(self, energy: float, session: float) -> None:
        self.session = session
        if energy <= self.most_per_step:
            self.total = round(self.total + energy, 3)
