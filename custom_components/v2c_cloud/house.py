"""A house: one grid connection, its account and its chargers."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field

from homeassistant.config_entries import (
    SIGNAL_CONFIG_ENTRY_CHANGED,
    ConfigEntry,
    ConfigEntryChange,
    ConfigSubentry,
)
from homeassistant.const import CONF_API_KEY, CONF_HOST, CONF_NAME, CONF_PORT
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers.aiohttp_client import async_get_clientsession
from homeassistant.helpers.dispatcher import async_dispatcher_connect
from homeassistant.util import dt as dt_util

from .account import CloudAccount, async_acquire_account
from .api.charger import Charger
from .api.cloud import CloudLink
from .api.lan import LanLink
from .api.link import ChargerLink
from .api.models import Link
from .const import (
    CONF_BLE_ADDRESS,
    CONF_BLE_PERSISTENT,
    CONF_BLE_PIN,
    CONF_CLOUD,
    CONF_CLOUD_URL,
    DOMAIN,
    MANUFACTURER,
    SUBENTRY_CHARGER,
)
from .coordinator import ChargerCoordinator
from .dynamic_power import DynamicPower
from .eco_charging import EcoCharging
from .house_carbon import HouseCarbon
from .house_cars import HouseCars, car_subentries
from .house_options import read_what_can_be_read
from .meter import HouseMeter
from .nearby import Nearby, build_ble_link
from .prices.house_prices import HousePrices
from .prices.options import read_added, read_contract
from .prices.store import PriceStore
from .recovery import async_follow_addresses
from .session_store import SessionStore
from .session_tracker import SessionTracker
from .smart_lock import SmartLock
from .store import HouseStore
from .targets import TargetWatch

_LINK_KEYS = (
    CONF_HOST,
    CONF_PORT,
    CONF_CLOUD,
    CONF_BLE_ADDRESS,
    CONF_BLE_PERSISTENT,
    CONF_BLE_PIN,
)

type V2CConfigEntry = ConfigEntry[House]


@dataclass(kw_only=True, slots=True)
class House:
    """What a loaded entry has."""

    entry_id: str
    device_id: str
    store: HouseStore
    session_store: SessionStore
    price_store: PriceStore
    prices: HousePrices
    carbon: HouseCarbon
    cars: HouseCars
    _power: DynamicPower | None = None
    _eco: EcoCharging | None = None
    account: CloudAccount | None = None
    chargers: dict[str, ChargerCoordinator] = field(default_factory=dict)
    """By the ID of the charger's subentry."""
    sessions: dict[str, SessionTracker] = field(default_factory=dict)
    """By the same IDs."""
    targets: dict[str, TargetWatch] = field(default_factory=dict)
    """By the same IDs."""
    locks: dict[str, SmartLock] = field(default_factory=dict)
    """By the same IDs, of the chargers that have keys."""
    nearby: dict[str, Nearby] = field(default_factory=dict)
    """By the same IDs, for those with a Bluetooth link."""

    @property
    def power(self) -> DynamicPower:
        """The power control of its chargers."""
        if self._power is None:
            raise RuntimeError("The house is not built yet")
        return self._power

    @power.setter
    def power(self, power: DynamicPower) -> None:
        self._power = power

    @property
    def eco(self) -> EcoCharging:
        """The EcoCharging of its chargers."""
        if self._eco is None:
            raise RuntimeError("The house is not built yet")
        return self._eco

    @eco.setter
    def eco(self, eco: EcoCharging) -> None:
        self._eco = eco


def charger_subentries(entry: ConfigEntry) -> dict[str, ConfigSubentry]:
    """The chargers of a house, by subentry ID."""
    return {
        subentry_id: subentry
        for subentry_id, subentry in entry.subentries.items()
        if subentry.subentry_type == SUBENTRY_CHARGER
    }


def house_identifier(entry: ConfigEntry) -> tuple[str, str]:
    """What the device of a house is known by."""
    return DOMAIN, f"house_{entry.entry_id}"


async def async_build_house(hass: HomeAssistant, entry: V2CConfigEntry) -> House:
    """Make a house of an entry and read its chargers once.

    No charger and no cloud that cannot be reached keeps the others from working.
    """
    device = dr.async_get(hass).async_get_or_create(
        config_entry_id=entry.entry_id,
        identifiers={house_identifier(entry)},
        entry_type=dr.DeviceEntryType.SERVICE,
        manufacturer=MANUFACTURER,
        name=entry.title,
    )
    store = HouseStore(hass, entry.entry_id)
    await store.async_load()
    session_store = SessionStore(hass, entry.entry_id)
    await session_store.async_load()
    price_store = PriceStore(hass, entry.entry_id)
    await price_store.async_load()
    prices = HousePrices(
        hass,
        entry,
        price_store,
        session_store,
        contract=read_contract(hass, entry.options),
        added=read_added(entry.options),
    )
    await prices.async_start()
    entry.async_on_unload(prices.async_stop)
    carbon = HouseCarbon(hass, entry, price_store)
    carbon.async_start()
    entry.async_on_unload(carbon.async_stop)
    house = House(
        entry_id=entry.entry_id,
        device_id=device.id,
        store=store,
        session_store=session_store,
        price_store=price_store,
        prices=prices,
        carbon=carbon,
        cars=HouseCars(hass, entry),
    )
    if api_key := entry.data.get(CONF_API_KEY):
        account = async_acquire_account(hass, api_key, entry.data.get(CONF_CLOUD_URL))
        house.account = account
        entry.async_on_unload(account.async_release)
    for subentry_id, subentry in charger_subentries(entry).items():
        charger = build_charger(hass, subentry, house.account)
        house.chargers[subentry_id] = ChargerCoordinator(
            hass, entry, subentry, charger, store
        )
    await _async_read_once(hass, entry, house)
    for subentry_id, coordinator in house.chargers.items():
        house.sessions[subentry_id] = SessionTracker(
            hass, entry, coordinator, session_store, prices, house.account
        )
        if (nearby := Nearby.of(hass, entry, house, subentry_id)) is not None:
            house.nearby[subentry_id] = nearby
            nearby.async_start()
    await _async_control_power(hass, entry, house)
    entry.async_on_unload(_reload_on_changed_links(hass, entry))
    entry.async_on_unload(async_follow_addresses(hass, entry, house))
    return house


async def _async_control_power(
    hass: HomeAssistant, entry: V2CConfigEntry, house: House
) -> None:
    """Listen to the house's meter, and be ready to control its chargers."""
    meter = HouseMeter(hass, read_what_can_be_read(entry.options).meter, house.chargers)
    await meter.async_start()
    entry.async_on_unload(meter.async_stop)
    house.power = DynamicPower(hass, entry, house, meter)
    house.eco = EcoCharging(hass, entry, house)


def build_charger(
    hass: HomeAssistant, subentry: ConfigSubentry, account: CloudAccount | None
) -> Charger:
    """A charger with the links that its subentry has."""
    charger_id = subentry.unique_id or ""
    links: list[ChargerLink] = []
    if host := subentry.data.get(CONF_HOST):
        session = async_get_clientsession(hass)
        links.append(LanLink(session, host, subentry.data.get(CONF_PORT, 80)))
    if CONF_BLE_ADDRESS in subentry.data:
        links.append(build_ble_link(hass, subentry.data))
    if account is not None and subentry.data.get(CONF_CLOUD):
        links.append(CloudLink(account.client, charger_id))
    return Charger(charger_id, links, today=lambda: dt_util.now().date())


async def _async_read_once(
    hass: HomeAssistant, entry: V2CConfigEntry, house: House
) -> None:
    """First values for all chargers at once; the cloud's only where it is alone."""
    await asyncio.gather(
        *(coordinator.async_refresh() for coordinator in house.chargers.values())
    )
    if (account := house.account) is None:
        return
    clouded = [
        coordinator
        for coordinator in house.chargers.values()
        if Link.CLOUD in coordinator.charger.links
    ]
    for coordinator in clouded:
        entry.async_on_unload(account.async_join(coordinator))
    await asyncio.gather(
        *(
            account.async_poll(coordinator)
            for coordinator in clouded
            if coordinator.data.snapshot.active_link is None
        )
    )


def _links_of(entry: ConfigEntry) -> dict[str, Mapping[str, object]]:
    """All that decides how the chargers are reached, and all of the cars."""
    cars = {
        subentry_id: {**subentry.data, CONF_NAME: subentry.title}
        for subentry_id, subentry in car_subentries(entry).items()
    }
    return cars | {
        subentry_id: {key: subentry.data.get(key) for key in _LINK_KEYS}
        for subentry_id, subentry in charger_subentries(entry).items()
    }


@callback
def _reload_on_changed_links(
    hass: HomeAssistant, entry: V2CConfigEntry
) -> CALLBACK_TYPE:
    """Load anew when a charger is added, removed or reached otherwise, or a car changed.

    An update listener would also fire for the capabilities that we store ourselves.
    """
    before = _links_of(entry)

    @callback
    def changed(change: ConfigEntryChange, changed_entry: ConfigEntry) -> None:
        if change is ConfigEntryChange.UPDATED and changed_entry is entry:
            nonlocal before
            after = _links_of(entry)
            if after != before:
                before = after
                hass.config_entries.async_schedule_reload(entry.entry_id)

    return async_dispatcher_connect(hass, SIGNAL_CONFIG_ENTRY_CHANGED, changed)
