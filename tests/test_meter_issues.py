"""What people are asked to repair about their meter, and when that is taken back."""

from dataclasses import replace

from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.v2c_cloud.const import DOMAIN
from custom_components.v2c_cloud.control.model import PowerControl
from custom_components.v2c_cloud.meter import HouseMeter
from custom_components.v2c_cloud.meter_issues import MeterIssues
from scripts.simulator import SimulatedCharger, Simulator

from .clocks import pass_time, running_clock
from .conftest import AddHouse, house_entry
from .meters import GRID, MeterBench

NAMED = f"grid power ({GRID})"


def issues(hass: HomeAssistant) -> dict[str | None, dict[str, str] | None]:
    """The placeholders of what is raised, by key."""
    return {
        issue.translation_key: issue.translation_placeholders
        for issue in ir.async_get(hass).issues.values()
        if issue.domain == DOMAIN and issue.active
    }


@pytest.fixture
def entry(hass: HomeAssistant) -> MockConfigEntry:
    """A house, which need not run for this."""
    entry = house_entry()
    entry.add_to_hass(hass)
    return entry


@pytest.fixture
async def meter(bench: MeterBench) -> HouseMeter:
    """A sensor of the grid's power that says 1 kW."""
    await bench.say(1000)
    return await bench.start(source="entities", grid=GRID)


async def test_silence_that_lasts(
    hass: HomeAssistant, bench: MeterBench, entry: MockConfigEntry, meter: HouseMeter
) -> None:
    """Five minutes of it are raised, and the first report clears that."""
    await hass.config.async_set_time_zone("UTC")
    since = f"{bench.clock():%Y-%m-%d %H:%M}"
    stop = MeterIssues(hass, entry, meter).async_start()
    await bench.wait(61)
    await bench.wait(298)
    assert issues(hass) == {}
    await bench.wait(3)
    assert issues(hass) == {
        "meter_silent": {"house": "Home", "sensor": NAMED, "since": since}
    }
    await bench.say(5)
    assert issues(hass) == {}
    stop()


async def test_silence_that_ends_in_time(
    hass: HomeAssistant, bench: MeterBench, entry: MockConfigEntry, meter: HouseMeter
) -> None:
    """Two short ones are no long one."""
    stop = MeterIssues(hass, entry, meter).async_start()
    for _ in range(2):
        await bench.repeat([*range(20)], every=1)
        await bench.wait(61)
        await bench.wait(200)
    await bench.say(1)
    assert issues(hass) == {}
    stop()
    await bench.wait(61)
    await bench.wait(400)
    assert issues(hass) == {}


async def test_one_problem_takes_the_place_of_another(
    hass: HomeAssistant, bench: MeterBench, entry: MockConfigEntry, meter: HouseMeter
) -> None:
    """There is one at a time, and it is not told anew at each report."""
    stop = MeterIssues(hass, entry, meter).async_start()
    await bench.repeat([1, 2, 3, 4, 5, 6, 7, 8], every=60)
    slow = {"house": "Home", "sensor": NAMED, "gap": "60"}
    assert issues(hass) == {"meter_too_slow": slow}
    await bench.repeat([9, 10], every=64)
    assert issues(hass) == {"meter_too_slow": slow}
    await bench.say("unavailable")
    await bench.wait(181)
    assert issues(hass) == {"meter_unavailable": {"house": "Home", "sensor": NAMED}}
    stop()


@pytest.mark.parametrize(
    ("unit", "grid", "key", "placeholders"),
    [
        ("A", GRID, "meter_unit", {"sensor": NAMED, "unit": "A"}),
        ("W", None, "meter_missing", {}),
        ("W", "sensor.gone", "meter_unavailable", {"sensor": "sensor.gone"}),
    ],
)
async def test_a_meter_that_never_spoke(
    hass: HomeAssistant,
    bench: MeterBench,
    entry: MockConfigEntry,
    unit: str,
    grid: str | None,
    key: str,
    placeholders: dict[str, str],
) -> None:
    """Each reason has its own sentence."""
    await bench.say(5, unit=unit)
    meter = await bench.start(source="entities", grid=grid)
    stop = MeterIssues(hass, entry, meter).async_start()
    await bench.wait(301)
    assert issues(hass) == {key: {"house": "Home", **placeholders}}
    stop()


async def test_a_meter_that_nobody_needs(
    hass: HomeAssistant, bench: MeterBench, entry: MockConfigEntry, meter: HouseMeter
) -> None:
    """It may be silent."""
    wanted = False
    watch = MeterIssues(hass, entry, meter, wanted=lambda: wanted)
    stop = watch.async_start()
    await bench.wait(61)
    await bench.wait(1000)
    assert issues(hass) == {}
    wanted = True
    watch.async_check()
    await bench.wait(301)
    assert set(issues(hass)) == {"meter_silent"}
    wanted = False
    watch.async_check()
    assert issues(hass) == {}
    stop()


async def test_a_reload_and_a_removal(
    hass: HomeAssistant,
    simulator: Simulator,
    charger: SimulatedCharger,
    add_house: AddHouse,
) -> None:
    """Neither makes anybody wait again, nor forgets who ignored it."""
    with running_clock() as clock:
        entry = await add_house(charger, meter={"source": "charger"})
        (controlled,) = entry.runtime_data.power.chargers.values()
        controlled.hand.async_change(mode=PowerControl.GRID_PV)
        await pass_time(hass, clock, simulator, 420)
        assert issues(hass) == {"meter_charger": {"house": "Home", "charger": "Garage"}}

        issue_id = f"meter_charger_{entry.entry_id}"
        ir.async_ignore_issue(hass, DOMAIN, issue_id, ignore=True)
        await hass.config_entries.async_reload(entry.entry_id)
        issue = ir.async_get(hass).async_get_issue(DOMAIN, issue_id)
        assert issue is not None
        assert issue.dismissed_version is not None

        await hass.config_entries.async_remove(entry.entry_id)
        assert issues(hass) == {}


async def test_nobody_needs_the_meter(
    hass: HomeAssistant,
    simulator: Simulator,
    charger: SimulatedCharger,
    add_house: AddHouse,
) -> None:
    """Without power control a house without a meter is no problem."""
    with running_clock() as clock:
        await add_house(charger, meter={"source": "charger"})
        await pass_time(hass, clock, simulator, 420)
        assert issues(hass) == {}


async def test_what_was_ignored_before_a_restart(
    hass: HomeAssistant, bench: MeterBench, entry: MockConfigEntry, meter: HouseMeter
) -> None:
    """It is no problem of today, until it lasts again."""
    first = MeterIssues(hass, entry, meter).async_start()
    await bench.wait(61)
    await bench.wait(301)
    first()
    registry = ir.async_get(hass)
    key = (DOMAIN, f"meter_silent_{entry.entry_id}")
    registry.issues[key] = replace(registry.issues[key], active=False)
    stop = MeterIssues(hass, entry, meter).async_start()
    assert issues(hass) == {}
    await bench.wait(301)
    assert set(issues(hass)) == {"meter_silent"}
    stop()
