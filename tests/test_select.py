"""The select platform."""

from homeassistant.components.select import (
    ATTR_OPTION,
    ATTR_OPTIONS,
    DOMAIN as SELECT,
    SERVICE_SELECT_OPTION,
)
from homeassistant.const import ATTR_ENTITY_ID, STATE_UNKNOWN, Platform
from homeassistant.core import HomeAssistant
import pytest
from syrupy.assertion import SnapshotAssertion

from custom_components.v2c_cloud.api.models import Link
from scripts.simulator import FIRMWARES, Car, SimulatedCharger, Simulator

from .clocks import pass_time, running_clock
from .conftest import AddHouse, entity_id, platform_shape, state_of


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
    await add_house(charger)
    assert platform_shape(hass, Platform.SELECT) == snapshot


async def _select(hass: HomeAssistant, suffix: str, option: str) -> None:
    await hass.services.async_call(
        SELECT,
        SERVICE_SELECT_OPTION,
        {ATTR_ENTITY_ID: entity_id(hass, Platform.SELECT, suffix), ATTR_OPTION: option},
        blocking=True,
    )


@pytest.mark.parametrize(
    ("suffix", "option", "attribute", "written"),
    [
        ("charge_mode", "threephasic", "charge_mode", 1),
        ("dynamic_power_mode", "pv_min", "dynamic_power_mode", 2),
        ("dynamic_power_mode", "pv_exclusive", "dynamic_power_mode", 3),
        ("dynamic_power_mode", "stop", "dynamic_power_mode", 5),
    ],
)
async def test_select_option(
    hass: HomeAssistant,
    charger: SimulatedCharger,
    add_house: AddHouse,
    suffix: str,
    option: str,
    attribute: str,
    written: int,
) -> None:
    """A select writes to the charger and shows what was read back."""
    await add_house(charger)
    await _select(hass, suffix, option)
    assert getattr(charger.values, attribute) == written
    assert state_of(hass, Platform.SELECT, suffix) == option


@pytest.mark.usefixtures("all_enabled")
@pytest.mark.parametrize(
    ("suffix", "option", "attribute", "written"),
    [
        ("language", "it", "language", 4),
        ("installation_type", "three_phase", "inst_type", 1),
        ("pv_mode", "pv_min", "dynamic_power_mode", 2),
        ("pv_mode", "pv_exclusive", "dynamic_power_mode", 3),
        ("pv_mode", "maximum", "dynamic_power_mode", 4),
    ],
)
async def test_select_through_the_cloud(
    hass: HomeAssistant,
    simulator: Simulator,
    charger: SimulatedCharger,
    add_house: AddHouse,
    suffix: str,
    option: str,
    attribute: str,
    written: int,
) -> None:
    """The cloud's own settings are shown at once; its shadow lags behind."""
    await add_house(charger, simulator=simulator, lan=False, cloud=True)
    await _select(hass, suffix, option)
    assert getattr(charger.values, attribute) == written
    assert state_of(hass, Platform.SELECT, suffix) == option


async def test_an_obsolete_mode_is_shown_but_not_offered(
    hass: HomeAssistant, simulator: Simulator, add_house: AddHouse
) -> None:
    """Old firmware may report mode 1; nobody should choose it."""
    charger = await simulator.add_charger("ABC123", firmware="2.1.7")
    charger.values.dynamic_power_mode = 1
    await add_house(charger)
    select = entity_id(hass, Platform.SELECT, "dynamic_power_mode")
    state = hass.states.get(select)
    assert state is not None
    assert state.state == "timed_power_disabled"
    assert "timed_power_disabled" in state.attributes[ATTR_OPTIONS]

    await _select(hass, "dynamic_power_mode", "grid_pv")
    state = hass.states.get(select)
    assert state is not None
    assert "timed_power_disabled" not in state.attributes[ATTR_OPTIONS]


@pytest.mark.usefixtures("all_enabled")
async def test_entities_through_the_cloud(
    hass: HomeAssistant,
    simulator: Simulator,
    charger: SimulatedCharger,
    add_house: AddHouse,
    snapshot: SnapshotAssertion,
) -> None:
    """What a charger on 4G shows."""
    await add_house(charger, simulator=simulator, lan=False, cloud=True)
    assert platform_shape(hass, Platform.SELECT) == snapshot


async def test_the_solar_mode_is_what_was_last_set(
    hass: HomeAssistant,
    simulator: Simulator,
    charger: SimulatedCharger,
    add_house: AddHouse,
) -> None:
    """No document of the cloud tells it: unknown before, and not forgotten after."""
    with running_clock() as clock:
        await add_house(charger, simulator=simulator, lan=False, cloud=True)
        assert state_of(hass, Platform.SELECT, "pv_mode") == STATE_UNKNOWN

        await _select(hass, "pv_mode", "pv_exclusive")
        await pass_time(hass, clock, simulator, 3600)

        assert state_of(hass, Platform.SELECT, "pv_mode") == "pv_exclusive"


async def test_one_solar_mode_is_enough(
    hass: HomeAssistant,
    simulator: Simulator,
    charger: SimulatedCharger,
    add_house: AddHouse,
) -> None:
    """The LAN tells the mode of the dynamic control, so the cloud's is left out."""
    entry = await add_house(charger, simulator=simulator, lan=True, cloud=True)
    coordinator = next(iter(entry.runtime_data.chargers.values()))
    await coordinator.charger.refresh(Link.CLOUD)
    await hass.async_block_till_done()

    suffixes = {
        str(shape["unique_id"]).removeprefix("v2c_ABC123_")
        for shape in platform_shape(hass, Platform.SELECT).values()
    }
    assert {"dynamic_power_mode", "timer_1_days", "timer_2_days"} <= suffixes
    assert "pv_mode" not in suffixes
