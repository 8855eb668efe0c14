"""The tariff of a house, with the colours of its days."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from unittest.mock import Mock

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import async_fire_time_changed

from custom_components.v2c_cloud.control.tariff_presets import TariffPreset
from custom_components.v2c_cloud.house_tariff import HouseTariff
from custom_components.v2c_cloud.problems import Problem
from custom_components.v2c_cloud.tariff_options import TariffOptions

from .control.tariffs import MADRID, PARIS, TEMPO_PRICES, local, priced

TODAY, TOMORROW = "sensor.today", "sensor.tomorrow"
TEMPO = TariffOptions(
    tariff=priced(TariffPreset.TEMPO, PARIS, **TEMPO_PRICES),
    colour_today=TODAY,
    colour_tomorrow=TOMORROW,
)
NOON = local("2026-11-25T12:00", PARIS)
DAY = timedelta(days=1)


@pytest.fixture(name="changed")
def changed_fixture() -> Mock:
    """Who wants to know."""
    return Mock()


type Starter = Callable[[datetime, str, str], HouseTariff]


@pytest.fixture(name="start")
def start_fixture(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, changed: Mock
) -> Iterator[Starter]:
    """Start to follow two sensors, and stop in the end."""
    stops = []

    def start(now: datetime, today: str, tomorrow: str) -> HouseTariff:
        freezer.move_to(now)
        hass.states.async_set(TODAY, today)
        hass.states.async_set(TOMORROW, tomorrow)
        tariff = HouseTariff(hass, TEMPO)
        stops.append(tariff.async_start(changed))
        return tariff

    yield start
    for stop in stops:
        stop()


@pytest.fixture(name="tempo")
async def tempo_fixture(start: Starter) -> HouseTariff:
    """A tariff on a white day before a red one."""
    return start(NOON, "Blanc", "Rouge")


async def go_to(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, instant: datetime
) -> None:
    """Let the clock show another time."""
    freezer.move_to(instant)
    async_fire_time_changed(hass, instant)
    await hass.async_block_till_done()


async def test_known_days(tempo: HouseTariff) -> None:
    """Each from 6 to 6; what comes after is a guess."""
    morning = local("2026-11-26T06:00", PARIS)

    assert tempo.currency == "EUR"
    assert tempo.problem is None
    assert tempo.price(NOON) == 0.19
    assert tempo.price(morning - timedelta(minutes=1)) == 0.15
    assert tempo.price(morning) == 0.76
    assert tempo.known_until(NOON) == morning + DAY
    slots = tempo.slots(morning + DAY - timedelta(minutes=15), morning + DAY * 2)
    assert [slot.expected for slot in slots[:2]] == [False, True]


async def test_another_colour(
    hass: HomeAssistant, tempo: HouseTariff, changed: Mock
) -> None:
    """It is passed on; a state that says the same is not."""
    hass.states.async_set(TODAY, "TEMPO_BLANC")
    await hass.async_block_till_done()
    changed.assert_not_called()

    hass.states.async_set(TOMORROW, "bleu")
    await hass.async_block_till_done()

    changed.assert_called_once_with()
    assert tempo.price(NOON + DAY) == 0.16


@pytest.mark.parametrize("turns_at", ["2026-11-26T00:00:05", "2026-11-26T06:00:05"])
async def test_a_night(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    tempo: HouseTariff,
    turns_at: str,
) -> None:
    """Whether the sensors turn at midnight or at six, the days stay what they are."""
    turn = local(turns_at, PARIS)
    hours = [NOON + timedelta(hours=hour) for hour in range(1, 24)]
    for instant in [*(hour for hour in hours if hour < turn), turn]:
        await go_to(hass, freezer, instant)
    hass.states.async_set(TODAY, "Rouge")
    hass.states.async_set(TOMORROW, "unavailable")
    for instant in [hour for hour in hours if hour > turn]:
        await go_to(hass, freezer, instant)

    assert tempo.price(local("2026-11-26T05:00", PARIS)) == 0.15
    assert tempo.price(local("2026-11-26T12:00", PARIS)) == 0.76
    assert tempo.price(local("2026-11-27T12:00", PARIS)) is None


async def test_a_sensor_that_turns_late(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    start: Starter,
    changed: Mock,
) -> None:
    """What it says at six is a first guess; an hour later it is believed."""
    tariff = start(local("2026-11-26T06:00:30", PARIS), "blanc", "rouge")
    seven = local("2026-11-26T07:00", PARIS)
    assert tariff.price(seven) == 0.19

    hass.states.async_set(TODAY, "rouge")
    hass.states.async_set(TOMORROW, "inconnu")
    await go_to(hass, freezer, seven)

    changed.assert_called_once_with()
    assert tariff.price(seven) == 0.76
    assert tariff.known_until(seven) == local("2026-11-27T06:00", PARIS)


async def test_nobody_knows(start: Starter) -> None:
    """No price is invented."""
    tariff = start(NOON, "unavailable", "unavailable")

    assert tariff.price(NOON) is None
    assert tariff.problem == Problem(
        key="tariff_colour", placeholders={"sensor": TODAY}
    )
    assert tariff.known_until(NOON) is None
    assert tariff.slots(NOON, NOON + DAY) == ()


async def test_it_stops(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, changed: Mock
) -> None:
    """Nothing is followed any more."""
    freezer.move_to(NOON)
    stop = HouseTariff(hass, TEMPO).async_start(changed)

    stop()
    hass.states.async_set(TODAY, "Rouge")
    await go_to(hass, freezer, NOON + timedelta(hours=1))

    changed.assert_not_called()


async def test_days_without_colours(hass: HomeAssistant, changed: Mock) -> None:
    """There is nothing to follow, and all is known."""
    tariff = HouseTariff(
        hass, TariffOptions(tariff=priced(TariffPreset.FLAT, MADRID, all_day=0.2))
    )
    stop = tariff.async_start(changed)
    now = datetime(2026, 11, 25, tzinfo=UTC)

    assert tariff.problem is None
    assert tariff.price(now) == 0.2
    assert tariff.known_until(now) == now + timedelta(days=8)
    assert len(tariff.slots(now, now + DAY)) == 96
    stop()
