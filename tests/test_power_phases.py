"""Switching between one phase and three, through Home Assistant."""

from collections.abc import Callable, Coroutine
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
import pytest

from custom_components.v2c_cloud.const import DOMAIN
from custom_components.v2c_cloud.control.model import PowerControl, Reason
from custom_components.v2c_cloud.phase_issues import REFUSALS
from scripts.simulator import LanFault, SimulatedCharger, Simulator

from .power_house import MakePowerHouse, PowerHouse, big_car

MUCH = 9000.0
LITTLE = 3000.0
"""W of sun, beside a house that takes 500 W."""

type MakeRoof = Callable[..., Coroutine[Any, Any, tuple[PowerHouse, SimulatedCharger]]]


@pytest.fixture
def roof(power_house: MakePowerHouse, simulator: Simulator) -> MakeRoof:
    """Make a house whose car charges on three phases with much sun."""

    async def make(
        firmware: str = "2.5.1",
        mode: PowerControl = PowerControl.PV_MIN,
        **power_control: bool,
    ) -> tuple[PowerHouse, SimulatedCharger]:
        charger = await simulator.add_charger("ABC123", firmware=firmware, phases=3)
        simulator.house.load = 500.0
        simulator.house.solar = MUCH
        house = await power_house(
            charger,
            kilowatts=14.0,
            watched=60,
            phases=3,
            power_control={"phase_switching": True, **power_control},
        )
        charger.plug(big_car(phases=3, max_current=16))
        await house.control(charger, mode, maximum=16)
        await house.live(180)
        assert charger.power >= 3 * 6 * 230
        simulator.house.solar = LITTLE
        return house, charger

    return make


def modes(charger: SimulatedCharger) -> list[str]:
    """Every mode that was written, in order."""
    return [str(each.value) for each in charger.writes if each.keyword == "ChargeMode"]


def told(hass: HomeAssistant) -> set[str]:
    """What people are told of phases that were not switched."""
    return {
        str(issue.translation_key)
        for issue in ir.async_get(hass).issues.values()
        if issue.domain == DOMAIN and issue.translation_key in REFUSALS.values()
    }


async def switching(house: PowerHouse, charger: SimulatedCharger) -> None:
    """Let time pass until a switch has begun."""
    await house.live(360)
    assert house.reason(charger) is Reason.SWITCHING
    assert charger.values.paused


@pytest.mark.parametrize(
    ("firmware", "mode"), [("2.4.6", PowerControl.PV), ("2.5.1", PowerControl.PV_MIN)]
)
async def test_falling_sun(
    hass: HomeAssistant, roof: MakeRoof, firmware: str, mode: PowerControl
) -> None:
    """What does not carry three phases charges on one."""
    house, charger = await roof(firmware, mode)
    await switching(house, charger)
    await house.live(600)
    assert modes(charger) == ["0"]
    assert house.reason(charger) is Reason.SUN
    assert charger.power == pytest.approx(10 * 230, abs=231)
    settings = house.charger(charger).settings
    assert settings.borrowed["charge_mode"] == "threephasic"
    assert not settings.paused_by_user
    assert not settings.paused_by_us
    assert told(hass) == set()


async def test_rising_sun(simulator: Simulator, roof: MakeRoof) -> None:
    """Three phases again when one is used up."""
    house, charger = await roof()
    await house.live(600)
    simulator.house.solar = MUCH
    await house.live(720)
    assert modes(charger) == ["0", "1"]
    await house.live(300)
    assert charger.power >= 3 * 11 * 230


async def test_firmware_that_never_stops_charging(
    hass: HomeAssistant, roof: MakeRoof
) -> None:
    """It is not switched, that is said, and it charges as before."""
    house, charger = await roof("2.5.0")
    await house.live(600)
    assert told(hass) == {"phases_stays_charging"}
    assert house.reason(charger) is Reason.SUN
    assert charger.power == 3 * 6 * 230
    await house.live(600)
    assert modes(charger) == []
    charger.unplug()
    await house.live(30)
    assert told(hass) == set()


async def test_unplugged_in_the_middle(hass: HomeAssistant, roof: MakeRoof) -> None:
    """The next car charges with the phases that are there, and nobody paused it."""
    house, charger = await roof()
    await switching(house, charger)
    charger.unplug()
    await house.live(60)
    assert house.reason(charger) is Reason.NO_CAR
    assert modes(charger) == []
    charger.plug(big_car(phases=3, max_current=16))
    await house.live(180)
    assert charger.power == 3 * 6 * 230
    assert told(hass) == set()


async def test_resumed_in_the_middle(hass: HomeAssistant, roof: MakeRoof) -> None:
    """Whoever does that is obeyed, and so is a pause that somebody wants after that."""
    house, charger = await roof()
    await switching(house, charger)
    charger.values.paused = False
    await house.live(60)
    assert told(hass) == {"phases_interrupted"}
    assert charger.power == 3 * 6 * 230
    charger.values.paused = True
    await house.live(60)
    assert house.reason(charger) is Reason.PAUSED
    assert modes(charger) == []


async def test_link_lost_in_the_middle(hass: HomeAssistant, roof: MakeRoof) -> None:
    """That is said, the pause ends once it is back, and it is tried again."""
    house, charger = await roof()
    await switching(house, charger)
    charger.lan.fail = LanFault.DROP
    await house.live(120)
    assert house.reason(charger) is Reason.LINK_LOST
    assert told(hass) == {"phases_link_lost"}
    charger.lan.fail = LanFault.NONE
    await house.live(420)
    assert charger.power == 3 * 6 * 230
    assert not house.charger(charger).settings.paused_by_user
    await house.live(480)
    assert modes(charger) == ["0"]
    assert told(hass) == set()


async def test_restart_in_the_middle(
    hass: HomeAssistant, simulator: Simulator, roof: MakeRoof
) -> None:
    """The pause is ended by the next run: it is nobody's wish."""
    house, charger = await roof()
    await switching(house, charger)
    simulator.house.solar = MUCH
    await hass.config_entries.async_reload(house.entry.entry_id)
    # It looks at the house for five minutes before it resumes anything.
    await house.live(360)
    assert charger.power >= 3 * 6 * 230
    assert not house.charger(charger).settings.paused_by_user


async def test_given_back_when_unplugged(hass: HomeAssistant, roof: MakeRoof) -> None:
    """Power control is turned off: a plugged car keeps its phases until it leaves."""
    house, charger = await roof()
    await house.live(600)
    await house.control(charger, PowerControl.OFF)
    assert charger.phases_in_use == 1
    assert charger.charging
    await hass.config_entries.async_reload(house.entry.entry_id)
    charger.unplug()
    await house.live(60)
    assert modes(charger) == ["0", "1"]
    assert house.charger(charger).settings.borrowed == {}


async def test_turned_off_in_the_middle(hass: HomeAssistant, roof: MakeRoof) -> None:
    """The pause ends with it."""
    house, charger = await roof()
    await switching(house, charger)
    await house.control(charger, PowerControl.OFF)
    await house.live(120)
    assert charger.power > 3 * 6 * 230
    assert modes(charger) == []
    assert told(hass) == set()


async def test_removed_while_a_car_is_plugged_in(
    hass: HomeAssistant, roof: MakeRoof
) -> None:
    """Nobody switches its phases; a person is told what they were."""
    house, charger = await roof()
    await house.live(600)
    await hass.config_entries.async_remove(house.entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert modes(charger) == ["0"]
    notes = hass.data["persistent_notification"].values()
    assert any("charge_mode = threephasic" in note["message"] for note in notes)


@pytest.mark.parametrize(
    ("wanted", "timer"), [(False, False), (True, True)], ids=["off", "timer"]
)
async def test_what_is_left_alone(
    hass: HomeAssistant, roof: MakeRoof, wanted: bool, timer: bool
) -> None:
    """Nothing is written where nobody wants it, or a timer may hold the car."""
    house, charger = await roof(phase_switching=wanted)
    charger.values.timer = timer
    await house.live(600)
    assert modes(charger) == []
    assert told(hass) == set()
