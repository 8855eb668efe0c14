"""Taking over entries and registries of the community integration."""

from unittest.mock import patch

from homeassistant.core import HomeAssistant
from homeassistant.helpers import (
    area_registry as ar,
    device_registry as dr,
    entity_registry as er,
)
import pytest

from custom_components.v2c_cloud.const import DOMAIN, ENTRY_VERSION, SUBENTRY_CHARGER
from custom_components.v2c_cloud.migration import LAN_FIELDS, async_migrate

from .community_integration import (
    HASH,
    OLD,
    expected_ids,
    ids_of,
    old_device,
    old_entity,
    old_entry,
    subentries,
)


async def test_version_2(hass: HomeAssistant) -> None:
    """An account with two chargers on the LAN, both with entities."""
    entry = old_entry(
        hass,
        2,
        api_key="key",
        cached_pairings=[
            {"deviceId": "ABC123", "ip": "192.168.1.50"},
            {"deviceId": "DEF456", "ip": "192.168.1.51"},
        ],
        cloud_only=False,
        fallback_ip="",
    )
    devices = {
        "ABC123": old_device(hass, entry, "ABC123", "Left"),
        "DEF456": old_device(hass, entry, "DEF456", "DEF456"),
    }

    assert await async_migrate(hass, entry)

    assert (entry.version, entry.minor_version) == (ENTRY_VERSION, 1)
    assert (entry.unique_id, entry.title) == (None, "V2C Cloud")
    assert (dict(entry.data), dict(entry.options)) == ({"api_key": "key"}, {})
    chargers = subentries(entry)
    assert {
        charger_id: (subentry.subentry_type, subentry.title, dict(subentry.data))
        for charger_id, subentry in chargers.items()
    } == {
        charger_id: (
            SUBENTRY_CHARGER,
            title,
            {
                "host": host,
                "cloud": True,
                "capabilities": list(LAN_FIELDS),
                "firmware": "2.4.6",
                "model": "Trydan",
            },
        )
        for charger_id, title, host in (
            ("ABC123", "Left", "192.168.1.50"),
            ("DEF456", "V2C DEF456", "192.168.1.51"),
        )
    }
    entities = er.async_entries_for_config_entry(er.async_get(hass), entry.entry_id)
    assert ids_of(entities, "ABC123") == expected_ids("ABC123")
    assert ids_of(entities, "DEF456") == expected_ids("DEF456")
    assert {(entity.device_id, entity.config_subentry_id) for entity in entities} == {
        (device.id, chargers[charger_id].subentry_id)
        for charger_id, device in devices.items()
    }
    moved = dr.async_get(hass).async_get(devices["ABC123"].id)
    assert isinstance(moved, dr.DeviceEntry)
    assert moved.config_subentry_id == chargers["ABC123"].subentry_id
    assert moved.identifiers == {(DOMAIN, "ABC123")}
    assert moved.entry_type is None


async def test_what_the_owner_changed_stays(hass: HomeAssistant) -> None:
    """Names, areas, labels, and what is disabled or hidden."""
    entry = old_entry(hass, 2, api_key="key", cached_pairings=[], cloud_only=False)
    device = old_device(hass, entry, "ABC123", "Left")
    area = ar.async_get(hass).async_create("Garage")
    dr.async_get(hass).async_update_device(
        device.id, name_by_user="Wallbox", area_id=area.id, labels={"car"}
    )
    registry = er.async_get(hass)
    changed = registry.async_update_entity(
        "switch.old_v2c_abc123_charging_pause",
        new_entity_id="switch.stop_the_car",
        name="Stop the car",
        icon="mdi:car",
        area_id=area.id,
        labels={"car"},
        aliases=["no more power"],
        disabled_by=er.RegistryEntryDisabler.USER,
        hidden_by=er.RegistryEntryHider.USER,
    )
    registry.async_update_entity_options(
        "sensor.old_v2c_abc123_charge_power",
        "sensor",
        {"unit_of_measurement": "kW"},
    )

    assert await async_migrate(hass, entry)

    subentry = subentries(entry)["ABC123"]
    assert subentry.title == "Wallbox"
    moved = dr.async_get(hass).async_get(device.id)
    assert moved is not None
    assert (moved.name_by_user, moved.area_id, moved.labels) == (
        "Wallbox",
        area.id,
        {"car"},
    )
    kept = registry.async_get("switch.stop_the_car")
    assert kept is not None
    assert kept.config_subentry_id == subentry.subentry_id
    assert {
        name: getattr(kept, name)
        for name in (
            "id",
            "unique_id",
            "name",
            "icon",
            "area_id",
            "labels",
            "aliases",
            "disabled_by",
            "hidden_by",
        )
    } == {
        name: getattr(changed, name)
        for name in (
            "id",
            "unique_id",
            "name",
            "icon",
            "area_id",
            "labels",
            "aliases",
            "disabled_by",
            "hidden_by",
        )
    }
    power = registry.async_get("sensor.old_v2c_abc123_charge_power")
    assert power is not None
    assert power.options["sensor"] == {"unit_of_measurement": "kW"}


async def test_version_3_without_an_account(hass: HomeAssistant) -> None:
    """The address that the owner typed goes before the one that was cached."""
    entry = old_entry(
        hass,
        3,
        api_key="",
        lan_only=True,
        cloud_only=False,
        cached_pairings=[{"deviceId": "ABC123", "ip": "192.168.1.50"}],
        manual_ips={"ABC123": "192.168.1.99"},
    )
    old_device(hass, entry, "ABC123", "ABC123")

    assert await async_migrate(hass, entry)

    assert dict(entry.data) == {}
    subentry = subentries(entry)["ABC123"]
    assert subentry.title == "V2C ABC123"
    assert subentry.data["host"] == "192.168.1.99"
    assert subentry.data["cloud"] is False


async def test_version_3_over_4g(hass: HomeAssistant) -> None:
    """A charger without a LAN gets no address, whatever the cloud has cached."""
    entry = old_entry(
        hass,
        3,
        api_key="key",
        lan_only=False,
        cloud_only=True,
        cached_pairings=[{"deviceId": "ABC123", "ip": "10.11.12.13"}],
        manual_ips={"ABC123": "192.168.1.99"},
    )
    old_device(hass, entry, "ABC123", "Left")

    assert await async_migrate(hass, entry)

    assert dict(subentries(entry)["ABC123"].data) == {
        "cloud": True,
        "firmware": "2.4.6",
        "model": "Trydan",
    }


async def test_version_3_of_a_beta(hass: HomeAssistant) -> None:
    """The betas of 1.4.0 named one unique ID otherwise than all others."""
    entry = old_entry(hass, 3, api_key="key", cached_pairings=[], cloud_only=True)
    device = old_device(hass, entry, "ABC123", "Left")
    registry = er.async_get(hass)
    registry.async_remove("sensor.old_v2c_abc123_active_transport")
    beta = old_entity(hass, entry, device, "sensor", "ABC123_active_transport")

    assert await async_migrate(hass, entry)

    kept = registry.async_get(beta.entity_id)
    assert kept is not None
    assert kept.unique_id == "v2c_ABC123_active_transport"


async def test_version_3_of_a_beta_and_of_its_successor(hass: HomeAssistant) -> None:
    """Where both unique IDs are there, the usual one stays."""
    entry = old_entry(hass, 3, api_key="key", cached_pairings=[], cloud_only=True)
    device = old_device(hass, entry, "ABC123", "Left")
    beta = old_entity(hass, entry, device, "sensor", "ABC123_active_transport")

    assert await async_migrate(hass, entry)

    registry = er.async_get(hass)
    assert registry.async_get(beta.entity_id) is None
    assert registry.async_get("sensor.old_v2c_abc123_active_transport") is not None


async def test_version_1(hass: HomeAssistant) -> None:
    """Before 1.3 there was one typed address, and a list for the first minutes."""
    entry = old_entry(
        hass,
        1,
        api_key="key",
        initial_pairings=[
            {"deviceId": "ABC123", "ip": "192.168.1.50", "tag": "Left"},
            {"deviceId": "DEF456", "ip": None, "tag": "Right"},
        ],
        fallback_ip="192.168.1.99",
        fallback_device_id="ABC123",
    )

    assert await async_migrate(hass, entry)

    assert {
        charger_id: (subentry.title, subentry.data.get("host"))
        for charger_id, subentry in subentries(entry).items()
    } == {"ABC123": ("Left", "192.168.1.99"), "DEF456": ("Right", None)}


async def test_lower_case_id(hass: HomeAssistant) -> None:
    """Our IDs are in upper case, and with them all that is made of them."""
    entry = old_entry(hass, 2, api_key="key", cached_pairings=[], cloud_only=True)
    device = old_device(hass, entry, "abc123", "Left")

    assert await async_migrate(hass, entry)

    assert set(subentries(entry)) == {"ABC123"}
    moved = dr.async_get(hass).async_get(device.id)
    assert moved is not None
    assert moved.identifiers == {(DOMAIN, "ABC123")}
    entities = er.async_entries_for_config_entry(er.async_get(hass), entry.entry_id)
    assert ids_of(entities, "ABC123") == expected_ids("ABC123")


async def test_two_entries_with_the_same_charger(hass: HomeAssistant) -> None:
    """The entry that comes first gets the charger with all that belongs to it."""
    first = old_entry(hass, 2, api_key="old", cached_pairings=[], cloud_only=False)
    second = old_entry(hass, 3, api_key="new", cached_pairings=[], cloud_only=False)
    device = old_device(hass, first, "ABC123", "Left")
    # The entities follow the entry that was loaded last.
    double = old_device(hass, second, "ABC123", "Left")
    old_device(hass, second, "DEF456", "Right")
    third = old_entry(
        hass,
        3,
        api_key="never worked",
        cached_pairings=[{"deviceId": "ABC123", "ip": ""}],
        cloud_only=True,
    )
    registry = er.async_get(hass)
    assert not er.async_entries_for_config_entry(registry, first.entry_id)

    assert await async_migrate(hass, first)
    assert await async_migrate(hass, second)
    assert await async_migrate(hass, third)

    assert not third.subentries
    assert set(subentries(first)) == {"ABC123"}
    assert set(subentries(second)) == {"DEF456"}
    entities = er.async_entries_for_config_entry(registry, first.entry_id)
    assert ids_of(entities, "ABC123") == expected_ids("ABC123")
    assert {entity.device_id for entity in entities} == {device.id}
    assert dr.async_get(hass).async_get(double.id) is None
    entities = er.async_entries_for_config_entry(registry, second.entry_id)
    assert ids_of(entities, "DEF456") == expected_ids("DEF456")
    assert ids_of(entities, "ABC123") == {}


async def test_charger_without_any_link_is_left_alone(
    hass: HomeAssistant, caplog: pytest.LogCaptureFixture
) -> None:
    """Nothing is lost of a charger that must be added again."""
    entry = old_entry(hass, 3, api_key="", lan_only=True, cached_pairings=[])
    device = old_device(hass, entry, "ABC123", "Left")

    assert await async_migrate(hass, entry)

    assert not entry.subentries
    assert dr.async_get(hass).async_get(device.id) is not None
    entities = er.async_entries_for_config_entry(er.async_get(hass), entry.entry_id)
    assert len(entities) == len(OLD)
    assert "how to reach ABC123" in caplog.text


async def test_entities_of_others_are_left_alone(hass: HomeAssistant) -> None:
    """Neither another integration nor another charger is touched."""
    entry = old_entry(hass, 2, api_key="key", cached_pairings=[], cloud_only=False)
    old_device(hass, entry, "ABC123", "Left")
    registry = er.async_get(hass)
    foreign = registry.async_get_or_create("sensor", "v2c", "v2c_ABC123_timer_state")
    nameless = registry.async_get_or_create("sensor", DOMAIN, "v2c_ABC1234_ready_state")

    assert await async_migrate(hass, entry)

    assert registry.async_get(foreign.entity_id) == foreign
    assert registry.async_get(nameless.entity_id) == nameless


@pytest.mark.parametrize(
    "broken",
    [
        "homeassistant.config_entries.ConfigEntries.async_update_entry",
        "homeassistant.helpers.device_registry.DeviceRegistry.async_update_device",
        "homeassistant.helpers.entity_registry.EntityRegistry.async_update_entity",
        "homeassistant.helpers.entity_registry.EntityRegistry.async_remove",
    ],
)
async def test_interrupted(hass: HomeAssistant, broken: str) -> None:
    """What was interrupted half way ends well the next time."""
    entry = old_entry(
        hass,
        2,
        api_key="key",
        cached_pairings=[{"deviceId": "ABC123", "ip": "192.168.1.50"}],
        cloud_only=False,
    )
    device = old_device(hass, entry, "ABC123", "Left")
    with patch(broken, side_effect=RuntimeError), pytest.raises(RuntimeError):
        await async_migrate(hass, entry)
    assert entry.version == 2

    assert await async_migrate(hass, entry)

    (subentry,) = entry.subentries.values()
    moved = dr.async_get(hass).async_get(device.id)
    assert moved is not None
    assert moved.config_subentry_id == subentry.subentry_id
    entities = er.async_entries_for_config_entry(er.async_get(hass), entry.entry_id)
    assert ids_of(entities, "ABC123") == expected_ids("ABC123")
    assert {entity.config_subentry_id for entity in entities} == {subentry.subentry_id}


async def test_newer_entry_is_refused(hass: HomeAssistant) -> None:
    """Going back to an older version of this integration is not possible."""
    entry = old_entry(hass, ENTRY_VERSION + 1, api_key="key")
    assert not await async_migrate(hass, entry)
    assert (entry.version, entry.unique_id) == (ENTRY_VERSION + 1, HASH)


async def test_our_own_entry_is_left_alone(hass: HomeAssistant) -> None:
    """An entry of this version has nothing to take over."""
    entry = old_entry(hass, ENTRY_VERSION, api_key="key", cached_pairings=[])
    assert await async_migrate(hass, entry)
    assert entry.unique_id == HASH
