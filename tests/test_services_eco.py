"""The actions of EcoCharging."""

from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ServiceValidationError
import pytest

from custom_components.v2c_cloud.control.model import Reason
from custom_components.v2c_cloud.control.plan import Objective
from scripts.simulator import SimulatedCharger

from .actions import act
from .conftest import AddHouse
from .eco_house import DAY, NIGHT, WORKING_NIGHTS, MakeEcoHouse, get_plan, why

ALL_OFF = dict.fromkeys("1234567", "")


def planned(answer: dict[str, Any]) -> list[dict[str, Any]]:
    """The slots in which the car will be charged."""
    return [slot for slot in answer["slots"] if slot["current"]]


@pytest.mark.usefixtures("waiting")
async def test_the_plan_of_a_night(hass: HomeAssistant) -> None:
    """What an automation, or a card, can make of it."""
    answer = await get_plan(hass)
    slots = answer.pop("slots")
    assert answer.pop("planned_at").startswith("2026-11-24T18:0")
    assert answer.pop("why").startswith("Waits for cheaper hours and starts tomorrow")
    assert 10 < answer.pop("expected_energy") < 16
    assert 0.5 < answer.pop("expected_cost") < 2
    need = answer.pop("need")
    assert need["source"] == "learned"
    assert need["low"] < need["energy"] < need["high"]
    assert answer == {
        "charger": "ABC123",
        "enabled": True,
        "reason": Reason.WAITING_PRICE,
        "currency": "EUR",
        "objective": Objective.PRICE,
        "expected_co2": None,
        "departure": {
            "time": "2026-11-25T07:00:00+01:00",
            "source": "ready_by",
            "confidence": None,
        },
        "next_start": "2026-11-25T00:00:00+01:00",
        "planned_end": "2026-11-25T03:00:00+01:00",
        "will_be_ready": True,
    }
    assert len(slots) == 192
    assert slots[0]["start"] == "2026-11-24T00:00:00+01:00"
    assert slots[-1]["end"] == "2026-11-26T00:00:00+01:00"


@pytest.mark.usefixtures("waiting")
async def test_the_slots_of_a_plan(hass: HomeAssistant) -> None:
    """Past ones have prices only; those of the plan say what they allow."""
    answer = await get_plan(hass)
    first = answer["slots"][0]
    assert first == {
        "start": "2026-11-24T00:00:00+01:00",
        "end": "2026-11-24T00:15:00+01:00",
        "price": NIGHT,
        "expected": False,
        "co2": None,
        "co2_expected": False,
        "chance": None,
        "solar": None,
        "limit": None,
        "current": 0,
        "power": 0,
        "energy": 0.0,
        "cost": None,
    }
    assert answer["slots"][90] == {
        "start": "2026-11-24T22:30:00+01:00",
        "end": "2026-11-24T22:45:00+01:00",
        "price": DAY,
        "expected": False,
        "co2": None,
        "co2_expected": False,
        "chance": 0.0,
        "solar": 0,
        "limit": 3680,
        "current": 0,
        "power": 0,
        "energy": 0.0,
        "cost": None,
    }
    assert planned(answer)[0] == {
        "start": "2026-11-25T00:00:00+01:00",
        "end": "2026-11-25T00:15:00+01:00",
        "price": NIGHT,
        "expected": False,
        "co2": None,
        "co2_expected": False,
        "chance": 1.0,
        "solar": 0,
        "limit": 3680,
        "current": 16,
        "power": 3680,
        "energy": 0.92,
        "cost": 0.0736,
    }


async def test_prices_without_a_plan(
    hass: HomeAssistant, eco_house: MakeEcoHouse, charger: SimulatedCharger
) -> None:
    """They are there while EcoCharging is off."""
    house = await eco_house(charger)
    await house.set(charger, enabled=False, ready_by_on=True)
    answer = await get_plan(hass)
    assert len(answer["slots"]) == 192
    assert planned(answer) == []
    assert not answer["enabled"]
    assert answer["planned_at"] is None
    assert answer["expected_cost"] is None
    assert answer["departure"] == {
        "time": None,
        "source": "none",
        "confidence": None,
    }
    assert answer["need"]["source"] == "none"
    assert answer["why"].startswith("EcoCharging is off")


async def test_when_the_next_car_must_be_ready(
    hass: HomeAssistant, eco_house: MakeEcoHouse, charger: SimulatedCharger
) -> None:
    """Known before there is one."""
    house = await eco_house(charger)
    await house.set(charger, ready_by_on=True)
    answer = await get_plan(hass)
    assert answer["departure"]["time"] == "2026-11-25T07:00:00+01:00"
    assert answer["departure"]["source"] == "ready_by"
    assert answer["why"].startswith("No car is plugged in. Your habits")


async def test_nothing_is_known(
    hass: HomeAssistant, charger: SimulatedCharger, add_house: AddHouse
) -> None:
    """No price, no slot."""
    await add_house(charger)
    assert (await get_plan(hass))["slots"] == []


async def test_habits_are_forgotten(
    hass: HomeAssistant, eco_house: MakeEcoHouse, charger: SimulatedCharger
) -> None:
    """What was before tells nothing any more; the log stays."""
    house = await eco_house(charger)
    await house.remember(*WORKING_NIGHTS)
    [item] = house.eco.chargers.values()
    assert item.habits.learned_from.total == 5
    await act(hass, "reset_habits")
    assert item.habits.learned_from.total == 0
    assert (await why(hass)).endswith(
        "Your habits are not known yet, so it is careful."
    )
    [log] = house.power.entry.runtime_data.sessions.values()
    assert len(log.sessions) == 5


@pytest.mark.parametrize(
    ("before", "data", "expected"),
    [
        ({}, {"time": "06:30"}, (True, "06:30", {})),
        ({}, {}, (True, "07:00", {})),
        ({}, {"enabled": False}, (False, "07:00", {})),
        (
            {"ready_by_on": True, "week": {"6": ""}},
            {"time": "06:30"},
            (True, "06:30", {}),
        ),
        (
            {"ready_by_on": True, "week": {"6": ""}},
            {"enabled": False},
            (False, "07:00", {"6": ""}),
        ),
        # The days that nobody has named have no time if there was none.
        (
            {},
            {"time": "06:30", "days": ["monday"]},
            (True, "07:00", ALL_OFF | {"1": "06:30"}),
        ),
        (
            {"ready_by_on": True},
            {"time": "09:00", "days": ["saturday", "sunday"]},
            (True, "07:00", {"6": "09:00", "7": "09:00"}),
        ),
        (
            {"ready_by_on": True},
            {"enabled": False, "days": ["sunday"]},
            (True, "07:00", {"7": ""}),
        ),
        # Back to the usual time.
        (
            {"ready_by_on": True, "week": {"6": "09:00", "7": ""}},
            {"days": ["sunday"]},
            (True, "07:00", {"6": "09:00"}),
        ),
        ({}, {"enabled": False, "days": ["sunday"]}, (False, "07:00", {})),
    ],
)
async def test_set_ready_by(
    hass: HomeAssistant,
    eco_house: MakeEcoHouse,
    charger: SimulatedCharger,
    before: dict[str, Any],
    data: dict[str, Any],
    expected: tuple[bool, str, dict[str, str]],
) -> None:
    """Every day, or on some days."""
    house = await eco_house(charger)
    await house.set(charger, **before)
    await act(hass, "set_ready_by", **data)
    [item] = house.eco.chargers.values()
    settings = item.settings
    assert (settings.ready_by_on, settings.ready_by, settings.week) == expected


async def test_a_time_and_none(
    hass: HomeAssistant, charger: SimulatedCharger, add_house: AddHouse
) -> None:
    """Nobody knows what is meant."""
    await add_house(charger)
    with pytest.raises(ServiceValidationError) as caught:
        await act(hass, "set_ready_by", time="07:00", enabled=False)
    assert caught.value.translation_key == "time_or_off"
