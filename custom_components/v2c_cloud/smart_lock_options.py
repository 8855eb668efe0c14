"""What the owner of a house has set for the locks of its chargers."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import probatio

from .control.smart_key import Delays, KeyRule, Measure
from .control.smart_lock import LockSettings
from .house_options import OptionsError

CONF_SMART_LOCK: Final = "smart_lock"
"""Options: the keys of each charger and what they do, by the charger's ID."""

CONF_KEYS: Final = "keys"
CONF_SCANNER: Final = "scanner"
CONF_ENTER_DELAY: Final = "enter_delay"
CONF_LEAVE_DELAY: Final = "leave_delay"
CONF_LOCK_IN_USE: Final = "lock_in_use"
CONF_LOCK_IDLE: Final = "lock_idle"
CONF_LOCK_AGAIN: Final = "lock_again"

CONF_ENTITY: Final = "entity"
CONF_MEASURE: Final = "measure"
CONF_NEAR: Final = "near"
CONF_FAR: Final = "far"
CONF_ACCEPT_COPIES: Final = "accept_copies"

LONGEST_DELAY: Final = 900
"""s."""
LEVELS: Final[Mapping[Measure, tuple[float, float]]] = {
    Measure.SIGNAL: (-110, -20),
    Measure.DISTANCE: (0.5, 100),
}
"""The least and the most that a threshold may be, in dBm and m."""
SUGGESTED: Final[Mapping[Measure, tuple[float, float]]] = {
    Measure.SIGNAL: (-65, -80),
    Measure.DISTANCE: (4, 10),
}
"""Thresholds to begin with: to come near, and to leave."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyOptions:
    """One key."""

    entity: str
    """Entity ID of its tracker, or of a person."""
    measure: Measure = Measure.HOME
    near: float = 0.0
    """dBm or m."""
    far: float = 0.0
    accept_copies: bool = False
    """Whether it may unlock although anyone can copy it."""

    def rule(self, *, copyable: bool) -> KeyRule:
        """What counts as near."""
        return KeyRule(
            measure=self.measure,
            near=self.near,
            far=self.far,
            opens=self.accept_copies or not copyable,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class LockOptions:
    """The keys of one charger and what they do."""

    keys: tuple[KeyOptions, ...] = ()
    scanner: str | None = None
    """Address of the Bluetooth adapter that is beside the charger."""
    enter_delay: float = 5
    leave_delay: float = 60
    lock_in_use: bool = False
    lock_idle: bool = False
    lock_again: bool = False

    def settings(self, *, enabled: bool, copyable: frozenset[str]) -> LockSettings:
        """What the lock decides by; ``copyable`` are the keys that anyone can copy."""
        return LockSettings(
            enabled=enabled,
            keys={
                key.entity: key.rule(copyable=key.entity in copyable)
                for key in self.keys
            },
            delays=Delays(enter=self.enter_delay, leave=self.leave_delay),
            lock_in_use=self.lock_in_use,
            lock_idle=self.lock_idle,
            lock_again=self.lock_again,
        )


_NUMBER: Final = probatio.Any(int, float)
_DELAY: Final = probatio.All(_NUMBER, probatio.Range(min=0, max=LONGEST_DELAY))
_KEY: Final = probatio.Schema(
    {
        probatio.Required(CONF_ENTITY): str,
        probatio.Optional(CONF_MEASURE): probatio.Coerce(Measure),
        probatio.Optional(CONF_NEAR): _NUMBER,
        probatio.Optional(CONF_FAR): _NUMBER,
        probatio.Optional(CONF_ACCEPT_COPIES): bool,
    }
)
_LOCK: Final = probatio.Schema(
    {
        probatio.Optional(CONF_KEYS): [_KEY],
        probatio.Optional(CONF_SCANNER): str,
        probatio.Optional(CONF_ENTER_DELAY): _DELAY,
        probatio.Optional(CONF_LEAVE_DELAY): _DELAY,
        probatio.Optional(CONF_LOCK_IN_USE): bool,
        probatio.Optional(CONF_LOCK_IDLE): bool,
        probatio.Optional(CONF_LOCK_AGAIN): bool,
    }
)


def read_lock(options: Mapping[str, Any], charger_id: str) -> LockOptions | None:
    """What is set for the lock of one charger; None where nothing is.

    Raises ``OptionsError``.
    """
    stored = options.get(CONF_SMART_LOCK, {}).get(charger_id)
    if stored is None:
        return None
    try:
        lock = _LOCK(stored)
    except probatio.Invalid as err:
        raise OptionsError(f"No lock can be read from its options: {err}") from err
    keys = tuple(KeyOptions(**key) for key in lock.pop(CONF_KEYS, ()))
    return LockOptions(keys=keys, **lock)
