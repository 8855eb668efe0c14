"""V2C chargers over the LAN and the cloud."""

from homeassistant.const import Platform
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ConfigEntryNotReady
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.typing import ConfigType

from .car_entities import CAR_ENTITIES
from .const import DOMAIN
from .dashboard import async_forget_cards, async_show_cards
from .eco_objective import OBJECTIVE
from .entity import async_forget_entities
from .giving_back import async_give_back_all, async_give_back_ended
from .house import V2CConfigEntry, async_build_house, charger_subentries
from .issues import async_check_issues, async_forget_issues, async_note_empty_house
from .meter_issues import MeterIssues
from .migration import async_migrate
from .mqtt_feed import CONF_METER_FEED, async_start_feed
from .nearby import async_rediscover
from .phase_issues import async_tell_refusals
from .price_issues import PriceIssues
from .prices.store import PriceStore
from .services import async_setup_services
from .session_store import SessionStore
from .smart_lock import async_start_smart_locks
from .smart_lock_entities import async_forget_lock_entities
from .smart_lock_issues import async_tell_key_troubles
from .statistics import async_keep_statistics
from .store import HouseStore
from .targets import async_watch_targets
from .webhook import async_setup_webhook

CONFIG_SCHEMA = cv.config_entry_only_config_schema(DOMAIN)
PLATFORMS = (
    Platform.BINARY_SENSOR,
    Platform.BUTTON,
    Platform.CALENDAR,
    Platform.EVENT,
    Platform.NUMBER,
    Platform.SELECT,
    Platform.SENSOR,
    Platform.SWITCH,
    Platform.TIME,
)


async def async_setup(hass: HomeAssistant, config: ConfigType) -> bool:
    """Register the actions, which must be known before a house is loaded."""
    async_setup_services(hass)
    return True


async def async_setup_entry(hass: HomeAssistant, entry: V2CConfigEntry) -> bool:
    """Set up a house."""
    async_note_empty_house(hass, entry)
    await async_show_cards(hass)
    if not charger_subentries(entry):
        raise ConfigEntryNotReady(
            translation_domain=DOMAIN, translation_key="no_charger"
        )
    house = await async_build_house(hass, entry)
    async_watch_targets(hass, entry, house)
    async_start_smart_locks(hass, entry, house)
    entry.runtime_data = house
    await hass.config_entries.async_forward_entry_setups(entry, PLATFORMS)
    entry.async_on_unload(async_check_issues(hass, entry))
    async_tell_key_troubles(hass, entry, house)
    async_forget_lock_entities(hass, entry)
    async_forget_entities(hass, entry, (*CAR_ENTITIES, OBJECTIVE))
    house.power.async_start()
    house.eco.async_start()
    meter_issues = MeterIssues(
        hass,
        entry,
        house.power.meter,
        wanted=lambda: house.power.wanted or CONF_METER_FEED in entry.options,
    )
    entry.async_on_unload(meter_issues.async_start())
    entry.async_on_unload(house.power.async_subscribe(meter_issues.async_check))
    entry.async_on_unload(PriceIssues(hass, entry, house.prices).async_start())
    entry.async_on_unload(async_tell_refusals(hass, entry, house.power))
    entry.async_on_unload(async_start_feed(hass, entry, house.power.meter))
    async_keep_statistics(hass, entry)
    await async_setup_webhook(hass, entry)
    return True


async def async_unload_entry(hass: HomeAssistant, entry: V2CConfigEntry) -> bool:
    """Unload a house."""
    power = entry.runtime_data.power
    power.async_end()
    await async_give_back_ended(hass, entry, power.chargers)
    await entry.runtime_data.store.async_flush()
    await entry.runtime_data.session_store.async_flush()
    await entry.runtime_data.price_store.async_flush()
    return await hass.config_entries.async_unload_platforms(entry, PLATFORMS)


async def async_remove_entry(hass: HomeAssistant, entry: V2CConfigEntry) -> None:
    """Forget a house."""
    async_forget_issues(hass, entry)
    async_rediscover(hass, entry)
    store = HouseStore(hass, entry.entry_id)
    await store.async_load()
    await async_give_back_all(hass, entry, store)
    await store.async_remove()
    await SessionStore(hass, entry.entry_id).async_remove()
    await PriceStore(hass, entry.entry_id).async_remove()
    if not hass.config_entries.async_entries(DOMAIN):
        await async_forget_cards(hass)


async def async_migrate_entry(hass: HomeAssistant, entry: V2CConfigEntry) -> bool:
    """Take over an entry of the community integration."""
    return await async_migrate(hass, entry)
