"""Why a car is charged now or waits, in a sentence or two."""

from typing import Any

from homeassistant.core import HomeAssistant
import pytest

from custom_components.v2c_cloud.control.model import Reason
from scripts.simulator import LanFault, SimulatedCharger

from .actions import act
from .eco_house import (
    WORKING_NIGHTS,
    EcoHouse,
    MakeEcoHouse,
    get_plan,
    madrid,
    usual_nights,
    why,
)
from .power_house import big_car


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        (
            {"ready_by_on": True},
            (
                "Waits for cheaper hours and starts tomorrow at 00:00. "
                "The car must be ready tomorrow at 07:00 and needs about 10.2 kWh."
            ),
        ),
        (
            {},
            (
                "Waits for cheaper hours and starts tomorrow at 00:00. "
                "Your habits are not known yet, so it is careful. This time it is "
                "expected to leave tomorrow at 07:15 (50 % sure) and to need about "
                "10.2 kWh."
            ),
        ),
        (
            {"ready_by_on": True, "ready_by": "18:00", "skip_until": None},
            (
                "Waits for cheaper hours and starts tomorrow at 00:00. "
                "The car must be ready tomorrow at 18:00 and needs about 10.2 kWh."
            ),
        ),
        (
            {"skip_until": "2026-11-25T11:00:00+00:00"},
            (
                "You want no charging until tomorrow at 12:00. "
                "Waits for cheaper hours and starts tomorrow at 12:00."
            ),
        ),
        (
            {
                "ready_by_on": True,
                "ready_by": "23:00",
                "price_cap": 0.1,
                "price_cap_on": True,
            },
            (
                "Plans no charge: every hour that it may use costs more than your "
                "price cap. The car must be ready today at 23:00 and needs about "
                "10.2 kWh."
            ),
        ),
        (
            {"ready_by_on": True, "reserve": 3.0},
            (
                "Charges 3 kWh at once, whatever they cost, as you want, and goes on "
                "tomorrow at 00:00. The car must be ready tomorrow at 07:00 and needs "
                "about 10.2 kWh."
            ),
        ),
        (
            {"ready_by_on": True, "reserve": 30.0},
            (
                "Charges 30 kWh at once, whatever they cost, as you want. "
                "The car must be ready tomorrow at 07:00 and needs about 10.2 kWh."
            ),
        ),
    ],
)
async def test_why(
    hass: HomeAssistant,
    eco_house: MakeEcoHouse,
    charger: SimulatedCharger,
    changes: dict[str, Any],
    expected: str,
) -> None:
    """A sentence or two that a person understands."""
    house = await eco_house(charger)
    charger.plug(big_car())
    await house.power.live(60)
    await house.set(charger, **changes)
    assert await why(hass) == expected


async def test_why_it_charges(
    hass: HomeAssistant, waiting: EcoHouse, charger: SimulatedCharger
) -> None:
    """As planned, until something goes wrong, or because somebody wants it."""
    await waiting.until(madrid("2026-11-25 00:01"))
    assert (await why(hass)).startswith(
        "Charges in hours that are cheap enough and will probably be done today at 03:"
    )
    await act(hass, "boost")
    assert await why(hass) == "You want the car charged now, until it is unplugged."
    await act(hass, "boost", enabled=False)
    await waiting.until(madrid("2026-11-25 07:01"))
    assert (await why(hass)).startswith("Charges at once: there is not enough time")


async def test_why_it_is_too_late_for_cheap_hours(
    hass: HomeAssistant, waiting: EcoHouse, charger: SimulatedCharger
) -> None:
    """It charges at once, unless somebody has said that this costs too much."""
    await act(hass, "charge_until", energy=20)
    await waiting.set(charger, ready_by="20:00")
    assert (await why(hass)).startswith("Charges at once: there is not enough time")
    answer = await get_plan(hass)
    assert answer["will_be_ready"] is False
    assert answer["planned_end"] > "2026-11-24T23:"

    await waiting.set(charger, price_cap=0.1, price_cap_on=True)
    assert (await why(hass)).startswith(
        "Will not be ready: until then it costs more than your price cap. "
        "It starts tomorrow at 00:00."
    )
    assert (await get_plan(hass))["reason"] == Reason.WAITING_PRICE


async def test_no_judgement_on_a_skipped_night(
    hass: HomeAssistant, waiting: EcoHouse, charger: SimulatedCharger
) -> None:
    """As little as by the sensor."""
    await waiting.set(charger, skip_until="2026-11-25T11:00:00+00:00")
    assert (await get_plan(hass))["will_be_ready"] is None


async def test_why_without_prices(
    hass: HomeAssistant, eco_house: MakeEcoHouse, charger: SimulatedCharger
) -> None:
    """Nobody can say when it is cheap."""
    house = await eco_house(charger, prices={}, tariff={})
    charger.plug(big_car())
    await house.power.live(60)
    assert (await why(hass)).startswith("Charges at once: nobody tells")


async def test_why_a_full_car_waits_for_nothing(
    hass: HomeAssistant, waiting: EcoHouse, charger: SimulatedCharger
) -> None:
    """It takes no more."""
    charger.unplug()
    await waiting.power.live(20)
    charger.plug(big_car(capacity=20.0, soc=0.99))
    await waiting.until(madrid("2026-11-25 00:01"))
    await waiting.power.live(1500, step=60)
    assert (await why(hass)).startswith("The car takes no more")


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", "It usually leaves at 07:40 on working days and needs 9 kWh."),
        ("es", "Los días laborables suele salir a las 07:40 y necesita 9 kWh."),
        ("it", "Nei giorni feriali di solito parte alle 07:40 e le servono 9 kWh."),
    ],
)
async def test_habits_in_a_line(
    hass: HomeAssistant,
    eco_house: MakeEcoHouse,
    charger: SimulatedCharger,
    language: str,
    expected: str,
) -> None:
    """In the language of the house."""
    hass.config.language = language
    house = await eco_house(charger)
    await house.remember(*WORKING_NIGHTS)
    assert (await why(hass)).endswith(f" {expected}")


async def test_why_a_boost_ends_at_a_target(
    hass: HomeAssistant, waiting: EcoHouse, charger: SimulatedCharger
) -> None:
    """It has what was asked for, and the next car is not held back by that."""
    await act(hass, "start_charge_for", energy=0.3)
    await waiting.power.live(600, step=20)
    assert (await get_plan(hass))["reason"] == Reason.NEED_MET
    assert (await why(hass)).startswith("The car has what it needs.")

    charger.unplug()
    await waiting.power.live(60)
    charger.plug(big_car())
    await waiting.power.live(60)
    assert (await get_plan(hass))["reason"] == Reason.WAITING_PRICE
    await waiting.until(madrid("2026-11-25 00:01"))
    assert charger.charging


async def test_the_language_of_who_asks(
    hass: HomeAssistant, waiting: EcoHouse, charger: SimulatedCharger
) -> None:
    """A reader's need not be the house's."""
    answer = await get_plan(hass, language="it")
    assert answer["why"].startswith("Aspetta ore più economiche e inizia domani alle")


async def test_habits_of_weekends(
    hass: HomeAssistant, eco_house: MakeEcoHouse, charger: SimulatedCharger
) -> None:
    """Other days, other habits; what was never seen is not told."""
    house = await eco_house(charger, begins=madrid("2026-11-27 18:00"))
    await house.remember(*WORKING_NIGHTS)
    assert (await why(hass)).endswith(
        "It usually needs 9 kWh; when it leaves is still being learned."
    )
    await house.remember(*usual_nights("2026-11-06", "2026-11-07", "2026-11-13"))
    assert (await why(hass)).endswith(
        "It usually leaves at 07:40 on weekends and holidays and needs 9 kWh."
    )


async def test_why_a_paused_car_is_not_charged(
    hass: HomeAssistant, waiting: EcoHouse, charger: SimulatedCharger
) -> None:
    """It is planned as if the pause ended, but that is not what is done."""
    await waiting.until(madrid("2026-11-25 00:01"))
    charger.write("Paused", "1")
    await waiting.power.live(60)
    assert (await why(hass)).startswith(
        "Paused by hand: nothing is charged until that pause is ended. "
    )


async def test_why_nobody_knows(
    hass: HomeAssistant, waiting: EcoHouse, charger: SimulatedCharger
) -> None:
    """A charger that cannot be reached does not tell that no car is there."""
    charger.lan.fail = LanFault.REFUSE
    await waiting.power.live(300, step=20)
    assert await why(hass) == (
        "The charger cannot be reached: nobody knows what it does."
    )
