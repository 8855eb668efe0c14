"""What was saved this month: each session counts once, whatever happens to the log."""

from dataclasses import replace
from datetime import datetime, timedelta

from freezegun.api import TickingDateTimeFactory
from homeassistant.const import STATE_UNKNOWN, Platform
from homeassistant.core import HomeAssistant
import pytest

from custom_components.v2c_cloud.eco_savings import EcoSavings
from custom_components.v2c_cloud.sessions.model import Session
from scripts.simulator import SimulatedCharger

from .conftest import state_of
from .eco_house import DAY, NIGHT, EcoHouse, MakeEcoHouse, madrid
from .power_house import big_car
from .session_logs import ListedLog, charge, session

GAIN = DAY - NIGHT
"""What a kWh saves that waits for the night."""


def night(day: str, energy: float = 8.0, price: float | None = NIGHT) -> Session:
    """A car that came at 18:00, and was charged from midnight of this day to two."""
    midnight = madrid(f"{day} 00:00")
    charged = charge(midnight, energy / 2, energy / 2, price=price)
    end = midnight + timedelta(hours=7)
    return session(charged, start=midnight - timedelta(hours=6), end=end)


TUESDAY, FRIDAY = night("2026-11-17"), night("2026-11-20", energy=6.0)
OVER_THE_MONTH = night("2026-12-01", energy=4.0)


@pytest.fixture
async def house(eco_house: MakeEcoHouse, charger: SimulatedCharger) -> EcoHouse:
    """A house in which it is the evening of November 24th."""
    house: EcoHouse = await eco_house(charger)
    return house


@pytest.fixture
def log() -> ListedLog:
    """A log that a test fills."""
    return ListedLog()


@pytest.fixture
def savings(house: EcoHouse, log: ListedLog) -> EcoSavings:
    """The savings of a charger whose sessions are those of the log."""
    return started(house, log)


def started(house: EcoHouse, log: ListedLog) -> EcoSavings:
    """The savings as they are found after a start."""
    runtime = house.power.entry.runtime_data
    return EcoSavings(runtime.store, "ANOTHER", log, runtime.prices)


def take_part(savings: EcoSavings, *sessions: Session) -> None:
    """Let EcoCharging have said when these cars are charged."""
    for each in sessions:
        savings.async_take_part(each)


def put(savings: EcoSavings, log: ListedLog, *sessions: Session) -> float | None:
    """Let the log hold these, and return what was saved."""
    log.put(*sessions)
    savings.async_count()
    return savings.this_month


def euros(energy: float) -> object:
    """What so many kWh have saved."""
    return pytest.approx(energy * GAIN, abs=1e-3)


def test_each_session_counts_once(savings: EcoSavings, log: ListedLog) -> None:
    """However often something changes, and whatever comes first."""
    take_part(savings, TUESDAY, FRIDAY)
    assert savings.this_month is None
    assert put(savings, log, FRIDAY) == euros(6)
    assert not savings.async_count()
    assert put(savings, log, FRIDAY, TUESDAY) == euros(14)
    assert put(savings, log, TUESDAY) == euros(8)
    assert put(savings, log, FRIDAY, TUESDAY) == euros(14)


def test_sessions_without_ecocharging(savings: EcoSavings, log: ListedLog) -> None:
    """A year of them may come from the cloud: nobody has saved anything with them."""
    assert put(savings, log, TUESDAY, night("2026-11-18")) is None
    take_part(savings, FRIDAY)
    assert put(savings, log, FRIDAY, TUESDAY) == euros(6)


def test_one_that_goes_on(savings: EcoSavings, log: ListedLog) -> None:
    """It counts when it has ended."""
    take_part(savings, FRIDAY)
    assert put(savings, log, replace(FRIDAY, end=None)) is None
    assert put(savings, log, FRIDAY) == euros(6)


def test_one_that_is_corrected(savings: EcoSavings, log: ListedLog) -> None:
    """The cloud knows the energy better."""
    take_part(savings, FRIDAY)
    put(savings, log, FRIDAY)
    assert put(savings, log, night("2026-11-20", energy=7.0)) == euros(7)


def test_prices_that_come_late(savings: EcoSavings, log: ListedLog) -> None:
    """Also after the next session."""
    lacking = night("2026-11-17", price=None)
    take_part(savings, TUESDAY, FRIDAY)
    assert put(savings, log, lacking) is None
    assert put(savings, log, FRIDAY, lacking) == euros(6)
    assert put(savings, log, FRIDAY, TUESDAY) == euros(14)


def test_prices_that_are_forgotten(savings: EcoSavings, log: ListedLog) -> None:
    """What was told once is remembered."""
    take_part(savings, TUESDAY)
    put(savings, log, TUESDAY)
    assert put(savings, log, night("2026-11-17", price=None)) == euros(8)


def test_a_restart(house: EcoHouse, log: ListedLog, savings: EcoSavings) -> None:
    """Nothing is counted again; what ended meanwhile is."""
    take_part(savings, TUESDAY, FRIDAY)
    put(savings, log, TUESDAY)
    again = started(house, log)
    assert again.this_month == euros(8)
    assert not again.async_count()
    assert put(again, log, FRIDAY, TUESDAY) == euros(14)


@pytest.mark.parametrize(
    ("now", "sessions", "expected"),
    [
        (madrid("2026-11-30 12:00"), (TUESDAY,), euros(8)),
        (madrid("2026-12-01 06:00"), (TUESDAY,), 0.0),
        (madrid("2026-12-01 12:00"), (OVER_THE_MONTH, TUESDAY), euros(4)),
        (madrid("2026-12-31 12:00"), (OVER_THE_MONTH, TUESDAY), euros(4)),
        (madrid("2027-01-01 00:01"), (OVER_THE_MONTH, TUESDAY), 0.0),
    ],
)
def test_another_month(
    savings: EcoSavings,
    log: ListedLog,
    clock: TickingDateTimeFactory,
    now: datetime,
    sessions: tuple[Session, ...],
    expected: object,
) -> None:
    """A session is of the month in which it ends; an older one never comes back."""
    take_part(savings, TUESDAY, OVER_THE_MONTH)
    put(savings, log, TUESDAY)
    clock.move_to(now)
    assert put(savings, log, *sessions) == expected


async def test_a_session_that_ends_while_home_assistant_is_down(
    hass: HomeAssistant, house: EcoHouse, charger: SimulatedCharger
) -> None:
    """It counts after the start, and not again after the next."""
    charger.plug(big_car())
    await house.power.live(60)
    await house.until(madrid("2026-11-25 00:01"))
    await house.power.live(3600, step=60)
    assert state_of(hass, Platform.SENSOR, "saved_this_month") == STATE_UNKNOWN
    entry_id = house.power.entry.entry_id
    await hass.config_entries.async_unload(entry_id)
    charger.unplug()
    house.power.clock.tick(3600)
    await hass.config_entries.async_setup(entry_id)
    await house.power.live(60)
    saved = float(state_of(hass, Platform.SENSOR, "saved_this_month"))
    taken = float(state_of(hass, Platform.SENSOR, "last_session_energy"))
    assert saved == pytest.approx(taken * GAIN, abs=0.02)

    await hass.config_entries.async_reload(entry_id)
    await house.settle()
    assert float(state_of(hass, Platform.SENSOR, "saved_this_month")) == saved
