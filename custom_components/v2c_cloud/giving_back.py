"""Sets chargers that nobody controls any more to what they were before."""

from collections.abc import Mapping
from typing import Final

from homeassistant.components import persistent_notification
from homeassistant.config_entries import ConfigEntry
from homeassistant.const import CONF_API_KEY
from homeassistant.core import HomeAssistant
from homeassistant.helpers.translation import async_get_translations

from .account import async_acquire_account
from .api.charger import Charger
from .api.exceptions import V2CError
from .api.models import FieldValue
from .const import CONF_CLOUD_URL, DOMAIN, LOGGER
from .control.borrowed import must_wait, to_give_back
from .house import build_charger, charger_subentries
from .power_charger import PowerCharger
from .store import HouseStore

_SENTENCE: Final = "not_given_back"

type _Settings = list[tuple[str, FieldValue]]


async def async_give_back_all(
    hass: HomeAssistant, entry: ConfigEntry, store: HouseStore
) -> None:
    """Write back what power control has borrowed, over links made for this.

    Where that does not work, one notification names what to set by hand: nobody will
    try again.
    """
    borrowed = {
        subentry.subentry_id: settings
        for subentry in charger_subentries(entry).values()
        if (settings := _borrowed(store, subentry.unique_id))
    }
    if not borrowed:
        return
    account = None
    if api_key := entry.data.get(CONF_API_KEY):
        account = async_acquire_account(hass, api_key, entry.data.get(CONF_CLOUD_URL))
    failed: dict[str, _Settings] = {}
    for subentry_id, settings in borrowed.items():
        subentry = entry.subentries[subentry_id]
        charger = build_charger(hass, subentry, account)
        if left := await _async_write(charger, settings):
            failed[subentry.title] = left
    if account is not None:
        account.async_release()
    if failed:
        await _async_notify(hass, entry, failed)


async def async_give_back_ended(
    hass: HomeAssistant, entry: ConfigEntry, chargers: Mapping[str, PowerCharger]
) -> None:
    """Give back as a house is unloaded, and say what could not be.

    Of a house that is disabled that is everything, else what chargers that were removed
    have lent: a reload gives nothing back.
    """
    failed: dict[str, _Settings] = {}
    for subentry_id, item in chargers.items():
        if entry.disabled_by is None and subentry_id in entry.subentries:
            continue
        try:
            await item.hand.async_give_back(timers=True)
        except V2CError as err:
            LOGGER.debug("%s cannot be set back: %s", item.coordinator.name, err)
        if left := to_give_back(item.settings.borrowed):
            failed[item.coordinator.subentry.title] = left
    if failed:
        await _async_notify(hass, entry, failed)


def _borrowed(store: HouseStore, charger_id: str | None) -> _Settings:
    return to_give_back(store.recall(charger_id or "").power.borrowed)


async def _async_write(charger: Charger, settings: _Settings) -> _Settings:
    """Write these settings; returns those that could not be written."""
    for link in charger.links:
        await charger.refresh(link)
    left = []
    for field, value in settings:
        if must_wait(field, charger.snapshot().state):
            left.append((field, value))
            continue
        try:
            await charger.set(field, value)
        except V2CError as err:
            LOGGER.debug("%s could not be given back: %s", field, err)
            left.append((field, value))
    return left


async def _async_notify(
    hass: HomeAssistant, entry: ConfigEntry, failed: dict[str, _Settings]
) -> None:
    sentences = await async_get_translations(
        hass, hass.config.language, "exceptions", {DOMAIN}
    )
    sentence = sentences[f"component.{DOMAIN}.exceptions.{_SENTENCE}.message"]
    lines = [
        f"- {title}: {', '.join(f'{field} = {_text(value)}' for field, value in left)}"
        for title, left in failed.items()
    ]
    persistent_notification.async_create(
        hass,
        "\n".join([sentence.replace("{house}", entry.title), "", *lines]),
        title=entry.title,
        notification_id=f"{DOMAIN}_not_given_back_{entry.entry_id}",
    )


def _text(value: FieldValue) -> str:
    """A value as chargers take it."""
    return str(int(value)) if isinstance(value, bool) else str(value)
