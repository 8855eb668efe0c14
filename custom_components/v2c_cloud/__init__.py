"""V2C chargers over the LAN and the cloud."""

from homeassistant.const import Platform
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ConfigEntryNotReady

from .const import DOMAIN
from .house import V2CConfigEntry, async_build_house, charger_subentries
from .issues import async_check_issues, async_forget_issues, async_note_empty_house
from .migration import async_migrate
from .store import HouseStore

PLATFORMS = (
    Platform.BINARY_SENSOR,
    Platform.BUTTON,
    Platform.NUMBER,
    Platform.SELECT,
    Platform.SENSOR,
    Platform.SWITCH,
)


async def async_setup_entry(hass: HomeAssistant, entry: V2CConfigEntry) -> bool:
    """Set up a house."""
    async_note_empty_house(hass, entry)
    if not charger_subentries(entry):
        raise ConfigEntryNotReady(
            translation_domain=DOMAIN, translation_key="no_charger"
        )
    entry.runtime_data = await async_build_house(hass, entry)
    await hass.config_entries.async_forward_entry_setups(entry, PLATFORMS)
    entry.async_on_unload(async_check_issues(hass, entry))
    return True


async def async_unload_entry(hass: HomeAssistant, entry: V2CConfigEntry) -> bool:
    """Unload a house."""
    await entry.runtime_data.store.async_flush()
    return await hass.config_entries.async_unload_platforms(entry, PLATFORMS)


async def async_remove_entry(hass: HomeAssistant, entry: V2CConfigEntry) -> None:
    """Forget a house."""
    async_forget_issues(hass, entry)
    await HouseStore(hass, entry.entry_id).async_remove()


async def async_migrate_entry(hass: HomeAssistant, entry: V2CConfigEntry) -> bool:
    """Take over an entry of the community integration."""
    return await async_migrate(hass, entry)
