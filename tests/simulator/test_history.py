"""Made-up charges of the past."""

from itertools import pairwise
import json

import pytest

from scripts.simulator import Charge, SimulatedCharger, Simulator
from scripts.simulator.history import past_charges
from scripts.simulator.wall_clock import WallClock

from .conftest import Call

CLOCK = WallClock()


def story(seed: str = "1", offset: float = 0.0) -> list[Charge]:
    """Return sixty days before the start."""
    return past_charges(CLOCK, 0.0, days=60, seed=seed, offset=offset)


def test_a_seed_repeats_the_past() -> None:
    """And another one gives another past."""
    assert story() == story()
    assert story() != story("2")


@pytest.mark.parametrize("seed", [str(number) for number in range(10)])
def test_a_plausible_past(seed: str) -> None:
    """One after the other, all over, some energy in each."""
    charges = story(seed)

    assert 20 < len(charges) < 80
    assert all(charge.ended and charge.ended > charge.started for charge in charges)
    assert all(
        before.ended and before.ended < after.started
        for before, after in pairwise(charges)
    )
    assert all(0.3 < charge.total < 45 for charge in charges)
    assert any(charge.solar for charge in charges)


def test_hours_add_up() -> None:
    """Every clock hour touched has its energy."""
    charge = max(story(), key=lambda item: len(item.energy))
    hours = [hour for hour, _ in charge.energy]

    assert hours[0] == charge.started.replace(minute=0, second=0)
    assert all((b - a).total_seconds() == 3600 for a, b in pairwise(hours))


def test_the_error_of_the_clock() -> None:
    """It is in the charger's times and not in the cloud's."""
    right, wrong = story()[0], story(offset=120)[0]

    assert (wrong.started - right.started).total_seconds() == 120
    assert wrong.start == right.start
    assert wrong.created == right.created


async def test_cards(charger: SimulatedCharger, call: Call) -> None:
    """Some charges were begun with a card, if there is one."""
    charger.reader.register("aa23b601", "Vicente")
    charger.add_history()

    _, body = await call("GET", "/stadistic/device", chargeDateStart="2026-01-01")

    names = {item["rfidName"] for item in json.loads(body)}
    assert names == {None, "Vicente"}


async def test_history_was_uploaded_in_time(
    simulator: Simulator, charger: SimulatedCharger, call: Call
) -> None:
    """CreatedAt is near the start, and no webhook is called for it."""
    simulator.cloud.webhook = "http://127.0.0.1:1/hook"
    charger.add_history(days=5)
    await call("GET", "/stadistic/device")
    await simulator.advance(10)

    record = simulator.cloud.statistics.records("ABC123")[0]
    assert (record.created - record.charge.start).total_seconds() == 5
    assert simulator.cloud.hook.posts == []
