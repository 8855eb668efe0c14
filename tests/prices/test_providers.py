"""Each provider's prices, told as the provider tells them."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from .bench import HOUR, QUARTER, PriceBench, instants, shown, utc

MADRID = ZoneInfo("Europe/Madrid")
TODAY = datetime(2026, 11, 25, tzinfo=MADRID)
TOMORROW = datetime(2026, 11, 26, tzinfo=MADRID)
NEXT = datetime(2026, 11, 27, tzinfo=MADRID)


def hours(start: datetime, count: int = 24) -> list[datetime]:
    """The hours of a day."""
    return instants(start, count, HOUR)


def quarters(start: datetime, count: int = 96) -> list[datetime]:
    """The quarters of a day."""
    return instants(start, count, QUARTER)


def pvpc(prefix: str, *names: str) -> dict[str, float]:
    """Attributes of PVPC: a price that grows by the hour."""
    return {f"{prefix}{name}h": index / 100 for index, name in enumerate(names)}


HOUR_NAMES = [f"{hour:02}" for hour in range(24)]


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


async def test_a_token_of_esios(prices: PriceBench) -> None:
    """The export price is a sensor of the same integration."""
    provider = prices.provider("pvpc_hourly_pricing")
    bought, sold = (
        prices.entity(provider, "TD_PVPC"),
        prices.entity(provider, "TD_INJECTION"),
    )
    await prices.say(bought, 0.2, "€/kWh", **pvpc("price_", *HOUR_NAMES))
    await prices.say(sold, 0.05, "€/kWh", price_11h=0.05)
    house = await prices.follow(bought, entity_energy_price_export=sold)

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


def tibber_answer(home: str, start: datetime) -> dict[str, Any]:
    """The answer of Tibber's action."""
    items = [
        {"start_time": begin.isoformat(), "price": 0.31} for begin in quarters(start)
    ]
    return {"prices": {home: items}}


async def test_tibber(prices: PriceBench) -> None:
    """The action has slots without an end, by the name of the home."""
    prices.action("tibber", "get_prices", lambda _: tibber_answer("Casa", TODAY))
    price = prices.entity(prices.provider("tibber"), "home-id")
    await prices.say(price, 0.31, "EUR/kWh", app_nickname="Casa")
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
    ("unique_id", "asked"),
    [
        ("entry_today_energy_current_hour_price", {}),
        ("entry_today_energy_all_in_current_price", {"price_type": "all_in"}),
    ],
)
async def test_energyzero(
    prices: PriceBench, unique_id: str, asked: dict[str, str]
) -> None:
    """Times with a space, by the hour; the sensor says which price is meant."""
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
    provider = prices.provider("energyzero")
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
    house = await prices.follow(bought, entity_energy_price_export=sold)

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

    await prices.say(price, 0.3, "$/kWh", channel_type="general")
    await prices.say(forecast, 0.3, "$/kWh", forecasts=items(0.3))
    await prices.say(other, 0.1, "$/kWh", forecasts=items(0.1))
    house = await prices.follow(price)

    assert house.currency == "AUD"
    published = [slot for slot in house.slots(TODAY, TOMORROW) if not slot.expected]
    assert shown(tuple(published)) == [
        ("25T10:00", pytest.approx(0.31)),
        ("25T10:15", pytest.approx(0.34)),
        ("25T10:30", pytest.approx(0.36)),
    ]


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
