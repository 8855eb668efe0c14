"""What other planners were blamed for, through Home Assistant."""

from datetime import datetime, timedelta
from typing import Any

from homeassistant.const import (
    ATTR_UNIT_OF_MEASUREMENT,
    STATE_UNAVAILABLE,
    STATE_UNKNOWN,
    Platform,
)
from homeassistant.core import HomeAssistant
import pytest

from custom_components.v2c_cloud.control.model import Reason
from scripts.simulator import SimulatedCharger

from .actions import act
from .conftest import state_of
from .eco_house import EcoHouse, MakeEcoHouse, get_plan, is_paused, madrid
from .power_house import big_car

PRICE = "sensor.price"
BY_ENTITY: dict[str, Any] = {
    "prices": {"source": "entity", "entity": PRICE},
    "tariff": {},
}
MIDNIGHT = madrid("2026-11-25 00:00")


def say(
    hass: HomeAssistant, begin: datetime, *prices: float, minutes: int = 60
) -> None:
    """Let an entity publish prices from an instant on."""
    slots = [
        {
            "start": (begin + timedelta(minutes=minutes * number)).isoformat(),
            "value": price,
        }
        for number, price in enumerate(prices)
    ]
    attributes = {ATTR_UNIT_OF_MEASUREMENT: "EUR/kWh", "raw_today": slots}
    hass.states.async_set(PRICE, str(prices[0]), attributes)


async def plugged(
    eco_house: MakeEcoHouse, charger: SimulatedCharger, **options: Any
) -> EcoHouse:
    """A house whose car must be ready at 7:00."""
    house = await eco_house(charger, **options)
    charger.plug(big_car())
    await house.set(charger, ready_by_on=True)
    await house.power.live(60)
    return house


async def test_tomorrow_is_published_late(
    hass: HomeAssistant, eco_house: MakeEcoHouse, charger: SimulatedCharger
) -> None:
    """The plan is another as soon as the prices are there, without a plug or a click."""
    today = madrid("2026-11-24 00:00")
    say(hass, today, *[0.2] * 18, 0.1, 0.1, 0.15, 0.15, 0.2, 0.2)
    house = await plugged(eco_house, charger, **BY_ENTITY)
    assert charger.charging
    assert house.power.reason(charger) is Reason.PLANNED

    say(hass, today, *[0.2] * 18, 0.1, 0.1, 0.15, 0.15, 0.2, 0.2, *[0.01] * 24)
    await house.settle()
    await house.power.live(60)
    assert house.plan(charger).next_start == MIDNIGHT
    assert is_paused(charger)


async def test_the_source_of_prices_goes_away(
    hass: HomeAssistant, eco_house: MakeEcoHouse, charger: SimulatedCharger
) -> None:
    """What it has published holds; nothing becomes free."""
    say(hass, madrid("2026-11-24 18:00"), *[0.2] * 6, *[0.1] * 8, *[0.2] * 16)
    house = await plugged(eco_house, charger, **BY_ENTITY)
    before = house.plan(charger)
    hass.states.async_set(PRICE, STATE_UNAVAILABLE)
    await house.settle()
    await house.power.live(60)
    assert house.plan(charger).next_start == before.next_start == MIDNIGHT
    assert house.plan(charger).slots[0].price == 0.2


async def test_the_source_of_prices_was_never_there(
    hass: HomeAssistant, eco_house: MakeEcoHouse, charger: SimulatedCharger
) -> None:
    """It charges at once, and what that costs is unknown and not nothing."""
    hass.states.async_set(PRICE, STATE_UNAVAILABLE)
    house = await plugged(eco_house, charger, **BY_ENTITY)
    assert charger.charging
    assert house.power.reason(charger) is Reason.NO_PRICES
    assert state_of(hass, Platform.SENSOR, "expected_cost") == STATE_UNKNOWN


async def test_who_is_paid_for_it_charges_then(
    hass: HomeAssistant, eco_house: MakeEcoHouse, charger: SimulatedCharger
) -> None:
    """Prices below zero are the best there are, and cost less than nothing."""
    night = [0.1, 0.1, 0.1, -0.02, -0.02, -0.02, 0.1, 0.1]
    say(hass, madrid("2026-11-24 18:00"), *[0.2] * 6, *night, *[0.2] * 16)
    house = await plugged(eco_house, charger, **BY_ENTITY)
    await act(hass, "charge_until", energy=8)
    await house.power.live(30)
    answer = await get_plan(hass)
    assert answer["next_start"] == "2026-11-25T03:00:00+01:00"
    assert answer["expected_cost"] == pytest.approx(-0.16, abs=0.01)


@pytest.mark.parametrize(
    ("evening", "morning", "hours"),
    [
        ("2026-03-28 18:00", "2026-03-29T07:00:00+02:00", 12),
        ("2026-10-24 18:00", "2026-10-25T07:00:00+01:00", 14),
    ],
)
async def test_nights_in_which_the_clock_changes(
    hass: HomeAssistant,
    eco_house: MakeEcoHouse,
    charger: SimulatedCharger,
    evening: str,
    morning: str,
    hours: int,
) -> None:
    """Seven o'clock is seven o'clock."""
    begins = madrid(evening)
    # The quarter before seven is the cheapest.
    quarters = [0.2] * 4 * hours
    quarters[-1] = 0.05
    say(hass, begins, *quarters, *[0.2] * 60, minutes=15)
    house = await plugged(eco_house, charger, begins=begins, **BY_ENTITY)
    await act(hass, "charge_until", energy=0.9)
    await house.power.live(30)
    answer = await get_plan(hass)
    assert answer["departure"]["time"] == morning
    assert answer["planned_end"] == morning


@pytest.mark.parametrize(
    ("noon", "count"), [("2026-03-28 12:00", 96 + 92), ("2026-10-24 12:00", 96 + 100)]
)
async def test_days_in_which_the_clock_changes(
    hass: HomeAssistant,
    eco_house: MakeEcoHouse,
    charger: SimulatedCharger,
    noon: str,
    count: int,
) -> None:
    """They have the quarters that they have, each once."""
    await eco_house(charger, begins=madrid(noon))
    slots = (await get_plan(hass))["slots"]
    assert len({slot["start"] for slot in slots}) == len(slots) == count


async def test_plugged_in_in_a_cheap_hour(
    eco_house: MakeEcoHouse, charger: SimulatedCharger
) -> None:
    """It begins in the middle of a quarter, and is not paused first."""
    house = await plugged(eco_house, charger, begins=madrid("2026-11-25 02:07"))
    assert charger.charging
    assert house.power.reason(charger) is Reason.PLANNED


async def test_a_restart_while_it_charges(
    hass: HomeAssistant, eco_house: MakeEcoHouse, charger: SimulatedCharger
) -> None:
    """It goes on charging, with what was counted."""
    house = await plugged(eco_house, charger, begins=madrid("2026-11-25 02:00"))
    await act(hass, "charge_until", energy=3)
    await house.power.live(1200, step=60)
    taken = charger.values.charge_energy
    await hass.config_entries.async_reload(house.power.entry.entry_id)
    await house.power.live(60)
    assert charger.charging
    assert house.power.reason(charger) is Reason.PLANNED
    assert house.plan(charger).need == pytest.approx(3 - taken, abs=0.1)


async def test_a_wish_and_back_again(
    eco_house: MakeEcoHouse, charger: SimulatedCharger
) -> None:
    """Who ends a boost waits for the same hours as before."""
    house = await plugged(eco_house, charger)
    subentry_id = house.subentry_id(charger)
    house.power.power.async_set(subentry_id, boost=True)
    await house.power.live(60)
    assert charger.charging
    house.power.power.async_set(subentry_id, boost=False)
    await house.power.live(60)
    assert is_paused(charger)
    assert house.power.reason(charger) is Reason.WAITING_PRICE
    assert house.plan(charger).next_start == MIDNIGHT


async def test_an_afternoon_with_the_edge_of_each_quarter(
    eco_house: MakeEcoHouse, charger: SimulatedCharger
) -> None:
    """From plug to done it starts once: never flaps at the edge of a slot."""
    house = await plugged(eco_house, charger)
    starts, was = 0, charger.charging
    for minute in range(0, 9 * 60, 5):
        await house.until(madrid("2026-11-24 18:05") + timedelta(minutes=minute))
        starts += charger.charging and not was
        was = charger.charging
    assert starts == 1
