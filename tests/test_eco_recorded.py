"""Habits that are learned from Home Assistant's statistics, in a real recorder."""

from datetime import datetime, timedelta
from typing import Any

from homeassistant.components.recorder import Recorder
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.v2c_cloud.diagnostics import async_get_config_entry_diagnostics
from custom_components.v2c_cloud.eco_habits import EcoHabits
from scripts.simulator import SimulatedCharger

from .actions import act, ask
from .eco_house import EcoHouse, MakeEcoHouse, madrid, usual_nights
from .power_house import big_car
from .recorded import record_hours
from .session_logs import HOUR, charge, session

PLUG = "sensor.garage_plug_energy"
OURS = "v2c_cloud:abc123_energy"
FIRST_NIGHT = madrid("2026-10-01 20:00")
NIGHTS = 40
"""The last is that of the 9th of November."""
NEED = 30.0


@pytest.fixture(autouse=True)
def _custom_integrations(
    recorder_mock: Recorder, enable_custom_integrations: None
) -> None:
    """The recorder has to be there before anything else of Home Assistant."""


def nights(
    nights: int = NIGHTS, *, factor: float = 1.0, first: datetime = FIRST_NIGHT
) -> dict[datetime, float]:
    """The energy of each hour of a car that takes 30 kWh every night."""
    quiet = {first + number * HOUR: 0.0 for number in range(-2, nights * 24)}
    charged = {
        first + timedelta(days=night, hours=hour): NEED / 5 * factor
        for night in range(nights)
        for hour in range(5)
    }
    return quiet | charged


def habits_of(house: EcoHouse) -> EcoHabits:
    """The habits at the only charger."""
    [item] = house.eco.chargers.values()
    return item.habits


def from_statistics(house: EcoHouse) -> int:
    """How many charges of statistics count."""
    return habits_of(house).learned_from.statistics


def choose(statistic_id: str) -> dict[str, Any]:
    """The options of a house in which somebody has chosen a statistic."""
    return {"eco_statistics": {"ABC123": statistic_id}}


@pytest.fixture
def core_entity(hass: HomeAssistant, charger: SimulatedCharger) -> str:
    """The energy of the same charger in Home Assistant's own integration of V2C."""
    entry = MockConfigEntry(domain="v2c", data={"host": charger.lan.host})
    entry.add_to_hass(hass)
    return add_counter(hass, entry)


def add_counter(hass: HomeAssistant, entry: MockConfigEntry) -> str:
    """Add what Home Assistant's own integration counts."""
    counter = er.async_get(hass).async_get_or_create(
        "sensor", "v2c", f"{entry.entry_id}_charge_energy", config_entry=entry
    )
    return counter.entity_id


async def get_plan(hass: HomeAssistant) -> dict[str, Any]:
    """What people are told of the plan."""
    return await ask(hass, "get_plan")


async def evening(house: EcoHouse, charger: SimulatedCharger) -> None:
    """Plug a car in that must be ready at 7:00."""
    charger.plug(big_car())
    await house.set(charger, ready_by_on=True)
    await house.power.live(60)


async def test_the_first_night_without_statistics(
    eco_house: MakeEcoHouse, charger: SimulatedCharger
) -> None:
    """Nothing is known but what is true of cars in general."""
    house = await eco_house(charger)
    await evening(house, charger)
    plan = house.plan(charger)
    assert plan.need == pytest.approx(10, abs=2)
    assert plan.planned_end == madrid("2026-11-25 03:00")


async def test_the_first_night_with_statistics(
    hass: HomeAssistant, eco_house: MakeEcoHouse, charger: SimulatedCharger
) -> None:
    """The car gets what it needs: cheap hours alone carry less, from 0:00 to 7:00."""
    await record_hours(hass, PLUG, nights())
    house = await eco_house(charger, **choose(PLUG))
    await evening(house, charger)
    plan = house.plan(charger)
    assert plan.need == pytest.approx(NEED, abs=1)
    assert sum(slot.energy for slot in plan.likely) == pytest.approx(NEED, abs=2)
    assert plan.next_start is not None
    assert plan.next_start < madrid("2026-11-25 00:00")
    need = (await get_plan(hass))["need"]
    assert need["source"] == "learned"
    assert need["learned_from"] == {
        "sessions": 0,
        "cloud": 0,
        "statistics": NIGHTS,
    }


async def test_people_are_told(
    hass: HomeAssistant, eco_house: MakeEcoHouse, charger: SimulatedCharger
) -> None:
    """While more of it comes from statistics than from the log."""
    await record_hours(hass, PLUG, nights(6))
    house = await eco_house(charger, **choose(PLUG))
    told = (
        "It usually needs 30 kWh; when it leaves is still being learned. "
        "Most of that comes"
    )
    assert told in (await get_plan(hass))["why"]
    await house.remember(
        *usual_nights(*(f"2026-11-{day}" for day in (16, 17, 18, 19, 20, 23)))
    )
    assert habits_of(house).learned_from.statistics == 6
    assert (await get_plan(hass))["why"].endswith("needs 19.5 kWh.")


@pytest.mark.parametrize(("unit", "factor"), [("Wh", 1000), ("kWh", 1), ("MWh", 0.001)])
async def test_units(
    hass: HomeAssistant,
    eco_house: MakeEcoHouse,
    charger: SimulatedCharger,
    unit: str,
    factor: float,
) -> None:
    """Energy is energy."""
    await record_hours(hass, PLUG, nights(factor=factor), unit=unit)
    house = await eco_house(charger, **choose(PLUG))
    energies = [stay.energy for stay in habits_of(house).recorded.told.stays]
    assert energies == pytest.approx([NEED] * NIGHTS, abs=0.01)


@pytest.mark.parametrize(
    ("unit", "unit_class", "statistic_id"),
    [("m³", "volume", PLUG), ("EUR", None, PLUG), ("kWh", "energy", "sensor.gone")],
)
async def test_a_statistic_that_tells_nothing(
    hass: HomeAssistant,
    eco_house: MakeEcoHouse,
    charger: SimulatedCharger,
    unit: str,
    unit_class: str | None,
    statistic_id: str,
) -> None:
    """Nothing is learned, and nothing else is lost."""
    await record_hours(hass, statistic_id, nights(), unit=unit, unit_class=unit_class)
    house = await eco_house(charger, **choose(PLUG))
    await evening(house, charger)
    assert habits_of(house).recorded.told.statistic_id is None
    assert house.plan(charger).need == pytest.approx(10, abs=2)


async def test_nothing_is_counted_twice(
    hass: HomeAssistant, eco_house: MakeEcoHouse, charger: SimulatedCharger
) -> None:
    """What the log knows itself, and the day before it begins, is not taken."""
    await record_hours(hass, PLUG, nights())
    house = await eco_house(charger, **choose(PLUG))
    assert from_statistics(house) == NIGHTS
    begin = madrid("2026-10-11 19:00")
    await house.remember(session(charge(begin, 9.0), end=begin + 12 * HOUR))
    assert from_statistics(house) == 9
    assert habits_of(house).learned_from.total == 10

    # The cloud tells of a charge of long before.
    before = madrid("2025-10-01 19:00")
    await house.remember(session(charge(before, 9.0)))
    assert habits_of(house).learned_from.total == 2
    assert habits_of(house).recorded.told.stays == ()


async def test_a_log_that_grows_back(
    hass: HomeAssistant, eco_house: MakeEcoHouse, charger: SimulatedCharger
) -> None:
    """What was read before the cloud told of the same time counts no more."""
    await record_hours(hass, PLUG, nights())
    house = await eco_house(charger, **choose(PLUG))
    log = house.power.entry.runtime_data.session_store.log("ABC123")
    begin = madrid("2026-10-11 19:00")
    log.seen.append(session(charge(begin, 9.0), end=begin + 12 * HOUR))
    charger.plug(big_car())
    await house.power.live(60)
    assert len(habits_of(house).recorded.told.stays) == NIGHTS
    assert from_statistics(house) == 9


async def test_only_a_year(
    hass: HomeAssistant, eco_house: MakeEcoHouse, charger: SimulatedCharger
) -> None:
    """What was long ago was perhaps another car."""
    first = madrid("2025-11-14 20:00")
    await record_hours(hass, PLUG, nights(20, first=first))
    house = await eco_house(charger, **choose(PLUG))
    first_told, *_, last_told = habits_of(house).recorded.told.stays
    assert first_told.plug_in == madrid("2025-11-25 20:00")
    assert last_told.plug_in == madrid("2025-12-03 20:00")


async def test_habits_are_forgotten(
    hass: HomeAssistant, eco_house: MakeEcoHouse, charger: SimulatedCharger
) -> None:
    """Another car, another job: what statistics tell is of the old one."""
    await record_hours(hass, PLUG, nights())
    house = await eco_house(charger, **choose(PLUG))
    assert from_statistics(house) == NIGHTS
    await house.set(charger, habits_since=madrid("2026-11-01 00:00").isoformat())
    assert from_statistics(house) == 9
    await act(hass, "reset_habits")
    assert habits_of(house).learned_from.total == 0


async def test_the_same_charger_in_another_integration(
    hass: HomeAssistant,
    eco_house: MakeEcoHouse,
    charger: SimulatedCharger,
    core_entity: str,
) -> None:
    """At the same address: nobody has to say so."""
    await record_hours(hass, core_entity, nights())
    house = await eco_house(charger)
    assert habits_of(house).recorded.told.statistic_id == core_entity
    assert from_statistics(house) == NIGHTS


@pytest.mark.parametrize(("charger_id", "expected"), [("ABC123", 40), ("XYZ789", 0)])
async def test_a_charger_that_has_moved(
    hass: HomeAssistant,
    eco_house: MakeEcoHouse,
    charger: SimulatedCharger,
    charger_id: str,
    expected: int,
) -> None:
    """It is known by its ID, and no other is taken for it."""
    entry = MockConfigEntry(
        domain="v2c", data={"host": "192.168.1.50"}, unique_id=charger_id
    )
    entry.add_to_hass(hass)
    await record_hours(hass, add_counter(hass, entry), nights())
    house = await eco_house(charger)
    assert from_statistics(house) == expected


async def test_what_the_community_integration_counted(
    hass: HomeAssistant, eco_house: MakeEcoHouse, charger: SimulatedCharger
) -> None:
    """It goes on under our own entity."""
    ours = er.async_get(hass).async_get_or_create(
        "sensor", "v2c_cloud", "v2c_ABC123_charge_energy"
    )
    await record_hours(hass, ours.entity_id, nights())
    house = await eco_house(charger)
    assert habits_of(house).recorded.told.statistic_id == ours.entity_id
    assert from_statistics(house) == NIGHTS


async def test_a_house_that_was_added_anew(
    hass: HomeAssistant, eco_house: MakeEcoHouse, charger: SimulatedCharger
) -> None:
    """Its log is gone, and the statistics that were made of it are not."""
    charged = {start: energy for start, energy in nights().items() if energy}
    await record_hours(hass, OURS, charged)
    house = await eco_house(charger)
    assert habits_of(house).recorded.told.statistic_id == OURS
    assert from_statistics(house) == NIGHTS


async def test_the_statistic_that_tells_most(
    hass: HomeAssistant,
    eco_house: MakeEcoHouse,
    charger: SimulatedCharger,
    core_entity: str,
) -> None:
    """They are of the same charges, so that one must do."""
    charged = {start: energy for start, energy in nights(3).items() if energy}
    await record_hours(hass, OURS, charged)
    await record_hours(hass, core_entity, nights())
    house = await eco_house(charger)
    assert from_statistics(house) == NIGHTS


async def test_diagnostics(
    hass: HomeAssistant,
    eco_house: MakeEcoHouse,
    charger: SimulatedCharger,
    core_entity: str,
) -> None:
    """Whose statistic it is, and not what it is called."""
    await record_hours(hass, core_entity, nights())
    house = await eco_house(charger)
    report = await async_get_config_entry_diagnostics(hass, house.power.entry)
    (facts,) = report["chargers"].values()
    assert facts["eco"]["stays"] == NIGHTS
    assert facts["eco"]["learned_from"]["statistics"] == NIGHTS
    assert facts["eco"]["statistic"] == {"integration": "v2c", "charges": NIGHTS}


async def test_diagnostics_of_a_chosen_statistic(
    hass: HomeAssistant, eco_house: MakeEcoHouse, charger: SimulatedCharger
) -> None:
    """The ID of a charger is in the name of its statistic."""
    charged = {start: energy for start, energy in nights().items() if energy}
    await record_hours(hass, OURS, charged)
    house = await eco_house(charger, **choose(OURS))
    report = await async_get_config_entry_diagnostics(hass, house.power.entry)
    (facts,) = report["chargers"].values()
    assert facts["eco"]["statistic"] == {
        "integration": "v2c_cloud",
        "charges": NIGHTS,
    }
    assert "abc123" not in str(report["house"]["options"]).lower()


async def test_a_house_that_is_unloaded(
    hass: HomeAssistant, eco_house: MakeEcoHouse, charger: SimulatedCharger
) -> None:
    """A recorder that comes too late is not asked."""
    await record_hours(hass, PLUG, nights())
    hass.config.components.remove("recorder")
    house = await eco_house(charger, **choose(PLUG))
    habits = habits_of(house)
    await hass.config_entries.async_unload(house.power.entry.entry_id)
    hass.config.components.add("recorder")
    hass.bus.async_fire("component_loaded", {"component": "recorder"})
    await house.settle()
    assert habits.recorded.told.stays == ()
