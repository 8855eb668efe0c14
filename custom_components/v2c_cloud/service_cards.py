"""The actions about the RFID cards that a charger knows."""

from asyncio import sleep
import time
from typing import Final

from homeassistant.components import persistent_notification
from homeassistant.core import SupportsResponse
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.translation import async_get_translations
from homeassistant.util.json import JsonObjectType
import probatio

from .api.cloud_services import Card, CloudServices
from .const import DOMAIN
from .service_calls import ATTR_NAME, ChargerAction, ChargerCall

ATTR_CODE = "code"
ATTR_TIMEOUT = "timeout"

LOOK_EVERY: Final = 10.0
"""Seconds between two looks at the list, each of which is one of the day's calls."""
_DEFAULT_TIMEOUT = 60
_LONGEST_TIMEOUT = 120


async def _get_cards(call: ChargerCall) -> JsonObjectType:
    services = await call.async_reach()
    return {"cards": [_shown(card) for card in await services.cards()]}


async def _learn_card(call: ChargerCall) -> JsonObjectType:
    """Let the charger learn a card, and look whether it has."""
    services = await call.async_reach()
    before = await services.cards()
    await services.learn_card(call.data[ATTR_NAME])
    notification = f"{DOMAIN}_learn_card_{call.subentry_id}"
    await _async_ask_for_card(call, notification)
    try:
        card = await _async_wait_for_card(services, before, call.data[ATTR_TIMEOUT])
    finally:
        persistent_notification.async_dismiss(call.hass, notification)
    return {"learned": card is not None, "card": None if card is None else _shown(card)}


async def _async_ask_for_card(call: ChargerCall, notification: str) -> None:
    """Whoever holds the card must know that it is wanted now."""
    language = call.hass.config.language
    words = await async_get_translations(call.hass, language, "common", {DOMAIN})
    path = f"component.{DOMAIN}.common"
    persistent_notification.async_create(
        call.hass,
        words[f"{path}.hold_card_message"].format(
            charger=call.charger,
            name=call.data[ATTR_NAME],
            seconds=call.data[ATTR_TIMEOUT],
        ),
        words[f"{path}.hold_card_title"],
        notification,
    )


async def _async_wait_for_card(
    services: CloudServices, before: list[Card], timeout: int
) -> Card | None:
    """The card that is new in the list, or has a new name."""
    until = time.monotonic() + timeout
    while time.monotonic() < until:
        await sleep(LOOK_EVERY)
        for card in await services.cards():
            if card not in before:
                return card
    return None


async def _add_card(call: ChargerCall) -> None:
    services = await call.async_reach()
    await services.add_card(call.data[ATTR_CODE], call.data[ATTR_NAME])


async def _rename_card(call: ChargerCall) -> None:
    services = await call.async_reach()
    await services.rename_card(call.data[ATTR_CODE], call.data[ATTR_NAME])


async def _delete_card(call: ChargerCall) -> None:
    services = await call.async_reach()
    await services.delete_card(call.data[ATTR_CODE])


def _shown(card: Card) -> JsonObjectType:
    return {"code": card.code, "name": card.name}


_CODE = probatio.Required(ATTR_CODE)
_NAME = probatio.Required(ATTR_NAME)

CARD_ACTIONS = (
    ChargerAction(
        name="get_cards", run=_get_cards, response=SupportsResponse.ONLY, admin=True
    ),
    ChargerAction(
        name="learn_card",
        run=_learn_card,
        fields={
            _NAME: cv.string,
            probatio.Optional(ATTR_TIMEOUT, default=_DEFAULT_TIMEOUT): probatio.All(
                probatio.Coerce(int), probatio.Range(LOOK_EVERY, _LONGEST_TIMEOUT)
            ),
        },
        response=SupportsResponse.OPTIONAL,
        admin=True,
    ),
    ChargerAction(
        name="add_card",
        run=_add_card,
        fields={_CODE: cv.string, _NAME: cv.string},
        admin=True,
    ),
    ChargerAction(
        name="rename_card",
        run=_rename_card,
        fields={_CODE: cv.string, _NAME: cv.string},
        admin=True,
    ),
    ChargerAction(
        name="delete_card", run=_delete_card, fields={_CODE: cv.string}, admin=True
    ),
)
