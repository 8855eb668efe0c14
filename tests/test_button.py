"""The button platform."""

from homeassistant.components.button import DOMAIN as BUTTON, SERVICE_PRESS
from homeassistant.const import ATTR_ENTITY_ID, STATE_UNAVAILABLE, Platform
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
import pytest
from syrupy.assertion import SnapshotAssertion

from scripts.simulator import CloudFault, SimulatedCharger, Simulator

from .conftest import AddHouse, entity_id, platform_shape, state_of


@pytest.mark.usefixtures("all_enabled")
async def test_entities(
    hass: HomeAssistant,
    simulator: Simulator,
    charger: SimulatedCharger,
    add_house: AddHouse,
    snapshot: SnapshotAssertion,
) -> None:
    """A charger that the cloud reaches has both buttons."""
    await add_house(charger, simulator=simulator, lan=False, cloud=True)
    assert platform_shape(hass, Platform.BUTTON) == snapshot


@pytest.mark.usefixtures("all_enabled")
async def test_the_lan_knows_no_actions(
    hass: HomeAssistant, charger: SimulatedCharger, add_house: AddHouse
) -> None:
    """Without an account there are no buttons that could not work."""
    await add_house(charger)
    (shape,) = platform_shape(hass, Platform.BUTTON).values()
    assert shape["unique_id"] == "v2c_ABC123_end_override"


@pytest.mark.usefixtures("all_enabled")
@pytest.mark.parametrize(
    ("suffix", "path"),
    [("reboot", "device/reboot"), ("trigger_update", "device/update")],
)
async def test_press(
    hass: HomeAssistant,
    simulator: Simulator,
    charger: SimulatedCharger,
    add_house: AddHouse,
    suffix: str,
    path: str,
) -> None:
    """Pressing sends one command to the cloud."""
    await add_house(charger, simulator=simulator, lan=False, cloud=True)
    await hass.services.async_call(
        BUTTON,
        SERVICE_PRESS,
        {ATTR_ENTITY_ID: entity_id(hass, Platform.BUTTON, suffix)},
        blocking=True,
    )
    assert path in simulator.cloud.requests[-1].path


async def test_the_cloud_is_down(
    hass: HomeAssistant,
    simulator: Simulator,
    charger: SimulatedCharger,
    add_house: AddHouse,
) -> None:
    """A press that fails says so."""
    await add_house(charger, simulator=simulator, lan=False, cloud=True)
    simulator.cloud.fault = CloudFault.UNAUTHORIZED
    with pytest.raises(HomeAssistantError) as caught:
        await hass.services.async_call(
            BUTTON,
            SERVICE_PRESS,
            {ATTR_ENTITY_ID: entity_id(hass, Platform.BUTTON, "reboot")},
            blocking=True,
        )
    assert caught.value.translation_key == "key_refused"


async def test_a_cloud_that_was_never_reached(
    hass: HomeAssistant,
    simulator: Simulator,
    charger: SimulatedCharger,
    add_house: AddHouse,
) -> None:
    """The button is there, but it cannot be pressed."""
    simulator.cloud.fault = CloudFault.SERVER_ERROR
    await add_house(charger, simulator=simulator, lan=False, cloud=True)
    assert state_of(hass, Platform.BUTTON, "reboot") == STATE_UNAVAILABLE
