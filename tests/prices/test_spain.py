"""PVPC and OMIE, and the days on which the clocks change."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from .bench import (
    HOUR,
    MADRID,
    NEXT,
    QUARTER,
    TODAY,
    TOMORROW,
    PriceBench,
    quarters,
    shown,
    utc,
)

HOUR_NAMES = [f"{hour:02}" for hour in range(24)]


def pvpc(prefix: str, *names: str) -> dict[str, float]:
    """Attributes of PVPC: a price that grows by the hour."""
    return {f"{prefix}{name}h": index / 100 for index, name in enumerate(names)}


async def test_pvpc(prices: PriceBench) -> None:
    """Hours of the local day; tomorrow is there when it is."""
    provider = prices.provider("pvpc_hourly_pricing")
    price = prices.entity(provider, "TD_PVPC")
    await prices.say(
        price, 0.11, "€/kWh", **pvpc("price_", *HOUR_NAMES), tariff="2.0TD", period="P1"
    )
    house = await prices.follow(price)

    assert house.currency == "EUR"
    assert house.problem is None
    assert house.price(prices.now) == 0.11
    assert house.published_until == TOMORROW
    found = house.slots(TODAY, TOMORROW)
    assert len(found) == 96
    assert shown(found)[:2] == [("24T23:00", 0.0), ("25T00:00", 0.01)]

    await prices.move_to(utc("2026-11-25T19:20"))
    await prices.say(
        price,
        0.2,
        "€/kWh",
        **pvpc("price_", *HOUR_NAMES),
        **pvpc("price_next_day_", *HOUR_NAMES),
    )
    assert house.published_until == NEXT
    assert house.price(utc("2026-11-26T22:59")) == 0.23


async def test_pvpc_of_25_hours(prices: PriceBench) -> None:
    """The hour that comes twice has a name of its own."""
    day = datetime(2026, 10, 25, tzinfo=MADRID)
    await prices.move_to(day.astimezone(UTC) + 9 * HOUR)
    price = prices.entity(prices.provider("pvpc_hourly_pricing"), "TD_PVPC")
    attributes = pvpc("price_", *HOUR_NAMES) | {"price_02h_d": 0.99}
    await prices.say(price, 0.1, "€/kWh", **attributes)
    house = await prices.follow(price)

    found = house.slots(day, day + timedelta(days=1))
    assert len(found) == 100
    assert shown(found)[:5] == [
        ("24T22:00", 0.0),
        ("24T23:00", 0.01),
        ("25T00:00", 0.02),
        ("25T01:00", 0.99),
        ("25T02:00", 0.03),
    ]
    assert shown(found)[-1] == ("25T22:00", 0.23)


async def test_pvpc_of_23_hours(prices: PriceBench) -> None:
    """An hour is missing, and is not looked for."""
    day = datetime(2026, 3, 29, tzinfo=MADRID)
    await prices.move_to(day.astimezone(UTC) + 9 * HOUR)
    price = prices.entity(prices.provider("pvpc_hourly_pricing"), "TD_PVPC")
    attributes = pvpc("price_", *HOUR_NAMES)
    del attributes["price_02h"]
    await prices.say(price, 0.1, "€/kWh", **attributes)
    house = await prices.follow(price)

    found = house.slots(day, day + timedelta(days=1))
    assert len(found) == 92
    assert shown(found)[:4] == [
        ("28T23:00", 0.0),
        ("29T00:00", 0.01),
        ("29T01:00", 0.03),
        ("29T02:00", 0.04),
    ]


async def test_pvpc_after_midnight(prices: PriceBench) -> None:
    """What the sensor still calls today is yesterday: it has not been asked since."""
    await prices.move_to(utc("2026-11-25T19:20"))
    price = prices.entity(prices.provider("pvpc_hourly_pricing"), "TD_PVPC")
    later = {f"price_next_day_{name}h": 0.5 for name in HOUR_NAMES}
    await prices.say(price, 0.2, "€/kWh", **pvpc("price_", *HOUR_NAMES), **later)
    house = await prices.follow(price)

    await prices.wait(4 * HOUR)
    assert house.price(prices.now) == 0.5
    assert house.published_until == NEXT


async def test_pvpc_on_the_canary_islands(prices: PriceBench) -> None:
    """The last hour of yesterday, or on Mondays of Sunday, is not taken for another."""
    await prices.hass.config.async_set_time_zone("Atlantic/Canary")
    price = prices.entity(prices.provider("pvpc_hourly_pricing"), "TD_PVPC")
    last = utc("2026-11-22T23:00")
    yesterday, day = {"price_23h": 0.8}, pvpc("price_", *HOUR_NAMES[:23])
    tomorrow = pvpc("price_next_day_", *HOUR_NAMES)

    # On Sunday evening nothing is mixed.
    await prices.move_to(last - HOUR)
    await prices.say(price, 0.22, "€/kWh", **day, **tomorrow, **yesterday)
    house = await prices.follow(price)
    assert house.published_until == last + 25 * HOUR
    assert house.price(last) is None

    # In the last hour of the day the state tells what holds.
    await prices.move_to(last)
    await prices.say(price, 0.7, "€/kWh", **day, **tomorrow, **yesterday)
    assert house.price(last) == 0.7

    await prices.move_to(last + HOUR)
    await prices.say(price, 0.0, "€/kWh", **day, price_next_day_23h=0.7)
    assert house.price(last + 23 * HOUR) == 0.22
    assert house.price(last + 24 * HOUR) == 0.23
    assert house.published_until == last + 25 * HOUR

    # On any other morning it is among the hours of today.
    await prices.move_to(last + 25 * HOUR)
    await prices.say(price, 0.0, "€/kWh", **day, price_23h=0.23)
    assert house.price(last + 48 * HOUR) is None
    assert house.published_until == last + 48 * HOUR


async def test_a_token_of_esios(prices: PriceBench) -> None:
    """The export price is a sensor of the same integration."""
    provider = prices.provider("pvpc_hourly_pricing")
    bought, sold = (
        prices.entity(provider, "TD_PVPC"),
        prices.entity(provider, "TD_INJECTION"),
    )
    await prices.say(bought, 0.2, "€/kWh", **pvpc("price_", *HOUR_NAMES))
    await prices.say(sold, 0.05, "€/kWh", price_11h=0.05)
    house = await prices.follow(bought, sold=sold)

    assert house.export_price(prices.now) == 0.05
    assert house.export_price(prices.now + HOUR) is None


def omie_labels(day: date, count: int) -> list[datetime]:
    """Where pyomie 1.1 puts the slots of a day: quarters on the clock from midnight."""
    begin = datetime.combine(day, datetime.min.time())
    return [
        datetime.fromisoformat(
            (begin + index * QUARTER).replace(tzinfo=MADRID).isoformat()
        )
        for index in range(count)
    ]


def omie_answer(day: date, count: int) -> list[dict[str, Any]]:
    """The answer of core's action: equal labels collide, the last price stays."""
    found = {
        label.astimezone(MADRID): index / 1000
        for index, label in enumerate(omie_labels(day, count))
    }
    return [
        {
            "start": start.isoformat(),
            "end": (start.astimezone(UTC) + QUARTER).astimezone(MADRID).isoformat(),
            "price": price,
        }
        for start, price in found.items()
    ]


@pytest.mark.parametrize(
    ("day", "count", "missing", "checked"),
    [
        (date(2026, 11, 25), 96, 0, {"2026-11-25T11:30": 0.05}),
        (
            date(2026, 10, 25),
            100,
            0,
            {
                # 02:45 in summer time, then 02:00 and 02:45 in winter time.
                "2026-10-25T00:45": 0.011,
                "2026-10-25T01:00": 0.012,
                "2026-10-25T01:45": 0.015,
                "2026-10-25T02:00": 0.016,
                "2026-10-25T22:45": 0.099,
            },
        ),
        (
            date(2026, 3, 29),
            92,
            4,
            {
                "2026-03-29T00:45": 0.007,
                "2026-03-29T02:00": 0.012,
                "2026-03-29T21:45": 0.091,
            },
        ),
    ],
)
async def test_omie_of_home_assistant(
    prices: PriceBench,
    day: date,
    count: int,
    missing: int,
    checked: dict[str, float],
) -> None:
    """The days on which the clocks change are put right; what is lost stays a gap."""
    start = datetime.combine(day, datetime.min.time(), MADRID)
    end = start + timedelta(days=1)
    await prices.move_to(start.astimezone(UTC) - HOUR)
    prices.action(
        "omie",
        "get_prices_for_date",
        lambda data: {
            "pt": [],
            "es": omie_answer(date.fromisoformat(data["date"]), count),
        },
    )
    price = prices.entity(prices.provider("omie"), "es_spot_price")
    await prices.say(price, 0.04, "€/kWh")
    await prices.move_to(start.astimezone(UTC))
    house = await prices.follow(price)

    assert prices.calls == [{"date": day.isoformat(), "countries": ["es"]}]
    assert house.problem is None
    found = [slot for slot in house.slots(start, end) if not slot.expected]
    assert len(found) == count - missing
    assert {text: house.price(utc(text)) for text in checked} == checked


async def test_omie_that_was_put_right(prices: PriceBench) -> None:
    """Nothing is repaired that is not broken."""
    start = datetime(2026, 10, 25, tzinfo=MADRID)
    await prices.move_to(start.astimezone(UTC))
    prices.action(
        "omie",
        "get_prices_for_date",
        lambda _: {
            "pt": [
                {"start": begin.isoformat(), "price": index / 1000}
                for index, begin in enumerate(quarters(start, 100))
            ]
        },
    )
    price = prices.entity(prices.provider("omie"), "pt_spot_price")
    await prices.say(price, 0.0, "€/kWh")
    house = await prices.follow(price)

    assert house.price(utc("2026-10-25T01:00")) == 0.012
    assert house.published_until == utc("2026-10-25T23:00")


async def test_omie_of_hacs(prices: PriceBench) -> None:
    """The same domain, per MWh in attributes; provisional prices are none."""
    price = prices.entity(prices.provider("omie"), "spot_price_es")
    await prices.say(
        price,
        82.1,
        "€/MWh",
        today_hours=dict.fromkeys(quarters(TODAY), 82.1),
        tomorrow_hours=dict.fromkeys(quarters(TOMORROW, 48), -5.0)
        | dict.fromkeys(quarters(TOMORROW + 12 * HOUR, 48)),
        today_provisional=False,
        tomorrow_provisional=True,
    )
    house = await prices.follow(price)

    assert shown(house.slots(TODAY, NEXT))[:2] == [
        ("24T23:00", 0.0821),
        ("25T23:00", -0.005),
    ]
    assert house.published_until == TOMORROW + 12 * HOUR
    assert prices.calls == []
