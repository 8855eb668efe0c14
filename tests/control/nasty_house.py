"""Three and a half hours of a house with an evil family in it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Appliance:
    """Takes power from time to time.

    Attributes:
        watts: While it is on.
        on: Seconds for which it is on.
        every: Seconds from one time to the next.
        first: The second in which it is first on.
        until: The second in which it is put away.
    """

    watts: float
    on: int
    every: int
    first: int = 0
    until: int = 10**9

    def at(self, now: int) -> float:
        """W that it takes in a second."""
        on = (
            self.first <= now < self.until and (now - self.first) % self.every < self.on
        )
        return self.watts * on


NASTY = (
    Appliance(watts=350, on=10**9, every=10**9),
    Appliance(watts=120, on=700, every=2400),
    Appliance(watts=1500, on=900, every=7200, first=1803),
    Appliance(watts=2100, on=170, every=1327, first=611),
    Appliance(watts=2000, on=41, every=97, first=3600, until=6500),
    Appliance(watts=1800, on=7, every=19, first=4211, until=6011),
    Appliance(watts=900, on=433, every=601, first=8000, until=11800),
)
"""A fridge, a boiler, kettles, an oven, a hob that pulses, a dryer."""


def nasty(now: int) -> float:
    """W that they take in a second: 350 at least, 6250 at the most."""
    return sum(appliance.at(now) for appliance in NASTY)
