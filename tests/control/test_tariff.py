"""What a kWh costs."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

from hypothesis import given
import pytest

from custom_components.v2c_cloud.control.price_slots import PriceSlot
from custom_components.v2c_cloud.control.schedule import PriceDay
from custom_components.v2c_cloud.control.tariff import Surcharges, Tariff, TariffError
from custom_components.v2c_cloud.control.tariff_presets import (
    TariffPreset,
    preset_schedule,
)

from .tariffs import (
    MADRID,
    PARIS,
    TEMPO_PRICES,
    custom_tariffs,
    days_around_changes,
    local,
    priced,
    surcharges,
)

SPAIN = priced(TariffPreset.SPAIN, MADRID, p1=0.2, p2=0.15, p3=0.1)
TEMPO = priced(TariffPreset.TEMPO, PARIS, **TEMPO_PRICES)
MORNING = local("2026-11-24T06:00", PARIS)


def spot(start: datetime, price: float = 0.1, minutes: int = 15) -> PriceSlot:
    """A slot of a spot price."""
    return PriceSlot(
        start=start,
        end=start + timedelta(minutes=minutes),
        price_per_kwh=price,
        currency="EUR",
    )


def added(**additions: float) -> Surcharges:
    """What a Spanish contract adds."""
    return Surcharges(
        preset=TariffPreset.SPAIN,
        schedule=preset_schedule(TariffPreset.SPAIN, MADRID),
        factor=1.1,
        additions=additions,
        tax=1.21,
    )


def test_slots_of_a_day() -> None:
    """15 minutes each, in UTC."""
    slots = SPAIN.slots(
        local("2026-11-24T00:00", MADRID), local("2026-11-25T00:00", MADRID)
    )

    assert slots[0] == PriceSlot(
        start=datetime(2026, 11, 23, 23, tzinfo=UTC),
        end=datetime(2026, 11, 23, 23, 15, tzinfo=UTC),
        price_per_kwh=0.1,
        currency="EUR",
    )
    assert [slot.price_per_kwh for slot in slots] == [
        *([0.1] * 32 + [0.15] * 8 + [0.2] * 16),
        *([0.15] * 16 + [0.2] * 16 + [0.15] * 8),
    ]


@given(custom_tariffs, days_around_changes)
def test_slots_and_prices_agree(tariff: Tariff, start: datetime) -> None:
    """A slot costs what its minutes cost on average."""
    slots = tariff.slots(start, start + timedelta(hours=30))
    assert len(slots) == 120
    assert all(one.end == other.start for one, other in pairwise(slots))

    for slot in slots[70:90]:
        minutes = [
            tariff.price(slot.start + timedelta(minutes=minute)) for minute in range(15)
        ]
        assert slot.price_per_kwh == pytest.approx(
            sum(price for price in minutes if price is not None) / 15, abs=1e-8
        )


def test_a_quarter_with_two_prices() -> None:
    """French cheap hours may begin at 22:38."""
    tariff = Tariff(
        preset=TariffPreset.FRANCE,
        schedule=preset_schedule(
            TariffPreset.FRANCE, PARIS, off_peak=((22 * 60 + 38, 6 * 60 + 38),)
        ),
        prices={"peak": 0.3, "off_peak": 0.15},
        currency="EUR",
    )
    slots = tariff.slots(
        local("2026-11-24T22:15", PARIS), local("2026-11-24T23:00", PARIS)
    )

    assert [slot.price_per_kwh for slot in slots] == [0.3, 0.23, 0.15]
    assert tariff.price(local("2026-11-24T22:37", PARIS)) == 0.3
    assert tariff.price(local("2026-11-24T22:38", PARIS)) == 0.15


def test_tempo() -> None:
    """From 6 to 6: known days, then one that is expected, then none."""
    tempo = TEMPO.with_colours({date(2026, 11, 24): PriceDay.RED})
    slots = tempo.slots(MORNING - timedelta(days=1), MORNING + timedelta(days=5))
    prices = {slot.start: slot for slot in slots}

    assert tempo.coloured
    assert not SPAIN.coloured
    assert slots[0].start == MORNING
    assert tempo.price(MORNING) == prices[MORNING].price_per_kwh == 0.76
    night = MORNING + timedelta(hours=16)
    assert tempo.price(night) == prices[night].price_per_kwh == 0.14
    assert not prices[MORNING + timedelta(hours=23, minutes=45)].expected
    tomorrow = prices[MORNING + timedelta(days=1)]
    assert (tomorrow.price_per_kwh, tomorrow.expected) == (0.76, True)
    assert tempo.price(tomorrow.start) is None
    assert slots[-1].end == MORNING + timedelta(days=4)


def test_tempo_without_a_colour() -> None:
    """Nothing is invented."""
    assert TEMPO.slots(MORNING, MORNING + timedelta(days=1)) == ()
    assert TEMPO.price(MORNING) is None


@pytest.mark.parametrize(
    "prices",
    [
        {},
        {"p1": 0.2, "p2": 0.1},
        {"p1": 0.2, "p2": 0.1, "p3": 0.1, "p4": 0.1},
        {"p1": 0.2, "p2": 0.1, "p3": float("nan")},
        {"p1": 0.2, "p2": 0.1, "p3": float("inf")},
    ],
)
def test_no_tariff(prices: dict[str, float]) -> None:
    """Each period has its price."""
    with pytest.raises(TariffError):
        priced(TariffPreset.SPAIN, MADRID, **prices)
    with pytest.raises(TariffError):
        added(**prices)


@pytest.mark.parametrize(
    ("time", "price"),
    [
        ("2026-11-24T07:45", (0.11 + 0.01) * 1.21),
        ("2026-11-24T08:00", (0.11 + 0.04) * 1.21),
        ("2026-11-24T20:00", (0.11 + 0.1) * 1.21),
        ("2026-11-28T20:00", (0.11 + 0.01) * 1.21),
    ],
)
def test_surcharges(time: str, price: float) -> None:
    """(spot * factor + addition of the period) * tax."""
    slot = spot(local(time, MADRID))
    (dearer,) = added(p1=0.1, p2=0.04, p3=0.01).apply([slot])

    assert dearer.price_per_kwh == pytest.approx(price)
    assert (dearer.start, dearer.end, dearer.currency) == (slot.start, slot.end, "EUR")


@pytest.mark.parametrize(
    ("time", "factor"),
    [
        ("2026-11-24T12:00", 1.2),
        ("2026-11-24T20:00", 1.2),
        ("2026-11-24T09:00", 1.1),
        ("2026-11-28T20:00", 1.3),
    ],
)
def test_a_factor_of_some_hours(time: str, factor: float) -> None:
    """Where a period has one of its own, that counts instead of the other."""
    tolls = replace(
        added(p1=0.1, p2=0.1, p3=0.1), factors={"p1": 1.2, "p3": 1.3}, tax=1.0
    )
    (slot,) = tolls.apply([spot(local(time, MADRID))])
    assert slot.price_per_kwh == pytest.approx(0.1 * factor + 0.1)
    (long,) = tolls.apply([spot(local("2026-11-24T07:30", MADRID), minutes=60)])
    assert long.price_per_kwh == pytest.approx(0.1 * (1.3 + 1.1) / 2 + 0.1)


@pytest.mark.parametrize("factors", [{"p4": 1.1}, {"p1": 0}, {"p1": float("nan")}])
def test_no_factor(factors: dict[str, float]) -> None:
    """Of a period that there is not, or one that leaves no price."""
    with pytest.raises(TariffError):
        replace(added(p1=0.1, p2=0.1, p3=0.1), factors=factors)


def test_surcharges_of_a_negative_price() -> None:
    """It is taxed and counted like any other, as on the bill."""
    (slot,) = added(p1=0.1, p2=0.04, p3=0.01).apply(
        [spot(local("2026-11-29T14:00", MADRID), -0.02)]
    )

    assert slot.price_per_kwh == pytest.approx((-0.022 + 0.01) * 1.21)


def test_surcharges_of_a_long_slot() -> None:
    """The mean of what its quarters have."""
    (slot,) = added(p1=0.1, p2=0.04, p3=0.01).apply(
        [spot(local("2026-11-24T07:30", MADRID), minutes=60)]
    )

    assert slot.price_per_kwh == pytest.approx((0.11 + 0.025) * 1.21)


def test_an_expected_price_stays_expected() -> None:
    """What is added is certain; what it is added to is not."""
    slot = PriceSlot(
        start=MORNING,
        end=MORNING + timedelta(minutes=15),
        price_per_kwh=0.1,
        currency="EUR",
        expected=True,
    )

    assert [slot.expected for slot in added(p1=0, p2=0, p3=0).apply([slot])] == [True]


def test_nothing_to_add_to() -> None:
    """No slots stay none."""
    assert added(p1=0.1, p2=0.04, p3=0.01).apply([]) == ()


@given(surcharges(), days_around_changes)
def test_no_slot_is_lost(surcharge: Surcharges, start: datetime) -> None:
    """All come back, in their order."""
    slots = [spot(start + timedelta(minutes=15 * count)) for count in range(100)]

    assert [slot.start for slot in surcharge.apply(slots)] == [
        slot.start for slot in slots
    ]


@pytest.mark.parametrize(
    ("factor", "tax"), [(0, 1), (1, 0), (-1, 1), (float("nan"), 1), (1, float("inf"))]
)
def test_no_surcharges(factor: float, tax: float) -> None:
    """A price that is nothing, whatever it was."""
    with pytest.raises(TariffError):
        Surcharges(
            preset=TariffPreset.FLAT,
            schedule=preset_schedule(TariffPreset.FLAT, MADRID),
            factor=factor,
            additions={"all_day": 0.1},
            tax=tax,
        )


def test_surcharges_have_no_colour() -> None:
    """Nobody adds by the colour of a day."""
    with pytest.raises(TariffError, match="colour"):
        Surcharges(
            preset=TariffPreset.TEMPO,
            schedule=TEMPO.schedule,
            additions=TEMPO.prices,
        )
