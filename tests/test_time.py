"""The time platform, and the timers whose ends it shows."""

from datetime import time

from homeassistant.components.select import (
    ATTR_OPTION,
    DOMAIN as SELECT,
    SERVICE_SELECT_OPTION,
)
from homeassistant.components.switch import DOMAIN as SWITCH
from homeassistant.components.time import ATTR_TIME, DOMAIN as TIME, SERVICE_SET_VALUE
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
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from syrupy.assertion import SnapshotAssertion

from custom_components.v2c_cloud.api.models import Link
from custom_components.v2c_cloud.api.timers import ChargeTimer
from custom_components.v2c_cloud.coordinator import ChargerCoordinator
from custom_components.v2c_cloud.diagnostics import async_get_config_entry_diagnostics
from scripts.simulator import SimulatedCharger, Simulator
from scripts.simulator.cloud import CloudFault
from scripts.simulator.schedule import Timer

from .clocks import pass_time, running_clock
from .conftest import AddHouse, entity_id, platform_shape, state_of

NIGHT = Timer(start=22 * 60 + 5, end=6 * 60, days="12345")
WEEKEND = Timer(start=14 * 60, end=16 * 60, days="67")
OFF = Timer(start=60, end=120)


@pytest.fixture
async def charger(simulator: Simulator) -> SimulatedCharger:
    """A Trydan with one timer for the nights and one that is off."""
    charger = await simulator.add_charger("ABC123", firmware="2.5.0", name="Garage")
    charger.values.timers = (NIGHT, OFF)
    await simulator.advance(100)
    return charger


@pytest.fixture
async def house(
    simulator: Simulator, charger: SimulatedCharger, add_house: AddHouse
) -> MockConfigEntry:
    """A house that reaches the charger through the cloud alone."""
    return await add_house(charger, simulator=simulator, lan=False, cloud=True)


def coordinator_of(entry: MockConfigEntry) -> ChargerCoordinator:
    """The only charger of a house."""
    coordinator: ChargerCoordinator = next(iter(entry.runtime_data.chargers.values()))
    return coordinator


def shown(hass: HomeAssistant, timer: int) -> tuple[str, str, str, str]:
    """A timer as people see it."""
    return (
        state_of(hass, Platform.SWITCH, f"timer_{timer}"),
        state_of(hass, Platform.TIME, f"timer_{timer}_start"),
        state_of(hass, Platform.TIME, f"timer_{timer}_end"),
        state_of(hass, Platform.SELECT, f"timer_{timer}_days"),
    )


async def set_time(hass: HomeAssistant, suffix: str, value: time) -> None:
    """Set one end of a timer."""
    await hass.services.async_call(
        TIME,
        SERVICE_SET_VALUE,
        {ATTR_ENTITY_ID: entity_id(hass, Platform.TIME, suffix), ATTR_TIME: value},
        blocking=True,
    )


async def turn(hass: HomeAssistant, service: str, suffix: str) -> None:
    """Turn a timer on or off."""
    await hass.services.async_call(
        SWITCH,
        service,
        {ATTR_ENTITY_ID: entity_id(hass, Platform.SWITCH, suffix)},
        blocking=True,
    )


async def select(hass: HomeAssistant, suffix: str, option: str) -> None:
    """Choose the days of a timer."""
    await hass.services.async_call(
        SELECT,
        SERVICE_SELECT_OPTION,
        {ATTR_ENTITY_ID: entity_id(hass, Platform.SELECT, suffix), ATTR_OPTION: option},
        blocking=True,
    )


@pytest.mark.usefixtures("house")
async def test_entities(hass: HomeAssistant, snapshot: SnapshotAssertion) -> None:
    """Both ends of both timers."""
    assert platform_shape(hass, Platform.TIME) == snapshot


@pytest.mark.usefixtures("house")
async def test_both_timers_are_shown(hass: HomeAssistant) -> None:
    """Nobody knows the days of one that was off from the first."""
    assert shown(hass, 1) == (STATE_ON, "22:05:00", "06:00:00", "working_days")
    assert shown(hass, 2) == (STATE_OFF, "01:00:00", "02:00:00", "every_day")


async def test_diagnostics(hass: HomeAssistant, house: MockConfigEntry) -> None:
    """Both are in the diagnostics, for those who read them."""
    report = await async_get_config_entry_diagnostics(hass, house)
    (facts,) = report["chargers"].values()

    assert facts["state"]["timer_1"] == "22:05-06:00 12345"
    assert facts["state"]["timer_2"] == "01:00-02:00 off"


@pytest.mark.usefixtures("house")
async def test_a_time_is_set(hass: HomeAssistant, charger: SimulatedCharger) -> None:
    """The rest of the timer stays; seconds do not exist."""
    await set_time(hass, "timer_1_start", time(23, 30, 59))
    await set_time(hass, "timer_1_end", time(5))

    assert charger.values.timers == (Timer(start=1410, end=300, days="12345"), OFF)
    assert shown(hass, 1) == (STATE_ON, "23:30:00", "05:00:00", "working_days")


@pytest.mark.usefixtures("house")
async def test_a_timer_that_is_off_stays_off(
    hass: HomeAssistant, charger: SimulatedCharger
) -> None:
    """A new time or other days do not turn it on."""
    await set_time(hass, "timer_2_start", time(1, 30))
    await set_time(hass, "timer_2_end", time(4))
    await select(hass, "timer_2_days", "weekend")

    assert charger.values.timers == (NIGHT, Timer(start=90, end=240))
    assert shown(hass, 2) == (STATE_OFF, "01:30:00", "04:00:00", "weekend")

    await turn(hass, SERVICE_TURN_ON, "timer_2")

    assert charger.values.timers[1] == Timer(start=90, end=240, days="67")
    assert shown(hass, 2) == (STATE_ON, "01:30:00", "04:00:00", "weekend")


@pytest.mark.usefixtures("house")
async def test_days_of_a_timer_that_is_off_cost_no_call(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """The charger would forget them anyway."""
    before = simulator.cloud.counted
    await select(hass, "timer_2_days", "monday")

    assert simulator.cloud.counted == before
    assert state_of(hass, Platform.SELECT, "timer_2_days") == "monday"


async def test_a_timer_gets_its_days_back(
    hass: HomeAssistant,
    simulator: Simulator,
    charger: SimulatedCharger,
    house: MockConfigEntry,
) -> None:
    """Off and on again, with a restart in between."""
    await turn(hass, SERVICE_TURN_OFF, "timer_1")
    assert charger.values.timers[0] == Timer(start=NIGHT.start, end=NIGHT.end)
    assert shown(hass, 1) == (STATE_OFF, "22:05:00", "06:00:00", "working_days")

    await simulator.advance(100)
    await hass.config_entries.async_reload(house.entry_id)
    await hass.async_block_till_done()
    await turn(hass, SERVICE_TURN_ON, "timer_1")

    assert charger.values.timers[0] == NIGHT
    assert shown(hass, 1) == (STATE_ON, "22:05:00", "06:00:00", "working_days")


@pytest.mark.usefixtures("house")
@pytest.mark.parametrize(
    ("option", "days"),
    [
        ("every_day", "1234567"),
        ("weekend", "67"),
        ("monday", "1"),
        ("sunday", "7"),
    ],
)
async def test_days_are_set(
    hass: HomeAssistant, charger: SimulatedCharger, option: str, days: str
) -> None:
    """Each choice writes its digits."""
    await select(hass, "timer_1_days", option)

    assert charger.values.timers[0] == Timer(
        start=NIGHT.start, end=NIGHT.end, days=days
    )
    assert state_of(hass, Platform.SELECT, "timer_1_days") == option


async def test_other_days_are_shown_but_not_offered(
    hass: HomeAssistant, charger: SimulatedCharger, house: MockConfigEntry
) -> None:
    """Set by an action or in V2C's app; choosing them would mean nothing."""
    timer = ChargeTimer(start=time(1), end=time(2), days=frozenset({1, 4}))
    await coordinator_of(house).async_set_timer("timer_1", timer)
    days = entity_id(hass, Platform.SELECT, "timer_1_days")
    state = hass.states.get(days)

    assert charger.values.timers[0] == Timer(start=60, end=120, days="14")
    assert state is not None
    assert state.state == "custom"
    assert "custom" in state.attributes["options"]

    await select(hass, "timer_1_days", "friday")
    state = hass.states.get(days)
    assert state is not None
    assert "custom" not in state.attributes["options"]


@pytest.mark.usefixtures("house")
@pytest.mark.parametrize(
    ("fault", "key"),
    [
        (CloudFault.UNAUTHORIZED, "key_refused"),
        (CloudFault.RATE_LIMITED, "quota_spent"),
    ],
)
async def test_a_refusal_is_an_error(
    hass: HomeAssistant,
    simulator: Simulator,
    charger: SimulatedCharger,
    fault: CloudFault,
    key: str,
) -> None:
    """The timer shows what it was."""
    simulator.cloud.fault = fault
    with pytest.raises(HomeAssistantError) as caught:
        await turn(hass, SERVICE_TURN_OFF, "timer_1")

    assert caught.value.translation_key == key
    assert charger.values.timers == (NIGHT, OFF)
    assert shown(hass, 1) == (STATE_ON, "22:05:00", "06:00:00", "working_days")


async def test_a_timer_that_was_not_understood(
    hass: HomeAssistant,
    simulator: Simulator,
    charger: SimulatedCharger,
    add_house: AddHouse,
) -> None:
    """V2C takes all of a timer at once, so a part of it cannot be set."""
    charger.values.timers = (Timer(start=60, end=120, days="18"), OFF)
    await simulator.advance(100)
    await add_house(charger, simulator=simulator, lan=False, cloud=True)
    assert shown(hass, 1) == (STATE_UNKNOWN,) * 4

    before = simulator.cloud.counted
    with pytest.raises(ServiceValidationError) as caught:
        await set_time(hass, "timer_1_end", time(3))

    assert caught.value.translation_key == "timer_not_known"
    assert simulator.cloud.counted == before


async def test_the_app_changes_a_timer(
    hass: HomeAssistant,
    simulator: Simulator,
    charger: SimulatedCharger,
    add_house: AddHouse,
) -> None:
    """What the shadow says later counts, and its days are remembered."""
    with running_clock() as clock:
        await add_house(charger, simulator=simulator, lan=False, cloud=True)
        charger.values.timers = (OFF, WEEKEND)
        await pass_time(hass, clock, simulator, 1800)

        assert shown(hass, 1) == (STATE_OFF, "01:00:00", "02:00:00", "working_days")
        assert shown(hass, 2) == (STATE_ON, "14:00:00", "16:00:00", "weekend")


async def test_timers_beside_the_lan(
    hass: HomeAssistant,
    simulator: Simulator,
    charger: SimulatedCharger,
    add_house: AddHouse,
) -> None:
    """The LAN knows none: they come and are written through the cloud."""
    entry = await add_house(charger, simulator=simulator, lan=True, cloud=True)
    coordinator = coordinator_of(entry)
    await coordinator.charger.refresh(Link.CLOUD)
    await hass.async_block_till_done()
    assert coordinator.data.snapshot.active_link is Link.LAN

    await turn(hass, SERVICE_TURN_OFF, "timer_1")
    await coordinator.async_refresh()

    assert not charger.values.timers[0].programmed
    assert shown(hass, 1) == (STATE_OFF, "22:05:00", "06:00:00", "working_days")


async def test_a_charger_on_the_lan_alone_has_no_timers(
    hass: HomeAssistant, charger: SimulatedCharger, add_house: AddHouse
) -> None:
    """Only its switch for both."""
    await add_house(charger)

    assert set(platform_shape(hass, Platform.TIME)) == {"time.garage_ready_by"}
    assert state_of(hass, Platform.SWITCH, "timer") == STATE_OFF


async def test_without_the_cloud_timers_are_unavailable(
    hass: HomeAssistant,
    simulator: Simulator,
    charger: SimulatedCharger,
    add_house: AddHouse,
) -> None:
    """After a quarter of an hour without an answer nothing old is shown."""
    with running_clock() as clock:
        await add_house(charger, simulator=simulator, lan=False, cloud=True)
        simulator.cloud.fault = CloudFault.DOWN
        await pass_time(hass, clock, simulator, 2400)

        assert shown(hass, 1) == (STATE_UNAVAILABLE,) * 4
