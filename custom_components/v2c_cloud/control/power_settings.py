"""What people want of one charger's power control, and what control has done to it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from .model import PowerControl


@dataclass(frozen=True, slots=True, kw_only=True)
class PowerSettings:
    """Kept over restarts."""

    mode: PowerControl = PowerControl.OFF
    maximum: int = 32
    """A that control may give at the most."""
    priority: int = 1
    """1 comes first; chargers of the same priority share fairly."""
    boost: bool = False
    """Whether this session charges at full, as far as the limits allow."""
    ceiling: int | None = None
    """A that somebody has set by hand since control last wrote."""
    paused_by_user: bool = False
    """Whether somebody has paused by hand since control last wrote."""
    paused_by_us: bool = False
    """Whether it is control that holds the charger paused."""
    borrowed: Mapping[str, bool | int | str] = field(default_factory=dict)
    """What the charger was set to before control first wrote, by field."""
