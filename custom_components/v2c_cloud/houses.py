"""The houses and chargers that are set up already, and how a flow changes them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import cast

from homeassistant.config_entries import (
    ConfigEntry,
    ConfigEntryState,
    ConfigSubentry,
    ConfigSubentryData,
)
from homeassistant.const import CONF_API_KEY, CONF_HOST, CONF_MAC, CONF_PORT
from homeassistant.core import HomeAssistant, callback
from homeassistant.data_entry_flow import AbortFlow

from .const import (
    CONF_BLE_ADDRESS,
    CONF_BLE_PERSISTENT,
    CONF_BLE_PIN,
    CONF_CAPABILITIES,
    CONF_CLOUD,
    CONF_CLOUD_URL,
    DOMAIN,
    ENTRY_VERSION,
    MANUFACTURER,
    SUBENTRY_CHARGER,
)
from .discovery import HTTP_PORT, Address, FoundCharger, address_data
from .flow_forms import FormError
from .house import charger_subentries


@dataclass(frozen=True, slots=True)
class KnownCharger:
    """A charger that is set up, and its house."""

    entry: ConfigEntry
    subentry: ConfigSubentry

    @property
    def address(self) -> Address | None:
        """Where it is on the LAN, if it has that link."""
        data = self.subentry.data
        if (host := data.get(CONF_HOST)) is None:
            return None
        return Address(host, data.get(CONF_PORT, HTTP_PORT))

    @property
    def cloud(self) -> bool:
        """Whether the house's account reaches it."""
        return bool(self.subentry.data.get(CONF_CLOUD))

    @property
    def ble_address(self) -> str | None:
        """Its Bluetooth address, if it has that link."""
        return self.subentry.data.get(CONF_BLE_ADDRESS)

    @property
    def links(self) -> tuple[object, ...]:
        """All that decides how it is reached."""
        data = self.subentry.data
        bluetooth = (data.get(CONF_BLE_PIN), data.get(CONF_BLE_PERSISTENT, False))
        return self.address, self.cloud, self.ble_address, *bluetooth


def houses(hass: HomeAssistant) -> list[ConfigEntry]:
    """The houses that a charger can be added to."""
    return [
        entry
        for entry in hass.config_entries.async_entries(
            DOMAIN, include_ignore=False, include_disabled=False
        )
        if entry.version == ENTRY_VERSION
    ]


def new_house_title(hass: HomeAssistant) -> str:
    """A name for one more house: the home's own, numbered from the second on."""
    taken = {entry.title for entry in hass.config_entries.async_entries(DOMAIN)}
    home = hass.config.location_name or MANUFACTURER
    numbered = (f"{home} {number}" for number in range(2, len(taken) + 3))
    return next(title for title in (home, *numbered) if title not in taken)


def known_chargers(hass: HomeAssistant) -> list[KnownCharger]:
    """All chargers that are set up, in all houses."""
    return [
        KnownCharger(entry, subentry)
        for entry in hass.config_entries.async_entries(DOMAIN)
        for subentry in charger_subentries(entry).values()
    ]


def find_known(
    hass: HomeAssistant,
    *,
    charger_id: str | None = None,
    mac: str | None = None,
    address: Address | None = None,
    ble_address: str | None = None,
) -> KnownCharger | None:
    """The charger with this ID; else, if there is no ID, by MAC or by address.

    Firmware before 1.7.20 sends no ID, so that one of the others has to do.
    """
    known = known_chargers(hass)
    if charger_id is not None:
        matches = [item for item in known if item.subentry.unique_id == charger_id]
    else:
        matches = [
            *(
                item
                for item in known
                if mac and item.subentry.data.get(CONF_MAC) == mac
            ),
            *(item for item in known if address and item.address == address),
            *(
                item
                for item in known
                if ble_address and item.ble_address == ble_address
            ),
        ]
    return next(iter(matches), None)


def raise_if_known(hass: HomeAssistant, found: FoundCharger, field: str) -> None:
    """Raise ``FormError`` for a charger that is set up already.

    Its address is kept up to date on the way: somebody has just typed it.
    """
    known = find_known(
        hass, charger_id=found.charger_id, mac=found.mac, address=found.address
    )
    if known is None:
        return
    if found.address not in (None, known.address):
        async_update_charger(hass, known, moved(known.subentry.data, found.address))
        raise FormError(
            "address_updated",
            field,
            charger=known.subentry.title,
            address=str(found.address),
        )
    raise FormError(
        "already_configured",
        field,
        charger=known.subentry.title,
        house=known.entry.title,
    )


@callback
def async_follow(hass: HomeAssistant, known: KnownCharger, found: FoundCharger) -> None:
    """Note where a charger that is set up was seen.

    One without a LAN link does not get it behind its owner's back, and a name needs
    no help to follow the charger.
    """
    data = dict(known.subentry.data)
    if found.mac:
        data[CONF_MAC] = found.mac
    if found.address and known.address and known.address.ip is not None:
        data = moved(data, found.address)
    async_update_charger(hass, known, data)


def moved(data: Mapping[str, object], address: Address | None) -> dict[str, object]:
    """A charger's data with another address, or with none."""
    rest = {
        key: value for key, value in data.items() if key not in (CONF_HOST, CONF_PORT)
    }
    return rest | address_data(address)


@callback
def async_update_charger(
    hass: HomeAssistant, known: KnownCharger, data: Mapping[str, object]
) -> None:
    """Store a charger's data and put them into effect."""
    before = known.links
    if hass.config_entries.async_update_subentry(
        known.entry, known.subentry, data=data
    ):
        async_reload(hass, known.entry, links_changed=known.links != before)


@callback
def async_reload(
    hass: HomeAssistant, entry: ConfigEntry, *, links_changed: bool
) -> None:
    """Put into effect what was stored; a loaded house follows its links by itself."""
    if not links_changed or entry.state is not ConfigEntryState.LOADED:
        hass.config_entries.async_schedule_reload(entry.entry_id)


def still_new(
    hass: HomeAssistant, chargers: Sequence[FoundCharger]
) -> list[FoundCharger]:
    """Leave out what another flow has added since; ends the flow if that is all."""
    new = [
        found
        for found in chargers
        if find_known(hass, charger_id=found.charger_id) is None
    ]
    if not new:
        raise AbortFlow("already_configured")
    return new


def with_bluetooth(
    data: Mapping[str, object], found: FoundCharger | None
) -> dict[str, object]:
    """A charger's data with another Bluetooth link, or with none."""
    keys = (CONF_BLE_ADDRESS, CONF_BLE_PERSISTENT, CONF_BLE_PIN)
    rest = {key: value for key, value in data.items() if key not in keys}
    if found is None:
        return rest
    told = {CONF_BLE_ADDRESS: found.ble_address, CONF_BLE_PIN: found.ble_pin}
    known = found.state.known.union(cast("list[str]", data.get(CONF_CAPABILITIES, [])))
    return (
        rest
        | {key: value for key, value in told.items() if value}
        | {CONF_CAPABILITIES: sorted(known)}
    )


def charger_data(found: FoundCharger) -> ConfigSubentryData:
    """A charger as a new house takes it."""
    return ConfigSubentryData(
        data=found.data,
        subentry_type=SUBENTRY_CHARGER,
        title=found.title,
        unique_id=found.charger_id,
    )


@callback
def async_add_chargers(
    hass: HomeAssistant, entry: ConfigEntry, chargers: Sequence[FoundCharger]
) -> None:
    """Add chargers to a house; ``async_reload`` puts that into effect."""
    for found in chargers:
        subentry = charger_data(found)
        hass.config_entries.async_add_subentry(
            entry,
            ConfigSubentry(
                data=MappingProxyType(subentry["data"]),
                subentry_type=SUBENTRY_CHARGER,
                title=subentry["title"],
                unique_id=subentry["unique_id"],
            ),
        )


@callback
def async_end_discoveries(
    hass: HomeAssistant, chargers: Sequence[FoundCharger], but: str
) -> None:
    """Take back the offers to add these chargers, except in the flow named."""
    ids = {
        identity
        for found in chargers
        for identity in (found.charger_id, found.mac, found.ble_address)
    }
    for flow in hass.config_entries.flow.async_progress_by_handler(DOMAIN):
        if flow["flow_id"] != but and flow["context"].get("unique_id") in ids - {None}:
            hass.config_entries.flow.async_abort(flow["flow_id"])


def check_same_account(entry: ConfigEntry, reached: Collection[str]) -> None:
    """Raise ``FormError`` when an account has none of a house's chargers."""
    chargers = charger_subentries(entry).values()
    if chargers and not any(item.unique_id in reached for item in chargers):
        raise FormError("wrong_account", house=entry.title)


def check_links(entry: ConfigEntry, reached: Collection[str]) -> None:
    """Raise ``FormError`` when an account would leave a charger without a link."""
    lost = [
        item.title
        for item in charger_subentries(entry).values()
        if item.unique_id not in reached
        and not {CONF_HOST, CONF_BLE_ADDRESS} & set(item.data)
    ]
    if lost:
        raise FormError("charger_without_link", chargers=", ".join(lost))


@callback
def async_set_account(
    hass: HomeAssistant,
    entry: ConfigEntry,
    account: Mapping[str, str],
    reached: Collection[str],
) -> None:
    """Give a house an account, or none, and note which chargers it reaches."""
    rest = {
        key: value
        for key, value in entry.data.items()
        if key not in (CONF_API_KEY, CONF_CLOUD_URL)
    }
    hass.config_entries.async_update_entry(entry, data={**rest, **account})
    changed = [
        hass.config_entries.async_update_subentry(
            entry,
            subentry,
            data={**subentry.data, CONF_CLOUD: subentry.unique_id in reached},
        )
        for subentry in charger_subentries(entry).values()
    ]
    async_reload(hass, entry, links_changed=any(changed))
