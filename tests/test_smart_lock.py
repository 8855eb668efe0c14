"""The lock that follows keys, through Home Assistant and a simulated charger."""

from typing import Any

from homeassistant.const import (
    STATE_OFF,
    STATE_ON,
    STATE_UNAVAILABLE,
    STATE_UNKNOWN,
    Platform,
)
from homeassistant.core import CoreState, HomeAssistant
from homeassistant.helpers import entity_registry as er
from homeassistant.util import dt as dt_util
import pytest

from custom_components.v2c_cloud.diagnostics import async_get_config_entry_diagnostics
from custom_components.v2c_cloud.store import HouseStore
from scripts.simulator import Car, LanFault, SimulatedCharger

from .conftest import AddHouse, entity_id, state_of
from .garage import (
    MakeGarage,
    clock_fixture,  # noqa: F401 - a fixture
    make_garage_fixture,  # noqa: F401 - a fixture
)
from .keys import PHONE, WATCH


async def test_the_charger_follows_its_keys(make_garage: MakeGarage) -> None:
    """It locks when all have left, and unlocks when one comes."""
    garage = await make_garage()
    assert garage.reason == "unlocked_key_near"
    assert await garage.see(home=True, entity=WATCH) == "unlocked_key_near"
    assert await garage.see(home=False) == "unlocked_key_near"
    assert not garage.is_locked()
    assert await garage.see(home=False, entity=WATCH) == "locked_no_key"
    assert garage.is_locked()
    assert await garage.see(home=True) == "unlocked_key_near"
    assert not garage.is_locked()
    assert garage.writes == ["1", "0"]


async def test_what_people_see(hass: HomeAssistant, make_garage: MakeGarage) -> None:
    """The nearest key by name, and all keys."""
    garage = await make_garage()
    assert state_of(hass, Platform.BINARY_SENSOR, "key_in_range") == STATE_ON
    assert state_of(hass, Platform.SENSOR, "nearest_key") == "Phone"
    state = hass.states.get(entity_id(hass, Platform.SENSOR, "nearest_key"))
    assert state is not None
    phone = state.attributes["keys"][PHONE]
    assert phone.pop("last_seen") < dt_util.utcnow()
    assert phone == {
        "name": "Phone",
        "zone": "near",
        "known": True,
        "measure": "home",
        "level": None,
        "can_unlock": True,
    }
    assert state.attributes["keys"][WATCH]["zone"] == "away"

    await garage.see(home=False)
    assert state_of(hass, Platform.BINARY_SENSOR, "key_in_range") == STATE_OFF
    assert state_of(hass, Platform.SENSOR, "nearest_key") == STATE_UNKNOWN


async def test_off_does_nothing(make_garage: MakeGarage) -> None:
    """Nothing is written."""
    garage = await make_garage()
    await garage.switch("smart_lock", on=False)
    assert await garage.see(home=False) == "off"
    assert garage.writes == []


@pytest.mark.parametrize(
    ("lock_in_use", "reason", "writes"),
    [(False, "unlocked_in_use", []), (True, "locked_no_key", ["1"])],
)
async def test_a_car_that_charges(
    make_garage: MakeGarage, lock_in_use: bool, reason: str, writes: list[str]
) -> None:
    """It is left alone, unless somebody asked otherwise."""
    garage = await make_garage(lock_in_use=lock_in_use)
    garage.charger.plug(Car(capacity=100.0, soc=0.1))
    await garage.live(60)
    assert await garage.see(home=False) == reason
    assert garage.writes == writes


async def test_a_car_that_leaves_without_a_key(make_garage: MakeGarage) -> None:
    """The charger locks behind it."""
    garage = await make_garage()
    garage.charger.plug(Car(capacity=100.0, soc=0.1))
    await garage.see(home=False)
    garage.charger.unplug()
    assert await garage.live(30) == "locked_no_key"
    assert garage.is_locked()


@pytest.mark.parametrize("state", [STATE_UNAVAILABLE, STATE_UNKNOWN])
async def test_a_tracker_that_says_nothing(
    hass: HomeAssistant, make_garage: MakeGarage, state: str
) -> None:
    """It is neither near nor away."""
    garage = await make_garage()
    hass.states.async_set(PHONE, state)
    assert await garage.live(300) == "unlocked_keys_unknown"
    assert state_of(hass, Platform.BINARY_SENSOR, "key_in_range") == STATE_UNKNOWN
    hass.states.async_remove(PHONE)
    assert await garage.live(300) == "unlocked_keys_unknown"
    assert garage.writes == []


async def test_what_a_tracker_remembers_opens_nothing(
    hass: HomeAssistant, make_garage: MakeGarage
) -> None:
    """A tracker that is back says at first what it knew before."""
    garage = await make_garage()
    await garage.see(home=False)
    hass.states.async_set(PHONE, STATE_UNAVAILABLE)
    await garage.live(1000)
    assert await garage.see(home=True) == "locked_keys_unknown"
    assert garage.is_locked()
    # The next report is a new one, although it says the same.
    assert await garage.see(home=True) == "unlocked_key_near"


async def test_while_home_assistant_starts_nothing_is_known(
    hass: HomeAssistant, make_garage: MakeGarage
) -> None:
    """Trackers are still being added, and say what they remember."""
    garage = await make_garage()
    hass.set_state(CoreState.starting)
    assert await garage.see(home=False) == "unlocked_keys_unknown"
    hass.set_state(CoreState.running)
    assert await garage.live(90) == "locked_no_key"


async def test_a_hand_is_respected(make_garage: MakeGarage) -> None:
    """Until a key comes."""
    garage = await make_garage()
    await garage.see(home=False)
    await garage.switch("locked", on=False)
    assert await garage.live(300) == "unlocked_by_hand"
    assert await garage.see(home=True) == "unlocked_key_near"
    await garage.switch("locked", on=True)
    assert await garage.live(300) == "locked_by_hand"
    assert garage.writes == ["1", "0", "1"]


async def test_at_the_charger_itself(make_garage: MakeGarage) -> None:
    """Also V2C's app is a hand."""
    garage = await make_garage()
    await garage.see(home=False)
    garage.charger.write("Locked", "0")
    assert await garage.live(300) == "unlocked_by_hand"


async def test_a_charger_that_idles(make_garage: MakeGarage) -> None:
    """A minute after somebody unlocked it by hand."""
    garage = await make_garage(lock_idle=True)
    await garage.see(home=False)
    await garage.switch("locked", on=False)
    assert await garage.live(30) == "unlocked_until_idle"
    assert await garage.live(60) == "locked_no_key"
    assert garage.is_locked()


@pytest.mark.parametrize(
    ("again", "reason"), [(True, "locked_no_key"), (False, "unlocked_by_hand")]
)
async def test_a_power_cut(make_garage: MakeGarage, again: bool, reason: str) -> None:
    """The charger comes back unlocked, and is locked again for who asks."""
    garage = await make_garage(lock_again=again)
    await garage.see(home=False)
    garage.charger.power_cut(120)
    assert await garage.live(90) == "unreachable"
    assert await garage.live(210) == reason
    assert garage.is_locked() is again
    assert garage.writes == ["1", "1"][: 1 + again]


async def test_a_charger_that_does_not_obey(make_garage: MakeGarage) -> None:
    """It is tried again, less and less often, as long as it is still right."""
    garage = await make_garage()
    garage.charger.lan.set_fault(LanFault.ERROR, path="/write/Locked")
    assert await garage.see(home=False) == "command_failed"
    tried = garage.tries
    assert tried
    await garage.live(300)
    assert tried < garage.tries <= tried + 6
    garage.charger.lan.fail = LanFault.NONE
    assert await garage.live(300) == "locked_no_key"


async def test_a_lost_charger(make_garage: MakeGarage) -> None:
    """It says so, and goes on when it is back."""
    garage = await make_garage()
    garage.charger.lan.fail = LanFault.REFUSE
    await garage.live(120)
    assert await garage.see(home=False) == "unreachable"
    garage.charger.lan.fail = LanFault.NONE
    assert await garage.live(120) == "locked_no_key"


async def test_after_a_restart(hass: HomeAssistant, make_garage: MakeGarage) -> None:
    """It is on as before, knows where the keys were, and that a hand was there."""
    garage = await make_garage()
    await garage.see(home=False)
    await garage.switch("locked", on=False)
    await garage.live(10)
    assert await hass.config_entries.async_reload(garage.entry.entry_id)
    await hass.async_block_till_done()
    assert state_of(hass, Platform.SWITCH, "smart_lock") == STATE_ON
    assert await garage.live(120) == "unlocked_by_hand"
    store: HouseStore = garage.entry.runtime_data.store
    assert store.recall("ABC123").smart_lock.zones == {PHONE: "away", WATCH: "away"}


@pytest.mark.parametrize("options", [{}, {"smart_lock": {"ABC123": {"keys": "phone"}}}])
async def test_without_keys_there_is_no_lock(
    hass: HomeAssistant,
    charger: SimulatedCharger,
    add_house: AddHouse,
    options: dict[str, Any],
) -> None:
    """Nor with options that mean nothing: the rest of the house works."""
    entry = await add_house(charger, **options)
    assert entry.runtime_data.locks == {}
    assert state_of(hass, Platform.SWITCH, "locked") == STATE_OFF


async def test_in_a_house_that_starts(
    hass: HomeAssistant, make_garage: MakeGarage
) -> None:
    """What trackers said before counts for nothing."""
    hass.set_state(CoreState.starting)
    garage = await make_garage()
    hass.set_state(CoreState.running)
    garage.charger.write("Locked", "1")
    await garage.live(30)
    await garage.switch("smart_lock", on=False)
    await garage.switch("smart_lock", on=True)
    assert await garage.live(60) == "locked_keys_unknown"
    assert await garage.see(home=True) == "unlocked_key_near"


async def test_what_a_report_says(hass: HomeAssistant, make_garage: MakeGarage) -> None:
    """How the keys are doing, not whose they are nor where they are heard."""
    garage = await make_garage(scanner="C0:00:00:00:00:01")
    facts = await async_get_config_entry_diagnostics(hass, garage.entry)
    (charger,) = facts["chargers"].values()
    assert charger["smart_lock"]["enabled"]
    assert charger["smart_lock"]["reason"] == "unlocked_key_near"
    assert [key["zone"] for key in charger["smart_lock"]["keys"]] == ["near", "away"]
    assert PHONE not in str(facts)
    assert "C0:00:00:00:00:01" not in str(facts)


async def test_a_lock_that_is_taken_away(
    hass: HomeAssistant, make_garage: MakeGarage
) -> None:
    """Its entities go with it, and nobody else's; the charger stays as it is."""
    garage = await make_garage()
    registry = er.async_get(hass)
    before = set(registry.entities)
    hass.config_entries.async_update_entry(garage.entry, options={})
    assert await hass.config_entries.async_reload(garage.entry.entry_id)
    await hass.async_block_till_done()
    assert before - set(registry.entities) == {
        "binary_sensor.garage_key_in_range",
        "sensor.garage_lock_reason",
        "sensor.garage_nearest_key",
        "switch.garage_smartlock",
    }
    assert garage.writes == []
