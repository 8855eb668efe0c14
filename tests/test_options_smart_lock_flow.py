"""The keys of a charger, as an owner chooses them."""

from collections.abc import AsyncIterator
from typing import Any

from homeassistant.config_entries import ConfigSubentryData
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType, InvalidData
import pytest

from custom_components.v2c_cloud.const import SUBENTRY_CHARGER
from custom_components.v2c_cloud.control.smart_key import Measure
from custom_components.v2c_cloud.smart_lock_options import (
    KeyOptions,
    LockOptions,
    read_lock,
)

from .flows import (
    answer_options,
    quiet_house,
    set_up_fixture,  # noqa: F401 - a fixture
    start_options,
    suggestions,
)
from .keys import (
    ANA,
    GARAGE,
    IRK,
    PHONE,
    Air,
    add_device,
    add_private_device,
    private_address,
    say,
    tracker_of,
)

pytestmark = pytest.mark.usefixtures("set_up")

GARAGE_CHARGER, GARDEN_CHARGER = (
    ConfigSubentryData(
        data={}, subentry_type=SUBENTRY_CHARGER, title=title, unique_id=charger
    )
    for charger, title in (("ABC123", "Garage"), ("DEF456", "Garden"))
)
ANSWERS = {
    "enter_delay": 5,
    "leave_delay": 60,
    "lock_idle": False,
    "lock_again": False,
    "lock_in_use": False,
}


@pytest.fixture
async def air(hass: HomeAssistant, enable_bluetooth: None) -> AsyncIterator[Air]:
    """A proxy in the garage."""
    air = Air(hass)
    air.add()
    yield air
    air.stop()


def add_beacon(hass: HomeAssistant) -> str:
    """A beacon that is measured, and can be copied by anyone."""
    entry = add_device(
        hass,
        "ibeacon",
        {
            "rssi": "signal_strength",
            "power": "signal_strength",
            "estimated_distance": "distance",
        },
    )
    say(hass, entry.entity_id, home=True, source_type="bluetooth_le")
    hass.states.async_set("sensor.beacon_rssi", "-61", {"unit_of_measurement": "dBm"})
    hass.states.async_set(
        "sensor.beacon_estimated_distance", "10", {"unit_of_measurement": "ft"}
    )
    return entry.entity_id


async def test_a_person(hass: HomeAssistant) -> None:
    """Nothing more is to be asked about who is at home or not."""
    entry = quiet_house(hass, GARAGE_CHARGER)
    say(hass, ANA, home=True)
    result = await start_options(hass, entry, "smart_lock")
    assert result["step_id"] == "smart_lock_keys"
    assert result["description_placeholders"] == {"charger": "Garage"}
    assert suggestions(result) == {"keys": [], **ANSWERS}

    answers = ANSWERS | {"keys": [ANA, PHONE], "lock_again": True, "leave_delay": 30}
    result = await answer_options(hass, result, **answers)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert read_lock(entry.options, "ABC123") == LockOptions(
        keys=(KeyOptions(entity=ANA), KeyOptions(entity=PHONE)),
        lock_again=True,
        leave_delay=30,
    )
    result = await start_options(hass, entry, "smart_lock")
    assert suggestions(result) == answers


async def test_several_chargers(hass: HomeAssistant) -> None:
    """Each has its keys; whoever takes all away takes the lock away."""
    entry = quiet_house(hass, GARAGE_CHARGER, GARDEN_CHARGER)
    for charger, keys in (("ABC123", [PHONE]), ("DEF456", [ANA])):
        result = await start_options(hass, entry, "smart_lock")
        assert result["step_id"] == "smart_lock"
        result = await answer_options(hass, result, charger=charger)
        await answer_options(hass, result, **ANSWERS, keys=keys)
    assert read_lock(entry.options, "ABC123") == LockOptions(
        keys=(KeyOptions(entity=PHONE),)
    )
    assert read_lock(entry.options, "DEF456") == LockOptions(
        keys=(KeyOptions(entity=ANA),)
    )

    result = await start_options(hass, entry, "smart_lock")
    result = await answer_options(hass, result, charger="DEF456")
    assert result["description_placeholders"] == {"charger": "Garden"}
    await answer_options(hass, result, **ANSWERS, keys=[])
    assert read_lock(entry.options, "DEF456") is None
    assert read_lock(entry.options, "ABC123") is not None


async def test_without_keys_the_other_options_count(hass: HomeAssistant) -> None:
    """A charger may lock itself when it idles."""
    entry = quiet_house(hass, GARAGE_CHARGER)
    result = await start_options(hass, entry, "smart_lock")
    await answer_options(hass, result, **ANSWERS | {"lock_idle": True})
    assert read_lock(entry.options, "ABC123") == LockOptions(lock_idle=True)


async def test_what_means_nothing_is_asked_anew(hass: HomeAssistant) -> None:
    """As if nothing had been set."""
    broken = {"ABC123": {"keys": "phone"}}
    entry = quiet_house(hass, GARAGE_CHARGER, smart_lock=broken)
    result = await start_options(hass, entry, "smart_lock")
    assert suggestions(result) == {"keys": [], **ANSWERS}


async def test_a_phone_with_an_identity_key(hass: HomeAssistant, air: Air) -> None:
    """Its signal is shown as it is now."""
    await add_private_device(hass)
    phone = tracker_of(hass)
    entry = quiet_house(hass, GARAGE_CHARGER)
    result = await start_options(hass, entry, "smart_lock")
    air.proxies[GARAGE].hear(private_address(IRK, 1), -61)
    await hass.async_block_till_done()
    result = await answer_options(
        hass, result, **ANSWERS, keys=[phone, PHONE], scanner=GARAGE
    )
    assert result["step_id"] == "smart_lock_key"
    assert result["description_placeholders"] == {"key": "Private BLE Device 000102"}
    assert suggestions(result) == {"measure": "signal"}

    result = await answer_options(hass, result, measure="signal")
    assert result["step_id"] == "smart_lock_signal"
    assert result["description_placeholders"] == {
        "key": "Private BLE Device 000102",
        "reading": "-61 dBm",
    }
    assert suggestions(result) == {"near": -65, "far": -80}
    result = await answer_options(hass, result, near=-70, far=-71)
    assert result["errors"] == {"far": "signal_thresholds"}
    assert suggestions(result) == {"near": -70, "far": -71}
    result = await answer_options(hass, result, near=-70, far=-75)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    lock = LockOptions(
        keys=(
            KeyOptions(entity=phone, measure=Measure.SIGNAL, near=-70, far=-75),
            KeyOptions(entity=PHONE),
        ),
        scanner=GARAGE,
    )
    assert read_lock(entry.options, "ABC123") == lock

    result = await start_options(hass, entry, "smart_lock")
    assert suggestions(result)["scanner"] == GARAGE
    result = await answer_options(hass, result, **ANSWERS, keys=[phone])
    result = await answer_options(hass, result, measure="signal")
    assert suggestions(result) == {"near": -70, "far": -75}


async def test_a_phone_that_is_not_heard(hass: HomeAssistant, air: Air) -> None:
    """The form says so; by its tracker alone nothing more is asked."""
    await add_private_device(hass)
    entry = quiet_house(hass, GARAGE_CHARGER)
    result = await start_options(hass, entry, "smart_lock")
    result = await answer_options(hass, result, **ANSWERS, keys=[tracker_of(hass)])
    result = await answer_options(hass, result, measure="signal")
    assert result["description_placeholders"] is not None
    assert result["description_placeholders"]["reading"] == "? dBm"

    result = await start_options(hass, entry, "smart_lock")
    result = await answer_options(hass, result, **ANSWERS, keys=[tracker_of(hass)])
    result = await answer_options(hass, result, measure="home")
    assert result["type"] is FlowResultType.CREATE_ENTRY


@pytest.mark.parametrize("accept", [False, True])
async def test_a_beacon_can_be_copied(hass: HomeAssistant, accept: bool) -> None:
    """It is said, and has to be accepted; its distance is shown in metres."""
    beacon = add_beacon(hass)
    entry = quiet_house(hass, GARAGE_CHARGER)
    result = await start_options(hass, entry, "smart_lock")
    result = await answer_options(hass, result, **ANSWERS, keys=[beacon])
    assert result["step_id"] == "smart_lock_key_copyable"

    result = await answer_options(
        hass, result, measure="distance", accept_copies=accept
    )
    assert result["step_id"] == "smart_lock_distance"
    assert result["description_placeholders"] == {"key": "Phone", "reading": "3.0 m"}
    result = await answer_options(hass, result, near=5, far=5.5)
    assert result["errors"] == {"far": "distance_thresholds"}
    result = await answer_options(hass, result, near=5, far=8)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    lock = read_lock(entry.options, "ABC123")
    assert lock is not None
    assert lock.keys == (
        KeyOptions(
            entity=beacon,
            measure=Measure.DISTANCE,
            near=5,
            far=8,
            accept_copies=accept,
        ),
    )


async def test_a_beacon_by_its_signal(hass: HomeAssistant) -> None:
    """The power that it sends with is none."""
    entry = quiet_house(hass, GARAGE_CHARGER)
    beacon = add_beacon(hass)
    result = await start_options(hass, entry, "smart_lock")
    result = await answer_options(hass, result, **ANSWERS, keys=[beacon])
    result = await answer_options(hass, result, measure="signal", accept_copies=False)
    assert result["description_placeholders"] is not None
    assert result["description_placeholders"]["reading"] == "-61 dBm"


async def test_a_tracker_of_addresses(hass: HomeAssistant) -> None:
    """Not measured, and copied as easily; what is not ticked is not accepted."""
    say(hass, PHONE, home=True, source_type="bluetooth_le")
    entry = quiet_house(hass, GARAGE_CHARGER)
    result = await start_options(hass, entry, "smart_lock")
    result = await answer_options(hass, result, **ANSWERS, keys=[PHONE])
    assert result["step_id"] == "smart_lock_key_copyable"
    result = await answer_options(hass, result)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    lock = read_lock(entry.options, "ABC123")
    assert lock is not None
    assert lock.keys == (KeyOptions(entity=PHONE),)


@pytest.mark.parametrize(
    "wrong", [{"enter_delay": -1}, {"leave_delay": 901}, {"keys": ["light.kitchen"]}]
)
async def test_what_is_out_of_range(hass: HomeAssistant, wrong: dict[str, Any]) -> None:
    """The form does not take it."""
    entry = quiet_house(hass, GARAGE_CHARGER)
    result = await start_options(hass, entry, "smart_lock")
    with pytest.raises(InvalidData):
        await answer_options(hass, result, **ANSWERS | wrong)
