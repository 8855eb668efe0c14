"""The sensor platform."""

from homeassistant.const import STATE_UNAVAILABLE, STATE_UNKNOWN, Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from syrupy.assertion import SnapshotAssertion
from syrupy.filters import props

from custom_components.v2c_cloud.const import DOMAIN
from scripts.simulator import FIRMWARES, Car, SimulatedCharger, Simulator

from .clocks import running_clock
from .conftest import AddHouse, platform_shape, state_of


@pytest.mark.usefixtures("all_enabled")
@pytest.mark.parametrize("firmware", sorted(FIRMWARES))
async def test_entities(
    hass: HomeAssistant,
    simulator: Simulator,
    add_house: AddHouse,
    snapshot: SnapshotAssertion,
    firmware: str,
) -> None:
    """What a charger of each firmware shows while it charges."""
    charger = await simulator.add_charger("ABC123", firmware=firmware, name="Garage")
    charger.plug(Car())
    await simulator.advance(60)
    with running_clock() as clock:
        # The month's figures say when it began.
        clock.move_to("2026-11-22T12:00:00Z")
        await add_house(charger)
    shape = platform_shape(hass, Platform.SENSOR)
    # Of the month's clock it has the seconds, too, that pass meanwhile.
    assert shape == snapshot(exclude=props("since"))


METERED = ("house_power", "grid_power", "fv_power", "battery_power")


def _missing(hass: HomeAssistant) -> list[str]:
    registry = er.async_get(hass)
    return [
        suffix
        for suffix in METERED
        if not registry.async_get_entity_id("sensor", DOMAIN, f"v2c_ABC123_{suffix}")
    ]


@pytest.mark.usefixtures("all_enabled")
async def test_a_meter(
    hass: HomeAssistant,
    simulator: Simulator,
    charger: SimulatedCharger,
    add_house: AddHouse,
) -> None:
    """With its own dynamic control on, the charger tells what its meter shows."""
    simulator.house.load = 500.0
    simulator.house.solar = 200.0
    charger.values.dynamic = True
    await simulator.advance(30)
    await add_house(charger)
    assert state_of(hass, Platform.SENSOR, "house_power") == "500.0"
    assert state_of(hass, Platform.SENSOR, "grid_power") == "300.0"
    assert state_of(hass, Platform.SENSOR, "fv_power") == "200.0"
    assert state_of(hass, Platform.SENSOR, "battery_power") == "0.0"


async def test_a_charger_without_a_meter_has_no_power_of_the_house(
    hass: HomeAssistant, charger: SimulatedCharger, add_house: AddHouse
) -> None:
    """The charger says 0 W then, which is not true."""
    await add_house(charger)
    assert '"HousePower":0.00' in charger.real_time_data()
    assert _missing(hass) == list(METERED)


@pytest.mark.usefixtures("all_enabled")
async def test_a_meter_that_falls_silent(
    hass: HomeAssistant,
    simulator: Simulator,
    charger: SimulatedCharger,
    add_house: AddHouse,
) -> None:
    """The last value is not the present one; firmware 2.5.1 says 224, in no list."""
    charger.values.dynamic = True
    await simulator.advance(30)
    entry = await add_house(charger)
    simulator.house.meter_online = False
    await simulator.advance(120)
    await _refresh(entry)
    assert state_of(hass, Platform.SENSOR, "house_power") == STATE_UNAVAILABLE
    assert state_of(hass, Platform.SENSOR, "slave_error") != "no_error"


async def test_calls_left(
    hass: HomeAssistant,
    simulator: Simulator,
    charger: SimulatedCharger,
    add_house: AddHouse,
) -> None:
    """The house shows what the cloud says is left."""
    entry = await add_house(charger, simulator=simulator, lan=False, cloud=True)
    found = er.async_get(hass).async_get_entity_id(
        "sensor", DOMAIN, f"{entry.entry_id}_cloud_calls_left"
    )
    assert found is not None
    assert hass.states.is_state(found, "999")


@pytest.mark.parametrize(
    ("code", "expected"), [(0, "no_error"), (244, "timeout"), (224, STATE_UNKNOWN)]
)
@pytest.mark.usefixtures("all_enabled")
async def test_a_code_that_nobody_lists_is_unknown(
    hass: HomeAssistant,
    charger: SimulatedCharger,
    add_house: AddHouse,
    code: int,
    expected: str,
) -> None:
    """An unknown number is no reason to fail."""
    charger.values.slave_error = code
    await add_house(charger)
    assert state_of(hass, Platform.SENSOR, "slave_error") == expected


async def _refresh(entry: MockConfigEntry) -> None:
    for coordinator in entry.runtime_data.chargers.values():
        await coordinator.async_refresh()
