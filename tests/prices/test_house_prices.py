"""A house's prices: where they are found, how long they hold, what is wrong."""

from datetime import datetime, timedelta
from typing import Any

from homeassistant.helpers import entity_registry as er
import pytest

from custom_components.v2c_cloud.const import DOMAIN
from custom_components.v2c_cloud.control.tariff import Surcharges, Tariff
from custom_components.v2c_cloud.control.tariff_codec import (
    encode_surcharges,
    encode_tariff,
)
from custom_components.v2c_cloud.control.tariff_presets import (
    TariffPreset,
    preset_periods,
    preset_schedule,
)
from custom_components.v2c_cloud.prices.options import (
    PriceKind,
    PriceOptions,
    SolarCost,
    read_price_options,
)
from custom_components.v2c_cloud.problems import Problem

from .bench import (
    HOUR,
    MADRID,
    NEXT,
    QUARTER,
    TODAY,
    PriceBench,
    day,
    problem_of,
    shown,
    until,
    utc,
)

PRICE = "sensor.price"
NAMED = {"entity": "price"}


async def test_nothing_set_up(prices: PriceBench) -> None:
    """Nothing is known, and nothing invented."""
    house = await prices.start()
    assert house.kind is PriceKind.ENERGY
    assert house.currency == "EUR"
    assert house.source_name is None
    assert problem_of(house) == Problem(key="prices_missing")
    assert house.published_until is None
    assert house.slots(TODAY, NEXT) == ()
    assert house.price(TODAY) is None
    assert house.export_price(TODAY) is None


async def test_a_number_in_the_dashboard(prices: PriceBench) -> None:
    """A price that holds until somebody changes it; then it holds from now on."""
    await prices.prefer(number_energy_price=0.2, number_energy_price_export=0.05)
    house = await prices.start()
    assert problem_of(house) is None
    assert house.published_until == prices.now + timedelta(days=8)
    assert shown(house.slots(TODAY, NEXT)) == [("24T23:00", 0.2)]
    assert house.export_price(TODAY) == 0.05

    before = prices.now
    await prices.wait(HOUR)
    await prices.prefer(number_energy_price=0.3)
    assert house.price(before) == 0.2
    assert house.price(prices.now) == 0.3
    assert house.export_price(TODAY) is None
    assert prices.told[-1] == 0.3


@pytest.mark.parametrize(
    ("unit", "state", "price"), [(None, "0.25", 0.25), ("ct/kWh", "25", 0.25)]
)
async def test_a_price_that_people_set(
    prices: PriceBench, unit: str | None, state: str, price: float
) -> None:
    """An input holds what it was set to, also while it is not there."""
    await prices.say("input_number.price", state, unit)
    house = await prices.follow("input_number.price")
    assert problem_of(house) is None
    assert shown(house.slots(TODAY, NEXT)) == [("24T23:00", price)]

    await prices.say("input_number.price", "unavailable", unit)
    assert house.price(prices.now) == price
    await prices.say("input_number.price", 2 * float(state), unit)
    await prices.wait(QUARTER)
    assert house.price(prices.now) == 2 * price
    assert house.price(prices.now - HOUR) == price


async def test_our_own_sensor_in_the_dashboard(prices: PriceBench) -> None:
    """It shows what is looked for here: it is no source."""
    own = er.async_get(prices.hass).async_get_or_create("sensor", DOMAIN, "price_now")
    await prices.say(own.entity_id, 0.2)
    house = await prices.follow(own.entity_id)
    assert house.source is None
    assert problem_of(house) == Problem(key="prices_missing")
    assert house.price(prices.now) is None


async def test_an_input_that_is_not_there_yet(prices: PriceBench) -> None:
    """What was paid last holds until it is: a start of Home Assistant is no gap."""
    await prices.say("input_number.price", 0.25)
    house = await prices.follow("input_number.price")
    prices.hass.states.async_remove("input_number.price")
    await prices.prefer(
        entity_energy_price="input_number.price", number_energy_price_export=0.1
    )
    assert house.price(prices.now) == 0.25
    assert problem_of(house) is None


async def test_an_input_without_a_price(prices: PriceBench) -> None:
    """What is set to nothing is no price of zero."""
    house = await prices.follow("input_number.price")
    assert problem_of(house) == Problem(key="prices_missing")
    await prices.say("input_number.price", 0.1, "kWh")
    assert house.price(prices.now) is None


async def test_the_dashboard_changes(prices: PriceBench) -> None:
    """It is followed at once; another source's prices do not stay."""
    await prices.say(PRICE, 0.2, raw_today=day(TODAY))
    await prices.say("sensor.other", 0.5, raw_today=day(TODAY, 0.5))
    house = await prices.follow(PRICE)
    assert house.source_name == "price"
    assert house.price(prices.now) == 0.2

    await prices.prefer(entity_energy_price="sensor.other")
    assert house.price(prices.now) == 0.5
    await prices.say(PRICE, 0.9, raw_today=day(TODAY, 0.9))
    assert house.price(prices.now) == 0.5
    await prices.prefer()
    assert problem_of(house) == Problem(key="prices_missing")
    assert house.slots(TODAY, NEXT) == ()


async def test_an_entity_that_somebody_picked(prices: PriceBench) -> None:
    """It counts, whatever the dashboard says."""
    await prices.prefer(number_energy_price=9)
    await prices.say(PRICE, 0.2, raw_today=day(TODAY))
    await prices.say("sensor.sold", 0.04, raw_today=day(TODAY, 0.04))
    house = await prices.start(
        prices={
            "source": "entity",
            "entity": PRICE,
            "export": "entity",
            "export_entity": "sensor.sold",
            "solar": "export",
        }
    )
    assert house.kind is PriceKind.ENTITY
    assert house.price(prices.now) == 0.2
    assert house.export_price(prices.now) == 0.04
    assert house.solar_price(prices.now) == 0.04


async def test_a_fixed_price(prices: PriceBench) -> None:
    """As it was before there was anything else to choose."""
    await prices.prefer(number_energy_price=9, number_energy_price_export=0.05)
    house = await prices.start(
        price=0.15, prices={"export": "fixed", "export_price": 0.06}
    )
    assert house.kind is PriceKind.FIXED
    assert house.price(prices.now) == 0.15
    assert house.export_price(prices.now) == 0.06
    assert house.solar_price(prices.now) == 0.0


async def test_no_price_wanted(prices: PriceBench) -> None:
    """Then the dashboard's does not count either."""
    await prices.prefer(number_energy_price=9, number_energy_price_export=9)
    house = await prices.start(prices={"source": "none", "export": "none"})
    assert house.price(prices.now) is None
    assert house.export_price(prices.now) is None


SPAIN = preset_schedule(TariffPreset.SPAIN, MADRID)
TARIFF = Tariff(
    preset=TariffPreset.SPAIN,
    schedule=SPAIN,
    prices={"p1": 0.3, "p2": 0.2, "p3": 0.1},
    currency="EUR",
)
TOLLS = Surcharges(
    preset=TariffPreset.SPAIN,
    schedule=SPAIN,
    factor=1.1,
    additions={"p1": 0.1, "p2": 0.05, "p3": 0.0},
    tax=1.2,
)


async def test_a_tariff(prices: PriceBench) -> None:
    """Its prices hold without an end; what was chosen is followed, and no entity."""
    await prices.prefer(number_energy_price=9)
    house = await prices.start(tariff=encode_tariff(TARIFF), price=0.5)
    assert house.kind is PriceKind.TARIFF
    assert problem_of(house) is None
    assert house.currency == "EUR"
    assert house.source_name is None
    assert house.price(utc("2026-11-25T10:00")) == 0.3
    assert shown(house.slots(TODAY, TODAY + 15 * HOUR)) == [
        ("24T23:00", 0.1),
        ("25T07:00", 0.2),
        ("25T09:00", 0.3),
        ("25T13:00", 0.2),
    ]
    assert house.published_until == prices.now + timedelta(days=8)


async def test_colours_that_nobody_tells(prices: PriceBench) -> None:
    """There is no price without them; they are followed."""
    tempo = Tariff(
        preset=TariffPreset.TEMPO,
        schedule=preset_schedule(TariffPreset.TEMPO, MADRID),
        prices=dict.fromkeys(preset_periods(TariffPreset.TEMPO), 0.2),
        currency="EUR",
    )
    stored = encode_tariff(tempo) | {"colour_today": "sensor.colour"}
    house = await prices.start(tariff=stored)
    assert problem_of(house) == Problem(
        key="tariff_colour", placeholders={"sensor": "sensor.colour"}
    )
    assert until(house) is None
    await prices.say("sensor.colour", "BLUE", None)
    assert problem_of(house) is None
    assert prices.told[-1] == 0.2


async def test_colours_after_a_restart(prices: PriceBench) -> None:
    """What was charged on a day of another colour still costs what it cost."""
    periods = preset_periods(TariffPreset.TEMPO)
    tempo = Tariff(
        preset=TariffPreset.TEMPO,
        schedule=preset_schedule(TariffPreset.TEMPO, MADRID),
        prices={period: index / 10 for index, period in enumerate(periods)},
        currency="EUR",
    )
    stored = encode_tariff(tempo) | {"colour_today": "sensor.colour"}
    await prices.say("sensor.colour", "BLUE", None)
    house = await prices.start(tariff=stored)
    before, home = prices.now, prices.entry.entry_id
    assert house.price(before) == 0.0
    prices.end(house)
    await prices.stores[0].async_flush()

    await prices.move_to(before + timedelta(days=1))
    await prices.say("sensor.colour", "RED", None)
    again = await prices.start(entry_id=home, tariff=stored)
    assert again.price(before) == 0.0
    assert again.price(prices.now) == 0.4
    prices.end(again)
    await prices.stores[2].async_flush()

    # Of another sensor it is not known what it said.
    stored["colour_today"] = "sensor.other"
    other = await prices.start(entry_id=home, tariff=stored)
    assert other.price(before) is None


async def test_surcharges(prices: PriceBench) -> None:
    """What a contract adds counts for all prices of an entity, expected ones, too."""
    await prices.say(PRICE, 0.1, raw_today=day(TODAY, 0.1))
    house = await prices.follow(PRICE, surcharges=encode_surcharges(TOLLS))
    assert house.price(utc("2026-11-25T10:00")) == pytest.approx((0.11 + 0.1) * 1.2)
    found = [slot.price_per_kwh for slot in house.slots(TODAY, NEXT)]
    assert found[:96] == pytest.approx(found[96:])
    assert found[0] == pytest.approx(0.11 * 1.2)


@pytest.mark.parametrize(
    ("key", "problem"),
    [("tariff", "tariff_missing"), ("surcharges", "surcharges_unreadable")],
)
async def test_what_cannot_be_read(prices: PriceBench, key: str, problem: str) -> None:
    """It is said; the house loads all the same."""
    stored: dict[str, Any] = {key: {"preset": "guess"}}
    house = await prices.start(**stored)
    assert problem_of(house) == Problem(key=problem)


async def test_a_tariff_that_nobody_told(prices: PriceBench) -> None:
    """It was chosen, and taken away since."""
    house = await prices.start(prices={"source": "tariff"})
    assert problem_of(house) == Problem(key="tariff_missing")


async def test_who_listens(prices: PriceBench) -> None:
    """At each change and each quarter of an hour, until they stop."""
    await prices.say(PRICE, 0.2, raw_today=day(TODAY))
    house = await prices.follow(PRICE)
    heard: list[datetime] = []
    stop = house.async_listen(lambda: heard.append(prices.now))
    await prices.move_to(utc("2026-11-25T10:15"))
    assert len(heard) == 1
    await prices.say(PRICE, 0.2, raw_today=day(TODAY))
    assert len(heard) == 1
    await prices.say(PRICE, 0.2, raw_today=day(TODAY, 0.3))
    assert len(heard) == 2
    stop()
    await prices.wait(HOUR)
    assert len(heard) == 2


async def test_a_stopped_house_follows_nothing(prices: PriceBench) -> None:
    """The dashboard and the entities are left alone."""
    await prices.say(PRICE, 0.2, raw_today=day(TODAY))
    house = await prices.follow(PRICE)
    count = len(prices.told)
    prices.end(house)
    await prices.say(PRICE, 0.2, raw_today=day(TODAY, 0.9))
    await prices.prefer(number_energy_price=9)
    await prices.wait(HOUR)
    assert len(prices.told) == count


@pytest.mark.parametrize(
    "said",
    [None, 5, {"source": "guess"}, {"export": "tariff"}, {"solar": 1}, {"sun": 1}],
)
def test_options_that_mean_nothing(said: object) -> None:
    """They count as not said."""
    assert read_price_options({"prices": said}) == PriceOptions()


def test_options() -> None:
    """As the forms store them."""
    assert read_price_options({"price": 0.2}) == PriceOptions(
        source=PriceKind.FIXED, price=0.2
    )
    assert read_price_options(
        {"price": 0.2, "prices": {"source": "energy", "solar": "export"}}
    ) == PriceOptions(source=PriceKind.ENERGY, price=0.2, solar=SolarCost.EXPORT)
