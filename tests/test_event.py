"""The events of a charger."""

from collections.abc import Iterator
from datetime import timedelta

from freezegun.api import TickingDateTimeFactory
from homeassistant.components.event import ATTR_EVENT_TYPE
from homeassistant.const import EVENT_HOMEASSISTANT_STARTED, STATE_UNKNOWN, Platform
from homeassistant.core import CoreState, HomeAssistant, State
import pytest
from pytest_homeassistant_custom_component.common import async_capture_events
from syrupy.assertion import SnapshotAssertion

from custom_components.v2c_cloud.const import EVENT_HAPPENED
from custom_components.v2c_cloud.sessions.model import Card
from scripts.simulator import Car, ChargeState, LanFault, SimulatedCharger, Simulator

from .actions import device_of
from .clocks import pass_time, running_clock
from .conftest import AddHouse, entity_id, platform_shape, state_of
from .session_logs import HOUR, charge, session, utc

NOW = utc("2026-11-22T12:00:00")


@pytest.fixture
def clock() -> Iterator[TickingDateTimeFactory]:
    """A day in November."""
    with running_clock() as running:
        running.move_to(NOW)
        yield running


@pytest.fixture
def told(hass: HomeAssistant) -> list[str]:
    """What was told, in order."""
    events: list[str] = []
    hass.bus.async_listen(
        EVENT_HAPPENED, lambda event: events.append(event.data["event"])
    )
    return events


def last(hass: HomeAssistant, key: str) -> State:
    """What an event entity shows."""
    state = hass.states.get(entity_id(hass, Platform.EVENT, key))
    assert state is not None
    return state


async def test_entities(
    hass: HomeAssistant,
    charger: SimulatedCharger,
    add_house: AddHouse,
    snapshot: SnapshotAssertion,
) -> None:
    """What a charger has before anything has happened."""
    await add_house(charger)
    assert platform_shape(hass, Platform.EVENT) == snapshot
    assert state_of(hass, Platform.EVENT, "fault") == STATE_UNKNOWN


async def test_a_session(
    hass: HomeAssistant,
    clock: TickingDateTimeFactory,
    simulator: Simulator,
    charger: SimulatedCharger,
    add_house: AddHouse,
    told: list[str],
) -> None:
    """It begins with the plug and ends with it, and tells what it took."""
    happened = async_capture_events(hass, EVENT_HAPPENED)
    await add_house(charger, price=0.2)
    assert told == []

    charger.plug(Car())
    await pass_time(hass, clock, simulator, 1800)
    assert told == ["session_started"]
    assert last(hass, "session").attributes[ATTR_EVENT_TYPE] == "session_started"

    charger.unplug()
    await pass_time(hass, clock, simulator, 120)
    assert told == ["session_started", "session_ended"]
    facts = last(hass, "session").attributes
    assert facts[ATTR_EVENT_TYPE] == "session_ended"
    assert facts["energy"] > 1
    assert facts["cost"] == pytest.approx(facts["energy"] * 0.2, abs=0.01)
    assert facts["currency"] == "EUR"
    assert facts["duration"] == pytest.approx(1800, abs=120)
    assert facts["solar_share"] is None
    assert happened[1].data["device_id"] == device_of(hass)
    assert happened[1].data["entity_id"] == entity_id(hass, Platform.EVENT, "session")


async def test_a_session_over_a_reload(
    hass: HomeAssistant,
    clock: TickingDateTimeFactory,
    simulator: Simulator,
    charger: SimulatedCharger,
    add_house: AddHouse,
    told: list[str],
) -> None:
    """It does not begin again, and ends although nobody looked."""
    entry = await add_house(charger)
    charger.plug(Car())
    await pass_time(hass, clock, simulator, 600)
    await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done()
    assert told == ["session_started"]

    await hass.config_entries.async_unload(entry.entry_id)
    charger.unplug()
    await simulator.advance(60)
    await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    assert told == ["session_started", "session_ended"]


async def test_after_a_restart(
    hass: HomeAssistant,
    charger: SimulatedCharger,
    add_house: AddHouse,
    told: list[str],
) -> None:
    """Nothing is told before the automations listen."""
    hass.set_state(CoreState.starting)
    charger.plug(Car())
    charger.fault(ChargeState.PILOT_FAULT)
    await add_house(charger)
    assert told == []

    hass.set_state(CoreState.running)
    hass.bus.async_fire(EVENT_HOMEASSISTANT_STARTED)
    await hass.async_block_till_done()
    assert told == ["pilot_fault"]


@pytest.mark.usefixtures("clock")
@pytest.mark.parametrize(
    ("solar", "share"), [(3.0, 30), (0.0, 0), (None, None)], ids=str
)
async def test_the_share_of_the_sun(
    hass: HomeAssistant,
    charger: SimulatedCharger,
    add_house: AddHouse,
    solar: float | None,
    share: int | None,
) -> None:
    """Percent, where it is known."""
    entry = await add_house(charger)
    [tracker] = entry.runtime_data.sessions.values()
    log = entry.runtime_data.session_store.log(charger.id)
    start = NOW - 3 * HOUR
    log.seen.append(session(charge(start, 10.0, solar=solar, running=True)))
    tracker._refresh()  # noqa: SLF001
    log.seen[-1] = session(charge(start, 10.0, solar=solar))
    tracker._refresh()  # noqa: SLF001
    await hass.async_block_till_done()
    assert last(hass, "session").attributes["solar_share"] == share


async def test_a_session_that_is_no_longer_known(
    hass: HomeAssistant, charger: SimulatedCharger, add_house: AddHouse, told: list[str]
) -> None:
    """Its end cannot be told."""
    charger.plug(Car())
    entry = await add_house(charger)
    log = entry.runtime_data.session_store.log(charger.id)
    charger.unplug()
    log.live.session = None
    await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done()
    assert told == ["session_started"]


@pytest.mark.parametrize(
    ("ago", "name", "expected"),
    [
        (timedelta(hours=3), "Anna", ["card_used"]),
        (timedelta(days=3), "Anna", []),
        (timedelta(hours=3), None, []),
    ],
)
@pytest.mark.usefixtures("clock")
async def test_a_card(
    hass: HomeAssistant,
    charger: SimulatedCharger,
    add_house: AddHouse,
    told: list[str],
    ago: timedelta,
    name: str | None,
    expected: list[str],
) -> None:
    """The cloud tells of it later; an old one is history, an unnamed one nobody's."""
    entry = await add_house(charger)
    [tracker] = entry.runtime_data.sessions.values()
    log = entry.runtime_data.session_store.log(charger.id)
    log.seen.append(session(charge(NOW - ago, 7.0)))
    tracker._refresh()  # noqa: SLF001
    assert told == []
    log.seen[-1] = session(charge(NOW - ago, 7.0, card=Card(code="aa", name=name)))
    tracker._refresh()  # noqa: SLF001
    tracker._refresh()  # noqa: SLF001
    await hass.async_block_till_done()
    assert told == expected
    assert "aa" not in str(last(hass, "session").attributes.values())

    await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done()
    assert told == expected


async def test_faults(
    hass: HomeAssistant,
    clock: TickingDateTimeFactory,
    simulator: Simulator,
    charger: SimulatedCharger,
    add_house: AddHouse,
    told: list[str],
) -> None:
    """Each is told once, also when one follows another; so is its end."""
    await add_house(charger)
    charger.fault(ChargeState.PILOT_FAULT)
    await pass_time(hass, clock, simulator, 120)
    charger.fault(ChargeState.SYSTEM_FAILURE)
    await pass_time(hass, clock, simulator, 60)
    charger.lan.fail = LanFault.DROP
    await pass_time(hass, clock, simulator, 120)
    charger.lan.fail = LanFault.NONE
    await pass_time(hass, clock, simulator, 120)
    charger.fault(None)
    await pass_time(hass, clock, simulator, 60)
    assert told == ["pilot_fault", "system_fault", "fault_cleared"]
    assert last(hass, "fault").attributes[ATTR_EVENT_TYPE] == "fault_cleared"


async def test_a_fault_over_a_restart(
    hass: HomeAssistant, charger: SimulatedCharger, add_house: AddHouse, told: list[str]
) -> None:
    """What was told is not told again, nor does silence end it."""
    charger.fault(ChargeState.PILOT_FAULT)
    entry = await add_house(charger)
    await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done()
    charger.lan.fail = LanFault.DROP
    await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done()
    assert told == ["pilot_fault"]
    assert last(hass, "fault").attributes[ATTR_EVENT_TYPE] == "pilot_fault"
