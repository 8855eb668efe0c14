"""The sensors of the session log."""

from collections.abc import Iterator

from freezegun.api import TickingDateTimeFactory
from homeassistant.components.sensor import SensorStateClass
from homeassistant.const import STATE_UNKNOWN, Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
)

from custom_components.v2c_cloud.const import DOMAIN
from custom_components.v2c_cloud.session_sensors import (
    HOUSE_SUM_SENSORS,
    LAST_SESSION_SENSORS,
    SUM_SENSORS,
)
from scripts.simulator import Car, SimulatedCharger, Simulator

from .clocks import pass_time, running_clock
from .conftest import AddHouse, entity_id, state_of
from .session_logs import HOUR, charge, fill_log, session, utc

NOVEMBER_3 = utc("2026-11-03T12:00:00")
NOW = utc("2026-11-22T11:39:33")
OF_A_CHARGER = sorted(item.key for item in (*LAST_SESSION_SENSORS, *SUM_SENSORS))
OF_A_HOUSE = sorted(item.key for item in HOUSE_SUM_SENSORS)


@pytest.fixture
def clock() -> Iterator[TickingDateTimeFactory]:
    """A day in November."""
    with running_clock() as running:
        running.move_to(NOW)
        yield running


@pytest.fixture
async def _madrid(hass: HomeAssistant, clock: TickingDateTimeFactory) -> None:
    """November in Spain."""
    await hass.config.async_set_time_zone("Europe/Madrid")


def _house_entity(hass: HomeAssistant, entry: MockConfigEntry, key: str) -> str:
    found = er.async_get(hass).async_get_entity_id(
        Platform.SENSOR, DOMAIN, f"{entry.entry_id}_{key}"
    )
    assert found is not None
    return found


def _of_house(hass: HomeAssistant, entry: MockConfigEntry) -> list[str]:
    states = (hass.states.get(_house_entity(hass, entry, key)) for key in OF_A_HOUSE)
    return [state.state for state in states if state is not None]


def _of_charger(
    hass: HomeAssistant, charger_id: str = "ABC123", *, keys: list[str] = OF_A_CHARGER
) -> dict[str, str]:
    return {key: state_of(hass, Platform.SENSOR, key, charger_id) for key in keys}


@pytest.mark.usefixtures("_madrid")
async def test_before_the_first_session(
    hass: HomeAssistant, charger: SimulatedCharger, add_house: AddHouse
) -> None:
    """Nothing is known, which is not the same as nothing."""
    entry = await add_house(charger)
    assert set(_of_charger(hass).values()) == {STATE_UNKNOWN}
    assert _of_house(hass, entry) == [STATE_UNKNOWN] * 4


@pytest.mark.usefixtures("_madrid")
async def test_values(
    hass: HomeAssistant, charger: SimulatedCharger, add_house: AddHouse
) -> None:
    """The last session is the one that ended last; the month began at midnight."""
    entry = await add_house(charger)
    await fill_log(
        hass,
        entry,
        session(charge(utc("2026-10-31T22:00:00"), 1.0, 2.0, price=0.1)),
        session(
            charge(NOVEMBER_3, 4.0, 4.0, price=0.2),
            start=NOVEMBER_3 - HOUR,
            end=NOVEMBER_3 + 9 * HOUR,
        ),
    )
    assert _of_charger(hass) == {
        "last_session_energy": "8.0",
        "last_session_duration": "10.0",
        "last_session_cost": "1.6",
        "last_session_end": "2026-11-03T21:00:00+00:00",
        "month_energy": "10.0",
        "month_cost": "1.8",
        "all_sessions_energy": "11.0",
        "all_sessions_cost": "1.9",
    }
    assert _of_house(hass, entry) == ["1.9", "11.0", "1.8", "10.0"]


@pytest.mark.usefixtures("_madrid")
async def test_a_session_without_a_cost(
    hass: HomeAssistant, charger: SimulatedCharger, add_house: AddHouse
) -> None:
    """Nobody knows what it cost; it was not free."""
    entry = await add_house(charger)
    await fill_log(hass, entry, session(charge(NOVEMBER_3, 4.0)))
    assert state_of(hass, Platform.SENSOR, "last_session_energy") == "4.0"
    assert state_of(hass, Platform.SENSOR, "last_session_cost") == STATE_UNKNOWN
    assert state_of(hass, Platform.SENSOR, "month_cost") == STATE_UNKNOWN


@pytest.mark.usefixtures("_madrid")
async def test_a_sum_says_what_it_lacks(
    hass: HomeAssistant, charger: SimulatedCharger, add_house: AddHouse
) -> None:
    """The cloud has not priced the newest charge yet; October counts in all alone."""
    entry = await add_house(charger)
    await fill_log(
        hass,
        entry,
        session(charge(utc("2026-10-20T12:00:00"), 2.0)),
        session(charge(NOVEMBER_3, 4.0, cloud_cost=0.5)),
        session(charge(NOVEMBER_3 + 24 * HOUR, 3.0, 5.5)),
    )
    states = [
        hass.states.get(entity)
        for entity in (
            entity_id(hass, Platform.SENSOR, "month_cost"),
            entity_id(hass, Platform.SENSOR, "all_sessions_cost"),
            _house_entity(hass, entry, "house_month_cost"),
            entity_id(hass, Platform.SENSOR, "month_energy"),
        )
    ]
    assert [
        (state.state, state.attributes.get("energy_without_cost"))
        for state in states
        if state is not None
    ] == [("0.5", 8.5), ("0.5", 10.5), ("0.5", 8.5), ("12.5", None)]


@pytest.mark.usefixtures("_madrid")
async def test_a_price_in_the_options(
    hass: HomeAssistant, charger: SimulatedCharger, add_house: AddHouse
) -> None:
    """It is the house's own, so it goes before anything else."""
    entry = await add_house(charger, price=0.25)
    await fill_log(hass, entry, session(charge(NOVEMBER_3, 4.0, cloud_cost=9.0)))
    assert state_of(hass, Platform.SENSOR, "last_session_cost") == "1.0"


@pytest.mark.usefixtures("_madrid")
async def test_a_house_adds_up_its_chargers(
    hass: HomeAssistant,
    simulator: Simulator,
    charger: SimulatedCharger,
    add_house: AddHouse,
) -> None:
    """A charger of which nothing is known does not hide the others."""
    second = await simulator.add_charger("DEF456", name="Carport")
    third = await simulator.add_charger("GHI789", name="Street")
    entry = await add_house(charger, second, third)
    await fill_log(hass, entry, session(charge(NOVEMBER_3, 4.0, price=0.1)))
    await fill_log(hass, entry, session(charge(NOVEMBER_3, 2.5)), charger_id="DEF456")
    assert _of_house(hass, entry) == ["0.4", "6.5", "0.4", "6.5"]
    assert _of_charger(hass, "DEF456", keys=["month_cost", "month_energy"]) == {
        "month_cost": STATE_UNKNOWN,
        "month_energy": "2.5",
    }
    assert state_of(hass, Platform.SENSOR, "month_energy", "GHI789") == STATE_UNKNOWN


@pytest.mark.usefixtures("_madrid")
async def test_a_new_month(
    hass: HomeAssistant,
    charger: SimulatedCharger,
    add_house: AddHouse,
    clock: TickingDateTimeFactory,
) -> None:
    """It begins at the house's midnight, and says when it began."""
    entry = await add_house(charger)
    await fill_log(hass, entry, session(charge(NOVEMBER_3, 4.0, price=0.1)))
    clock.move_to(utc("2026-11-30T23:00:00"))
    async_fire_time_changed(hass)
    await hass.async_block_till_done()
    assert _of_charger(hass, keys=["month_cost", "month_energy"]) == {
        "month_cost": "0.0",
        "month_energy": "0.0",
    }
    assert _of_house(hass, entry) == ["0.4", "4.0", "0.0", "0.0"]
    assert state_of(hass, Platform.SENSOR, "last_session_energy") == "4.0"
    state = hass.states.get(entity_id(hass, Platform.SENSOR, "month_energy"))
    assert state is not None
    last_reset = dt_util.parse_datetime(state.attributes["last_reset"])
    assert last_reset == utc("2026-11-30T23:00:00")


@pytest.mark.usefixtures("_madrid")
async def test_where_they_belong(
    hass: HomeAssistant, charger: SimulatedCharger, add_house: AddHouse
) -> None:
    """A charger's go with the charger, the house's stay."""
    entry = await add_house(charger)
    registry = er.async_get(hass)
    ours = registry.async_get(entity_id(hass, Platform.SENSOR, "month_energy"))
    house = registry.async_get(_house_entity(hass, entry, "house_month_energy"))
    assert ours is not None
    assert house is not None
    assert ours.config_subentry_id in entry.subentries
    assert house.config_subentry_id is None
    assert house.device_id == entry.runtime_data.device_id


def test_the_recorder_adds_up() -> None:
    """Each month starts again, by last_reset; a last session is no such sum."""
    sums = [*SUM_SENSORS, *HOUSE_SUM_SENSORS]
    assert {item.state_class for item in sums} == {SensorStateClass.TOTAL}
    assert {item.state_class for item in LAST_SESSION_SENSORS} == {None}


async def test_a_session_as_it_happens(
    hass: HomeAssistant,
    simulator: Simulator,
    charger: SimulatedCharger,
    add_house: AddHouse,
) -> None:
    """The month counts at once; the session is the last one when it is over."""
    with running_clock() as clock:
        await add_house(charger)
        charger.plug(Car())
        await pass_time(hass, clock, simulator, 1800)
        assert float(state_of(hass, Platform.SENSOR, "month_energy")) > 1
        assert state_of(hass, Platform.SENSOR, "all_sessions_energy") == STATE_UNKNOWN
        assert state_of(hass, Platform.SENSOR, "last_session_end") == STATE_UNKNOWN
        charger.unplug()
        await pass_time(hass, clock, simulator, 600)
        energy = float(state_of(hass, Platform.SENSOR, "last_session_energy"))
        assert energy == pytest.approx(
            float(state_of(hass, Platform.SENSOR, "total_energy")), abs=0.01
        )
        assert state_of(hass, Platform.SENSOR, "all_sessions_energy") == str(energy)
        assert float(state_of(hass, Platform.SENSOR, "last_session_duration")) > 0.4
        ended = dt_util.parse_datetime(
            state_of(hass, Platform.SENSOR, "last_session_end")
        )
        assert ended is not None
        assert ended < dt_util.utcnow()
