"""The binary sensor platform."""

from homeassistant.const import STATE_OFF, STATE_ON, STATE_UNKNOWN, Platform
from homeassistant.core import HomeAssistant
import pytest
from syrupy.assertion import SnapshotAssertion

from scripts.simulator import FIRMWARES, Car, ChargeState, SimulatedCharger, Simulator

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
    await add_house(charger)
    assert platform_shape(hass, Platform.BINARY_SENSOR) == snapshot


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        (ChargeState.SYSTEM_FAILURE, "system_fault"),
        (ChargeState.PILOT_FAULT, "pilot_fault"),
        (ChargeState.VENTILATION, "ventilation_required"),
    ],
)
async def test_a_fault(
    hass: HomeAssistant,
    simulator: Simulator,
    charger: SimulatedCharger,
    add_house: AddHouse,
    fault: ChargeState,
    expected: str,
) -> None:
    """A faulty charger says which fault, and does not know whether a car is there."""
    charger.fault(fault)
    await simulator.advance(1)
    await add_house(charger)
    assert state_of(hass, Platform.BINARY_SENSOR, "fault") == STATE_ON
    assert state_of(hass, Platform.BINARY_SENSOR, "charging") == STATE_OFF
    assert state_of(hass, Platform.BINARY_SENSOR, "connected") == STATE_UNKNOWN
    assert state_of(hass, Platform.SENSOR, "charge_state") == expected


@pytest.mark.parametrize(("online", "expected"), [(True, STATE_ON), (False, STATE_OFF)])
async def test_cloud_connection(
    hass: HomeAssistant,
    simulator: Simulator,
    charger: SimulatedCharger,
    add_house: AddHouse,
    online: bool,
    expected: str,
) -> None:
    """On means that the cloud reaches the charger, not that the cloud answers."""
    charger.cloud_online = online
    await simulator.advance(200)
    await add_house(charger, simulator=simulator, lan=False, cloud=True)
    assert state_of(hass, Platform.BINARY_SENSOR, "connected_status") == expected
