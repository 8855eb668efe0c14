"""A charger's own meter as the house's."""

from collections.abc import Iterator

from freezegun.api import TickingDateTimeFactory
from homeassistant.core import HomeAssistant
import pytest

from custom_components.v2c_cloud.control.model import MeterStatus
from custom_components.v2c_cloud.coordinator import ChargerCoordinator
from custom_components.v2c_cloud.house_options import MeterOptions, MeterSource
from custom_components.v2c_cloud.meter import HouseMeter
from custom_components.v2c_cloud.meter_feed import MeterProblem
from scripts.simulator import LanFault, SimulatedCharger, Simulator

from .clocks import pass_time, running_clock
from .conftest import AddHouse
from .meters import status

SILENT_CHARGER = MeterProblem(key="meter_charger", placeholders={"charger": "Garage"})


@pytest.fixture
def clock() -> Iterator[TickingDateTimeFactory]:
    """A clock that runs, and can be moved on."""
    with running_clock() as clock:
        yield clock


@pytest.fixture
async def measured(simulator: Simulator, charger: SimulatedCharger) -> SimulatedCharger:
    """A charger that reads the house's meter."""
    simulator.house.load, simulator.house.solar = 1500.0, 400.0
    charger.values.dynamic = True
    await simulator.advance(2)
    return charger


class Told:
    """A meter that runs, and how often it told something."""

    def __init__(
        self, hass: HomeAssistant, chargers: dict[str, ChargerCoordinator]
    ) -> None:
        """Know the chargers."""
        options = MeterOptions(source=MeterSource.CHARGER)
        self.meter = HouseMeter(hass, options, chargers)
        self.count = 0
        self.meter.async_subscribe(self._tell)

    def _tell(self) -> None:
        self.count += 1


@pytest.fixture
async def told(
    hass: HomeAssistant,
    clock: TickingDateTimeFactory,
    measured: SimulatedCharger,
    add_house: AddHouse,
) -> Told:
    """The meter of a house with that charger."""
    entry = await add_house(measured)
    told = Told(hass, entry.runtime_data.chargers)
    await told.meter.async_start()
    await hass.async_block_till_done()
    entry.async_on_unload(told.meter.async_stop)
    return told


@pytest.mark.parametrize("firmware", ["2.5.0", "1.7.20"])
async def test_a_reading(
    hass: HomeAssistant, simulator: Simulator, add_house: AddHouse, firmware: str
) -> None:
    """Firmware that does not tell the grid's power tells what it follows from."""
    simulator.house.load, simulator.house.solar = 1500.0, 400.0
    simulator.house.battery = -100.0
    charger = await simulator.add_charger("SECOND", firmware=firmware)
    charger.values.dynamic = True
    await simulator.advance(2)
    entry = await add_house(charger)
    told = Told(hass, entry.runtime_data.chargers)
    await told.meter.async_start()
    reading = told.meter.reading
    assert reading is not None
    assert reading.power == pytest.approx(1200)
    assert reading.solar == pytest.approx(400)
    assert reading.battery == pytest.approx(-100)
    assert reading.phases is None
    assert status(told.meter) is MeterStatus.OK
    assert told.meter.problem is None
    assert told.meter.entities == ()
    told.meter.async_stop()


async def test_the_same_power_again_is_a_report(
    hass: HomeAssistant,
    clock: TickingDateTimeFactory,
    simulator: Simulator,
    told: Told,
) -> None:
    """Although the charger's coordinator has nothing to tell."""
    before = told.count
    await pass_time(hass, clock, simulator, 300, step=25)
    assert told.count - before == 12
    assert status(told.meter) is MeterStatus.OK
    assert told.meter.usual_gap == pytest.approx(25, abs=2)


@pytest.mark.parametrize("fault", ["own control off", "meter lost", "charger lost"])
async def test_silence_and_return(
    hass: HomeAssistant,
    clock: TickingDateTimeFactory,
    simulator: Simulator,
    charger: SimulatedCharger,
    told: Told,
    fault: str,
) -> None:
    """What the charger does not read any more is not believed."""
    charger.values.dynamic = fault != "own control off"
    simulator.house.meter_online = fault != "meter lost"
    charger.lan.fail = {"charger lost": LanFault.REFUSE}.get(fault, LanFault.NONE)
    await pass_time(hass, clock, simulator, 40, step=20)
    assert status(told.meter) is MeterStatus.OK
    await pass_time(hass, clock, simulator, 60, step=20)
    assert status(told.meter) is MeterStatus.SILENT
    assert told.meter.problem == SILENT_CHARGER

    charger.values.dynamic = simulator.house.meter_online = True
    charger.lan.fail = LanFault.NONE
    await pass_time(hass, clock, simulator, 60, step=20)
    assert status(told.meter) is MeterStatus.OK


async def test_a_charger_without_a_meter(
    hass: HomeAssistant,
    simulator: Simulator,
    charger: SimulatedCharger,
    add_house: AddHouse,
) -> None:
    """It says 0 W of everything, which is no house."""
    charger.has_meter = False
    charger.values.dynamic = True
    await simulator.advance(2)
    entry = await add_house(charger)
    meter = Told(hass, entry.runtime_data.chargers).meter
    await meter.async_start()
    assert status(meter) is MeterStatus.MISSING
    assert meter.problem == SILENT_CHARGER
    meter.async_stop()


async def test_a_charger_that_only_the_cloud_reaches(
    hass: HomeAssistant,
    simulator: Simulator,
    measured: SimulatedCharger,
    add_house: AddHouse,
) -> None:
    """Its values are too old for a meter's."""
    entry = await add_house(measured, simulator=simulator, lan=False, cloud=True)
    meter = Told(hass, entry.runtime_data.chargers).meter
    await meter.async_start()
    assert status(meter) is MeterStatus.MISSING
    assert meter.problem == MeterProblem(key="meter_missing")
    meter.async_stop()


async def test_the_first_charger_that_reads_a_meter(
    hass: HomeAssistant,
    simulator: Simulator,
    charger: SimulatedCharger,
    add_house: AddHouse,
) -> None:
    """One is enough: it is the same house."""
    second = await simulator.add_charger("SECOND", name="Drive")
    simulator.house.load = 800.0
    second.values.dynamic = True
    await simulator.advance(2)
    entry = await add_house(charger, second)
    meter = Told(hass, entry.runtime_data.chargers).meter
    await meter.async_start()
    assert meter.reading is not None
    assert meter.reading.power == pytest.approx(800)
    meter.async_stop()


async def test_a_charger_that_is_asked_too_seldom(
    hass: HomeAssistant,
    clock: TickingDateTimeFactory,
    simulator: Simulator,
    told: Told,
) -> None:
    """A busy Home Assistant, for one."""
    await pass_time(hass, clock, simulator, 250, step=50)
    assert told.meter.problem == MeterProblem(
        key="meter_too_slow", placeholders={"sensor": "Garage", "gap": "50"}
    )
