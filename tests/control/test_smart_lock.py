"""Whether a charger shall be locked, by where its keys are."""

from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from custom_components.v2c_cloud.control.smart_key import KeyRule, Sighting, Zone
from custom_components.v2c_cloud.control.smart_lock import (
    IDLE_AFTER,
    ChargerSight,
    LockDecision,
    LockMemory,
    LockReason,
    LockSettings,
    look,
)

PHONE = "phone"
WATCH = "watch"
HOME = Sighting(present=True, at=1e9)
"""Seen just now, at any now."""
GONE = Sighting(present=False)
LOST = Sighting()


@dataclass
class World:
    """A charger that does what it is told, and its keys."""

    settings: LockSettings = field(
        default_factory=lambda: LockSettings(enabled=True, keys={PHONE: KeyRule()})
    )
    keys: dict[str, Sighting] = field(default_factory=lambda: {PHONE: LOST})
    charger: ChargerSight = field(
        default_factory=lambda: ChargerSight(locked=False, connected=False)
    )
    memory: LockMemory = field(default_factory=LockMemory)
    now: float = 0.0
    told: list[bool] = field(default_factory=list)
    decision: LockDecision = field(
        default_factory=lambda: LockDecision(reason=LockReason.OFF)
    )

    def live(self, seconds: int = 1, **charger: Any) -> LockReason:
        """Let time pass, with the charger as said; returns why it is as it is."""
        self.charger = replace(self.charger, **charger)
        for _ in range(seconds):
            self.now += 1
            self._look()
        return self.decision.reason

    def _look(self) -> None:
        self.memory, self.decision = look(
            self.memory, self.settings, self.charger, self.keys, self.now
        )
        lock = self.decision.lock
        self.told += [] if lock is None else [lock]
        self.memory = replace(
            self.memory, sent=self.memory.sent if lock is None else lock
        )
        self.charger = replace(
            self.charger, locked=self.charger.locked if lock is None else lock
        )

    def see(self, seconds: int = 100, **keys: Sighting) -> LockReason:
        """Let keys be seen so, for a while."""
        self.keys |= keys
        return self.live(seconds)


def world(**settings: Any) -> World:
    """A world with a phone and a watch, and the phone near since long."""
    both = LockSettings(enabled=True, keys={PHONE: KeyRule(), WATCH: KeyRule()})
    made = World(settings=replace(both, **settings))
    made.see(phone=HOME, watch=GONE)
    made.told.clear()
    return made


def test_a_key_that_leaves_locks_and_one_that_comes_unlocks() -> None:
    """Once each."""
    here = world()
    assert here.decision.reason is LockReason.UNLOCKED_KEY_NEAR
    assert here.see(50, phone=GONE) is LockReason.UNLOCKED_KEY_NEAR
    assert here.see(50) is LockReason.LOCKED_NO_KEY
    assert here.see(3, phone=HOME) is LockReason.LOCKED_NO_KEY
    assert here.see(50) is LockReason.UNLOCKED_KEY_NEAR
    assert here.told == [True, False]


def test_any_near_key_keeps_it_unlocked() -> None:
    """All have to leave."""
    here = world()
    here.see(watch=HOME)
    assert here.see(phone=GONE) is LockReason.UNLOCKED_KEY_NEAR
    assert here.see(watch=GONE) is LockReason.LOCKED_NO_KEY


def test_unknown_changes_nothing() -> None:
    """Neither near nor away."""
    here = world()
    assert here.see(phone=LOST) is LockReason.UNLOCKED_KEYS_UNKNOWN
    here.see(phone=GONE)
    assert here.see(phone=LOST) is LockReason.LOCKED_NO_KEY
    assert here.told == [True]


def test_a_key_that_was_never_seen_blocks_the_lock() -> None:
    """Nobody knows that it has left."""
    here = World()
    assert here.see(phone=LOST) is LockReason.UNLOCKED_KEYS_UNKNOWN
    assert here.live(5, locked=True) is LockReason.LOCKED_BY_HAND
    here = World(charger=ChargerSight(locked=True, connected=False))
    assert here.see(phone=LOST) is LockReason.LOCKED_KEYS_UNKNOWN
    assert here.told == []


@pytest.mark.parametrize("connected", [True, None])
def test_a_charger_in_use_is_not_locked(connected: bool | None) -> None:
    """Also one whose car waits, and one that does not tell."""
    here = world()
    here.live(connected=connected)
    assert here.see(phone=GONE) is LockReason.UNLOCKED_IN_USE
    assert here.told == []
    assert here.live(2, connected=False) is LockReason.LOCKED_NO_KEY


def test_a_charger_in_use_is_locked_for_who_asks() -> None:
    """That ends the session."""
    here = world(lock_in_use=True)
    here.live(connected=True)
    here.see(phone=GONE)
    assert here.told == [True]


def test_off_does_nothing() -> None:
    """It looks on."""
    here = world()
    here.settings = replace(here.settings, enabled=False)
    assert here.see(phone=GONE) is LockReason.OFF
    assert here.memory.keys[PHONE].zone is Zone.AWAY
    assert here.told == []


def test_an_unreachable_charger_is_left_alone() -> None:
    """Until it is back."""
    here = world()
    here.live(reachable=False)
    assert here.see(phone=GONE) is LockReason.UNREACHABLE
    assert here.live(locked=None, reachable=True) is LockReason.UNREACHABLE
    assert here.told == []
    assert here.live(locked=False) is LockReason.LOCKING


def test_a_hand_that_unlocks_is_right_until_a_key_comes() -> None:
    """A guest charges; then the family returns and leaves."""
    here = world()
    here.see(phone=GONE)
    assert here.live(300, locked=False) is LockReason.UNLOCKED_BY_HAND
    assert here.see(watch=HOME) is LockReason.UNLOCKED_KEY_NEAR
    assert here.see(watch=GONE) is LockReason.LOCKED_NO_KEY
    assert here.told == [True, True]


def test_a_hand_that_locks_is_right_until_a_key_comes() -> None:
    """One of two keys that leaves opens nothing."""
    here = world()
    here.see(watch=HOME)
    assert here.live(300, locked=True) is LockReason.LOCKED_BY_HAND
    assert here.see(watch=GONE) is LockReason.LOCKED_BY_HAND
    assert here.see(watch=HOME) is LockReason.UNLOCKED_KEY_NEAR


def test_what_a_command_under_way_shows_is_nobodys_hand() -> None:
    """The value is shown before the charger has it, and taken back if it fails."""
    here = world()
    here.live(locked=True, busy=True)
    assert here.live(locked=False, busy=False) is LockReason.UNLOCKED_KEY_NEAR
    assert not here.memory.by_hand


def test_only_a_trusted_key_unlocks() -> None:
    """A copy would, otherwise; that it leaves locks all the same."""
    here = world(keys={PHONE: KeyRule(opens=False)})
    here.live(locked=True)
    here.see(phone=GONE)
    assert here.see(phone=HOME) is LockReason.LOCKED_UNTRUSTED_KEY
    assert here.told == []
    assert here.live(5, locked=False) is LockReason.UNLOCKED_BY_HAND
    here.see(phone=GONE)
    assert here.told == [True]


def test_an_untrusted_key_that_is_near_is_shown() -> None:
    """It does not keep the charger unlocked, but it has not left either."""
    here = world(keys={PHONE: KeyRule(opens=False)})
    assert here.decision.reason is LockReason.UNLOCKED_KEY_NEAR


def test_a_charger_that_idles_is_locked_for_who_asks() -> None:
    """A minute without a plug and without a key, whoever unlocked it."""
    here = World(settings=LockSettings(enabled=True, lock_idle=True))
    assert here.live(60) is LockReason.UNLOCKED_UNTIL_IDLE
    assert here.live(2) is LockReason.LOCKED_NO_KEY
    assert here.live(30, locked=False) is LockReason.UNLOCKED_UNTIL_IDLE
    assert here.live(100, connected=True) is LockReason.UNLOCKED_BY_HAND
    assert here.live(60, connected=False) is LockReason.UNLOCKED_UNTIL_IDLE
    assert here.live(2) is LockReason.LOCKED_NO_KEY
    assert here.told == [True, True]


def test_nobody_idles_with_a_key_near() -> None:
    """Also where it was last seen long ago, by a tracker that keeps its word."""
    here = world(lock_idle=True)
    stale = Sighting(present=True, at=here.now)
    assert here.see(3000, phone=stale) is LockReason.UNLOCKED_KEY_NEAR
    assert here.see(30, phone=LOST) is LockReason.UNLOCKED_UNTIL_IDLE
    assert here.see(35) is LockReason.LOCKED_KEYS_UNKNOWN


@pytest.mark.parametrize(
    ("again", "reason"),
    [(True, LockReason.LOCKED_KEYS_UNKNOWN), (False, LockReason.UNLOCKED_BY_HAND)],
)
def test_a_power_cut(again: bool, reason: LockReason) -> None:
    """It was locked, could not be reached, and is unlocked."""
    here = World(
        settings=LockSettings(enabled=True, keys={PHONE: KeyRule()}, lock_again=again)
    )
    here.live(locked=True)
    here.live(5, lost=True, locked=False)
    assert here.live(5, lost=False) is reason
    assert here.told == [True] * again


def test_a_power_cut_while_home_assistant_was_away() -> None:
    """It is remembered how the charger was."""
    here = World(
        settings=LockSettings(enabled=True, lock_again=True),
        memory=LockMemory(locked=True),
    )
    assert here.live(2) is LockReason.LOCKED_NO_KEY
    assert here.told == [True]


def test_a_car_that_charges_after_a_power_cut_is_left_alone() -> None:
    """And locked out as soon as it leaves."""
    here = World(settings=LockSettings(enabled=True, lock_again=True))
    here.live(locked=True)
    here.live(lost=True)
    assert here.live(lost=False, locked=False, connected=True) is (
        LockReason.UNLOCKED_IN_USE
    )
    assert here.live(2, connected=False) is LockReason.LOCKED_NO_KEY


def test_a_key_that_is_there_after_a_power_cut_keeps_it_unlocked() -> None:
    """It would be unlocked in a moment anyway."""
    here = world(lock_again=True)
    here.live(locked=True)
    here.live(lost=True)
    assert here.live(5, lost=False, locked=False) is LockReason.UNLOCKED_KEY_NEAR
    assert here.told == []


def test_a_key_that_is_not_chosen_any_more_is_forgotten() -> None:
    """It neither keeps nor opens."""
    here = world()
    here.settings = replace(here.settings, keys={WATCH: KeyRule()})
    assert here.see() is LockReason.LOCKED_NO_KEY
    assert list(here.memory.keys) == [WATCH]


def test_idle_is_a_minute() -> None:
    """As in V2C's app."""
    assert IDLE_AFTER == 60
