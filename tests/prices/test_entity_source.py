"""An entity's prices: how long they hold, who is asked when, and what is wrong."""

from datetime import datetime
from typing import Any

from homeassistant.config_entries import ConfigEntryState
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import entity_registry as er
import pytest

from custom_components.v2c_cloud.problems import Problem

from .bench import (
    HOUR,
    MADRID,
    NEXT,
    QUARTER,
    TODAY,
    TOMORROW,
    PriceBench,
    day,
    instants,
    problem_of,
    refusing,
    until,
    utc,
)

PRICE = "sensor.price"
NAMED = {"entity": "price"}


async def test_a_source_that_goes_away(prices: PriceBench) -> None:
    """What was published holds as long as it was published for, and no longer."""
    await prices.say(PRICE, 0.2, raw_today=day(TODAY), raw_tomorrow=day(TOMORROW, 0.1))
    house = await prices.follow(PRICE)
    await prices.say(PRICE, "unavailable")
    assert problem_of(house) is None
    assert house.price(prices.now) == 0.2
    assert until(house) == NEXT

    prices.hass.states.async_remove(PRICE)
    await prices.move_to(utc("2026-11-26T10:00"))
    assert house.price(prices.now) == 0.1
    assert problem_of(house) is None
    await prices.move_to(utc("2026-11-27T10:05"))
    await prices.wait(QUARTER)
    assert house.price(prices.now) is None
    assert until(house) is None
    assert problem_of(house) == Problem(
        key="prices_unavailable", placeholders={"entity": PRICE}
    )
    assert all(slot.expected for slot in house.slots(prices.now, prices.now + HOUR))


async def test_after_a_restart(prices: PriceBench) -> None:
    """Prices are there before their source is, under whatever name it has now."""
    provider = prices.provider("ge_spot")
    entity_id = prices.entity(provider, "price")
    await prices.say(entity_id, 0.2, raw_today=day(TODAY))
    house = await prices.follow(entity_id)
    prices.end(house)
    await prices.stores[0].async_flush()
    prices.hass.states.async_remove(entity_id)
    er.async_get(prices.hass).async_update_entity(entity_id, new_entity_id=PRICE)
    await prices.prefer(entity_energy_price=PRICE)

    again = await prices.start(entry_id=prices.entry.entry_id)
    assert again.price(prices.now) == 0.2
    assert again.published_until == TOMORROW
    assert again.problem is None
    assert again.learned_days == 1


async def test_late_tomorrow(prices: PriceBench) -> None:
    """Until it is there, its prices are expected ones."""
    await prices.say(PRICE, 0.2, raw_today=day(TODAY), raw_tomorrow=[])
    house = await prices.follow(PRICE)
    slots = house.slots(TODAY, NEXT)
    assert len(slots) == 192
    assert [slot.expected for slot in slots] == [False] * 96 + [True] * 96
    assert {slot.currency for slot in slots} == {"EUR"}

    await prices.say(PRICE, 0.2, raw_today=day(TODAY), raw_tomorrow=day(TOMORROW, -0.1))
    slots = house.slots(TODAY, NEXT)
    assert not any(slot.expected for slot in slots)
    assert slots[-1].price_per_kwh == -0.1
    assert house.price(NEXT) is None


async def test_the_price_of_now_alone(prices: PriceBench) -> None:
    """It counts for its quarter of an hour; the sentence lists what was seen."""
    await prices.say(PRICE, 0.21, rating="CHEAP", level=[1, 2])
    house = await prices.follow(PRICE)
    assert house.price(prices.now) == 0.21
    assert house.published_until == utc("2026-11-25T10:15")
    assert problem_of(house) == Problem(
        key="prices_without_future",
        placeholders=NAMED | {"attributes": "level, rating, unit_of_measurement"},
    )
    await prices.wait(QUARTER)
    await prices.say(PRICE, 0.31)
    assert house.price(prices.now) == 0.31
    assert house.price(prices.now - QUARTER) == 0.21

    await prices.say(PRICE, 0.31, raw_today=day(TODAY, 0.4))
    assert problem_of(house) is None
    assert house.price(prices.now) == 0.4


@pytest.mark.parametrize("unit", ["kWh", "apples/kWh"])
async def test_no_unit_of_a_price(prices: PriceBench, unit: str) -> None:
    """It is not guessed what is meant."""
    await prices.say(PRICE, 5, unit, raw_today=day(TODAY))
    house = await prices.follow(PRICE)
    assert house.price(prices.now) is None
    assert problem_of(house) == Problem(
        key="prices_unit", placeholders=NAMED | {"unit": unit}
    )


async def test_another_currency(prices: PriceBench) -> None:
    """The prices are told in theirs, and somebody is told."""
    await prices.say(PRICE, 2, "SEK/kWh", raw_today=day(TODAY, 2))
    house = await prices.follow(PRICE)
    assert house.currency == "SEK"
    assert house.slots(TODAY, TOMORROW)[0].currency == "SEK"
    assert problem_of(house) == Problem(
        key="prices_currency",
        placeholders=NAMED | {"currency": "SEK", "home": "EUR"},
    )
    await prices.say(PRICE, 0.2, "EUR/kWh", raw_today=day(TODAY))
    assert problem_of(house) is None
    assert {slot.currency for slot in house.slots(TODAY, NEXT)} == {"EUR"}


async def test_an_action_is_asked_now_and_then(prices: PriceBench) -> None:
    """Not more than each quarter of an hour, and no more once it has answered."""
    prices.action("omie", "get_prices_for_date", refusing)
    price = prices.entity(prices.provider("omie"), "es_spot_price")
    await prices.say(price, 0.07)
    house = await prices.follow(price)
    assert len(prices.calls) == 1
    assert house.price(prices.now) == 0.07
    assert problem_of(house) == Problem(
        key="prices_no_answer",
        placeholders={
            "entity": house.source_name or "",
            "action": "omie.get_prices_for_date",
        },
    )

    await prices.say(price, 0.08)
    await prices.say(price, 0.09)
    assert len(prices.calls) == 1
    await prices.wait(HOUR)
    assert len(prices.calls) == 5

    prices.action(
        "omie",
        "get_prices_for_date",
        lambda data: {
            "es": [
                {"start": it.isoformat(), "price": 0.1}
                for it in instants(
                    datetime.fromisoformat(data["date"]).replace(tzinfo=MADRID),
                    96,
                    QUARTER,
                )
            ]
        },
    )
    await prices.wait(HOUR)
    assert len(prices.calls) == 6
    assert problem_of(house) is None
    assert house.published_until == TOMORROW


@pytest.mark.parametrize(
    "error", [HomeAssistantError("cannot_connect"), TimeoutError(), KeyError("area")]
)
async def test_an_action_that_fails(prices: PriceBench, error: Exception) -> None:
    """It is asked again, whatever it was."""

    def failing(_: object) -> Any:
        raise error

    prices.action("omie", "get_prices_for_date", failing)
    price = prices.entity(prices.provider("omie"), "es_spot_price")
    await prices.say(price, 0.07)
    await prices.follow(price)
    await prices.wait(HOUR)
    assert len(prices.calls) == 5


async def test_an_answer_that_is_none(prices: PriceBench) -> None:
    """An answer of another shape has no prices in it."""
    prices.action("tibber", "get_prices", lambda _: {"prices": []})
    price = prices.entity(prices.provider("tibber"), "home")
    await prices.say(price, 0.07)
    house = await prices.follow(price)
    assert getattr(problem_of(house), "key", None) == "prices_no_answer"


async def test_a_provider_that_is_not_there_yet(prices: PriceBench) -> None:
    """It is asked as soon as its entity says something."""
    provider = prices.provider("omie", ConfigEntryState.SETUP_RETRY)
    prices.action("omie", "get_prices_for_date", refusing)
    price = prices.entity(provider, "es_spot_price")
    await prices.say(price, "unavailable")
    house = await prices.follow(price)
    await prices.say(price, 0.1)
    assert prices.calls == []
    assert problem_of(house) is not None
    provider.mock_state(prices.hass, ConfigEntryState.LOADED)
    await prices.say(price, 0.2)
    assert len(prices.calls) == 1


async def test_without_its_action(prices: PriceBench) -> None:
    """An integration that has none is no error."""
    price = prices.entity(prices.provider("omie"), "es_spot_price")
    await prices.say(price, 0.1)
    house = await prices.follow(price)
    assert house.price(prices.now) == 0.1


async def test_attributes_that_are_lost(prices: PriceBench) -> None:
    """What they said holds; after that the price of now is better than none."""
    await prices.say(PRICE, 0.2, raw_today=day(TODAY))
    house = await prices.follow(PRICE)
    await prices.say(PRICE, 0.9)
    assert problem_of(house) is None
    assert house.published_until == TOMORROW
    await prices.move_to(utc("2026-11-25T23:10"))
    await prices.say(PRICE, 0.5)
    assert house.price(prices.now) == 0.5
    assert getattr(problem_of(house), "key", None) == "prices_without_future"


async def test_attributes_of_yesterday(prices: PriceBench) -> None:
    """A source that has stopped to publish is a problem, too."""
    await prices.say(PRICE, 0.2, raw_today=day(TODAY))
    house = await prices.follow(PRICE)
    await prices.move_to(utc("2026-11-25T22:50"))
    assert problem_of(house) is None
    await prices.wait(QUARTER)
    await prices.wait(QUARTER)
    assert house.price(prices.now) is None
    assert getattr(problem_of(house), "key", None) == "prices_unavailable"


async def test_an_answer_without_prices(prices: PriceBench) -> None:
    """Nothing comes of it but the price of now."""
    prices.action("omie", "get_prices_for_date", lambda _: {"pt": [], "es": []})
    price = prices.entity(prices.provider("omie"), "es_spot_price")
    await prices.say(price, 0.07)
    house = await prices.follow(price)
    assert house.published_until == utc("2026-11-25T10:15")


async def test_entities_that_come_later(prices: PriceBench) -> None:
    """A sensor that is added beside the one that was named is found."""
    provider = prices.provider("entsoe")
    current = prices.entity(provider, "entsoe.current_price")
    await prices.say(current, 0.1)
    house = await prices.follow(current)
    assert house.published_until == utc("2026-11-25T10:15")
    average = prices.entity(provider, "entsoe.avg_price")
    await prices.say(average, 0.1, prices_today=day(TODAY))
    await prices.wait(QUARTER)
    assert house.published_until == TOMORROW


async def test_the_price_of_now_at_the_begin_of_a_quarter(prices: PriceBench) -> None:
    """A price that stays the same is known all the time, not some minutes later."""
    await prices.say(PRICE, 0.21)
    house = await prices.follow(PRICE)
    await prices.move_to(utc("2026-11-25T10:14"))
    await prices.move_to(utc("2026-11-25T10:15"))
    assert house.price(prices.now) == 0.21
    assert prices.told[-1] == 0.21


async def test_a_state_that_turns_after_the_quarter(prices: PriceBench) -> None:
    """Where the state alone tells the price, the last word of the quarter counts."""
    prices.action("omie", "get_prices_for_date", refusing)
    price = prices.entity(prices.provider("omie"), "es_spot_price")
    await prices.say(price, 0.07)
    house = await prices.follow(price)
    await prices.move_to(utc("2026-11-25T10:15"))
    assert house.price(prices.now) == 0.07
    await prices.say(price, 0.09)
    assert house.price(prices.now) == 0.09


async def test_tomorrow_is_not_asked_for_by_all_at_once(prices: PriceBench) -> None:
    """Entities of all homes turn in the same second; each asks some time after."""

    def answer(data: Any) -> Any:
        begin = datetime.fromisoformat(data["date"]).replace(tzinfo=MADRID)
        slots = instants(begin, 96, QUARTER)
        return {"es": [{"start": it.isoformat(), "price": 0.1} for it in slots]}

    prices.action("omie", "get_prices_for_date", answer)
    price = prices.entity(prices.provider("omie"), "es_spot_price")
    await prices.say(price, 0.07)
    house = await prices.follow(price)
    await prices.move_to(utc("2026-11-25T12:14"))
    await prices.move_to(utc("2026-11-25T12:15"))
    await prices.say(price, 0.09)
    assert len(prices.calls) == 1
    await prices.move_to(utc("2026-11-25T12:29"))
    assert [call["date"] for call in prices.calls] == ["2026-11-25", "2026-11-26"]
    assert house.published_until == NEXT


async def test_a_source_that_turns_its_page_late(prices: PriceBench) -> None:
    """After midnight its today is yesterday for a while: it does not count again."""
    first, second, third = [0.1] * 12 + [0.2] * 12, [0.3] * 24, [0.4] * 24
    cents = {"today": [100 * it for it in first], "tomorrow": [30] * 24}
    await prices.say(PRICE, 20, "ct/kWh", **cents)
    house = await prices.follow(PRICE)
    assert house.published_until == NEXT

    await prices.move_to(utc("2026-11-25T23:01"))
    await prices.say(PRICE, 10, "ct/kWh", **cents)
    assert house.price(prices.now) == second[0]
    assert house.published_until == NEXT

    await prices.say(PRICE, 30, "ct/kWh", today=[30] * 24, tomorrow=[40] * 24)
    assert house.price(prices.now) == second[0]
    assert house.price(NEXT) == third[0]


async def test_a_list_that_is_the_same_each_day(prices: PriceBench) -> None:
    """It is today's on each of them."""
    day = [0.1] * 8 + [0.2] * 16
    await prices.say(PRICE, 0.2, today=day, tomorrow=day)
    house = await prices.follow(PRICE)
    await prices.move_to(utc("2026-11-25T23:01"))
    await prices.say(PRICE, 0.1, today=day, tomorrow=day)
    assert house.price(prices.now) == 0.1
    assert house.published_until == NEXT + 24 * HOUR
