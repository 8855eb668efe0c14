"""Whether a charger shall be locked, by where its keys are.

It unlocks when a key comes near and locks when all keys have left. Beyond that it keeps
its hands off:

- Only a key that is seen near *now*, and that is trusted, unlocks.
- Keys whose whereabouts are unknown change nothing.
- A charger in use is not locked, unless somebody asked for that: locking ends the
  session and frees the cable. In use is every charger with a car plugged in, also one
  that waits for a cheaper hour, and one that does not tell.
- Whoever locks or unlocks by hand is right until a key comes near or all have left.

A charger always comes out of a power cut unlocked. It cannot be asked whether there was
one: what can be seen is that it was locked, could not be reached, and is unlocked.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Final

from .smart_key import Delays, KeyMemory, KeyRule, Sighting, Zone, observe

IDLE_AFTER: Final = 60.0
"""Seconds with nothing plugged in and no key near."""


class LockReason(StrEnum):
    """Why a charger is locked or not, as people are told."""

    OFF = "off"
    UNREACHABLE = "unreachable"
    COMMAND_FAILED = "command_failed"
    UNLOCKING = "unlocking"
    UNLOCKED_KEY_NEAR = "unlocked_key_near"
    UNLOCKED_IN_USE = "unlocked_in_use"
    UNLOCKED_BY_HAND = "unlocked_by_hand"
    UNLOCKED_UNTIL_IDLE = "unlocked_until_idle"
    UNLOCKED_KEYS_UNKNOWN = "unlocked_keys_unknown"
    LOCKING = "locking"
    LOCKED_NO_KEY = "locked_no_key"
    LOCKED_BY_HAND = "locked_by_hand"
    LOCKED_UNTRUSTED_KEY = "locked_untrusted_key"
    LOCKED_KEYS_UNKNOWN = "locked_keys_unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class LockSettings:
    """What people want."""

    enabled: bool = False
    keys: Mapping[str, KeyRule] = field(default_factory=dict)
    """By any name that tells them apart."""
    delays: Delays = field(default_factory=Delays)
    lock_in_use: bool = False
    """Whether to lock also while a car is plugged in."""
    lock_idle: bool = False
    """Whether to lock when nothing has been plugged in for ``IDLE_AFTER``."""
    lock_again: bool = False
    """Whether to lock again after a power cut."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChargerSight:
    """What is known of the charger at one look."""

    locked: bool | None = None
    connected: bool | None = None
    """Whether a car is plugged in."""
    reachable: bool = True
    lost: bool = False
    """Whether the link is down that would show what happens to the charger."""
    busy: bool = False
    """Whether a command of ours is under way: what it shows is not the charger's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LockMemory:
    """What the looks have come to."""

    keys: Mapping[str, KeyMemory] = field(default_factory=dict)
    locked: bool | None = None
    """As it was last seen."""
    lost: bool = True
    """Whether nobody has looked since: at the start, and while the link is down."""
    sent: bool | None = None
    """What we have told the charger and not seen yet."""
    by_hand: bool = False
    """Whether somebody else has set it as it is."""
    again: bool = False
    """Whether it came back unlocked and shall be locked again."""
    idle_since: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LockDecision:
    """What to tell the charger, if anything, and why."""

    reason: LockReason
    lock: bool | None = None


def look(
    memory: LockMemory,
    settings: LockSettings,
    charger: ChargerSight,
    sightings: Mapping[str, Sighting],
    now: float,
) -> tuple[LockMemory, LockDecision]:
    """Look at the keys and at the charger, and decide."""
    before = memory.keys
    keys = {
        name: observe(
            before.get(name, KeyMemory()),
            rule,
            sightings.get(name, Sighting()),
            now,
            settings.delays,
        )
        for name, rule in settings.keys.items()
    }
    memory = _watch_charger(replace(memory, keys=keys), settings, charger)
    if not settings.enabled or _have_changed(before, keys):
        memory = replace(memory, by_hand=False)
    if not settings.enabled or _is_kept(memory, settings):
        memory = replace(memory, again=False, idle_since=None)
    elif not charger.reachable or charger.locked or charger.connected is not False:
        memory = replace(memory, idle_since=None)
    elif memory.idle_since is None:
        memory = replace(memory, idle_since=now)
    return memory, _decide(memory, settings, charger, now)


def _have_changed(
    before: Mapping[str, KeyMemory], after: Mapping[str, KeyMemory]
) -> bool:
    """Whether a key has come near, or the last one has left."""
    moved = {
        name: key.zone
        for name, key in after.items()
        if name in before and before[name].zone is not key.zone
    }
    return Zone.NEAR in moved.values() or (bool(moved) and _all_away(after))


def _all_away(keys: Mapping[str, KeyMemory]) -> bool:
    return bool(keys) and all(key.zone is Zone.AWAY for key in keys.values())


def _is_kept(memory: LockMemory, settings: LockSettings) -> bool:
    """Whether a key that may unlock is here."""
    return any(
        key.here and settings.keys[name].opens for name, key in memory.keys.items()
    )


def _watch_charger(
    memory: LockMemory, settings: LockSettings, charger: ChargerSight
) -> LockMemory:
    """Notice when somebody else, or a power cut, has locked or unlocked it."""
    if charger.lost or not charger.reachable:
        return replace(memory, lost=True)
    if charger.locked is None or charger.busy:
        return memory
    before, sent, was_lost = memory.locked, memory.sent, memory.lost
    memory = replace(memory, locked=charger.locked, lost=False)
    if before is None or before is charger.locked:
        return memory
    ours = charger.locked is sent
    again = was_lost and not charger.locked and settings.lock_again
    return replace(
        memory,
        sent=None,
        again=again and not ours,
        by_hand=not (ours or again),
    )


def _decide(
    memory: LockMemory, settings: LockSettings, charger: ChargerSight, now: float
) -> LockDecision:
    if not settings.enabled:
        return LockDecision(reason=LockReason.OFF)
    if not charger.reachable or charger.locked is None:
        return LockDecision(reason=LockReason.UNREACHABLE)
    if charger.locked:
        return _decide_locked(memory, settings)
    return _decide_unlocked(memory, settings, charger, now)


def _decide_locked(memory: LockMemory, settings: LockSettings) -> LockDecision:
    here = [name for name, key in memory.keys.items() if key.may_open]
    if memory.by_hand:
        return LockDecision(reason=LockReason.LOCKED_BY_HAND)
    if any(settings.keys[name].opens for name in here):
        return LockDecision(reason=LockReason.UNLOCKING, lock=False)
    if here:
        return LockDecision(reason=LockReason.LOCKED_UNTRUSTED_KEY)
    if not memory.keys or _all_away(memory.keys):
        return LockDecision(reason=LockReason.LOCKED_NO_KEY)
    return LockDecision(reason=LockReason.LOCKED_KEYS_UNKNOWN)


def _decide_unlocked(
    memory: LockMemory, settings: LockSettings, charger: ChargerSight, now: float
) -> LockDecision:
    if _is_kept(memory, settings):
        return LockDecision(reason=LockReason.UNLOCKED_KEY_NEAR)
    in_use = charger.connected is not False and not settings.lock_in_use
    idle_since = memory.idle_since if settings.lock_idle else None
    idle = idle_since is not None and now - idle_since >= IDLE_AFTER
    left = _all_away(memory.keys) and not memory.by_hand
    if memory.again or idle or left:
        if in_use:
            return LockDecision(reason=LockReason.UNLOCKED_IN_USE)
        return LockDecision(reason=LockReason.LOCKING, lock=True)
    if idle_since is not None:
        return LockDecision(reason=LockReason.UNLOCKED_UNTIL_IDLE)
    if memory.by_hand:
        return LockDecision(reason=LockReason.UNLOCKED_BY_HAND)
    if any(key.here for key in memory.keys.values()):
        return LockDecision(reason=LockReason.UNLOCKED_KEY_NEAR)
    if in_use:
        return LockDecision(reason=LockReason.UNLOCKED_IN_USE)
    return LockDecision(reason=LockReason.UNLOCKED_KEYS_UNKNOWN)
