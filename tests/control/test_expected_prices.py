"""What prices may become."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
import time
from zoneinfo import ZoneInfo

import pytest

from custom_components.v2c_cloud.control.expected_prices import ExpectedPrices
from custom_components.v2c_cloud.control.holidays import Holidays
from custom_components.v2c_cloud.control.price_slots import PriceSlot

MADRID = ZoneInfo("Europe/Madrid")
QUARTER = timedelta(minutes=15)
DAY = timedelta(days=1)
MONDAY = datetime(2026, 11, 2, tzinfo=MADRID).astimezone(UTC)


def published(
    start: datetime, days: float, price: Callable[[datetime], float]
) -> list[PriceSlot]:
    """Slots whose price depends on the local time."""
    return [
        PriceSlot(
            start=begin,
            end=begin + QUARTER,
            price_per_kwh=price(begin.astimezone(MADRID)),
            currency="EUR",
        )
        for begin in (start + i * QUARTER for i in range(int(days * 96)))
    ]


def by_hour(local: datetime) -> float:
    """Dear by day, and cheap at weekends."""
    return local.hour / 100 + (0.0 if local.weekday() >= 5 else 0.1)


def test_nothing_learned() -> None:
    """Nothing is invented."""
    expected = ExpectedPrices(MADRID)
    assert expected.slots(MONDAY, MONDAY + DAY) == ()
    expected.learn([])
    assert expected.slots(MONDAY, MONDAY + DAY) == ()
    assert len(expected) == 0


def test_what_comes_back_each_week() -> None:
    """Each kind of day has its own course, in local time."""
    expected = ExpectedPrices(MADRID)
    expected.learn(published(MONDAY, 14, by_hour))
    slots = expected.slots(MONDAY + 14 * DAY, MONDAY + 21 * DAY)

    assert len(slots) == 7 * 96
    assert all(slot.expected and slot.currency == "EUR" for slot in slots)
    assert [slot.price_per_kwh for slot in slots] == pytest.approx(
        [by_hour(slot.start.astimezone(MADRID)) for slot in slots], abs=1e-6
    )


def test_hours_after_the_clocks_change() -> None:
    """Eight o'clock stays eight o'clock."""
    start = datetime(2026, 10, 12, tzinfo=MADRID).astimezone(UTC)
    expected = ExpectedPrices(MADRID)
    expected.learn(published(start, 13, by_hour))
    winter = datetime(2026, 10, 27, 8, tzinfo=MADRID).astimezone(UTC)
    [slot] = expected.slots(winter, winter + QUARTER)
    assert slot.price_per_kwh == pytest.approx(0.18)


def test_holidays() -> None:
    """They are like Sundays where somebody says whose they are."""
    holiday = datetime(2026, 12, 8, tzinfo=MADRID).astimezone(UTC)
    spain, nobody = ExpectedPrices(MADRID, Holidays.SPAIN), ExpectedPrices(MADRID)
    for expected in (spain, nobody):
        expected.learn(published(MONDAY, 28, by_hour))
    [cheap] = spain.slots(holiday, holiday + QUARTER)
    [dear] = nobody.slots(holiday, holiday + QUARTER)
    assert cheap.price_per_kwh == pytest.approx(0.0, abs=1e-6)
    assert dear.price_per_kwh == pytest.approx(0.1)


def test_the_level_of_the_last_days() -> None:
    """All of a day follows it, whatever it was three weeks ago."""
    expected = ExpectedPrices(MADRID)
    expected.learn(published(MONDAY, 20, lambda local: local.hour / 100))
    risen = MONDAY + 20 * DAY
    expected.learn(published(risen, 4, lambda local: local.hour / 100 + 0.3))
    prices = [
        slot.price_per_kwh for slot in expected.slots(risen + 4 * DAY, risen + 5 * DAY)
    ]
    assert sum(prices) / 96 == pytest.approx(0.115 + 0.3, abs=0.03)
    assert prices[-1] - prices[0] == pytest.approx(0.23, abs=0.01)


def test_the_first_hours() -> None:
    """What there is, is better than nothing; the rest of the day stays unknown."""
    expected = ExpectedPrices(MADRID)
    expected.learn(published(MONDAY, 0.25, lambda _: 0.2))
    slots = expected.slots(MONDAY + DAY, MONDAY + 2 * DAY)
    assert [slot.price_per_kwh for slot in slots] == [0.2] * 24
    assert slots[-1].end == MONDAY + DAY + 24 * QUARTER


def test_a_weekend_before_there_was_one() -> None:
    """The other days tell."""
    expected = ExpectedPrices(MADRID)
    expected.learn(published(MONDAY, 5, by_hour))
    saturday = MONDAY + 5 * DAY
    prices = [slot.price_per_kwh for slot in expected.slots(saturday, saturday + DAY)]
    assert prices == pytest.approx(
        [0.1 + (index // 4) / 100 for index in range(96)], abs=1e-6
    )


def test_only_what_was_published() -> None:
    """A guess does not become its own proof; four weeks are enough; hours will do."""
    expected = ExpectedPrices(MADRID)
    expected.learn(published(MONDAY, 40, by_hour))
    assert len(expected) == 28
    guessed = expected.slots(MONDAY + 40 * DAY, MONDAY + 41 * DAY)
    expected.learn(guessed)
    assert len(expected) == 28
    hour = PriceSlot(
        start=MONDAY + 40 * DAY,
        end=MONDAY + 40 * DAY + 4 * QUARTER,
        price_per_kwh=-0.5,
        currency="EUR",
    )
    expected.learn([hour])
    assert len(expected) == 28


def test_fast() -> None:
    """Two days take less than two thousandths of a second, once learned."""
    expected = ExpectedPrices(MADRID)
    expected.learn(published(MONDAY, 28, by_hour))
    end = MONDAY + 28 * DAY
    expected.slots(end, end + DAY)
    times = []
    for _ in range(20):
        begin = time.process_time()
        expected.slots(end, end + 2 * DAY)
        times.append(time.process_time() - begin)
    assert min(times) < 0.002


@pytest.mark.parametrize(
    ("days", "risen", "dear"),
    [
        pytest.param(11, 0.0, 0.1, id="friday"),
        pytest.param(11, 0.2, 0.2, id="dear friday"),
        pytest.param(12, 0.0, 0.0, id="saturday"),
        pytest.param(5, 0.0, 0.0, id="first saturday"),
    ],
)
def test_a_day_that_is_known_in_parts(days: int, risen: float, dear: float) -> None:
    """Its hours are held against the same hours of others, not against whole days."""
    expected = ExpectedPrices(MADRID)
    expected.learn(published(MONDAY, days, by_hour))
    today = MONDAY + days * DAY
    expected.learn(published(today, 0.6, lambda local: by_hour(local) + risen))
    evening = expected.slots(today + 60 * QUARTER, today + DAY)
    assert [slot.price_per_kwh for slot in evening] == pytest.approx(
        [index // 4 / 100 + dear for index in range(60, 96)], abs=0.003
    )


def test_the_hour_that_spring_leaves_out() -> None:
    """Nothing can be held against it on the day after."""
    expected = ExpectedPrices(MADRID)
    spring = datetime(2026, 3, 29, tzinfo=MADRID).astimezone(UTC)
    expected.learn(published(spring, 1.5, lambda local: local.hour / 100))
    evening = expected.slots(spring + 1.9 * DAY, spring + 1.9 * DAY + QUARTER)
    assert evening[0].price_per_kwh == pytest.approx(0.22, abs=0.01)
