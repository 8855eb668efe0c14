"""Providers that are asked by their actions, with answers as they give them."""

from datetime import UTC, datetime
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
    hours,
    quarters,
    shown,
    utc,
)


async def test_nordpool_of_home_assistant(prices: PriceBench) -> None:
    """The action tells per MWh what the sensor tells per kWh."""
    prices.hass.config.currency = "SEK"
    prices.action(
        "nordpool",
        "get_prices_for_date",
        lambda data: {
            "SE3": [
                {
                    "start": start.astimezone(UTC).isoformat(),
                    "end": (start.astimezone(UTC) + QUARTER).isoformat(),
                    "price": 1234.5,
                }
                for start in quarters(
                    datetime.fromisoformat(data["date"]).replace(tzinfo=MADRID)
                )
            ]
        },
    )
    provider = prices.provider("nordpool")
    price = prices.entity(provider, "SE3-current_price")
    await prices.say(price, 1.2345, "SEK/kWh")
    house = await prices.follow(price)

    assert prices.calls == [
        {"config_entry": provider.entry_id, "date": "2026-11-25", "areas": ["SE3"]}
    ]
    assert house.currency == "SEK"
    assert house.price(prices.now) == 1.2345
    assert house.published_until == TOMORROW

    # Tomorrow is asked for when it can be there, and no day twice.
    await prices.wait(4 * HOUR)
    assert [call["date"] for call in prices.calls] == ["2026-11-25", "2026-11-26"]
    assert house.published_until == NEXT


def tibber_answer(home: str, start: datetime) -> dict[str, Any]:
    """The answer of Tibber's action."""
    items = [
        {"start_time": begin.isoformat(), "price": 0.31} for begin in quarters(start)
    ]
    return {"prices": {home: items}}


@pytest.mark.parametrize("nickname", ["Casa", "Renamed", None])
async def test_tibber(prices: PriceBench, nickname: str | None) -> None:
    """The action has slots without an end; the only home is the one that is meant."""
    prices.action("tibber", "get_prices", lambda _: tibber_answer("Casa", TODAY))
    price = prices.entity(prices.provider("tibber"), "home-id")
    await prices.say(price, 0.31, "EUR/kWh", app_nickname=nickname)
    house = await prices.follow(price)

    assert prices.calls == [
        {"start": "2026-11-25T00:00:00+01:00", "end": "2026-11-26T00:00:00+01:00"}
    ]
    assert shown(house.slots(TODAY, TOMORROW)) == [("24T23:00", 0.31)]
    assert house.published_until == TOMORROW


@pytest.mark.parametrize(
    ("nickname", "until"), [("Playa", TOMORROW), ("Elsewhere", utc("2026-11-25T10:15"))]
)
async def test_tibber_with_two_homes(
    prices: PriceBench, nickname: str, until: datetime
) -> None:
    """The prices of another home are not taken for this one's."""
    prices.action(
        "tibber",
        "get_prices",
        lambda _: {
            "prices": tibber_answer("Casa", TODAY)["prices"]
            | tibber_answer("Playa", TODAY)["prices"]
        },
    )
    price = prices.entity(prices.provider("tibber"), "home-id")
    await prices.say(price, 0.31, "EUR/kWh", app_nickname=nickname)
    house = await prices.follow(price)

    assert house.published_until == until


@pytest.mark.parametrize(
    ("unique_id", "interval", "asked"),
    [
        ("entry_today_energy_current_hour_price", "hourly", {}),
        ("entry_today_energy_all_in_current_price", None, {"price_type": "all_in"}),
        (
            "entry_today_energy_current_hour_price",
            "quarter_hourly",
            {"interval": "quarter"},
        ),
    ],
)
async def test_energyzero(
    prices: PriceBench, unique_id: str, interval: str | None, asked: dict[str, str]
) -> None:
    """Times with a space; the sensor says which price is meant, its owner how long."""
    prices.action(
        "energyzero",
        "get_energy_prices",
        lambda _: {
            "prices": [
                {
                    "price": 0.25,
                    "timestamp": str(start),
                    "start": str(start),
                    "end": str(start + HOUR),
                }
                for start in hours(TODAY)
            ]
        },
    )
    provider = prices.provider("energyzero", electricity_price_interval=interval)
    price = prices.entity(provider, unique_id)
    await prices.say(price, 0.25, "€/kWh")
    house = await prices.follow(price)

    assert prices.calls == [
        {
            "config_entry": provider.entry_id,
            "incl_vat": True,
            "start": "2026-11-25",
            "end": "2026-11-25",
            **asked,
        }
    ]
    assert shown(house.slots(TODAY, TOMORROW)) == [("24T23:00", 0.25)]


async def test_easyenergy(prices: PriceBench) -> None:
    """What is bought and what is sold have an action each."""
    provider = prices.provider("easyenergy")
    bought = prices.entity(provider, "id_today_energy_usage_current_hour_price")
    sold = prices.entity(provider, "id_today_energy_return_current_hour_price")

    def answer(price: float) -> dict[str, Any]:
        return {
            "prices": [
                {"timestamp": str(start.astimezone(UTC)), "price": price}
                for start in hours(TODAY)
            ]
        }

    prices.action("easyenergy", "get_energy_usage_prices", lambda _: answer(0.3))
    prices.action("easyenergy", "get_energy_return_prices", lambda _: answer(0.1))
    await prices.say(bought, 0.3, "€/kWh")
    await prices.say(sold, 0.1, "€/kWh")
    house = await prices.follow(bought, sold=sold)

    day = {
        "config_entry": provider.entry_id,
        "start": "2026-11-25",
        "end": "2026-11-25",
    }
    assert sorted(prices.calls, key=len) == [day, day | {"incl_vat": True}]
    assert house.published_until == TOMORROW
    assert house.export_price(TODAY) == 0.1


async def test_green_planet_energy(prices: PriceBench) -> None:
    """The next 24 hours, as far as they are known."""
    now = datetime(2026, 11, 25, 11, tzinfo=MADRID)
    prices.action(
        "green_planet_energy",
        "get_prices",
        lambda _: {
            "prices": [
                {
                    "start": start.isoformat(),
                    "end": (start + QUARTER).isoformat(),
                    "price": 0.28,
                }
                for start in quarters(now, 52)
            ],
            "hours_requested": 24.0,
        },
    )
    provider = prices.provider("green_planet_energy")
    price = prices.entity(provider, "gpe_current_price")
    await prices.say(price, 0.28, "€/kWh")
    house = await prices.follow(price)

    assert prices.calls == [{"config_entry_id": provider.entry_id, "hours": 24}]
    assert shown(house.slots(now, TOMORROW)) == [("25T10:00", 0.28)]
    assert house.published_until == TOMORROW


async def test_green_planet_energy_after_midnight(prices: PriceBench) -> None:
    """Its today is yesterday for some hours: what it told before stays."""

    def answer(price: float, start: datetime, count: int) -> Any:
        slots = [
            {"start": it.isoformat(), "price": price} for it in quarters(start, count)
        ]
        return {"prices": slots}

    prices.action(
        "green_planet_energy", "get_prices", lambda _: answer(0.2, TODAY, 192)
    )
    price = prices.entity(prices.provider("green_planet_energy"), "gpe_current_price")
    await prices.say(price, 0.2, "€/kWh")
    house = await prices.follow(price)
    await prices.move_to(utc("2026-11-26T23:01"))
    prices.action("green_planet_energy", "get_prices", lambda _: answer(0.9, NEXT, 96))
    await prices.say(price, 0.3, "€/kWh")
    await prices.wait(HOUR)
    assert len(prices.calls) == 1
    await prices.wait(3 * HOUR)
    assert len(prices.calls) == 2
    assert house.price(prices.now) == 0.9
