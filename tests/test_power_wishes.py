"""Entities and an action with which people say how their cars shall charge."""

from homeassistant.components.button import DOMAIN as BUTTON, SERVICE_PRESS
from homeassistant.components.number import (
    ATTR_VALUE,
    DOMAIN as NUMBER,
    SERVICE_SET_VALUE,
)
from homeassistant.components.select import (
    ATTR_OPTION,
    DOMAIN as SELECT,
    SERVICE_SELECT_OPTION,
)
from homeassistant.components.switch import DOMAIN as SWITCH
from homeassistant.const import (
    ATTR_ENTITY_ID,
    SERVICE_TURN_OFF,
    SERVICE_TURN_ON,
    STATE_OFF,
    STATE_ON,
    STATE_UNAVAILABLE,
    STATE_UNKNOWN,
    Platform,
)
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import entity_registry as er
import pytest

from custom_components.v2c_cloud.const import DOMAIN
from custom_components.v2c_cloud.control.model import PowerControl, Reason
from scripts.simulator import LanFault, SimulatedCharger, Simulator

from .actions import act
from .conftest import AddHouse, entity_id, state_of
from .power_house import METER, MakePowerHouse, PowerHouse, big_car


async def choose(hass: HomeAssistant, mode: PowerControl) -> None:
    """Choose what power control aims at."""
    await hass.services.async_call(
        SELECT,
        SERVICE_SELECT_OPTION,
        {
            ATTR_ENTITY_ID: entity_id(hass, Platform.SELECT, "power_control"),
            ATTR_OPTION: mode,
        },
        blocking=True,
    )


async def set_number(hass: HomeAssistant, suffix: str, value: float) -> None:
    """Set a number of the charger."""
    await hass.services.async_call(
        NUMBER,
        SERVICE_SET_VALUE,
        {ATTR_ENTITY_ID: entity_id(hass, Platform.NUMBER, suffix), ATTR_VALUE: value},
        blocking=True,
    )


async def turn(hass: HomeAssistant, suffix: str, service: str) -> None:
    """Turn a switch of the charger."""
    await hass.services.async_call(
        SWITCH,
        service,
        {ATTR_ENTITY_ID: entity_id(hass, Platform.SWITCH, suffix)},
        blocking=True,
    )


async def let_control_decide(hass: HomeAssistant) -> None:
    """Press the button that ends what was set by hand."""
    await hass.services.async_call(
        BUTTON,
        SERVICE_PRESS,
        {ATTR_ENTITY_ID: entity_id(hass, Platform.BUTTON, "end_override")},
        blocking=True,
    )


def is_paused(charger: SimulatedCharger) -> bool:
    """Whether the charger holds the charge."""
    return charger.values.paused


def reason(hass: HomeAssistant) -> str:
    """Why the car is (not) charging."""
    return state_of(hass, Platform.SENSOR, "charging_reason")


def override(hass: HomeAssistant) -> str:
    """What the button shows that ends what was set by hand."""
    return state_of(hass, Platform.BUTTON, "end_override")


@pytest.fixture
async def house(
    power_house: MakePowerHouse,
    simulator: Simulator,
    charger: SimulatedCharger,
) -> PowerHouse:
    """A house that takes 1 kW of its 4.6 kW, with a car that charges under control."""
    simulator.house.load = 1000.0
    house: PowerHouse = await power_house(charger)
    charger.plug(big_car())
    await house.live(60)
    await choose(house.hass, PowerControl.GRID_PV)
    await house.live(600)
    return house


async def test_off_until_somebody_wants_it(
    hass: HomeAssistant, charger: SimulatedCharger, add_house: AddHouse
) -> None:
    """A charger that was just added is left alone."""
    charger.plug(big_car())
    await add_house(charger)
    assert state_of(hass, Platform.SELECT, "power_control") == PowerControl.OFF
    assert reason(hass) == Reason.UNCONTROLLED
    assert state_of(hass, Platform.SENSOR, "target_current") == STATE_UNKNOWN
    assert state_of(hass, Platform.SWITCH, "boost") == STATE_OFF
    assert state_of(hass, Platform.NUMBER, "power_control_maximum") == "32"
    assert override(hass) == STATE_UNAVAILABLE
    assert len(charger.writes) == 0


async def test_a_mode_is_chosen_and_given_up(
    hass: HomeAssistant, house: PowerHouse, charger: SimulatedCharger
) -> None:
    """The charger follows, and gets back what it had."""
    assert state_of(hass, Platform.SELECT, "power_control") == PowerControl.GRID_PV
    assert charger.values.intensity in {14, 15}
    await choose(hass, PowerControl.OFF)
    assert state_of(hass, Platform.SELECT, "power_control") == PowerControl.OFF
    assert charger.values.intensity == 16


async def test_chosen_while_the_charger_is_lost(
    hass: HomeAssistant, house: PowerHouse, charger: SimulatedCharger
) -> None:
    """What people want does not depend on a link."""
    charger.lan.fail = LanFault.DROP
    await house.live(60)
    await choose(hass, PowerControl.PV)
    assert state_of(hass, Platform.SELECT, "power_control") == PowerControl.PV
    assert reason(hass) == Reason.LINK_LOST


async def test_control_without_a_meter(
    hass: HomeAssistant, charger: SimulatedCharger, add_house: AddHouse
) -> None:
    """A sentence says what to do, and nothing is controlled."""
    await add_house(charger, contracted_power=4.6, phases=1)
    with pytest.raises(ServiceValidationError) as caught:
        await choose(hass, PowerControl.GRID_PV)
    assert caught.value.translation_key == "control_needs_meter"
    assert state_of(hass, Platform.SELECT, "power_control") == PowerControl.OFF


async def test_control_with_a_slow_meter(
    hass: HomeAssistant,
    power_house: MakePowerHouse,
    charger: SimulatedCharger,
) -> None:
    """Limits cannot be protected with one look a minute."""
    house = await power_house(charger, watched=0)
    await house.live(900, step=60)
    with pytest.raises(ServiceValidationError) as caught:
        await choose(hass, PowerControl.GRID_PV)
    assert caught.value.translation_key == "control_needs_faster_meter"


async def test_control_without_limits(
    hass: HomeAssistant,
    power_house: MakePowerHouse,
    charger: SimulatedCharger,
) -> None:
    """Somebody has to say what the house may draw."""
    await power_house(charger, kilowatts=None)
    with pytest.raises(ServiceValidationError) as caught:
        await choose(hass, PowerControl.GRID_PV)
    assert caught.value.translation_key == "control_needs_limit"


async def test_a_maximum(
    hass: HomeAssistant, house: PowerHouse, charger: SimulatedCharger
) -> None:
    """Control never gives more."""
    await set_number(hass, "power_control_maximum", 8)
    await house.live(20)
    assert charger.values.intensity == 8
    assert reason(hass) == Reason.USER_LIMIT
    assert state_of(hass, Platform.NUMBER, "power_control_maximum") == "8"


async def test_what_people_set_outlives_a_reload(
    hass: HomeAssistant, house: PowerHouse
) -> None:
    """It is kept with the house."""
    await set_number(hass, "power_control_maximum", 8)
    await hass.config_entries.async_reload(house.entry.entry_id)
    assert state_of(hass, Platform.SELECT, "power_control") == PowerControl.GRID_PV
    assert state_of(hass, Platform.NUMBER, "power_control_maximum") == "8"


async def test_priority_is_for_houses_with_several_chargers(
    hass: HomeAssistant,
    simulator: Simulator,
    charger: SimulatedCharger,
    add_house: AddHouse,
) -> None:
    """It belongs to each of them; a charger alone has nobody to give way to."""
    other = await simulator.add_charger("SECOND")
    await add_house(charger, other, meter=METER)
    await set_number(hass, "power_control_priority", 2)
    assert state_of(hass, Platform.NUMBER, "power_control_priority") == "2"
    assert state_of(hass, Platform.NUMBER, "power_control_priority", other.id) == "1"


async def test_no_priority_for_one_charger(
    hass: HomeAssistant, charger: SimulatedCharger, add_house: AddHouse
) -> None:
    """See above."""
    await add_house(charger)
    registry = er.async_get(hass)
    unique_id = "v2c_ABC123_power_control_priority"
    assert registry.async_get_entity_id(NUMBER, DOMAIN, unique_id) is None


async def test_boost(
    hass: HomeAssistant, house: PowerHouse, charger: SimulatedCharger
) -> None:
    """Full power without sun, within the limits, until the plug is pulled."""
    await choose(hass, PowerControl.PV)
    await house.live(300)
    assert reason(hass) == Reason.WAITING_SUN

    await turn(hass, "boost", SERVICE_TURN_ON)
    await house.live(900)
    assert state_of(hass, Platform.SWITCH, "boost") == STATE_ON
    assert charger.values.intensity == 15

    charger.unplug()
    await house.live(20)
    assert state_of(hass, Platform.SWITCH, "boost") == STATE_OFF


async def test_boost_ends_when_somebody_says_so(
    hass: HomeAssistant, house: PowerHouse
) -> None:
    """The switch and the action are the same thing."""
    await act(hass, "boost")
    assert state_of(hass, Platform.SWITCH, "boost") == STATE_ON
    await act(hass, "boost", enabled=False)
    assert state_of(hass, Platform.SWITCH, "boost") == STATE_OFF
    await act(hass, "boost", enabled=True)
    await turn(hass, "boost", SERVICE_TURN_OFF)
    assert state_of(hass, Platform.SWITCH, "boost") == STATE_OFF


async def test_boost_ends_a_pause_by_hand(
    hass: HomeAssistant, house: PowerHouse, charger: SimulatedCharger
) -> None:
    """Whoever wants the car charged now does not want the pause of before."""
    charger.write("Paused", "1")
    await house.live(60)
    assert reason(hass) == Reason.PAUSED
    await turn(hass, "boost", SERVICE_TURN_ON)
    await house.live(900)
    assert not is_paused(charger)
    assert charger.values.intensity == 15


@pytest.mark.usefixtures("house")
async def test_boost_without_control(hass: HomeAssistant) -> None:
    """Nothing would happen."""
    await choose(hass, PowerControl.OFF)
    with pytest.raises(ServiceValidationError) as caught:
        await turn(hass, "boost", SERVICE_TURN_ON)
    assert caught.value.translation_key == "boost_needs_control"


async def test_boost_without_a_car(
    hass: HomeAssistant, house: PowerHouse, charger: SimulatedCharger
) -> None:
    """It would be forgotten at once."""
    charger.unplug()
    await house.live(20)
    with pytest.raises(ServiceValidationError) as caught:
        await act(hass, "boost")
    assert caught.value.translation_key == "boost_needs_car"
    assert caught.value.translation_placeholders == {"charger": "Garage"}


async def test_boost_without_limits(
    hass: HomeAssistant,
    power_house: MakePowerHouse,
    charger: SimulatedCharger,
) -> None:
    """With the sun alone no limit is needed; at full there must be one."""
    charger.plug(big_car())
    house = await power_house(charger, kilowatts=None)
    await choose(hass, PowerControl.PV)
    await house.live(20)
    with pytest.raises(ServiceValidationError) as caught:
        await act(hass, "boost")
    assert caught.value.translation_key == "control_needs_limit"


async def test_a_lower_current_by_hand_is_a_ceiling(
    hass: HomeAssistant, house: PowerHouse, charger: SimulatedCharger
) -> None:
    """Control stays below it until the button is pressed."""
    await set_number(hass, "intensity_number", 9)
    await house.live(600)
    assert charger.values.intensity == 9
    assert reason(hass) == Reason.USER_LIMIT
    assert override(hass) == STATE_UNKNOWN

    await let_control_decide(hass)
    assert override(hass) == STATE_UNAVAILABLE
    await house.live(900)
    assert charger.values.intensity == 15
    assert reason(hass) == Reason.HOUSE


async def test_a_pause_by_hand_ends_with_the_button(
    hass: HomeAssistant, house: PowerHouse, charger: SimulatedCharger
) -> None:
    """A pause by the switch of Home Assistant is one, too."""
    await turn(hass, "charging_pause", SERVICE_TURN_ON)
    await house.live(120)
    assert is_paused(charger)
    assert reason(hass) == Reason.PAUSED

    await let_control_decide(hass)
    await house.live(900)
    assert not is_paused(charger)
    assert reason(hass) == Reason.HOUSE
