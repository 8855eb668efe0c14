"""The highest values of the last minutes. Pure."""

from dataclasses import dataclass

SLOT = 15.0
"""Seconds; what falls into one slot is forgotten together."""


@dataclass(frozen=True, slots=True)
class Window:
    """The highest of each of several quantities, slot by slot, the oldest first."""

    slots: tuple[tuple[float, tuple[float, ...]], ...] = ()
    """The second in which a slot began, and the highest in it."""

    def having(self, now: float, values: tuple[float, ...], look_back: float) -> Window:
        """With what was seen now, and without what is older than ``look_back``.

        When other quantities than before are seen, it begins anew.
        """
        slots = self.slots
        if slots and len(slots[-1][1]) != len(values):
            slots = ()
        if not slots or now - slots[-1][0] >= SLOT:
            kept = tuple(slot for slot in slots if slot[0] > now - look_back - SLOT)
            return Window((*kept, (now, values)))
        began, seen = slots[-1]
        higher = tuple(map(max, seen, values, strict=True))
        return self if higher == seen else Window((*slots[:-1], (began, higher)))

    def without(self, since: float) -> Window:
        """Without the slots that reach into the time since then."""
        return Window(tuple(slot for slot in self.slots if slot[0] + SLOT <= since))

    def highest(self, now: float, look_back: float) -> tuple[float, ...] | None:
        """The highest in so many seconds; None if it does not look back so far."""
        if not self.slots or now - self.slots[0][0] < look_back:
            return None
        seen = [
            values for began, values in self.slots if began > now - look_back - SLOT
        ]
        return tuple(map(max, zip(*seen, strict=True))) if seen else None
