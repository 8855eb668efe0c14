"""What a report says, and what it must not."""

from collections.abc import Iterator
import json
from typing import Any

from homeassistant.config_entries import ConfigEntryState, ConfigSubentryData
from homeassistant.const import CONF_API_KEY
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers.json import ExtendedJSONEncoder
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.v2c_cloud.const import (
    CONF_CONTRACTED_POWER,
    CONF_PHASES,
    DOMAIN,
    SUBENTRY_CAR,
)
from custom_components.v2c_cloud.diagnostics import (
    async_get_config_entry_diagnostics,
    async_get_device_diagnostics,
)
from scripts.simulator import CloudFault, LanFault, SimulatedCharger, Simulator
from scripts.simulator.cloud_payloads import mac_address

from .conftest import AddHouse, charger_subentry, house_entry
from .eco_house import MakeEcoHouse
from .power_house import big_car

SSID = "Casa de Marta"
NAME = "Marta's garage"
HOUSE = "Calle Mayor 7"
SENSOR = "marta_s_meter"
CAR_NAME, CARD, WORD = "Marta's Zoe", "04A1B2C3D4", "Dr. Sanz"
CAR = {"capacity": 52, "efficiency": 90, "lead": 15}


def _as_json(report: dict[str, Any]) -> str:
    """The report as a person downloads it."""
    return json.dumps(report, cls=ExtendedJSONEncoder, ensure_ascii=False)


def _keys_and_texts(tree: object) -> Iterator[str]:
    """Everything in a report that is no number."""
    match tree:
        case dict():
            for key, value in tree.items():
                yield str(key)
                yield from _keys_and_texts(value)
        case list():
            for value in tree:
                yield from _keys_and_texts(value)
        case str():
            yield tree


async def _private_house(
    hass: HomeAssistant, simulator: Simulator
) -> tuple[MockConfigEntry, list[str]]:
    """A house full of secrets, over both links, and a list of them."""
    charger = await simulator.add_charger("SECRET7", name=NAME)
    charger.values.ssid = SSID
    entry = house_entry(
        charger_subentry(charger, cloud=True, mac="28:56:2f:aa:bb:cc", model="TRYDAN"),
        ConfigSubentryData(
            data=CAR | {"cards": [CARD], "word": WORD, "level": f"sensor.{SENSOR}"},
            subentry_type=SUBENTRY_CAR,
            title=CAR_NAME,
            unique_id=None,
        ),
        simulator=simulator,
        meter={"source": "entities", "grid": f"sensor.{SENSOR}"},
        power_control={"phase_map": {charger.id: [2]}},
    )
    entry.add_to_hass(hass)
    hass.states.async_set(
        f"sensor.{SENSOR}", "230", {"friendly_name": NAME, "unit_of_measurement": "W"}
    )
    hass.config_entries.async_update_entry(entry, title=HOUSE)
    await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    (coordinator,) = entry.runtime_data.chargers.values()
    await entry.runtime_data.account.async_poll(coordinator)
    await entry.runtime_data.account.async_update_pairings()
    return entry, [
        charger.id,
        entry.data[CONF_API_KEY],
        simulator.cloud.url,
        "127.0.0.1",
        "28:56:2f:aa:bb:cc",
        mac_address(charger.id),
        SSID,
        NAME,
        HOUSE,
        SENSOR,
        CAR_NAME,
        CARD,
        WORD,
    ]


async def test_nothing_private_is_in_a_report(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    """People put these files on the internet."""
    entry, secrets = await _private_house(hass, simulator)
    (coordinator,) = entry.runtime_data.chargers.values()
    (device,) = [
        device
        for device in dr.async_entries_for_config_entry(
            dr.async_get(hass), entry.entry_id
        )
        if device.serial_number
    ]
    report = await async_get_config_entry_diagnostics(hass, entry)
    reports = (
        _as_json(report).lower()
        + _as_json(await async_get_device_diagnostics(hass, entry, device)).lower()
    )
    assert [secret for secret in secrets if secret.lower() in reports] == []

    # What helps is told.
    [car] = report["cars"]
    assert car == CAR | {"cards": 1, "word": True, "level": "sensor"}

    # All of that was there to be told.
    lan, cloud = (coordinator.charger.reading(link) for link in ("lan", "cloud"))
    assert lan is not None
    assert lan.state.ssid == SSID
    assert cloud is not None
    assert cloud.state.mac == mac_address("SECRET7")
    assert cloud.state.charger_id == "SECRET7"
    (facts,) = report["chargers"].values()
    assert facts["links"]["lan"]["reading"]["state"]["ssid"] == "**REDACTED**"
    assert facts["links"]["cloud"]["reading"]["state"]["mac"] == "**REDACTED**"
    assert set(_keys_and_texts(report)) >= {"lan", "cloud", "connected", "TRYDAN"}


@pytest.mark.parametrize("fault", [fault for fault in CloudFault if fault.value > 1])
async def test_errors_of_the_cloud_tell_nothing_private(
    hass: HomeAssistant, simulator: Simulator, fault: CloudFault
) -> None:
    """Reasons are kept in the report: they must not hold a URL or a key."""
    entry, secrets = await _private_house(hass, simulator)
    simulator.cloud.fault = fault
    simulator.cloud.slow_delay = 0.01
    simulator.chargers["SECRET7"].lan.fail = LanFault.REFUSE
    (coordinator,) = entry.runtime_data.chargers.values()
    for _ in range(4):
        await coordinator.async_refresh()
        await entry.runtime_data.account.async_poll(coordinator)
    report = await async_get_config_entry_diagnostics(hass, entry)
    (facts,) = report["chargers"].values()
    assert facts["links"]["lan"]["status"] == "unreachable"
    assert facts["links"]["lan"]["reason"] == "The charger cannot be reached"
    text = _as_json(report).lower()
    assert [secret for secret in secrets if secret.lower() in text] == []


async def test_what_helps_to_find_a_fault(
    hass: HomeAssistant,
    simulator: Simulator,
    charger: SimulatedCharger,
    add_house: AddHouse,
) -> None:
    """Versions, links, quota, and what each link says by itself."""
    charger.values.slave_error = 224
    entry = await add_house(
        charger,
        simulator=simulator,
        cloud=True,
        **{CONF_CONTRACTED_POWER: 11.5, CONF_PHASES: 3},
    )
    (coordinator,) = entry.runtime_data.chargers.values()
    await entry.runtime_data.account.async_poll(coordinator)
    await entry.runtime_data.account.async_update_pairings()
    await coordinator.async_set("max_intensity", 16)

    report = await async_get_config_entry_diagnostics(hass, entry)
    assert report["house"] == {
        "version": "4.1",
        "state": ConfigEntryState.LOADED,
        "reason": None,
        "source": "user",
        "options": {CONF_CONTRACTED_POWER: 11.5, CONF_PHASES: 3},
    }
    assert report["account"] == {
        "key": True,
        "another_cloud": True,
        "key_accepted": True,
        "chargers": 1,
        "calls_a_day": 1000,
        "calls_left": 998,
        "calls_made": 2,
        "calls_by_kind": {"pairings": 1, "shadow": 1},
    }
    (subentry_id,) = report["chargers"]
    facts = report["chargers"][subentry_id]
    assert subentry_id in entry.subentries
    assert facts["stored"]["firmware"] == "2.5.0"
    assert facts["stored"]["host"] is True
    assert facts["stored"]["mac"] is False
    assert "max_intensity" in facts["stored"]["capabilities"]
    assert facts["active_link"] == "lan"
    assert facts["poll_interval"] == 20
    assert facts["cloud_interval"] == 1800
    assert facts["writes_today"] == 1
    assert facts["state"]["meter_error_code"] == 224
    assert facts["state"]["max_intensity"] == 16
    assert facts["links"]["lan"]["status"] == "connected"
    assert facts["links"]["lan"]["failures"] == 0
    assert 0 <= facts["links"]["lan"]["reading"]["age"] < 30
    assert "meter_error_code" in facts["links"]["lan"]["reading"]["state"]
    assert facts["links"]["cloud"]["reading"]["state"]["firmware"] == "2.5.0"
    assert facts["sessions"] == {
        "known": 0,
        "ambiguous_charges": 0,
        "clock_offset": None,
    }


async def test_what_was_planned(
    hass: HomeAssistant, eco_house: MakeEcoHouse, charger: SimulatedCharger
) -> None:
    """What people want, and what came of it; no session is told."""
    house = await eco_house(charger)
    entry = house.power.entry
    report = await async_get_config_entry_diagnostics(hass, entry)
    (facts,) = report["chargers"].values()
    assert facts["eco"]["plan"] is None
    assert facts["eco"]["stays"] == 0
    assert facts["eco"]["settings"]["enabled"] is True
    assert "counted" not in facts["eco"]["settings"]

    charger.plug(big_car())
    await house.set(charger, ready_by_on=True)
    await house.power.live(60)
    report = await async_get_config_entry_diagnostics(hass, entry)
    (facts,) = report["chargers"].values()
    plan = facts["eco"]["plan"]
    assert plan["state"] == "planned"
    assert plan["departure"] == "2026-11-25T06:00+00:00"
    assert plan["runs"][0]["start"] == "2026-11-24T23:00:00+00:00"
    assert plan["need_source"] == "learned"
    assert _as_json(report)


async def test_the_device_of_a_charger_tells_of_it_alone(
    hass: HomeAssistant,
    simulator: Simulator,
    charger: SimulatedCharger,
    add_house: AddHouse,
) -> None:
    """The device of the house tells of all."""
    other = await simulator.add_charger("SECOND")
    entry = await add_house(charger, other)
    registry = dr.async_get(hass)
    whole = await async_get_config_entry_diagnostics(hass, entry)
    assert len(whole["chargers"]) == 2

    device = registry.async_get_device_by_identifier((DOMAIN, other.id), entry.entry_id)
    assert device is not None
    report = await async_get_device_diagnostics(hass, entry, device)
    (subentry_id,) = report["chargers"]
    assert entry.subentries[subentry_id].unique_id == other.id
    assert report["house"] == whole["house"]

    house = registry.async_get_device_by_identifier(
        (DOMAIN, f"house_{entry.entry_id}"), entry.entry_id
    )
    assert house is not None
    report = await async_get_device_diagnostics(hass, entry, house)
    assert report["chargers"].keys() == whole["chargers"].keys()


async def test_a_house_that_could_not_be_set_up(
    hass: HomeAssistant, charger: SimulatedCharger
) -> None:
    """That is when people want a report most."""
    entry = house_entry(charger_subentry(charger))
    entry.add_to_hass(hass)
    report = await async_get_config_entry_diagnostics(hass, entry)
    assert report["house"]["state"] is ConfigEntryState.NOT_LOADED
    assert report["account"] == {"key": False, "another_cloud": False}
    (facts,) = report["chargers"].values()
    assert facts.keys() == {"stored"}

    empty = house_entry()
    empty.add_to_hass(hass)
    await hass.config_entries.async_setup(empty.entry_id)
    report = await async_get_config_entry_diagnostics(hass, empty)
    assert report["house"]["state"] is ConfigEntryState.SETUP_RETRY
    assert report["house"]["reason"] == "no_charger"
    assert report["chargers"] == {}


async def test_a_charger_that_only_the_cloud_reaches(
    hass: HomeAssistant,
    simulator: Simulator,
    charger: SimulatedCharger,
    add_house: AddHouse,
) -> None:
    """It has no LAN to poll, and nothing was read while the cloud was down."""
    simulator.cloud.fault = CloudFault.SERVER_ERROR
    entry = await add_house(charger, simulator=simulator, lan=False, cloud=True)
    report = await async_get_config_entry_diagnostics(hass, entry)
    (facts,) = report["chargers"].values()
    assert facts["poll_interval"] is None
    assert facts["active_link"] is None
    assert facts["links"] == {
        "cloud": {
            "status": "unreachable",
            "reason": facts["links"]["cloud"]["reason"],
            "failures": 1,
            "reading": None,
        }
    }
    assert report["account"]["key_accepted"] is None
