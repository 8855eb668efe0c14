"""The URL that an owner may paste into V2C's portal: a hint that something happened.

V2C calls it when a charge begins or ends, without a signature, in a form that no
official page describes. So nothing of what it says is believed; it only makes us ask.
"""

from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from aiohttp import web
from homeassistant.components import webhook
from homeassistant.const import CONF_WEBHOOK_ID
from homeassistant.core import HomeAssistant
from homeassistant.helpers.network import get_url
from homeassistant.setup import async_setup_component

from .api.cloud import decode_body
from .const import DOMAIN, LOGGER

if TYPE_CHECKING:
    from .house import House, V2CConfigEntry

_MOST: Final = 8192
"""Bytes that are read of a call: a charge of a week has fewer."""


def webhook_url(hass: HomeAssistant, webhook_id: str) -> str:
    """The URL that V2C can reach. Raises ``NoURLAvailableError``."""
    return get_url(hass, allow_internal=False) + webhook.async_generate_path(webhook_id)


async def async_setup_webhook(hass: HomeAssistant, entry: V2CConfigEntry) -> None:
    """Listen to the webhook of a loaded house, if it has one."""
    webhook_id = entry.data.get(CONF_WEBHOOK_ID)
    if webhook_id is None or entry.runtime_data.account is None:
        return
    if not await async_setup_component(hass, webhook.DOMAIN, {}):
        LOGGER.warning("V2C's webhook does not work without Home Assistant's webhooks")
        return

    async def handle(_: HomeAssistant, __: str, request: web.Request) -> web.Response:
        _take_hint(entry.runtime_data, await _read(request))
        return web.Response(status=HTTPStatus.OK)

    webhook.async_register(hass, DOMAIN, entry.title, webhook_id, handle)
    entry.async_on_unload(lambda: webhook.async_unregister(hass, webhook_id))


async def _read(request: web.Request) -> object:
    """What the call holds; nothing when it is too long or no text."""
    body = b""
    while chunk := await request.content.read(_MOST + 1 - len(body)):
        body += chunk
        if len(body) > _MOST:
            return None
    return decode_body(body.decode(errors="replace"))


def _take_hint(house: House, payload: object) -> None:
    """Ask the charger that the call names, if the house has it."""
    if house.account is None or not isinstance(payload, dict):
        return
    charger_id = str(payload.get("deviceId", "")).strip().upper()
    for coordinator in house.chargers.values():
        if coordinator.charger.charger_id == charger_id:
            house.account.async_hint(coordinator)
