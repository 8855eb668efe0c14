"""One charger as a decision sees it. Pure."""

from dataclasses import dataclass, replace

from custom_components.v2c_cloud.api.models import ChargerState

from .limits import LOWEST_CURRENT
from .model import EcoWish, PowerControl, Reason, TimerPart

HIGHEST_CURRENT = 32
"""A; the largest that V2C builds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """One charger as it is, and what its people want of it."""

    charger_id: str
    state: ChargerState
    reachable: bool = True
    """Whether a link works."""
    unconfirmed: bool = False
    """Whether nobody knows if the last command was carried out."""
    mode: PowerControl = PowerControl.OFF
    boost: bool = False
    eco: EcoWish | None = None
    """What EcoCharging wants; None where it takes no part."""
    maximum: int = HIGHEST_CURRENT
    """A that people allow power control at the most."""
    ceiling: int | None = None
    """A that somebody has set by hand since."""
    paused_by_user: bool = False
    """Whether somebody has paused it by hand."""
    paused_by_us: bool = False
    """Whether it is power control that holds it paused."""
    need_met: bool = False
    """Whether it is paused because the car has got what was asked for."""
    pending: bool = False
    """Whether somebody may just have set it by hand: nothing is raised until the next
    poll tells."""
    own_meter: bool = False
    """Whether the charger's own dynamic control works and stays on as a safety net."""
    offered: int = 0
    """A that it offers the car now, 0 while it is paused."""
    idle_since: float | None = None
    """Since when the plugged car takes nothing of an offer."""
    has_charged: bool = False
    """Whether the car has charged since it was plugged in."""
    cut_at: float | None = None
    """When a power cut was noticed."""
    switching: bool = False
    """Whether its phases are being switched: somebody else commands it meanwhile."""
    count: int = 1
    phases: tuple[int, ...] | None = None
    priority: int = 0

    @property
    def least(self) -> int:
        """A; less is nothing."""
        own = self.state.min_intensity if self.own_meter else None
        return max(own or LOWEST_CURRENT, LOWEST_CURRENT)

    @property
    def aim(self) -> PowerControl:
        """What is aimed at now: EcoCharging takes the grid or leaves it."""
        if self.boost or self.eco is None or self.mode is PowerControl.OFF:
            return self.mode
        return PowerControl.GRID_PV if self.eco.charge else PowerControl.PV

    @property
    def awaits(self) -> Reason | None:
        """Why EcoCharging wants nothing of the grid now, if it does not."""
        if self.boost or self.eco is None or self.eco.charge:
            return None
        return self.eco.reason

    @property
    def timer(self) -> TimerPart | None:
        """What the charger's timers are for now: nobody waits by them who boosts."""
        if self.eco is None or self.eco.timer is None:
            return None
        part = self.eco.timer
        return replace(part, waits=part.waits and self.awaits is not None)

    @property
    def most(self) -> int:
        """A that charger and people allow, whatever house and sun leave."""
        own = None if self.own_meter else self.state.max_intensity
        return min(
            HIGHEST_CURRENT,
            self.maximum,
            own or HIGHEST_CURRENT,
            self.ceiling or HIGHEST_CURRENT,
            self.offered if self.pending and self.offered else HIGHEST_CURRENT,
        )
