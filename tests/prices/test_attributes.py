"""Providers with prices in attributes, told as they tell them."""

from datetime import UTC, datetime, timedelta
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
    instants,
    problem_of,
    quarters,
    shown,
    utc,
)


@pytest.mark.parametrize(
    ("unit", "currency", "value", "expected"),
    [
        ("€/kWh", "EUR", 0.2, 0.2),
        ("c/kWh", "EUR", 20, 0.2),
        ("€/MWh", "EUR", 200, 0.2),
        ("Øre/kWh", "NOK", 20, 0.2),
        ("Kr/kWh", "DKK", 0.2, 0.2),
    ],
)
async def test_nordpool_of_hacs(
    prices: PriceBench, unit: str, currency: str, value: float, expected: float
) -> None:
    """Its attributes are in the unit that its owner chose; negative ones, too."""
    prices.hass.config.currency = currency
    price = prices.entity(prices.provider("nordpool"), "nordpool_kwh_se3")
    slots = [
        {"start": start, "end": start + QUARTER, "value": value}
        for start in quarters(TODAY)
    ]
    await prices.say(
        price,
        value,
        unit,
        currency=currency,
        raw_today=slots,
        raw_tomorrow=[
            {"start": start, "end": start + QUARTER, "value": -value}
            for start in quarters(TOMORROW)
        ],
        tomorrow_valid=True,
    )
    house = await prices.follow(price)

    assert house.currency == currency
    assert shown(house.slots(TODAY, NEXT)) == [
        ("24T23:00", pytest.approx(expected)),
        ("25T23:00", pytest.approx(-expected)),
    ]


async def test_amberelectric(prices: PriceBench) -> None:
    """Slots of 5 and of 30 minutes that begin a second late, in a sensor beside."""
    prices.hass.config.currency = "AUD"
    provider = prices.provider("amberelectric")
    price = prices.entity(provider, "site-current-general")
    forecast = prices.entity(provider, "site-forecasts-general")
    other = prices.entity(provider, "site-forecasts-feed_in")
    second = timedelta(seconds=1)
    starts = [
        *((utc("2026-11-25T10:00") + i * QUARTER / 3, QUARTER / 3) for i in range(6)),
        (utc("2026-11-25T10:30"), 2 * QUARTER),
    ]
    await prices.move_to(utc("2026-11-25T10:00") + second)

    def items(first: float) -> list[dict[str, Any]]:
        return [
            {
                "duration": length // timedelta(minutes=1),
                "date": "2026-11-25",
                "per_kwh": first + index / 100,
                "spot_per_kwh": 0.05,
                "start_time": (start + second).isoformat(),
                "end_time": (start + length).isoformat(),
                "descriptor": "low",
            }
            for index, (start, length) in enumerate(starts)
        ]

    async def turn(count: int) -> None:
        """Let so many intervals be over: the next one runs, and is no forecast."""
        running, *following = items(0.3)[count:]
        await prices.say(
            forecast, 0.3, "$/kWh", channel_type="general", forecasts=following
        )
        await prices.say(price, 0.3, "$/kWh", channel_type="general", **running)

    await turn(0)
    await prices.say(other, 0.1, "$/kWh", forecasts=items(0.1))
    house = await prices.follow(price)

    assert house.currency == "AUD"
    published = [slot for slot in house.slots(TODAY, TOMORROW) if not slot.expected]
    assert shown(tuple(published)) == [
        ("25T10:00", pytest.approx(0.31)),
        ("25T10:15", pytest.approx(0.34)),
        ("25T10:30", pytest.approx(0.36)),
    ]

    # The last five minutes are not the price of the quarter.
    await prices.move_to(utc("2026-11-25T10:10") + second)
    await turn(2)
    assert house.price(prices.now) == pytest.approx(0.31)
    prices.end(house)
    await prices.follow(forecast)
    await turn(5)
    await prices.move_to(utc("2026-11-25T10:25") + second)
    assert prices.told[-1] == pytest.approx(0.34)


async def test_amberelectric_without_a_forecast(prices: PriceBench) -> None:
    """The interval that runs is no price of the next hours: that is said."""
    prices.hass.config.currency = "AUD"
    price = prices.entity(prices.provider("amberelectric"), "site-current-general")
    running = {
        "per_kwh": 0.3,
        "start_time": "2026-11-25T10:00:01+00:00",
        "end_time": "2026-11-25T10:05:00+00:00",
    }
    await prices.say(price, 0.3, "$/kWh", **running)
    house = await prices.follow(price)
    assert house.price(prices.now) == 0.3
    assert getattr(problem_of(house), "key", None) == "prices_without_future"


async def test_entsoe(prices: PriceBench) -> None:
    """Only the sensor of the average has the prices, and all sensors will do."""
    provider = prices.provider("entsoe")
    current = prices.entity(provider, "entsoe.current_price")
    average = prices.entity(provider, "entsoe.avg_price")
    await prices.say(current, 0.1, "EUR/kWh")
    await prices.say(
        average,
        0.1,
        "EUR/kWh",
        prices_today=[{"time": str(start), "price": 0.1} for start in hours(TODAY)],
        prices_tomorrow=[
            {"time": str(start), "price": 0.2} for start in hours(TOMORROW)
        ],
        prices=[],
    )
    house = await prices.follow(current)

    assert shown(house.slots(TODAY, NEXT)) == [("24T23:00", 0.1), ("25T23:00", 0.2)]


async def test_epex_spot(prices: PriceBench) -> None:
    """Per kWh whatever its unit says, and in half hours if that is the market's way."""
    price = prices.entity(prices.provider("epex_spot"), "Awattar AT total_price")
    await prices.say(
        price,
        12.5,
        "ct/kWh",
        data=[
            {
                "start_time": start.isoformat(),
                "end_time": (start + 2 * QUARTER).isoformat(),
                "price_per_kwh": 0.125,
            }
            for start in instants(TODAY, 48, 2 * QUARTER)
        ],
    )
    house = await prices.follow(price)

    assert shown(house.slots(TODAY, TOMORROW)) == [("24T23:00", 0.125)]


@pytest.mark.parametrize("step", [HOUR, QUARTER])
async def test_pun_sensor(prices: PriceBench, step: timedelta) -> None:
    """The attributes are times; others beside them are not."""
    price = prices.entity(prices.provider("pun_sensor"), "pun_orario")
    await prices.say(
        price,
        0.12,
        "€/kWh",
        **{
            str(start): 0.12 for start in instants(TODAY, 2 * (24 * HOUR // step), step)
        },
        fascia_successiva="F3",
        inizio_fascia_successiva="2026-11-25 23:00:00+01:00",
    )
    house = await prices.follow(price)

    assert shown(house.slots(TODAY, NEXT)) == [("24T23:00", 0.12)]
    assert len(house.slots(TODAY, NEXT)) == 192


async def test_octopus_energy(prices: PriceBench) -> None:
    """Event entities for each day; those of the export meter are others."""
    prices.hass.config.currency = "GBP"
    provider = prices.provider("octopus_energy")
    meter = "octopus_energy_electricity_22L_1100"
    price = prices.entity(provider, f"{meter}_current_rate")
    today = prices.entity(provider, f"{meter}_current_day_rates", "event")
    tomorrow = prices.entity(provider, f"{meter}_next_day_rates", "event")
    export = prices.entity(provider, f"{meter}_export_current_day_rates", "event")

    def rates(start: datetime, value: float) -> list[dict[str, Any]]:
        return [
            {
                "start": begin,
                "end": begin + 2 * QUARTER,
                "value_inc_vat": value,
                "is_capped": False,
                "is_intelligent_adjusted": False,
            }
            for begin in instants(start, 48, 2 * QUARTER)
        ]

    await prices.say(price, 0.2, "GBP/kWh")
    await prices.say(today, "2026-11-25T00:00:00", None, rates=rates(TODAY, 0.2))
    await prices.say(tomorrow, "unknown", None, rates=[])
    await prices.say(export, "2026-11-25T00:00:00", None, rates=rates(TODAY, 9.9))
    house = await prices.follow(price)
    assert house.published_until == TOMORROW

    await prices.say(tomorrow, "2026-11-25T16:00:00", None, rates=rates(TOMORROW, 0.1))
    assert shown(house.slots(TODAY, NEXT)) == [("24T23:00", 0.2), ("25T23:00", 0.1)]


async def test_ge_spot(prices: PriceBench) -> None:
    """Quarters of hours in lists of their own names."""
    price = prices.entity(prices.provider("ge_spot"), "gespot_current_price_es")
    await prices.say(
        price,
        9.0,
        "cents/kWh",
        today_interval_prices=[
            {"time": start.isoformat(), "value": 9.0} for start in quarters(TODAY)
        ],
        tomorrow_interval_prices=None,
    )
    house = await prices.follow(price)

    assert shown(house.slots(TODAY, TOMORROW)) == [("24T23:00", 0.09)]


async def test_energidataservice(prices: PriceBench) -> None:
    """Hours under the name of hours."""
    prices.hass.config.currency = "DKK"
    price = prices.entity(prices.provider("energidataservice"), "price")
    await prices.say(
        price,
        1.5,
        "DKK/kWh",
        raw_today=[{"hour": start, "price": 1.5} for start in hours(TODAY)],
        raw_tomorrow=None,
    )
    house = await prices.follow(price)

    assert shown(house.slots(TODAY, TOMORROW)) == [("24T23:00", 1.5)]


async def test_zonneplan(prices: PriceBench) -> None:
    """Ten-millionths of a euro."""
    price = prices.entity(prices.provider("zonneplan_one"), "current_tariff")
    await prices.say(
        price,
        0.25,
        "€/kWh",
        forecast=[
            {"datetime": start.isoformat(), "electricity_price": 2_500_000}
            for start in hours(TODAY)
        ],
    )
    house = await prices.follow(price)

    assert shown(house.slots(TODAY, TOMORROW)) == [("24T23:00", 0.25)]


@pytest.mark.parametrize(
    "attributes",
    [
        {"prices": [{"from": str(it), "price": 0.2} for it in hours(TODAY)]},
        {"today": [0.2] * 24, "tomorrow": None},
        {"today": [0.2] * 96, "tomorrow": []},
        # Without a zone: the home's.
        {
            "forecast": [
                {"datetime": f"{it:%Y-%m-%d %H:%M}", "price_ct_per_kwh": 20}
                for it in hours(TODAY)
            ]
        },
        {
            "today": [
                {"startsAt": it.isoformat(), "total": 0.2} for it in hours(TODAY)
            ],
            "tomorrow": [],
        },
    ],
)
async def test_any_other(prices: PriceBench, attributes: dict[str, Any]) -> None:
    """An entity that nobody registered, with attributes as many have them."""
    await prices.say("sensor.mine", 0.2, **attributes)
    house = await prices.follow("sensor.mine")

    assert shown(house.slots(TODAY, TOMORROW)) == [("24T23:00", 0.2)]


async def test_an_hour_that_comes_twice_without_a_zone(prices: PriceBench) -> None:
    """The second one is told after the first."""
    day = datetime(2026, 10, 25, tzinfo=MADRID)
    await prices.move_to(day.astimezone(UTC))
    items = [
        {"start": start.replace(tzinfo=None).isoformat(), "value": index / 100}
        for index, start in enumerate(hours(day, 25))
    ]
    await prices.say("sensor.mine", 0.2, raw_today=items)
    house = await prices.follow("sensor.mine")

    found = shown(house.slots(day, day + timedelta(days=1)))
    assert found[2:5] == [("25T00:00", 0.02), ("25T01:00", 0.03), ("25T02:00", 0.04)]
    assert len(found) == 25


@pytest.mark.parametrize("unit", ["ct/kWh", "EUR/MWh"])
async def test_prices_that_say_what_they_count_in(
    prices: PriceBench, unit: str
) -> None:
    """Cents per kWh are those, whatever the entity itself counts in."""
    data = [{"start_time": it, "price_ct_per_kwh": 20} for it in hours(TODAY)]
    await prices.say("sensor.mine", 20, unit, data=data)
    house = await prices.follow("sensor.mine")

    assert shown(house.slots(TODAY, TOMORROW)) == [("24T23:00", pytest.approx(0.2))]
