"""What the lock never does, whatever happens."""

from dataclasses import dataclass, replace
from typing import Any

from hypothesis import given, strategies as st

from custom_components.v2c_cloud.control.smart_key import (
    FRESH,
    KeyRule,
    Measure,
    Sighting,
    Zone,
)
from custom_components.v2c_cloud.control.smart_lock import (
    ChargerSight,
    LockDecision,
    LockMemory,
    LockSettings,
    look,
)

PHONE = "phone"
WATCH = "watch"
RULES = [
    KeyRule(),
    KeyRule(measure=Measure.SIGNAL, near=-65, far=-80),
    KeyRule(measure=Measure.DISTANCE, near=4, far=10),
]
SIGHTINGS = st.builds(
    lambda present, age, level: (present, age, level),
    st.sampled_from([True, False, None]),
    st.floats(min_value=0, max_value=2000) | st.none(),
    st.sampled_from([-40.0, -72.0, -100.0, 1.0, 7.0, 50.0, 0.0, None]),
)
CHARGERS = st.builds(
    ChargerSight,
    locked=st.sampled_from([True, False, None]),
    connected=st.sampled_from([True, False, None]),
    reachable=st.sampled_from([True, True, True, False]),
    lost=st.sampled_from([False, False, True]),
    busy=st.sampled_from([False, False, True]),
)
STEPS = st.lists(
    st.tuples(
        st.floats(min_value=0.1, max_value=120),
        CHARGERS,
        SIGHTINGS,
        SIGHTINGS,
    ),
    max_size=30,
)
SETTINGS = st.builds(
    LockSettings,
    enabled=st.sampled_from([True, True, False]),
    keys=st.fixed_dictionaries(
        {
            PHONE: st.sampled_from(RULES),
            WATCH: st.sampled_from([replace(rule, opens=False) for rule in RULES]),
        }
    ),
    lock_in_use=st.booleans(),
    lock_idle=st.booleans(),
    lock_again=st.booleans(),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One look, with what was known at it."""

    charger: ChargerSight
    ages: dict[str, float]
    present: dict[str, bool | None]
    memory: LockMemory
    decision: LockDecision


def run(settings: LockSettings, steps: list[tuple[Any, ...]]) -> list[Step]:
    """Look again and again, at whatever."""
    memory, now, looks = LockMemory(), 10_000.0, []
    for passed, charger, *seen in steps:
        now += passed
        sightings = {
            name: Sighting(
                present=present, at=None if age is None else now - age, level=level
            )
            for name, (present, age, level) in zip((PHONE, WATCH), seen, strict=True)
        }
        memory, decision = look(memory, settings, charger, sightings, now)
        looks.append(
            Step(
                charger=charger,
                ages={
                    name: 1e9 if item.at is None else now - item.at
                    for name, item in sightings.items()
                },
                present={name: item.present for name, item in sightings.items()},
                memory=memory,
                decision=decision,
            )
        )
    return looks


@given(settings=SETTINGS, steps=STEPS)
def test_it_never_unlocks_but_for_a_key_that_is_seen_now(
    settings: LockSettings, steps: list[tuple[Any, ...]]
) -> None:
    """A trusted one, whose tracker says that it is there, and not long ago."""
    rule = settings.keys[PHONE]
    opened = [item for item in run(settings, steps) if item.decision.lock is False]
    assert all(item.ages[PHONE] <= FRESH[rule.measure] + 1e-6 for item in opened)
    assert all(item.present[PHONE] for item in opened)
    assert all(item.memory.keys[PHONE].zone is Zone.NEAR for item in opened)


@given(settings=SETTINGS, steps=STEPS)
def test_it_never_locks_a_charger_in_use(
    settings: LockSettings, steps: list[tuple[Any, ...]]
) -> None:
    """Unless somebody asked for that."""
    settings = replace(settings, lock_in_use=False)
    locked = [item for item in run(settings, steps) if item.decision.lock]
    assert all(item.charger.connected is False for item in locked)


@given(settings=SETTINGS, steps=STEPS)
def test_it_tells_a_charger_only_what_it_is_not(
    settings: LockSettings, steps: list[tuple[Any, ...]]
) -> None:
    """And nothing at all while it is off, or the charger cannot be reached."""
    told = [item for item in run(settings, steps) if item.decision.lock is not None]
    assert all(item.charger.locked is not item.decision.lock for item in told)
    assert all(item.charger.locked is not None for item in told)
    assert all(item.charger.reachable and settings.enabled for item in told)


@given(settings=SETTINGS, steps=STEPS)
def test_without_options_only_keys_that_all_left_lock(
    settings: LockSettings, steps: list[tuple[Any, ...]]
) -> None:
    """What is not known locks nothing."""
    settings = replace(settings, lock_idle=False, lock_again=False)
    locked = [item for item in run(settings, steps) if item.decision.lock]
    assert all(
        key.zone is Zone.AWAY for item in locked for key in item.memory.keys.values()
    )


def test_the_laws_above_have_something_to_hold() -> None:
    """The worlds that chance makes do lock and unlock."""
    near, away = (True, 0.0, -40.0), (False, None, None)
    shut = ChargerSight(locked=True, connected=False)
    open_ = ChargerSight(locked=False, connected=False)
    settings = LockSettings(
        enabled=True, keys={PHONE: RULES[1], WATCH: replace(RULES[0], opens=False)}
    )
    steps = [(30.0, shut, near, away)] * 3 + [(70.0, open_, away, away)] * 3
    looks = [item.decision.lock for item in run(settings, steps)]
    assert False in looks
    assert True in looks
