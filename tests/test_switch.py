"""The switch platform."""

from homeassistant.components.switch import DOMAIN as SWITCH
from homeassistant.const import (
    ATTR_ENTITY_ID,
    SERVICE_TURN_OFF,
    SERVICE_TURN_ON,
    STATE_OFF,
    STATE_ON,
    Platform,
)
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
import pytest
from syrupy.assertion import SnapshotAssertion

from scripts.simulator import FIRMWARES, Car, LanFault, SimulatedCharger, Simulator

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
    assert platform_shape(hass, Platform.SWITCH) == snapshot


@pytest.mark.usefixtures("all_enabled")
@pytest.mark.parametrize(
    ("suffix", "attribute"),
    [
        ("charging_pause", "paused"),
        ("locked", "locked"),
        ("timer", "timer"),
        ("dynamic", "dynamic"),
        ("pause_dynamic", "pause_dynamic"),
    ],
)
async def test_on_and_off(
    hass: HomeAssistant,
    charger: SimulatedCharger,
    add_house: AddHouse,
    suffix: str,
    attribute: str,
) -> None:
    """A switch writes to the charger and shows what was read back."""
    await add_house(charger)
    switch = entity_id(hass, Platform.SWITCH, suffix)
    for service, expected in ((SERVICE_TURN_ON, True), (SERVICE_TURN_OFF, False)):
        await hass.services.async_call(
            SWITCH, service, {ATTR_ENTITY_ID: switch}, blocking=True
        )
        assert getattr(charger.values, attribute) is expected
        assert hass.states.is_state(switch, STATE_ON if expected else STATE_OFF)


async def test_a_pause_stops_the_car(
    hass: HomeAssistant,
    simulator: Simulator,
    charger: SimulatedCharger,
    add_house: AddHouse,
) -> None:
    """Paused is paused: no draw, and no "charging" although firmware 2.5.0 says C."""
    charger.plug(Car())
    await simulator.advance(60)
    await add_house(charger)
    assert state_of(hass, Platform.BINARY_SENSOR, "charging") == STATE_ON
    await hass.services.async_call(
        SWITCH,
        SERVICE_TURN_ON,
        {ATTR_ENTITY_ID: entity_id(hass, Platform.SWITCH, "charging_pause")},
        blocking=True,
    )
    await simulator.advance(30)
    assert charger.power == 0
    assert state_of(hass, Platform.BINARY_SENSOR, "charging") == STATE_OFF
    assert state_of(hass, Platform.SENSOR, "charge_state") == "connected"


async def test_a_refusal_is_an_error(
    hass: HomeAssistant, charger: SimulatedCharger, add_house: AddHouse
) -> None:
    """``ERROR`` comes with status 200, and must not pass for done."""
    await add_house(charger)
    charger.lan.fail = LanFault.ERROR
    switch = entity_id(hass, Platform.SWITCH, "timer")
    with pytest.raises(HomeAssistantError) as caught:
        await hass.services.async_call(
            SWITCH, SERVICE_TURN_ON, {ATTR_ENTITY_ID: switch}, blocking=True
        )
    assert caught.value.translation_key == "command_rejected"
    assert hass.states.is_state(switch, STATE_OFF)


@pytest.mark.usefixtures("all_enabled")
async def test_a_cloud_only_charger_has_the_switches_that_the_cloud_can_set(
    hass: HomeAssistant,
    simulator: Simulator,
    charger: SimulatedCharger,
    add_house: AddHouse,
) -> None:
    """The cloud reads the switch of both timers but has no command for it."""
    await add_house(charger, simulator=simulator, lan=False, cloud=True)
    assert {
        str(shape["unique_id"])
        for shape in platform_shape(hass, Platform.SWITCH).values()
    } == {
        "v2c_ABC123_boost",
        "v2c_ABC123_charging_pause",
        "v2c_ABC123_contiguous",
        "v2c_ABC123_eco_charging",
        "v2c_ABC123_locked",
        "v2c_ABC123_dynamic",
        "v2c_ABC123_logo_led",
        "v2c_ABC123_ocpp_enabled",
        "v2c_ABC123_price_cap_on",
        "v2c_ABC123_ready_by_on",
        "v2c_ABC123_rfid_reader",
        "v2c_ABC123_skip_tonight",
        "v2c_ABC123_take_free",
        "v2c_ABC123_timer_1",
        "v2c_ABC123_timer_2",
    }


@pytest.mark.usefixtures("all_enabled")
@pytest.mark.parametrize(
    ("suffix", "attribute"), [("rfid_reader", "rfid"), ("ocpp_enabled", "ocpp")]
)
async def test_the_shadow_lags_behind(
    hass: HomeAssistant,
    simulator: Simulator,
    charger: SimulatedCharger,
    add_house: AddHouse,
    suffix: str,
    attribute: str,
) -> None:
    """It shows the old value for 90 s; people see the new one all the time."""
    with running_clock() as clock:
        await add_house(charger, simulator=simulator, lan=False, cloud=True)
        switch = entity_id(hass, Platform.SWITCH, suffix)
        assert hass.states.is_state(switch, STATE_OFF)
        await hass.services.async_call(
            SWITCH, SERVICE_TURN_ON, {ATTR_ENTITY_ID: switch}, blocking=True
        )
        assert getattr(charger.values, attribute)
        seen = []
        for _ in range(20):
            await pass_time(hass, clock, simulator, 30, step=30)
            seen.append(state_of(hass, Platform.SWITCH, suffix))
        assert set(seen) == {STATE_ON}

        setattr(charger.values, attribute, False)
        await pass_time(hass, clock, simulator, 1800)
        assert hass.states.is_state(switch, STATE_OFF)
