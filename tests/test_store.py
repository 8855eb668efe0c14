"""What a house remembers."""

from dataclasses import replace
from typing import Any

from homeassistant.core import HomeAssistant

from custom_components.v2c_cloud.control.eco_settings import EcoSettings
from custom_components.v2c_cloud.control.target import Target, TargetKind
from custom_components.v2c_cloud.store import ChargerMemory, HouseStore

MEMORY = ChargerMemory(
    total_energy=12.5,
    session_energy=1.5,
    writes=7,
    writes_day="2026-11-22",
    timer_days={"timer_1": "12345"},
)

PARTS = ("eco", "power", "smart_lock", "target")


async def test_nothing_is_known_of_a_new_charger(hass: HomeAssistant) -> None:
    """A house without a file starts at zero."""
    store = HouseStore(hass, "house")
    await store.async_load()
    assert store.recall("ABC123") == ChargerMemory()


async def test_a_memory_survives_a_restart(hass: HomeAssistant) -> None:
    """What was remembered is there for the next run."""
    store = HouseStore(hass, "house")
    store.remember("ABC123", MEMORY)
    await store.async_flush()

    again = HouseStore(hass, "house")
    await again.async_load()
    assert again.recall("ABC123") == MEMORY


async def test_what_another_version_has_written(
    hass: HomeAssistant, hass_storage: dict[str, Any]
) -> None:
    """What this one does not know keeps no house from starting, nor what it knows."""
    memory = replace(
        MEMORY,
        eco=EcoSettings(enabled=True),
        target=Target(kind=TargetKind.ENERGY, left=3.0),
    )
    store = HouseStore(hass, "house")
    store.remember("ABC123", memory)
    await store.async_flush()
    stored = hass_storage["v2c_cloud.house"]["data"]["ABC123"]
    for part in (stored, *(stored[key] for key in PARTS)):
        part["from_another_version"] = 1

    again = HouseStore(hass, "house")
    await again.async_load()
    assert again.recall("ABC123") == memory


async def test_a_removed_house_is_forgotten(
    hass: HomeAssistant, hass_storage: dict[str, Any]
) -> None:
    """No file stays behind."""
    store = HouseStore(hass, "house")
    store.remember("ABC123", MEMORY)
    await store.async_flush()
    assert "v2c_cloud.house" in hass_storage
    await store.async_remove()
    assert "v2c_cloud.house" not in hass_storage
